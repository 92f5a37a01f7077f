/*
 * data KIND BYTES: the data that `make bench` runs on, as CSV on stdout, about that many
 * bytes of it and the same on every machine.
 *
 *   spend    what was spent by day and ad; quoted: the same, but every tenth row has a
 *            cell in quotes, with a comma and a quote in it
 *   events   of leads that move through a funnel, shuffled: about two each
 *   leads    with what is known of them, for scoring; won: whether it is known to be
 *   quotes   lines, one to six of a quote
 *   paths    of 1 to 19 touches by 20 channels
 *   deals    that reps are paid for
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row goes straight into a buffer: half a gigabyte should take a second or two. */
struct writer {
	char *at, buffer[1 << 16];
	uint64_t written;
};

static void
flush(struct writer *out)
{
	size_t n = (size_t)(out->at - out->buffer);
	if (fwrite(out->buffer, 1, n, stdout) != n)
		exit(EXIT_FAILURE);
	out->written += n;
	out->at = out->buffer;
}

static void
text(struct writer *out, const char *p)
{
	size_t n = strlen(p);
	memcpy(out->at, p, n);
	out->at += n;
}

/* At least so many digits, then `end`. */
static void
number(struct writer *out, uint64_t x, size_t digits, char end)
{
	char reversed[24];
	size_t n = 0;
	for (; x || n < digits; x /= 10)
		reversed[n++] = (char)('0' + x % 10);
	while (n)
		*out->at++ = reversed[--n];
	*out->at++ = end;
}

static void
cents(struct writer *out, uint64_t x, char end)
{
	number(out, x / 100, 1, '.');
	number(out, x % 100, 2, end);
}

static void
word(struct writer *out, const char *p, char end)
{
	text(out, p);
	*out->at++ = end;
}

/* The days of 28 days a month, so that each is there. */
static void
date(struct writer *out, uint64_t day, char end)
{
	number(out, 2025 + day / 336, 4, '-');
	number(out, day / 28 % 12 + 1, 2, '-');
	number(out, day % 28 + 1, 2, end);
}

/* A generator of its own, since a library's may change: splitmix64 (Sebastiano Vigna,
 * public domain). */
static uint64_t
mixed(uint64_t x)
{
	x += 0x9e3779b97f4a7c15U;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
	x = (x ^ x >> 27) * 0x94d049bb133111ebU;
	return x ^ x >> 31;
}

/* What a row is made from: below(&luck, n) is 0 to n - 1. */
static uint64_t
below(uint64_t *luck, uint64_t n)
{
	*luck = mixed(*luck);
	return (*luck >> 32) * n >> 32;
}

#define PICK(luck, words) words[below(luck, sizeof(words) / sizeof *(words))]

static const char *const countries[] = {"DE", "US", "FR", "AT", "GB", "ES", "IT", "PL"};
static const char *const channels[] = {"Paid search", "Paid social", "Display", "Email",
    "Affiliate", "Video", "Organic social", "Partner"};

static void
spend(struct writer *out, uint64_t luck, bool quoted)
{
	static const char *const devices[] = {"desktop", "mobile", "tablet"};
	static const char *const goals[] = {
	    "Prospecting", "Retargeting", "Brand", "Launch"};
	date(out, below(&luck, 672), ',');
	word(out, PICK(&luck, channels), ',');
	const char *country = PICK(&luck, countries), *goal = PICK(&luck, goals);
	uint64_t campaign = below(&luck, 200), group = below(&luck, 40);
	text(out, quoted ? "\"" : "");
	word(out, country, ' ');
	word(out, goal, ' ');
	number(out, campaign, 3, quoted ? ',' : ' ');
	text(out, quoted ? " \"\"new\"\"\"," : "new,");
	text(out, "Ad group ");
	number(out, group, 2, ',');
	text(out, "Headline ");
	number(out, below(&luck, 100000), 5, ',');
	word(out, country, ',');
	word(out, PICK(&luck, devices), ',');
	text(out, "https://shop.example/landing/");
	number(out, below(&luck, 5000), 4, '?');
	text(out, "utm_medium=cpc,");
	cents(out, below(&luck, 50000), '\n');
}

static void
row_spend(struct writer *out, uint64_t row)
{
	spend(out, mixed(row), false);
}

static void
row_quoted(struct writer *out, uint64_t row)
{
	spend(out, mixed(row), row % 10 == 3);
}

static void
lead(struct writer *out, uint64_t row)
{
	static const char *const sources[] = {
	    "Web", "Ads", "Event", "Partner", "Referral"};
	static const char *const titles[] = {
	    "CEO", "VP Sales", "Marketing Manager", "Engineer", "Student", "Founder"};
	uint64_t luck = mixed(row ^ 7 << 20);
	number(out, row, 1, ',');
	text(out, "Lead ");
	number(out, row, 1, ',');
	word(out, PICK(&luck, countries), ',');
	word(out, PICK(&luck, sources), ',');
	word(out, PICK(&luck, titles), ',');
	number(out, below(&luck, 1000), 1, ',');
	number(out, below(&luck, 200), 1, ',');
	number(out, below(&luck, 40), 1, ',');
	for (size_t i = 0; i < 8; i++)
		number(out, below(&luck, 100), 1, ',');
	for (size_t i = 0; i < 4; i++) {
		text(out, "L");
		number(out, below(&luck, 6), 1, ',');
	}
}

static void
row_leads(struct writer *out, uint64_t row)
{
	lead(out, row);
	out->at[-1] = '\n';
}

/* One in six or so is won; of VPs and referrals more are. */
static void
row_won(struct writer *out, uint64_t row)
{
	const char *begin = out->at;
	uint64_t luck = mixed(row);
	lead(out, row);
	*out->at = '\0';
	uint64_t chance = strstr(begin, ",Referral,") ? 250 : 100;
	if (strstr(begin, ",VP Sales,"))
		chance += 200;
	number(out, below(&luck, 1000) < chance, 1, '\n');
}

static void
row_quotes(struct writer *out, uint64_t row)
{
	static const char *const skus[] = {
	    "seat", "api", "storage", "support", "training", "audit", "backup", "domain"};
	static const uint64_t prices[] = {1200, 220, 9000, 4500, 30000, 80000, 900, 1500};
	static const char *const segments[] = {"smb", "mid", "ent", "edu"};
	static const char *const codes[] = {
	    "", "", "", "SPRING", "LAUNCH", "SPRING;LAUNCH"};
	static const uint64_t terms[] = {1, 12, 24, 36};
	/* Quotes come in tens of lines, which quotes of 1 to 4 lines share. */
	static const uint64_t begins[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6};
	uint64_t first = row / 10 * 10 + begins[row % 10];
	uint64_t quote = mixed(first ^ 11 << 20), luck = mixed(row ^ 13 << 20);
	size_t sku = below(&luck, 8);
	uint64_t price = prices[sku] * (80 + below(&luck, 41)) / 100;
	text(out, "Q");
	number(out, first, 8, ',');
	number(out, row - first + 1, 1, ',');
	word(out, skus[sku], ',');
	number(out, 1 + below(&luck, 10 + 290 * (below(&luck, 4) == 0)), 1, ',');
	cents(out, price, ',');
	cents(out, price * (25 + below(&luck, 40)) / 100, ',');
	number(out, PICK(&quote, terms), 1, ',');
	date(out, below(&quote, 336), ',');
	word(out, PICK(&quote, codes), ',');
	word(out, PICK(&quote, segments), '\n');
}

static void
row_paths(struct writer *out, uint64_t row)
{
	static const char *const names[] = {"search", "display", "social", "email",
	    "affiliate", "direct", "referral", "video", "podcast", "print", "radio", "tv",
	    "fair", "webinar", "partner", "outbound", "app", "sms", "retargeting",
	    "organic"};
	uint64_t luck = mixed(row ^ 17 << 20);
	bool converted = below(&luck, 10) < 3;
	size_t touches = 1;
	while (touches < 19 && below(&luck, 10) < 8)
		touches++;
	while (touches--) {
		/* Of two channels the earlier: the first ones are the frequent ones. */
		uint64_t a = below(&luck, 20), b = below(&luck, 20);
		text(out, names[a < b ? a : b]);
		text(out, touches ? " > " : ",");
	}
	number(out, converted, 1, ',');
	if (converted)
		cents(out, 500 + below(&luck, 49500), ',');
	else
		text(out, ",");
	number(out, !converted, 1, '\n');
}

static void
row_deals(struct writer *out, uint64_t row)
{
	static const char *const products[] = {"seats", "insights", "support"};
	uint64_t luck = mixed(row ^ 19 << 20);
	text(out, "D");
	number(out, row, 8, ',');
	date(out, row / 4000 % 672, ',');
	text(out, "Rep ");
	number(out, below(&luck, 200), 3, ',');
	word(out, PICK(&luck, products), ',');
	cents(out, 10000 + below(&luck, 3000000), '\n');
}

static void
each_row(struct writer *out, uint64_t bytes, void (*row)(struct writer *, uint64_t))
{
	for (uint64_t i = 1; out->written + (uint64_t)(out->at - out->buffer) < bytes;
	     i++) {
		row(out, i);
		if (out->at > out->buffer + sizeof out->buffer - 4096)
			flush(out);
	}
}

/* The i-th of n numbers in a random order: four rounds of Feistel's over the power of 4
 * above n, as often as it takes to land below n. */
static uint64_t
shuffled(uint64_t i, uint64_t n)
{
	unsigned half = 1;
	while (UINT64_C(1) << 2 * half < n)
		half++;
	uint64_t mask = (UINT64_C(1) << half) - 1;
	do {
		for (uint64_t round = 0; round < 4; round++) {
			uint64_t right = i & mask;
			i = right << half |
			    ((i >> half) ^ (mixed(right | round << 60) & mask));
		}
	} while (i >= n);
	return i;
}

/* Of 1000 leads so many have an event of each stage; Leads and MQLs may come back. */
static void
events(struct writer *out, uint64_t bytes)
{
	static const struct {
		const char *name;
		uint64_t day, leads;
	} stages[] = {{"Lead", 0, 1000}, {"MQL", 20, 450}, {"SQL", 35, 250},
	    {"Opportunity", 50, 120}, {"Won", 90, 60}, {"Lost", 80, 150}, {"Lead", 5, 60},
	    {"MQL", 30, 30}};
	enum { STAGES = sizeof stages / sizeof *stages, ROW = 36, EVENTS = 2120 };
	uint64_t leads = bytes * 1000 / EVENTS / ROW, n = 0;
	for (size_t s = 0; s < STAGES; s++)
		n += leads * stages[s].leads / 1000;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t at = shuffled(i, n);
		size_t stage = 0;
		while (at >= leads * stages[stage].leads / 1000)
			at -= leads * stages[stage++].leads / 1000;
		/* Those that are lost are others than those that are won. */
		uint64_t who = stage == 5 ? leads - 1 - at : at;
		uint64_t begin = mixed(who), luck = mixed(who ^ (stage + 1) << 50);
		uint64_t second = below(&luck, 86400);
		text(out, "C-");
		number(out, who * 77777777 % 100000007, 8, ',');
		word(out, stages[stage].name, ',');
		date(out, below(&begin, 500) + stages[stage].day + below(&luck, 30), ' ');
		number(out, second / 3600, 2, ':');
		number(out, second / 60 % 60, 2, ':');
		number(out, second % 60, 2, '\n');
		if (out->at > out->buffer + sizeof out->buffer - 4096)
			flush(out);
	}
}

#define LEADS                                                                            \
	"id,name,country,source,title,employees,budget,visits,n0,n1,n2,n3,n4,n5,n6,n7,"  \
	"t0,t1,t2,t3"
#define SPEND "date,channel,campaign,ad_group,ad,country,device,landing_page,spend"

static const struct {
	const char *name, *header;
	void (*row)(struct writer *, uint64_t);
} kinds[] = {{"spend", SPEND, row_spend}, {"quoted", SPEND, row_quoted},
    {"events", "id,stage,time", NULL}, {"leads", LEADS, row_leads},
    {"won", LEADS ",won", row_won},
    {"quotes", "quote,line,sku,qty,list_price,cost,term,date,code,segment", row_quotes},
    {"paths", "path,conversions,value,nulls", row_paths},
    {"deals", "deal,date,rep,product,amount", row_deals}};

int
main(int argc, char **argv)
{
	static struct writer out;
	out.at = out.buffer;
	for (size_t i = 0; argc == 3 && i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(argv[1], kinds[i].name) != 0)
			continue;
		uint64_t bytes = strtoull(argv[2], NULL, 10);
		word(&out, kinds[i].header, '\n');
		if (kinds[i].row)
			each_row(&out, bytes, kinds[i].row);
		else
			events(&out, bytes);
		flush(&out);
		return fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	fputs("usage: data KIND BYTES\n", stderr);
	return 64;
}
