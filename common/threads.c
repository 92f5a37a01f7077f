#include "threads.h"

#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "mem.h"

size_t
threads_count(size_t jobs)
{
	cpu_set_t set;
	if (jobs)
		return jobs;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	return (size_t)CPU_COUNT(&set);
}

struct heap {
	void (*work)(void *data, size_t i);
	void *data;
	size_t count;
	atomic_size_t next;
};

/* Takes from the heap till nothing is left. */
static void *
take(void *shared)
{
	struct heap *heap = shared;
	size_t i;
	while ((i = atomic_fetch_add(&heap->next, 1)) < heap->count)
		heap->work(heap->data, i);
	return NULL;
}

void
threads_run(size_t threads, size_t count, void (*work)(void *data, size_t i), void *data)
{
	struct heap heap = {.work = work, .data = data, .count = count};
	size_t helpers = threads < count ? threads : count, started = 0;
	pthread_t *ids = mem_new(helpers, sizeof *ids);
	/* Where the system has no more threads, those that there are do it. */
	while (started + 1 < helpers &&
	       pthread_create(&ids[started], NULL, take, &heap) == 0)
		started++;
	take(&heap);
	for (size_t i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
	free(ids);
}

/* In order */

/* The lock is for what threads share: the numbers, and which pieces are done. */
struct crew {
	const struct threads_line *line;
	void *data;
	bool *done; /* by place */
	size_t places;
	size_t cut, taken, settled; /* how many pieces were */
	bool over;                  /* no more will be cut */
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

/* Works at the next piece that nobody has taken; the lock is held, but not meanwhile. */
static void
take_next(struct crew *crew)
{
	size_t place = crew->taken++ % crew->places;
	pthread_mutex_unlock(&crew->lock);
	crew->line->work(crew->data, place);
	pthread_mutex_lock(&crew->lock);
	crew->done[place] = true;
	pthread_cond_broadcast(&crew->changed);
}

static void
take_or_wait(struct crew *crew)
{
	if (crew->taken < crew->cut)
		take_next(crew);
	else
		pthread_cond_wait(&crew->changed, &crew->lock);
}

static void *
help(void *shared)
{
	struct crew *crew = shared;
	pthread_mutex_lock(&crew->lock);
	while (crew->taken < crew->cut || !crew->over)
		take_or_wait(crew);
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* Cuts pieces as far as there is room. */
static void
cut(struct crew *crew)
{
	while (!crew->over && crew->cut - crew->settled < crew->places) {
		bool any = crew->line->cut(crew->data, crew->cut % crew->places);
		pthread_mutex_lock(&crew->lock);
		crew->done[crew->cut % crew->places] = false;
		crew->cut += any;
		crew->over = !any;
		pthread_cond_broadcast(&crew->changed);
		pthread_mutex_unlock(&crew->lock);
	}
}

/* Settles the next piece, which is worked at here if nobody else does. */
static void
settle(struct crew *crew)
{
	size_t place = crew->settled % crew->places;
	pthread_mutex_lock(&crew->lock);
	while (!crew->done[place])
		take_or_wait(crew);
	pthread_mutex_unlock(&crew->lock);
	crew->line->settle(crew->data, place);
	crew->settled++;
}

/* A piece takes what the one before it has freed: memory that went back to the system in
 * between would have to be had, and cleared, again. */
static void
keep_freed_memory(void)
{
#ifdef M_TRIM_THRESHOLD
	mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
	mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
#endif
}

void
threads_run_in_order(
    size_t threads, size_t places, const struct threads_line *line, void *data)
{
	struct crew crew = {.line = line, .data = data, .places = places};
	pthread_t *ids = mem_new(threads, sizeof *ids);
	size_t started = 0;
	keep_freed_memory();
	crew.done = mem_new(places, sizeof *crew.done);
	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	while (started + 1 < threads &&
	       pthread_create(&ids[started], NULL, help, &crew) == 0)
		started++;
	for (cut(&crew); crew.settled < crew.cut; cut(&crew))
		settle(&crew);
	for (size_t i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
	pthread_cond_destroy(&crew.changed);
	pthread_mutex_destroy(&crew.lock);
	free(crew.done);
	free(ids);
}
