#!/usr/bin/env bash
# The rules of the house that no compiler checks: which way modules depend on each other,
# and that only one of them talks to the user. Prints what breaks them; exit 1 if any.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
status=0

complain() {
	[ -z "$2" ] && return
	printf '%s:\n%s\n' "$1" "$2"
	status=1
}

complain "common includes a command" "$(grep -n '#include.*cmd/' common/*.[ch])"
complain "a command includes another" "$(
	for file in cmd/*/*.[ch]; do
		grep -Hn '#include "\.\./' "$file" | grep -v '"\.\./\.\./common/'
	done)"
complain "csv.h outside csvin" "$(grep -ln '#include <csv\.h>' common/*.[ch] cmd/*/*.[ch] |
	grep -v '^common/csvin\.c$')"
complain "exit or stderr outside diag" "$(
	grep -nE '\b(_?exit|abort|perror)\(|[(, ]stderr[),] *[^ a-z]' common/*.c cmd/*/*.c |
		grep -v '^common/diag\.c:')"
complain "stdio output outside diag" "$(grep -nE '\b(printf|puts|putchar|fprintf|fputs)\(' \
	common/*.c cmd/*/*.c | grep -v '^common/diag\.c:')"
complain "atoi, strtok, strcpy, sprintf without a bound" "$(
	grep -nE '\b(atoi|atol|atof|strtok|strcpy|strcat|sprintf|gets)\(' \
		common/*.c cmd/*/*.c)"

# A module may include those of a lower level, and its own level where they are pure.
# 0: knows nothing; 1: memory and messages; 2: values; 3: containers and bytes;
# 4 to 7: pictures and pages; 8: tables; 9: the command line; from 10 on: what tools read
# with.
declare -A level=(
	[slice]=0 [mask]=0 [wide]=0 [hash]=1 [utf16]=1 [decimal]=1 [diag]=1 [mem]=2 [process]=2
	[number]=3 [currency]=2 [money]=4 [date]=3 [stats]=0 [golden]=0 [suggest]=1 [columns]=1
	[spread]=5 [arena]=3 [ere]=3 [rowstore]=3 [strmap]=4 [group]=5 [recent]=5 [sorter]=3 [progress]=3
	[input]=3 [output]=3
	[utf8]=1 [scale]=0 [terminal]=0 [readable]=4 [grid]=4 [markup]=4 [svg]=5 [aligned]=5
	[pivot]=5 [figure]=6 [chart_bars]=7 [chart_columns]=7 [chart_lines]=7 [chart_heat]=7 [page]=7
	[csvscan]=0 [csvin]=4 [csvout]=8 [list]=5 [condition]=4 [rulefile]=5
	[rulemoney]=6 [settings]=9 [findings]=9 [rejects]=9 [options]=9 [completions]=9 [reader]=10
	[slots]=3 [threads]=3
	[statefile]=11 [passthrough]=11 [parts]=11
)
pure="csvscan slice mask wide hash decimal number currency money date stats golden suggest columns"
pure+=" utf8 utf16 scale readable"
for file in common/*.[ch]; do
	module=$(basename "${file%.*}")
	if [ -z "${level[$module]:-}" ]; then
		complain "no level is set in tests/lint.sh for" "$file"
		continue
	fi
	while read -r other; do
		[ "$other" = "$module" ] && continue
		if [ "${level[$other]:-99}" -gt "${level[$module]}" ] ||
			{ [ "${level[$other]:-99}" -eq "${level[$module]}" ] &&
				[ "$module-$other" != options-completions ] &&
				[ "$module-$other" != completions-options ]; }; then
			complain "a module depends on one of its own or a higher level" "$file: $other"
		fi
		if [[ " $pure " == *" $module "* && " $pure " != *" $other "* ]]; then
			complain "a pure module depends on one that isn't" "$file: $other"
		fi
	done < <(sed -n 's/^#include "\(.*\)\.h"$/\1/p' "$file")
done

complain "main() of more than 40 lines" "$(for file in cmd/*/*.c; do
	awk -v f="$file" '/^main\(/ { on = 1; n = 0 } on { n++ }
		on && /^}/ { if (n > 40) print f ": " n; on = 0 }' "$file"
done)"
complain "a function of more than 60 lines" "$(for file in common/*.c cmd/*/*.c; do
	awk -v f="$file" '/^[a-z_0-9]+\(/ { name = $0; n = 0; on = 1 } on { n++ }
		on && /^}/ { if (n > 60) print f ": " name ": " n; on = 0 }' "$file"
done)"

exit $status
