#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"

struct attr_weigher {
	struct attr_rules rules;
	uint64_t *seen; /* by channel: the latest path that was found to hold it */
	uint64_t path;
};

static const double j_shape[3] = {20, 20, 60}, inverse_j_shape[3] = {60, 20, 20};

struct attr_weigher *
attr_weigher_new(const struct attr_rules *rules, size_t channels)
{
	struct attr_weigher *weigher = mem_new(1, sizeof *weigher);
	weigher->rules = *rules;
	weigher->seen = mem_new(channels, sizeof *weigher->seen);
	return weigher;
}

void
attr_weigher_free(struct attr_weigher *weigher)
{
	if (!weigher)
		return;
	free(weigher->seen);
	free(weigher);
}

size_t
attr_weigher_single(const struct attr_weigher *weigher, enum attr_model model,
    const struct attr_touch *touches, size_t n)
{
	if (model == ATTR_FIRST)
		return 0;
	if (model == ATTR_LAST_NON_DIRECT)
		for (size_t i = n; i-- > 0;)
			if (!weigher->rules.direct[touches[i].channel])
				return i;
	return n - 1;
}

/* The first touch of a channel gets the channel's share. */
static void
share_by_channel(struct attr_weigher *weigher, const struct attr_touch *touches, size_t n,
    double *shares)
{
	size_t channels = 0;
	weigher->path++;
	for (size_t i = 0; i < n; i++) {
		uint64_t *seen = &weigher->seen[touches[i].channel];
		shares[i] = *seen != weigher->path;
		channels += *seen != weigher->path;
		*seen = weigher->path;
	}
	for (size_t i = 0; i < n; i++)
		shares[i] /= (double)channels;
}

static void
share_by_ends(const double shape[3], size_t n, double *shares)
{
	double sum = shape[0] + shape[2] + (n > 2 ? shape[1] : 0);
	if (n == 1) {
		shares[0] = 1;
		return;
	}
	for (size_t i = 1; i + 1 < n; i++)
		shares[i] = shape[1] / sum / (double)(n - 2);
	shares[0] = shape[0] / sum;
	shares[n - 1] = shape[2] / sum;
}

/* Ages count from the latest touch: what came after it is in all weights alike, and so
 * old paths don't vanish. */
static void
share_by_age(
    int64_t half_life_us, const struct attr_touch *touches, size_t n, double *shares)
{
	double sum = 0;
	for (size_t i = n; i-- > 0;) {
		int64_t age_us = touches[n - 1].time_us - touches[i].time_us;
		shares[i] = exp2(-(double)age_us / (double)half_life_us);
		sum += shares[i];
	}
	for (size_t i = 0; i < n; i++)
		shares[i] /= sum;
}

/* The touch that reached the milestone, or n. */
static size_t
reached(const struct attr_touch *touches, size_t n, size_t milestone)
{
	size_t i = 0;
	while (i < n && !(touches[i].milestones >> milestone & 1))
		i++;
	return i;
}

/* Key touches get `key` each (n: there is none), the others `rest` together; what is
 * missing leaves its share to all in proportion. */
static void
share_by_keys(
    const size_t *keys, size_t count, double key, double rest, size_t n, double *shares)
{
	double sum = 0;
	size_t others = n;
	memset(shares, 0, n * sizeof *shares);
	for (size_t k = 0; k < count; k++) {
		if (keys[k] == n)
			continue;
		others -= shares[keys[k]] == 0;
		shares[keys[k]] += key;
		sum += key;
	}
	if (others)
		sum += rest;
	for (size_t i = 0; i < n; i++)
		shares[i] = (shares[i] != 0 ? shares[i] : rest / (double)others) / sum;
}

static void
share_by_stage(const struct attr_rules *rules, enum attr_model model,
    const struct attr_touch *touches, size_t n, double *shares)
{
	size_t keys[4] = {0, reached(touches, n, 0), reached(touches, n, 1), n - 1};
	if (model == ATTR_W_SHAPED) {
		share_by_keys(keys, 3, 30, 10, n, shares);
		return;
	}
	if (rules->milestones == 3)
		keys[3] = reached(touches, n, 2);
	share_by_keys(keys, 4, 22.5, 10, n, shares);
}

void
attr_weigher_shares(struct attr_weigher *weigher, enum attr_model model,
    const struct attr_touch *touches, size_t n, double *shares)
{
	const struct attr_rules *rules = &weigher->rules;
	switch (model) {
	case ATTR_LINEAR:
		for (size_t i = 0; i < n; i++)
			shares[i] = 1 / (double)n;
		return;
	case ATTR_LINEAR_UNIQUE:
	case ATTR_SHAPLEY:
		share_by_channel(weigher, touches, n, shares);
		return;
	case ATTR_POSITION:
		share_by_ends(rules->position, n, shares);
		return;
	case ATTR_J:
		share_by_ends(j_shape, n, shares);
		return;
	case ATTR_INVERSE_J:
		share_by_ends(inverse_j_shape, n, shares);
		return;
	case ATTR_TIME_DECAY:
		share_by_age(rules->half_life_us, touches, n, shares);
		return;
	case ATTR_W_SHAPED:
	case ATTR_FULL_PATH:
		share_by_stage(rules, model, touches, n, shares);
		return;
	default:
		memset(shares, 0, n * sizeof *shares);
		shares[attr_weigher_single(weigher, model, touches, n)] = 1;
	}
}
