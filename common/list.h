/*
 * Lists in options: one CSV record, so that a word with a comma in it can be quoted.
 */
#ifndef LIST_H
#define LIST_H

#include <stddef.h>

struct list {
	char **items; /* NUL-terminated texts, without the spaces around them */
	size_t count;
};

/* Reads the text into *list, to be released. Returns NULL, or what is wrong with it: a
 * constant text. An empty item is wrong. */
const char *list_parse(const char *text, struct list *list);
void list_release(struct list *list);

#endif
