#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The variable's value, NULL where it is unset or empty. */
static const char *
value_of(const char *name)
{
	const char *value = getenv(name);
	return value && *value ? value : NULL;
}

bool
terminal_is_utf8(void)
{
	const char *locale = value_of("LC_ALL");
	if (!locale)
		locale = value_of("LC_CTYPE");
	if (!locale)
		locale = value_of("LANG");
	const char *charset = locale ? strchr(locale, '.') : NULL;
	if (!charset)
		return false;
	size_t n = strcspn(charset + 1, "@");
	return (n == 5 && strncasecmp(charset + 1, "utf-8", n) == 0) ||
	       (n == 4 && strncasecmp(charset + 1, "utf8", n) == 0);
}

bool
terminal_has_colour(void)
{
	const char *term = value_of("TERM");
	return !value_of("NO_COLOR") && term && strcmp(term, "dumb") != 0;
}
