#include "completions.h"

#include <string.h>

struct shell {
	const char *name;
	void (*write)(const struct options_tool *tool, struct output *output);
};

static bool
completes_files(const struct options_spec *spec)
{
	return spec->choices && strcmp(spec->choices, OPTIONS_FILE) == 0;
}

/* The choices with another character between them. */
static void
put_choices(struct output *output, const char *choices, const char *between)
{
	for (const char *p = choices; *p; p += *p == '|') {
		size_t n = strcspn(p, "|");
		if (p != choices)
			output_text(output, between);
		output_write(output, p, n);
		p += n;
	}
}

/* The text inside single quotes of a shell; `also` is masked with a backslash. */
static void
put_single_quoted(struct output *output, const char *text, const char *also)
{
	for (; *text; text++) {
		if (*text == '\'')
			output_text(output, "'\\'");
		else if (strchr(also, *text))
			output_text(output, "\\");
		output_write(output, text, 1);
	}
}

/* bash: the functions of the bash-completion package aren't needed. */
static void
write_bash(const struct options_tool *tool, struct output *output)
{
	const struct options_spec *spec;
	output_text(output, "# bash completion for ");
	output_text(output, tool->name);
	output_text(output, "\n_revutils_");
	for (const char *p = tool->name; *p; p++)
		output_write(output, *p == '-' ? "_" : p, 1);
	output_text(output,
	    "()\n{\n"
	    "\tlocal word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]}\n"
	    "\tif [[ $word == '=' ]]; then\n\t\tword=\n"
	    "\telif [[ $option == '=' ]]; then\n"
	    "\t\toption=${COMP_WORDS[COMP_CWORD-2]}\n\tfi\n"
	    "\tCOMPREPLY=()\n\tcase $option in\n");
	for (size_t i = 0; (spec = options_at(tool, i)); i++) {
		if (!spec->choices || completes_files(spec))
			continue;
		output_text(output, "\t--");
		output_text(output, spec->name);
		output_text(output, ")\n\t\tmapfile -t COMPREPLY < <(compgen -W '");
		put_choices(output, spec->choices, " ");
		output_text(output, "' -- \"$word\")\n\t\treturn ;;\n");
	}
	output_text(output, "\tesac\n\tif [[ $word == -* ]]; then\n\t\tmapfile -t "
	                    "COMPREPLY < <(compgen -W '");
	for (size_t i = 0; (spec = options_at(tool, i)); i++) {
		output_text(output, i ? " --" : "--");
		output_text(output, spec->name);
		output_text(output, options_needs_argument(spec) ? "=" : "");
	}
	output_text(output,
	    "' -- \"$word\")\n"
	    "\t\t[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
	    "\telse\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
	    "\t\tcompopt -o filenames\n\tfi\n}\ncomplete -F _revutils_");
	for (const char *p = tool->name; *p; p++)
		output_write(output, *p == '-' ? "_" : p, 1);
	output_text(output, " ");
	output_text(output, tool->name);
	output_text(output, "\n");
}

static void
write_zsh(const struct options_tool *tool, struct output *output)
{
	const struct options_spec *spec;
	output_text(output, "#compdef ");
	output_text(output, tool->name);
	output_text(output, "\n_arguments -s \\\n");
	for (size_t i = 0; (spec = options_at(tool, i)); i++) {
		output_text(output, "\t");
		if (spec->letter) {
			char both[] = "{-x,--";
			both[2] = spec->letter;
			output_text(output, both);
			output_text(output, spec->name);
			output_text(output, spec->argument ? "=}" : "}");
			output_text(output, "'[");
		} else {
			output_text(output, "'--");
			output_text(output, spec->name);
			output_text(output, options_needs_argument(spec) ? "=["
			                    : spec->argument             ? "=-["
			                                                 : "[");
		}
		put_single_quoted(output, spec->help, "[]:");
		output_text(output, "]");
		if (spec->argument) {
			output_text(output, options_needs_argument(spec) ? ":" : "::");
			put_single_quoted(output, spec->argument, "[]:");
			output_text(output, ":");
			if (completes_files(spec)) {
				output_text(output, "_files");
			} else if (spec->choices) {
				output_text(output, "(");
				put_choices(output, spec->choices, " ");
				output_text(output, ")");
			}
		}
		output_text(output, "' \\\n");
	}
	output_text(output, "\t'*:file:_files'\n");
}

static void
write_fish(const struct options_tool *tool, struct output *output)
{
	const struct options_spec *spec;
	for (size_t i = 0; (spec = options_at(tool, i)); i++) {
		output_text(output, "complete -c ");
		output_text(output, tool->name);
		output_text(output, " -l ");
		output_text(output, spec->name);
		if (spec->letter) {
			output_text(output, " -s ");
			output_write(output, &spec->letter, 1);
		}
		if (options_needs_argument(spec))
			output_text(output, completes_files(spec) ? " -r -F" : " -x");
		if (spec->choices && !completes_files(spec)) {
			output_text(output, " -a '");
			put_choices(output, spec->choices, " ");
			output_text(output, "'");
		}
		output_text(output, " -d '");
		put_single_quoted(output, spec->help, "\\");
		output_text(output, "'\n");
	}
}

bool
completions_write(
    const struct options_tool *tool, const char *shell, struct output *output)
{
	static const struct shell shells[] = {
	    {"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
	for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
		if (strcmp(shell, shells[i].name) == 0) {
			shells[i].write(tool, output);
			return true;
		}
	}
	return false;
}
