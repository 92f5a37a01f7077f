#include "source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/csvin.h"
#include "../../common/diag.h"
#include "../../common/mem.h"
#include "export.h"

#define ABSENT ((size_t)-1)

/* What rows of a file are left out for. */
enum {
	LEFT_TOTAL,
	LEFT_COMMENT,
	LEFT_FOOTER,
	LEFT_UNPAID,
	LEFT_UNWON,
	LEFT_LATE,
	LEFT_BEHIND,
	LEFT
};

/* What is known of the file being read. */
struct file {
	struct roi_layout layout;
	struct roi_manner manner;
	size_t status; /* the column that says whether a deal or order counts */
	bool simple;   /* what is left out shows by its first cell: see is_plain() */
	uint64_t rows, left[LEFT];
	size_t first_left[LEFT]; /* lines */
	uint64_t bounds;         /* cells such as `< 10%` */
};

struct roi_source {
	const struct options_common *common;
	const struct roi_source_options *options;
	struct reader_guide guide;
	struct slice *chosen;  /* columns that -c names */
	char delimiter;        /* of the first file: asked for, or said; 0: none */
	bool looked;           /* at the first file */
	const char *file_name; /* NULL: none is being read */
	struct file file;
};

/* What is said of a file */

/* A text for one message, cut where it is too long. */
struct said {
	char text[2400];
	size_t n;
};

static void say(struct said *said, const char *format, ...) DIAG_PRINTF(2, 3);

static void
say(struct said *said, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n =
	    vsnprintf(said->text + said->n, sizeof said->text - said->n, format, args);
	va_end(args);
	said->n += n > 0 ? (size_t)n : 0;
	if (said->n >= sizeof said->text)
		said->n = sizeof said->text - 1;
}

static const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* The columns whose names aren't just those of the roles. */
static bool
say_columns(struct said *said, const struct reader *reader)
{
	const char *before = "; ";
	for (size_t role = 0; role < ROI_ROLES; role++) {
		const char *name = roi_role_name((enum roi_role)role);
		if (!reader_has(reader, role) ||
		    columns_alike(reader_column_name(reader, role), slice_of(name)))
			continue;
		say(said, "%s%s is \"%s\"", before, name,
		    diag_show(reader_column_name(reader, role)).text);
		before = ", ";
	}
	return *before == ',';
}

static const char *
delimiter_name(char delimiter)
{
	return delimiter == '\t' ? "tabs" : delimiter == ';' ? "semicolons" : "commas";
}

/* Says what a file was taken for, unless that is a plain table. */
static void
note_layout(const struct roi_source *source, const struct reader *reader)
{
	const struct file *file = &source->file;
	const struct roi_layout *layout = &file->layout;
	struct said said = {"", 0};
	if (layout->titles && layout->skip_lines)
		say(&said, "; the header is below %zu line%s of titles or comments",
		    layout->skip_lines, plural(layout->skip_lines));
	if (layout->delimiter && layout->delimiter != ',' && !source->common->delimiter)
		say(&said, "; separated by %s", delimiter_name(layout->delimiter));
	if (layout->how == ROI_DECIMAL_SEEN && layout->decimal == ',')
		say(&said, "; decimal commas");
	if (reader_has(reader, ROI_DATE) && file->manner.dates)
		say(&said, "; dates as %s where they aren't ISO 8601",
		    file->manner.dates);
	bool named = say_columns(&said, reader);
	if (file->manner.micros)
		say(&said, "; spend counts millionths");
	if (!said.n && !named && layout->platform == ROI_PLAIN)
		return;
	const char *platform = roi_platform_name(layout->platform);
	diag_note("%s: read as %s%s%s", reader_file_name(reader),
	    *platform ? "an export of " : "a table", platform, said.text);
}

static void
note_left(const struct roi_source *source)
{
	static const char *const what[LEFT] = {
	    [LEFT_TOTAL] = "totals",
	    [LEFT_COMMENT] = "comments",
	    [LEFT_FOOTER] = "footers",
	    [LEFT_UNPAID] = "orders that aren't paid, or lines of orders",
	    [LEFT_UNWON] = "deals that aren't won",
	    [LEFT_LATE] = "rows later than --as-of",
	    [LEFT_BEHIND] = "what stands below the table",
	};
	const struct file *file = &source->file;
	struct said said = {"", 0};
	for (size_t i = 0; i < LEFT; i++)
		if (file->left[i])
			say(&said, "%s%s (%llu, from line %zu)", said.n ? ", " : "",
			    what[i], (unsigned long long)file->left[i],
			    file->first_left[i]);
	if (said.n)
		diag_note("%s: %llu row%s read; left out: %s", source->file_name,
		    (unsigned long long)file->rows, plural(file->rows), said.text);
	if (file->bounds)
		diag_note("%s: %llu cell%s such as \"< 10%%\" taken as missing",
		    source->file_name, (unsigned long long)file->bounds,
		    plural(file->bounds));
}

/* Counts the record in a line among those left out. */
static void
leave(struct roi_source *source, size_t what, size_t line)
{
	struct file *file = &source->file;
	if (file->left[what]++ == 0)
		file->first_left[what] = line;
}

/* The guide of the reader */

static void
look(void *data, struct slice head, struct csvin_options *csv)
{
	struct roi_source *source = data;
	struct roi_request request = {
	    .delimiter = csv->delimiter,
	    .decimal = source->common->decimal,
	    .skip_given = source->options->skip_given,
	    .skip_lines = source->options->skip_lines,
	    .chosen = source->chosen,
	    .chosen_count = source->common->choices_count,
	};
	if (!source->looked)
		source->delimiter = csv->delimiter;
	source->looked = true;
	if (head.n == CSVIN_HEAD) /* not all there is: the last line may be cut */
		while (head.n && head.p[head.n - 1] != '\n' && head.p[head.n - 1] != '\r')
			head.n--;
	if (source->file_name && !source->common->quiet)
		note_left(source);
	source->file = (struct file){0};
	roi_layout_find(head, &request, &source->file.layout);
	csv->skip_lines = source->file.layout.skip_lines;
	if (source->file.layout.delimiter)
		csv->delimiter = source->file.layout.delimiter;
}

static struct columns_match
find(void *data, const struct slice *names, size_t count, size_t role)
{
	(void)data;
	return roi_role_find(names, count, (enum roi_role)role);
}

static void
check_decimal(const struct roi_source *source, const struct reader *reader)
{
	const struct roi_layout *layout = &source->file.layout;
	if (layout->how == ROI_DECIMAL_AMBIGUOUS)
		diag_fatal(EX_DATAERR,
		    "%s:%zu: \"%s\" is ambiguous, and no other number tells: if the "
		    "comma "
		    "is the decimal mark, say --decimal=, and if the dot is, --decimal=.",
		    reader_file_name(reader), layout->example_line,
		    diag_show(layout->example).text);
}

static void
check_figures(const struct reader *reader)
{
	for (size_t role = ROI_FIGURES; role < ROI_ROLES; role++)
		if (reader_has(reader, role))
			return;
	struct said said = {"", 0};
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	for (size_t i = 0; i < n && i < 20; i++)
		say(&said, "%s%s", i ? ", " : "", diag_show(names[i]).text);
	diag_fatal(EX_DATAERR,
	    "%s: no column has spend or results; there are: %s%s; if another line is the "
	    "header, say how many stand above it, --skip-lines=N; if a column has "
	    "another "
	    "name, say so, as in -c spend=NAME",
	    reader_file_name(reader), said.text, n > 20 ? ", ..." : "");
}

/* Where deals and orders are listed, not all of them are revenue. */
static size_t
find_status(const struct slice *names, size_t n, enum roi_platform platform)
{
	struct columns_match match = {.outcome = COLUMNS_ABSENT};
	if (platform == ROI_HUBSPOT)
		match = columns_named(names, n, slice_of("deal stage"));
	if (platform == ROI_SHOPIFY)
		match = columns_named(names, n, slice_of("financial status"));
	return match.outcome == COLUMNS_FOUND ? match.column : ABSENT;
}

/* What the names of the columns say. */
static void
find_currencies(struct file *file, const struct reader *reader)
{
	bool differ = false;
	for (size_t role = ROI_FIGURES; role < ROI_ROLES; role++) {
		if (!reader_has(reader, role) || !roi_role_is_money((enum roi_role)role))
			continue;
		struct slice said = roi_name_currency(reader_column_name(reader, role));
		file->manner.currency[role] = said;
		differ |= said.n && file->manner.shared.n &&
		          !slice_equal(said, file->manner.shared);
		if (said.n)
			file->manner.shared = said;
	}
	if (differ)
		file->manner.shared.n = 0;
}

static void
opened(void *data, const struct reader *reader, struct number_style *style)
{
	struct roi_source *source = data;
	struct file *file = &source->file;
	size_t n;
	const struct slice *names = reader_header(reader, &n);
	source->file_name = reader_file_name(reader);
	check_figures(reader);
	check_decimal(source, reader);
	if (!source->common->decimal && file->layout.how == ROI_DECIMAL_SEEN)
		*style = (struct number_style){file->layout.decimal, false};
	file->manner.undecided = !source->common->decimal &&
	                         file->layout.how == ROI_DECIMAL_USUAL &&
	                         file->layout.found && file->layout.delimiter != ',';
	file->status = find_status(names, n, file->layout.platform);
	file->manner.dates = roi_platform_dates(file->layout.platform);
	if (source->common->date_format)
		file->manner.dates = NULL;
	else if (style->decimal == ',')
		file->manner.dates =
		    "%d/%m/%Y"; /* who writes commas writes the day first */
	find_currencies(file, reader);
	file->manner.micros = reader_has(reader, ROI_SPEND) &&
	                      roi_name_is_micros(reader_column_name(reader, ROI_SPEND));
	file->simple = file->status == ABSENT && !file->layout.titles &&
	               file->layout.platform != ROI_META &&
	               file->layout.platform != ROI_GA4;
	if (!source->common->quiet)
		note_layout(source, reader);
}

/* The first cell that isn't missing; the first of all where all are. */
static struct slice
first_cell(const struct csvin *in)
{
	size_t n = csvin_cells(in);
	for (size_t i = 0; i < n; i++) {
		struct slice cell = csvin_cell(in, i);
		if (!number_is_missing(cell))
			return cell;
	}
	return n ? csvin_cell(in, 0) : (struct slice){"", 0};
}

/* Does the row say nothing of what it is about, though the file has columns for it? Meta
 * and Google Analytics write their totals so. */
static bool
is_about_nothing(const struct roi_source *source, const struct reader *reader)
{
	enum roi_platform platform = source->file.layout.platform;
	bool any = false;
	if (platform != ROI_META && platform != ROI_GA4)
		return false;
	for (size_t role = ROI_CAMPAIGN; role <= ROI_DATE; role++) {
		if (!reader_has(reader, role))
			continue;
		any = true;
		if (!number_is_missing(reader_cell(reader, role)))
			return false;
	}
	return any;
}

static bool
is_total(const struct roi_source *source, const struct reader *reader,
    const struct csvin *in, enum csvin_status status)
{
	if (source->options->keep_totals)
		return false;
	bool labelled = roi_is_total(first_cell(in));
	if (status != CSVIN_RECORD)
		return labelled;
	if (!labelled)
		return is_about_nothing(source, reader);
	/* A campaign may be called Total; what has a date is no total. */
	struct slice date = reader_cell(reader, ROI_DATE);
	return number_is_missing(date) || roi_is_total(date);
}

/* Do all cells hold texts, as those of another table's header do? */
static bool
is_header(const struct csvin *in)
{
	static const struct number_style dot = {'.', false};
	struct number number;
	for (size_t i = 0; i < csvin_cells(in); i++)
		if (number_is_missing(csvin_cell(in, i)) ||
		    !number_parse(csvin_cell(in, i), &dot, &number))
			return false;
	return true;
}

/* Behind a blank line an export that has titles may go on with another table. */
static bool
is_behind(
    const struct roi_source *source, const struct csvin *in, enum csvin_status status)
{
	return source->file.layout.titles && csvin_after_blank(in) &&
	       (status == CSVIN_BAD || is_header(in));
}

static bool
is_paid(struct slice status)
{
	return slice_equal_nocase(status, slice_of("paid")) ||
	       slice_equal_nocase(status, slice_of("partially_refunded"));
}

static bool
is_won(struct slice stage)
{
	return columns_alike(stage, slice_of("closed won")) ||
	       columns_alike(stage, slice_of("closedwon"));
}

/* What a record is left out for; LEFT if it isn't. */
static size_t
reason_to_leave(const struct roi_source *source, const struct reader *reader,
    const struct csvin *in, enum csvin_status status)
{
	const struct file *file = &source->file;
	if (is_total(source, reader, in, status))
		return LEFT_TOTAL;
	bool odd = status == CSVIN_BAD || csvin_cells(in) == 1;
	if (odd && roi_is_footer(csvin_raw(in)))
		return LEFT_FOOTER;
	/* A comment that happens to have as many cells is one only in a file of them. */
	if ((odd || file->layout.titles) && roi_is_comment(csvin_raw(in)))
		return file->layout.titles && file->rows ? LEFT_BEHIND : LEFT_COMMENT;
	if (is_behind(source, in, status))
		return LEFT_BEHIND;
	if (file->status == ABSENT || status == CSVIN_BAD)
		return LEFT;
	struct slice cell = slice_trim(csvin_cell(in, file->status));
	if (file->layout.platform == ROI_SHOPIFY)
		return is_paid(cell) ? LEFT : LEFT_UNPAID;
	return is_won(cell) ? LEFT : LEFT_UNWON;
}

/*
 * Is it easily seen that the record isn't left out? Nothing that is missing begins with a
 * digit or one of these letters, nor does the label of totals, a comment or a footer.
 */
static bool
is_plain(const struct file *file, const struct csvin *in, enum csvin_status status)
{
	if (status != CSVIN_RECORD || !file->simple)
		return false;
	struct slice cell = csvin_cell(in, 0);
	const char first = cell.n ? slice_lower(cell.p[0]) : ' ';
	return (first >= '0' && first <= '9') ||
	       (first >= 'a' && first <= 'z' && first != 'c' && first != 'g' &&
	           first != 'n' && first != 's' && first != 't');
}

static enum reader_verdict
judge(void *data, const struct reader *reader, const struct csvin *in,
    enum csvin_status status)
{
	struct roi_source *source = data;
	if (is_plain(&source->file, in, status))
		return READER_TAKE;
	size_t reason = reason_to_leave(source, reader, in, status);
	if (reason == LEFT)
		return READER_TAKE;
	leave(source, reason, csvin_line(in));
	return reason == LEFT_BEHIND ? READER_STOP : READER_PASS;
}

/* What the reader of the rows asks and tells */

struct roi_source *
roi_source_new(
    const struct options_common *common, const struct roi_source_options *options)
{
	struct roi_source *source = mem_new(1, sizeof *source);
	source->common = common;
	source->options = options;
	source->guide = (struct reader_guide){source, look, find, opened, judge};
	source->chosen = mem_new(common->choices_count, sizeof *source->chosen);
	for (size_t i = 0; i < common->choices_count; i++)
		source->chosen[i] = slice_of(common->choices[i].column);
	return source;
}

void
roi_source_close(struct roi_source *source)
{
	if (!source->common->quiet)
		note_left(source);
	free(source->chosen);
	free(source);
}

const struct reader_guide *
roi_source_guide(const struct roi_source *source)
{
	return &source->guide;
}

const struct roi_manner *
roi_source_manner(const struct roi_source *source)
{
	return &source->file.manner;
}

void
roi_source_count_row(struct roi_source *source)
{
	source->file.rows++;
}

void
roi_source_count_late(struct roi_source *source, size_t line)
{
	leave(source, LEFT_LATE, line);
}

void
roi_source_count_bound(struct roi_source *source)
{
	source->file.bounds++;
}

struct roi_source *
roi_source_part(const struct roi_source *whole)
{
	/* Where there are titles, another table may come behind the first one. */
	if (whole->file.layout.titles)
		return NULL;
	struct roi_source *part = mem_new(1, sizeof *part);
	*part = *whole;
	part->guide.data = part;
	part->file.rows = part->file.bounds = 0;
	memset(part->file.left, 0, sizeof part->file.left);
	return part;
}

void
roi_source_add(struct roi_source *whole, const struct roi_source *part, size_t lines)
{
	struct file *to = &whole->file;
	const struct file *from = &part->file;
	to->rows += from->rows;
	to->bounds += from->bounds;
	for (size_t i = 0; i < LEFT; i++) {
		if (from->left[i] && !to->left[i])
			to->first_left[i] = lines + from->first_left[i];
		to->left[i] += from->left[i];
	}
}

void
roi_source_part_free(struct roi_source *part)
{
	free(part);
}

char
roi_source_delimiter(const struct roi_source *source)
{
	return source->delimiter;
}
