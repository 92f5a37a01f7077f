/*
 * Memory that is there: when it runs out, the program ends with status 71 and says so.
 * Everything is freed with free().
 */
#ifndef MEM_H
#define MEM_H

#include <stddef.h>

#include "diag.h"

/* For those whose memory is a library's: ends the program the same way. */
DIAG_NORETURN void mem_exhausted(void);

/* n × size bytes, zeroed. */
void *mem_new(size_t n, size_t size);

/* realloc() to n × size bytes. */
void *mem_resize(void *p, size_t n, size_t size);

/*
 * Makes room for `need` elements in an array that has room for *capacity, growing by
 * half at least. Returns the array, moved or not; there is one for no elements, too.
 */
void *mem_grow(void *p, size_t *capacity, size_t need, size_t size);

/* A NUL-terminated copy of n bytes. */
char *mem_text(const char *p, size_t n);

#endif
