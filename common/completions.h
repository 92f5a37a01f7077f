/*
 * Shell completions, made from a tool's table of options.
 */
#ifndef COMPLETIONS_H
#define COMPLETIONS_H

#include <stdbool.h>

#include "options.h"
#include "output.h"

/* Writes the completion for `bash`, `zsh` or `fish`; false for any other shell. */
bool completions_write(
    const struct options_tool *tool, const char *shell, struct output *output);

/* Writes the names in the headers of the files, one a line, each once in a file; files
 * that aren't there, aren't regular or have no header are passed over. Delimiter 0: a
 * comma, or what the file says. */
void
completions_columns(char delimiter, char *const *files, size_t n, struct output *output);

#endif
