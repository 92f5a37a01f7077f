#include "folds.h"

#include <stdlib.h>

#include "../../common/mem.h"

static uint64_t
next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15U;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

void
folds_deal(const uint8_t *outcome, const uint32_t *rows, size_t count, size_t folds,
    uint64_t seed, uint8_t *fold)
{
	uint32_t *order = mem_new(count, sizeof *order);
	size_t dealt[2] = {0, 0};
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	for (size_t i = count; i > 1; i--) {
		size_t k = (size_t)(next(&seed) % i);
		uint32_t swapped = order[i - 1];
		order[i - 1] = order[k];
		order[k] = swapped;
	}
	for (size_t i = 0; i < count; i++)
		fold[order[i]] = (uint8_t)(dealt[outcome[rows[order[i]]]]++ % folds);
	free(order);
}

size_t
folds_split(const uint32_t *rows, size_t count, const uint8_t *fold, size_t part,
    uint32_t *inside, uint32_t *outside)
{
	size_t in = 0, out = 0;
	for (size_t i = 0; i < count; i++) {
		if (fold[i] == part)
			inside[in++] = rows[i];
		else
			outside[out++] = rows[i];
	}
	return in;
}
