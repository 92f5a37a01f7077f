#include "threads.h"

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
