# Shared by the tests: `load helpers`. Each test runs in a folder of its own, with the
# tools of $BUILD (default: build) in front of the PATH, and leaves what a tool wrote in
# the files out and err.
# shellcheck shell=bash

# shellcheck disable=SC2034 # the tests read it
TESTS=$BATS_TEST_DIRNAME
BUILD=${BUILD:-build}
[[ $BUILD = /* ]] || BUILD=$BATS_TEST_DIRNAME/../$BUILD
PATH=$BUILD/bin:$PATH
export PYTHONDONTWRITEBYTECODE=1

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# Says what went wrong with the command at hand, and fails.
complain() {
	echo "$1"
	shift
	echo "command: $*"
	echo "stdout:"
	head -c 2000 out
	echo "stderr:"
	head -c 2000 err
	return 1
}

# ends STATUS COMMAND...: the command ends with that status.
ends() {
	local want=$1 status=0
	shift
	"$@" >out 2>err || status=$?
	[ "$status" -eq "$want" ] || complain "status $status, not $want" "$@"
}

# works COMMAND...: it ends with 0 and says nothing on stderr.
works() {
	ends 0 "$@" || return
	[ ! -s err ] || complain "something on stderr" "$@"
}

# refuses STATUS TEXT COMMAND...: it ends with that status, writes nothing to stdout, and
# one line to stderr, which begins with a tool's name and holds the text.
refuses() {
	local want=$1 text=$2 lines
	shift 2
	ends "$want" "$@" || return
	[ ! -s out ] || complain "something on stdout" "$@" || return
	mapfile -t lines <err
	[ "${#lines[@]}" -eq 1 ] || complain "not one line on stderr" "$@" || return
	[ -x "$BUILD/bin/${lines[0]%%: *}" ] || complain "not a tool's name" "$@" || return
	[[ $(<err) = *"$text"* ]] || complain "no such message: $text" "$@"
}

# notes TEXT COMMAND...: it ends with 0 and says the text on stderr.
notes() {
	local text=$1
	shift
	ends 0 "$@" || return
	[[ $(<err) = *"$text"* ]] || complain "no such note: $text" "$@"
}

# meets_full_disk_and_closed_pipe COMMAND...: with any --jobs=N it says that the disk is
# full, and ends without a word where nobody reads on. It writes more than a pipe holds.
meets_full_disk_and_closed_pipe() {
	local jobs status
	for jobs in 1 2 5; do
		status=0
		"$@" --jobs=$jobs 2>err >/dev/full || status=$?
		[ "$status" -eq 74 ] || complain "status $status, not 74" "$@" || return
		diff err - <<<"$1: <stdout>: write error: No space left on device" || return
		refuses 74 '/dev/full: write error' "$@" --jobs=$jobs -o /dev/full || return
		{ "$@" --jobs=$jobs 2>err || echo $? >status; } | sed 2q >out
		[ "$(<status)" -eq 141 ] || complain "status $(<status), not 141" "$@" || return
		[ ! -s err ] || complain "something on stderr" "$@" || return
	done
}

# holds FILE <<...: the file is stdin to the byte.
holds() {
	[ -f "$1" ] && diff -au - "$1"
}

# shows COLUMN,... [FILE] <<...: those columns of the CSV in the file (default: out) are
# stdin, without the header and without quotes.
shows() {
	python3 -c '
import csv, sys
names = sys.argv[1].split(",")
with open(sys.argv[2], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file, strict=True):
        print(",".join(row[name] for name in names))
' "$1" "${2:-out}" >columns && holds columns
}
