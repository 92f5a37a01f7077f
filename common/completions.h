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

#endif
