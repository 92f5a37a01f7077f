#include "sorter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"

enum { LEAST_PAIRS = 680 };
/* Reading back, all runs together have as many pairs at hand, however many they are:
   windows get smaller, down to what is still worth a call. */
enum { READ_PAIRS = 32 * 1024, MOST_WINDOW = 512, LEAST_WINDOW = 16 };

/* A sorted stretch: in memory, or of the temporary file through a small window. */
struct run {
	struct sorter_pair *pairs; /* what is at hand */
	size_t at, end;
	off_t from, next, past; /* the file's part: where it begins, is read next, ends */
};

struct sorter {
	struct sorter_pair *pairs; /* not written out yet */
	size_t count, capacity, most;
	bool sorted;
	int fd; /* -1: everything is in memory */
	off_t file_end;
	struct run *runs;
	size_t run_count, run_capacity;
	size_t window; /* pairs of the file that a run has at hand */
	struct run *
	    *heap; /* the run with the least pair first; those at their end aren't in */
	size_t heap_count;
};

struct sorter *
sorter_new(size_t memory_bytes)
{
	struct sorter *sorter = mem_new(1, sizeof *sorter);
	size_t most = memory_bytes / sizeof *sorter->pairs;
	sorter->most = most > LEAST_PAIRS ? most : LEAST_PAIRS;
	sorter->fd = -1;
	return sorter;
}

static void
free_runs(struct sorter *sorter)
{
	for (size_t i = 0; i < sorter->run_count; i++)
		if (sorter->runs[i].past)
			free(sorter->runs[i].pairs);
	free(sorter->runs);
	free(sorter->heap);
}

void
sorter_free(struct sorter *sorter)
{
	if (!sorter)
		return;
	free_runs(sorter);
	if (sorter->fd >= 0)
		close(sorter->fd);
	free(sorter->pairs);
	free(sorter);
}

static int
compare(const struct sorter_pair *a, const struct sorter_pair *b)
{
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->value > b->value) - (a->value < b->value);
}

static int
compare_void(const void *a, const void *b)
{
	return compare(a, b);
}

/* Sorts what waits, each pair once. */
static void
tidy(struct sorter *sorter)
{
	if (sorter->count == 0)
		return;
	qsort(sorter->pairs, sorter->count, sizeof *sorter->pairs, compare_void);
	struct sorter_pair *last = sorter->pairs;
	for (size_t i = 1; i < sorter->count; i++) {
		struct sorter_pair pair = sorter->pairs[i];
		if (compare(last, &pair) == 0)
			last->count += pair.count;
		else
			*++last = pair;
	}
	sorter->count = (size_t)(last - sorter->pairs) + 1;
}

static DIAG_NORETURN void
temporary_file_failed(int status, const char *what)
{
	diag_fatal(status, "can't %s a temporary file: %s (TMPDIR names the folder)",
	    what, strerror(errno));
}

static int
open_temporary(void)
{
	const char *folder = getenv("TMPDIR");
	if (!folder || !*folder)
		folder = "/tmp";
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
	char name[4096];
	snprintf(name, sizeof name, "%s/revutils-XXXXXX", folder);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0)
		temporary_file_failed(EX_CANTCREAT, "create");
	unlink(name);
	return fd;
}

/* Writes what waits to the file as one more run. */
static void
spill(struct sorter *sorter)
{
	if (sorter->fd < 0)
		sorter->fd = open_temporary();
	sorter->runs = mem_grow(sorter->runs, &sorter->run_capacity,
	    sorter->run_count + 1, sizeof *sorter->runs);
	struct run *run = &sorter->runs[sorter->run_count++];
	*run = (struct run){.from = sorter->file_end};
	const char *bytes = (const char *)sorter->pairs;
	size_t n = sorter->count * sizeof *sorter->pairs;
	while (n) {
		ssize_t done = pwrite(sorter->fd, bytes, n, sorter->file_end);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			temporary_file_failed(EX_IOERR, "write");
		bytes += done;
		n -= (size_t)done;
		sorter->file_end += done;
	}
	run->past = sorter->file_end;
	sorter->count = 0;
}

void
sorter_add(struct sorter *sorter, uint64_t key, int64_t value, uint64_t count)
{
	if (sorter->count == sorter->most) {
		/* Where few pairs differ they shrink to little, and no file is needed. */
		tidy(sorter);
		if (sorter->count > sorter->most / 2)
			spill(sorter);
	}
	if (sorter->count == sorter->capacity) {
		size_t grown = sorter->capacity ? sorter->capacity * 2 : LEAST_PAIRS;
		sorter->capacity = grown < sorter->most ? grown : sorter->most;
		sorter->pairs =
		    mem_resize(sorter->pairs, sorter->capacity, sizeof *sorter->pairs);
	}
	sorter->pairs[sorter->count++] = (struct sorter_pair){key, value, count};
}

/* Reading back: the runs of the file and the one in memory are merged. */

/* Reads the file's run on; false at its end. */
static bool
refill(const struct sorter *sorter, struct run *run)
{
	size_t n = (size_t)(run->past - run->next);
	size_t most = sorter->window * sizeof *run->pairs;
	if (n > most)
		n = most;
	char *to = (char *)run->pairs;
	for (size_t got = 0; got < n;) {
		ssize_t done =
		    pread(sorter->fd, to + got, n - got, run->next + (off_t)got);
		if (done < 0 && errno == EINTR)
			continue;
		if (done == 0)
			/* Unreachable: nobody can shorten a file without a name */
			errno = EIO;
		if (done <= 0)
			temporary_file_failed(EX_IOERR, "read");
		got += (size_t)done;
	}
	run->next += (off_t)n;
	run->at = 0;
	run->end = n / sizeof *run->pairs;
	return n > 0;
}

static bool
less(const struct run *a, const struct run *b)
{
	return compare(&a->pairs[a->at], &b->pairs[b->at]) < 0;
}

static void
sift_down(struct sorter *sorter, size_t i)
{
	for (;;) {
		size_t least = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < sorter->heap_count &&
			    less(sorter->heap[child], sorter->heap[least]))
				least = child;
		if (least == i)
			return;
		struct run *run = sorter->heap[i];
		sorter->heap[i] = sorter->heap[least];
		sorter->heap[least] = run;
		i = least;
	}
}

static size_t
window_of(size_t run_count)
{
	size_t window = READ_PAIRS / run_count;
	if (window > MOST_WINDOW)
		return MOST_WINDOW;
	return window > LEAST_WINDOW ? window : LEAST_WINDOW;
}

/* What is still in memory becomes the last run. */
static void
close_runs(struct sorter *sorter)
{
	tidy(sorter);
	sorter->runs = mem_grow(sorter->runs, &sorter->run_capacity,
	    sorter->run_count + 1, sizeof *sorter->runs);
	sorter->runs[sorter->run_count++] = (struct run){.pairs = sorter->pairs};
	sorter->heap = mem_new(sorter->run_count, sizeof(struct run *));
	sorter->window = window_of(sorter->run_count);
	for (size_t i = 0; i < sorter->run_count; i++)
		if (sorter->runs[i].past)
			sorter->runs[i].pairs =
			    mem_new(sorter->window, sizeof(struct sorter_pair));
	sorter->sorted = true;
}

void
sorter_rewind(struct sorter *sorter)
{
	if (!sorter->sorted)
		close_runs(sorter);
	sorter->heap_count = 0;
	for (size_t i = 0; i < sorter->run_count; i++) {
		struct run *run = &sorter->runs[i];
		run->next = run->from;
		run->at = 0;
		run->end = run->past ? 0 : sorter->count;
		if (run->end || (run->past && refill(sorter, run)))
			sorter->heap[sorter->heap_count++] = run;
	}
	for (size_t i = sorter->heap_count / 2; i-- > 0;)
		sift_down(sorter, i);
}

static struct sorter_pair
take_least(struct sorter *sorter)
{
	struct run *run = sorter->heap[0];
	struct sorter_pair pair = run->pairs[run->at++];
	bool more = run->at < run->end || (run->past && refill(sorter, run));
	if (!more)
		sorter->heap[0] = sorter->heap[--sorter->heap_count];
	sift_down(sorter, 0);
	return pair;
}

bool
sorter_next(struct sorter *sorter, struct sorter_pair *pair)
{
	if (sorter->heap_count == 0)
		return false;
	*pair = take_least(sorter);
	while (sorter->heap_count) {
		const struct run *run = sorter->heap[0];
		if (compare(&run->pairs[run->at], pair) != 0)
			break;
		pair->count += take_least(sorter).count;
	}
	return true;
}
