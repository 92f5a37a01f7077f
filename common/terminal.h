/*
 * What the environment says of the terminal, by the customary variables and nothing else:
 * no locale is set.
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>

/* Does it show UTF-8, by the first of LC_ALL, LC_CTYPE and LANG that is set? */
bool terminal_is_utf8(void);

/* May there be colour: NO_COLOR isn't set (no-color.org), TERM isn't `dumb`? */
bool terminal_has_colour(void);

#endif
