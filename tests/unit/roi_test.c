/*
 * cmd/roi: finance, currencies, and what is recognised of exports.
 */
#include <stdlib.h>
#include <string.h>

#include "../../cmd/roi/books.h"
#include "../../cmd/roi/cashflow.h"
#include "../../cmd/roi/exchange.h"
#include "../../cmd/roi/export.h"
#include "../../cmd/roi/figures.h"
#include "../../cmd/roi/recent_dates.h"
#include "../../cmd/roi/roles.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* The days of a calendar since 1970. */
static double
days(int year, int month, int day)
{
	return (double)date_days((struct date_civil){year, month, day});
}

/* Finance: the examples of spreadsheets' documentation */

static const struct roi_flow yearly[] = {
    {0, -70000}, {1, 12000}, {2, 15000}, {3, 18000}, {4, 21000}, {5, 26000}};

static void
test_irr(void)
{
	double rates[4];
	CHECK(roi_irr(yearly, LENGTH(yearly), rates, 4) == 1);
	CHECK_NEAR(rates[0], .086630948037, 1e-10);
	CHECK(roi_irr(yearly, 5, rates, 4) == 1);
	CHECK_NEAR(rates[0], -.021244848273, 1e-10);
	CHECK(roi_irr(yearly, 3, rates, 4) == 1);
	CHECK_NEAR(rates[0], -.443506941334, 1e-10);
}

static void
test_npv(void)
{
	static const struct roi_flow first_a_year_away[] = {
	    {1, -10000}, {2, 3000}, {3, 4200}, {4, 6800}};
	static const struct roi_flow first_now[] = {
	    {0, -40000}, {1, 8000}, {2, 9200}, {3, 10000}, {4, 12000}, {5, 14500}};
	CHECK_NEAR(roi_npv(first_a_year_away, 4, .1), 1188.443412, 1e-9);
	CHECK_NEAR(roi_npv(first_now, 6, .08), 1922.06155, 1e-8);
	CHECK_NEAR(roi_npv(first_now, 6, 0), 13700, 1e-12);
}

static void
test_dated(void)
{
	struct roi_flow flows[] = {{days(2008, 1, 1), -10000}, {days(2008, 3, 1), 2750},
	    {days(2008, 10, 30), 4250}, {days(2009, 2, 15), 3250},
	    {days(2009, 4, 1), 2750}};
	double first = flows[0].time, rates[2];
	for (size_t i = 0; i < LENGTH(flows); i++)
		flows[i].time = (flows[i].time - first) / 365;
	CHECK_NEAR(roi_npv(flows, LENGTH(flows), .09), 2086.647602, 1e-9);
	CHECK(roi_irr(flows, LENGTH(flows), rates, 2) == 1);
	CHECK_NEAR(rates[0], .373362533519, 1e-9);
}

static void
test_several_roots(void)
{
	static const struct roi_flow two[] = {{0, -100}, {1, 230}, {2, -132}};
	static const struct roi_flow twice[] = {{0, -100}, {1, 220}, {2, -121}};
	static const struct roi_flow none[] = {{0, -100}, {1, 210}, {2, -132}};
	/* (1 + r) = 1.05, 1.5 and 3 */
	static const struct roi_flow three[] = {
	    {0, -1000}, {1, 5550}, {2, -9225}, {3, 4725}};
	/* 1.1000 and 1.1001, closer together than a step of the grid */
	static const struct roi_flow close[] = {{0, -100}, {1, 220.01}, {2, -121.011}};
	double rates[4];
	CHECK(roi_irr(two, 3, rates, 4) == 2);
	CHECK_NEAR(rates[0], .1, 1e-9);
	CHECK_NEAR(rates[1], .2, 1e-9);
	CHECK(roi_irr(two, 3, rates, 1) == 2);
	CHECK(roi_irr(twice, 3, rates, 4) == 1);
	CHECK_NEAR(rates[0], .1, 1e-9);
	CHECK(roi_irr(none, 3, rates, 4) == 0);
	CHECK(roi_irr(three, 4, rates, 4) == 3);
	CHECK_NEAR(rates[0], .05, 1e-9);
	CHECK_NEAR(rates[1], .5, 1e-9);
	CHECK_NEAR(rates[2], 2, 1e-9);
	CHECK(roi_irr(close, 3, rates, 4) == 2);
	CHECK_NEAR(rates[0], .1, 1e-7);
	CHECK_NEAR(rates[1], .1001, 1e-7);
}

static void
test_extreme_rates(void)
{
	struct roi_flow flows[] = {{0, -100}, {1, 0}, {1, 100}};
	static const double rates[] = {-.999999, -.99, -.5, 0, 1e-6, 1, 1000, 1e9};
	double found[2];
	for (size_t i = 0; i < LENGTH(rates); i++) {
		flows[2].amount = 100 * (1 + rates[i]);
		CHECK(roi_irr(flows, 3, found, 2) == 1);
		CHECK_NEAR(1 + found[0], 1 + rates[i], 1e-12);
	}
	static const struct roi_flow in[] = {{0, 1}, {1, 2}}, once[] = {{0, -1}, {0, 1}};
	CHECK(roi_irr(in, 2, found, 2) == 0);
	CHECK(roi_irr(once, 2, found, 2) == 0);
	CHECK(roi_irr(in, 0, found, 2) == 0);
	/* 40 years of days */
	enum { MANY = 14600 };
	struct roi_flow *many = malloc(MANY * sizeof *many);
	for (size_t i = 0; i < MANY; i++)
		many[i] = (struct roi_flow){(double)i / 365, i ? 1 : -1000};
	CHECK(roi_irr(many, MANY, found, 2) == 1);
	CHECK(fabs(roi_npv(many, MANY, found[0])) < 1e-6);
	free(many);
}

/* Money */

static struct money
money(const char *text)
{
	struct money x = {0};
	static const struct number_style style = {'.', false};
	CHECK(money_parse(slice_of(text), &style, &x) == NULL);
	return x;
}

static void
test_multiply(void)
{
	static const char *const rows[][3] = {
	    {"0", "1.08", "0"},
	    {"100", "1.08", "108"},
	    {"-100", "1.08", "-108"},
	    {"0.1", "0.1", "0.01"},
	    {"0.000000000000000001", "0.5", "0.000000000000000001"},
	    {"-0.000000000000000001", "0.5", "-0.000000000000000001"},
	    {"0.000000000000000001", "0.499999999999999999", "0"},
	    {"123456789012345678.123456789", "1.000000001",
	        "123456789135802467.135802467123456789"},
	    {"170141183460469231731", "1", "170141183460469231731"},
	    {"3", "0.333333333333333333", "0.999999999999999999"},
	};
	char text[MONEY_TEXT];
	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct money product;
		CHECK(money_multiply(money(rows[i][0]), money(rows[i][1]), &product));
		money_format(product, text);
		CHECK_TEXT(text, rows[i][2]);
	}
	struct money product;
	CHECK(!money_multiply(money("170141183460469231731"), money("1.1"), &product));
	CHECK(!money_multiply(money("1e20"), money("1e20"), &product));
	CHECK(!money_multiply(money("-1e20"), money("2"), &product));
}

static void
test_rates(void)
{
	struct roi_rates rates = {0};
	CHECK(!roi_rates_add(&rates, "EUR=1.08"));
	CHECK(!roi_rates_add(&rates, "$=0.9"));
	CHECK_TEXT(roi_rates_add(&rates, "EUR=1"), "a currency can have one rate only");
	CHECK(strstr(roi_rates_add(&rates, "EUR"), "not CURRENCY=RATE"));
	CHECK(strstr(roi_rates_add(&rates, "=1"), "not CURRENCY=RATE"));
	CHECK(strstr(roi_rates_add(&rates, "Euro=1"), "not a currency"));
	CHECK(strstr(roi_rates_add(&rates, "GBP=0"), "not a rate"));
	CHECK(strstr(roi_rates_add(&rates, "GBP=-1"), "not a rate"));
	CHECK(strstr(roi_rates_add(&rates, "GBP=x"), "not a rate"));
	CHECK(rates.count == 2);
	CHECK(roi_rates_find(&rates, slice_of("EUR")) == &rates.rates[0]);
	CHECK(!roi_rates_find(&rates, slice_of("GBP")));
	roi_rates_release(&rates);
}

static void
test_signs(void)
{
	struct slice one[] = {slice_of("$"), slice_of("EUR"), slice_of("CAD")};
	struct slice two[] = {slice_of("$"), slice_of("USD"), slice_of("CAD")};
	CHECK(roi_currency_meant(one, 3, 0) == 2);
	CHECK(roi_currency_meant(one, 3, 1) == 1);
	CHECK(roi_currency_meant(two, 3, 0) == 0);
	CHECK(roi_currency_meant(one, 2, 0) == 0);
}

/* Months */

static int64_t
day(int year, int month, int day_of_month)
{
	return date_days((struct date_civil){year, month, day_of_month}) * DATE_DAY;
}

static void
test_months(void)
{
	CHECK_NEAR(roi_months(day(2026, 1, 1), day(2026, 6, 30)), 6, 1e-12);
	CHECK_NEAR(roi_months(day(2024, 2, 1), day(2024, 2, 29)), 1, 1e-12);
	CHECK_NEAR(roi_months(day(2026, 4, 1), day(2026, 4, 15)), .5, 1e-14);
	CHECK_NEAR(roi_months(day(2026, 4, 16), day(2026, 4, 16)), 1 / 30., 1e-14);
	CHECK_NEAR(
	    roi_months(day(2025, 12, 1), day(2026, 1, 31) + DATE_DAY - 1), 2, 1e-12);
}

/* Exports */

static struct roi_layout
layout_of(const char *head, const struct roi_request *request)
{
	struct roi_layout layout;
	roi_layout_find(slice_of(head), request, &layout);
	return layout;
}

static const struct roi_request nothing;

/* What is recognised: the delimiter, the lines above the header, the decimal mark. */
static const struct {
	const char *head;
	char delimiter;
	size_t skip;
	char decimal;
	enum roi_decimal how;
} heads[] = {
    {"channel,spend\na,1\n", ',', 0, '.', ROI_DECIMAL_USUAL},
    {"channel;spend\na;1\n", ';', 0, '.', ROI_DECIMAL_USUAL},
    {"channel\tspend\na\t1\n", '\t', 0, '.', ROI_DECIMAL_USUAL},
    {"Report\n\nchannel,spend\na,1\n", ',', 2, '.', ROI_DECIMAL_USUAL},
    {"Report\r\n\r\nchannel,spend\r\na,1\r\n", ',', 2, '.', ROI_DECIMAL_USUAL},
    {"Report\r\rchannel,spend\ra,1\r", ',', 2, '.', ROI_DECIMAL_USUAL},
    {"# spend, clicks\nchannel,spend\n", ',', 1, '.', ROI_DECIMAL_USUAL},
    {"#,spend\n1,2\n", ',', 0, '.', ROI_DECIMAL_USUAL},
    {"\"a \"\"b\"\", c\"\n\"channel\",\"spend\"\n", ',', 1, '.', ROI_DECIMAL_USUAL},
    /* a row that names a figure isn't a header */
    {"name,sum\nclicks,3\n", 0, 0, '.', ROI_DECIMAL_USUAL},
    {"# a\n# b\nname,sum\n", 0, 2, '.', ROI_DECIMAL_USUAL},
    {"spend\n1\n", 0, 0, '.', ROI_DECIMAL_USUAL},
    {"", 0, 0, '.', ROI_DECIMAL_USUAL},
    {"\n\n", 0, 0, '.', ROI_DECIMAL_USUAL},
    /* the decimal mark, where the comma doesn't separate */
    {"channel;spend\na;1,5\n", ';', 0, ',', ROI_DECIMAL_SEEN},
    {"channel;spend\na;1.5\n", ';', 0, '.', ROI_DECIMAL_SEEN},
    {"channel;spend\na;3.000\nb;1.012,50 €\n", ';', 0, ',', ROI_DECIMAL_SEEN},
    {"channel\tspend\na\t3,000\nb\t1,012.50\n", '\t', 0, '.', ROI_DECIMAL_SEEN},
    {"channel;spend\na;3.000\n", ';', 0, '.', ROI_DECIMAL_AMBIGUOUS},
    {"channel;spend\na;3,000\n", ';', 0, '.', ROI_DECIMAL_AMBIGUOUS},
    {"channel;impressions\na;3.250\n", ';', 0, ',', ROI_DECIMAL_SEEN},
    {"channel;impressions\na;3,250\n", ';', 0, '.', ROI_DECIMAL_SEEN},
    {"channel;impressions\na;3.000\n", ';', 0, '.', ROI_DECIMAL_AMBIGUOUS},
    {"channel;spend\na;3.000\nb;1,5\nc;1.5\n", ';', 0, '.', ROI_DECIMAL_USUAL},
    {"channel;spend\na;--\nb;\n", ';', 0, '.', ROI_DECIMAL_USUAL},
    /* numbers elsewhere have no say */
    {"channel;spend;other\na;1;1,5\n", ';', 0, '.', ROI_DECIMAL_USUAL},
    {"channel,spend\na,\"1,5\"\n", ',', 0, '.', ROI_DECIMAL_USUAL},
};

static void
test_layouts(void)
{
	for (size_t i = 0; i < LENGTH(heads); i++) {
		struct roi_layout layout = layout_of(heads[i].head, &nothing);
		bool right = layout.delimiter == heads[i].delimiter &&
		             layout.skip_lines == heads[i].skip &&
		             layout.decimal == heads[i].decimal &&
		             layout.how == heads[i].how &&
		             layout.found == (heads[i].delimiter != 0);
		CHECK(right);
		if (!right)
			fprintf(stderr, "row %zu: '%c' %zu '%c' %d\n", i,
			    layout.delimiter, layout.skip_lines, layout.decimal,
			    (int)layout.how);
	}
	struct roi_layout layout = layout_of(heads[18].head, &nothing);
	CHECK_TEXT(layout.example, "3.000");
	CHECK(layout.example_line == 2);
}

static void
test_requests(void)
{
	struct slice chosen[] = {slice_of("Betrag")};
	struct roi_request request = {.chosen = chosen, .chosen_count = 1};
	CHECK(layout_of("Bericht\nname;betrag\na;1\n", &request).skip_lines == 1);
	request = (struct roi_request){.skip_given = true, .skip_lines = 0};
	struct roi_layout layout = layout_of("Report\nchannel,spend\na,1\n", &request);
	CHECK(!layout.found && layout.skip_lines == 0);
	request.skip_lines = 3;
	layout = layout_of("cost,clicks\n\nx\nchannel;spend\n", &request);
	CHECK(layout.found && layout.skip_lines == 3 && layout.delimiter == ';');
	layout = layout_of("channel,spend\n", &request);
	CHECK(!layout.found && layout.skip_lines == 3);
	request = (struct roi_request){.delimiter = '|'};
	layout = layout_of("x\nchannel|spend\n", &request);
	CHECK(layout.found && layout.delimiter == '|' && layout.skip_lines == 1);
	request = (struct roi_request){.decimal = '.'};
	layout = layout_of("channel;spend\na;3,000\n", &request);
	CHECK(layout.how == ROI_DECIMAL_USUAL && layout.decimal == '.');
}

static void
test_rows(void)
{
	static const char *const totals[] = {"Total", " TOTAL ", "total", "Totals",
	    "Grand total", "Total: Account", "Total - Campaign", "Total of 2 results",
	    "Gesamt", "Summe"};
	static const char *const others[] = {"", "Total Wine", "Totally", "Total of all",
	    "Granite", "Sum", "--", "Subtotal"};
	for (size_t i = 0; i < LENGTH(totals); i++)
		CHECK(roi_is_total(slice_of(totals[i])));
	for (size_t i = 0; i < LENGTH(others); i++)
		CHECK(!roi_is_total(slice_of(others[i])));
	CHECK(roi_is_comment(slice_of("# x,y")) && roi_is_comment(slice_of("#")));
	CHECK(roi_is_comment(slice_of("#---")) && roi_is_comment(slice_of(" # x")));
	CHECK(!roi_is_comment(slice_of("\t# x")) && !roi_is_comment(slice_of(" ")));
	CHECK(!roi_is_comment(slice_of("#1001,2")) && !roi_is_comment(slice_of("")));
	CHECK(roi_is_footer(slice_of("\"©2026 Example Corporation\"")));
	CHECK(roi_is_footer(slice_of("(c) Example")) && !roi_is_footer(slice_of("c")));
	CHECK(roi_is_ambiguous(slice_of("3.000")) && roi_is_ambiguous(slice_of("3,250")));
	CHECK(!roi_is_ambiguous(slice_of("3")) && !roi_is_ambiguous(slice_of("3.5")) &&
	      !roi_is_ambiguous(slice_of("1.000.000")) &&
	      !roi_is_ambiguous(slice_of("")));
	CHECK(roi_is_bound(slice_of("< 10%")) && roi_is_bound(slice_of("> 90")));
	CHECK(!roi_is_bound(slice_of("<")) && !roi_is_bound(slice_of("<a>")) &&
	      !roi_is_bound(slice_of("10")));
}

/* Names */

static size_t
column_of(const struct slice *names, size_t n, enum roi_role role)
{
	struct columns_match match = roi_role_find(names, n, role);
	return match.outcome == COLUMNS_FOUND ? match.column + 1 : 0;
}

static void
test_names(void)
{
	struct slice meta[] = {slice_of("Clicks (all)"), slice_of("Link clicks"),
	    slice_of("Amount spent (USD)"), slice_of("Results")};
	struct slice both[] = {slice_of("Cost"), slice_of("cost"), slice_of("Clicks")};
	struct slice deals[] = {slice_of("Deal Stage"), slice_of("Amount")};
	CHECK(column_of(meta, 4, ROI_CLICKS) == 2);
	CHECK(column_of(meta, 1, ROI_CLICKS) == 1);
	CHECK(column_of(meta, 4, ROI_SPEND) == 3);
	CHECK(column_of(meta, 4, ROI_CONVERSIONS) == 4);
	CHECK(column_of(meta, 4, ROI_REVENUE) == 0);
	CHECK(roi_platform_of(meta, 4) == ROI_META);
	CHECK(roi_role_find(both, 3, ROI_SPEND).outcome == COLUMNS_AMBIGUOUS);
	CHECK(column_of(deals, 2, ROI_REVENUE) == 2);
	CHECK(column_of(deals + 1, 1, ROI_REVENUE) == 0);
	CHECK_TEXT(roi_name_currency(slice_of("Cost (EUR) ")), "EUR");
	CHECK_TEXT(roi_name_currency(slice_of("Cost (all)")), "");
	CHECK_TEXT(roi_name_currency(slice_of("Cost (XYZ)")), "");
	CHECK_TEXT(roi_name_currency(slice_of("(EUR)")), "");
	CHECK_TEXT(roi_name_currency(slice_of("")), "");
	CHECK(roi_name_is_micros(slice_of("metrics.cost_micros")));
	CHECK(
	    roi_name_is_micros(slice_of("Cost Micros")) && !roi_name_is_micros(both[0]));
}

/* No two roles may claim the same name. */
static void
test_aliases(void)
{
	for (int role = 0; role < ROI_ROLES; role++) {
		const char *p = roi_role_aliases((enum roi_role)role);
		while (*p) {
			struct slice alias = {p, strcspn(p, "|")};
			for (int other = 0; other < ROI_ROLES; other++) {
				bool found = column_of(&alias, 1, (enum roi_role)other);
				CHECK(found == (other == role));
				if (found != (other == role))
					fprintf(stderr, "%.*s\n", (int)alias.n, alias.p);
			}
			p += alias.n + (p[alias.n] == '|');
		}
	}
}

/* Each day of four centuries and what is none, against the reading of one date. */
static void
test_recent_days(void)
{
	struct roi_recent_dates *dates = roi_recent_dates_new();
	for (int year = 1599; year < 2003; year++)
		for (int i = 0; i < 13 * 40; i++) {
			char text[16];
			int64_t us;
			struct date date;
			int n = snprintf(
			    text, sizeof text, "%04d-%02d-%02d", year, i / 40, i % 40);
			const struct slice cell = {text, (size_t)n};
			bool is_day = date_parse_plain(cell, &date);
			CHECK(roi_recent_dates_day(dates, cell, &us) == is_day);
			CHECK(!is_day || us == date.us);
		}
	static const char *const others[] = {"", "2001-01-1", "2001-01-011", "2001-01-0x",
	    "2001-01-/1", "2001-01-1/", "2001/01/01",
	    "2001-01-\xff"
	    "1"};
	int64_t us;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(!roi_recent_dates_day(dates, slice_of(others[i]), &us));
	CHECK(roi_recent_dates_day(dates, slice_of("2001-01-01"), &us));
	CHECK(us == day(2001, 1, 1));
	roi_recent_dates_free(dates);
}

static void
test_recent_dates(void)
{
	struct roi_recent_dates *dates = roi_recent_dates_new();
	int64_t us = 0;
	const char *long_text = "2026-11-22T13:05:09.123456+02:00";
	CHECK(!roi_recent_dates_find(dates, slice_of("2026-11-22"), &us));
	roi_recent_dates_note(dates, slice_of("2026-11-22"), day(2026, 11, 22));
	CHECK(roi_recent_dates_find(dates, slice_of("2026-11-22"), &us));
	CHECK(us == day(2026, 11, 22));
	CHECK_TEXT(roi_recent_dates_period(dates, us, DATE_BY_MONTH), "2026-11");
	CHECK_TEXT(roi_recent_dates_period(dates, us, DATE_BY_MONTH), "2026-11");
	roi_recent_dates_note(dates, slice_of(long_text), day(2026, 12, 1));
	CHECK(!roi_recent_dates_find(dates, slice_of(long_text), &us));
	CHECK_TEXT(
	    roi_recent_dates_period(dates, day(2026, 12, 1), DATE_BY_MONTH), "2026-12");
	roi_recent_dates_note(dates, slice_of(long_text), day(2027, 1, 1));
	CHECK_TEXT(
	    roi_recent_dates_period(dates, day(2027, 1, 1), DATE_BY_MONTH), "2027-01");
	/* days that take each other's place, before 1970 too */
	for (int64_t i = 0; i < 3; i++)
		for (int year = 1; year < 9000; year += 500) {
			char name[DATE_TEXT];
			int64_t moment = day(year, 3, 1) + 1024 * i * DATE_DAY + 5;
			date_period_name(date_period_start(moment, DATE_BY_MONTH),
			    DATE_BY_MONTH, name);
			CHECK_TEXT(
			    roi_recent_dates_period(dates, moment, DATE_BY_MONTH), name);
		}
	roi_recent_dates_forget(dates);
	CHECK(!roi_recent_dates_find(dates, slice_of("2026-11-22"), &us));
	roi_recent_dates_free(dates);
}

int
main(void)
{
	test_irr();
	test_npv();
	test_dated();
	test_several_roots();
	test_extreme_rates();
	test_multiply();
	test_rates();
	test_signs();
	test_months();
	test_layouts();
	test_requests();
	test_rows();
	test_names();
	test_aliases();
	test_recent_dates();
	test_recent_days();
	return check_result();
}
