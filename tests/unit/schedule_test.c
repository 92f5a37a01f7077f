#include <string.h>

#include "../../cmd/discount-calc/schedule.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST_RULES = 70 };

/* A rule as far as its turn goes; its condition is the one of the same number. */
struct row {
	const char *name;
	enum policy_stage stage;
	enum policy_scope scope;
	int32_t priority;
	enum policy_combine combine;
	const char *group;
	bool asks_amount;
};

enum { LATE = POLICY_LAST_PRIORITY };

struct store {
	struct policy policy;
	struct policy_rule rules[MOST_RULES];
	struct policy_tier tiers[MOST_RULES];
	struct policy_condition conditions[MOST_RULES];
};

static void
fill(struct store *store, const struct row *rows, size_t count)
{
	static const enum policy_stage usual[] = {POLICY_CONTRACT, POLICY_VOLUME,
	    POLICY_TERM, POLICY_PROMO, POLICY_MANUAL, POLICY_PARTNER, POLICY_DISTRIBUTOR,
	    POLICY_ORDER, POLICY_GUARD, POLICY_APPROVE, POLICY_OFFINVOICE};
	*store = (struct store){.policy = {.rules = store->rules,
	                            .rules_count = count,
	                            .conditions = store->conditions,
	                            .conditions_count = count,
	                            .stages_count = POLICY_STAGES}};
	memcpy(store->policy.stages, usual, sizeof usual);
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		store->tiers[i].condition = i;
		store->conditions[i].asks_amount = row->asks_amount;
		store->rules[i] =
		    (struct policy_rule){.name = (char *)(uintptr_t)row->name,
		        .stage = row->stage,
		        .scope = row->scope,
		        .priority = row->priority,
		        .combine = row->combine,
		        .group = (char *)(uintptr_t)(row->group ? row->group : ""),
		        .tiers = &store->tiers[i],
		        .tiers_count = 1};
	}
}

struct text {
	char text[400];
};

/* Turns as `A`, `A+B` (the best of), `(order A)`, `guard`; `?` where a condition asks for
 * the amount, `=N` before N turns that are tied; `||` where the invoice ends. */
static struct text
turns_as_text(const struct schedule *schedule, const struct policy *policy)
{
	struct text text = {""};
	size_t n = 0, room = sizeof text.text;
	for (size_t t = 0; t < schedule->count; t++) {
		const struct schedule_turn *turn = &schedule->turns[t];
		bool of_order = turn->scope == POLICY_OF_ORDER;
		n += (size_t)snprintf(text.text + n, room - n, "%s%s", t ? " " : "",
		    t == schedule->invoice ? "|| " : "");
		if (turn->tied > 1)
			n += (size_t)snprintf(
			    text.text + n, room - n, "=%zu ", turn->tied);
		n += (size_t)snprintf(
		    text.text + n, room - n, "%s", of_order ? "(order " : "");
		for (size_t k = 0; k < turn->count; k++)
			n += (size_t)snprintf(text.text + n, room - n, "%s%s",
			    k ? "+" : "", policy->rules[turn->rules[k]].name);
		n += (size_t)snprintf(text.text + n, room - n, "%s%s%s",
		    turn->stage == POLICY_GUARD ? "guard" : "",
		    turn->asks_amount ? "?" : "", of_order ? ")" : "");
	}
	return text;
}

static struct text
turns_of(const struct policy *policy)
{
	struct schedule schedule;
	CHECK(schedule_init(&schedule, policy));
	struct text text = turns_as_text(&schedule, policy);
	schedule_release(&schedule);
	return text;
}

static void
check_turns(const struct row *rows, size_t count, const char *expected)
{
	struct store store;
	fill(&store, rows, count);
	CHECK_TEXT(turns_of(&store.policy).text, expected);
}

#define CHECK_TURNS(expected, ...)                                                       \
	check_turns((const struct row[]){__VA_ARGS__},                                   \
	    LENGTH(((const struct row[]){__VA_ARGS__})), expected)

#define LINE(name, stage, priority)                                                      \
	{                                                                                \
		name, stage, POLICY_OF_LINE, priority, POLICY_STACK, NULL, false         \
	}
#define ORDER(name, stage, priority)                                                     \
	{                                                                                \
		name, stage, POLICY_OF_ORDER, priority, POLICY_STACK, NULL, false        \
	}
#define BEST(name, priority, group)                                                      \
	{                                                                                \
		name, POLICY_PROMO, POLICY_OF_LINE, priority, POLICY_BEST, group, false  \
	}

static void
test_order(void)
{
	CHECK_TURNS("V T P guard || O", LINE("O", POLICY_OFFINVOICE, LATE),
	    LINE("P", POLICY_PROMO, LATE), LINE("V", POLICY_VOLUME, LATE),
	    LINE("T", POLICY_TERM, LATE));
	/* Lines first, then the order; by priority, those without one last. */
	CHECK_TURNS("B A (order D) (order C) X guard", ORDER("C", POLICY_PROMO, 9),
	    ORDER("D", POLICY_PROMO, 0), LINE("A", POLICY_PROMO, LATE),
	    LINE("B", POLICY_PROMO, 7), LINE("X", POLICY_ORDER, LATE));
	/* Floors and approvals have no turns. */
	CHECK_TURNS("P guard", LINE("F", POLICY_GUARD, LATE),
	    LINE("A", POLICY_APPROVE, LATE), LINE("P", POLICY_ORDER, LATE));
	CHECK_TURNS("guard || O (order Q)", ORDER("Q", POLICY_OFFINVOICE, 0),
	    LINE("O", POLICY_OFFINVOICE, LATE));
	CHECK_TURNS("guard", LINE("F", POLICY_GUARD, LATE));
}

static void
test_stages(void)
{
	const struct row rows[] = {LINE("V", POLICY_VOLUME, LATE),
	    LINE("P", POLICY_PARTNER, LATE), LINE("M", POLICY_MANUAL, LATE),
	    LINE("O", POLICY_OFFINVOICE, LATE)};
	static const enum policy_stage partner_first[] = {POLICY_PARTNER, POLICY_VOLUME,
	    POLICY_GUARD, POLICY_MANUAL, POLICY_APPROVE, POLICY_OFFINVOICE};
	static const enum policy_stage unguarded[] = {POLICY_MANUAL, POLICY_PARTNER,
	    POLICY_VOLUME, POLICY_APPROVE, POLICY_OFFINVOICE};
	static const enum policy_stage guard_first[] = {POLICY_GUARD, POLICY_MANUAL,
	    POLICY_PARTNER, POLICY_VOLUME, POLICY_APPROVE, POLICY_OFFINVOICE};
	struct store store;
	fill(&store, rows, LENGTH(rows));
	memcpy(store.policy.stages, partner_first, sizeof partner_first);
	store.policy.stages_count = LENGTH(partner_first);
	CHECK_TEXT(turns_of(&store.policy).text, "P V guard M || O");
	memcpy(store.policy.stages, unguarded, sizeof unguarded);
	store.policy.stages_count = LENGTH(unguarded);
	CHECK_TEXT(turns_of(&store.policy).text, "M P V || O");
	memcpy(store.policy.stages, guard_first, sizeof guard_first);
	store.policy.stages_count = LENGTH(guard_first);
	CHECK_TEXT(turns_of(&store.policy).text, "guard M P V || O");
}

static void
test_ties(void)
{
	CHECK_TURNS("=2 A B C guard", LINE("A", POLICY_PROMO, 1),
	    LINE("C", POLICY_PROMO, 2), LINE("B", POLICY_PROMO, 1));
	CHECK_TURNS("=3 A =2 B C guard", LINE("A", POLICY_PROMO, LATE),
	    LINE("B", POLICY_PROMO, LATE), LINE("C", POLICY_PROMO, LATE));
	/* Another stage or scope is no tie. */
	CHECK_TURNS("A B (order C) guard", LINE("A", POLICY_VOLUME, 1),
	    LINE("B", POLICY_PROMO, 1), ORDER("C", POLICY_PROMO, 1));
	CHECK_TURNS("guard || =2 A B", LINE("A", POLICY_OFFINVOICE, LATE),
	    LINE("B", POLICY_OFFINVOICE, LATE));
	/* What is settled within a group isn't one, two groups are. */
	CHECK_TURNS("A+B guard", BEST("A", 1, "g"), BEST("B", 1, "g"));
	CHECK_TURNS("=2 A+C B+D guard", BEST("A", 1, "g"), BEST("B", 1, "h"),
	    BEST("C", 1, "g"), BEST("D", 1, "h"));
}

static void
test_groups(void)
{
	/* In turn at the lowest priority, the lower ones first, then as in the file. */
	CHECK_TURNS("B+D+A C guard", BEST("A", LATE, "g"), BEST("B", 2, "g"),
	    LINE("C", POLICY_PROMO, 3), BEST("D", 2, "g"));
	CHECK_TURNS("C B+A guard", BEST("A", LATE, "g"), BEST("B", 4, "g"),
	    LINE("C", POLICY_PROMO, 3));
	/* A group of rules that stack is none. */
	CHECK_TURNS("=2 A B guard",
	    {"A", POLICY_PROMO, POLICY_OF_LINE, 1, POLICY_STACK, "g", false},
	    {"B", POLICY_PROMO, POLICY_OF_LINE, 1, POLICY_STACK, "g", false});
	CHECK_TURNS("(order A+B) guard",
	    {"A", POLICY_ORDER, POLICY_OF_ORDER, LATE, POLICY_BEST, "g", false},
	    {"B", POLICY_ORDER, POLICY_OF_ORDER, LATE, POLICY_BEST, "g", false});
}

static void
test_asks_amount(void)
{
	CHECK_TURNS("A+B? C guard", BEST("A", 1, "g"),
	    {"B", POLICY_PROMO, POLICY_OF_LINE, 2, POLICY_BEST, "g", true},
	    LINE("C", POLICY_PROMO, 3));
	CHECK_TURNS("(order A?) guard",
	    {"A", POLICY_PROMO, POLICY_OF_ORDER, 1, POLICY_STACK, NULL, true});
}

/* Which rules does rule i shut out, when it has changed a line first? As `01` by rule. */
static struct text
shut_out(const struct schedule *schedule, size_t count, size_t i)
{
	struct text text = {""};
	for (size_t k = 0; k < count; k++) {
		const struct schedule_exclusion *first = &schedule->exclusions[i],
		                                *then = &schedule->exclusions[k];
		bool out =
		    (first->closes & then->member) || (first->member & then->closes);
		text.text[k] = out ? '1' : '0';
	}
	return text;
}

static void
test_exclusions(void)
{
	const struct row rows[] = {
	    {"A", POLICY_PROMO, POLICY_OF_LINE, 1, POLICY_EXCLUSIVE, NULL, false},
	    {"B", POLICY_PROMO, POLICY_OF_LINE, 2, POLICY_STACK, NULL, false},
	    {"C", POLICY_VOLUME, POLICY_OF_LINE, 1, POLICY_EXCLUSIVE, "g", false},
	    {"D", POLICY_PROMO, POLICY_OF_ORDER, 1, POLICY_STACK, "g", false},
	    {"E", POLICY_TERM, POLICY_OF_LINE, 1, POLICY_STACK, NULL, false},
	    {"F", POLICY_TERM, POLICY_OF_LINE, 1, POLICY_EXCLUSIVE, "g", false},
	    {"G", POLICY_GUARD, POLICY_OF_LINE, LATE, POLICY_STACK, NULL, false},
	};
	/* A is about stage promo: B and D; C and F about the group: D. What stacks shuts
	 * out only those that want to be alone. */
	static const char *const expected[] = {
	    "1101000", "1000000", "0011010", "1010010", "0000000", "0011010", "0000000"};
	struct store store;
	struct schedule schedule;
	fill(&store, rows, LENGTH(rows));
	CHECK(schedule_init(&schedule, &store.policy));
	for (size_t i = 0; i < LENGTH(rows); i++)
		CHECK_TEXT(shut_out(&schedule, LENGTH(rows), i).text, expected[i]);
	schedule_release(&schedule);
}

static bool
fits_sets(size_t count)
{
	struct store store;
	struct schedule schedule;
	struct row rows[MOST_RULES] = {{NULL}};
	char groups[MOST_RULES][24];
	for (size_t i = 0; i < count; i++) {
		snprintf(groups[i], sizeof groups[i], "g%zu", i);
		rows[i] = (struct row){"R", POLICY_PROMO, POLICY_OF_LINE, (int32_t)i,
		    POLICY_EXCLUSIVE, groups[i], false};
	}
	fill(&store, rows, count);
	bool fits = schedule_init(&schedule, &store.policy);
	for (size_t i = 0; fits && i < count; i++)
		for (size_t k = 0; k < count; k++)
			CHECK((i == k) == (shut_out(&schedule, count, i).text[k] == '1'));
	schedule_release(&schedule);
	return fits;
}

static void
test_many_sets(void)
{
	CHECK(fits_sets(SCHEDULE_SETS));
	CHECK(!fits_sets(SCHEDULE_SETS + 1));
}

int
main(void)
{
	test_order();
	test_stages();
	test_ties();
	test_groups();
	test_asks_amount();
	test_exclusions();
	test_many_sets();
	return check_result();
}
