#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/condition.h"
#include "../../common/date.h"
#include "../../common/mem.h"
#include "check.h"

/* A condition, the cells of its columns in the order in which it names them, and whether
 * it holds: true, false, or behind a `!` a part of the reason why a cell can't be
 * compared. */
struct row {
	const char *text, *cells[3], *expected;
};

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define NBSP "\u00A0"

/* The numbers that the columns are bound to begin with it. */
enum { FIRST_NUMBER = 1000 };

static const struct row numbers[] = {
    {"n=5", {"5"}, "true"},
    {"n=5", {"5.0"}, "true"},
    {"n=5", {" 5\t"}, "true"},
    {"n=5", {"+05"}, "true"},
    {"n=5", {"$5.00"}, "true"},
    {"n=5", {"500%"}, "true"},
    {"n=5", {"50e-1"}, "true"},
    {"n=5", {"5.01"}, "false"},
    {"n=5", {"-5"}, "false"},
    {"n=5", {"five"}, "false"},
    {"n=-5", {"(5)"}, "true"},
    {"n=-5", {"5-"}, "true"},
    {"n=1000", {"1,000"}, "true"},
    {"n=1,000", {"1000"}, "true"},
    {"n=12%", {"0.12"}, "true"},
    {"n=$ 7", {"7 USD"}, "true"},
    {"n=0", {"-0"}, "true"},
    {"n=0.1", {"0.1"}, "true"},
    {"n=0.3", {"0.30000000000000001"}, "true"},
    /* Digits are a number without quotes, and text within. */
    {"zip=01234", {"1234"}, "true"},
    {"zip=\"01234\"", {"1234"}, "false"},
    {"zip=\"01234\"", {"01234"}, "true"},
    {"phone=555-1234", {"555-1234"}, "true"},
    {"n=20261122", {"2026-11-22"}, "false"},
    {"n!=5", {"6"}, "true"},
    {"n!=5", {"5.0"}, "false"},
    {"n!=5", {"five"}, "true"},
    {"n<5", {"4.999999"}, "true"},
    {"n<5", {"5"}, "false"},
    {"n<=5", {"5"}, "true"},
    {"n<=5", {"5.000001"}, "false"},
    {"n>5", {"5.000001"}, "true"},
    {"n>5", {"5"}, "false"},
    {"n>=5", {"5"}, "true"},
    {"n>=5", {"4.999999"}, "false"},
    {"n>-5", {"-4"}, "true"},
    {"n<-5", {"-6"}, "true"},
    /* 10 comes before 9 in text only. */
    {"n>9", {"10"}, "true"},
    {"n<1000", {"$1,000.00"}, "false"},
    {"n>5", {"five"}, "!is not a number"},
    {"n<5", {"2026-01-01"}, "!is not a number"},
    {"n<5", {"1,5"}, "!--decimal=,"},
    {"n>=0", {"1e400"}, "!too large"},
    {"n between(1|5)", {"1"}, "true"},
    {"n between(1|5)", {"5"}, "true"},
    {"n between(1|5)", {"3.5"}, "true"},
    {"n between(1|5)", {"0.999"}, "false"},
    {"n between(1|5)", {"5.001"}, "false"},
    {"n between(-5|-1)", {"-3"}, "true"},
    {"n between(2|2)", {"2"}, "true"},
    {"n between(5|1)", {"3"}, "false"},
    {"n between(1|5)", {"x"}, "!is not a number"},
    {"n in(1|2|3)", {"2.0"}, "true"},
    {"n in(1|2|3)", {"4"}, "false"},
    {"n in(1|2|3)", {"two"}, "false"},
    {"n in(5)", {"5"}, "true"},
    {"n in(1|two|2026-01-03)", {"2026-01-03"}, "true"},
    {"n in(1|two|2026-01-03)", {"TWO"}, "true"},
    {"n in(1|two|2026-01-03)", {"1.00"}, "true"},
};

static const struct row texts[] = {
    {"t=vp sales", {"VP Sales"}, "true"},
    {"t=VP SALES", {" vp sales\t"}, "true"},
    {"t= vp sales ", {"VP Sales"}, "true"},
    {"t=vp sales", {"vp  sales"}, "false"},
    {"t=vp", {"vp sales"}, "false"},
    {"t=vp sales", {"vp"}, "false"},
    {"t!=vp", {"VP"}, "false"},
    {"t!=vp", {"cto"}, "true"},
    {"t=a=b", {"A=B"}, "true"},
    {"t=a b (c) | d", {"a b (c) | d"}, "true"},
    {"t=don't \"quote\"", {"DON'T \"QUOTE\""}, "true"},
    /* ASCII letters alone have a case. */
    {"t=münchen", {"MüNCHEN"}, "true"},
    {"t=münchen", {"MÜNCHEN"}, "false"},
    {"t=vp", {"vp" NBSP}, "false"},
    {"t=2026", {"2026"}, "true"},
    {"t=2026-11", {"2026-11"}, "true"},
    {"t=yes", {"line\nyes"}, "false"},
    /* In quotes it is as it stands: case, spaces, and what has a meaning here. */
    {"t=\"VP\"", {"VP"}, "true"},
    {"t=\"VP\"", {"vp"}, "false"},
    {"t=\"VP\"", {" VP"}, "false"},
    {"t=\" VP\"", {" VP"}, "true"},
    {"t= \"VP\" ", {"VP"}, "true"},
    {"t!=\"VP\"", {"vp"}, "true"},
    {"t!=\"VP\"", {"VP"}, "false"},
    {"t=\"a;b|c)\"", {"a;b|c)"}, "true"},
    {"t=\"say \"\"hi\"\"\"", {"say \"hi\""}, "true"},
    {"t=\"\"\"\"", {"\""}, "true"},
    {"t=\"5\"", {"5"}, "true"},
    {"t=\"5\"", {"5.0"}, "false"},
    {"t=\"2026-01-01\"", {"2026-01-01T00:00"}, "false"},
    {"t=\"a\nb\"", {"a\nb"}, "true"},
    {"t in(de|at|ch)", {"AT"}, "true"},
    {"t in(de|at|ch)", {"fr"}, "false"},
    {"t in(de|at|ch)", {"de|at"}, "false"},
    {"t in( de | at )", {" at "}, "true"},
    {"t in(new york|la)", {"New York"}, "true"},
    {"t in(\"DE\"|at)", {"de"}, "false"},
    {"t in(\"DE\"|at)", {"AT"}, "true"},
    {"t in(\"a|b\"|\"c)\"|\"d;e\")", {"a|b"}, "true"},
    {"t in(\"a|b\"|\"c)\"|\"d;e\")", {"c)"}, "true"},
    {"t in(\"a|b\"|\"c)\"|\"d;e\")", {"d;e"}, "true"},
    {"t in(\"a|b\"|\"c)\"|\"d;e\")", {"a"}, "false"},
    {"t contains(vp)", {"Senior VP Sales"}, "true"},
    {"t contains(VP)", {"svp"}, "true"},
    {"t contains(vp)", {"v p"}, "false"},
    {"t contains(vp)", {"v"}, "false"},
    {"t contains(vice president)", {"Vice President, Sales"}, "true"},
    {"t contains(\"VP\")", {"SVP"}, "true"},
    {"t contains(\"VP\")", {"svp"}, "false"},
    {"t contains(\" vp \")", {"a vp b"}, "true"},
    {"t contains(\" vp \")", {"avp b"}, "false"},
    {"t contains(\"(x|y);\")", {"a(x|y);b"}, "true"},
    {"t contains(5)", {"1,500"}, "true"},
    {"t contains(05)", {"1,500"}, "false"},
    {"t contains(2026-01)", {"2026-01-31"}, "true"},
    {"t contains(é)", {"caf\u00e9"}, "true"},
};

static const struct row dates[] = {
    /* A date is all of its day, in UTC. */
    {"d=2026-01-31", {"2026-01-31"}, "true"},
    {"d=2026-01-31", {"20260131"}, "true"},
    {"d=2026-01-31", {" 2026-01-31 "}, "true"},
    {"d=2026-01-31", {"2026-01-31T00:00"}, "true"},
    {"d=2026-01-31", {"2026-01-31 23:59:59.999999"}, "true"},
    {"d=2026-01-31", {"2026-02-01T00:00:00"}, "false"},
    {"d=2026-01-31", {"2026-01-30T23:59:59.999999"}, "false"},
    {"d=2026-01-31", {"2026-02-01T01:30+02:00"}, "true"},
    {"d=2026-01-31", {"2026-01-31T01:30+02:00"}, "false"},
    {"d=2026-01-31", {"soon"}, "false"},
    {"d!=2026-01-31", {"2026-01-31T12:00"}, "false"},
    {"d!=2026-01-31", {"2026-02-01"}, "true"},
    {"d!=2026-01-31", {"soon"}, "true"},
    {"d<2026-01-31", {"2026-01-30T23:59:59.999999"}, "true"},
    {"d<2026-01-31", {"2026-01-31"}, "false"},
    {"d<=2026-01-31", {"2026-01-31T23:59:59.999999"}, "true"},
    {"d<=2026-01-31", {"2026-02-01"}, "false"},
    {"d>2026-01-31", {"2026-02-01"}, "true"},
    {"d>2026-01-31", {"2026-01-31T23:59:59.999999"}, "false"},
    {"d>=2026-01-31", {"2026-01-31"}, "true"},
    {"d>=2026-01-31", {"2026-01-30T23:59:59.999999"}, "false"},
    {"d between(2026-01-01|2026-01-31)", {"2026-01-01"}, "true"},
    {"d between(2026-01-01|2026-01-31)", {"2026-01-31T23:59:59.999999Z"}, "true"},
    {"d between(2026-01-01|2026-01-31)", {"2026-02-01"}, "false"},
    {"d between(2026-01-01|2026-01-31)", {"2025-12-31T23:59:59.999999Z"}, "false"},
    {"d between(2026-01-01|2026-01-31)", {"soon"}, "!is not a date"},
    {"d in(2026-01-01|2026-01-03)", {"2026-01-03T08:00"}, "true"},
    {"d in(2026-01-01|2026-01-03)", {"2026-01-02"}, "false"},
    /* A time is a moment. */
    {"d=2026-01-31T12:00", {"2026-01-31T12:00:00Z"}, "true"},
    {"d=2026-01-31T12:00", {"2026-01-31 14:00+02:00"}, "true"},
    {"d=2026-01-31T12:00", {"2026-01-31T12:00:00.000001"}, "false"},
    {"d=2026-01-31T12:00", {"2026-01-31"}, "false"},
    {"d>2026-01-31T12:00", {"2026-01-31T12:00:00.000001"}, "true"},
    {"d>2026-01-31T12:00", {"2026-01-31T12:00"}, "false"},
    {"d>=2026-01-31 12:00", {"2026-01-31T12:00"}, "true"},
    {"d<=2026-01-31T12:00", {"2026-01-31T12:00"}, "true"},
    {"d<2026-01-31T12:00", {"2026-01-31T11:59:59.999999"}, "true"},
    {"d<2026-01-31T12:00Z", {"2026-01-31T12:30+01:00"}, "true"},
    {"d between(2026-01-31T08:00|2026-01-31T17:00)", {"2026-01-31T17:00"}, "true"},
    {"d between(2026-01-31T08:00|2026-01-31T17:00)", {"2026-01-31T17:00:01"}, "false"},
    {"d between(2026-01-31T08:00|2026-02-01)", {"2026-02-01T23:59"}, "true"},
    /* What can't be compared. */
    {"d<2026-01-31", {"soon"}, "!is not a date"},
    {"d>2026-01-31", {"5"}, "!is not a date"},
    {"d>2026-01-31", {"03/04/2026"}, "!is ambiguous"},
    {"d>2026-01-31", {"2026-02-30"}, "!date"},
};

/* Now is the end of 2026-06-30. */
static const struct row spans[] = {
    {"d within 30d", {"2026-06-30"}, "true"},
    {"d within 30d", {"2026-06-01"}, "true"},
    {"d within 30d", {"2026-05-31T23:59:59.999999Z"}, "true"},
    {"d within 30d", {"2026-05-31T23:59:59.999998Z"}, "false"},
    {"d within 30d", {"2026-05-31"}, "false"},
    {"d within 30d", {"2026-07-30"}, "true"},
    {"d within 30d", {"2026-07-30T23:59:59.999999"}, "true"},
    {"d within 30d", {"2026-07-31"}, "false"},
    {"d within 1d12h", {"2026-06-29T12:00"}, "true"},
    {"d within 1d12h", {"2026-06-29T11:59:59.999999"}, "true"},
    {"d within 1d12h", {"2026-06-29T11:59:59.999998"}, "false"},
    {"d within 0s", {"2026-06-30T23:59:59.999999"}, "true"},
    {"d within 0s", {"2026-06-30"}, "false"},
    {"d within 2w", {"2026-06-20"}, "true"},
    {"d within 90m", {"2026-06-30T22:31"}, "true"},
    {"d within 90m", {"2026-06-30T22:29"}, "false"},
    {"d older 30d", {"2026-06-01"}, "false"},
    {"d older 30d", {"2026-05-31T23:59:59.999999Z"}, "false"},
    {"d older 30d", {"2026-05-31T23:59:59.999998Z"}, "true"},
    {"d older 30d", {"2026-05-31"}, "true"},
    {"d older 30d", {"2027-01-01"}, "false"},
    {"d older 0d", {"2026-06-30"}, "true"},
    {"d older 0d", {"2026-06-30T23:59:59.999999"}, "false"},
    {"d OLDER 1w", {"2026-06-01"}, "true"},
    {"d older \"1w\"", {"2026-06-01"}, "true"},
    {"d older 1w", {"5"}, "!is not a date"},
    {"d within 1w", {"soon"}, "!is not a date"},
    {"d older 9999w", {"0001-01-01"}, "true"},
};

static const struct row expressions[] = {
    {"t~vp", {"Senior VP, Sales"}, "true"},
    {"t ~ ^vp", {"VP Sales"}, "true"},
    {"t ~ ^vp", {"SVP"}, "false"},
    {"t ~ sales$", {"VP SALES"}, "true"},
    {"t ~ sales$", {"Sales rep"}, "false"},
    {"t ~ ^(vp|c[eft]o)$", {"CTO"}, "true"},
    {"t ~ ^(vp|c[eft]o)$", {"cxo"}, "false"},
    {"t ~ ^[0-9]{5}$", {"01234"}, "true"},
    {"t ~ ^[0-9]{5}$", {"123456"}, "false"},
    {"t ~ (^|[^a-z])it([^a-z]|$)", {"Head of IT"}, "true"},
    {"t ~ (^|[^a-z])it([^a-z]|$)", {"Recruiter"}, "false"},
    {"t ~ a.c", {"a\nc"}, "true"},
    {"t ~ ^b$", {"a\nb"}, "false"},
    {"t ~ 5", {"15"}, "true"},
    {"t ~ @(gmail|yahoo)\\.com$", {"ada@Gmail.com"}, "true"},
    {"t ~ @(gmail|yahoo)\\.com$", {"ada@gmailxcom"}, "false"},
    /* Case counts in quotes; there a semicolon is part of it too. */
    {"t ~ \"^VP\"", {"VP Sales"}, "true"},
    {"t ~ \"^VP\"", {"vp sales"}, "false"},
    {"t ~ \"a;b\"", {"xa;by"}, "true"},
    {"t ~ \"say \"\"hi\"\"\"", {"I say \"hi\""}, "true"},
    {"t ~ [[:digit:]]+ ", {"abc 5"}, "true"},
    /* The cell is taken with its spaces. */
    {"t ~ ^vp", {" vp"}, "false"},
    {"t ~ ^vp", {"vp"}, "true"},
    {"t ~ (a)b", {"xaay"}, "false"},
};

/* What is missing is neither this nor that. */
static const struct row missing[] = {
    {"c empty", {""}, "true"},
    {"c empty", {"  "}, "true"},
    {"c empty", {"-"}, "true"},
    {"c empty", {"--"}, "true"},
    {"c empty", {"—"}, "true"},
    {"c empty", {"N/A"}, "true"},
    {"c empty", {"na"}, "true"},
    {"c empty", {"Null"}, "true"},
    {"c empty", {"0"}, "false"},
    {"c empty", {"none"}, "false"},
    {"c EMPTY", {""}, "true"},
    {"c present", {""}, "false"},
    {"c present", {"n/a"}, "false"},
    {"c present", {"0"}, "true"},
    {"c Present", {"x"}, "true"},
    {"c=5", {""}, "false"},
    {"c=0", {""}, "false"},
    {"c=x", {"n/a"}, "false"},
    {"c!=5", {""}, "true"},
    {"c!=x", {"n/a"}, "true"},
    {"c!=2026-01-01", {"-"}, "true"},
    {"c<5", {""}, "false"},
    {"c<=5", {"n/a"}, "false"},
    {"c>5", {"-"}, "false"},
    {"c>=0", {""}, "false"},
    {"c between(-1|1)", {""}, "false"},
    {"c in(1|2)", {""}, "false"},
    {"c contains(a)", {"n/a"}, "false"},
    {"c ~ .*", {""}, "false"},
    {"c ~ n", {"null"}, "false"},
    {"c older 1d", {""}, "false"},
    {"c within 1d", {"n/a"}, "false"},
    {"c<2026-01-01", {""}, "false"},
};

static const struct row joined[] = {
    {"", {NULL}, "true"},
    {"  ", {NULL}, "true"},
    {"a=1;b=2", {"1", "2"}, "true"},
    {"a=1;b=2", {"1", "3"}, "false"},
    {"a=1;b=2", {"2", "2"}, "false"},
    {" a = 1 ;\tb = 2 ; ", {"1", "2"}, "true"},
    {"a=1;", {"1"}, "true"},
    {"a>=1;a<5", {"3"}, "true"},
    {"a>=1;a<5", {"5"}, "false"},
    {"a=x;b empty;c contains(z)", {"X", "", "abz"}, "true"},
    {"a in(1|2);b between(3|4);c~^x", {"2", "3", "xy"}, "true"},
    {"a=\"x;y\";b=1", {"x;y", "1"}, "true"},
    /* From left to right, as far as it takes. */
    {"a=1;b>5", {"2", "x"}, "false"},
    {"a=1;b>5", {"1", "x"}, "!is not a number"},
    {"b>5;a=1", {"x", "2"}, "!is not a number"},
    {"b present;b>5", {"", ""}, "false"},
};

static const struct row columns[] = {
    {"annual revenue>=5", {"5"}, "true"},
    {"  annual revenue  >= 5", {"5"}, "true"},
    {"annual revenue in(5|6)", {"5"}, "true"},
    {"annual revenue between (5|6)", {"5"}, "true"},
    {"annual revenue present", {"5"}, "true"},
    {"annual revenue within 9d", {"2026-06-30"}, "true"},
    {"\"annual revenue\">=5", {"5"}, "true"},
    {"\"annual revenue\" in(5|6)", {"5"}, "true"},
    {"\"annual revenue\"in(5|6)", {"5"}, "true"},
    {"\"years in business\">=5", {"6"}, "true"},
    {"\"a;b=c~d\" = 5", {"5"}, "true"},
    {"\"the \"\"best\"\" one\"=5", {"5"}, "true"},
    {"\" x \"=5", {"5"}, "true"},
    {"\"in\" in(1|2)", {"1"}, "true"},
    {"#3=5", {"5"}, "true"},
    {"größe>5", {"6"}, "true"},
    {"e-mail contains(@)", {"a@b"}, "true"},
    {"a.b/c(d)=1", {"1"}, "true"},
    /* Operators are words, so a column may begin or end like one. */
    {"income>5", {"6"}, "true"},
    {"login>5", {"6"}, "true"},
    {"main industry=x", {"x"}, "true"},
    {"is presentable=1", {"1"}, "true"},
    {"is present=1", {"1"}, "true"},
    {"in=1", {"1"}, "true"},
    {"empty=1", {"1"}, "true"},
    {"empty empty", {""}, "true"},
    {"a IN (1|2)", {"1"}, "true"},
    {"a Between(1|2)", {"1"}, "true"},
    {"a\tin\t(1|2)", {"1"}, "true"},
};

static const struct row decimal_comma[] = {
    {"n=1.5", {"1,5"}, "true"},
    {"n=1500", {"1.500"}, "true"},
    {"n>1.4", {"1,5"}, "true"},
    {"n<1.4", {"1.5"}, "!--decimal=."},
    {"n between(1.5|2)", {"1,5"}, "true"},
};

static const struct row ambiguous_comma[] = {
    {"n=1.5", {"1.5"}, "true"},
    {"n>1", {"1,5"}, "!is ambiguous"},
    {"n>1", {"2"}, "true"},
};

/* The cells are dd.mm.yyyy, the condition is ISO 8601 as ever. */
static const struct row german_dates[] = {
    {"d=2026-01-31", {"31.01.2026"}, "true"},
    {"d<2026-01-31", {"30.01.2026"}, "true"},
    {"d<2026-01-31", {"2026-01-30"}, "!date"},
    {"d within 30d", {"01.06.2026"}, "true"},
    {"d older 30d", {"31.05.2026"}, "true"},
};

/* Cells and conditions end where their memory does, so that reading on is noticed, but
 * for a NUL, up to which regexec() as AddressSanitizer knows it reads. */
static struct slice
exact_copy(const char *text)
{
	size_t n = strlen(text);
	return (struct slice){mem_text(text, n), n};
}

static struct slice
cell_of(const void *row, size_t number)
{
	const struct slice *cells = row;
	return cells[number - FIRST_NUMBER];
}

static void
bind_all(struct condition *condition)
{
	for (size_t i = 0; i < condition_columns(condition); i++)
		condition_bind(condition, i, FIRST_NUMBER + i);
}

static const char *
evaluate(const struct row *row, const struct condition_world *world)
{
	struct condition_error error = {0, ""};
	struct condition_fault fault = {0};
	struct slice cells[3];
	struct slice text = exact_copy(row->text);
	struct condition *condition = condition_parse(text, &error);
	free((char *)text.p);
	CHECK(condition != NULL);
	if (!condition)
		return "not a condition";
	size_t count = condition_columns(condition);
	CHECK(count <= LENGTH(cells) && (count == 0 || row->cells[count - 1]));
	bind_all(condition);
	for (size_t i = 0; i < count; i++)
		cells[i] = exact_copy(row->cells[i]);
	enum condition_result result = condition_holds(condition, world, cells, &fault);
	for (size_t i = 0; i < count; i++)
		free((char *)cells[i].p);
	condition_free(condition);
	if (result != CONDITION_FAULT)
		return result == CONDITION_TRUE ? "true" : "false";
	CHECK(fault.number >= FIRST_NUMBER && fault.number < FIRST_NUMBER + count);
	return fault.reason;
}

/* Puts the condition and its cells in front, so that a failure names them. */
static void
check_row(const struct row *row, const struct condition_world *world)
{
	char got[1000], expected[1000], name[400];
	const char *result = evaluate(row, world);
	bool is_fault = row->expected[0] == '!';
	if (is_fault && strstr(result, row->expected + 1))
		result = row->expected;
	snprintf(name, sizeof name, "%s: %s, %s, %s", row->text,
	    row->cells[0] ? row->cells[0] : "", row->cells[1] ? row->cells[1] : "",
	    row->cells[2] ? row->cells[2] : "");
	snprintf(got, sizeof got, "%s: %s", name, result);
	snprintf(expected, sizeof expected, "%s: %s", name, row->expected);
	CHECK_TEXT(got, expected);
}

static void
check_rows(
    const struct row *rows, size_t n, struct number_style style, const char *date_format)
{
	struct date now;
	CHECK(!date_parse(slice_of("2026-06-30"), NULL, &now));
	struct condition_world world = {.cell = cell_of,
	    .style = &style,
	    .date_format = date_format,
	    .now_us = date_end(now)};
	for (size_t i = 0; i < n; i++)
		check_row(&rows[i], &world);
}

#define DOT                                                                              \
	{                                                                                \
		'.', false                                                               \
	}

static void
test_results(void)
{
	struct number_style dot = DOT, comma = {',', false}, unknown = {'.', true};
	check_rows(numbers, LENGTH(numbers), dot, NULL);
	check_rows(texts, LENGTH(texts), dot, NULL);
	check_rows(dates, LENGTH(dates), dot, NULL);
	check_rows(spans, LENGTH(spans), dot, NULL);
	check_rows(expressions, LENGTH(expressions), dot, NULL);
	check_rows(missing, LENGTH(missing), dot, NULL);
	check_rows(joined, LENGTH(joined), dot, NULL);
	check_rows(columns, LENGTH(columns), dot, NULL);
	check_rows(decimal_comma, LENGTH(decimal_comma), comma, NULL);
	check_rows(ambiguous_comma, LENGTH(ambiguous_comma), unknown, NULL);
	check_rows(german_dates, LENGTH(german_dates), dot, "%d.%m.%Y");
}

/* The fault names the column by the caller's number. */
static void
test_fault(void)
{
	static const struct number_style style = DOT;
	struct condition_world world = {.cell = cell_of, .style = &style};
	struct condition_error error;
	struct condition_fault fault = {0};
	struct slice cells[] = {slice_of("1"), slice_of("x"), slice_of("3")};
	struct condition *condition =
	    condition_parse(slice_of("a=1;b>2;c=3;b<9"), &error);
	bind_all(condition);
	CHECK(condition_holds(condition, &world, cells, &fault) == CONDITION_FAULT);
	CHECK(fault.number == FIRST_NUMBER + 1);
	CHECK_TEXT(fault.reason, "is not a number");
	CHECK_TEXT(fault.text, "x");
	cells[1] = slice_of("5");
	CHECK(condition_holds(condition, &world, cells, &fault) == CONDITION_TRUE);
	condition_free(condition);
	condition_free(NULL);
}

/* A cell ends where it ends, whatever stands behind it. */
static void
test_ends(void)
{
	static const struct number_style style = DOT;
	static const char *const holding[] = {
	    "a~^vp$", "a~p$", "a=vp", "a=\"vp\"", "a contains(vp)"};
	struct condition_world world = {.cell = cell_of, .style = &style};
	struct condition_error error;
	struct condition_fault fault;
	struct slice cell = {"vp sales", 2};
	for (size_t i = 0; i < LENGTH(holding); i++) {
		struct condition *condition =
		    condition_parse(slice_of(holding[i]), &error);
		bind_all(condition);
		CHECK(
		    condition_holds(condition, &world, &cell, &fault) == CONDITION_TRUE);
		condition_free(condition);
	}
	struct condition *condition = condition_parse(slice_of("a~s|l"), &error);
	bind_all(condition);
	CHECK(condition_holds(condition, &world, &cell, &fault) == CONDITION_FALSE);
	condition_free(condition);
}

/* Lists */

/* The column is bound as a list, whose items the cell holds with semicolons between. */
static const struct row lists[] = {
    {"code=SUMMER", {"SUMMER;VIP"}, "true"},
    {"code=vip", {"SUMMER; VIP "}, "true"},
    {"code=SUMMER", {"WINTER;VIP"}, "false"},
    {"code=SUMMER", {"SUMMER2;VIP"}, "false"},
    {"code=SUMMER", {""}, "false"},
    {"code=\"vip\"", {"SUMMER;VIP"}, "false"},
    {"code=\"VIP\"", {"SUMMER;VIP"}, "true"},
    {"has=5", {"x;5.0"}, "true"},
    {"d=2026-01-31", {"soon;2026-01-31T12:00"}, "true"},
    {"code in(A|B)", {"C;b"}, "true"},
    {"code in(A|B)", {"C;D"}, "false"},
    {"code!=SUMMER", {"WINTER;VIP"}, "true"},
    {"code!=SUMMER", {"SUMMER;VIP"}, "false"},
    {"code!=SUMMER", {"VIP;SUMMER"}, "false"},
    {"code!=SUMMER", {""}, "true"},
    {"code contains(mm)", {"VIP;SUMMER"}, "true"},
    {"code contains(p;s)", {"VIP;SUMMER"}, "false"},
    {"code ~ ^s.*r$", {"VIP;SUMMER"}, "true"},
    {"code ~ ^vip.*summer$", {"VIP;SUMMER"}, "false"},
    {"n<5", {"7;3"}, "true"},
    {"n<5", {"7;5"}, "false"},
    {"n<5", {""}, "false"},
    {"n<=5", {"7;5"}, "true"},
    {"n>5", {"3;7"}, "true"},
    {"n>=8", {"3;7"}, "false"},
    /* another item may fulfil each of two tests, but not two of one */
    {"n>6;n<4", {"3;7"}, "true"},
    {"n between(4|6)", {"3;7"}, "false"},
    {"n between(4|6)", {"3;5;7"}, "true"},
    {"d older 30d", {"2026-06-20;2026-01-01"}, "true"},
    {"d within 30d", {"2026-01-01;2026-06-20"}, "true"},
    {"d within 30d", {"2026-01-01;2026-02-20"}, "false"},
    {"code empty", {""}, "true"},
    {"code empty", {";;n/a; "}, "true"},
    {"code empty", {";VIP"}, "false"},
    {"code present", {""}, "false"},
    {"code present", {"-;--"}, "false"},
    {"code present", {";;0"}, "true"},
    {"code=SUMMER", {"n/a;;SUMMER"}, "true"},
    {"code!=SUMMER", {"n/a;;"}, "true"},
    /* from the first to the first that decides */
    {"n<5", {"-;3;x"}, "true"},
    {"n<5", {"x;3"}, "!is not a number"},
    {"n<5", {"7;x"}, "!is not a number"},
    {"d<2026-01-01", {"soon"}, "!is not a date"},
    /* beside a column that isn't a list */
    {"code=VIP;a=\"x;y\"", {"A;VIP", "x;y"}, "true"},
    {"code=VIP;a=x", {"A;VIP", "x;y"}, "false"},
    {"code=VIP;a=x", {"A;B", "x"}, "false"},
};

static bool
item_of(const void *row, size_t number, size_t i, struct slice *item)
{
	struct slice rest = cell_of(row, number);
	for (; rest.n; i--) {
		const char *end = memchr(rest.p, ';', rest.n);
		*item = (struct slice){rest.p, end ? (size_t)(end - rest.p) : rest.n};
		if (i == 0)
			return true;
		rest.p += item->n + (end != NULL);
		rest.n -= item->n + (end != NULL);
	}
	return false;
}

static const struct number_style list_style = DOT;

static struct condition_world
list_world(void)
{
	struct date now;
	CHECK(!date_parse(slice_of("2026-06-30"), NULL, &now));
	return (struct condition_world){.cell = cell_of,
	    .item = item_of,
	    .style = &list_style,
	    .now_us = date_end(now)};
}

static void
test_lists(void)
{
	struct condition_world world = list_world();
	for (size_t i = 0; i < LENGTH(lists); i++) {
		const struct row *row = &lists[i];
		struct condition_fault fault = {0};
		struct condition_error error;
		struct condition *condition =
		    condition_parse(slice_of(row->text), &error);
		CHECK(condition != NULL);
		if (!condition)
			continue;
		bind_all(condition);
		condition_bind_list(condition, 0, FIRST_NUMBER);
		CHECK(condition_number(condition, 0) == FIRST_NUMBER);
		struct slice cells[] = {exact_copy(row->cells[0]),
		    exact_copy(row->cells[1] ? row->cells[1] : "")};
		enum condition_result result =
		    condition_holds(condition, &world, cells, &fault);
		char got[200], expected[200];
		const char *name = result == CONDITION_TRUE    ? "true"
		                   : result == CONDITION_FALSE ? "false"
		                                               : fault.reason;
		if (row->expected[0] == '!' && strstr(name, row->expected + 1))
			name = row->expected;
		snprintf(got, sizeof got, "%s: %s: %s", row->text, row->cells[0], name);
		snprintf(expected, sizeof expected, "%s: %s: %s", row->text,
		    row->cells[0], row->expected);
		CHECK_TEXT(got, expected);
		free((char *)cells[0].p);
		free((char *)cells[1].p);
		condition_free(condition);
	}
}

/* The fault shows the item; memos have no say; binding again makes it a cell. */
static void
test_list_binding(void)
{
	struct condition_world world = list_world();
	struct condition_memo memos[FIRST_NUMBER + 1] = {0};
	struct condition_range range;
	struct condition_error error;
	struct condition_fault fault = {0};
	struct condition *condition = condition_parse(slice_of("n>5"), &error);
	struct slice cells[] = {slice_of("3;x;9")};
	world.memos = memos;
	world.memos_count = LENGTH(memos);
	world.row = 1;
	memos[FIRST_NUMBER] = (struct condition_memo){
	    .row = 1, .text = slice_of("9"), .number_is_read = true, .number = 9};
	condition_bind_list(condition, 0, FIRST_NUMBER);
	CHECK(!condition_as_range(condition, &range));
	CHECK(condition_holds(condition, &world, cells, &fault) == CONDITION_FAULT);
	CHECK(fault.number == FIRST_NUMBER);
	CHECK_TEXT(fault.text, "x");
	CHECK_TEXT(fault.reason, "is not a number");
	cells[0] = slice_of("3;9");
	CHECK(condition_holds(condition, &world, cells, &fault) == CONDITION_TRUE);
	cells[0] = slice_of("3;4");
	CHECK(condition_holds(condition, &world, cells, &fault) == CONDITION_FALSE);
	condition_bind(condition, 0, FIRST_NUMBER);
	CHECK(condition_as_range(condition, &range) && range.low == 5);
	CHECK(condition_holds(condition, &world, cells, &fault) == CONDITION_TRUE);
	world.row = 2;
	CHECK(condition_holds(condition, &world, cells, &fault) == CONDITION_FAULT);
	CHECK_TEXT(fault.text, "3;4");
	condition_free(condition);
}

/* Errors */

static const struct {
	const char *text;
	size_t position;
	const char *reason;
} errors[] = {
    {"x", 1, "not a condition: COLUMN=VALUE"},
    {"  x y", 3, "not a condition"},
    {"a=1;x", 5, "not a condition"},
    {"a=1; x ;b=2", 6, "not a condition"},
    {"ain(1|2)", 1, "not a condition"},
    {"a old 5d", 1, "not a condition"},
    {";", 1, "not a condition"},
    {"a=1;;b=2", 5, "not a condition"},
    {";a=1", 1, "not a condition"},
    {"=5", 1, "the name of a column"},
    {" >= 5", 2, "the name of a column"},
    {"a=1; <5", 6, "the name of a column"},
    {"\"a\"", 4, "an operator was expected"},
    {"\"a\" b=5", 5, "an operator was expected"},
    {"\"a\" ; b=5", 5, "an operator was expected"},
    {"\"a=5", 1, "the quote is never closed"},
    {"b=1; \"a=5", 6, "the quote is never closed"},
    /* values */
    {"a=", 3, "a value was expected"},
    {"a=  ", 5, "a value was expected"},
    {"a=;b=1", 3, "a value was expected"},
    {"a!=", 4, "COLUMN empty"},
    {"a<", 3, "a value was expected"},
    {"a~", 3, "a value was expected"},
    {"a older", 8, "a value was expected"},
    {"a within ;b=1", 10, "a value was expected"},
    {"a=\"x", 3, "the quote is never closed"},
    {"a=\"x\" y", 7, "text behind a closing quote"},
    {"a=\"x\"\"", 3, "the quote is never closed"},
    {"a in(\"x\"y)", 9, "text behind a closing quote"},
    {"a in(x|\"y)", 8, "the quote is never closed"},
    {"a>x", 3, "a number or an ISO date"},
    {"a >= \"5\"", 6, "a number or an ISO date"},
    {"a<03/04/2026", 3, "a number or an ISO date"},
    {"a<2026-02-30", 3, "a number or an ISO date"},
    {"a<2026-11", 3, "a number or an ISO date"},
    {"a<>5", 3, "a number or an ISO date"},
    {"a<1,5", 3, "a number or an ISO date"},
    /* lists */
    {"a in 1|2", 6, "( was expected"},
    {"a in", 5, "( was expected"},
    {"a contains x", 12, "( was expected"},
    {"a between", 10, "( was expected"},
    {"a in(1|2", 9, ") was expected"},
    {"a in(", 6, "a value was expected"},
    {"a in()", 6, "a value was expected"},
    {"a in(1|)", 8, "a value was expected"},
    {"a in(|1)", 6, "a value was expected"},
    {"a in(1)(2)", 8, "; or the end"},
    {"a in(1) b", 9, "; or the end"},
    {"a contains(x|y)", 11, "contains() takes one text"},
    {"a contains()", 12, "a value was expected"},
    {"a between(1)", 10, "two numbers or two dates"},
    {"a between(1|2|3)", 10, "two numbers or two dates"},
    {"a between(1|x)", 10, "two numbers or two dates"},
    {"a between(1|2026-01-01)", 10, "two numbers or two dates"},
    {"a between(\"1\"|\"2\")", 10, "two numbers or two dates"},
    {"a between (x|y)", 11, "two numbers or two dates"},
    /* behind */
    {"a empty x", 9, "; or the end"},
    {"a present 5", 11, "; or the end"},
    {"a empty (", 9, "; or the end"},
    /* spans and expressions */
    {"a older 5", 9, "is not a span of time"},
    {"a within -5d", 10, "is not a span of time"},
    {"a older 5y", 9, "is not a span of time"},
    {"a older(5d)", 8, "is not a span of time"},
    {"a older 99999999w", 9, "too long a span"},
    {"a ~ (x", 5, "not an extended regular expression: Unmatched ("},
    {"a~[x", 3, "not an extended regular expression"},
    {"a~*x{2", 3, "not an extended regular expression"},
    {"b=1;a ~ x\\", 9, "not an extended regular expression: Trailing backslash"},
    /* a column that is called as an operator has to be quoted */
    {"years in business>=5", 10, "( was expected"},
};

static void
test_errors(void)
{
	for (size_t i = 0; i < LENGTH(errors); i++) {
		char got[400], expected[400];
		struct condition_error error = {0, ""};
		struct slice text = exact_copy(errors[i].text);
		struct condition *condition = condition_parse(text, &error);
		free((char *)text.p);
		CHECK(condition == NULL);
		condition_free(condition);
		snprintf(got, sizeof got, "%s: %zu: %s", errors[i].text, error.position,
		    strstr(error.reason, errors[i].reason) ? errors[i].reason
		                                           : error.reason);
		snprintf(expected, sizeof expected, "%s: %zu: %s", errors[i].text,
		    errors[i].position, errors[i].reason);
		CHECK_TEXT(got, expected);
	}
}

/* What makes no sense, or means something else than it looks, is refused, not taken for a
 * text that no cell is. */
static void
test_mistakes(void)
{
	/* These fail: the language takes them, and they never, or always, hold. */
	static const char *const texts_refused[] = {
	    "a==5",
	    "a=>5",
	    "a=\"\"",
	    "a!=\"\"",
	    "a=n/a",
	    "a!=-",
	    "\"\"=5",
	};
	for (size_t i = 0; i < LENGTH(texts_refused); i++) {
		struct condition_error error;
		struct condition *condition =
		    condition_parse(slice_of(texts_refused[i]), &error);
		CHECK_TEXT(condition ? texts_refused[i] : "", "");
		condition_free(condition);
	}
	/* This one too: it holds at the beginning of the text, so why not behind a
	 * semicolon and a space? */
	struct condition_error error;
	struct condition *condition =
	    condition_parse(slice_of("a=1; empty empty"), &error);
	CHECK(condition != NULL);
	condition_free(condition);
}

/* Columns */

static void
check_columns(const char *text, const char *expected)
{
	char list[200] = "";
	struct condition_error error;
	struct condition *condition = condition_parse(slice_of(text), &error);
	CHECK(condition != NULL);
	for (size_t i = 0; condition && i < condition_columns(condition); i++) {
		struct slice name = condition_column(condition, i);
		CHECK(name.p[name.n] == '\0');
		if (i)
			strcat(list, ",");
		strncat(list, name.p, name.n);
		condition_bind(condition, i, 70 + i);
		CHECK(condition_number(condition, i) == 70 + i);
	}
	CHECK_TEXT(list, expected);
	condition_free(condition);
}

static void
test_columns(void)
{
	check_columns("", "");
	check_columns("a=1", "a");
	check_columns("b=1;a=2;b<3", "b,a");
	check_columns(" my col =1; \"my col\" empty;my col>0", "my col");
	check_columns("a=1;A=2", "a,A");
	check_columns("\" a\"=1;a=2", " a,a");
	check_columns("\"x;\"\"y\"=1", "x;\"y");
	check_columns("a=\"b=c\";d in(e|f)", "a,d");
}

static void
check_needs_now(const char *text, bool expected)
{
	struct condition_error error;
	struct condition *condition = condition_parse(slice_of(text), &error);
	CHECK(condition && condition_needs_now(condition) == expected);
	condition_free(condition);
}

static void
test_needs_now(void)
{
	check_needs_now("", false);
	check_needs_now("a=1;b<2026-01-01;c present", false);
	check_needs_now("a older 5d", true);
	check_needs_now("a within 5d", true);
	check_needs_now("b=1;a within 5d;c=2", true);
	check_needs_now("a=\"older 5d\"", false);
}

/* Ranges: as in mathematics, `[1,5)` with its lower end and without the upper one. */

static void
check_range(const char *text, const char *expected)
{
	char got[200] = "";
	struct condition_range range = {0};
	struct condition_error error;
	struct condition *condition = condition_parse(slice_of(text), &error);
	CHECK(condition != NULL);
	if (condition && condition_as_range(condition, &range)) {
		snprintf(got, sizeof got, "%c%g,%g%c", range.low_closed ? '[' : '(',
		    range.low, range.high, range.high_closed ? ']' : ')');
		CHECK(range.column == 0);
	}
	CHECK_TEXT(got, expected);
	condition_free(condition);
}

static void
test_ranges(void)
{
	check_range("a>=1;a<5", "[1,5)");
	check_range("a>1;a<=5", "(1,5]");
	check_range("a<5", "(-inf,5)");
	check_range("a>5", "(5,inf)");
	check_range("a=5", "[5,5]");
	check_range("a between(1|5)", "[1,5]");
	check_range("a between(1|5);a<5", "[1,5)");
	check_range("a>=1;a>1", "(1,inf)");
	check_range("a>1;a>=1", "(1,inf)");
	check_range("a<=5;a<5", "(-inf,5)");
	check_range("a>1;a>3;a<9;a<7", "(3,7)");
	check_range("a>5;a<1", "(5,1)");
	check_range("a between(5|1)", "[5,1]");
	check_range("a=5;a=6", "[6,5]");
	check_range("a>=-1.5;a<1,000", "[-1.5,1000)");
	/* Not a range of numbers, or not of one column. */
	check_range("", "");
	check_range("a>1;b<5", "");
	check_range("a!=5", "");
	check_range("a=x", "");
	check_range("a=\"5\"", "");
	check_range("a in(5)", "");
	check_range("a in(1|2)", "");
	check_range("a empty", "");
	check_range("a present;a>5", "");
	check_range("a contains(5)", "");
	check_range("a~5", "");
	check_range("a>2026-01-01", "");
	check_range("a between(2026-01-01|2026-02-01)", "");
	check_range("a older 5d", "");
}

/* Can't both hold; asked either way. Columns called `list...` are lists. */
static struct condition *
parse_for_pair(const char *text)
{
	struct condition_error error;
	struct condition *condition = condition_parse(slice_of(text), &error);
	CHECK(condition != NULL);
	for (size_t i = 0; i < condition_columns(condition); i++) {
		struct slice name = condition_column(condition, i);
		if (name.n >= 4 && memcmp(name.p, "list", 4) == 0)
			condition_bind_list(condition, i, i);
		else
			condition_bind(condition, i, i);
	}
	return condition;
}

static void
check_apart(const char *a, const char *b, bool expected)
{
	struct condition *x = parse_for_pair(a), *y = parse_for_pair(b);
	unsigned failures = check_failures;
	CHECK(condition_apart(x, y) == expected);
	CHECK(condition_apart(y, x) == expected);
	if (check_failures > failures)
		fprintf(stderr, "  %s | %s\n", a, b);
	condition_free(x);
	condition_free(y);
}

static void
check_contradiction(const char *text, bool expected)
{
	struct condition *condition = parse_for_pair(text);
	unsigned failures = check_failures;
	CHECK(condition_apart(condition, condition) == expected);
	if (check_failures > failures)
		fprintf(stderr, "  %s\n", text);
	condition_free(condition);
}

struct pair {
	const char *a, *b;
};

static const struct pair apart[] = {
    /* Values that differ, by their kind. */
    {"a=1", "a=2"},
    {"a=1", "a in(2|3)"},
    {"a in(1|2)", "a in(3|4)"},
    {"a=x", "a=y"},
    {"a=x", "a in(y|z)"},
    {"a=\"x\"", "a=\"X\""},
    {"a=x", "a=\"y\""},
    {"a=2026-01-01", "a=2026-01-02"},
    {"a=2026-01-01", "a=2026-01-02T00:00"},
    /* Ranges of numbers. */
    {"a<5", "a>5"},
    {"a<5", "a>=5"},
    {"a<=5", "a>5"},
    {"a<5", "a=5"},
    {"a<=5", "a=6"},
    {"a>5", "a=5"},
    {"a<5", "a between(5|9)"},
    {"a>9", "a between(5|9)"},
    {"a between(1|4)", "a between(5|9)"},
    {"a=1", "a between(5|9)"},
    /* Of dates, which stand for their whole day. */
    {"a<2026-01-02", "a>2026-01-02"},
    {"a<2026-01-02", "a>=2026-01-02"},
    {"a<=2026-01-02", "a>2026-01-02"},
    {"a<=2026-01-02", "a>=2026-01-03"},
    {"a=2026-01-02", "a<2026-01-02"},
    {"a=2026-01-02", "a>2026-01-02"},
    {"a between(2026-01-01|2026-01-31)", "a>=2026-02-01"},
    {"a between(2026-01-01|2026-01-31)", "a between(2026-02-01|2026-02-28)"},
    {"a<2026-01-02T12:00", "a>=2026-01-02T12:00"},
    /* One value, and all but it. */
    {"a=5", "a!=5"},
    {"a=5", "a!=5.0"},
    {"a=x", "a!=X"},
    {"a=\"x\"", "a!=\"x\""},
    /* Nothing there, and what needs a value. */
    {"a empty", "a present"},
    {"a empty", "a=1"},
    {"a empty", "a in(1|2)"},
    {"a empty", "a<1"},
    {"a empty", "a between(1|2)"},
    {"a empty", "a contains(x)"},
    {"a empty", "a~x"},
    {"a empty", "a older 5d"},
    {"a empty", "a within 5d"},
    /* One pair of several is enough; columns are called alike. */
    {"b=1;a=1", "c=1;a=2"},
    {"a b=1", "A_b=2"},
    {"\"a\"=1", "a=2"},
};

static const struct pair together[] = {
    {"", ""},
    {"a=1", ""},
    {"a=1", "b=2"},
    {"a=1", "a=1.0"},
    {"a=1", "a in(1|2)"},
    {"a in(1|2)", "a in(2|3)"},
    {"a=x", "a=X"},
    {"a=x", "a=\"X\""},
    {"a=1", "a=\"1\""},
    {"a=1", "a=x"}, /* not told: a cell may read as both */
    {"a=1", "a=2026-01-01"},
    {"a=2026-01-01", "a=2026-01-01T08:00"},
    {"a!=1", "a!=2"},
    {"a!=1", "a=2"},
    {"a=x", "a!=\"X\""},
    {"a in(1|2)", "a!=1"},
    {"a<=5", "a>=5"},
    {"a<=5", "a=5"},
    {"a<5", "a>4.999"},
    {"a<5", "a<1"},
    {"a<5", "a!=4"},
    {"a between(1|5)", "a between(5|9)"},
    {"a in(1|2)", "a>5"},
    {"a<=2026-01-02", "a>=2026-01-02"},
    {"a=2026-01-02", "a<=2026-01-02"},
    {"a<2026-01-03", "a>2026-01-01"},
    {"a<=2026-01-02", "a>2026-01-02T12:00"},
    {"a between(2026-01-01|2026-01-31)", "a>=2026-01-31"},
    {"a<5", "a>2026-01-01"},
    {"a older 5d", "a within 3d"},
    {"a contains(x)", "a=y"},
    {"a~x", "a=y"},
    {"a empty", "a empty"},
    {"a empty", "a!=1"},
    {"a present", "a=1"},
    {"a present", "a!=1"},
    /* A list may hold both. */
    {"list=1", "list=2"},
    {"list=x", "list=y"},
    {"list<1", "list>2"},
    {"list=x", "list!=x"},
    {"list empty", "list=x"},
    {"list=x;a=1", "list=y;a=1"},
};

static void
test_apart(void)
{
	for (size_t i = 0; i < LENGTH(apart); i++)
		check_apart(apart[i].a, apart[i].b, true);
	for (size_t i = 0; i < LENGTH(together); i++)
		check_apart(together[i].a, together[i].b, false);
	check_apart("list=x;a=1", "list=y;a=2", true);
}

/* No cell fulfils two conditions that are told apart, whatever they are. */
static void
test_apart_holds(void)
{
	static const char *const asked[] = {"a=\" x\"", "a=1", "a=1.0", "a=\"1\"", "a=2",
	    "a=-1", "a=1,000", "a=5%", "a=x", "a=X y", "a=\"x\"", "a=\"X\"",
	    "a=2026-01-01", "a=2026-01-02", "a=2026-01-01T08:00", "a=\"2026-01-01\"",
	    "a in(1|x)", "a in(2|3)", "a in(2026-01-01|x)", "a!=1", "a!=x", "a!=\"x\"",
	    "a!=2026-01-01", "a<1", "a<=1", "a>1", "a>=1", "a>=2", "a between(1|2)",
	    "a between(2|1)", "a between(0|0.999)", "a<2026-01-01", "a<=2026-01-01",
	    "a>2026-01-01", "a>=2026-01-01", "a<2026-01-01T08:00", "a>=2026-01-01T08:00",
	    "a between(2026-01-01|2026-01-02)", "a contains(x)", "a~1", "a empty",
	    "a present", "a older 5d", "a within 5d", "a>0;a<2", "a=1;a!=x"};
	static const char *const cells[] = {"1", "1.0", " 1", "+01", "$1", "2", "-1",
	    "1000", "0.05", "0.5", "0.9995", "x", "X", " x", "x y", "y", "", " ", "n/a",
	    "2026-01-01", "2026-01-01 08:00", "2026-01-01T23:59:59", "2026-01-02",
	    "2025-12-31", "20260101"};
	static const struct number_style style = DOT;
	struct condition_world world = {.cell = cell_of, .style = &style};
	struct condition_fault fault;
	struct condition *conditions[LENGTH(asked)];
	bool holds[LENGTH(asked)];
	for (size_t i = 0; i < LENGTH(asked); i++) {
		conditions[i] = parse_for_pair(asked[i]);
		bind_all(conditions[i]);
	}
	for (size_t c = 0; c < LENGTH(cells); c++) {
		struct slice row[] = {slice_of(cells[c])};
		for (size_t i = 0; i < LENGTH(asked); i++)
			holds[i] = condition_holds(conditions[i], &world, row, &fault) ==
			           CONDITION_TRUE;
		for (size_t i = 0; i < LENGTH(asked); i++)
			for (size_t k = 0; k < LENGTH(asked); k++)
				if (holds[i] && holds[k] &&
				    check_failed(
				        !condition_apart(conditions[i], conditions[k]),
				        __FILE__, __LINE__, asked[i]))
					fprintf(stderr, " and %s hold for \"%s\"\n",
					    asked[k], cells[c]);
	}
	for (size_t i = 0; i < LENGTH(asked); i++)
		condition_free(conditions[i]);
}

static void
test_contradictions(void)
{
	check_contradiction("a=1;a=2", true);
	check_contradiction("a=x;b=1;a=y", true);
	check_contradiction("a>5;a<5", true);
	check_contradiction("a between(5|1)", true);
	check_contradiction("a between(2026-02-01|2026-01-01)", true);
	check_contradiction("a empty;a=1", true);
	check_contradiction("a=5;a!=5", true);
	check_contradiction("", false);
	check_contradiction("a=1", false);
	check_contradiction("a!=1", false);
	check_contradiction("a in(1|2)", false);
	check_contradiction("a=x;b=y", false);
	check_contradiction("a>=5;a<=5", false);
	check_contradiction("a between(5|5)", false);
	check_contradiction("a=2026-01-01", false);
	check_contradiction("a<2026-01-01", false);
	check_contradiction("a empty", false);
	check_contradiction("a older 5d", false);
	check_contradiction("a~x", false);
	check_contradiction("list=1;list=2", false);
	check_contradiction("list empty;list=2", false);
}

int
main(void)
{
	test_results();
	test_fault();
	test_ends();
	test_lists();
	test_list_binding();
	test_errors();
	test_mistakes();
	test_columns();
	test_needs_now();
	test_ranges();
	test_apart();
	test_apart_holds();
	test_contradictions();
	return check_result();
}
