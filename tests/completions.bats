#!/usr/bin/env bats
# The completions of bash, zsh and fish. What bash does is asked for here, by its function;
# what people see in each shell's terminal is in completions.py, for `make
# check-completions`.
# shellcheck disable=SC2016,SC1003 # what is typed is not for the shell of the tests

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	printf '%s\n' 'id,channel,stage time' 1,2,3 >plain.csv
	printf '%s\n' 'Deal Stage,utm:source,"a ""b"" $c"' 1,2,3 >'my file.csv'
	printf '\xef\xbb\xbf%s\n' 'Entry Date;Größe;re,gion;id;id;' '1;2;3;4;5;6' >semi.csv
}

# The long options that --help lists, with a `=` where one follows.
help_options() {
	"$1" --help | sed -nE 's/^  (-., |    )(--[a-z-]+=?).*/\2/p'
}

# completed TOOL LINE [TAIL]: what bash offers for the line, with the cursor before TAIL.
completed() {
	bash -c '
		compopt() { :; }
		source /dev/stdin <<<"$("$1" --completion=bash)"
		COMP_WORDBREAKS=$'\'' \t\n"\'\''><=;|&(:'\'' COMP_LINE=$2$3 COMP_POINT=${#2}
		"$(complete -p "$1" | sed "s/.*-F \([^ ]*\).*/\1/")" "$1"
		((!${#COMPREPLY[@]})) || printf "%s\n" "${COMPREPLY[@]}"' \
		bash "$1" "$2" "${3-}" >got 2>err || complain "bash failed" "$@" || return
	[ ! -s err ] || complain "bash complained" "$@"
}

# offers LINE [TAIL] <<...: bash offers funnel-stats just what stdin holds.
offers() {
	completed funnel-stats "$@" && holds got
}

@test "the completions of every tool parse" {
	for tool in "$TESTS"/../man/*.1; do
		tool=$(basename "$tool" .1)
		for shell in bash zsh fish; do
			works "$tool" --completion=$shell
			mv out "$shell"
		done
		bash -n bash
		! command -v zsh >/dev/null || zsh -n zsh
		! command -v fish >/dev/null || fish --no-execute fish
	done
}

@test "the completions know every option" {
	for shell in bash zsh fish; do
		works funnel-stats --completion=$shell
		for option in $(help_options funnel-stats | tr -d =); do
			grep -qE -- "(--| -l )${option#--}([^a-z-]|\$)" out ||
				complain "$option isn't known to $shell" cat out
		done
	done
}

@test "bash completes options and files, whatever their names" {
	offers 'funnel-stats --st' <<<--stages=
	touch leads-1.csv other 'two words'
	offers 'funnel-stats -o oth' <<<other
	offers 'funnel-stats two\ w' <<<'two words'
	offers 'funnel-stats --output=two\ w' <<<'two words'
	offers 'funnel-stats nothing' </dev/null
}

@test "bash completes columns of the files on the command line" {
	offers 'funnel-stats plain.csv --by=' <<-'END'
		id
		channel
		stage\ time
	END
	offers 'funnel-stats --by=ch' ' plain.csv' <<<channel
	offers 'funnel-stats -b ch' ' plain.csv -q' <<<channel
	offers 'funnel-stats -b ' ' plain.csv nowhere.csv .' <<-'END'
		id
		channel
		stage\ time
	END
	offers 'funnel-stats < plain.csv --by=ch' <<<channel
	offers 'cat semi.csv | funnel-stats plain.csv -b ch' ' | cat "my file.csv"' <<<channel
}

@test "bash completes lists and roles" {
	offers 'funnel-stats plain.csv --by=id,ch' <<<id,channel
	offers 'funnel-stats plain.csv --by=stage\ time,ch' <<<'stage\ time,channel'
	offers 'funnel-stats plain.csv -c id=ch' <<<channel
	offers 'funnel-stats plain.csv --column=id=ch' <<<channel
	offers 'funnel-stats plain.csv -c i' </dev/null
	completed lead-train 'lead-train plain.csv --outcome=ch'
	holds got <<<channel
	completed pipeline 'pipeline plain.csv --learn-by=ch'
	holds got <<<channel
}

@test "bash completes names with spaces, colons and quotes" {
	offers 'funnel-stats my\ file.csv --by=De' <<<'Deal\ Stage'
	offers "funnel-stats 'my file.csv' --by='De" <<<'Deal Stage'
	offers 'funnel-stats "my file.csv" --by="Deal S' <<<'Deal Stage'
	offers "funnel-stats 'my file.csv' --by=utm" <<<utm:source
	offers "funnel-stats 'my file.csv' --by=utm:s" <<<source
	offers "funnel-stats 'my file.csv' -c id=a" <<<'a\ \"b\"\ \$c'
	# In a list it would have to be quoted once more, and a quote can't be typed twice.
	offers "funnel-stats 'my file.csv' --by=a" </dev/null
	offers "funnel-stats 'my file.csv' -c id='a" </dev/null
	offers "funnel-stats 'my file.csv' --by='Deal Stage',u" </dev/null
}

@test "bash completes columns behind another delimiter, once each" {
	offers "funnel-stats -d ';' semi.csv --by=En" <<<'Entry\ Date'
	offers "funnel-stats --delimiter=';' semi.csv -b i" <<<id
	offers 'funnel-stats semi.csv -d\; -c id=re' <<<re,gion
	{ echo 'sep=;' && cat semi.csv; } | sed 's/\xef\xbb\xbf//' >sep.csv
	offers "funnel-stats sep.csv --by=En" <<<'Entry\ Date'
	iconv -f UTF-8 -t UTF-16 plain.csv >utf16.csv
	offers "funnel-stats utf16.csv --by=ch" <<<channel
}

@test "bash offers no columns where there are none" {
	: >empty.csv
	mkfifo pipe
	head -c 1000 /dev/zero >zero.csv
	for file in nowhere.csv empty.csv . pipe - zero.csv '$(touch ran)' '`touch ran`' '"open'; do
		offers "funnel-stats $file --by=" </dev/null
	done
	[ ! -e ran ]
}

@test "--completion=columns prints names for whatever is being written" {
	works funnel-stats --completion=columns --by --bogus -x plain.csv -d
	holds out <<-'END'
		id
		channel
		stage time
	END
	works roi --completion=columns
	holds out </dev/null
	refuses 64 'not a shell that is known' roi --completion=tcsh
}
