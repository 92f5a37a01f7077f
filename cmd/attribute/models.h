/*
 * The models of attribution: their names, what each needs from the input, and which of
 * them a list asks for. Pure.
 */
#ifndef ATTR_MODELS_H
#define ATTR_MODELS_H

#include <stdbool.h>
#include <stddef.h>

enum attr_model {
	ATTR_FIRST,
	ATTR_LAST,
	ATTR_LAST_NON_DIRECT,
	ATTR_LINEAR,
	ATTR_LINEAR_UNIQUE,
	ATTR_POSITION,
	ATTR_J,
	ATTR_INVERSE_J,
	ATTR_W_SHAPED,
	ATTR_FULL_PATH,
	ATTR_TIME_DECAY,
	ATTR_MARKOV,
	ATTR_SHAPLEY,
	ATTR_MODELS
};

#define ATTR_MODEL_NAMES                                                                 \
	"all|first|last|last-non-direct|linear|linear-unique|position|j|inverse-j|"      \
	"w-shaped|full-path|time-decay|markov|shapley"

/* As --model has it: `last-non-direct`. */
const char *attr_model_name(enum attr_model model);

/* Those asked for, each once. */
struct attr_models {
	enum attr_model list[ATTR_MODELS];
	size_t count;
	bool all; /* `all` was said: those that the input doesn't allow are left out */
};

/* Reads a list, or `all`. Returns NULL or what is wrong with it, a constant text. */
const char *attr_models_parse(const char *text, struct attr_models *models);

bool attr_models_have(const struct attr_models *models, enum attr_model model);
void attr_models_drop(struct attr_models *models, enum attr_model model);

/* Does one touch get everything, so that sums stay exact? */
bool attr_model_is_single(enum attr_model model);

/* Do its weights depend on more than the order of the channels: on times or key stages?
 * Then it needs touches. */
bool attr_model_needs_touches(enum attr_model model);
bool attr_model_needs_milestones(enum attr_model model);

#endif
