/*
 * common/sorter.c against qsort of all pairs, with so little memory that most of them go
 * to the temporary file.
 */
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/sorter.h"
#include "check.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST = 150000, TINY = 0, PLENTY = 64 * 1024 * 1024 };

/* How the pairs of a case come about. */
struct source {
	size_t n, memory;
	uint64_t keys;  /* keys and values are below these; 0: any, the extremes too */
	int64_t values; /* and half of the values are negative */
	enum { RANDOM, ASCENDING, DESCENDING } order;
};

static uint64_t
random_bits(void)
{
	uint64_t bits = 0;
	for (int i = 0; i < 5; i++)
		bits = bits << 15 ^ (uint64_t)rand();
	return bits;
}

static uint64_t
random_key(const struct source *source)
{
	static const uint64_t extremes[] = {0, 1, INT64_MAX, UINT64_MAX - 1, UINT64_MAX};
	if (source->keys)
		return random_bits() % source->keys;
	return rand() % 2 ? random_bits() : extremes[(size_t)rand() % LENGTH(extremes)];
}

static int64_t
random_value(const struct source *source)
{
	static const int64_t extremes[] = {
	    INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX};
	if (!source->values && rand() % 2)
		return extremes[(size_t)rand() % LENGTH(extremes)];
	int64_t value = (int64_t)(random_bits() >> 1);
	if (source->values)
		value %= source->values;
	return rand() % 2 ? value : -value;
}

static int
compare(const void *a_void, const void *b_void)
{
	const struct sorter_pair *a = a_void, *b = b_void;
	int keys = (a->key > b->key) - (a->key < b->key);
	return keys ? keys : (a->value > b->value) - (a->value < b->value);
}

static void
reverse(struct sorter_pair *pairs, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct sorter_pair pair = pairs[i];
		pairs[i] = pairs[n - 1 - i];
		pairs[n - 1 - i] = pair;
	}
}

static void
make_pairs(const struct source *source, struct sorter_pair *pairs)
{
	for (size_t i = 0; i < source->n; i++)
		pairs[i] = (struct sorter_pair){
		    random_key(source), random_value(source), random_bits() >> 40};
	if (source->order != RANDOM)
		qsort(pairs, source->n, sizeof *pairs, compare);
	if (source->order == DESCENDING)
		reverse(pairs, source->n);
}

/* Sorted, each pair once; returns how many are left. */
static size_t
expect(struct sorter_pair *pairs, size_t n)
{
	size_t count = 0;
	qsort(pairs, n, sizeof *pairs, compare);
	for (size_t i = 0; i < n; i++) {
		if (count && compare(&pairs[count - 1], &pairs[i]) == 0)
			pairs[count - 1].count += pairs[i].count;
		else
			pairs[count++] = pairs[i];
	}
	return count;
}

static void
check_pairs(struct sorter *sorter, const struct sorter_pair *expected, size_t n)
{
	struct sorter_pair pair = {0};
	size_t right = 0;
	while (right < n && sorter_next(sorter, &pair) &&
	       compare(&pair, &expected[right]) == 0 &&
	       pair.count == expected[right].count)
		right++;
	CHECK(right == n);
	CHECK(!sorter_next(sorter, &pair));
	CHECK(!sorter_next(sorter, &pair));
}

static void
test_source(const struct source *source)
{
	struct sorter_pair *pairs = mem_new(source->n, sizeof *pairs);
	struct sorter_pair pair;
	struct sorter *sorter = sorter_new(source->memory);
	make_pairs(source, pairs);
	for (size_t i = 0; i < source->n; i++)
		sorter_add(sorter, pairs[i].key, pairs[i].value, pairs[i].count);
	size_t n = expect(pairs, source->n);
	sorter_rewind(sorter);
	check_pairs(sorter, pairs, n);
	sorter_rewind(sorter);
	check_pairs(sorter, pairs, n);
	/* also from somewhere in the middle */
	sorter_rewind(sorter);
	for (size_t i = 0; i < n / 3; i++)
		CHECK(sorter_next(sorter, &pair));
	sorter_rewind(sorter);
	check_pairs(sorter, pairs, n);
	sorter_free(sorter);
	free(pairs);
}

static void
test_sources(void)
{
	static const struct source sources[] = {
	    /* about as many as fit, and as are read back at once */
	    {0, TINY, 0, 0, RANDOM},
	    {1, TINY, 0, 0, RANDOM},
	    {511, TINY, 0, 0, RANDOM},
	    {512, TINY, 0, 0, RANDOM},
	    {513, TINY, 0, 0, RANDOM},
	    {680, TINY, 1 << 30, 1 << 30, RANDOM},
	    {681, TINY, 1 << 30, 1 << 30, RANDOM},
	    {1024, TINY, 1 << 30, 1 << 30, RANDOM},
	    {1361, TINY, 1 << 30, 1 << 30, RANDOM},
	    {3 * 680, TINY, 1 << 30, 1 << 30, ASCENDING},
	    /* many runs */
	    {MOST, TINY, 0, 0, RANDOM},
	    {MOST, TINY, 1 << 30, 1 << 30, ASCENDING},
	    {MOST, TINY, 1 << 30, 1 << 30, DESCENDING},
	    {MOST, TINY, 1000, 100, RANDOM},
	    {10 * MOST, TINY, 0, 0, RANDOM}, /* more than 2,048 */
	    {MOST, 1 << 18, 0, 0, RANDOM},
	    {MOST, 1 << 18, 100, 1000, DESCENDING},
	    /* the same pairs in every run, or so few that none is needed */
	    {MOST, TINY, 30, 15, RANDOM},
	    {MOST, TINY, 20, 8, RANDOM},
	    {MOST, TINY, 1, 1, RANDOM},
	    {MOST, TINY, 400, 1, RANDOM},
	    /* all in memory */
	    {MOST, PLENTY, 0, 0, RANDOM},
	    {MOST, PLENTY, 100, 100, RANDOM},
	};
	for (size_t i = 0; i < LENGTH(sources); i++)
		test_source(&sources[i]);
}

/* The order of keys is unsigned, that of values signed. */
static void
test_order(void)
{
	static const struct sorter_pair sorted[] = {
	    {0, INT64_MIN, 1},
	    {0, -1, 2},
	    {0, 0, 3},
	    {0, INT64_MAX, 4},
	    {INT64_MAX, -5, 5},
	    {(uint64_t)INT64_MAX + 1, INT64_MIN, 6},
	    {UINT64_MAX, INT64_MIN, UINT64_MAX},
	    {UINT64_MAX, INT64_MAX, 0},
	};
	struct sorter *sorter = sorter_new(TINY);
	for (size_t i = LENGTH(sorted); i-- > 0;)
		sorter_add(sorter, sorted[i].key, sorted[i].value, sorted[i].count);
	sorter_rewind(sorter);
	check_pairs(sorter, sorted, LENGTH(sorted));
	sorter_free(sorter);
	sorter_free(NULL);
}

/* Adds pairs until they go to the file; the exit status of a process that does. */
static void
spill_somewhere(void)
{
	struct sorter *sorter = sorter_new(TINY);
	for (uint64_t i = 0; i < 2000; i++)
		sorter_add(sorter, i, 0, 1);
	sorter_free(sorter);
}

static void
no_folder(void)
{
	setenv("TMPDIR", "/nonexistent", 1);
	spill_somewhere();
}

static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

/* A profile of the coverage, which is written last, isn't to be cut. */
static void
lift_limit(void)
{
	limit_files(RLIM_INFINITY);
}

static void
no_room(void)
{
	signal(SIGXFSZ, SIG_IGN);
	atexit(lift_limit);
	limit_files(1000);
	spill_somewhere();
}

static int
exit_status_of(void (*job)(void))
{
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		job();
		_exit(0);
	}
	int status;
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)
	           ? WEXITSTATUS(status)
	           : -1;
}

static size_t
entries(const char *path)
{
	size_t n = 0;
	DIR *folder = opendir(path);
	while (folder && readdir(folder))
		n++;
	if (folder)
		closedir(folder);
	return n;
}

/* The file has no name, and what goes wrong with it ends the program. */
static void
test_temporary_file(void)
{
	char *path;
	const char *parent = getenv("TMPDIR");
	if (asprintf(&path, "%s/sorter-XXXXXX", parent ? parent : "/tmp") < 0 ||
	    !mkdtemp(path))
		diag_fatal(EX_CANTCREAT, "can't create a folder");
	setenv("TMPDIR", path, 1);
	struct sorter *sorter = sorter_new(TINY);
	for (uint64_t i = 0; i < 2000; i++)
		sorter_add(sorter, i, 0, 1);
	CHECK(entries(path) == 2); /* . and .. */
	sorter_free(sorter);
	CHECK(exit_status_of(spill_somewhere) == 0);
	CHECK(exit_status_of(no_folder) == EX_CANTCREAT);
	CHECK(exit_status_of(no_room) == EX_IOERR);
	CHECK(entries(path) == 2);
	rmdir(path);
	free(path);
}

int
main(void)
{
	srand(1);
	test_sources();
	test_order();
	test_temporary_file();
	return check_result();
}
