/*
 * csvdump [-dC] [-rBYTES] [FILE]: what csvin makes of an input, as JSON: {"header":
 * [...], "rows": [[...], ...]}; what is wrong goes to stderr, and the exit status is 65.
 * With -r the input is read from memory that many bytes at a time.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../common/csvin.h"
#include "../../common/diag.h"
#include "../../common/mem.h"

static void
print_cell(struct slice cell)
{
	putchar('"');
	for (size_t i = 0; i < cell.n; i++) {
		unsigned char c = (unsigned char)cell.p[i];
		if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7f)
			printf("\\u%04x", c); /* bytes as Latin-1: none is lost */
		else
			putchar(c);
	}
	putchar('"');
}

static struct slice
read_all(const char *path)
{
	char *bytes = NULL;
	size_t n = 0, capacity = 0, got;
	FILE *file = fopen(path, "rb");
	if (!file)
		diag_fatal(EX_NOINPUT, "%s: can't open", path);
	do {
		bytes = mem_grow(bytes, &capacity, n + 4096, 1);
		got = fread(bytes + n, 1, 4096, file);
		n += got;
	} while (got);
	fclose(file);
	return (struct slice){bytes, n};
}

static void
dump(struct csvin *in)
{
	printf("{\"header\": [");
	for (size_t i = 0; i < csvin_columns(in); i++) {
		fputs(i ? ", " : "", stdout);
		print_cell(csvin_names(in)[i]);
	}
	printf("],\n\"rows\": [");
	enum csvin_status status;
	const char *before = "\n";
	while ((status = csvin_next(in)) == CSVIN_RECORD) {
		printf("%s[", before);
		for (size_t i = 0; i < csvin_cells(in); i++) {
			fputs(i ? ", " : "", stdout);
			print_cell(csvin_cell(in, i));
		}
		printf("]");
		before = ",\n";
	}
	printf("]}\n");
	if (status != CSVIN_END)
		diag_fatal(EX_DATAERR, "%s:%zu: %s", input_name(csvin_input(in)),
		    csvin_line(in), csvin_reason(in));
}

int
main(int argc, char **argv)
{
	diag_init("csvdump");
	struct csvin_options options = {0};
	size_t chunk = 0;
	for (; argc > 1 && argv[1][0] == '-' && argv[1][1]; argc--, argv++) {
		if (argv[1][1] == 'd')
			options.delimiter = argv[1][2] == 't' ? '\t' : argv[1][2];
		else
			chunk = (size_t)strtoul(argv[1] + 2, NULL, 10);
	}
	const char *path = argc > 1 ? argv[1] : "-";
	struct slice bytes = chunk ? read_all(path) : (struct slice){NULL, 0};
	struct input *input = chunk ? input_memory(bytes, chunk, path) : input_open(path);
	struct csvin *in = csvin_open(&options, input);
	dump(in);
	csvin_close(in);
	free((char *)bytes.p);
	return 0;
}
