#include "parts.h"

#include <stdlib.h>

#include "mem.h"
#include "threads.h"

enum { WORTHWHILE = 4 * 1024 * 1024 }; /* bytes of a file, where nobody asked */

struct part {
	void *state;
	struct reader *reader;
	int64_t from, to; /* of the file's bytes */
};

/* A file that is read in parts. */
struct file {
	const struct parts_task *task;
	void *whole;
	struct reader *reader;
	struct part *parts; /* by place */
	int64_t length;     /* of a part */
	int64_t at;         /* where the next begins; INT64_MAX: there's none */
};

static bool
cut(void *data, size_t place)
{
	struct file *file = data;
	const struct parts_task *task = file->task;
	struct part *part = &file->parts[place];
	if (file->at == INT64_MAX)
		return false;
	int64_t to = reader_guess(file->reader, file->at + file->length);
	part->from = file->at;
	part->to = file->at = to < 0 ? INT64_MAX : to;
	part->state = task->begin(file->whole);
	part->reader = reader_part(file->reader, part->from, part->to,
	    task->guide ? task->guide(part->state) : NULL);
	if (task->meet)
		task->meet(part->state, part->reader);
	return true;
}

static void
read_part(void *data, size_t place)
{
	const struct file *file = data;
	const struct part *part = &file->parts[place];
	while (reader_next(part->reader))
		file->task->row(part->state, part->reader);
}

/* Has the whole read what the part should have told. */
static void
read_again(const struct file *file, const struct part *part)
{
	reader_stop_at(file->reader, part->to);
	while (reader_next(file->reader))
		file->task->row(file->whole, file->reader);
	reader_stop_at(file->reader, INT64_MAX);
}

/* The last part of the file may be left for the caller to read. */
static void
settle(void *data, size_t place)
{
	const struct file *file = data;
	struct part *part = &file->parts[place];
	if (reader_offset(file->reader) == part->from &&
	    reader_agrees(file->reader, part->reader) &&
	    file->task->merge(file->whole, part->state, reader_lines(file->reader)))
		reader_pass(file->reader, part->reader);
	else if (part->to != INT64_MAX)
		read_again(file, part);
	reader_part_free(part->reader);
	file->task->end(part->state);
}

/* How long parts are, so that there are as many as threads at least. */
static int64_t
part_length(struct reader *reader, size_t jobs, const struct parts_task *task)
{
	int64_t left = reader_size(reader) - reader_offset(reader);
	int64_t most = (left + (int64_t)jobs - 1) / (int64_t)jobs;
	if (task->part_bytes && (int64_t)task->part_bytes < most)
		return (int64_t)task->part_bytes;
	return most;
}

static void
read_parts(struct reader *reader, size_t jobs, const struct parts_task *task, void *whole)
{
	static const struct threads_line line = {cut, read_part, settle};
	size_t places = jobs * THREADS_PLACES;
	struct file file = {.task = task,
	    .whole = whole,
	    .reader = reader,
	    .parts = mem_new(places, sizeof *file.parts),
	    .length = part_length(reader, jobs, task),
	    .at = reader_offset(reader)};
	threads_run_in_order(jobs, places, &line, &file);
	free(file.parts);
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
