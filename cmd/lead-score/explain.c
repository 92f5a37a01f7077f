#include "explain.h"

#include <math.h>

#include "../../common/diag.h"

static void
write_rule(struct run *run, size_t i, struct csvout *out)
{
	const struct rules_row *row = &run->rules.rows[i];
	const struct score_part *part = &run->parts[i];
	csvout_count(out, row->line);
	csvout_text(out, slice_of(row->name));
	csvout_text(out, slice_of(row->category == RULES_NO_CATEGORY
	                              ? ""
	                              : run->rules.categories[row->category].name));
	csvout_text(out, slice_of(row->on_activity ? "activity" : "lead"));
	csvout_text(out, slice_of(row->when_text));
	csvout_text(out, row->on_activity ? (struct slice){"", 0}
	                                  : slice_of(matcher_saw(run->matcher, i)));
	csvout_count(out, part->times);
	csvout_number(out, part->points);
	csvout_end_row(out);
}

/* What isn't a rule of its own: the result, in the columns of one. */
static void
write_result(struct csvout *out, const char *name, double points, const char *text)
{
	csvout_empty(out);
	csvout_text(out, slice_of(name));
	for (size_t i = 0; i < 3; i++)
		csvout_text(out, (struct slice){"", 0});
	csvout_text(out, slice_of(text));
	csvout_empty(out);
	csvout_number(out, points);
	csvout_end_row(out);
}

static void
write_lead(struct run *run, const char *status, struct csvout *out)
{
	const struct rules *rules = &run->rules;
	for (size_t i = 0; i < rules->rows_count; i++)
		write_rule(run, i, out);
	write_result(out, "base", rules->base, "");
	for (size_t i = 0; i < rules->categories_count; i++)
		write_result(
		    out, rules->categories[i].name, run->score.categories[i], "");
	write_result(out, "score", run->score.value, "");
	write_result(out, "grade", NAN, run->score.grade);
	write_result(out, "status", NAN, status);
}

void
explain(struct run *run, struct csvout *out)
{
	static const struct {
		const char *name;
		enum csvout_type type;
	} columns[] = {{"line", CSVOUT_NUMBER}, {"rule", CSVOUT_TEXT},
	    {"category", CSVOUT_TEXT}, {"on", CSVOUT_TEXT}, {"when", CSVOUT_TEXT},
	    {"saw", CSVOUT_TEXT}, {"times", CSVOUT_NUMBER}, {"points", CSVOUT_NUMBER}};
	const struct slice id = slice_of(run->settings->explain);
	const char *status;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		csvout_column(out, slice_of(columns[i].name), columns[i].type);
	while ((status = run_next(run)))
		if (slice_equal(run_id(run), id))
			break;
	if (!status)
		diag_fatal(
		    EX_DATAERR, "--explain=%s: no lead has this id", diag_show(id).text);
	write_lead(run, status, out);
}
