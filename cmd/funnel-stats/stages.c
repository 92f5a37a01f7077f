#include "stages.h"

#include <stdio.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/strmap.h"
#include "path.h"

struct stages {
	struct list texts; /* the items of --stages; the labels point into them */
	struct stages_step *steps;
	size_t count;
	struct list lost;
	struct strmap *folded; /* alternatives in lower case */
	int32_t *folded_steps; /* by id: what they are of */
	size_t folded_capacity;
};

/* `a|b|c` without the spaces around each; false if one is empty. */
static bool
split_alternatives(const char *text, struct list *names)
{
	size_t capacity = 0;
	for (const char *p = text;; p++) {
		struct slice name = {p, strcspn(p, "|")};
		p += name.n;
		name = slice_trim(name);
		if (name.n == 0)
			return false;
		names->items = mem_grow(
		    names->items, &capacity, names->count + 1, sizeof *names->items);
		names->items[names->count++] = mem_text(name.p, name.n);
		if (!*p)
			return true;
	}
}

/* In lower case, without the spaces around; to be freed. */
static char *
fold(struct slice stage, size_t *n)
{
	stage = slice_trim(stage);
	char *text = mem_text(stage.p, stage.n);
	for (size_t i = 0; i < stage.n; i++)
		text[i] = slice_lower(text[i]);
	*n = stage.n;
	return text;
}

static char *
named_twice(const char *name)
{
	char *reason;
	if (asprintf(&reason, "\"%s\" is named twice: a stage can be of one step only",
	        diag_show(slice_of(name)).text) < 0)
		diag_fatal(EX_OSERR, "out of memory");
	return reason;
}

/* Notes the names as those of a step. Returns NULL, or the reason, to be freed. */
static char *
register_names(struct stages *stages, const struct list *names, int32_t step)
{
	for (size_t i = 0; i < names->count; i++) {
		struct slice text;
		char *folded = fold(slice_of(names->items[i]), &text.n);
		text.p = folded;
		uint32_t count = strmap_count(stages->folded);
		uint32_t id = strmap_add(stages->folded, text);
		free(folded);
		if (id < count)
			return named_twice(names->items[i]);
		stages->folded_steps =
		    mem_grow(stages->folded_steps, &stages->folded_capacity,
		        (size_t)id + 1, sizeof *stages->folded_steps);
		stages->folded_steps[id] = step;
	}
	return NULL;
}

/* `[LABEL=]NAME|NAME`, in a text of our own that is cut at the `=`. */
static char *
parse_step(struct stages *stages, char *text)
{
	struct stages_step *step = &stages->steps[stages->count];
	char *equals = strchr(text, '=');
	if (equals) {
		*equals = '\0';
		/* Without the spaces in front of the `=`. */
		text[slice_trim(slice_of(text)).n] = '\0';
	}
	if (equals == text ||
	    !split_alternatives(equals ? equals + 1 : text, &step->names))
		return mem_text("a name is empty", strlen("a name is empty"));
	step->label = equals ? text : step->names.items[0];
	size_t earlier = stages->count++;
	char *reason = register_names(stages, &step->names, (int32_t)earlier);
	for (size_t i = 0; i < earlier && !reason; i++)
		if (strcmp(stages->steps[i].label, step->label) == 0)
			reason = mem_text("two steps have the same label",
			    strlen("two steps have the same label"));
	return reason;
}

static char *
parse_steps(struct stages *stages, const char *text)
{
	const char *problem = list_parse(text, &stages->texts);
	if (!problem && stages->texts.count > STAGES_MOST)
		problem = "more than 1000 steps";
	if (problem)
		return mem_text(problem, strlen(problem));
	stages->steps = mem_new(stages->texts.count, sizeof *stages->steps);
	char *reason = NULL;
	for (size_t i = 0; i < stages->texts.count && !reason; i++)
		reason = parse_step(stages, stages->texts.items[i]);
	return reason;
}

static char *
parse_lost(struct stages *stages, const char *text)
{
	if (!split_alternatives(text, &stages->lost))
		return mem_text("a name is empty", strlen("a name is empty"));
	return register_names(stages, &stages->lost, PATH_LOST);
}

struct stages *
stages_parse(const char *steps, const char *lost, const char **option, char **reason)
{
	struct stages *stages = mem_new(1, sizeof *stages);
	stages->folded = strmap_new();
	*option = "stages";
	*reason = parse_steps(stages, steps);
	if (!*reason && lost) {
		*option = "lost";
		*reason = parse_lost(stages, lost);
	}
	if (!*reason)
		return stages;
	stages_free(stages);
	return NULL;
}

void
stages_free(struct stages *stages)
{
	if (!stages)
		return;
	for (size_t i = 0; stages->steps && i < stages->texts.count; i++)
		list_release(&stages->steps[i].names);
	free(stages->steps);
	list_release(&stages->texts);
	list_release(&stages->lost);
	strmap_free(stages->folded);
	free(stages->folded_steps);
	free(stages);
}

size_t
stages_count(const struct stages *stages)
{
	return stages->count;
}

const struct stages_step *
stages_step(const struct stages *stages, size_t step)
{
	return &stages->steps[step];
}

const struct list *
stages_lost(const struct stages *stages)
{
	return &stages->lost;
}

int32_t
stages_find(const struct stages *stages, struct slice stage)
{
	struct slice text;
	uint32_t id;
	char *folded = fold(stage, &text.n);
	text.p = folded;
	bool found = strmap_find(stages->folded, text, &id);
	free(folded);
	return found ? stages->folded_steps[id] : PATH_OTHER;
}
