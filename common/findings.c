#include "findings.h"

#include <stdarg.h>
#include <stdio.h>

struct findings
findings_begin(const char *path, struct csvout *out)
{
	csvout_column(out, slice_of("file"), CSVOUT_TEXT);
	csvout_column(out, slice_of("line"), CSVOUT_NUMBER);
	csvout_column(out, slice_of("rule"), CSVOUT_TEXT);
	csvout_column(out, slice_of("finding"), CSVOUT_TEXT);
	return (struct findings){path, out, 0};
}

void
findings_add(
    struct findings *findings, size_t line, const char *rule, const char *format, ...)
{
	char finding[300];
	va_list args;
	va_start(args, format);
	vsnprintf(finding, sizeof finding, format, args);
	va_end(args);
	csvout_text(findings->out, slice_of(findings->path));
	csvout_count(findings->out, line);
	csvout_text(findings->out, slice_of(rule));
	csvout_text(findings->out, slice_of(finding));
	csvout_end_row(findings->out);
	findings->count++;
}
