#include "params.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/reader.h"

enum { MODEL, UNIT, PARAMETER, ESTIMATE, ROLES };

static const struct reader_role roles[ROLES] = {
    [MODEL] = {"model", NULL, true},
    [UNIT] = {"unit", NULL, true},
    [PARAMETER] = {"parameter", NULL, true},
    [ESTIMATE] = {"estimate", NULL, true},
};

static const char *const facts[] = {"log_likelihood", "customers"};

void
clv_params_declare(struct csvout *out, const struct clv_plan *plan)
{
	for (size_t i = 0; i < plan->by.count; i++)
		csvout_column(out, slice_of(plan->by.items[i]), CSVOUT_TEXT);
	csvout_column(out, slice_of("model"), CSVOUT_TEXT);
	csvout_column(out, slice_of("unit"), CSVOUT_TEXT);
	csvout_column(out, slice_of("parameter"), CSVOUT_TEXT);
	csvout_column(out, slice_of("estimate"), CSVOUT_NUMBER);
	csvout_column(out, slice_of("standard_error"), CSVOUT_NUMBER);
}

static const char *
unit_of(const struct clv_plan *plan, enum clv_kind kind)
{
	return kind == CLV_SPEND ? "" : kind == CLV_SBG ? "period" : plan->unit;
}

void
clv_params_write(struct csvout *out, const struct clv_plan *plan,
    const struct group *groups, uint32_t group, const struct clv_estimate *estimate)
{
	size_t n = clv_parameters(estimate->kind);
	const double values[] = {estimate->log_likelihood, estimate->customers};
	for (size_t i = 0; i < n + 2; i++) {
		bool fact = i >= n;
		for (size_t k = 0; k < plan->by.count; k++)
			csvout_text(out, group_cell(groups, group, k));
		csvout_text(out, slice_of(clv_kind_name(estimate->kind)));
		csvout_text(out, slice_of(unit_of(plan, estimate->kind)));
		csvout_text(out,
		    slice_of(fact ? facts[i - n] : clv_parameter(estimate->kind, i)));
		csvout_number(out, fact ? (estimate->known || i > n ? values[i - n] : NAN)
		                        : (estimate->known ? estimate->value[i] : NAN));
		csvout_number(out, !fact && estimate->known ? estimate->error[i] : NAN);
		csvout_end_row(out);
	}
}

struct reading {
	const struct clv_plan *plan;
	struct reader *reader;
	const struct group *groups;
	struct clv_estimate *purchases, *spend;
	size_t *by;
	unsigned *seen; /* by group: bits of parameters, those of spend from bit 4 on */
};

static bool
is_of(const struct reading *reading, uint32_t group)
{
	for (size_t i = 0; i < reading->plan->by.count; i++)
		if (reader_has(reading->reader, reading->by[i]) &&
		    !slice_equal(reader_cell(reading->reader, reading->by[i]),
		        group_cell(reading->groups, group, i)))
			return false;
	return true;
}

/* Which parameter the row is of; false where it says something else of a fit. */
static bool
find_parameter(const struct reading *reading, enum clv_kind kind, size_t *i)
{
	struct slice name = slice_trim(reader_cell(reading->reader, PARAMETER));
	for (size_t k = 0; k < sizeof facts / sizeof *facts; k++)
		if (slice_equal(name, slice_of(facts[k])))
			return false;
	for (*i = 0; clv_parameter(kind, *i); ++*i)
		if (slice_equal(name, slice_of(clv_parameter(kind, *i))))
			return true;
	diag_fatal(EX_DATAERR, "%s: column \"parameter\": \"%s\" is no parameter of %s",
	    reader_place(reading->reader), diag_show(name).text, clv_kind_name(kind));
}

static enum clv_kind
find_kind(const struct reading *reading)
{
	struct slice name = slice_trim(reader_cell(reading->reader, MODEL));
	enum clv_kind kind = reading->plan->kind;
	if (slice_equal(name, slice_of(clv_kind_name(CLV_SPEND))))
		return CLV_SPEND;
	if (!slice_equal(name, slice_of(clv_kind_name(kind))))
		diag_fatal(EX_DATAERR,
		    "%s: column \"model\": \"%s\" is neither %s nor gamma-gamma: say "
		    "--model=",
		    reader_place(reading->reader), diag_show(name).text,
		    clv_kind_name(kind));
	struct slice unit = slice_trim(reader_cell(reading->reader, UNIT));
	if (!slice_equal(unit, slice_of(reading->plan->unit)))
		diag_fatal(EX_DATAERR,
		    "%s: column \"unit\": the parameters are in \"%s\", not %s: say "
		    "--unit=",
		    reader_place(reading->reader), diag_show(unit).text,
		    reading->plan->unit);
	return kind;
}

static void
take_row(struct reading *reading)
{
	enum clv_kind kind = find_kind(reading);
	size_t i;
	double value;
	if (!find_parameter(reading, kind, &i))
		return;
	enum reader_value what = reader_number(reading->reader, ESTIMATE, &value);
	if (what == READER_MISSING)
		return;
	if (!(value > 0)) {
		reader_bad_cell(reading->reader, ESTIMATE, "isn't above 0");
		return;
	}
	for (uint32_t g = 0; g < group_count(reading->groups); g++) {
		struct clv_estimate *to =
		    kind == CLV_SPEND ? &reading->spend[g] : &reading->purchases[g];
		unsigned bit = 1U << (i + (kind == CLV_SPEND ? CLV_PARAMETERS : 0));
		if (!is_of(reading, g))
			continue;
		if (reading->seen[g] & bit)
			diag_fatal(EX_DATAERR,
			    "%s: the parameter %s comes twice: the file has groups, so "
			    "say --by as when it was written",
			    reader_place(reading->reader), clv_parameter(kind, i));
		reading->seen[g] |= bit;
		to->value[i] = value;
	}
}

static void
finish(struct reading *reading, const char *path)
{
	const unsigned all = (1U << CLV_PARAMETERS) - 1;
	unsigned any = 0;
	for (uint32_t g = 0; g < group_count(reading->groups); g++) {
		unsigned seen = reading->seen[g], spend = seen >> CLV_PARAMETERS;
		reading->purchases[g].known = (seen & all) == all;
		reading->spend[g].known = spend == 7;
		any |= seen;
		if (((seen & all) && (seen & all) != all) || (spend && spend != 7))
			diag_fatal(EX_DATAERR, "%s: parameters are missing of %s", path,
			    (seen & all) == all ? "gamma-gamma"
			                        : clv_kind_name(reading->plan->kind));
	}
	if (group_count(reading->groups) && !(any & all))
		diag_fatal(EX_DATAERR, "%s: no parameters of %s for these customers",
		    path, clv_kind_name(reading->plan->kind));
}

void
clv_params_read(const struct clv_plan *plan, const struct options_common *common,
    const struct group *groups, struct clv_estimate *purchases,
    struct clv_estimate *spend)
{
	struct options_common own = {.max_record = common->max_record,
	    .delimiter = common->delimiter,
	    .files = (char **)&plan->params_in,
	    .files_count = 1,
	    .quiet = common->quiet};
	struct reading reading = {
	    plan, reader_open(roles, ROLES, &own), groups, purchases, spend, NULL, NULL};
	reading.by = mem_new(plan->by.count + 1, sizeof *reading.by);
	reading.seen = mem_new((size_t)group_count(groups) + 1, sizeof *reading.seen);
	for (size_t i = 0; i < plan->by.count; i++)
		reading.by[i] =
		    reader_add_column(reading.reader, plan->by.items[i], false);
	for (uint32_t g = 0; g < group_count(groups); g++) {
		purchases[g] = (struct clv_estimate){.kind = plan->kind};
		spend[g] = (struct clv_estimate){.kind = CLV_SPEND};
	}
	while (reader_next(reading.reader))
		take_row(&reading);
	finish(&reading, plan->params_in);
	reader_close(reading.reader);
	free(reading.by);
	free(reading.seen);
}
