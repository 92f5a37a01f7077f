#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "mem.h"
#include "utf16.h"

enum { RAW = 64 * 1024, SNIFF = 4 };

struct input {
	const char *name;
	int fd; /* -1: memory */
	struct slice memory;
	size_t chunk;
	int64_t position, size;
	int64_t start;   /* where in the file the position is 0, -1: there's no place */
	int64_t part_to; /* of a part: where it ends; else -1 */
	const char *problem;
	bool begun, ended;
	enum { AS_IT_IS, LITTLE_ENDIAN_16, BIG_ENDIAN_16 } encoding;
	char *raw; /* what was read and not passed on: raw[from..to) */
	size_t from, to;
};

static struct input *
new_input(const char *name)
{
	struct input *input = mem_new(1, sizeof *input);
	input->name = name;
	input->fd = -1;
	input->size = input->start = input->part_to = -1;
	input->raw = mem_resize(NULL, RAW, 1);
	return input;
}

struct input *
input_open(const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;
	struct input *input = new_input(is_stdin ? "<stdin>" : path);
	input->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (input->fd < 0)
		diag_fatal(EX_NOINPUT, "%s: %s", input->name, strerror(errno));
	struct stat st;
	if (fstat(input->fd, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			diag_fatal(
			    EX_NOINPUT, "%s: is a directory, not a file", input->name);
		if (S_ISREG(st.st_mode))
			input->size = st.st_size;
		if (S_ISREG(st.st_mode))
			input->start = lseek(input->fd, 0, SEEK_CUR);
	}
	return input;
}

struct input *
input_memory(struct slice bytes, size_t chunk, const char *name)
{
	struct input *input = new_input(name);
	input->memory = bytes;
	input->chunk = chunk;
	input->size = (int64_t)bytes.n;
	input->start = 0;
	return input;
}

int64_t
input_offset(const struct input *input)
{
	if (input->start < 0 || input->problem || input->encoding != AS_IT_IS)
		return -1;
	return input->start + input->position - (int64_t)(input->to - input->from);
}

/* What of the memory is there from the offset on. */
static struct slice
memory_from(const struct input *input, int64_t offset)
{
	struct slice rest = input->memory;
	rest.p += offset - input->start - input->position;
	rest.n = (size_t)(input->size - offset);
	return rest;
}

struct input *
input_part(const struct input *whole, int64_t from, int64_t to)
{
	struct input *part = new_input(whole->name);
	part->fd = whole->fd;
	part->chunk = whole->chunk;
	part->size = whole->size;
	part->start = from;
	part->part_to = to;
	part->begun = true;
	if (whole->fd < 0)
		part->memory = memory_from(whole, from);
	return part;
}

void
input_seek(struct input *input, int64_t offset)
{
	if (input->fd < 0)
		input->memory = memory_from(input, offset);
	else if (lseek(input->fd, offset, SEEK_SET) < 0)
		diag_fatal(EX_IOERR, "%s: read error: %s", input->name, strerror(errno));
	input->position = offset - input->start;
	input->from = input->to = 0;
	input->ended = false;
}

void
input_close(struct input *input)
{
	if (!input)
		return;
	if (input->fd > STDERR_FILENO && input->part_to < 0)
		close(input->fd);
	free(input->raw);
	free(input);
}

const char *
input_problem(const struct input *input)
{
	return input->problem;
}

const char *
input_name(const struct input *input)
{
	return input->name;
}

int64_t
input_position(const struct input *input)
{
	return input->position;
}

int64_t
input_size(const struct input *input)
{
	return input->size;
}

static size_t
read_memory(struct input *input, char *to, size_t n)
{
	if (input->chunk && n > input->chunk)
		n = input->chunk;
	if (n > input->memory.n)
		n = input->memory.n;
	if (n)
		memcpy(to, input->memory.p, n);
	input->memory.p += n;
	input->memory.n -= n;
	return n;
}

/* Of a part nobody is told that it can't be read: whoever reads the whole will be. */
static size_t
read_part(struct input *input, char *to, size_t n)
{
	ssize_t got;
	int64_t from = input->start + input->position;
	if (input->part_to - from < (int64_t)n)
		n = (size_t)(input->part_to - from);
	if (input->fd < 0)
		return read_memory(input, to, n);
	do
		got = pread(input->fd, to, n, from);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		input->problem = "read error";
	return got < 0 ? 0 : (size_t)got;
}

/* Bytes as they come, 0 at the end. */
static size_t
read_bytes(struct input *input, char *to, size_t n)
{
	ssize_t got;
	if (input->part_to >= 0) {
		got = (ssize_t)read_part(input, to, n);
	} else if (input->fd < 0) {
		got = (ssize_t)read_memory(input, to, n);
	} else {
		do
			got = read(input->fd, to, n);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			diag_fatal(
			    EX_IOERR, "%s: read error: %s", input->name, strerror(errno));
	}
	input->position += got;
	return (size_t)got;
}

static bool
begins(const struct input *input, const char *bytes, size_t n)
{
	return input->to >= n && memcmp(input->raw, bytes, n) == 0;
}

/* What files that aren't text begin with, and what to do about them. */
static const char *
not_text(const struct input *input)
{
	static const struct {
		char bytes[SNIFF];
		size_t n;
		const char *problem;
	} kinds[] = {
	    {"\x1f\x8b", 2, "is compressed: zcat FILE | this command reads it"},
	    {"\x28\xb5\x2f\xfd", 4,
	        "is compressed: zstdcat FILE | this command reads it"},
	    {"\xfd"
	     "7zX",
	        4, "is compressed: xzcat FILE | this command reads it"},
	    {"PK\x03\x04", 4, "is a zip file or an Excel workbook: save it as CSV"},
	    {"\xff\xfe\0\0", 4, "is UTF-32: iconv -f UTF-32 -t UTF-8 FILE converts it"},
	    {"\0\0\xfe\xff", 4, "is UTF-32: iconv -f UTF-32 -t UTF-8 FILE converts it"},
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (begins(input, kinds[i].bytes, kinds[i].n))
			return kinds[i].problem;
	if (input->to >= 2 && input->raw[0] && !input->raw[1])
		return "looks like UTF-16: iconv -f UTF-16LE -t UTF-8 FILE converts it";
	if (input->to >= 2 && !input->raw[0] && input->raw[1])
		return "looks like UTF-16: iconv -f UTF-16BE -t UTF-8 FILE converts it";
	return NULL;
}

/* The byte order mark decides what the rest is; one read may bring less than a mark. */
static void
begin(struct input *input)
{
	input->begun = true;
	size_t got = 1;
	while (input->to < SNIFF && got) {
		got = read_bytes(input, input->raw + input->to, RAW - input->to);
		input->to += got;
	}
	if (begins(input, "\xff\xfe\0\0", 4))
		; /* else it would pass for UTF-16 */
	else if (begins(input, "\xff\xfe", 2))
		input->encoding = LITTLE_ENDIAN_16;
	else if (begins(input, "\xfe\xff", 2))
		input->encoding = BIG_ENDIAN_16;
	if (begins(input, "\xef\xbb\xbf", 3))
		input->from = 3;
	else if (input->encoding != AS_IT_IS)
		input->from = 2;
	else
		input->problem = not_text(input);
}

static size_t
pass_on(struct input *input, char *to, size_t n)
{
	size_t ready = input->to - input->from;
	if (!ready)
		return read_bytes(input, to, n);
	if (n > ready)
		n = ready;
	memcpy(to, input->raw + input->from, n);
	input->from += n;
	return n;
}

/* Converts what there is into to[0..n); 0 if more bytes are needed first. */
static size_t
convert(struct input *input, char *to, size_t n)
{
	struct slice in = {input->raw + input->from, input->to - input->from};
	bool invalid;
	size_t done =
	    utf16_convert(&in, input->encoding == BIG_ENDIAN_16, to, n, &invalid);
	input->from = input->to - in.n;
	if (invalid && !done)
		input->problem = "isn't valid UTF-16";
	return done;
}

static size_t
decode(struct input *input, char *to, size_t n)
{
	for (;;) {
		size_t got = convert(input, to, n);
		if (got || input->problem)
			return got;
		size_t left = input->to - input->from;
		memmove(input->raw, input->raw + input->from, left);
		input->from = 0;
		input->to = left;
		size_t more = read_bytes(input, input->raw + left, RAW - left);
		if (!more) {
			if (left)
				input->problem =
				    "ends in the middle of a UTF-16 character";
			return 0;
		}
		input->to += more;
	}
}

ssize_t
input_read(struct input *input, char *to, size_t n)
{
	if (!input->begun)
		begin(input);
	size_t got = 0;
	if (!input->problem && !input->ended)
		got = input->encoding == AS_IT_IS ? pass_on(input, to, n)
		                                  : decode(input, to, n);
	if (input->problem)
		return -1;
	input->ended = got == 0;
	return (ssize_t)got;
}
