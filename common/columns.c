#include "columns.h"

static char
fold(char c)
{
	return c == ' ' || c == '-' || c == '.' ? '_' : slice_lower(c);
}

bool
columns_alike(struct slice a, struct slice b)
{
	a = slice_trim(a);
	b = slice_trim(b);
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (fold(a.p[i]) != fold(b.p[i]))
			return false;
	return true;
}

bool
columns_among(struct slice name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (columns_alike(name, slice_of(names[i])))
			return true;
	return false;
}

static void
add(struct columns_match *match, size_t column)
{
	if (match->outcome == COLUMNS_ABSENT) {
		match->outcome = COLUMNS_FOUND;
		match->column = column;
	} else if (match->outcome == COLUMNS_FOUND && match->column != column) {
		match->outcome = COLUMNS_AMBIGUOUS;
		match->other = column;
	}
}

static struct columns_match
match_all(const struct slice *names, size_t n, struct slice wanted,
    bool (*equal)(struct slice, struct slice))
{
	struct columns_match match = {.outcome = COLUMNS_ABSENT};
	for (size_t i = 0; i < n; i++)
		if (equal(names[i], wanted))
			add(&match, i);
	return match;
}

static struct columns_match
at_position(size_t n, struct slice wanted)
{
	struct columns_match match = {.outcome = COLUMNS_ABSENT};
	size_t position = 0;
	for (size_t i = 1; i < wanted.n; i++) {
		if (wanted.p[i] < '0' || wanted.p[i] > '9' || position > n)
			return match;
		position = position * 10 + (size_t)(wanted.p[i] - '0');
	}
	if (position >= 1 && position <= n)
		add(&match, position - 1);
	return match;
}

struct columns_match
columns_named(const struct slice *names, size_t n, struct slice wanted)
{
	struct columns_match match = match_all(names, n, wanted, slice_equal);
	if (match.outcome == COLUMNS_ABSENT && wanted.n > 1 && wanted.p[0] == '#')
		match = at_position(n, wanted);
	if (match.outcome == COLUMNS_ABSENT)
		match = match_all(names, n, wanted, columns_alike);
	return match;
}

struct columns_match
columns_for_role(
    const struct slice *names, size_t n, const char *role, const char *aliases)
{
	struct columns_match match = columns_named(names, n, slice_of(role));
	if (match.outcome != COLUMNS_ABSENT || !aliases)
		return match;
	for (const char *p = aliases; *p; p += *p == '|') {
		struct slice alias = {p, strcspn(p, "|")};
		p += alias.n;
		for (size_t i = 0; i < n; i++)
			if (columns_alike(names[i], alias))
				add(&match, i);
	}
	return match;
}
