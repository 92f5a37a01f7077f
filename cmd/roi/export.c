#include "export.h"

#include "../../common/date.h"
#include "../../common/number.h"

enum {
	CELLS = 512,  /* of a line that are looked at */
	LINES = 200,  /* that may stand above the header */
	SAMPLE = 500, /* records that show the decimal mark */
};

/* A walk over the records of the head. */
struct walk {
	struct slice rest;
	size_t lines; /* physical lines behind us */
	char delimiter;
};

/* The length of the line end that stands here, 0 if none does. */
static size_t
line_end(struct slice text)
{
	if (text.n == 0 || (text.p[0] != '\n' && text.p[0] != '\r'))
		return 0;
	return text.p[0] == '\r' && text.n > 1 && text.p[1] == '\n' ? 2 : 1;
}

static void
drop(struct slice *text, size_t n)
{
	text->p += n;
	text->n -= n;
}

/* One physical line, without its end. */
static struct slice
take_line(struct walk *walk)
{
	struct slice line = {walk->rest.p, 0};
	while (line.n < walk->rest.n && line.p[line.n] != '\n' && line.p[line.n] != '\r')
		line.n++;
	drop(&walk->rest, line.n);
	drop(&walk->rest, line_end(walk->rest));
	walk->lines++;
	return line;
}

/* A cell in quotes, as it stands between them. */
static struct slice
take_quoted(struct walk *walk)
{
	drop(&walk->rest, 1);
	struct slice *rest = &walk->rest, cell = {rest->p, 0};
	while (rest->n) {
		size_t end = line_end(*rest);
		size_t n = end ? end : 1;
		bool quote = rest->p[0] == '"';
		if (quote && (rest->n == 1 || rest->p[1] != '"'))
			break;
		if (quote)
			n = 2;
		walk->lines += end > 0;
		cell.n += n;
		drop(rest, n);
	}
	drop(rest, rest->n > 0);
	return cell;
}

static struct slice
take_cell(struct walk *walk)
{
	struct slice cell = {walk->rest.p, 0};
	if (walk->rest.n && walk->rest.p[0] == '"')
		cell = take_quoted(walk);
	while (
	    walk->rest.n && walk->rest.p[0] != walk->delimiter && !line_end(walk->rest)) {
		cell.n += walk->rest.p == cell.p + cell.n;
		drop(&walk->rest, 1);
	}
	return cell;
}

/* One record; returns how many cells it has, of which the first CELLS are there. */
static size_t
take_record(struct walk *walk, struct slice cells[static CELLS])
{
	size_t count = 0;
	for (;;) {
		struct slice cell = take_cell(walk);
		if (count < CELLS)
			cells[count] = cell;
		count++;
		if (walk->rest.n == 0 || walk->rest.p[0] != walk->delimiter)
			break;
		drop(&walk->rest, 1);
	}
	drop(&walk->rest, line_end(walk->rest));
	walk->lines++;
	return count;
}

/* The header */

static bool
is_number(struct slice cell)
{
	static const struct number_style dot = {'.', false}, comma = {',', false};
	struct number number;
	struct date date;
	size_t i = 0;
	while (i < cell.n && (cell.p[i] < '0' || cell.p[i] > '9'))
		i++;
	if (i == cell.n)
		return false; /* without a digit: saves trying */
	return !number_parse(cell, &dot, &number) ||
	       !number_parse(cell, &comma, &number) || !date_parse(cell, NULL, &date);
}

static bool
is_chosen(const struct roi_request *request, struct slice name)
{
	for (size_t i = 0; i < request->chosen_count; i++)
		if (columns_alike(request->chosen[i], name))
			return true;
	return false;
}

/* How many roles the names are good for; 0 if they can't be a header. */
static size_t
count_roles(const struct roi_request *request, const struct slice *names, size_t n)
{
	size_t roles = 0, figures = 0;
	if (n < 2)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (is_number(names[i]))
			return 0;
		bool chosen = is_chosen(request, names[i]);
		roles += chosen;
		figures += chosen;
	}
	for (int role = 0; role < ROI_ROLES; role++) {
		struct columns_match match = roi_role_find(names, n, (enum roi_role)role);
		roles += match.outcome != COLUMNS_ABSENT;
		figures += match.outcome != COLUMNS_ABSENT && role >= ROI_FIGURES;
	}
	return figures ? roles : 0;
}

/* Tries the line that stands at the walk as a header: with which delimiter is it good for
 * most roles? */
static bool
try_header(
    const struct walk *at, const struct roi_request *request, struct roi_layout *layout)
{
	static const char delimiters[] = {',', ';', '\t'};
	struct slice names[CELLS];
	size_t best = 0;
	for (size_t i = 0; i < sizeof delimiters; i++) {
		if (request->delimiter && i > 0)
			break;
		struct walk walk = *at;
		walk.delimiter = request->delimiter ? request->delimiter : delimiters[i];
		size_t n = take_record(&walk, names);
		n = n < CELLS ? n : CELLS;
		size_t roles = count_roles(request, names, n);
		if (roles > best) {
			best = roles;
			layout->delimiter = walk.delimiter;
			layout->platform = roi_platform_of(names, n);
		}
	}
	return best > 0;
}

bool
roi_is_comment(struct slice raw)
{
	while (raw.n && raw.p[0] == ' ') /* a tab may be a separator */
		drop(&raw, 1);
	return raw.n && raw.p[0] == '#' &&
	       (raw.n == 1 || memchr(" \t-#=", raw.p[1], 5) != NULL);
}

/* Comments and blank lines above a header that can't be recognised. */
static size_t
count_comments(struct slice head)
{
	struct walk walk = {.rest = head};
	size_t count = 0;
	while (walk.rest.n) {
		struct slice line = take_line(&walk);
		if (roi_is_comment(line))
			count = walk.lines;
		else if (slice_trim(line).n)
			break;
	}
	return count;
}

static void
find_header(
    struct slice head, const struct roi_request *request, struct roi_layout *layout)
{
	struct walk walk = {.rest = head};
	while (walk.rest.n && walk.lines < LINES) {
		bool wanted = !request->skip_given || walk.lines == request->skip_lines;
		struct walk at = walk;
		struct slice line = take_line(&walk);
		if (wanted && line.n && !roi_is_comment(line) &&
		    try_header(&at, request, layout)) {
			layout->found = true;
			layout->skip_lines = at.lines;
			return;
		}
		layout->titles |= line.n > 0;
		if (request->skip_given && at.lines >= request->skip_lines)
			break;
	}
	layout->skip_lines =
	    request->skip_given ? request->skip_lines : count_comments(head);
	layout->titles = layout->skip_lines > 0;
}

/* The decimal mark */

/* What the numbers of a file say. */
struct evidence {
	size_t dot, comma; /* how many are one only with this mark */
	bool either;       /* one means two different numbers */
	struct slice example;
	size_t line;
};

static bool
is_whole(const struct number *number)
{
	return number->point >= (int)number->count;
}

static bool
same_number(const struct number *a, const struct number *b)
{
	return a->point == b->point && a->count == b->count &&
	       memcmp(a->digits, b->digits, a->count) == 0;
}

static void
weigh(struct evidence *evidence, struct slice cell, bool whole, size_t line)
{
	static const struct number_style styles[] = {{'.', false}, {',', false}};
	struct number dot, comma;
	if (number_is_missing(cell))
		return;
	bool as_dot = !number_parse(cell, &styles[0], &dot);
	bool as_comma = !number_parse(cell, &styles[1], &comma);
	if (as_dot && as_comma && whole && is_whole(&dot) != is_whole(&comma)) {
		as_dot = is_whole(&dot);
		as_comma = !as_dot;
	}
	evidence->dot += as_dot && !as_comma;
	evidence->comma += as_comma && !as_dot;
	if (as_dot && as_comma && !same_number(&dot, &comma) && !evidence->either) {
		evidence->either = true;
		evidence->example = cell;
		evidence->line = line;
	}
}

/* Weighs the figures of the records behind the header. */
static void
gather(struct slice head, const struct roi_layout *layout, struct evidence *evidence)
{
	struct walk walk = {.rest = head, .delimiter = layout->delimiter};
	struct slice cells[CELLS];
	enum roi_role role_of[CELLS];
	while (walk.rest.n && walk.lines < layout->skip_lines)
		take_line(&walk);
	size_t columns = take_record(&walk, cells);
	size_t n = columns < CELLS ? columns : CELLS;
	for (size_t i = 0; i < n; i++)
		role_of[i] = ROI_ROLES;
	for (int role = ROI_FIGURES; role < ROI_ROLES; role++) {
		struct columns_match match = roi_role_find(cells, n, (enum roi_role)role);
		if (match.outcome == COLUMNS_FOUND)
			role_of[match.column] = (enum roi_role)role;
	}
	for (size_t count = 0; walk.rest.n && count < SAMPLE; count++) {
		size_t line = walk.lines + 1;
		if (take_record(&walk, cells) != columns)
			continue;
		for (size_t i = 0; i < n; i++)
			if (role_of[i] != ROI_ROLES)
				weigh(evidence, cells[i], roi_role_is_whole(role_of[i]),
				    line);
	}
}

static void
find_decimal(
    struct slice head, const struct roi_request *request, struct roi_layout *layout)
{
	struct evidence evidence = {0};
	layout->decimal = request->decimal ? request->decimal : '.';
	if (request->decimal || !layout->found || layout->delimiter == ',')
		return;
	gather(head, layout, &evidence);
	if (evidence.dot && evidence.comma)
		return; /* one of them will be an error where it stands */
	if (evidence.dot || evidence.comma) {
		layout->how = ROI_DECIMAL_SEEN;
		layout->decimal = evidence.comma ? ',' : '.';
	} else if (evidence.either) {
		layout->how = ROI_DECIMAL_AMBIGUOUS;
		layout->example = evidence.example;
		layout->example_line = evidence.line;
	}
}

void
roi_layout_find(
    struct slice head, const struct roi_request *request, struct roi_layout *layout)
{
	*layout = (struct roi_layout){.how = ROI_DECIMAL_USUAL};
	find_header(head, request, layout);
	find_decimal(head, request, layout);
}

/* Rows */

/* Does the text begin with this, in any case? */
static bool
begins(struct slice text, const char *with)
{
	size_t n = strlen(with);
	return text.n >= n &&
	       slice_equal_nocase((struct slice){text.p, n}, (struct slice){with, n});
}

bool
roi_is_total(struct slice cell)
{
	static const char *const labels[] = {"total", "totals", "grand total",
	    "grand totals", "total general", "gesamt", "gesamtsumme", "summe", "totale"};
	/* Most cells show by their first byte that they are none of these. */
	char first = cell.n ? slice_lower(cell.p[0]) : 'x';
	if (first != 't' && first != 'g' && first != 's' && first != ' ' && first != '\t')
		return false;
	cell = slice_trim(cell);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (slice_equal_nocase(cell, slice_of(labels[i])))
			return true;
	if (begins(cell, "total of "))
		return cell.n > 9 && cell.p[9] >= '0' && cell.p[9] <= '9';
	return begins(cell, "total:") || begins(cell, "total - ");
}

bool
roi_is_ambiguous(struct slice cell)
{
	struct evidence evidence = {0};
	weigh(&evidence, cell, false, 0);
	return evidence.either;
}

bool
roi_is_footer(struct slice raw)
{
	raw = slice_trim(raw);
	while (raw.n && raw.p[0] == '"')
		drop(&raw, 1);
	return begins(raw, "©") || begins(raw, "(c) ") || begins(raw, "copyright ");
}

bool
roi_is_bound(struct slice cell)
{
	cell = slice_trim(cell);
	if (cell.n < 2 || (cell.p[0] != '<' && cell.p[0] != '>'))
		return false;
	drop(&cell, 1);
	return is_number(cell);
}
