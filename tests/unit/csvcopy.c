/*
 * csvcopy [FILE]: through csvin and csvout and nothing else: what reading and writing
 * cost alone, for tests/bench.sh.
 */
#include "../../common/csvin.h"
#include "../../common/csvout.h"
#include "../../common/diag.h"

int
main(int argc, char **argv)
{
	diag_init("csvcopy");
	struct csvin *in = csvin_open(&(struct csvin_options){.delimiter = 0},
	    input_open(argc > 1 ? argv[1] : "-"));
	struct csvout *out = csvout_new(
	    output_stdout(), &(struct csvout_options){.delimiter = csvin_delimiter(in)});
	for (size_t i = 0; i < csvin_columns(in); i++)
		csvout_column(out, csvin_names(in)[i], CSVOUT_TEXT);
	enum csvin_status status;
	while ((status = csvin_next(in)) == CSVIN_RECORD) {
		for (size_t i = 0; i < csvin_cells(in); i++)
			csvout_text(out, csvin_cell(in, i));
		csvout_end_row(out);
	}
	if (status != CSVIN_END)
		diag_fatal(EX_DATAERR, "%zu: %s", csvin_line(in), csvin_reason(in));
	csvout_finish(out);
	csvin_close(in);
	return 0;
}
