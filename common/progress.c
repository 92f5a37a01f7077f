#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"

enum { ROWS_BETWEEN_LOOKS = 4096 };

struct progress {
	uint64_t rows;
	double started, shown;  /* seconds of the monotonic clock */
	int64_t done, position; /* bytes of earlier inputs, of this one */
};

static double
seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct progress *
progress_new(bool wanted)
{
	if (!wanted || !isatty(STDERR_FILENO))
		return NULL;
	struct progress *progress = mem_new(1, sizeof *progress);
	progress->started = progress->shown = seconds();
	return progress;
}

static void
show(struct progress *progress, const char *name, int64_t size, double elapsed)
{
	double bytes = (double)(progress->done + progress->position);
	double rate = elapsed > 0 ? bytes / elapsed : 0;
	char line[200], left[60] = "";
	if (size > 0 && rate > 0)
		snprintf(left, sizeof left, ", %.0f%%, %.0f s left",
		    100 * (double)progress->position / (double)size,
		    (double)(size - progress->position) / rate);
	int n = snprintf(line, sizeof line,
	    "\r%s: %.40s: %.1f MB, %llu rows, %.1f MB/s%s\033[K", diag_program(), name,
	    bytes / 1e6, (unsigned long long)progress->rows, rate / 1e6, left);
	size_t length = n < 0 ? 0 : (size_t)n < sizeof line ? (size_t)n : sizeof line - 1;
	ssize_t ignored = write(STDERR_FILENO, line, length);
	(void)ignored;
}

void
progress_row(struct progress *progress, const char *name, int64_t position, int64_t size)
{
	if (!progress)
		return;
	if (position < progress->position)
		progress->done += progress->position; /* the next input */
	progress->position = position;
	if (++progress->rows % ROWS_BETWEEN_LOOKS)
		return;
	double now = seconds();
	if (now - progress->shown < 0.2)
		return;
	progress->shown = now;
	show(progress, name, size, now - progress->started);
}

void
progress_end(struct progress *progress)
{
	if (!progress)
		return;
	ssize_t ignored = write(STDERR_FILENO, "\r\033[K", 4);
	(void)ignored;
	free(progress);
}
