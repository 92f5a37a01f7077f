/*
 * What every driver under tests/unit shares: checks that print where they fail and both
 * values, and go on. main() ends with `return check_result();`, which is 1 where a check
 * failed or none was made.
 */
#ifndef CHECK_H
#define CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "../../common/slice.h"

#define CHECK(condition) check_that((condition), __FILE__, __LINE__, #condition)

/* Equal within a share of what is expected; NAN equals NAN, 0 only 0. */
#define CHECK_NEAR(value, expected, relative_tolerance)                                  \
	check_near((value), (expected), (relative_tolerance), __FILE__, __LINE__, #value)

/* Each side is a slice or a C string; NULL reads as "(null)". */
#define CHECK_TEXT(text, expected)                                                       \
	check_text(CHECK_SLICE(text), CHECK_SLICE(expected), __FILE__, __LINE__, #text)
#define CHECK_SLICE(text)                                                                \
	_Generic((text), struct slice : check_slice, default : check_string)(text)

static unsigned check_count, check_failures;

/* Counts a check; true where it failed and the caller has something to add. */
static inline bool
check_failed(bool passed, const char *file, int line, const char *what)
{
	check_count++;
	if (passed)
		return false;
	check_failures++;
	fprintf(stderr, "%s:%d: %s", file, line, what);
	return true;
}

static inline void
check_that(bool passed, const char *file, int line, const char *what)
{
	if (check_failed(passed, file, line, what))
		fprintf(stderr, " is false\n");
}

static inline void
check_near(double value, double expected, double relative_tolerance, const char *file,
    int line, const char *what)
{
	double allowed = isfinite(expected) ? relative_tolerance * fabs(expected) : 0;
	bool same = value == expected || (isnan(value) && isnan(expected));
	if (check_failed(same || fabs(value - expected) <= allowed, file, line, what))
		fprintf(stderr, " is %.17g, expected %.17g\n", value, expected);
}

static inline struct slice
check_slice(struct slice text)
{
	return text;
}

static inline struct slice
check_string(const char *text)
{
	return slice_of(text ? text : "(null)");
}

static inline void
check_text(struct slice text, struct slice expected, const char *file, int line,
    const char *what)
{
	if (check_failed(slice_equal(text, expected), file, line, what))
		fprintf(stderr, " is \"%.*s\", expected \"%.*s\"\n", (int)text.n, text.p,
		    (int)expected.n, expected.p);
}

static inline int
check_result(void)
{
	printf("%u checks, %u failed\n", check_count, check_failures);
	return check_count == 0 || check_failures > 0;
}

#endif
