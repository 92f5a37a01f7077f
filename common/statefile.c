#include "statefile.h"

#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "date.h"
#include "mem.h"

static const char *const column_names[STATEFILE_COLUMNS] = {
    [STATEFILE_RECORD] = "record",
    [STATEFILE_NAME] = "name",
    [STATEFILE_VALUE] = "value",
};

static const char **
text_of(void *texts, const struct statefile_setting *setting)
{
	return (const char **)(void *)((char *)texts + setting->offset);
}

/* Other options */

void
statefile_check_partial(const struct options_common *options)
{
	if (options->format != CSVOUT_CSV || options->spreadsheet_safe)
		diag_usage(
		    "--partial writes what --merge reads: CSV, with nothing changed");
}

void
statefile_check_merge(const struct statefile_kind *kind, void *texts,
    const struct options_common *options, bool others, const char *input)
{
	for (size_t i = 0; i < kind->settings_count; i++)
		if (*text_of(texts, &kind->settings[i]))
			diag_usage("--merge takes --%s from the states: leave it out",
			    kind->settings[i].name);
	if (others || options->as_of_given || options->choices_count ||
	    options->date_format || options->decimal || options->rejects)
		diag_usage("--merge reads states: options that say how to read %s don't "
		           "apply",
		    input);
}

/* Writing */

void
statefile_fact(struct csvout *out, const struct statefile_kind *kind, const char *record,
    struct slice name, struct slice value)
{
	csvout_text(out, slice_of(record));
	csvout_text(out, name);
	csvout_text(out, value);
	for (size_t i = 0; i < kind->columns_count; i++)
		csvout_empty(out);
	csvout_end_row(out);
}

static void
write_setting(struct csvout *out, const struct statefile_kind *kind, const char *name,
    const char *value)
{
	statefile_fact(
	    out, kind, "setting", slice_of(name), slice_of(value ? value : ""));
}

void
statefile_begin(struct csvout *out, const struct statefile_kind *kind, void *texts,
    const struct options_common *options)
{
	char as_of[DATE_TEXT] = "";
	for (size_t i = 0; i < STATEFILE_COLUMNS; i++)
		csvout_column(out, slice_of(column_names[i]), CSVOUT_TEXT);
	for (size_t i = 0; i < kind->columns_count; i++)
		csvout_column(out, slice_of(kind->columns[i]), CSVOUT_TEXT);
	write_setting(out, kind, "version", kind->version);
	for (size_t i = 0; i < kind->settings_count; i++)
		write_setting(out, kind, kind->settings[i].name,
		    *text_of(texts, &kind->settings[i]));
	if (options->as_of_given)
		date_format(options->as_of_us, as_of);
	write_setting(out, kind, "as-of", as_of);
}

void
statefile_end(struct csvout *out, const struct statefile_kind *kind)
{
	statefile_fact(out, kind, "end", slice_of(""), slice_of(""));
}

/* The cells as netstrings (D. J. Bernstein): `5:Email,7:2025-Q1,`. Whatever they hold,
 * and however many there are, a state has the same columns. */
struct slice
statefile_pack(const struct group *group, uint32_t id, char **buffer, size_t *capacity)
{
	size_t n = 0;
	for (size_t i = 0; i < group_cells(group); i++) {
		struct slice cell = group_cell(group, id, i);
		*buffer = mem_grow(*buffer, capacity, n + cell.n + 24, 1);
		n += (size_t)snprintf(*buffer + n, *capacity - n, "%zu:", cell.n);
		if (cell.n)
			memcpy(*buffer + n, cell.p, cell.n);
		n += cell.n;
		(*buffer)[n++] = ',';
	}
	return (struct slice){*buffer, n};
}

/* Reading */

struct statefile {
	const struct statefile_kind *kind;
	struct options_common *options;
	struct reader *reader; /* NULL: all has been read */
	struct reader_role *roles;
	const char **names;  /* of the settings: the kind's, then version and as-of */
	const char **values; /* empty where an option wasn't given, NULL if not read */
	size_t settings;
	bool open;          /* a state is being read: its `end` is still to come */
	bool held;          /* the row at hand hasn't been handed out */
	size_t files;       /* that began with a state; the next has to, too */
	struct arena arena; /* the settings' texts */
	struct slice *cells;
	size_t capacity;
	char delimiter;
};

void
statefile_refuse(struct statefile *file, const char *reason)
{
	diag_fatal(EX_DATAERR, "%s: %s: is this the output of %s --partial?",
	    reader_place(file->reader), reason, diag_program());
}

static const char *
keep(struct statefile *file, struct slice text)
{
	char *p = arena_take(&file->arena, text.n + 1);
	if (text.n)
		memcpy(p, text.p, text.n);
	p[text.n] = '\0';
	return p;
}

static void
read_setting(struct statefile *file, struct slice name)
{
	struct slice value = reader_cell(file->reader, STATEFILE_VALUE);
	size_t i = slice_find(name, file->names, file->settings);
	if (i == file->settings)
		statefile_refuse(file, "an unknown setting");
	if (!file->values[i])
		file->values[i] = keep(file, value);
	if (!slice_equal(value, slice_of(file->values[i])))
		diag_fatal(EX_DATAERR,
		    "%s: states made with different options can't be merged: --%s=%s "
		    "here, --%s=%s before",
		    reader_place(file->reader), diag_show(name).text,
		    diag_show(value).text, diag_show(name).text,
		    diag_show(slice_of(file->values[i])).text);
}

/* A state begins with its version and is whole only with its `end`; each file holds one
 * at least. */
static void
begin_state(struct statefile *file)
{
	if (file->open)
		statefile_refuse(file, "the state before this line is cut short");
	if (reader_file(file->reader) > file->files)
		statefile_refuse(file, "the file before this one holds no state");
	file->open = true;
	file->files = reader_file(file->reader) + 1;
}

/* Reads what isn't a fact; false for a fact or the end of a state. Also the header comes
 * again where states were simply written one after the other. */
static bool
read_row(struct statefile *file)
{
	struct slice record = reader_cell(file->reader, STATEFILE_RECORD);
	struct slice name = reader_cell(file->reader, STATEFILE_NAME);
	if (slice_equal(record, slice_of("record")))
		return true;
	bool is_setting = slice_equal(record, slice_of("setting"));
	if (is_setting && slice_equal(name, slice_of("version")))
		begin_state(file);
	if (!file->open)
		statefile_refuse(file, "a row that belongs to no state");
	if (is_setting)
		read_setting(file, name);
	return is_setting;
}

/* Finds the next fact or end of a state. */
static bool
find_fact(struct statefile *file)
{
	while (reader_next(file->reader))
		if (!read_row(file))
			return true;
	if (file->open || file->files < file->options->files_count)
		statefile_refuse(file, "the last state is cut short");
	file->delimiter = reader_delimiter(file->reader);
	reader_close(file->reader);
	file->reader = NULL;
	return false;
}

static void
name_columns(struct statefile *file)
{
	const struct statefile_kind *kind = file->kind;
	file->roles =
	    mem_new(STATEFILE_COLUMNS + kind->columns_count, sizeof *file->roles);
	for (size_t i = 0; i < STATEFILE_COLUMNS; i++)
		file->roles[i] = (struct reader_role){column_names[i], NULL, true};
	for (size_t i = 0; i < kind->columns_count; i++)
		file->roles[STATEFILE_COLUMNS + i] =
		    (struct reader_role){kind->columns[i], NULL, true};
}

static void
name_settings(struct statefile *file)
{
	const struct statefile_kind *kind = file->kind;
	file->settings = kind->settings_count + 2;
	file->names = mem_new(file->settings, sizeof *file->names);
	file->values = mem_new(file->settings, sizeof *file->values);
	for (size_t i = 0; i < kind->settings_count; i++)
		file->names[i] = kind->settings[i].name;
	file->names[kind->settings_count] = "version";
	file->names[kind->settings_count + 1] = "as-of";
}

/* The settings of the first state, which all others have to agree with. */
static void
hand_out_settings(struct statefile *file, void *texts)
{
	const struct statefile_kind *kind = file->kind;
	struct date date;
	for (size_t i = 0; i < file->settings; i++)
		if (!file->values[i])
			statefile_refuse(file, "a setting is missing");
	if (strcmp(file->values[kind->settings_count], kind->version) != 0)
		statefile_refuse(file, "a state of another version");
	for (size_t i = 0; i < kind->settings_count; i++)
		*text_of(texts, &kind->settings[i]) =
		    *file->values[i] ? file->values[i] : NULL;
	const char *as_of = file->values[kind->settings_count + 1];
	if (!*as_of)
		return;
	if (date_parse(slice_of(as_of), NULL, &date) != NULL)
		statefile_refuse(file, "--as-of isn't a time");
	file->options->as_of_given = true;
	file->options->as_of_us = date.us;
}

struct statefile *
statefile_open(
    const struct statefile_kind *kind, void *texts, struct options_common *options)
{
	struct statefile *file = mem_new(1, sizeof *file);
	file->kind = kind;
	file->options = options;
	name_columns(file);
	name_settings(file);
	file->reader =
	    reader_open(file->roles, STATEFILE_COLUMNS + kind->columns_count, options);
	file->held = find_fact(file);
	hand_out_settings(file, texts);
	return file;
}

void
statefile_close(struct statefile *file)
{
	arena_release(&file->arena);
	free(file->roles);
	free(file->names);
	free(file->values);
	free(file->cells);
	free(file);
}

bool
statefile_next(struct statefile *file, struct slice *record)
{
	while (file->held || find_fact(file)) {
		file->held = false;
		*record = reader_cell(file->reader, STATEFILE_RECORD);
		if (!slice_equal(*record, slice_of("end")))
			return true;
		file->open = false;
	}
	return false;
}

struct reader *
statefile_reader(const struct statefile *file)
{
	return file->reader;
}

/* A netstring off the front of *text. */
static bool
take_netstring(struct slice *text, struct slice *cell)
{
	size_t n = 0, i = 0;
	for (; i < text->n && text->p[i] >= '0' && text->p[i] <= '9' && n < text->n; i++)
		n = n * 10 + (size_t)(text->p[i] - '0');
	if (i == 0 || text->n - i < n + 2 || text->p[i] != ':' ||
	    text->p[i + 1 + n] != ',')
		return false;
	*cell = (struct slice){text->p + i + 1, n};
	text->p += i + 1 + n + 1;
	text->n -= i + 1 + n + 1;
	return true;
}

const struct slice *
statefile_cells(struct statefile *file, size_t column, size_t count, const char *reason)
{
	struct slice text = reader_cell(file->reader, column);
	file->cells = mem_grow(file->cells, &file->capacity, count, sizeof *file->cells);
	for (size_t i = 0; i < count; i++)
		if (!take_netstring(&text, &file->cells[i]))
			statefile_refuse(file, reason);
	if (text.n)
		statefile_refuse(file, reason);
	return file->cells;
}

struct money
statefile_money(struct statefile *file, size_t column, const char *reason)
{
	static const struct number_style style = {'.', false};
	struct money amount;
	if (money_parse(reader_cell(file->reader, column), &style, &amount) != NULL)
		statefile_refuse(file, reason);
	return amount;
}

int64_t
statefile_time(struct statefile *file, size_t column, const char *reason)
{
	struct date date;
	if (date_parse(reader_cell(file->reader, column), NULL, &date) != NULL)
		statefile_refuse(file, reason);
	return date.us;
}

char
statefile_delimiter(const struct statefile *file)
{
	return file->delimiter;
}
