/*
 * --stages and --lost, any text up to the first NUL and from there to the second: it is
 * refused with a reason, or each alternative of each step is found as that step, however
 * its letters and the spaces around it are.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../cmd/funnel-stats/path.h"
#include "../../cmd/funnel-stats/stages.h"
#include "../../common/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

/* The other case of each letter, and spaces around it. */
static char *
spell_otherwise(const char *name)
{
	char *text;
	require(asprintf(&text, "\t %s ", name) > 0);
	for (char *p = text; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
		else if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	return text;
}

static void
require_found(struct stages *stages, const struct list *names, int32_t step)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];
		require(*name && slice_trim(slice_of(name)).n == strlen(name));
		char *otherwise = spell_otherwise(name);
		/* twice, as the first time teaches it the spelling */
		for (int times = 0; times < 2; times++) {
			require(stages_find(stages, slice_of(name)) == step);
			require(stages_find(stages, slice_of(otherwise)) == step);
		}
		free(otherwise);
	}
}

static void
require_complete(struct stages *stages, const char *lost)
{
	require(stages_count(stages) >= 1 && stages_count(stages) <= STAGES_MOST);
	for (size_t i = 0; i < stages_count(stages); i++) {
		const struct stages_step *step = stages_step(stages, i);
		require(*step->label && step->names.count >= 1);
		require_found(stages, &step->names, (int32_t)i);
	}
	require((stages_lost(stages)->count > 0) == (lost != NULL));
	require_found(stages, stages_lost(stages), PATH_LOST);
	require(stages_find(stages, slice_of("")) == PATH_OTHER);
	require(stages_find(stages, slice_of(" | ")) == PATH_OTHER);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text((const char *)data, size), *reason;
	size_t n = strlen(text);
	const char *lost = n < size ? text + n + 1 : NULL, *option;
	struct stages *stages = stages_parse(text, lost, &option, &reason);
	require((stages == NULL) == (reason != NULL));
	if (stages)
		require_complete(stages, lost);
	else
		require(*reason &&
		        (!strcmp(option, "stages") || (lost && !strcmp(option, "lost"))));
	stages_free(stages);
	free(reason);
	free(text);
	return 0;
}
