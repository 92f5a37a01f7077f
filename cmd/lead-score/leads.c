#include "leads.h"

#include <stdlib.h>

#include "../../common/mem.h"
#include "../../common/parts.h"
#include "scored.h"

enum { PART_BYTES = 1024 * 1024 };

/* All of the leads, or a part of a file of them. */
struct leads {
	struct leads *whole; /* of a part */
	struct run *run;
	struct scored *scored;
	struct csvout *out;
	struct run own; /* a part's run */
};

static void *
begin(void *data)
{
	struct leads *whole = data, *part;
	if (!run_has_parts(whole->run) || !csvout_has_parts(whole->out) ||
	    !scored_fits(whole->scored))
		return NULL;
	part = mem_new(1, sizeof *part);
	part->whole = whole;
	return part;
}

static void
meet(void *data, struct reader *reader)
{
	struct leads *part = data;
	run_begin_part(&part->own, part->whole->run, reader);
	part->run = &part->own;
	part->scored = scored_part(part->whole->scored, reader);
	part->out = csvout_part(part->whole->out);
}

static void
take(void *data, struct reader *reader)
{
	struct leads *leads = data;
	const char *status = run_row(leads->run);
	(void)reader; /* it is the run's */
	if (status)
		scored_row(leads->scored, &leads->run->score, status, leads->out);
}

static bool
merge(void *data, void *part_data, size_t lines)
{
	struct leads *whole = data, *part = part_data;
	(void)lines;
	csvout_add(whole->out, part->out);
	scored_merge(whole->scored, part->scored);
	return true;
}

static void
end(void *data)
{
	struct leads *part = data;
	if (part->run) {
		run_end_part(part->run);
		scored_free(part->scored);
		csvout_part_free(part->out);
	}
	free(part);
}

static const struct parts_task task = {.begin = begin,
    .meet = meet,
    .row = take,
    .merge = merge,
    .end = end,
    .part_bytes = PART_BYTES};

void
leads_write(struct run *run, struct csvout *out)
{
	const struct run_settings *settings = run->settings;
	struct scored *scored = scored_new(&run->rules, run->reader, settings->reasons,
	    settings->top, settings->replace);
	struct leads leads = {.run = run, .scored = scored, .out = out};
	scored_declare(scored, out);
	parts_read(run->reader, run->common->jobs, &task, &leads);
	scored_finish(scored, out);
	scored_free(scored);
}
