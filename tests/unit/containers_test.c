/*
 * What common/ keeps texts in and finds them by: arena, rowstore, strmap, group, recent,
 * list, columns, suggest.
 */
#include <stdlib.h>

#include "../../common/arena.h"
#include "../../common/columns.h"
#include "../../common/group.h"
#include "../../common/list.h"
#include "../../common/mem.h"
#include "../../common/recent.h"
#include "../../common/rowstore.h"
#include "../../common/strmap.h"
#include "../../common/suggest.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define NUMBER_OF_KEYS 2000000U

struct key {
	char text[50];
};

/* A text for each number, of different lengths: x's and the digits from behind. Lives
 * until the end of the expression. */
static struct key
key_of(uint32_t number)
{
	struct key key;
	size_t n = number % 4 * 9;
	memset(key.text, 'x', n);
	for (; number; number /= 10)
		key.text[n++] = (char)('0' + number % 10);
	key.text[n] = '\0';
	return key;
}

static uint32_t
random_below(uint32_t n)
{
	return (uint32_t)(((uint64_t)(unsigned)rand() << 16 ^ (unsigned)rand()) % n);
}

/* arena */

static void
test_arena(void)
{
	enum { TEXTS = 20000 };
	struct arena arena = ARENA_EMPTY;
	struct slice copies[TEXTS];
	for (uint32_t i = 0; i < TEXTS; i++)
		copies[i] = arena_copy(&arena, slice_of(key_of(i).text));
	bool same = true;
	for (uint32_t i = 0; i < TEXTS; i++)
		same &= slice_equal(copies[i], slice_of(key_of(i).text));
	CHECK(same);
	arena_release(&arena);
	CHECK(arena.newest == NULL);
	CHECK_TEXT(arena_copy(&arena, slice_of("again")), "again");
	arena_release(&arena);
}

/* Texts about as long as a block, and none at all. */
static void
test_arena_lengths(void)
{
	static const size_t lengths[] = {
	    0, 1, 65535, 65536, 65537, 0, 1 << 20, 10, 65536};
	struct arena arena = ARENA_EMPTY;
	char *texts[LENGTH(lengths)];
	for (size_t i = 0; i < LENGTH(lengths); i++) {
		texts[i] = arena_take(&arena, lengths[i]);
		memset(texts[i], 'a' + (int)i, lengths[i]);
	}
	for (size_t i = 0; i < LENGTH(lengths); i++)
		for (size_t j = 0; j < lengths[i];
		     j += lengths[i] - 1 + !(lengths[i] - 1))
			CHECK(texts[i][j] == 'a' + (int)i);
	CHECK(arena_copy(&arena, (struct slice){NULL, 0}).n == 0);
	arena_release(&arena);
	arena_release(&arena);
}

/* rowstore */

/* The cells that row i has: i % 5 of them, some empty, and now and then one as large as
 * a block, or larger. */
static size_t
cells_of_row(uint32_t i, const char *text, struct slice *cells)
{
	size_t count = i % 5;
	for (uint32_t k = 0; k < count; k++)
		cells[k] = (struct slice){text + i % 91, (i + k) % 4 * 7};
	if (count > 1 && i % 1000 == 3)
		cells[1].n = (1 << 20) - 60 + i / 1000 % 50;
	if (count > 2 && i % 3000 == 4)
		cells[2] = (struct slice){text, 3 << 20};
	if (count > 3)
		cells[3] = (struct slice){NULL, 0};
	return count;
}

static void
fill_rowstore(
    struct rowstore *store, uint32_t rows, const char *text, size_t *wrong_count)
{
	const struct rowstore_row **kept = mem_new(rows, sizeof *kept);
	struct slice cells[5];
	for (uint32_t i = 0; i < rows; i++) {
		size_t count = cells_of_row(i, text, cells);
		kept[i] = rowstore_add(store, count ? cells : NULL, count);
	}
	for (uint32_t i = 0; i < rows; i++) {
		size_t count = cells_of_row(i, text, cells);
		*wrong_count += (uintptr_t)kept[i] % 4 != 0;
		for (size_t k = 0; k < count; k++)
			*wrong_count += !slice_equal(rowstore_cell(kept[i], k), cells[k]);
	}
	free(kept);
}

static void
test_rowstore(void)
{
	char *text = mem_new(4 << 20, 1);
	for (uint32_t i = 0; i < 4 << 20; i++)
		text[i] = (char)('a' + i % 23);
	struct rowstore *store = rowstore_new();
	size_t wrong = 0;
	rowstore_clear(store);
	fill_rowstore(store, 100000, text, &wrong);
	for (uint32_t rows = 1; rows < 10000; rows = rows * 3 + 1) {
		rowstore_clear(store);
		fill_rowstore(store, rows, text, &wrong);
	}
	rowstore_clear(store);
	rowstore_clear(store);
	fill_rowstore(store, 100000, text, &wrong);
	CHECK(wrong == 0);
	rowstore_free(store);
	rowstore_free(rowstore_new());
	rowstore_free(NULL);
	free(text);
}

/* Behind a clear the first row is where it was, and a row takes what it should. */
static void
test_rowstore_memory(void)
{
	struct rowstore *store = rowstore_new();
	struct slice cells[] = {slice_of("abc"), slice_of(""), slice_of("de")};
	const struct rowstore_row *first = rowstore_add(store, cells, 3);
	const struct rowstore_row *second = rowstore_add(store, cells, 3);
	CHECK((const char *)second - (const char *)first == 4 + 3 * 4 + 8);
	CHECK_TEXT(rowstore_cell(first, 0), "abc");
	CHECK_TEXT(rowstore_cell(first, 1), "");
	CHECK_TEXT(rowstore_cell(first, 2), "de");
	rowstore_clear(store);
	CHECK(rowstore_add(store, cells + 2, 1) == first);
	CHECK_TEXT(rowstore_cell(first, 0), "de");
	CHECK((const char *)rowstore_add(store, NULL, 0) - (const char *)first == 12);
	rowstore_free(store);
}

/* slice_equal */

/* A byte differs, wherever it stands, or the length. */
static void
test_slice_equal(void)
{
	char a[40], b[40];
	for (size_t i = 0; i < sizeof a; i++)
		a[i] = b[i] = (char)(i * 7 + 1);
	for (size_t n = 0; n < sizeof a; n++) {
		CHECK(slice_equal((struct slice){a, n}, (struct slice){b, n}));
		CHECK(!slice_equal((struct slice){a, n}, (struct slice){b, n + 1}));
		for (size_t i = 0; i < n; i++) {
			b[i] ^= 0x40;
			CHECK(!slice_equal((struct slice){a, n}, (struct slice){b, n}));
			b[i] ^= 0x40;
		}
	}
	CHECK(slice_equal((struct slice){NULL, 0}, (struct slice){a, 0}));
}

/* strmap */

/* The oracle knows when each key was first seen. */
static void
test_strmap_random(void)
{
	struct strmap *map = strmap_new();
	uint32_t *first_seen = mem_new(NUMBER_OF_KEYS, sizeof *first_seen);
	uint32_t count = 0;
	bool right = true;
	for (uint32_t i = 0; i < 2 * NUMBER_OF_KEYS; i++) {
		uint32_t number = random_below(NUMBER_OF_KEYS);
		if (!first_seen[number])
			first_seen[number] = ++count;
		uint32_t id = strmap_add(map, slice_of(key_of(number).text));
		right &= id == first_seen[number] - 1;
	}
	CHECK(right && strmap_count(map) == count);
	for (uint32_t i = 0; i < NUMBER_OF_KEYS; i++) {
		struct key key = key_of(i);
		uint32_t id = UINT32_MAX;
		bool found = strmap_find(map, slice_of(key.text), &id);
		right &= found == (first_seen[i] > 0);
		right &= id == (found ? first_seen[i] - 1 : UINT32_MAX);
		right &= !found || slice_equal(strmap_key(map, id), slice_of(key.text));
	}
	CHECK(right);
	free(first_seen);
	strmap_free(map);
}

/* After strmap_clear() it is as a new one, whether it held much or little. */
static void
test_strmap_clear(void)
{
	struct strmap *map = strmap_new();
	uint32_t id;
	bool right = true;
	strmap_clear(map);
	for (uint32_t round = 0; round < 40; round++) {
		uint32_t keys = round % 4 == 3 ? 20000 : round % 4;
		for (uint32_t i = 0; i < keys; i++)
			right &= strmap_add(map, slice_of(key_of(i + round).text)) == i;
		right &= strmap_count(map) == keys;
		for (uint32_t i = 0; i < keys; i++)
			right &= slice_equal(
			    strmap_key(map, i), slice_of(key_of(i + round).text));
		strmap_clear(map);
		right &= strmap_count(map) == 0;
		right &= !strmap_find(map, slice_of(key_of(round).text), &id);
	}
	CHECK(right);
	strmap_free(map);
}

/* Many at once are numbered as one by one: new ones, known ones, and the same twice. */
static void
test_strmap_many(void)
{
	enum { AT_ONCE = 77, ROUNDS = 2000, KEYS = 50000 };
	struct strmap *map = strmap_new(), *single = strmap_new();
	struct key keys[AT_ONCE];
	struct slice slices[AT_ONCE];
	uint32_t ids[AT_ONCE + 1];
	bool right = true;
	for (uint32_t i = 0; i < ROUNDS; i++) {
		size_t n = i % (AT_ONCE + 1);
		for (size_t k = 0; k < n; k++) {
			keys[k] = key_of(random_below(i % 3 ? KEYS : 10));
			slices[k] = slice_of(keys[k].text);
		}
		ids[n] = 42;
		strmap_add_many(map, slices, n, ids);
		for (size_t k = 0; k < n; k++)
			right &= ids[k] == strmap_add(single, slices[k]);
		right &= ids[n] == 42;
	}
	CHECK(right && strmap_count(map) == strmap_count(single));
	CHECK(strmap_count(map) > KEYS / 2);
	strmap_free(map);
	strmap_free(single);
}

/* All prefixes of a text that is the same all over, and of one that is different
 * everywhere: only the length tells the former apart, only the end the latter. */
static void
test_strmap_prefixes(void)
{
	static const char *const fillings[] = {"\0", "a", "\xff"};
	char text[300];
	struct strmap *map = strmap_new();
	CHECK(strmap_add(map, (struct slice){NULL, 0}) == 0);
	uint32_t next = 1;
	for (size_t i = 0; i < LENGTH(fillings); i++) {
		memset(text, fillings[i][0], sizeof text);
		for (size_t n = 1; n <= sizeof text; n++)
			CHECK(strmap_add(map, (struct slice){text, n}) == next++);
	}
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)(i * 7 + 1);
	for (size_t n = 1; n <= sizeof text; n++)
		CHECK(strmap_add(map, (struct slice){text, n}) == next++);
	memset(text, 'a', sizeof text);
	for (size_t n = 1; n <= sizeof text; n++)
		CHECK(strmap_add(map, (struct slice){text, n}) == 300 + n);
	CHECK(strmap_add(map, (struct slice){text, 0}) == 0);
	CHECK(strmap_count(map) == next);
	strmap_free(map);
}

/* One bit differs, wherever it stands. */
static void
test_strmap_bits(void)
{
	struct strmap *map = strmap_new();
	uint32_t next = 0;
	for (size_t n = 1; n <= 40; n++) {
		for (size_t bit = 0; bit < 8 * n; bit++) {
			char text[40] = {0};
			text[bit / 8] = (char)(1 << bit % 8);
			CHECK(strmap_add(map, (struct slice){text, n}) == next++);
		}
	}
	strmap_free(map);
}

static void
test_strmap_keys(void)
{
	static const struct {
		struct slice key;
		uint32_t id;
	} rows[] = {
	    {{"", 0}, 0},
	    {{"\0", 1}, 1},
	    {{"\0\0", 2}, 2},
	    {{"a", 1}, 3},
	    {{"a\0", 2}, 4},
	    {{"a\0b", 3}, 5},
	    {{"a\0c", 3}, 6},
	    {{"A", 1}, 7},
	    {{"a ", 2}, 8},
	    {{"a", 1}, 3},
	    {{"", 0}, 0},
	    {{"a\0b", 3}, 5},
	};
	struct strmap *map = strmap_new();
	uint32_t id = 42;
	for (size_t i = 0; i < LENGTH(rows); i++) {
		CHECK(strmap_find(map, rows[i].key, &id) ==
		      (rows[i].id < strmap_count(map)));
		CHECK(strmap_add(map, rows[i].key) == rows[i].id);
		CHECK_TEXT(strmap_key(map, rows[i].id), rows[i].key);
		CHECK(strmap_find(map, rows[i].key, &id) && id == rows[i].id);
	}
	id = 42;
	CHECK(!strmap_find(map, slice_of("b"), &id) && id == 42);
	strmap_free(map);
}

/* Keys about as long as a block of the map, and longer, among short ones. */
static void
test_strmap_lengths(void)
{
	enum { BLOCK = 64 * 1024, NEAR = 40 };
	struct strmap *map = strmap_new();
	char *text = mem_new(BLOCK + NEAR, 1);
	uint32_t next = 0;
	for (size_t n = BLOCK - NEAR; n <= BLOCK + NEAR; n++) {
		text[0] = (char)n;
		CHECK(strmap_add(map, (struct slice){text, n}) == next++);
		CHECK(strmap_add(map, (struct slice){text, n - BLOCK + NEAR}) == next++);
	}
	for (size_t n = BLOCK - NEAR, id = 0; n <= BLOCK + NEAR; n++, id += 2) {
		text[0] = (char)n;
		CHECK_TEXT(strmap_key(map, (uint32_t)id), ((struct slice){text, n}));
		CHECK_TEXT(strmap_key(map, (uint32_t)id + 1),
		    ((struct slice){text, n - BLOCK + NEAR}));
	}
	free(text);
	strmap_free(map);
}

/* The key is copied, however long. */
static void
test_strmap_copies(void)
{
	size_t n = 1 << 20;
	char *text = mem_new(n, 1);
	struct strmap *map = strmap_new();
	CHECK(strmap_add(map, (struct slice){text, n}) == 0);
	text[n - 1] = 1;
	CHECK(strmap_add(map, (struct slice){text, n}) == 1);
	free(text);
	CHECK(strmap_key(map, 0).n == n && strmap_key(map, 0).p[n - 1] == 0);
	CHECK(strmap_key(map, 1).n == n && strmap_key(map, 1).p[n - 1] == 1);
	strmap_free(map);
	strmap_free(NULL);
}

/* group */

#define CELLS 3

/* Every row of three cells from a few that could be taken for each other. */
static void
test_group_rows(void)
{
	static const struct slice cells[] = {{"", 0}, {"a", 1}, {"b", 1}, {"ab", 2},
	    {"\0", 1}, {"\1\0\0\0", 4}, {"\0\0\0\0", 4}, {",", 1}};
	enum { N = LENGTH(cells) };
	struct group *group = group_new(CELLS);
	for (uint32_t pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < N * N * N; i++)
			CHECK(group_add(group, (struct slice[]){cells[i / N / N],
			                           cells[i / N % N], cells[i % N]}) == i);
	CHECK(group_count(group) == N * N * N);
	for (uint32_t i = 0; i < N * N * N; i++) {
		CHECK_TEXT(group_cell(group, i, 0), cells[i / N / N]);
		CHECK_TEXT(group_cell(group, i, 1), cells[i / N % N]);
		CHECK_TEXT(group_cell(group, i, 2), cells[i % N]);
	}
	group_free(group);
}

/* Of so many keys some have the same hash of 32 bits. */
static void
test_group_many(void)
{
	enum { MANY = 400000 };
	struct group *group = group_new(2);
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < MANY; i++) {
			char text[16];
			snprintf(text, sizeof text, i % 2 ? "%06u" : "even %06u", i);
			const struct slice cells[] = {slice_of(text), slice_of("x")};
			if (group_add(group, cells) != i)
				CHECK(!"each key has its own number");
		}
	CHECK(group_count(group) == MANY);
	group_free(group);
}

static void
test_group_order(void)
{
	static const struct slice rows[][2] = {
	    /* in their order */
	    {{"", 0}, {"", 0}},
	    {{"", 0}, {"z", 1}},
	    {{"a", 1}, {"", 0}},
	    {{"a", 1}, {"bc", 2}},
	    {{"a", 1}, {"\xc3\xa9", 2}},
	    {{"a\0", 2}, {"", 0}},
	    {{"ab", 2}, {"", 0}},
	    {{"ab", 2}, {"c", 1}},
	    {{"b", 1}, {"", 0}},
	};
	struct group *group = group_new(2);
	for (size_t i = LENGTH(rows); i-- > 0;)
		group_add(group, rows[i]);
	for (uint32_t i = 0; i < LENGTH(rows); i++) {
		for (uint32_t j = 0; j < LENGTH(rows); j++) {
			int order = group_compare(
			    group, LENGTH(rows) - 1 - i, LENGTH(rows) - 1 - j);
			CHECK((order > 0) - (order < 0) == (i > j) - (i < j));
		}
	}
	group_free(group);
}

static void
test_group_without_cells(void)
{
	struct group *group = group_new(0);
	CHECK(group_count(group) == 0);
	CHECK(group_add(group, NULL) == 0);
	CHECK(group_add(group, &(struct slice){"ignored", 7}) == 0);
	CHECK(group_count(group) == 1);
	CHECK(group_compare(group, 0, 0) == 0);
	group_free(group);
	group_free(NULL);
}

/* recent */

static bool
add_number(struct recent *recent, uint32_t number)
{
	return recent_add(recent, slice_of(key_of(number).text));
}

/* The promised ones are known, and those longer ago than twice as many aren't. */
static void
test_recent(void)
{
	enum { ADDED = 3 * RECENT_KEYS + 12345 };
	struct recent *recent = recent_new();
	bool all_new = true, none_new = true, all_forgotten = true;
	for (uint32_t i = 0; i < ADDED; i++) {
		all_new &= add_number(recent, i);
		none_new &= !add_number(recent, i - i % RECENT_KEYS);
		none_new &= i < RECENT_KEYS || !add_number(recent, i - RECENT_KEYS + 1);
	}
	CHECK(all_new && none_new);
	for (uint32_t i = ADDED - RECENT_KEYS; i < ADDED; i++)
		none_new &= !add_number(recent, i);
	CHECK(none_new);
	for (uint32_t i = 0; i < ADDED - 2 * RECENT_KEYS; i++)
		all_forgotten &= add_number(recent, i);
	CHECK(all_forgotten);
	recent_free(recent);
	recent_free(NULL);
}

/* list */

/* Items joined by `/`, or what is wrong. */
static void
check_list(const char *text, const char *expected)
{
	struct list list;
	const char *reason = list_parse(text, &list);
	char joined[200] = "";
	size_t n = 0;
	for (size_t i = 0; i < list.count; i++)
		n += (size_t)snprintf(
		    joined + n, sizeof joined - n, "%s%s", i ? "/" : "", list.items[i]);
	CHECK_TEXT(reason ? reason : joined, expected);
	if (reason)
		CHECK(list.count == 0 && list.items == NULL);
	list_release(&list);
	CHECK(list.count == 0 && list.items == NULL);
}

static void
test_list(void)
{
	static const char empty[] = "an item of the list is empty",
	                  not_list[] = "not a list: names separated by commas, in quotes "
	                               "if they hold one",
	                  two_lines[] = "not a list: there is a line break in it";
	static const struct {
		const char *text, *expected;
	} rows[] = {
	    {"a", "a"},
	    {"a,b,c", "a/b/c"},
	    {" a ,\tb , c d ", "a/b/c d"},
	    {"\"a,b\",c", "a,b/c"},
	    {"\" a \",\"say \"\"hi\"\"\"", "a/say \"hi\""},
	    {"\"a\nb\",c", "a\nb/c"},
	    {"a;b|c=d", "a;b|c=d"},
	    {"a\n", "a"},
	    {"caf\u00e9,\xff", "caf\u00e9/\xff"},
	    {"sep=x", "sep=x"},
	    {"sep=x,sep=y", "sep=x/sep=y"},
	    {"", not_list},
	    {"\n", not_list},
	    {"a\"b", not_list},
	    {"\"a\"b", not_list},
	    {"\"a", not_list},
	    {",", empty},
	    {"a,", empty},
	    {"a,,b", empty},
	    {" ", empty},
	    {"a, \t,b", empty},
	    {"\"\"", empty},
	    {"a\nb", two_lines},
	    {"a\r\n\"b", two_lines},
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		check_list(rows[i].text, rows[i].expected);
}

/* columns */

static const struct slice header[] = {{"Lead ID", 7}, {"lead_id", 7}, {"Amount", 6},
    {" deal.stage ", 12}, {"Close-Date", 10}, {"close date", 10}, {"#2", 2}, {"twice", 5},
    {"twice", 5}, {"", 0}};

static void
check_match(struct columns_match match, const char *expected)
{
	char text[60] = "absent";
	if (match.outcome == COLUMNS_FOUND)
		snprintf(text, sizeof text, "%zu", match.column);
	if (match.outcome == COLUMNS_AMBIGUOUS)
		snprintf(text, sizeof text, "%zu or %zu", match.column, match.other);
	CHECK_TEXT(text, expected);
}

static void
test_columns_named(void)
{
	static const struct {
		const char *wanted, *expected;
	} rows[] = {
	    {"Lead ID", "0"}, /* exactly, whatever else is alike */
	    {"lead_id", "1"},
	    {"LEAD.ID", "0 or 1"},
	    {" lead-id", "0 or 1"},
	    {"leadid", "absent"},
	    {"amount", "2"},
	    {"AMOUNT ", "2"},
	    {"Deal Stage", "3"},
	    {"close date", "5"},
	    {"close_date", "4 or 5"},
	    {"twice", "7 or 8"},
	    {"Twice", "7 or 8"},
	    {"#1", "0"},
	    {"#2", "6"}, /* its name */
	    {"#8", "7"}, /* by position, one of a name that stands there twice */
	    {"#10", "9"},
	    {"#010", "9"},
	    {"#0", "absent"},
	    {"#11", "absent"},
	    {"#-1", "absent"},
	    {"#1x", "absent"},
	    {"#", "absent"},
	    {"#18446744073709551617", "absent"},
	    {"#99999999999999999999999999999999", "absent"},
	    {"", "9"},
	    {" ", "9"},
	    {"nothing", "absent"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		check_match(
		    columns_named(header, LENGTH(header), slice_of(rows[i].wanted)),
		    rows[i].expected);
	check_match(columns_named(NULL, 0, slice_of("a")), "absent");
	check_match(columns_named(NULL, 0, slice_of("#1")), "absent");
}

static void
test_columns_for_role(void)
{
	static const struct {
		const char *role, *aliases, *expected;
	} rows[] = {
	    {"amount", NULL, "2"},
	    {"amount", "twice|lead id", "2"}, /* the role's own name decides */
	    {"value", "price|amount", "2"},
	    {"value", "amount|AMOUNT|Amount", "2"}, /* the same column twice */
	    {"value", "amount|deal stage", "2 or 3"},
	    {"value", "deal stage|amount", "3 or 2"},
	    {"value", "price|cost", "absent"},
	    {"value", "", "absent"},
	    {"value", NULL, "absent"},
	    {"value", "twice", "7 or 8"},
	    {"value", "amoun|amounts|t", "absent"},
	    {"lead id", "amount", "0 or 1"},
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		check_match(columns_for_role(
		                header, LENGTH(header), rows[i].role, rows[i].aliases),
		    rows[i].expected);
}

static void
test_columns_alike(void)
{
	CHECK(columns_alike(slice_of("a b_c-d.e"), slice_of("A.B-C_D E")));
	CHECK(columns_alike(slice_of(" a\t"), slice_of("a")));
	CHECK(columns_alike(slice_of(""), slice_of("  ")));
	CHECK(!columns_alike(slice_of("ab"), slice_of("a b")));
	CHECK(!columns_alike(slice_of("a"), slice_of("ab")));
	CHECK(!columns_alike(slice_of("\u00e9"), slice_of("\u00c9"))); /* ASCII only */
}

/* suggest */

static size_t
smallest(size_t a, size_t b, size_t c)
{
	return a < b && a < c ? a : b < c ? b : c;
}

/* Word for word what an edit distance is. */
static size_t
distance(struct slice a, struct slice b)
{
	if (!a.n || !b.n)
		return a.n + b.n;
	struct slice a_rest = {a.p + 1, a.n - 1}, b_rest = {b.p + 1, b.n - 1};
	if (slice_lower(a.p[0]) == slice_lower(b.p[0]))
		return distance(a_rest, b_rest);
	return 1 + smallest(distance(a_rest, b), distance(a, b_rest),
	               distance(a_rest, b_rest));
}

static size_t
closest(struct slice word, const struct slice *words, size_t n)
{
	size_t best = SUGGEST_NONE, least = SUGGEST_NONE;
	for (size_t i = 0; i < n; i++) {
		size_t longer = word.n > words[i].n ? word.n : words[i].n;
		size_t d = distance(word, words[i]);
		if (3 * d <= longer && d < least) {
			best = i;
			least = d;
		}
	}
	return best;
}

static void
test_suggest_random(void)
{
	char texts[5][8];
	struct slice words[5];
	for (int i = 0; i < 3000; i++) {
		for (size_t j = 0; j < LENGTH(words); j++) {
			words[j] = (struct slice){texts[j], random_below(7)};
			for (size_t k = 0; k < words[j].n; k++)
				texts[j][k] = "aAbc"[random_below(4)];
		}
		CHECK(suggest(words[0], words + 1, 4) == closest(words[0], words + 1, 4));
	}
}

static void
test_suggest(void)
{
	static const struct slice words[] = {
	    {"amount", 6}, {"stage", 5}, {"Closed Won", 10}, {"date", 4}, {"Date", 4}};
	static const struct {
		const char *word;
		size_t expected;
	} rows[] = {
	    {"amount", 0},
	    {"amuont", 0},
	    {"AMOUN", 0},
	    {"satge", SUGGEST_NONE}, /* two of five */
	    {"stages", 1},
	    {"closedwon", 2},
	    {"Date", 3}, /* the earlier one */
	    {"dat", 3},
	    {"", SUGGEST_NONE},
	    {"revenue", SUGGEST_NONE},
	};
	for (size_t i = 0; i < LENGTH(rows); i++)
		CHECK(suggest(slice_of(rows[i].word), words, LENGTH(words)) ==
		      rows[i].expected);
	CHECK(suggest(slice_of("a"), NULL, 0) == SUGGEST_NONE);
}

/* Words of 64 bytes are still compared, longer ones are left out. */
static void
test_suggest_long(void)
{
	char text[65];
	memset(text, 'x', sizeof text);
	const struct slice words[] = {{text, 65}, {text, 64}};
	CHECK(suggest(words[1], words, 2) == 1);
	CHECK(suggest(words[0], words, 2) == SUGGEST_NONE);
}

int
main(void)
{
	srand(1);
	test_arena();
	test_arena_lengths();
	test_rowstore();
	test_rowstore_memory();
	test_slice_equal();
	test_strmap_random();
	test_strmap_clear();
	test_strmap_many();
	test_strmap_prefixes();
	test_strmap_bits();
	test_strmap_keys();
	test_strmap_lengths();
	test_strmap_copies();
	test_group_rows();
	test_group_many();
	test_group_order();
	test_group_without_cells();
	test_recent();
	test_list();
	test_columns_named();
	test_columns_for_role();
	test_columns_alike();
	test_suggest_random();
	test_suggest();
	test_suggest_long();
	return check_result();
}
