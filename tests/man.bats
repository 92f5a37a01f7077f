#!/usr/bin/env bats
# What is written down, held against what the tools do: the manuals, the README, --help,
# the completions and the demo. In man/*.[157] every literal block that begins with `$ `,
# and in README.md every ```console, is commands and their exact output.

load helpers

ROOT=$BATS_TEST_DIRNAME/..

setup_file() {
	cd "$ROOT" || return
	mkdir -p build/demo
	python3 tests/data/saas.py >build/demo/saas.csv.new &&
		mv build/demo/saas.csv.new build/demo/saas.csv
}

# A page as plain text of 80 columns.
page_text() {
	mandoc -Tascii -O width=80 "$1" 2>/dev/null | sed 's/.\x08//g'
}

# section PAGE NAME: the lines of a section of the source.
section() {
	awk -v name="$2" '/^\.Sh / { on = substr($0, 5) == name; next } on' "$1"
}

has_mandoc() {
	command -v mandoc >/dev/null || skip "mandoc isn't installed"
}

# The options that --help lists, one a line: `-s, --stages=LIST`. With `own` or `shared`
# only those before or behind the line that begins the shared ones.
help_options() {
	"$1" --help | awk -v which="${2:-all}" '
		/^Shared options/ { shared = 1 }
		which == "own" && shared || which == "shared" && !shared { next }
		match($0, /^  (-., |    )--[a-z-]+(\[?=[^ ]+)?/) {
			text = substr($0, RSTART, RLENGTH)
			gsub(/^ +/, "", text)
			print text
		}'
}

# The options that a page's OPTIONS describe, in the same form.
page_options() {
	page_text "$1" | awk '
		/^[A-Z]/ { on = $0 == "OPTIONS" }
		on && match($0, /^     (-., )?--[a-z-]+(\[?=[^ ]+)?(  |$)/) {
			sub(/^ +/, "")
			sub(/  .*/, "")
			print
		}'
}

# commands FILE: puts each command of the file into N.command, where it stands into
# N.place and the output that it should have into N.expected. A command goes on behind
# a line that ends with a backslash or a pipe.
commands() {
	awk '
		function unescape(line) {
			if (markdown)
				return line
			sub(/^\\&/, "", line)
			gsub(/\\e/, "\\", line)
			return line
		}
		BEGIN { markdown = ARGV[1] ~ /\.md$/ }
		markdown && /^```console$/ || !markdown && /^\.Bd -literal/ { on = 1; next }
		markdown && /^```$/ || !markdown && /^\.Ed$/ { on = more = 0; name = ""; next }
		!on { next }
		{ line = unescape($0) }
		!more && line ~ /^\$ / {
			name = sprintf("%03d", ++n)
			printf "" > (name ".expected")
			print FILENAME ":" NR > (name ".place")
			line = substr(line, 3)
			more = 1
		}
		more { print line > (name ".command"); more = line ~ /[\\|]$/; next }
		name != "" { print line > (name ".expected") }
	' "$1"
}

# can_run FILE: other programs that the command calls are installed.
can_run() {
	local other
	for other in mlr gnuplot; do
		! grep -qw "$other" "$1" || command -v "$other" >/dev/null || return
	done
	! grep -qw parallel "$1" || parallel --version 2>/dev/null | grep -q '^GNU parallel'
}

# does_what_it_shows FILE: runs its commands from the root and compares what they say.
does_what_it_shows() {
	local name failed=0 ran=0
	commands "$1"
	for name in *.command; do
		name=${name%.command}
		can_run "$name.command" || continue
		(cd "$ROOT" && timeout 120 bash) <"$name.command" >"$name.got" 2>&1 || true
		ran=$((ran + 1))
		if ! diff -u "$name.expected" "$name.got" >"$name.diff"; then
			echo "$(<"$name.place"): this command says something else now:"
			cat "$name.command" "$name.diff"
			failed=$((failed + 1))
		fi
	done
	[ "$ran" -gt 0 ] || echo "no commands were found in $1"
	[ "$ran" -gt 0 ] && [ "$failed" -eq 0 ]
}

@test "README.md: every command gives what it shows" {
	does_what_it_shows "$ROOT/README.md"
}

@test "man/*.1: every command gives what it shows" {
	for page in "$ROOT"/man/*.1; do
		mkdir "${page##*/}"
		(cd "${page##*/}" && does_what_it_shows "$page")
	done
}

@test "man/*.5: every command gives what it shows" {
	for page in "$ROOT"/man/*.5; do
		mkdir "${page##*/}"
		(cd "${page##*/}" && does_what_it_shows "$page")
	done
}

@test "man/*.7: every command gives what it shows" {
	for page in "$ROOT"/man/*.7; do
		mkdir "${page##*/}"
		(cd "${page##*/}" && does_what_it_shows "$page")
	done
}

@test "a wrong example would be noticed" {
	# shellcheck disable=SC2016,SC1003 # a fence, a backslash at the end
	printf '%s\n' '```console' '$ echo right' 'right' '$ echo one \' '    two' 'one two' \
		'$ echo left' 'right' '```' >page.md
	! does_what_it_shows "$PWD/page.md" >said || return
	grep -q '^+left$' said
	[ "$(grep -c 'something else now' said)" -eq 1 ]
}

@test "SYNOPSIS of each manual is the usage line of --help" {
	has_mandoc
	for tool in "$ROOT"/man/*.1; do
		tool=$(basename "$tool" .1)
		page_text "$ROOT/man/$tool.1" |
			awk '/^[A-Z]/ { on = $0 == "SYNOPSIS"; next } on && NF' |
			sed 's/^ *//' >synopsis
		"$tool" --help | sed -n '1s/^Usage: //p' | holds synopsis
	done
}

@test "OPTIONS of each manual are the tool's own of --help, in order" {
	has_mandoc
	for tool in "$ROOT"/man/*.1; do
		tool=$(basename "$tool" .1)
		page_options "$ROOT/man/$tool.1" >described
		[ -s described ]
		help_options "$tool" own | holds described
	done
}

@test "OPTIONS of revutils(7) are the shared ones of --help, in order" {
	has_mandoc
	page_options "$ROOT/man/revutils.7" >described
	[ -s described ]
	help_options roi shared | holds described
}

@test "each manual names all options of --help, and none that isn't there" {
	for tool in "$ROOT"/man/*.1; do
		tool=$(basename "$tool" .1)
		section "$ROOT/man/$tool.1" OPTIONS | grep -oE '(^|[ .])Fl -[a-z-]+' |
			sed 's/.*Fl //; s/^/-/' | sort -u >named
		help_options "$tool" | grep -oE -- '--[a-z-]+' | sort -u | holds named
		grep -oE '(^|[ .])Fl -[a-z-]+' "$ROOT/man/$tool.1" | sed 's/.*Fl /-/' |
			sort -u >anywhere
		[ -z "$(comm -13 named anywhere)" ]
	done
}

@test "funnel-stats(1) names the columns that the tool looks for, and no others" {
	# A table of roles of events.c as `"role" "other name"...`, macros put in.
	roles_of() {
		sed -n '/^#define AMOUNT_ALIASES/,/[^\\]$/p' "$ROOT/cmd/funnel-stats/events.c" |
			grep -o '"[^"]*"' | tr -d '\n' | sed 's/""//g' >aliases
		sed -n "/reader_role $1\[/,/^};/p" "$ROOT/cmd/funnel-stats/events.c" |
			sed "s/AMOUNT_ALIASES/$(<aliases)/" | grep -o '"[^"]*"' |
			tr -d '\n' | sed 's/|""/|/g; s/""/"\n"/g; s/|/"\n"/g'
		echo
	}
	roles_of event_roles >code
	[ "$(wc -l <code)" -gt 20 ]
	section "$ROOT/man/funnel-stats.1" INPUT | sed '/^Of leads/,$d' |
		sed -nE 's/^\.(It Cm|Dq) ([^.,]*[^ .,]).*/"\2"/p' | holds code
	roles_of wide_roles | head -n 2 | tr -d '\n' >code
	[ "$(<code)" = '"id""amount"' ]
}

@test "attribute(1) names the columns that the tool looks for" {
	# shellcheck disable=SC2046 # one file each
	for file in data touches; do
		sed -n '/reader_role .*\[/,/^};/p' "$ROOT/cmd/attribute/$file.c" |
			grep -o '"[^"]*"' | tr -d '"' | tr '|' '\n' | grep .
	done | sort -u >code
	[ "$(wc -l <code)" -gt 60 ]
	section "$ROOT/man/attribute.1" INPUT |
		sed -nE 's/^\.(It Cm|Dq) ([^.,]*[^ .,]).*/\2/p' | sort -u | holds code
}

@test "clv(1) and revenue-plan(1) name the columns that the tools look for" {
	# described TOOL TABLE FILE...: roles and their other names, with those of macros.
	described() {
		local tool=$1 table=$2
		shift 2
		(
			cd "$ROOT/cmd/$tool"
			sed -n -e '/^#define .*_NAMES/,/[^\]$/p' -e "/reader_role $table/,/^};/p" "$@"
		) | tr -d '\n\t\134' | sed 's/" *"//g' | grep -o '"[^"]*"' | tr -d '"' |
			tr '|' '\n' | grep . | sort -u >code
		[ "$(wc -l <code)" -gt 10 ]
		section "$ROOT/man/$tool.1" INPUT | sed -nE 's/^\.(It Cm|Dq) //p' |
			sed -E 's/ ?[,.]+$//; s/ , /\n/g' | sort -u | holds code
	}
	described clv '.*\[' book.c book.h summary.c contracts.c
	described revenue-plan funnel_roles intake.c
}

@test "the columns of the output stand in the manual in their order" {
	lemonade=$ROOT/tests/data/lemonade.csv
	section "$ROOT/man/funnel-stats.1" OUTPUT | sed -n 's/^\.It Cm //p' |
		sed 's/ , /\n/g' >described
	{
		funnel-stats -q -s Stopped,Bought "$lemonade" | sed -n '1s/,/\n/gp'
		funnel-stats -q -s Stopped,Bought --summary "$lemonade" | sed -n '1s/,/\n/gp'
	} | holds described
}

@test "discount-calc(1) names the columns that the tool looks for, and no others" {
	sed -n '/reader_role roles\[/,/^};/p' "$ROOT/cmd/discount-calc/desk.c" |
		grep -o '"[^"]*"' | sed 's/|/"\n"/g' >code
	[ "$(wc -l <code)" -gt 30 ]
	section "$ROOT/man/discount-calc.1" INPUT |
		sed -nE 's/^\.(It Cm|Dq) ([^.,]*[^ .,]).*/"\2"/p' | holds code
}

@test "discount-calc(1) names the columns of the output, in their order" {
	policy=$ROOT/tests/data/discount-saas-policy.csv
	quotes=$ROOT/tests/data/discount-saas-quotes.csv
	header() {
		discount-calc --policy="$policy" "$@" | sed -n '1s/,/\n/gp'
	}
	section "$ROOT/man/discount-calc.1" OUTPUT | sed '/^\.Ss Flags/,/^\.El/d' |
		sed -n 's/^\.It Cm //p' >described
	header --breakeven=-1 "$quotes" | tail -n 12 | holds described
	for mode in Totals:--totals "The waterfall:--waterfall" \
		"The explanation:--explain=S1" Lint:--lint; do
		section "$ROOT/man/discount-calc.1" OUTPUT |
			awk -v name="${mode%%:*}" '/^\.Ss / { on = substr($0, 5) == name } on' |
			sed -n 's/^\.Cm //p' | sed 's/ ,/\n/g' | tr -d ' ;.' |
			awk 'NF && !seen[$0]++' >described
		header "${mode#*:}" "$quotes" >named
		[ -s named ]
		head -n "$(wc -l <named)" described | cmp named -
	done
}

@test "discount-policy(5) names every stage, kind and setting" {
	sed -n '/stages\[POLICY_STAGES\] = {"/,/};/p; /^} kinds\[/,/^};/p
		/^} settings\[/,/^};/p' "$ROOT"/cmd/discount-calc/policy{,_settings}.c |
		grep -oE '"[a-z_]+"' | tr -d '"' | sort -u >code
	[ "$(wc -l <code)" -eq 27 ]
	sed -n 's/^\.It Cm //p' "$ROOT/man/discount-policy.5" | sed 's/ , /\n/g' |
		sort -u | comm -23 code - >missing
	holds missing </dev/null
}

@test "commission(1) names the columns that the tool looks for, and no others" {
	sed -n '/reader_role roles\[/,/^};/p' "$ROOT/cmd/commission/deals.c" |
		tr -d '\n\t' | grep -o '"[^"]*"' | sed 's/|/"\n"/g' >code
	[ "$(wc -l <code)" -gt 25 ]
	section "$ROOT/man/commission.1" INPUT |
		sed -nE 's/^\.(It Cm|Dq) ([^.,]*[^ .,]).*/"\2"/p' | holds code
}

@test "commission(1) names the columns of the output, in their order" {
	header() {
		commission --plan="$ROOT/tests/data/commission-plan.csv" "$@" \
			"$ROOT/tests/data/commission-deals.csv" | sed -n '1s/,/\n/gp'
	}
	section "$ROOT/man/commission.1" OUTPUT | sed -n 's/^\.It Cm //p' >described
	header | tail -n 9 | holds described
	for mode in "Totals:--totals" "Commission or salary:--compare=1" \
		"The explanation:--explain=D1"; do
		section "$ROOT/man/commission.1" OUTPUT |
			awk -v name="${mode%%:*}" '/^\.Ss / { on = substr($0, 5) == name } on' |
			sed -n 's/^\.Cm //p' | sed 's/ No [^ ]* Cm / , /g; s/ ,/\n/g' |
			tr -d ' ;.:' | awk 'NF && !seen[$0]++' >described
		header "${mode#*:}" | holds described
	done
}

@test "commission-plan(5) names every column, kind and setting" {
	sed -n '/columns\[PAYPLAN_COLUMNS\] = {/,/};/p; /^} kinds\[/,/^};/p
		/^} settings\[/,/^};/p' "$ROOT"/cmd/commission/payplan{,_cells}.c |
		grep -oE '"[a-z_]+"' | tr -d '"' | sort -u >code
	[ "$(wc -l <code)" -eq 28 ]
	sed -n 's/^\.It Cm //p' "$ROOT/man/commission-plan.5" | sort -u |
		comm -23 code - >missing
	holds missing </dev/null
}

@test "revutils(7) leads to every other page" {
	for page in "$ROOT"/man/*.[157]; do
		page=${page##*/}
		[ "$page" = revutils.7 ] || echo ".Xr ${page%.*} ${page##*.}"
	done | sort >pages
	section "$ROOT/man/revutils.7" "SEE ALSO" | sed 's/ ,$//' | sort | comm -23 pages - >missing
	holds missing </dev/null
}

@test "revutils(7) has the settings that the round trips are made with" {
	sed -nE 's/^(FIRST_IS_TEXT|TO_CSV) = "(.*)"$/\2/p' "$TESTS/spreadsheet.py" >settings
	[ "$(wc -l <settings)" -eq 2 ]
	while read -r setting; do
		grep -qF "$setting" "$ROOT/man/revutils.7" || complain "isn't said" "$setting"
	done <settings
}

@test "the manuals are clean to mandoc" {
	has_mandoc
	mandoc -Tlint -W warning "$ROOT"/man/*.[157]
	# A quote isn't closed before the end of a macro's line.
	for page in "$ROOT"/man/*.[157]; do
		if mandoc -Tutf8 "$page" 2>/dev/null | sed 's/.\x08//g' | grep "‘[^’]*‘\|’’"; then
			complain "quotes in quotes: $page"
		fi
	done
}

@test "the two forms of the lemonade stand make the same funnel" {
	stages='Walked by,Stopped,Tasted,Bought,Came back'
	for options in "" --summary --cohort=week --by=channel; do
		works funnel-stats -s "$stages" --lost=Left $options "$ROOT/tests/data/lemonade.csv"
		mv out long
		works funnel-stats -s "$stages" --lost=Left $options --wide \
			"$ROOT/tests/data/lemonade-wide.csv"
		cmp long out
	done
}

@test "the example data are the same with every python3" {
	cksum <"$ROOT/build/demo/saas.csv" >sum
	holds sum <<-END
		931700071 3373842
	END
}

@test "the pictures of README are what the tools draw" {
	mkdir pictures
	(cd "$ROOT" && bash tests/pictures.sh "$BATS_TEST_TMPDIR/pictures")
	pictures=(pictures/*)
	[ "${#pictures[@]}" -gt 1 ]
	for picture in "${pictures[@]}"; do
		cmp "$picture" "$ROOT/man/${picture##*/}" || complain "make pictures" "$picture"
		grep -q "](man/${picture##*/})" "$ROOT/README.md"
	done
}

@test "the demo works, says the same twice and leaves a report" {
	cp -r "$ROOT/tests" .
	for run in 1 2; do
		BUILD=run-$run works bash tests/demo.sh
		sed "s/run-$run/run/g" out >said-$run
	done
	cmp said-1 said-2
	cmp run-1/demo/report.md run-2/demo/report.md
	grep -q '^| Organic | 5986 |' run-1/demo/report.md
	[ "$(tail -n 5 out | grep -c '^the same$')" -eq 1 ]
}

# completed WORD...: what bash offers for the last word of the command line, in which a
# `=` has no spaces around it. More of that is in completions.bats.
completed() {
	bash -c '
		compopt() { :; }
		source /dev/stdin <<<"$(funnel-stats --completion=bash)"
		COMP_LINE=$* COMP_LINE=${COMP_LINE// =/=} COMP_LINE=${COMP_LINE//= /=}
		COMP_POINT=${#COMP_LINE} COMP_WORDBREAKS=" =:"
		$(complete -p funnel-stats | sed "s/.*-F \([^ ]*\).*/\1/")
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

@test "bash completes options, choices and files" {
	bash -n <(funnel-stats --completion=bash)
	completed funnel-stats --st >got
	holds got <<<--stages=
	completed funnel-stats --format=csv - >got
	help_options funnel-stats | grep -oE -- '--[a-z-]+=?' | holds got
	completed funnel-stats --format = >got
	printf '%s\n' csv tsv json md table html html-fragment | holds got
	completed funnel-stats --cohort = q >got
	holds got <<<quarter
	completed funnel-stats --order s >got
	holds got <<<strict
	touch leads-1.csv leads-2.csv other
	completed funnel-stats -s Lead,Won leads | sort >got
	printf '%s\n' leads-1.csv leads-2.csv | holds got
	completed funnel-stats --output = oth >got
	holds got <<<other
}
