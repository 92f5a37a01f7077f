#include "completions.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csvin.h"
#include "input.h"

struct shell {
	const char *name;
	void (*write)(const struct options_tool *tool, struct output *output);
};

/* What an option's argument is, as the functions below in the languages of the shells
 * have it; NULL where it's something else. */
static const char *
columns_kind(const struct options_spec *spec)
{
	static const char *const kinds[][2] = {
	    {OPTIONS_COLUMN, "one"}, {OPTIONS_COLUMNS, "list"}, {OPTIONS_ROLE, "role"}};
	for (size_t i = 0; spec->choices && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(spec->choices, kinds[i][0]) == 0)
			return kinds[i][1];
	return NULL;
}

static bool
completes_files(const struct options_spec *spec)
{
	return spec->choices && strcmp(spec->choices, OPTIONS_FILE) == 0;
}

static bool
completes_choices(const struct options_spec *spec)
{
	return spec->choices && !completes_files(spec) && !columns_kind(spec);
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

static void
put_function_name(struct output *output, const struct options_tool *tool)
{
	output_text(output, "_revutils_");
	for (const char *p = tool->name; *p; p++)
		output_write(output, *p == '-' ? "_" : p, 1);
}

/*
 * bash gives the words of the command line as they are typed, cut at each `=` and `:`,
 * and wants back what is to stand behind the last cut. The functions of the
 * bash-completion package, which deal with a part of that, aren't needed.
 */
static const char bash_functions[] =
    "# The command's words without their quotes in `words`, the one before the cursor\n"
    "# at `at`; `from`: how much of that bash leaves alone; `quote`: the quote that is\n"
    "# open; `odd`: one has been closed, and what bash makes of that can't be known.\n"
    "_revutils_split()\n{\n"
    "\tlocal i c word= now= quoted= begun= cut=0 closed=\n"
    "\twords=() at=-1\n"
    "\tfor ((i = 0; i <= ${#COMP_LINE}; i++)); do\n"
    "\t\tc=${COMP_LINE:i:1}\n"
    "\t\tif ((at < 0 && i >= COMP_POINT)); then\n"
    "\t\t\tat=${#words[@]} begun=1 now=$word from=$cut quote=$quoted odd=$closed\n"
    "\t\tfi\n"
    "\t\tif [[ $c && $c == \"$quoted\" ]]; then\n"
    "\t\t\tquoted= closed=1\n"
    "\t\telif [[ $c == '\\' && $quoted != \"'\" ]]; then\n"
    "\t\t\tword+=${COMP_LINE:i+1:1} i=$((i + 1)) begun=1\n"
    "\t\telif [[ $quoted ]]; then\n"
    "\t\t\tword+=$c\n"
    "\t\telif [[ $c == [\\'\\\"] ]]; then\n"
    "\t\t\tquoted=$c begun=1 cut=${#word}\n"
    "\t\telif [[ $c == [[:space:]\\;\\|\\&] || ! $c ]]; then\n"
    "\t\t\t[[ $begun ]] && words+=(\"$word\")\n"
    "\t\t\tword= begun= cut=0 closed=\n"
    "\t\t\tif [[ $c == [\\;\\|\\&] ]]; then\n"
    "\t\t\t\t((at < 0)) || break\n"
    "\t\t\t\twords=()\n"
    "\t\t\tfi\n"
    "\t\telse\n"
    "\t\t\tword+=$c begun=1\n"
    "\t\t\t[[ $COMP_WORDBREAKS == *\"$c\"* ]] && cut=${#word}\n"
    "\t\tfi\n"
    "\tdone\n"
    "\twords[at]=$now\n"
    "}\n"
    "# HEAD TEXT...: those texts that go on with what is behind the head of the word.\n"
    "_revutils_offer()\n{\n"
    "\tlocal head=$1 text\n"
    "\tshift\n"
    "\tfor text; do\n"
    "\t\ttext=$head$text\n"
    "\t\t[[ $text == \"${words[at]}\"* ]] || continue\n"
    "\t\ttext=${text:from}\n"
    "\t\tif [[ ! $quote ]]; then\n"
    "\t\t\tprintf -v text %q \"$text\"\n"
    "\t\t\ttext=${text//'\\,'/,}\n"
    "\t\telif [[ $text == *[\\'\\\"\\$\\`\\\\]* ]]; then\n"
    "\t\t\tcontinue\n"
    "\t\tfi\n"
    "\t\tCOMPREPLY+=(\"$text\")\n"
    "\tdone\n"
    "}\n"
    "# TOOL HEAD KIND: columns of the files on the command line.\n"
    "_revutils_columns()\n{\n"
    "\tlocal tool=${1/#\\~\\//$HOME/} head=$2 name names others=(\"${words[@]:1}\")\n"
    "\tcase $3 in\n"
    "\tlist) [[ $value == *,* ]] && head+=${value%,*}, ;;\n"
    "\trole) [[ $value == *=* ]] && head+=${value%%=*}= || return ;;\n"
    "\tesac\n"
    "\tmapfile -t names < <(\"$tool\" --completion=columns \\\n"
    "\t\t\"${others[@]/#\\~\\//$HOME/}\" 2>/dev/null)\n"
    "\tfor name in \"${names[@]}\"; do\n"
    "\t\t[[ $3 == list && $name == *[,\\\"]* ]] || _revutils_offer \"$head\" \"$name\"\n"
    "\tdone\n"
    "\t[[ $3 != list ]] || compopt -o nospace\n"
    "}\n";

/* --name|-n) */
static void
put_bash_case(struct output *output, const struct options_spec *spec)
{
	output_text(output, "\t--");
	output_text(output, spec->name);
	if (spec->letter) {
		output_text(output, "|-");
		output_write(output, &spec->letter, 1);
	}
	output_text(output, ")\n\t\t");
}

static void
write_bash_arguments(const struct options_tool *tool, struct output *output)
{
	const struct options_spec *spec;
	output_text(output, "\tcase $option in\n");
	for (size_t i = 0; (spec = options_at(tool, i)); i++) {
		if (completes_choices(spec)) {
			put_bash_case(output, spec);
			output_text(output, "_revutils_offer \"$head\" ");
			put_choices(output, spec->choices, " ");
		} else if (columns_kind(spec)) {
			put_bash_case(output, spec);
			output_text(output, "_revutils_columns \"$1\" \"$head\" ");
			output_text(output, columns_kind(spec));
		} else {
			continue;
		}
		output_text(output, "\n\t\treturn ;;\n");
	}
	output_text(output, "\tesac\n");
}

static void
write_bash(const struct options_tool *tool, struct output *output)
{
	const struct options_spec *spec;
	output_text(output, "# bash completion for ");
	output_text(output, tool->name);
	output_text(output, "\n");
	output_text(output, bash_functions);
	put_function_name(output, tool);
	output_text(output, "()\n{\n"
	                    "\tlocal words at from quote odd option value head=\n"
	                    "\t_revutils_split\n"
	                    "\tCOMPREPLY=()\n"
	                    "\t[[ ! $odd ]] || return\n"
	                    "\toption=${words[at-1]} value=${words[at]}\n"
	                    "\tif [[ $value == --*=* ]]; then\n"
	                    "\t\toption=${value%%=*} value=${value#*=} head=$option=\n"
	                    "\tfi\n");
	write_bash_arguments(tool, output);
	output_text(output, "\tif [[ $value == -* && ! $head ]]; then\n"
	                    "\t\t_revutils_offer ''");
	for (size_t i = 0; (spec = options_at(tool, i)); i++) {
		output_text(output, " --");
		output_text(output, spec->name);
		output_text(output, options_needs_argument(spec) ? "=" : "");
	}
	output_text(output,
	    "\n\t\t[[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace\n"
	    "\telse\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$value\")\n"
	    "\t\tCOMPREPLY=(\"${COMPREPLY[@]/#/$head}\")\n"
	    "\t\tCOMPREPLY=(\"${COMPREPLY[@]#\"${words[at]:0:from}\"}\")\n"
	    "\t\tcompopt -o filenames\n"
	    "\tfi\n}\n"
	    "complete -F ");
	put_function_name(output, tool);
	output_text(output, " ");
	output_text(output, tool->name);
	output_text(output, "\n");
}

static const char zsh_functions[] =
    "\n(( $+functions[_revutils_columns] )) || _revutils_columns() {\n"
    "\tlocal -a names\n"
    "\tnames=(${(f)\"$(${~words[1]} --completion=columns "
    "\"${(@Q)words[2,-1]/#\\~\\//$HOME/}\" 2>/dev/null)\"})\n"
    "\tcase $1 in\n"
    "\tlist)\n"
    "\t\tcompset -P '*,'\n"
    "\t\tnames=(${names:#*[,\\\"]*})\n"
    "\t\tcompadd -q -S , -a names ;;\n"
    "\trole) compset -P '*=' && compadd -a names ;;\n"
    "\t*) compadd -a names ;;\n"
    "\tesac\n"
    "}\n";

static void
write_zsh(const struct options_tool *tool, struct output *output)
{
	const struct options_spec *spec;
	output_text(output, "#compdef ");
	output_text(output, tool->name);
	output_text(output, zsh_functions);
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
			} else if (columns_kind(spec)) {
				output_text(output, " _revutils_columns ");
				output_text(output, columns_kind(spec));
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

static const char fish_functions[] =
    "# KIND: columns of the files on the command line, behind what the word begins "
    "with.\n"
    "function __revutils_columns\n"
    "\tset -l token (commandline -ct)\n"
    "\tset -l all (commandline -op)\n"
    "\tset -l before (commandline -opc)\n"
    "\tset -l after $all[(math (count $before) + 1)..-1]\n"
    "\ttest -n \"$token\"; and set -e after[1]\n"
    "\tset -l value (string replace -r -- '^--[a-z-]+=' '' \"$token\")\n"
    "\tset -l head ''\n"
    "\tset -l unfit '^$'\n"
    "\tswitch $argv[1]\n"
    "\t\tcase list\n"
    "\t\t\tset head (string replace -r -- '[^,]*$' '' \"$value\")\n"
    "\t\t\tset unfit '^$|[,\"]'\n"
    "\t\tcase role\n"
    "\t\t\tstring match -q -- '*=*' \"$value\"; or return\n"
    "\t\t\tset head (string replace -r -- '=.*' '=' \"$value\")\n"
    "\tend\n"
    "\tset -l tool (string replace -r -- '^~/' $HOME/ $before[1])\n"
    "\t$tool --completion=columns $before[2..-1] \"$token\" $after 2>/dev/null |\n"
    "\t\tstring match -rv -- $unfit | while read -l name\n"
    "\t\techo -- $head$name\n"
    "\tend\n"
    "end\n";

static void
write_fish(const struct options_tool *tool, struct output *output)
{
	const struct options_spec *spec;
	output_text(output, fish_functions);
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
		if (columns_kind(spec)) {
			output_text(output, " -a '(__revutils_columns ");
			output_text(output, columns_kind(spec));
			output_text(output, ")'");
		} else if (completes_choices(spec)) {
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

static bool
is_listed(struct slice name, const struct slice *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (slice_equal(names[i], name))
			return true;
	return false;
}

/* The shells read lines: a name that is none can't be offered. */
static void
write_names(const struct csvin *in, struct output *output)
{
	const struct slice *names = csvin_names(in);
	for (size_t i = 0; i < csvin_columns(in); i++) {
		struct slice name = names[i];
		if (!name.n || memchr(name.p, '\n', name.n) ||
		    memchr(name.p, '\r', name.n) || is_listed(name, names, i))
			continue;
		output_write(output, name.p, name.n);
		output_text(output, "\n");
	}
}

void
completions_columns(char delimiter, char *const *files, size_t n, struct output *output)
{
	for (size_t i = 0; i < n; i++) {
		struct stat st;
		if (stat(files[i], &st) != 0 || !S_ISREG(st.st_mode) ||
		    access(files[i], R_OK) != 0)
			continue;
		struct csvin *in =
		    csvin_open(&(struct csvin_options){.delimiter = delimiter},
		        input_open(files[i]));
		if (csvin_header_status(in) == CSVIN_RECORD)
			write_names(in, output);
		csvin_close(in);
	}
}
