/*
 * Text into HTML and SVG, so that no cell can become a tag, break out of an attribute or
 * break the page: markup characters are escaped; bytes that aren't UTF-8 and characters
 * that XML 1.0 or HTML rules out become U+FFFD, control characters their pictures
 * (U+2400 to U+2421).
 */
#ifndef MARKUP_H
#define MARKUP_H

#include "output.h"
#include "slice.h"

/* For element content and for attributes in double quotes. */
void markup_text(struct output *output, struct slice text);

/* ` NAME="TEXT"` */
void markup_attribute(struct output *output, const char *name, struct slice text);

#endif
