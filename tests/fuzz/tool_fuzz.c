/*
 * A whole tool, TOOL, in process: its main(), compiled as tool_main(). The first line of
 * the input is its command, words separated by 0x1f; behind it are files, separated by
 * 0x1e, which the words %1, %2... name. What comes of it is an error with a
 * status that data or options may have, or a result, which is the same a second time, and
 * CSV if nothing else was asked for.
 *
 * Changes are made where the structure is: to a cell or a word, by another one, by bytes,
 * or by what is known to be interesting; to rows; and sometimes anywhere.
 */
#include <fcntl.h>
#include <getopt.h>

#include "../../common/csvin.h"
#include "../../common/mem.h"
#define FUZZ_WHOLE_TOOL
#include "fuzz_diag.h"

enum { MOST_WORDS = 30, MOST_FILES = 4, FILE_END = 0x1e, WORD_END = 0x1f };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
int tool_main(int argc, char **argv);

/* Files, and the command that names them. */

struct command {
	char text[2000];            /* the words, each ended by a NUL */
	char paths[MOST_FILES][40]; /* of /proc */
	char options[MOST_FILES][100];
	int fds[MOST_FILES];
	size_t files;
	char *words[MOST_WORDS + 1];
	int count;
};

static int
file_of(struct slice bytes)
{
	int fd = memfd_create("fuzz", 0);
	if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n)
		abort();
	return fd;
}

static void
read_files(struct command *command, struct slice rest)
{
	while (rest.n && command->files < MOST_FILES) {
		const char *end = memchr(rest.p, FILE_END, rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n;
		size_t i = command->files++;
		command->fds[i] = file_of((struct slice){rest.p, n});
		snprintf(command->paths[i], sizeof command->paths[i], "/proc/self/fd/%d",
		    command->fds[i]);
		rest.p += n + (end != NULL);
		rest.n -= n + (end != NULL);
	}
}

/* Puts the path of a file in the place of %1. Other words name nothing outside. */
static char *
with_path(struct command *command, char *word)
{
	static char nothing[] = "-";
	if (strchr(word, '/'))
		return nothing;
	char *place = strchr(word, '%');
	size_t i = place && place[1] ? (size_t)(place[1] - '1') : MOST_FILES;
	if (i >= command->files || place[2])
		return word;
	char *whole = command->options[i];
	snprintf(whole, sizeof command->options[i], "%.*s%s", (int)(place - word), word,
	    command->paths[i]);
	return whole;
}

static void
read_command(struct command *command, struct slice data)
{
	const char *end = memchr(data.p, '\n', data.n);
	size_t n = end ? (size_t)(end - data.p) : data.n;
	if (end)
		read_files(command, (struct slice){end + 1, data.n - n - 1});
	if (n >= sizeof command->text)
		n = sizeof command->text - 1;
	memcpy(command->text, data.p, n);
	command->words[command->count++] = (char[]){TOOL};
	for (char *p = command->text; *p && command->count < MOST_WORDS;) {
		char *word = p;
		p += strcspn(p, (char[]){WORD_END, 0});
		if (*p)
			*p++ = '\0';
		if (*word)
			command->words[command->count++] = with_path(command, word);
	}
}

/* Runs it; stdout goes to a file, whose descriptor is returned. */
static int
run(struct command *command, int *status)
{
	/* The tool closes stdout, which a new file would take the place of. */
	int file = memfd_create("out", 0), out = fcntl(file, F_DUPFD, STDERR_FILENO + 1);
	if (out < 0 || dup2(out, STDOUT_FILENO) < 0)
		abort();
	if (file > STDERR_FILENO)
		close(file);
	for (size_t i = 0; i < command->files; i++)
		lseek(command->fds[i], 0, SEEK_SET);
	optind = 0; /* getopt begins anew */
	*status = setjmp(fuzz_back);
	if (*status == 0)
		*status = tool_main(command->count, command->words) ? FUZZ_ERROR : 0;
	return out;
}

static char *
bytes_of(int fd, size_t *n)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *bytes = mem_new((size_t)size + 1, 1);
	if (size < 0 || pread(fd, bytes, (size_t)size, 0) != size)
		abort();
	*n = (size_t)size;
	return bytes;
}

/* Does the command ask for something else than a table in CSV with commas? */
static bool
asks_for_more(const struct command *command)
{
	for (int i = 1; i < command->count; i++) {
		const char *word = command->words[i];
		if (word[0] == '-' && word[1] != '-')
			return true; /* short options may hide anything */
		if (strncmp(word, "--f", 3) == 0 || strncmp(word, "--d", 3) == 0 ||
		    strncmp(word, "--o", 3) == 0 || strncmp(word, "--ma", 4) == 0)
			return true;
	}
	return false;
}

/* A table: a header, and rows of as many cells. */
static void
check_table(struct slice text)
{
	struct csvin *in = csvin_open(
	    &(struct csvin_options){
	        .no_sep_line = true, .max_record = (size_t)1 << 30, .delimiter = ','},
	    input_memory(text, 0, "out"));
	enum csvin_status status;
	do
		status = csvin_next(in);
	while (status == CSVIN_RECORD);
	if (status != CSVIN_END)
		abort();
	csvin_close(in);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	char folder[] = "/tmp/tool-fuzz-XXXXXX"; /* where -o may write */
	int nothing = open("/dev/null", O_RDONLY);
	if (!mkdtemp(folder) || chdir(folder) != 0 || rmdir(folder) != 0 ||
	    dup2(nothing, STDIN_FILENO) < 0)
		abort();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct command command = {0};
	if (size == 0)
		return 0;
	read_command(&command, (struct slice){(const char *)data, size});
	int status, again;
	int out = run(&command, &status);
	if (status == 0) {
		int other = run(&command, &again);
		size_t n, m;
		char *first = bytes_of(out, &n), *second = bytes_of(other, &m);
		if (again != 0 || n != m || memcmp(first, second, n) != 0)
			abort();
		if (!asks_for_more(&command))
			check_table((struct slice){first, n});
		free(first);
		free(second);
		close(other);
	}
	close(out);
	for (size_t i = 0; i < command.files; i++)
		close(command.fds[i]);
	return 0;
}

/* Changes. */

struct change {
	uint8_t *data;
	size_t size, most;
	uint64_t state;
};

static size_t
chance(struct change *change, size_t n)
{
	change->state = change->state * 6364136223846793005u + 1442695040888963407u;
	return n ? (size_t)(change->state >> 33) % n : 0;
}

static bool
ends_cell(uint8_t c)
{
	return c == ',' || c == '\n' || c == FILE_END || c == WORD_END || c == '|';
}

/* Some cell or word. */
static struct slice
pick(struct change *change)
{
	size_t from = chance(change, change->size), to = from;
	while (from > 0 && !ends_cell(change->data[from - 1]))
		from--;
	while (to < change->size && !ends_cell(change->data[to]))
		to++;
	return (struct slice){(const char *)change->data + from, to - from};
}

static struct slice
pick_line(struct change *change)
{
	size_t from = chance(change, change->size), to = from;
	while (from > 0 && change->data[from - 1] != '\n')
		from--;
	while (to < change->size && change->data[to] != '\n')
		to++;
	return (struct slice){
	    (const char *)change->data + from, to - from + (to < change->size)};
}

static void
put(struct change *change, struct slice place, struct slice text)
{
	if (change->size - place.n + text.n > change->most)
		return;
	size_t at = (size_t)(place.p - (const char *)change->data);
	char *copy = mem_text(text.p, text.n); /* it may lie in what moves */
	memmove(change->data + at + text.n, change->data + at + place.n,
	    change->size - at - place.n);
	memcpy(change->data + at, copy, text.n);
	change->size += text.n - place.n;
	free(copy);
}

static struct slice
something(struct change *change)
{
	static const char *const words[] = {"", "0", "1", "-1", "0.5", "100%", "-0",
	    "1e9", "1e-18", "170000000000000000000", "-170000000000000000000",
	    "99999999999999999999", "0.000000000000000001", "1e99", "n/a", "-", "nan",
	    "inf", "0x10", "1,5", "\"1,234.5\"", "\"\"", "\"", "\"a\nb\"", "=1+1",
	    "2026-01-01", "0001-01-01", "9999-12-31", "2024-02-29", "2026-13-01",
	    "2026-06-30T23:59:59.999999Z", "20260101", "2026-W01", "2026-Q1", "2026-01",
	    "USD", "EUR 5", "$3", "(7)", "\xff", "\xc3\xa9", "Won", "Lost", "yes", "set",
	    "in(a|b)", "between(1|2)", "~ (a|b)*c", "x>1;y<2", "older 60d", "empty", "1w",
	    "30d", "0d", "a:1|b:2", "a > b > c", "--merge", "--partial", "--top=1",
	    "--by=#1", "--format=json", "--format=table", "--totals", "--explain=1",
	    "--lint", "--sorted", "--total", "--summary", "--decimal=,", "-d;", "-c",
	    "id=#1", "--date-format=%d/%m/%Y", "--as-of=2026-01-01", "--rejects=r",
	    "--replace", "--spreadsheet-safe"};
	return slice_of(words[chance(change, sizeof words / sizeof *words)]);
}

static void
change_bytes(struct change *change, struct slice place)
{
	uint8_t bytes[64];
	size_t n = place.n < 32 ? place.n : 32;
	memcpy(bytes, place.p, n);
	n = LLVMFuzzerMutate(bytes, n, sizeof bytes);
	put(change, place, (struct slice){(const char *)bytes, n});
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	struct change change = {data, size, most, seed};
	chance(&change, 1);
	if (size == 0 || chance(&change, 8) == 0)
		return LLVMFuzzerMutate(data, size, most);
	for (size_t times = 1 + chance(&change, 3); times-- && change.size;) {
		struct slice place = pick(&change), line = pick_line(&change);
		switch (chance(&change, 6)) {
		case 0:
			put(&change, place, pick(&change));
			break;
		case 1:
		case 2:
			put(&change, place, something(&change));
			break;
		case 3:
			change_bytes(&change, place);
			break;
		case 4:
			put(&change, (struct slice){line.p, 0}, pick_line(&change));
			break;
		default:
			put(&change, line, (struct slice){"", 0});
		}
	}
	return change.size;
}
