/*
 * UTF-16 as UTF-8. Pure.
 */
#ifndef UTF16_H
#define UTF16_H

#include <stdbool.h>
#include <stddef.h>

#include "slice.h"

/*
 * Converts whole characters from the front of *in into to[0..n), n >= 4, as many as there
 * are and fit, and takes them off *in. Returns the bytes written. What is left in *in is
 * less than a character, or had no room, or is a surrogate without its other half: then
 * *invalid is set.
 */
size_t
utf16_convert(struct slice *in, bool big_endian, char *to, size_t n, bool *invalid);

#endif
