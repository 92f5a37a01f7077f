#include "passthrough.h"

#include <stdlib.h>

#include "arena.h"
#include "columns.h"
#include "diag.h"
#include "mem.h"

#define ABSENT ((size_t)-1)

struct passthrough {
	struct reader *reader;
	struct arena arena;
	struct slice *names;
	size_t count;
	const char *const *computed;
	size_t computed_count;
	bool replace;
	size_t file;   /* the one that `from` is made for */
	size_t *from;  /* by column: where it is in that file, or ABSENT */
	bool straight; /* that is its own place, and there are no other columns */
	bool is_part;  /* all but the reader and `cells` is the whole's */
	struct slice *cells;
};

static bool
is_computed(const struct passthrough *passthrough, struct slice name)
{
	return columns_among(name, passthrough->computed, passthrough->computed_count);
}

/* A column that is going to be computed: left out, or in the way. */
static bool
leave_out(const struct passthrough *passthrough, struct slice name)
{
	if (!is_computed(passthrough, name))
		return false;
	if (!passthrough->replace)
		diag_fatal(EX_DATAERR,
		    "%s: the input has a column \"%s\" already: --replace puts the "
		    "computed "
		    "one in its place",
		    reader_place(passthrough->reader), diag_show(name).text);
	return true;
}

struct passthrough *
passthrough_new(
    struct reader *reader, const char *const *computed, size_t count, bool replace)
{
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	struct passthrough *passthrough = mem_new(1, sizeof *passthrough);
	passthrough->reader = reader;
	passthrough->computed = computed;
	passthrough->computed_count = count;
	passthrough->replace = replace;
	passthrough->names = mem_new(n, sizeof *passthrough->names);
	passthrough->from = mem_new(n, sizeof *passthrough->from);
	passthrough->cells = mem_new(n, sizeof *passthrough->cells);
	passthrough->file = reader_file(reader);
	for (size_t i = 0; i < n; i++) {
		if (leave_out(passthrough, names[i]))
			continue;
		passthrough->from[passthrough->count] = i;
		passthrough->names[passthrough->count++] =
		    arena_copy(&passthrough->arena, names[i]);
	}
	passthrough->straight = passthrough->count == n;
	return passthrough;
}

void
passthrough_free(struct passthrough *passthrough)
{
	if (!passthrough)
		return;
	if (!passthrough->is_part) {
		arena_release(&passthrough->arena);
		free(passthrough->names);
		free(passthrough->from);
	}
	free(passthrough->cells);
	free(passthrough);
}

struct passthrough *
passthrough_part(const struct passthrough *whole, struct reader *part)
{
	struct passthrough *passthrough = mem_new(1, sizeof *passthrough);
	*passthrough = *whole;
	passthrough->is_part = true;
	passthrough->reader = part;
	passthrough->cells = mem_new(whole->count, sizeof *passthrough->cells);
	return passthrough;
}

size_t
passthrough_columns(const struct passthrough *passthrough)
{
	return passthrough->count;
}

void
passthrough_declare(const struct passthrough *passthrough, struct csvout *out)
{
	for (size_t i = 0; i < passthrough->count; i++)
		csvout_column(out, passthrough->names[i], CSVOUT_TEXT);
}

/* Gives each column of the file that has none yet the first free place whose name is
 * `equal` to its own. */
static void
give_places(struct passthrough *passthrough, const struct slice *names, size_t n,
    bool *placed, bool (*equal)(struct slice, struct slice))
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < passthrough->count && !placed[i]; k++) {
			if (passthrough->from[k] == ABSENT &&
			    equal(passthrough->names[k], names[i])) {
				passthrough->from[k] = i;
				placed[i] = true;
			}
		}
	}
}

/* Where the file's columns go. Returns the number of one that has no place and can't be
 * left out, or how many there are. */
static size_t
find_places(struct passthrough *passthrough)
{
	size_t n, lost = 0;
	const struct slice *names = reader_header(passthrough->reader, &n);
	bool *placed = mem_new(n, sizeof *placed);
	for (size_t i = 0; i < passthrough->count; i++)
		passthrough->from[i] = ABSENT;
	for (size_t i = 0; i < n; i++)
		placed[i] = passthrough->replace && is_computed(passthrough, names[i]);
	give_places(passthrough, names, n, placed, slice_equal);
	give_places(passthrough, names, n, placed, columns_alike);
	while (lost < n && placed[lost])
		lost++;
	free(placed);
	passthrough->straight = passthrough->count == n;
	for (size_t i = 0; i < n && passthrough->straight; i++)
		passthrough->straight = passthrough->from[i] == i;
	return lost;
}

bool
passthrough_fits(struct passthrough *passthrough)
{
	size_t n, file = reader_file(passthrough->reader);
	reader_header(passthrough->reader, &n);
	if (passthrough->file == file)
		return true;
	if (find_places(passthrough) < n)
		return false;
	passthrough->file = file;
	return true;
}

static void
see_file(struct passthrough *passthrough)
{
	if (reader_file(passthrough->reader) == passthrough->file ||
	    passthrough_fits(passthrough))
		return;
	size_t n;
	const struct slice *names = reader_header(passthrough->reader, &n);
	for (size_t i = 0; i < n; i++)
		leave_out(passthrough, names[i]);
	diag_fatal(EX_DATAERR,
	    "%s: column \"%s\" isn't in the first file and would be lost: put the file "
	    "with all columns first",
	    reader_place(passthrough->reader),
	    diag_show(names[find_places(passthrough)]).text);
}

bool
passthrough_row(
    struct passthrough *passthrough, const struct csvout *out, struct slice *row)
{
	const struct reader *reader = passthrough->reader;
	see_file(passthrough);
	*row = reader_raw(reader);
	return passthrough->straight &&
	       csvout_copies(out, reader_file_delimiter(reader)) &&
	       !memchr(row->p, '"', row->n);
}

void
passthrough_write(struct passthrough *passthrough, struct csvout *out)
{
	struct slice row;
	if (passthrough_row(passthrough, out, &row)) {
		csvout_copy(out, row, passthrough->count);
		return;
	}
	const struct slice *cells = passthrough_cells(passthrough);
	for (size_t i = 0; i < passthrough->count; i++)
		csvout_text(out, cells[i]);
}

const struct slice *
passthrough_cells(struct passthrough *passthrough)
{
	see_file(passthrough);
	for (size_t i = 0; i < passthrough->count; i++)
		passthrough->cells[i] =
		    passthrough->from[i] == ABSENT
		        ? (struct slice){"", 0}
		        : reader_header_cell(passthrough->reader, passthrough->from[i]);
	return passthrough->cells;
}
