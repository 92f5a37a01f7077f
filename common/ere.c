#include "ere.h"

#include <errno.h>
#include <pthread.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

struct ere {
	char *expression; /* as it is searched for */
	int flags;
	regex_t compiled;
	size_t looked_at;     /* bytes, since it was compiled */
	pthread_mutex_t lock; /* of what matching changes */
};

/* Behind the `]` that ends the bracket expression at p, or the end of the text. */
static const char *
skip_bracket(const char *p)
{
	p += p[1] == '^' ? 2 : 1;
	p += *p == ']'; /* the first one is a member */
	while (*p && *p != ']') {
		/* [:alpha:], [.x.] and [=x=] have a ] of their own */
		char kind = *p == '[' && p[1] && strchr(":.=", p[1]) ? p[1] : '\0';
		p += kind ? 2 : 1;
		while (kind && *p && !(p[0] == kind && p[1] == ']'))
			p++;
		p += kind && *p ? 2 : 0;
	}
	return *p ? p + 1 : p;
}

/* Does a number of the {m,n} at p have more than three digits? */
static bool
repeats_often(const char *p)
{
	size_t digits = 0;
	for (; *p && *p != '}' && digits <= 3; p++)
		digits = *p >= '0' && *p <= '9' ? digits + 1 : 0;
	return digits > 3;
}

/*
 * regcomp() takes time and memory without bounds for some expressions: repetitions of
 * repetitions double what they repeat. And so does regexec(): for references back, which
 * the standard doesn't know and glibc does. NULL, or why this one might be such.
 */
static const char *
check(const char *text)
{
	enum { LONGEST = 500, MOST_GROUPS = 8 };
	size_t groups = 0, intervals = 0, open = 0;
	bool repeated = false;
	if (strlen(text) > LONGEST)
		return "an expression of more than 500 characters isn't taken";
	for (const char *p = text; *p;) {
		bool repeats = strchr("*+?{", *p) != NULL;
		if (repeats && repeated)
			return "one repetition directly behind another isn't taken";
		repeated = repeats;
		groups += *p == '(';
		open += *p == '(';
		if (*p == ')' && open-- == 0)
			return "a ) without its ( isn't taken; \\) is that character";
		if (*p == '{' && (++intervals > 1 || repeats_often(p)))
			return "more than one {m,n}, or numbers above 999, aren't taken";
		if (*p == '\\' && p[1] >= '1' && p[1] <= '9')
			return "a reference back, such as \\1, isn't taken";
		if (*p == '[')
			p = skip_bracket(p);
		else if (*p == '{')
			p += strcspn(p, "}") + (strchr(p, '}') != NULL);
		else
			p += *p == '\\' && p[1] ? 2 : 1;
	}
	return groups > MOST_GROUPS ? "more than 8 groups aren't taken" : NULL;
}

/* Returns regcomp()'s error, not that memory ran out. */
static int
compile(regex_t *compiled, const char *expression, int flags)
{
	int error = regcomp(compiled, expression, flags);
	if (error == REG_ESPACE)
		mem_exhausted();
	return error;
}

/*
 * glibc takes the place behind a line end for the beginning of the text, and the one
 * before it for its end, once in a while. So line ends are vertical tabs here, in the
 * expression and in texts: these belong to the same classes of characters.
 */
static void
hide_line_ends(char *text, size_t n)
{
	for (char *p = text; (p = memchr(p, '\n', n - (size_t)(p - text))); p++)
		*p = '\v';
}

/*
 * The search is for the expression behind anything, from the beginning of the text: left
 * to itself, regexec() would begin anew at each byte, and take the square of the time.
 */
static char *
behind_anything(const char *expression)
{
	size_t room = strlen(expression) + sizeof "^.*()";
	char *text = mem_new(room, 1);
	snprintf(text, room, "^.*(%s)", expression);
	hide_line_ends(text, strlen(text));
	return text;
}

struct ere *
ere_new(const char *expression, bool ignore_case, char *reason, size_t room)
{
	const char *problem = check(expression);
	if (problem) {
		snprintf(reason, room, "%s", problem);
		return NULL;
	}
	struct ere *ere = mem_new(1, sizeof *ere);
	ere->flags = REG_EXTENDED | REG_NOSUB | (ignore_case ? REG_ICASE : 0);
	/* Alone, for what is wrong with it could be mended by what is put around it. */
	int error = compile(&ere->compiled, expression, ere->flags);
	if (error) {
		char text[100];
		regerror(error, &ere->compiled, text, sizeof text);
		snprintf(reason, room, "not an extended regular expression: %s", text);
		free(ere);
		return NULL;
	}
	regfree(&ere->compiled);
	ere->expression = behind_anything(expression);
	pthread_mutex_init(&ere->lock, NULL);
	compile(&ere->compiled, ere->expression, ere->flags);
	return ere;
}

void
ere_free(struct ere *ere)
{
	if (!ere)
		return;
	regfree(&ere->compiled);
	pthread_mutex_destroy(&ere->lock);
	free(ere->expression);
	free(ere);
}

/* regexec() remembers each state that texts have led it to, of which there may be as many
 * as bytes; a fresh copy has none. */
static void
forget(struct ere *ere)
{
	regfree(&ere->compiled);
	compile(&ere->compiled, ere->expression, ere->flags);
	ere->looked_at = 0;
}

/* True, or false with errno 0, or ENOMEM where memory may have run out. */
static bool
look(struct ere *ere, struct slice text)
{
	regmatch_t part = {0, (regoff_t)text.n};
	if (ere->looked_at + text.n > ERE_LONGEST_TEXT)
		forget(ere);
	ere->looked_at += text.n;
	errno = 0;
	int error = regexec(&ere->compiled, text.p, 1, &part, REG_STARTEND);
	if (error == REG_ESPACE)
		mem_exhausted(); /* Unreachable: glibc says REG_NOMATCH, others this */
	return error == 0;
}

/*
 * glibc says REG_NOMATCH too where memory ran out. Then errno is ENOMEM; but malloc()
 * leaves that behind as well where the heap couldn't grow and it found memory elsewhere.
 * A second go tells, and where the same comes of it, whether there is memory. If not, or
 * if only the first one failed, what that left behind isn't freed: glibc would free some
 * of it twice.
 */
static bool
look_again(struct ere *ere, struct slice text)
{
	enum { PLENTY = 4 * 1024 * 1024 };
	regex_t before = ere->compiled;
	compile(&ere->compiled, ere->expression, ere->flags);
	ere->looked_at = 0;
	bool found = look(ere, text);
	if (!found && errno == ENOMEM) {
		free(mem_new(PLENTY, 1));
		regfree(&before);
	}
	return found;
}

static bool
search(struct ere *ere, struct slice text)
{
	pthread_mutex_lock(&ere->lock);
	bool found = look(ere, text);
	if (!found && errno == ENOMEM)
		found = look_again(ere, text);
	pthread_mutex_unlock(&ere->lock);
	return found;
}

/* The address sanitizer looks for a NUL behind the text, though with REG_STARTEND
 * regexec() doesn't. */
#if defined __SANITIZE_ADDRESS__
enum { WANTS_NUL = 1 };
#elif defined __has_feature
enum { WANTS_NUL = __has_feature(address_sanitizer) };
#else
enum { WANTS_NUL = 0 };
#endif

bool
ere_matches(struct ere *ere, struct slice text)
{
	if (!WANTS_NUL && (!text.n || !memchr(text.p, '\n', text.n)))
		return search(ere, text);
	char *copy = mem_text(text.p, text.n);
	hide_line_ends(copy, text.n);
	bool found = search(ere, (struct slice){copy, text.n});
	free(copy);
	return found;
}
