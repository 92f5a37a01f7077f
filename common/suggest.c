#include "suggest.h"

enum { LONGEST = 64 };

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;
	return m < c ? m : c;
}

/* Both are at most LONGEST bytes. */
static size_t
edit_distance(struct slice a, struct slice b)
{
	size_t row[LONGEST + 1];
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = slice_lower(a.p[i - 1]) == slice_lower(b.p[j - 1]);
			size_t changed = diagonal + !same;
			diagonal = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1, changed);
		}
	}
	return row[b.n];
}

size_t
suggest(struct slice word, const struct slice *words, size_t n)
{
	size_t best = SUGGEST_NONE, best_distance = SUGGEST_NONE;
	if (word.n > LONGEST)
		return best;
	for (size_t i = 0; i < n; i++) {
		if (words[i].n > LONGEST)
			continue;
		size_t longer = word.n > words[i].n ? word.n : words[i].n;
		size_t distance = edit_distance(word, words[i]);
		if (distance <= longer / 3 && distance < best_distance) {
			best = i;
			best_distance = distance;
		}
	}
	return best;
}
