/*
 * What somebody may have meant. Pure.
 */
#ifndef SUGGEST_H
#define SUGGEST_H

#include <stddef.h>

#include "slice.h"

#define SUGGEST_NONE ((size_t)-1)

/*
 * Which of n words is closest to `word` by edit distance (Levenshtein 1966, letters
 * without regard to case)? SUGGEST_NONE if all are further away than a third of the
 * longer one's length; the earlier of two that are as close.
 */
size_t suggest(struct slice word, const struct slice *words, size_t n);

#endif
