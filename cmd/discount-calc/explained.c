#include "explained.h"

#include <stdio.h>
#include <string.h>

#include "../../common/diag.h"

/* What was asked for. */
struct question {
	struct slice line; /* empty: all of the quote's */
	bool whole_quote;
};

static void
declare(struct csvout *out)
{
	static const struct {
		const char *name;
		enum csvout_type type;
	} columns[] = {{"line", CSVOUT_TEXT}, {"rule", CSVOUT_TEXT},
	    {"policy_line", CSVOUT_NUMBER}, {"stage", CSVOUT_TEXT}, {"kind", CSVOUT_TEXT},
	    {"outcome", CSVOUT_TEXT}, {"amount", CSVOUT_NUMBER}, {"reason", CSVOUT_TEXT}};
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		csvout_column(out, slice_of(columns[i].name), columns[i].type);
}

/* The line's own name, or its place in the quote. */
static struct slice
line_name(const struct desk_quote *quote, size_t i, char text[24])
{
	struct slice name = desk_cell(desk_line_of(quote->lines[i]), DESK_LINE);
	if (name.n)
		return name;
	int n = snprintf(text, 24, "%zu", i + 1);
	return (struct slice){text, (size_t)n};
}

/* What the rule changed the line by, or would have; false if nothing. */
static bool
find_change(const struct quote *engine, const struct quote_line *line, size_t rule,
    struct money *change)
{
	const struct quote_step *steps = engine->steps;
	for (uint32_t at = line->first_step; at != QUOTE_NO_STEP; at = steps[at].next) {
		if (steps[at].rule != rule)
			continue;
		*change = steps[at].amount;
		if (line->is_return)
			change->units = -change->units;
		return true;
	}
	return false;
}

/* Whose amount stands before the rule's, which it beat. */
static const char *
winner_of(const struct desk *desk, const struct quote_line *line, size_t rule)
{
	const struct quote *engine = desk_engine(desk);
	const char *winner = "a better one of its group";
	uint32_t at = line->first_step;
	for (; at != QUOTE_NO_STEP; at = engine->steps[at].next) {
		if (!engine->steps[at].beaten)
			winner = desk_policy(desk)->rules[engine->steps[at].rule].name;
		else if (engine->steps[at].rule == rule)
			return winner;
	}
	return "a better one of its group";
}

static const char *
reason_of(enum quote_outcome outcome, const struct policy_rule *rule)
{
	switch (outcome) {
	case QUOTE_DOES_NOT_HOLD:
		return "its condition doesn't hold";
	case QUOTE_BELOW_TIERS:
		return "no tier begins so low";
	case QUOTE_NO_TERM:
		return "the line has no term";
	case QUOTE_NO_COST:
		return "the line has no cost";
	case QUOTE_INCOMPLETE:
		return "the bundle's components aren't all there";
	case QUOTE_USED_UP:
		return "used as often as a quote may";
	case QUOTE_SHUT_OUT:
		return "an exclusive rule shuts it out, or it is one and others came "
		       "before";
	case QUOTE_RETURNED:
		return "order rules are about lines with a quantity above zero";
	case QUOTE_NO_CHANGE:
		return rule->stage == POLICY_GUARD ? "the line is above this floor"
		                                   : "it changes nothing here";
	case QUOTE_NO_TURN:
		return "it wasn't asked";
	default:
		return "";
	}
}

static void
write_rule(struct desk *desk, const struct desk_quote *quote, size_t i, size_t number,
    struct csvout *out)
{
	const struct quote *engine = desk_engine(desk);
	const struct policy_rule *rule = &desk_policy(desk)->rules[number];
	const struct quote_line *line = quote->lines[i];
	enum quote_outcome outcome = quote_outcome(engine, number, i);
	struct money change;
	char text[24];
	csvout_text(out, line_name(quote, i, text));
	csvout_text(out, slice_of(rule->name));
	csvout_count(out, rule->line);
	csvout_text(out, slice_of(policy_stage_name(rule->stage)));
	csvout_text(out, slice_of(policy_kind_name(rule->kind)));
	csvout_text(out, slice_of(outcome == QUOTE_APPLIED  ? "applied"
	                          : outcome == QUOTE_BEATEN ? "beaten"
	                                                    : "not applied"));
	if (find_change(engine, line, number, &change))
		amounts_write(out, desk_policy(desk), change);
	else
		csvout_empty(out);
	if (outcome == QUOTE_BEATEN) {
		char beaten[200];
		snprintf(
		    beaten, sizeof beaten, "beaten by %s", winner_of(desk, line, number));
		csvout_text(out, slice_of(beaten));
	} else {
		csvout_text(out, slice_of(reason_of(outcome, rule)));
	}
	csvout_end_row(out);
}

/* Is the line asked for: by its name, or by its place if it has none? */
static bool
is_asked(const struct desk_quote *quote, size_t i, const struct question *question)
{
	char text[24];
	return question->whole_quote ||
	       slice_equal(line_name(quote, i, text), question->line);
}

static bool
write_quote(struct desk *desk, struct desk_quote *quote, const struct question *question,
    struct csvout *out)
{
	bool any = false;
	desk_price_quote(desk, quote, true);
	for (size_t i = 0; i < quote->count; i++) {
		if (!is_asked(quote, i, question))
			continue;
		any = true;
		for (size_t k = 0; k < desk_policy(desk)->rules_count; k++)
			write_rule(desk, quote, i, k, out);
	}
	return any;
}

/* Is the quote asked for? Ids may hold a colon, so the whole is tried first. */
static bool
find_question(struct slice id, struct slice asked, struct question *question)
{
	const char *colon = memrchr(asked.p, ':', asked.n);
	*question = (struct question){.whole_quote = true};
	if (slice_equal(id, asked))
		return true;
	if (!colon)
		return false;
	size_t n = (size_t)(colon - asked.p);
	question->whole_quote = false;
	question->line = (struct slice){colon + 1, asked.n - n - 1};
	return slice_equal(id, (struct slice){asked.p, n});
}

void
explained_write(struct desk *desk, const char *asked, struct csvout *out)
{
	struct question question;
	bool any = false;
	declare(out);
	while (!any && desk_next(desk))
		for (size_t i = 0; i < desk_quotes(desk) && !any; i++)
			if (find_question(
			        desk_quote(desk, i)->id, slice_of(asked), &question))
				any = write_quote(
				    desk, desk_quote(desk, i), &question, out);
	if (!any)
		diag_fatal(EX_DATAERR, "--explain=%s: there is no such quote, or line",
		    diag_show(slice_of(asked)).text);
}
