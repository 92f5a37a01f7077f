/*
 * A slice is a run of bytes that belongs to somebody else: a cell of the record
 * being read, a key of a map, a word of an option. It isn't NUL-terminated, and a
 * slice lives as long as what it points into, never longer.
 */
#ifndef SLICE_H
#define SLICE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *p;
	size_t n;
};

static inline struct slice
slice_of(const char *text)
{
	return (struct slice){text, strlen(text)};
}

/* The four bytes at a and the four at b, the first of them in the lowest bits. */
static inline uint64_t
slice_load(const char *a, const char *b)
{
	uint32_t first, second;
	memcpy(&first, a, sizeof first);
	memcpy(&second, b, sizeof second);
	return (uint64_t)le32toh(first) << 32 | le32toh(second);
}

/*
 * The bytes of a text of 4 to 16 in two words, by loads that overlap and without a branch
 * on its length: texts of a column differ in theirs, and it would often be guessed wrong.
 */
static inline void
slice_words(struct slice s, uint64_t *first, uint64_t *last)
{
	const size_t inner = s.n / 8 * 4;
	const char *end = s.p + s.n - 4;
	*first = slice_load(s.p, s.p + inner);
	*last = slice_load(end, end - inner);
}

/* Most texts are short: a few loads are less than a call. */
static inline bool
slice_equal(struct slice a, struct slice b)
{
	size_t n = a.n;
	if (n != b.n)
		return false;
	if (n - 4 <= 12) {
		uint64_t first[2], last[2];
		slice_words(a, &first[0], &last[0]);
		slice_words(b, &first[1], &last[1]);
		return ((first[0] ^ first[1]) | (last[0] ^ last[1])) == 0;
	}
	if (n > 16)
		return memcmp(a.p, b.p, n) == 0;
	while (n && a.p[n - 1] == b.p[n - 1])
		n--;
	return n == 0;
}

/* Which of the words is it? count if none. */
static inline size_t
slice_find(struct slice text, const char *const *words, size_t count)
{
	size_t i = 0;
	while (i < count && !slice_equal(text, slice_of(words[i])))
		i++;
	return i;
}

/* Bytewise order, a prefix before what it begins: <0, 0 or >0. */
static inline int
slice_compare(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Without the spaces and tabs at both ends. */
static inline struct slice
slice_trim(struct slice s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* ASCII letters without regard to case: no locale has a say. */
static inline char
slice_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool
slice_equal_nocase(struct slice a, struct slice b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (slice_lower(a.p[i]) != slice_lower(b.p[i]))
			return false;
	return true;
}

#endif
