#include <stdlib.h>
#include <string.h>

#include "../../cmd/discount-calc/tiers.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST_TIERS = 5, MANY_USES = 1000000 };

static struct money
money(const char *text)
{
	static const struct number_style style = {'.', false};
	struct money value = {0};
	const char *reason = money_parse(slice_of(text), &style, &value);
	if (reason)
		fprintf(stderr, "\"%s\" %s\n", text, reason);
	CHECK(!reason);
	return value;
}

/* A rule in words: its kind, and in any order `qty`, `amount`, `term` (basis),
 * `graduated`, `up`, `down`, `rest` (mode), `list`, `unit`, `cap=`, `uses=`. */
static bool
says(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *at = words; (at = strstr(at, word)); at++)
		if ((at == words || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
			return true;
	return false;
}

static void
copy_word(const char *text, char word[static 60])
{
	size_t n = strcspn(text, " ");
	snprintf(word, 60, "%.*s", (int)n, text);
}

static struct policy_rule
make_rule(const char *words)
{
	static const char *const kinds[] = {
	    "percent", "amount", "price", "package", "bogo"};
	static const char *const bases[] = {"", "qty", "amount", "term"};
	static const char *const modes[] = {"", "graduated", "up", "down", "rest"};
	struct policy_rule rule = {.cap = POLICY_NO_CAP};
	char word[60];
	/* The first word is the kind: `amount` is a basis too. */
	const char *rest = words + strcspn(words, " ");
	copy_word(words, word);
	for (size_t i = 0; i < LENGTH(kinds); i++)
		if (strcmp(word, kinds[i]) == 0)
			rule.kind = (enum policy_kind)i;
	for (size_t i = 1; i < LENGTH(bases); i++)
		if (says(rest, bases[i]))
			rule.basis = (enum policy_basis)i;
	for (size_t i = 1; i < LENGTH(modes); i++)
		if (says(rest, modes[i]))
			rule.mode = (enum policy_mode)i;
	rule.of_list = says(rest, "list");
	rule.per_unit = says(rest, "unit");
	const char *cap = strstr(rest, "cap=");
	if (cap) {
		copy_word(cap + 4, word);
		rule.cap = money(word);
	}
	return rule;
}

/* Where tiers begin, as policy_read() says it. */
static void
set_starts(const struct policy_rule *rule, struct policy_tier *tiers, size_t count)
{
	bool bands = rule->mode == POLICY_GRADUATED;
	for (size_t i = 0; i < count; i++) {
		struct policy_tier *tier = &tiers[i];
		tier->start = tier->from;
		tier->starts_above = tier->above && !bands;
		if (bands && rule->basis == POLICY_BY_QTY && !tier->above)
			tier->start.units -= MONEY_ONE.units;
		if (tier->start.units < 0)
			tier->start.units = 0;
	}
}

/* Tiers as `FROM:VALUE`, `>FROM:VALUE`, `FROM:PRICE+FEE`, `FROM:PRICE/SIZE`,
 * `FROM:SIZE@VALUE`. Returns how many. */
static size_t
make_tiers(const char *text, struct policy_tier tiers[static MOST_TIERS])
{
	size_t n = 0;
	while (*text) {
		struct policy_tier tier = {.above = *text == '>', .line = n + 1};
		char word[60];
		copy_word(text + tier.above, word);
		text += strcspn(text, " ");
		text += strspn(text, " ");
		char *value = strchr(word, ':');
		*value++ = '\0';
		tier.from = money(word);
		char *more = strpbrk(value, "+/@");
		char mark = more ? *more : '\0';
		if (more)
			*more++ = '\0';
		tier.value = money(mark == '@' ? more : value);
		if (mark == '+')
			tier.flat = money(more);
		if (mark == '/')
			tier.size = money(more);
		if (mark == '@')
			tier.size = money(value);
		tiers[n++] = tier;
	}
	return n;
}

/* `QTY RUNNING [LIST [TERM]]` */
static struct tiers_basis
make_basis(const char *text)
{
	char words[4][60] = {"", "", "", ""};
	int n =
	    sscanf(text, "%59s %59s %59s %59s", words[0], words[1], words[2], words[3]);
	return (struct tiers_basis){.qty = money(words[0]),
	    .running = money(words[1]),
	    .list = money(words[n > 2 ? 2 : 1]),
	    .term = money(n > 3 ? words[3] : "0"),
	    .has_term = n > 3};
}

/* In any order: a mode, `discount`, a number of decimals after `.`, `exact`, `by_unit`.
 */
static struct tiers_rounding
make_rounding(const char *words, struct money qty)
{
	static const char *const modes[] = {
	    "half-up", "half-even", "half-down", "up", "down"};
	struct tiers_rounding rounding = {.decimals = 2};
	for (size_t i = 0; i < LENGTH(modes); i++)
		if (says(words, modes[i]))
			rounding.mode = (enum money_rounding)i;
	rounding.on = says(words, "discount") ? POLICY_ON_DISCOUNT : POLICY_ON_PRICE;
	rounding.none = says(words, "exact");
	if (says(words, "by_unit"))
		rounding.units = qty;
	const char *decimals = strchr(words, '.');
	if (decimals)
		rounding.decimals = atoi(decimals + 1);
	return rounding;
}

struct text {
	char text[MONEY_TEXT];
};

/* What is left, or why nothing is told. */
static struct text
left_by(const char *rule_words, const char *tiers_text, const char *basis_text,
    const char *rounding_words)
{
	static const char *const outcomes[] = {
	    "", "below", "no term", "conflict", "overflow"};
	struct policy_rule rule = make_rule(rule_words);
	struct policy_tier tiers[MOST_TIERS];
	const struct policy_tier *held[MOST_TIERS], *conflict[2];
	size_t count = make_tiers(tiers_text, tiers), uses = MANY_USES;
	struct tiers_basis basis = make_basis(basis_text);
	struct tiers_rounding rounding = make_rounding(rounding_words, basis.qty);
	struct tiers_effect effect;
	struct money left;
	struct text text;
	const char *most = strstr(rule_words, "uses=");
	if (most)
		uses = strtoul(most + 5, NULL, 10);
	set_starts(&rule, tiers, count);
	for (size_t i = 0; i < count; i++)
		held[i] = &tiers[i];
	enum tiers_outcome outcome =
	    tiers_effect(&rule, held, count, &basis, uses, &effect, conflict);
	if (outcome == TIERS_APPLIES &&
	    !tiers_settle(&effect, basis.running, rule.cap, &rounding, &left))
		outcome = TIERS_OVERFLOW;
	if (outcome == TIERS_APPLIES)
		money_format(left, text.text);
	else
		snprintf(text.text, sizeof text.text, "%s", outcomes[outcome]);
	return text;
}

struct row {
	const char *rule, *tiers, *basis, *rounding, *expected;
};

static void
check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		struct text text =
		    left_by(row->rule, row->tiers, row->basis, row->rounding);
		unsigned failures = check_failures;
		CHECK_TEXT(text.text, row->expected);
		if (check_failures > failures)
			fprintf(stderr, "  %s | %s | %s | %s\n", row->rule, row->tiers,
			    row->basis, row->rounding);
	}
}

static void
test_percent(void)
{
	static const struct row rows[] = {
	    {"percent", "0:10%", "3 99.99", "", "89.99"}, /* 89.991 */
	    {"percent", "0:100%", "7 12.34", "", "0"},
	    {"percent", "0:0%", "7 12.34", "", "12.34"},
	    {"percent", "0:-8%", "1 12.50", "", "13.5"},
	    {"percent list", "0:10%", "1 80.00 100.00", "", "70"},
	    {"percent list", "0:90%", "1 80.00 100.00", "", "0"}, /* not -10 */
	    /* 5% of 0.10: 0.005 is taken, 0.095 left. */
	    {"percent", "0:5%", "1 0.10", "half-up", "0.1"},
	    {"percent", "0:5%", "1 0.10", "half-even", "0.1"},
	    {"percent", "0:5%", "1 0.10", "half-down", "0.09"},
	    {"percent", "0:5%", "1 0.10", "up", "0.1"},
	    {"percent", "0:5%", "1 0.10", "down", "0.09"},
	    {"percent", "0:5%", "1 0.10", "half-up discount", "0.09"},
	    {"percent", "0:5%", "1 0.10", "half-even discount", "0.1"},
	    {"percent", "0:5%", "1 0.10", "half-down discount", "0.1"},
	    {"percent", "0:5%", "1 0.10", "up discount", "0.09"},
	    {"percent", "0:5%", "1 0.10", "down discount", "0.1"},
	    {"percent", "0:25%", "1 333", ".0", "250"},    /* 249.75 */
	    {"percent", "0:25%", "1 0.333", ".3", "0.25"}, /* 0.24975 */
	    {"percent", "0:25%", "1 0.333", "exact", "0.24975"},
	    /* The highest tier that is reached counts for all. */
	    {"percent qty", "1:1% 10:10% >20:20%", "0.5 100", "", "below"},
	    {"percent qty", "1:1% 10:10% >20:20%", "1 100", "", "99"},
	    {"percent qty", "1:1% 10:10% >20:20%", "9.999 100", "", "99"},
	    {"percent qty", "1:1% 10:10% >20:20%", "10 100", "", "90"},
	    {"percent qty", "1:1% 10:10% >20:20%", "20 100", "", "90"},
	    {"percent qty", "1:1% 10:10% >20:20%", "20.001 100", "", "80"},
	    {"percent amount", "50:10%", "1 49.99 60", "", "below"},
	    {"percent amount", "50:10%", "1 50 60", "", "45"},
	    {"percent amount list", "50:10%", "1 20 60", "", "14"},
	    {"percent term", "12:10% 24:20%", "1 100", "", "no term"},
	    {"percent term", "12:10% 24:20%", "1 100 100 11", "", "below"},
	    {"percent term", "12:10% 24:20%", "1 100 100 24", "", "80"},
	};
	check_rows(rows, LENGTH(rows));
}

static void
test_amount(void)
{
	static const struct row rows[] = {
	    {"amount unit", "0:0.50", "7 70", "", "66.5"},
	    {"amount unit", "0:0.333", "3 10", "", "9"}, /* 0.999 of 10 leaves 9.001 */
	    {"amount unit", "0:0.333", "3 10", "discount up", "9"},
	    {"amount unit", "0:0.333", "3 10", "discount down", "9.01"},
	    {"amount", "0:0.50", "7 70", "", "69.5"},
	    {"amount", "0:100", "7 70", "", "0"},
	    {"amount", "0:-2", "7 70", "", "72"},
	    {"amount unit", "0:-2", "7 70", "", "84"},
	    {"amount amount", "10:1 50:6", "1 49.99", "", "48.99"},
	    {"amount amount list", "10:1 50:6", "1 49.99 50", "", "43.99"},
	    /* 1 each for the 1st to 10th, 2 each from the 11th on. */
	    {"amount unit qty graduated", "1:1 11:2", "10 100", "", "90"},
	    {"amount unit qty graduated", "1:1 11:2", "13 100", "", "84"},
	    {"amount unit qty graduated", "1:1 >10:2", "10.5 100", "", "89"},
	    {"amount unit qty graduated", "11:2", "10 100", "", "below"},
	};
	check_rows(rows, LENGTH(rows));
}

static void
test_price(void)
{
	static const struct row rows[] = {
	    {"price", "0:0.80", "5 10", "", "4"},
	    {"price", "0:3", "5 10", "", "15"}, /* it may be dearer */
	    {"price", "0:0", "5 10", "", "0"},
	    {"price", "0:0.80+2", "5 10", "", "6"},
	    {"price", "0:0.333", "5 10", "", "1.67"}, /* 1.665 */
	    {"price", "0:0.333", "5 10", "half-even", "1.66"},
	    {"price", "0:0.333", "5 10", "discount", "1.66"}, /* 8.335 is taken: 8.34 */
	    {"price qty", "1:10 6:8+1", "5 99", "", "50"},
	    {"price qty", "1:10 6:8+1", "6 99", "", "49"},
	    /* 5 × 10 + 3 × 8, and the fee of each tier that is reached. */
	    {"price qty graduated", "1:10 6:8", "8 99", "", "74"},
	    {"price qty graduated", "1:10+3 6:8+5", "8 99", "", "82"},
	    {"price qty graduated", "1:10+3 6:8+5", "5 99", "", "53"},
	    {"price qty graduated", "1:10+3 >5:8+5", "5 99", "", "53"},
	    {"price qty graduated", "1:10+3 >5:8+5", "5.25 99", "", "60"},
	    /* The first two units stay at 33 each. */
	    {"price qty graduated", "3:10", "3 99", "", "76"},
	    {"price qty graduated", "3:10", "2 99", "", "below"},
	    /* 100 / 3 for the first, then 10 each: 53.333… */
	    {"price qty graduated", "2:10", "3 100", "", "53.33"},
	    {"price qty graduated", "2:10", "3 100", "up", "53.34"},
	    /* Rows that say the same from one point on count once. */
	    {"price qty graduated", "1:10+3 1:10+3", "2 99", "", "23"},
	    {"price qty graduated", "1:10+3 1:10+4", "2 99", "", "conflict"},
	};
	check_rows(rows, LENGTH(rows));
}

static void
test_package(void)
{
	static const struct row rows[] = {
	    {"package up", "1:10/12", "12 60", "", "10"},
	    {"package up", "1:10/12", "13 65", "", "20"},
	    {"package up", "1:10/12", "0.5 2.50", "", "10"},
	    {"package down", "1:10/12", "11 55", "", "0"},
	    {"package down", "1:10/12", "25 125", "", "20"},
	    {"package rest", "1:10/12", "25 125", "", "25"}, /* one at 5 */
	    {"package rest", "1:10/12", "12 60", "", "10"},
	    {"package rest", "1:10/3", "7 10", "", "21.43"}, /* 20 + 10 / 7 */
	    {"package rest", "1:10/3", "7 10", "half-even down", "21.42"},
	    {"package up", "1:1/2.5", "6 60", "", "3"},
	    {"package rest", "1:1/2.5", "6 60", "", "12"}, /* 2 and one unit at 10 */
	    /* Two units are free. */
	    {"package up", "3:10/12", "14 70", "", "10"},
	    {"package up", "3:10/12", "15 75", "", "20"},
	    {"package up", "3:10/12", "2 10", "", "0"},
	    {"package up", ">2:10/12", "14 70", "", "10"},
	    {"package up", "1:10/12 1:10/12", "12 60", "", "10"},
	    {"package up", "1:10/12 1:9/12", "12 60", "", "conflict"},
	    {"package up", "1:10/12 2:10/12", "12 60", "", "conflict"},
	};
	check_rows(rows, LENGTH(rows));
}

static void
test_bogo(void)
{
	static const struct row rows[] = {
	    {"bogo", "2:1@100%", "2 20", "", "20"},
	    {"bogo", "2:1@100%", "3 30", "", "20"},
	    {"bogo", "2:1@100%", "5 50", "", "40"},
	    {"bogo", "2:1@100%", "6.9 69", "", "49"}, /* of six whole ones two */
	    {"bogo", "2:1@50%", "3 10", "", "8.33"},  /* 10 / 6 off */
	    {"bogo", "1:2@100%", "5 50", "", "20"},
	    {"bogo uses=1", "1:2@100%", "5 50", "", "30"},
	    {"bogo list", "1:1@100%", "2 10 20", "", "0"},
	    {"bogo list", "1:1@100%", "4 15 20", "", "5"},
	    {"bogo cap=4", "1:1@100%", "2 20", "", "16"},
	    {"bogo", "1:1@100% 1:1@50%", "2 20", "", "conflict"},
	};
	check_rows(rows, LENGTH(rows));
}

static void
test_graduated_percent(void)
{
	static const struct row rows[] = {
	    /* Of ten units at 10: one at 10% off from the 6th, half off from the 9th on.
	     */
	    {"percent qty graduated", "6:10% 9:50%", "10 100", "", "87"},
	    {"percent qty graduated", "6:10% 9:50%", "6 60", "", "59"},
	    {"percent qty graduated", "6:10% 9:50%", "5.5 55", "", "54.5"},
	    {"percent qty graduated", "6:10% 9:50%", "5 50", "", "below"},
	    {"percent qty graduated", ">6:10%", "6 60", "", "below"},
	    {"percent qty graduated", ">6:10%", "7 70", "", "69"},
	    {"percent qty graduated", "1:10%", "0.79 79", "", "71.1"},
	    {"percent qty graduated list", "6:10%", "10 80 100", "", "75"},
	    /* 10% of 50 to 80 and 20% of what is beyond. */
	    {"percent amount graduated", "50:10% 80:20%", "1 100", "", "93"},
	    {"percent amount graduated", "50:10% 80:20%", "1 80", "", "77"},
	    {"percent amount graduated", "50:10% 80:20%", "1 50", "", "50"},
	    {"percent amount graduated", "50:10% 80:20%", "1 49", "", "below"},
	    {"percent amount graduated list", "50:10%", "1 60 100", "", "55"},
	    {"percent amount graduated", "0:10% 0:10%", "1 50", "", "45"},
	    {"percent amount graduated", "0:10% 0:20%", "1 50", "", "conflict"},
	};
	check_rows(rows, LENGTH(rows));
}

/* Thirds: what is taken is exactly a half of the minor unit, or just not. */
static void
test_one_rounding(void)
{
	static const struct row rows[] = {
	    /* 0.09 × 0.5 / 3 = 0.015 leaves 0.075. */
	    {"percent qty graduated", "3:50%", "3 0.09", "half-up", "0.08"},
	    {"percent qty graduated", "3:50%", "3 0.09", "half-even", "0.08"},
	    {"percent qty graduated", "3:50%", "3 0.09", "half-down", "0.07"},
	    {"percent qty graduated", "3:50%", "3 0.09", "up", "0.08"},
	    {"percent qty graduated", "3:50%", "3 0.09", "down", "0.07"},
	    {"percent qty graduated", "3:50%", "3 0.09", "half-up discount", "0.07"},
	    {"percent qty graduated", "3:50%", "3 0.09", "half-even discount", "0.07"},
	    {"percent qty graduated", "3:50%", "3 0.09", "half-down discount", "0.08"},
	    /* 0.15 × 0.5 / 3 = 0.025 leaves 0.125. */
	    {"percent qty graduated", "3:50%", "3 0.15", "half-even", "0.12"},
	    {"percent qty graduated", "3:50%", "3 0.15", "half-even discount", "0.13"},
	    /* 1 / 6 leaves 0.8333… */
	    {"percent qty graduated", "3:50%", "3 1.00", "half-up", "0.83"},
	    {"percent qty graduated", "3:50%", "3 1.00", "up", "0.84"},
	    {"percent qty graduated", "3:50%", "3 1.00", "up discount", "0.83"},
	    {"percent qty graduated", "3:50%", "3 1.00", "down discount", "0.84"},
	    /* A third of 10^-18 more than 0.015 is taken: less than 0.985 is left. */
	    {"percent qty graduated", "3:4.5000000000000001%", "3 1.00", "", "0.98"},
	    {"percent qty graduated", "3:4.5000000000000001%", "3 1.00", "discount",
	        "0.98"},
	    {"percent qty graduated", "3:4.5000000000000001%", "3 1.00",
	        "half-down discount", "0.98"},
	    /* A third of it less: more is left. */
	    {"percent qty graduated", "3:4.4999999999999999%", "3 1.00", "half-down",
	        "0.99"},
	    {"percent qty graduated", "3:4.4999999999999999%", "3 1.00", "", "0.99"},
	    {"percent qty graduated", "3:4.4999999999999999%", "3 1.00",
	        "half-up discount", "0.99"},
	    /* Three of 7 units are a quarter off: 10 × 0.75 / 7. */
	    {"bogo", "1:1@25%", "7 10", "up", "8.93"}, /* 8.928571… */
	    {"bogo", "1:1@25%", "7 10", "down", "8.92"},
	    /* 10^-18 more than 2 is left. */
	    {"percent", "0:33.3333333333333333%", "1 3", "up", "2.01"},
	    /* Exactly a minor unit is neither more nor less. */
	    {"percent", "0:33%", "1 1", "up", "0.67"},
	    {"percent", "0:33%", "1 1", "down", "0.67"},
	};
	check_rows(rows, LENGTH(rows));
}

static void
test_cap(void)
{
	static const struct row rows[] = {
	    {"percent cap=5", "0:10%", "1 40", "", "36"},
	    {"percent cap=5", "0:10%", "1 50", "", "45"},
	    {"percent cap=5", "0:10%", "1 60", "", "55"},
	    {"percent cap=5", "0:-10%", "1 60", "", "65"},
	    {"amount unit cap=5", "0:1", "9 60", "", "55"},
	    {"price cap=5", "0:1", "9 60", "", "55"},
	    {"price cap=5", "0:10", "9 60", "", "65"},
	    {"percent cap=0.005", "0:10%", "1 60", "", "60"},
	    {"percent cap=0.005", "0:10%", "1 60", "discount", "59.99"},
	    {"percent cap=50", "0:100%", "1 40", "", "0"},
	};
	check_rows(rows, LENGTH(rows));
}

/* Prices of units are rounded, then multiplied. */
static void
test_by_unit(void)
{
	static const struct row rows[] = {
	    /* 9.99 - 10% is 2.997 a piece: 3.00 */
	    {"percent", "0:10%", "3 9.99", "by_unit", "9"},
	    {"percent", "0:10%", "3 9.99", "by_unit down", "8.97"},
	    /* 0.333 a piece is taken: 0.33 */
	    {"percent", "0:10%", "3 9.99", "by_unit discount", "9"},
	    {"percent", "0:10%", "3 9.99", "by_unit discount up", "8.97"},
	    /* 10 / 3 × 0.85 = 2.8333… */
	    {"percent", "0:15%", "3 10", "by_unit", "8.49"},
	    {"percent", "0:100%", "3 10", "by_unit", "0"},
	    {"price", "0:0.335", "2 1", "by_unit", "0.68"},
	    {"price", "0:0.335", "2 1", "by_unit half-even", "0.68"},
	    {"price", "0:0.345", "2 1", "by_unit half-even", "0.68"},
	    {"price", "0:0.335", "2 1", "", "0.67"},
	    /* 2.5 units at 0.996: at 1.00 */
	    {"price", "0:0.996", "2.5 5", "by_unit", "2.5"},
	    {"price", "0:1.25", "2.5 5", "by_unit", "3.13"}, /* 3.125 */
	    {"percent", "0:10%", "0 0", "by_unit", "0"},
	};
	check_rows(rows, LENGTH(rows));
}

static void
test_overflow(void)
{
	static const struct row rows[] = {
	    {"percent", "0:10%", "1 170000000000000000000", "", "153000000000000000000"},
	    {"percent", "0:-10%", "1 170000000000000000000", "", "overflow"},
	    {"amount unit", "0:100000000000", "10000000000 1", "", "overflow"},
	    {"amount unit qty graduated", "1:100000000000", "10000000000 1", "",
	        "overflow"},
	    {"price", "0:100000000000", "10000000000 1", "", "overflow"},
	    {"price", "0:1+170000000000000000000", "10000000000000000000 1", "",
	        "overflow"},
	    {"price qty graduated", "1:170000000000000000000+1", "2 1", "", "overflow"},
	    {"package up", "1:10000000000/0.000000000000000001", "1 1", "", "overflow"},
	    {"package up", "1:1/0.000000000000000001", "10 1", "", "overflow"},
	};
	check_rows(rows, LENGTH(rows));
}

/* Choosing */

struct choice {
	const char *rule, *tiers, *basis;
	enum tiers_outcome outcome;
	size_t line; /* of the tier, from 1; in a conflict the first */
};

static void
check_choice(const struct choice *choice)
{
	struct policy_rule rule = make_rule(choice->rule);
	struct policy_tier tiers[MOST_TIERS];
	const struct policy_tier *held[MOST_TIERS], *chosen, *other = NULL;
	size_t count = make_tiers(choice->tiers, tiers);
	struct tiers_basis basis = make_basis(choice->basis);
	set_starts(&rule, tiers, count);
	for (size_t i = 0; i < count; i++)
		held[i] = &tiers[i];
	enum tiers_outcome outcome =
	    tiers_choose(&rule, held, count, &basis, &chosen, &other);
	CHECK(outcome == choice->outcome);
	if (choice->line)
		CHECK(chosen && chosen->line == choice->line);
	else
		CHECK(!chosen);
	if (outcome == TIERS_CONFLICT)
		CHECK(other && other->line > choice->line);
}

static void
test_choose(void)
{
	static const struct choice choices[] = {
	    {"percent", "", "1 1", TIERS_BELOW, 0},
	    {"percent", "0:1%", "1 1", TIERS_APPLIES, 1},
	    {"percent", "0:1% 0:1%", "1 1", TIERS_APPLIES, 1},
	    {"percent", "0:1% 0:2%", "1 1", TIERS_CONFLICT, 1},
	    {"percent qty", "5:1% >5:2% 6:3%", "4.99 1", TIERS_BELOW, 0},
	    {"percent qty", "5:1% >5:2% 6:3%", "5 1", TIERS_APPLIES, 1},
	    {"percent qty", "5:1% >5:2% 6:3%", "5.01 1", TIERS_APPLIES, 2},
	    {"percent qty", "5:1% >5:2% 6:3%", "6 1", TIERS_APPLIES, 3},
	    /* Those that are passed may differ. */
	    {"percent qty", "1:1% 1:2% 6:3%", "6 1", TIERS_APPLIES, 3},
	    {"percent qty", "1:1% 1:2% 6:3%", "5 1", TIERS_CONFLICT, 1},
	    {"percent qty", "1:1% 6:3% 6:4%", "5 1", TIERS_APPLIES, 1},
	    {"percent qty", "1:1% 6:3% 6:3%", "7 1", TIERS_APPLIES, 2},
	    {"price qty", "1:1+1 1:1+2", "7 1", TIERS_CONFLICT, 1},
	    {"percent amount", "5:1% 9:2%", "1 8 10", TIERS_APPLIES, 1},
	    {"percent amount list", "5:1% 9:2%", "1 8 10", TIERS_APPLIES, 2},
	    {"percent term", "0:1%", "1 1", TIERS_NO_TERM, 0},
	    {"percent term", "0:1%", "1 1 1 0", TIERS_APPLIES, 1},
	    {"bogo", "3:1@100%", "1 1", TIERS_APPLIES, 1},
	    {"package up", "3:1/1 4:1/1", "1 1", TIERS_CONFLICT, 1},
	};
	for (size_t i = 0; i < LENGTH(choices); i++)
		check_choice(&choices[i]);
}

static void
test_same(void)
{
	struct policy_tier tiers[MOST_TIERS];
	const struct policy_rule plain = make_rule("percent qty");
	const struct policy_rule bands = make_rule("percent qty graduated");
	set_starts(&plain, tiers, make_tiers("5:1 >5:1 5:1+1 5:1/2 5:1", tiers));
	CHECK(tiers_begin_together(&tiers[0], &tiers[2]));
	CHECK(!tiers_begin_together(&tiers[0], &tiers[1]));
	CHECK(tiers_are_same(&tiers[0], &tiers[1]));
	CHECK(tiers_are_same(&tiers[0], &tiers[4]));
	CHECK(!tiers_are_same(&tiers[0], &tiers[2]));
	CHECK(!tiers_are_same(&tiers[0], &tiers[3]));
	/* A band from the fifth unit on begins behind the fourth. */
	make_tiers("5:1 >4:1", tiers);
	set_starts(&plain, tiers, 2);
	CHECK(!tiers_begin_together(&tiers[0], &tiers[1]));
	set_starts(&bands, tiers, 2);
	CHECK(tiers_begin_together(&tiers[0], &tiers[1]));
	/* Bundles are never told to be the same. */
	CHECK(tiers_are_same(&tiers[0], &tiers[1]));
	tiers[0].parts_count = tiers[1].parts_count = 1;
	CHECK(!tiers_are_same(&tiers[0], &tiers[1]));
}

/* Counting unit by unit: m are paid, then up to n are free, and so on. */
static int
count_free(int units, int m, int n, int most, int *uses)
{
	int free = 0;
	*uses = 0;
	while (units > m && *uses < most) {
		int here = units - m < n ? units - m : n;
		free += here;
		units -= m + here;
		++*uses;
	}
	return free;
}

static void
test_free_units(void)
{
	for (int m = 1; m <= 5; m++)
		for (int n = 1; n <= 5; n++)
			for (int units = 0; units <= 40; units++)
				for (int most = 0; most <= 7; most++) {
					size_t uses = (size_t)most;
					int counted;
					int free =
					    count_free(units, m, n, most, &counted);
					CHECK(
					    tiers_free_units(units, m, n, &uses) == free);
					CHECK(uses == (size_t)counted);
				}
	size_t uses = POLICY_ANY_USES;
	CHECK(tiers_free_units(1000000000, 2, 1, &uses) == 333333333);
	CHECK(uses == 333333333);
}

static void
test_multiply(void)
{
	struct money product = {7};
	CHECK(money_multiply(money("1.25"), money("-8"), &product));
	CHECK(money_compare(product, money("-10")) == 0);
	CHECK(!money_multiply(money("100000000000"), money("10000000000"), &product));
	CHECK(money_compare(product, money("-10")) == 0);
}

/* What a rule takes may be more than there is; what an order left over is too. */
static void
test_settle(void)
{
	const struct tiers_rounding rounding = {.decimals = 2};
	struct money left;
	struct tiers_effect effect = {.x = money("10"), .a = MONEY_ONE, .b = money("3")};
	CHECK(tiers_settle(&effect, money("3"), POLICY_NO_CAP, &rounding, &left));
	CHECK(left.units == 0);
	/* Nothing is divided by no units. */
	effect.b = (struct money){0};
	CHECK(tiers_settle(&effect, money("3"), POLICY_NO_CAP, &rounding, &left));
	CHECK(money_compare(left, money("3")) == 0);
	/* Not rounded at all: 3 - 10 / 3 is below zero, 5 - 10 / 3 keeps its decimals. */
	const struct tiers_rounding exact = {.none = true};
	effect.b = money("3");
	CHECK(tiers_settle(&effect, money("5"), POLICY_NO_CAP, &exact, &left));
	CHECK(money_compare(left, money("1.666666666666666667")) == 0);
	effect.a = money("-1");
	CHECK(tiers_settle(&effect, money("5"), POLICY_NO_CAP, &exact, &left));
	CHECK(money_compare(left, money("8.333333333333333333")) == 0);
}

int
main(void)
{
	test_percent();
	test_amount();
	test_price();
	test_package();
	test_bogo();
	test_graduated_percent();
	test_one_rounding();
	test_cap();
	test_by_unit();
	test_overflow();
	test_choose();
	test_same();
	test_free_units();
	test_multiply();
	test_settle();
	return check_result();
}
