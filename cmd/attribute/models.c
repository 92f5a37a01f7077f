#include "models.h"

#include <string.h>

#include "../../common/list.h"

static const char *const names[ATTR_MODELS] = {
    [ATTR_FIRST] = "first",
    [ATTR_LAST] = "last",
    [ATTR_LAST_NON_DIRECT] = "last-non-direct",
    [ATTR_LINEAR] = "linear",
    [ATTR_LINEAR_UNIQUE] = "linear-unique",
    [ATTR_POSITION] = "position",
    [ATTR_J] = "j",
    [ATTR_INVERSE_J] = "inverse-j",
    [ATTR_W_SHAPED] = "w-shaped",
    [ATTR_FULL_PATH] = "full-path",
    [ATTR_TIME_DECAY] = "time-decay",
    [ATTR_MARKOV] = "markov",
    [ATTR_SHAPLEY] = "shapley",
};

const char *
attr_model_name(enum attr_model model)
{
	return names[model];
}

static const char *
add_named(struct attr_models *models, const char *name)
{
	for (size_t i = 0; i < ATTR_MODELS; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		if (attr_models_have(models, (enum attr_model)i))
			return "a model is named twice";
		models->list[models->count++] = (enum attr_model)i;
		return NULL;
	}
	return "there are first, last, last-non-direct, linear, linear-unique, position, "
	       "j, inverse-j, w-shaped, full-path, time-decay, markov, shapley, and all";
}

const char *
attr_models_parse(const char *text, struct attr_models *models)
{
	struct list list;
	*models = (struct attr_models){.all = strcmp(text, "all") == 0};
	if (models->all) {
		for (size_t i = 0; i < ATTR_MODELS; i++)
			models->list[models->count++] = (enum attr_model)i;
		return NULL;
	}
	const char *reason = list_parse(text, &list);
	for (size_t i = 0; !reason && i < list.count; i++)
		reason = add_named(models, list.items[i]);
	list_release(&list);
	return reason;
}

bool
attr_models_have(const struct attr_models *models, enum attr_model model)
{
	for (size_t i = 0; i < models->count; i++)
		if (models->list[i] == model)
			return true;
	return false;
}

void
attr_models_drop(struct attr_models *models, enum attr_model model)
{
	size_t kept = 0;
	for (size_t i = 0; i < models->count; i++)
		if (models->list[i] != model)
			models->list[kept++] = models->list[i];
	models->count = kept;
}

bool
attr_model_is_single(enum attr_model model)
{
	return model == ATTR_FIRST || model == ATTR_LAST || model == ATTR_LAST_NON_DIRECT;
}

bool
attr_model_needs_milestones(enum attr_model model)
{
	return model == ATTR_W_SHAPED || model == ATTR_FULL_PATH;
}

bool
attr_model_needs_touches(enum attr_model model)
{
	return model == ATTR_TIME_DECAY || attr_model_needs_milestones(model);
}
