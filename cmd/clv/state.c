#include "state.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"

enum { DAY = STATEFILE_COLUMNS, GROUP };

static const char *const columns[] = {"day", "group"};

static const struct statefile_setting settings[] = {
    STATEFILE_SETTING(struct clv_state_texts, by)};

const struct statefile_kind clv_state_kind = {
    .version = "1",
    .settings = settings,
    .settings_count = sizeof settings / sizeof *settings,
    .columns = columns,
    .columns_count = sizeof columns / sizeof *columns,
};

/* Writing */

static void
write_purchase(struct csvout *out, const struct clv_book *book,
    const struct clv_purchase *purchase, struct slice group)
{
	char amount[MONEY_TEXT] = "", day[DATE_TEXT] = "";
	csvout_text(out, slice_of("purchase"));
	csvout_text(out, strmap_key(book->customers, purchase->customer));
	csvout_text(out, (struct slice){amount, money_format(purchase->amount, amount)});
	csvout_text(out, (struct slice){day, date_period_name(purchase->day * DATE_DAY,
	                                         DATE_BY_DAY, day)});
	csvout_text(out, group);
	csvout_end_row(out);
}

/* Groups come in the order of first sight, also those that no customer began with. */
static void
write_group(struct csvout *out, struct slice group)
{
	csvout_text(out, slice_of("group"));
	for (size_t i = 1; i < GROUP; i++)
		csvout_empty(out);
	csvout_text(out, group);
	csvout_end_row(out);
}

void
clv_state_write(struct csvout *out, const struct clv_book *book,
    struct clv_state_texts *texts, const struct options_common *options)
{
	char *text = NULL;
	size_t capacity = 0;
	statefile_begin(out, &clv_state_kind, texts, options);
	statefile_fact(out, &clv_state_kind, "amounts", slice_of(""),
	    slice_of(book->has_amount ? "yes" : "no"));
	for (uint32_t i = 0; i < group_count(book->groups); i++)
		write_group(out, statefile_pack(book->groups, i, &text, &capacity));
	for (size_t i = 0; i < book->count; i++)
		write_purchase(out, book, &book->purchases[i],
		    statefile_pack(
		        book->groups, book->purchases[i].group, &text, &capacity));
	statefile_end(out, &clv_state_kind);
	free(text);
}

/* Reading */

struct clv_state {
	struct statefile *file;
	struct reader *reader; /* of the file */
	struct clv_book *book;
	size_t by_count;
	bool amounts_known;
};

static void
read_amounts(struct clv_state *state)
{
	struct slice value = reader_cell(state->reader, STATEFILE_VALUE);
	bool yes = slice_equal(value, slice_of("yes"));
	if (!yes && !slice_equal(value, slice_of("no")))
		statefile_refuse(state->file, "neither yes nor no");
	if (state->amounts_known && state->book->has_amount != yes)
		diag_fatal(EX_DATAERR,
		    "%s: some states were made with amounts, and others without",
		    reader_place(state->reader));
	state->book->has_amount = yes;
	state->amounts_known = true;
}

static const struct slice *
read_group(struct clv_state *state)
{
	return statefile_cells(state->file, GROUP, state->by_count, "not a group");
}

static void
read_purchase(struct clv_state *state)
{
	struct slice customer = reader_cell(state->reader, STATEFILE_NAME);
	struct money amount =
	    statefile_money(state->file, STATEFILE_VALUE, "not an amount");
	int64_t us = statefile_time(state->file, DAY, "not a day");
	if (us % DATE_DAY != 0)
		statefile_refuse(state->file, "not a day");
	if (!clv_book_add(
	        state->book, customer, us / DATE_DAY, read_group(state), amount))
		diag_fatal(EX_DATAERR, "%s: more than 4294967295 transactions",
		    reader_place(state->reader));
}

static void
read_fact(struct clv_state *state, struct slice record)
{
	if (slice_equal(record, slice_of("purchase")))
		read_purchase(state);
	else if (slice_equal(record, slice_of("group")))
		group_add(state->book->groups, read_group(state));
	else if (slice_equal(record, slice_of("amounts")))
		read_amounts(state);
	else
		statefile_refuse(state->file, "an unknown record");
}

struct clv_state *
clv_state_read(struct clv_state_texts *texts, struct list *by,
    struct options_common *options, struct clv_book *book)
{
	struct slice record;
	struct clv_state *state = mem_new(1, sizeof *state);
	state->file = statefile_open(&clv_state_kind, texts, options);
	state->reader = statefile_reader(state->file);
	state->book = book;
	const char *reason = texts->by ? list_parse(texts->by, by) : NULL;
	if (reason)
		statefile_refuse(state->file, reason);
	state->by_count = by->count;
	clv_book_init(book, by->count);
	while (statefile_next(state->file, &record))
		read_fact(state, record);
	book->delimiter = statefile_delimiter(state->file);
	clv_book_finish(book, options);
	return state;
}

void
clv_state_free(struct clv_state *state)
{
	if (!state)
		return;
	statefile_close(state->file);
	free(state);
}
