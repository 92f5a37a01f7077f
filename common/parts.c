#include "parts.h"

#include <pthread.h>
#include <stdlib.h>

#include "mem.h"
#include "threads.h"

enum {
	WORTHWHILE = 4 * 1024 * 1024, /* bytes of a file, where nobody asked */
	ON_THE_WAY = 2                /* parts for each thread */
};

struct part {
	void *state;
	struct reader *reader;
	int64_t from, to; /* of the file's bytes */
	bool is_read;
};

/*
 * Parts are cut, read and settled in the order of the file; a part's place is its number
 * modulo `room`. The lock is for what threads share: the numbers, and what is read.
 */
struct crew {
	const struct parts_task *task;
	struct part *parts;
	size_t room;
	size_t cut, taken, settled; /* how many were */
	bool over;                  /* no more will be cut */
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

static struct part *
part_at(const struct crew *crew, size_t i)
{
	return &crew->parts[i % crew->room];
}

/* Reads the next part that nobody has taken; the lock is held, but not meanwhile. */
static void
read_part(struct crew *crew)
{
	struct part *part = part_at(crew, crew->taken++);
	pthread_mutex_unlock(&crew->lock);
	while (reader_next(part->reader))
		crew->task->row(part->state, part->reader);
	pthread_mutex_lock(&crew->lock);
	part->is_read = true;
	pthread_cond_broadcast(&crew->changed);
}

static void *
work(void *shared)
{
	struct crew *crew = shared;
	pthread_mutex_lock(&crew->lock);
	while (crew->taken < crew->cut || !crew->over) {
		if (crew->taken < crew->cut)
			read_part(crew);
		else
			pthread_cond_wait(&crew->changed, &crew->lock);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* Has it read, here too if nobody else does. */
static void
wait_for(struct crew *crew, const struct part *part)
{
	pthread_mutex_lock(&crew->lock);
	while (!part->is_read) {
		if (crew->taken < crew->cut)
			read_part(crew);
		else
			pthread_cond_wait(&crew->changed, &crew->lock);
	}
	pthread_mutex_unlock(&crew->lock);
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

/* Cuts parts as far as there is room; *at is where the next begins, INT64_MAX at the end
 * of the file. */
static void
cut(struct crew *crew, struct reader *reader, void *whole, int64_t length, int64_t *at)
{
	const struct parts_task *task = crew->task;
	while (*at != INT64_MAX && crew->cut - crew->settled < crew->room) {
		struct part *part = part_at(crew, crew->cut);
		int64_t to = reader_guess(reader, *at + length);
		*part = (struct part){.from = *at,
		    .to = to < 0 ? INT64_MAX : to,
		    .state = task->begin(whole)};
		part->reader = reader_part(reader, part->from, part->to,
		    task->guide ? task->guide(part->state) : NULL);
		if (task->meet)
			task->meet(part->state, part->reader);
		*at = part->to;
		pthread_mutex_lock(&crew->lock);
		crew->cut++;
		pthread_cond_broadcast(&crew->changed);
		pthread_mutex_unlock(&crew->lock);
	}
}

/* Has the whole read what the part should have told. */
static void
read_again(struct reader *reader, const struct parts_task *task, const struct part *part,
    void *whole)
{
	reader_stop_at(reader, part->to);
	while (reader_next(reader))
		task->row(whole, reader);
	reader_stop_at(reader, INT64_MAX);
}

/* The last part of the file may be left for the caller to read. */
static void
settle(struct crew *crew, struct reader *reader, void *whole)
{
	const struct parts_task *task = crew->task;
	struct part *part = part_at(crew, crew->settled);
	wait_for(crew, part);
	if (reader_offset(reader) == part->from && reader_agrees(reader, part->reader) &&
	    task->merge(whole, part->state, reader_lines(reader)))
		reader_pass(reader, part->reader);
	else if (part->to != INT64_MAX)
		read_again(reader, task, part, whole);
	reader_part_free(part->reader);
	task->end(part->state);
	crew->settled++;
}

/* Starts so many threads, or as many as there can be; returns how many. */
static size_t
hire(struct crew *crew, pthread_t *threads, size_t count)
{
	size_t hired = 0;
	while (hired < count && pthread_create(&threads[hired], NULL, work, crew) == 0)
		hired++;
	return hired;
}

static void
dismiss(struct crew *crew, pthread_t *threads, size_t count)
{
	pthread_mutex_lock(&crew->lock);
	crew->over = true;
	pthread_cond_broadcast(&crew->changed);
	pthread_mutex_unlock(&crew->lock);
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

static void
read_parts(struct reader *reader, size_t jobs, const struct parts_task *task, void *whole)
{
	struct crew crew = {.task = task, .room = jobs * ON_THE_WAY};
	int64_t at = reader_offset(reader), length = part_length(reader, jobs, task);
	pthread_t *threads = mem_new(jobs, sizeof *threads);
	crew.parts = mem_new(crew.room, sizeof *crew.parts);
	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	size_t hired = hire(&crew, threads, jobs - 1);
	for (;;) {
		cut(&crew, reader, whole, length, &at);
		if (crew.settled == crew.cut)
			break;
		settle(&crew, reader, whole);
	}
	dismiss(&crew, threads, hired);
	pthread_cond_destroy(&crew.changed);
	pthread_mutex_destroy(&crew.lock);
	free(crew.parts);
	free(threads);
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
