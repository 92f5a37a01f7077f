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
	size_t file;  /* the one that `from` is made for */
	size_t *from; /* by column: where it is in that file, or ABSENT */
	struct slice *cells;
};

static bool
is_computed(const struct passthrough *passthrough, struct slice name)
{
	for (size_t i = 0; i < passthrough->computed_count; i++)
		if (columns_alike(name, slice_of(passthrough->computed[i])))
			return true;
	return false;
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
	passthrough->names = mem_new(n, sizeof *passthrough->names);
	passthrough->from = mem_new(n, sizeof *passthrough->from);
	passthrough->cells = mem_new(n, sizeof *passthrough->cells);
	passthrough->file = reader_file(reader);
	for (size_t i = 0; i < n; i++) {
		if (!is_computed(passthrough, names[i])) {
			passthrough->from[passthrough->count] = i;
			passthrough->names[passthrough->count++] =
			    arena_copy(&passthrough->arena, names[i]);
		} else if (!replace) {
			diag_fatal(EX_DATAERR,
			    "%s: the input has a column \"%s\" already: --replace puts "
			    "the "
			    "computed one in its place",
			    reader_place(reader), diag_show(names[i]).text);
		}
	}
	return passthrough;
}

void
passthrough_free(struct passthrough *passthrough)
{
	if (!passthrough)
		return;
	arena_release(&passthrough->arena);
	free(passthrough->names);
	free(passthrough->from);
	free(passthrough->cells);
	free(passthrough);
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

/* The first column of that name that has no place yet. */
static bool
give_place(struct passthrough *passthrough, struct slice name, size_t column)
{
	for (size_t i = 0; i < passthrough->count; i++) {
		if (passthrough->from[i] == ABSENT &&
		    slice_equal(passthrough->names[i], name)) {
			passthrough->from[i] = column;
			return true;
		}
	}
	return is_computed(passthrough, name);
}

static void
find_places(struct passthrough *passthrough)
{
	size_t n;
	const struct slice *names = reader_header(passthrough->reader, &n);
	passthrough->file = reader_file(passthrough->reader);
	for (size_t i = 0; i < passthrough->count; i++)
		passthrough->from[i] = ABSENT;
	for (size_t i = 0; i < n; i++)
		if (!give_place(passthrough, names[i], i))
			diag_fatal(EX_DATAERR,
			    "%s: column \"%s\" isn't in the first file and would be "
			    "lost: "
			    "put the file with all columns first",
			    reader_place(passthrough->reader), diag_show(names[i]).text);
}

const struct slice *
passthrough_cells(struct passthrough *passthrough)
{
	if (reader_file(passthrough->reader) != passthrough->file)
		find_places(passthrough);
	for (size_t i = 0; i < passthrough->count; i++)
		passthrough->cells[i] =
		    passthrough->from[i] == ABSENT
		        ? (struct slice){"", 0}
		        : reader_header_cell(passthrough->reader, passthrough->from[i]);
	return passthrough->cells;
}
