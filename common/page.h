/*
 * A table as a page of HTML that needs nothing else: title, pictures, the table. No
 * scripts, no outside references; every cell is escaped (markup.h).
 */
#ifndef PAGE_H
#define PAGE_H

#include "figure.h"
#include "grid.h"

struct page {
	const char *title;
	bool fragment; /* the body alone, to be joined with others */
	/* Draws pictures of the table; NULL: there are none. */
	void (*picture)(
	    struct figures *figures, const struct grid *grid, const void *data);
	const void *data;
};

/*
 * Columns without a value are left out, and named below the table. The section has an id
 * made of the title and a hash of title and table, so that those of a joined page differ.
 */
void page_write(struct output *output, const struct page *page, const struct grid *grid);

#endif
