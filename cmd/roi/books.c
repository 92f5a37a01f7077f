#include "books.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/columns.h"
#include "../../common/diag.h"
#include "../../common/mem.h"

static char *message(const char *format, ...) DIAG_PRINTF(1, 2);

static char *
message(const char *format, ...)
{
	char *text;
	va_list args;
	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		diag_fatal(EX_OSERR, "out of memory");
	return text;
}

/* What each currency is worth. */
struct worth {
	struct slice *names;
	struct money *rates; /* units = 0: it is the one that all are converted to */
	size_t count;
};

static void
list_currencies(const struct roi_ledger *ledger, struct worth *worth)
{
	worth->count = roi_ledger_notes(ledger, ROI_NOTE_CURRENCY);
	worth->names = mem_new(worth->count, sizeof *worth->names);
	worth->rates = mem_new(worth->count, sizeof *worth->rates);
	for (size_t i = 0; i < worth->count; i++)
		worth->names[i] = roi_ledger_note(ledger, ROI_NOTE_CURRENCY, (uint32_t)i);
}

/* Of the currencies without a rate there may be one. */
static char *
find_rates(
    const struct roi_ledger *ledger, const struct roi_rates *rates, struct worth *worth)
{
	char *list = NULL;
	size_t bases = 0;
	for (size_t i = 0; i < worth->count; i++) {
		size_t meant = roi_currency_meant(worth->names, worth->count, i);
		const struct roi_rate *rate = roi_rates_find(rates, worth->names[meant]);
		if (rate)
			worth->rates[i] = rate->rate;
		if (rate || meant != i)
			continue;
		char *longer = message("%s%s%.*s (%s)", list ? list : "",
		    list ? ", " : "", (int)worth->names[i].n, worth->names[i].p,
		    roi_ledger_place(ledger, ROI_NOTE_CURRENCY, (uint32_t)i));
		free(list);
		list = longer;
		bases++;
	}
	char *reason = NULL;
	if (bases > 1)
		reason = message(
		    "amounts are in several currencies: %s: say what one of each but one "
		    "is worth in that one, as in --rate=EUR=1.08",
		    list);
	free(list);
	return reason;
}

static bool
convert(struct roi_sums *sums, struct money rate)
{
	bool fits = true;
	for (int i = 0; rate.units && i < ROI_SUM_MONEYS; i++)
		fits &= money_multiply(sums->sum[i], rate, &sums->sum[i]);
	return fits;
}

/* Adds the account to its group. */
static bool
add_account(const struct roi_ledger *ledger, uint32_t account, const struct worth *worth,
    struct roi_group *group, bool *unstated)
{
	size_t cells = roi_ledger_group_cells(ledger);
	struct slice currency =
	    roi_ledger_cell(ledger, account, cells + ROI_CELL_CURRENCY);
	struct slice paid = roi_ledger_cell(ledger, account, cells + ROI_CELL_PAID);
	struct roi_sums sums = *roi_ledger_sums(ledger, account);
	*unstated |=
	    currency.n == 0 && (sums.seen & ((UINT32_C(1) << ROI_SUM_MONEYS) - 1)) != 0;
	for (size_t i = 0; currency.n && i < worth->count; i++)
		if (slice_equal(worth->names[i], currency) &&
		    !convert(&sums, worth->rates[i]))
			return false;
	return roi_sums_add_all(&group->all, &sums) &&
	       (paid.n == 0 || roi_sums_add_all(&group->paid, &sums));
}

/* Which accounts make which group, and their sums. */
static bool
fold(const struct roi_ledger *ledger, const struct worth *worth, struct roi_books *books)
{
	size_t n = roi_ledger_group_cells(ledger), capacity = 0, count = 0;
	struct slice *cells = mem_new(n, sizeof *cells);
	bool fits = true;
	for (uint32_t i = 0; i < roi_ledger_count(ledger); i++) {
		for (size_t k = 0; k < n; k++)
			cells[k] = roi_ledger_cell(ledger, i, k);
		uint32_t id = group_add(books->groups, cells);
		books->sums =
		    mem_grow(books->sums, &capacity, (size_t)id + 1, sizeof *books->sums);
		if (id == count) {
			books->sums[id] = (struct roi_group){.has_margin = false};
			count++;
		}
		fits &= add_account(ledger, i, worth, &books->sums[id], &books->unstated);
	}
	free(cells);
	return fits;
}

char *
roi_books_make(const struct roi_ledger *ledger, const struct roi_rates *rates,
    const struct roi_terms *terms, struct roi_books *books)
{
	struct worth worth;
	*books = (struct roi_books){.sums = NULL};
	list_currencies(ledger, &worth);
	char *reason = find_rates(ledger, rates, &worth);
	books->groups = group_new(roi_ledger_group_cells(ledger));
	bool fits = !reason && fold(ledger, &worth, books);
	for (uint32_t i = 0; fits && i < group_count(books->groups); i++) {
		struct roi_group *group = &books->sums[i];
		fits = roi_group_gross_profit(group, terms);
		books->revenue_is_profit |= group->has_gross_profit && !group->has_margin;
	}
	bool converted = false;
	for (size_t i = 0; i < worth.count; i++)
		converted |= worth.rates[i].units != 0;
	books->unstated &= converted;
	if (!fits && !reason)
		reason = message("a sum gets too large for an amount of money");
	books->order = group_order(books->groups);
	free(worth.names);
	free(worth.rates);
	return reason;
}

void
roi_books_release(struct roi_books *books)
{
	group_free(books->groups);
	free(books->sums);
	free(books->order);
}

char *
roi_books_check_models(const struct roi_ledger *ledger)
{
	const struct list *by = &roi_ledger_plan(ledger)->by;
	if (roi_ledger_notes(ledger, ROI_NOTE_MODEL) < 2)
		return NULL;
	for (size_t i = 0; i < by->count; i++)
		if (columns_alike(slice_of(by->items[i]), slice_of("model")))
			return NULL;
	return message(
	    "%s: the model is \"%s\", and at %s \"%s\": each model gives credit for all "
	    "revenue, so their sum counts it several times: choose one, as with "
	    "attribute "
	    "--model=%s, or say --by=...,model",
	    roi_ledger_place(ledger, ROI_NOTE_MODEL, 1),
	    diag_show(roi_ledger_note(ledger, ROI_NOTE_MODEL, 1)).text,
	    roi_ledger_place(ledger, ROI_NOTE_MODEL, 0),
	    diag_show(roi_ledger_note(ledger, ROI_NOTE_MODEL, 0)).text,
	    diag_show(roi_ledger_note(ledger, ROI_NOTE_MODEL, 0)).text);
}

/* Where a day lies: the number of its month, and the share of it that is over. */
static int
month_of(int64_t us, double *over)
{
	int64_t start = date_period_start(us, DATE_BY_MONTH);
	int64_t length = date_period_next(start, DATE_BY_MONTH) - start;
	struct date_civil civil = date_civil_of_days(start / DATE_DAY);
	*over = (double)(us - start) / (double)length;
	return civil.year * 12 + civil.month;
}

double
roi_months(int64_t first_us, int64_t last_us)
{
	int64_t first = date_period_start(first_us, DATE_BY_DAY);
	int64_t end =
	    date_period_next(date_period_start(last_us, DATE_BY_DAY), DATE_BY_DAY);
	/* Apart: as one number a share would lose the digits of years. */
	double over, over_at_end;
	int months = month_of(end, &over_at_end) - month_of(first, &over);
	return months + (over_at_end - over);
}
