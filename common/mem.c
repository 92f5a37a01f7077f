#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
mem_exhausted(void)
{
	diag_fatal(EX_OSERR, "out of memory");
}

static void *
there(void *p)
{
	if (!p)
		mem_exhausted();
	return p;
}

void *
mem_new(size_t n, size_t size)
{
	return there(calloc(n ? n : 1, size));
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	return there(reallocarray(p, n ? n : 1, size));
}

void *
mem_grow(void *p, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity && p)
		return p;
	size_t grown = *capacity + *capacity / 2 + 16;
	*capacity = grown > need ? grown : need;
	return mem_resize(p, *capacity, size);
}

char *
mem_text(const char *p, size_t n)
{
	char *text = mem_resize(NULL, n + 1, 1);
	if (n)
		memcpy(text, p, n);
	text[n] = '\0';
	return text;
}
