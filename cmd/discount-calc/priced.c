#include "priced.h"

#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/spread.h"
#include "../../common/threads.h"

enum { RESULTS = 10, WITH_BREAKEVEN = 11, WITH_PROFIT = 12 };

static const char *const results[WITH_PROFIT] = {"list_total", "discount", "net",
    "unit_net", "discount_pct", "margin", "margin_pct", "why", "approval", "flags",
    "breakeven_volume_change", "expected_profit_change"};

static const char *const allocated[] = {"allocated"};

const char *const *
priced_columns(const struct desk_settings *settings, size_t *count)
{
	*count = settings->has_elasticity ? WITH_PROFIT
	         : settings->breakeven    ? WITH_BREAKEVEN
	                                  : RESULTS;
	if (!settings->allocate)
		return results;
	*count = 1;
	return allocated;
}

/* What the column why says */

/* A text that grows. */
struct text {
	char *p;
	size_t n, capacity;
};

static void
put(struct text *text, const char *p, size_t n)
{
	text->p = mem_grow(text->p, &text->capacity, text->n + n, 1);
	memcpy(text->p + text->n, p, n);
	text->n += n;
}

static void
put_text(struct text *text, const char *p)
{
	put(text, p, strlen(p));
}

static void
put_change(struct text *text, const struct policy *policy, const struct quote_line *line,
    struct money change)
{
	char number[MONEY_TEXT];
	if (line->is_return)
		change.units = -change.units;
	if (change.units >= 0)
		put(text, "+", 1);
	size_t n = money_format_fixed(change, policy->decimals, number);
	put(text, number, n);
}

/* Does the rule come after the invoice, where it has no part in the net? */
static bool
is_off_invoice(const struct policy *policy, const struct quote_step *step)
{
	return policy->rules[step->rule].stage == POLICY_OFFINVOICE;
}

/* `(beats A=-1.00, B=-0.50)`: the beaten steps from here on. */
static void
put_beaten(const struct desk *desk, const struct quote_line *line, uint32_t at,
    struct text *text)
{
	const struct policy *policy = desk_policy(desk);
	const struct quote_step *steps = desk_engine(desk)->steps;
	bool any = false;
	for (; at != QUOTE_NO_STEP && steps[at].beaten; at = steps[at].next) {
		put_text(text, any ? ", " : " (beats ");
		put_text(text, policy->rules[steps[at].rule].name);
		put_text(text, "=");
		put_change(text, policy, line, steps[at].amount);
		any = true;
	}
	if (any)
		put_text(text, ")");
}

static void
put_why(const struct desk *desk, const struct quote_line *line, struct text *text)
{
	const struct policy *policy = desk_policy(desk);
	const struct quote_step *steps = desk_engine(desk)->steps;
	text->n = 0;
	for (uint32_t at = line->first_step; at != QUOTE_NO_STEP; at = steps[at].next) {
		const struct quote_step *step = &steps[at];
		if (step->beaten || step->amount.units == 0 ||
		    is_off_invoice(policy, step))
			continue;
		if (text->n)
			put_text(text, " | ");
		put_text(text, policy->rules[step->rule].name);
		put_text(text, ":");
		put_change(text, policy, line, step->amount);
		put_beaten(desk, line, step->next, text);
	}
}

/* Rows */

static void
declare(struct desk *desk, const struct desk_settings *settings, struct csvout *out)
{
	size_t count;
	const char *const *names = priced_columns(settings, &count);
	desk_declare(desk, out);
	for (size_t i = 0; i < count; i++)
		csvout_column(out, slice_of(names[i]),
		    i >= 7 && i < RESULTS ? CSVOUT_TEXT : CSVOUT_NUMBER);
}

static void
write_line(const struct desk *desk, const struct desk_settings *settings,
    const struct desk_line *line, struct text *why, struct csvout *out)
{
	const struct policy *policy = desk_policy(desk);
	const struct amounts amounts = amounts_of_line(&line->line);
	struct money margin = amounts_difference(amounts.net, amounts.cost);
	struct money discount = amounts_difference(amounts.list, amounts.net);
	desk_pass(desk, line);
	amounts_write(out, policy, amounts.list);
	amounts_write(out, policy, discount);
	amounts_write(out, policy, amounts.net);
	amounts_write_ratio(out, amounts.net, amounts.qty);
	amounts_write_ratio(out, discount, amounts.list);
	if (amounts.has_cost) {
		amounts_write(out, policy, margin);
		amounts_write_ratio(out, margin, amounts.net);
	} else {
		csvout_empty(out);
		csvout_empty(out);
	}
	put_why(desk, &line->line, why);
	csvout_text(out, (struct slice){why->p, why->n});
	amounts_write_level(out, policy, line->line.level);
	amounts_write_flags(out, line->line.flags);
	amounts_write_breakeven(out, policy, settings, &amounts);
	csvout_end_row(out);
}

/* Batches that are priced and written, beside each other and then in their order */

/* A batch on its way. */
struct batch {
	struct desk *desk;
	struct held_span span;
	struct text why;
	struct csvout *out;
	bool fits;
};

struct pricing {
	const struct desk_settings *settings;
	struct desk *desk;
	struct csvout *out;
	struct batch *batches; /* by place */
};

static void
write_lines(const struct desk *desk, const struct desk_settings *settings,
    struct text *why, struct csvout *out)
{
	for (size_t i = 0; i < desk_lines(desk); i++)
		write_line(desk, settings, desk_line(desk, i), why, out);
}

static bool
cut_batch(void *data, size_t place)
{
	struct pricing *pricing = data;
	struct batch *batch = &pricing->batches[place];
	if (!desk_cut(pricing->desk, &batch->span))
		return false;
	batch->out = csvout_part(pricing->out);
	return true;
}

static void
price_batch(void *data, size_t place)
{
	const struct pricing *pricing = data;
	struct batch *batch = &pricing->batches[place];
	desk_take(batch->desk, &batch->span, batch->out);
	batch->fits = desk_price(batch->desk);
	if (batch->fits)
		write_lines(batch->desk, pricing->settings, &batch->why, batch->out);
}

static void
write_batch(void *data, size_t place)
{
	const struct pricing *pricing = data;
	struct batch *batch = &pricing->batches[place];
	if (batch->fits) {
		csvout_add(pricing->out, batch->out);
	} else {
		/* Which is the end, with a message. */
		desk_take(pricing->desk, &batch->span, pricing->out);
		desk_price(pricing->desk);
	}
	csvout_part_free(batch->out);
}

static void
write_in_parts(struct pricing *pricing, size_t threads)
{
	static const struct threads_line line = {cut_batch, price_batch, write_batch};
	size_t places = threads * THREADS_PLACES;
	pricing->batches = mem_new(places, sizeof *pricing->batches);
	for (size_t i = 0; i < places; i++)
		pricing->batches[i].desk = desk_part(pricing->desk);
	threads_run_in_order(threads, places, &line, pricing);
	for (size_t i = 0; i < places; i++) {
		desk_part_free(pricing->batches[i].desk);
		free(pricing->batches[i].why.p);
	}
	free(pricing->batches);
}

void
priced_write(struct desk *desk, const struct desk_settings *settings, struct csvout *out)
{
	struct pricing pricing = {.settings = settings, .desk = desk, .out = out};
	struct text why = {NULL, 0, 0};
	declare(desk, settings, out);
	size_t threads = desk_threads(desk);
	if (threads > 1) {
		write_in_parts(&pricing, threads);
		return;
	}
	while (desk_next(desk)) {
		desk_price(desk);
		write_lines(desk, settings, &why, out);
	}
	free(why.p);
}

/* Allocation */

static money_units
read_allocation(const struct desk_settings *settings, const struct policy *policy)
{
	static const struct number_style style = {'.', false};
	struct money amount;
	const char *reason = money_parse(slice_of(settings->allocate), &style, &amount);
	struct money rounded = amount;
	if (!reason && (!money_round(&rounded, policy->decimals, MONEY_DOWN) ||
	                   money_compare(rounded, amount) != 0))
		reason =
		    "has more decimals than amounts of the currency have (a policy's "
		    "`set` row `decimals` can say otherwise)";
	if (reason)
		diag_usage("--allocate=%s: \"%s\" %s", settings->allocate,
		    settings->allocate, reason);
	for (int i = policy->decimals; i < MONEY_DECIMALS; i++)
		amount.units /= 10;
	return amount.units;
}

/* Returns take no part, unless there is nothing else. */
static void
weigh(const struct desk *desk, money_units *weights)
{
	bool any = false;
	for (size_t i = 0; i < desk_lines(desk); i++)
		any |= !desk_line(desk, i)->line.is_return;
	for (size_t i = 0; i < desk_lines(desk); i++) {
		const struct quote_line *line = &desk_line(desk, i)->line;
		weights[i] = any && line->is_return ? 0 : line->list.units;
	}
}

static void
write_share(const struct policy *policy, money_units share, struct csvout *out)
{
	for (int i = policy->decimals; i < MONEY_DECIMALS; i++)
		share *= 10;
	amounts_write(out, policy, (struct money){share});
}

void
priced_allocate(
    struct desk *desk, const struct desk_settings *settings, struct csvout *out)
{
	const struct policy *policy = desk_policy(desk);
	struct spread_room room = {0};
	declare(desk, settings, out);
	money_units total = read_allocation(settings, policy);
	while (desk_next(desk)) {
		size_t n = desk_lines(desk);
		money_units *weights = mem_new(n, sizeof *weights);
		money_units *parts = mem_new(n, sizeof *parts);
		desk_price(desk);
		weigh(desk, weights);
		if (spread(total, weights, NULL, n, parts, &room) != 0)
			diag_fatal(EX_DATAERR,
			    "--allocate: the lines come to nothing at list price, so "
			    "there is nothing to go by");
		for (size_t i = 0; i < n; i++) {
			desk_pass(desk, desk_line(desk, i));
			write_share(policy, parts[i], out);
			csvout_end_row(out);
		}
		free(weights);
		free(parts);
	}
	spread_room_release(&room);
}
