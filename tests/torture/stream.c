/*
 * stream KIND BYTES: rows without end for a tool that shouldn't mind, until they come to
 * so many bytes. Says on stderr how many rows there were. Ids ascend, byte by byte; what
 * is to be added up is 1 in each row.
 *
 * The kinds: spend, leads, quotes, events (two of each id), touches (two of each id, the
 * second a conversion), paths, sales.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 1 << 16, LONGEST = 200 };

struct kind {
	const char *name, *header;
	int (*row)(char *to, uint64_t i);
};

static const char *const channels[] = {"Search", "Social", "E-mail", "Partner"};

static int
month(uint64_t i)
{
	return (int)(i % 12) + 1;
}

static int
spend(char *to, uint64_t i)
{
	return snprintf(to, LONGEST, "2026-%02d-11,%s,Campaign %d,1,1.00,1\n", month(i),
	    channels[i % 4], (int)(i % 100));
}

static int
lead(char *to, uint64_t i)
{
	return snprintf(to, LONGEST, "L%012llu,Company %llu,%d,DE,\"a note, quoted\"\n",
	    (unsigned long long)i, (unsigned long long)i, (int)(i % 5000));
}

static int
quote(char *to, uint64_t i)
{
	return snprintf(to, LONGEST, "Q%012llu,%d,2026-06-20,,,,cup,%d,1.00,0.30\n",
	    (unsigned long long)(i / 3), (int)(i % 3) + 1, (int)(i % 7) + 1);
}

static int
event(char *to, uint64_t i)
{
	return snprintf(to, LONGEST, "%012llu,%s,2026-%02d-%02dT10:00:00,%s\n",
	    (unsigned long long)(i / 2), i % 2 ? "Won" : "Lead", month(i / 2),
	    i % 2 ? 20 : 3, channels[i / 2 % 4]);
}

static int
touch(char *to, uint64_t i)
{
	return snprintf(to, LONGEST, "%012llu,2026-%02d-%02dT10:00:00,%s,%d\n",
	    (unsigned long long)(i / 2), month(i / 2), i % 2 ? 20 : 3, channels[i % 4],
	    (int)(i % 2));
}

static int
path(char *to, uint64_t i)
{
	return snprintf(to, LONGEST, "%s > %s > %s,1,2.50,1\n", channels[i % 4],
	    channels[i / 4 % 4], channels[i / 16 % 4]);
}

static int
sale(char *to, uint64_t i)
{
	return snprintf(to, LONGEST, "%d-%02d-11,%s,1.00\n", 2020 + (int)(i / 12 % 6),
	    month(i), channels[i % 4]);
}

static const struct kind kinds[] = {
    {"spend", "date,channel,campaign,customers,spend,clicks\n", spend},
    {"leads", "id,company,employees,country,note\n", lead},
    {"quotes", "quote,line,date,segment,code,term,sku,qty,list_price,cost\n", quote},
    {"events", "id,stage,time,channel\n", event},
    {"touches", "id,time,channel,conversion\n", touch},
    {"paths", "path,conversions,value,nulls\n", path},
    {"sales", "date,channel,amount\n", sale},
};

static void
put(const char *bytes, size_t n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, bytes, n);
		if (done <= 0)
			exit(1);
		bytes += done;
		n -= (size_t)done;
	}
}

static uint64_t
stream(const struct kind *kind, uint64_t bytes)
{
	static char buffer[ROOM];
	size_t n = strlen(kind->header);
	memcpy(buffer, kind->header, n);
	uint64_t rows = 0;
	/* Those that belong together aren't torn apart. */
	for (uint64_t left = bytes; left > 0 || rows % 6; rows++) {
		if (n > ROOM - LONGEST) {
			put(buffer, n);
			n = 0;
		}
		size_t more = (size_t)kind->row(buffer + n, rows);
		n += more;
		left = left > more ? left - more : 0;
	}
	put(buffer, n);
	return rows;
}

int
main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, argv[1]) == 0) {
			uint64_t bytes = strtoull(argv[2], NULL, 10);
			fprintf(stderr, "%llu\n",
			    (unsigned long long)stream(&kinds[i], bytes));
			return 0;
		}
	fprintf(stderr, "usage: stream KIND BYTES\n");
	return 64;
}
