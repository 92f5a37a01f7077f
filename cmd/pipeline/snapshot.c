#include "snapshot.h"

#include "../../common/columns.h"
#include "../../common/date.h"

static const char *const roles[] = {
    "id", "amount", "stage", "created", "close_date", "probability", "category", "owner"};

static bool
is_role(const char *name)
{
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (columns_alike(slice_of(name), slice_of(roles[i])))
			return true;
	return false;
}

static bool
is_by(const struct deals_options *own, const char *name)
{
	for (size_t i = 0; i < own->by.count; i++)
		if (columns_alike(slice_of(own->by.items[i]), slice_of(name)))
			return true;
	return false;
}

static void
write_day(struct csvout *out, int32_t day)
{
	char text[DATE_TEXT];
	size_t n = 0;
	if (day != DEALS_NO_DAY)
		n = date_period_name(day * DATE_DAY, DATE_BY_DAY, text);
	csvout_text(out, (struct slice){text, n});
}

static void
write_key(struct csvout *out, const struct strmap *map, uint32_t key)
{
	csvout_text(
	    out, key == DEALS_NONE ? (struct slice){"", 0} : strmap_key(map, key));
}

static void
write_deal(struct csvout *out, const struct deals *deals, const struct deals_options *own,
    const struct deals_deal *deal)
{
	static const char *const categories[] = {[DEALS_UNSAID] = "",
	    [DEALS_COMMIT] = "commit",
	    [DEALS_BEST] = "best case",
	    [DEALS_PIPELINE] = "pipeline",
	    [DEALS_OMITTED] = "omitted"};
	write_key(out, deals->ids, deal->id);
	if (deal->has_amount)
		csvout_money(out, deal->amount);
	else
		csvout_empty(out);
	write_key(out, deals->stages, deal->stage);
	write_day(out, deal->created);
	write_day(out, deal->close);
	csvout_number(out, deal->chance);
	csvout_text(out, slice_of(categories[deal->category]));
	write_key(out, deals->owners, deal->owner);
	for (size_t i = 0; i < own->by.count; i++)
		if (!is_role(own->by.items[i]))
			csvout_text(out, group_cell(deals->groups, deal->group, i));
	if (own->learn_by && !is_role(own->learn_by) && !is_by(own, own->learn_by))
		csvout_text(out, group_cell(deals->segments, deal->segment, 0));
	csvout_end_row(out);
}

void
snapshot_write(
    struct csvout *out, const struct deals *deals, const struct deals_options *own)
{
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		csvout_column(out, slice_of(roles[i]),
		    i == 1 || i == 5 ? CSVOUT_NUMBER : CSVOUT_TEXT);
	for (size_t i = 0; i < own->by.count; i++)
		if (!is_role(own->by.items[i]))
			csvout_column(out, slice_of(own->by.items[i]), CSVOUT_TEXT);
	if (own->learn_by && !is_role(own->learn_by) && !is_by(own, own->learn_by))
		csvout_column(out, slice_of(own->learn_by), CSVOUT_TEXT);
	for (size_t i = 0; i < deals->count; i++)
		write_deal(out, deals, own, &deals->list[i]);
}
