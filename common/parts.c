#include "parts.h"

#include <pthread.h>
#include <stdlib.h>

#include "mem.h"
#include "threads.h"

enum { WORTHWHILE = 4 * 1024 * 1024 }; /* bytes of a file, where nobody asked */

struct part {
	const struct parts_task *task;
	void *state;
	struct reader *reader;
	int64_t from, to; /* of the file's bytes */
	pthread_t thread;
	bool threaded;
};

static void *
read_part(void *data)
{
	struct part *part = data;
	while (reader_next(part->reader))
		part->task->row(part->state, part->reader);
	return NULL;
}

/* Cuts what is left of the file; returns how many parts came of it. */
static size_t
cut(struct reader *reader, struct part *parts, size_t jobs)
{
	int64_t from = reader_offset(reader), size = reader_size(reader);
	size_t count = 0;
	for (size_t i = 1; i <= jobs; i++) {
		int64_t to = i == jobs
		                 ? INT64_MAX
		                 : reader_guess(reader,
		                       from + (size - from) / (int64_t)jobs * (int64_t)i);
		if (to < 0)
			to = INT64_MAX;
		int64_t begin = count ? parts[count - 1].to : from;
		if (begin == INT64_MAX || to <= begin)
			continue;
		parts[count++] = (struct part){.from = begin, .to = to};
	}
	return count;
}

static void
start(struct part *part, struct reader *reader, const struct parts_task *task,
    void *whole, bool beside)
{
	part->task = task;
	part->state = task->begin(whole);
	part->reader = reader_part(
	    reader, part->from, part->to, task->guide ? task->guide(part->state) : NULL);
	part->threaded =
	    beside && pthread_create(&part->thread, NULL, read_part, part) == 0;
	if (!part->threaded)
		read_part(part);
}

/* Has the whole read what the part should have told. */
static void
read_again(struct reader *reader, const struct part *part, void *whole)
{
	reader_stop_at(reader, part->to);
	while (reader_next(reader))
		part->task->row(whole, reader);
	reader_stop_at(reader, INT64_MAX);
}

static void
settle(struct part *part, struct reader *reader, void *whole)
{
	if (part->threaded)
		pthread_join(part->thread, NULL);
	if (reader_offset(reader) == part->from && reader_agrees(reader, part->reader) &&
	    part->task->merge(whole, part->state, reader_lines(reader)))
		reader_pass(reader, part->reader);
	else if (part->to != INT64_MAX)
		read_again(reader, part, whole);
	reader_part_free(part->reader);
	part->task->end(part->state);
}

/* The last part of the file may be left for the caller to read. */
static void
read_parts(struct reader *reader, size_t jobs, const struct parts_task *task, void *whole)
{
	struct part *parts = mem_new(jobs, sizeof *parts);
	size_t count = cut(reader, parts, jobs);
	if (count == 1)
		count = 0;
	/* The first part is read here, when the others are on their way. */
	for (size_t i = count; i-- > 0;)
		start(&parts[i], reader, task, whole, i > 0);
	for (size_t i = 0; i < count; i++)
		settle(&parts[i], reader, whole);
	free(parts);
}

static bool
can_split(struct reader *reader, const struct parts_task *task, void *whole, bool asked)
{
	int64_t from = reader_offset(reader), size = reader_size(reader);
	if (from < 0 || size - from < (asked ? 1 : WORTHWHILE))
		return false;
	void *part = task->begin(whole);
	if (part)
		task->end(part);
	return part;
}

void
parts_read(struct reader *reader, size_t jobs, const struct parts_task *task, void *whole)
{
	size_t next = 0, threads = threads_count(jobs);
	for (;;) {
		if (reader_file(reader) >= next) {
			next = reader_file(reader) + 1;
			if (threads > 1 && can_split(reader, task, whole, jobs > 0))
				read_parts(reader, threads, task, whole);
		}
		if (!reader_next(reader))
			break;
		task->row(whole, reader);
	}
}
