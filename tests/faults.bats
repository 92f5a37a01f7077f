#!/usr/bin/env bats
# When the machine doesn't play along: full disks, closed descriptors, cut input. Never a
# wrong result, never half a file, never silence.
# shellcheck disable=SC2030,SC2031,SC2317 # tests are subshells, helpers are called by name

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	printf 'id,stage,time\n1,Lead,2026-01-01\n1,Won,2026-01-03\n' >events.csv
	# The good rows come to more than a buffer before the bad one comes.
	{
		cat events.csv
		seq -f %.0f,Lead,2026-01-02 1000 9999
		echo '7,Lead,soon'
	} >bad.csv
	funnel=(funnel-stats --quiet "--stages=Lead,Won")
}

# many NAME: a file of events that makes a table of over a megabyte.
many() {
	awk 'BEGIN {
		print "id,stage,time,name"
		for (i = 0; i < 20000; i++)
			print i ",Lead,2026-01-01,name" i
	}' >"$1"
}

# nothing_else NAME...: the folder `folder` holds these files and nothing else.
nothing_else() {
	[ "$(ls -A folder)" = "$(printf '%s\n' "$@")" ] || {
		ls -lA folder
		return 1
	}
}

# A folder with a file in it that mustn't change.
given_target() {
	mkdir folder
	echo precious >folder/target.csv
}

target_is_untouched() {
	[ "$(<folder/target.csv)" = precious ] && nothing_else target.csv
}

is_table() {
	head -n 1 "$1" | grep -q '^step,stage,entered,'
}

# A full disk

@test "a full disk behind stdout is status 74, whatever is written" {
	local args
	for args in '' --format=tsv --format=json --format=md --format=table --summary --partial; do
		status=0
		# shellcheck disable=SC2086 # none or one
		"${funnel[@]}" $args events.csv >/dev/full 2>err || status=$?
		[ "$status" -eq 74 ]
		[ "$(<err)" = 'funnel-stats: <stdout>: write error: No space left on device' ]
	done
	for args in --help --version --completion=bash; do
		status=0
		funnel-stats $args >/dev/full 2>err || status=$?
		[ "$status" -eq 74 ]
	done
}

@test "a full disk behind -o and --rejects is status 74" {
	refuses 74 '/dev/full: write error: No space left on device' \
		"${funnel[@]}" -o /dev/full events.csv
	refuses 74 '/dev/full: write error' "${funnel[@]}" --rejects=/dev/full events.csv
}

@test "a file that may grow no further is status 74, and leaves the old one alone" {
	given_target
	many many.csv
	limited() (
		ulimit -f 64
		"$@"
	)
	refuses 74 'folder/target.csv: write error: File too large' \
		limited "${funnel[@]}" --by=name -o folder/target.csv many.csv
	target_is_untouched
	refuses 74 'folder/new.csv: write error: File too large' \
		limited "${funnel[@]}" --by=name --output=folder/new.csv many.csv
	target_is_untouched
	sed -i 's/2026-01-01/soon/' many.csv
	refuses 74 'folder/target.csv: write error: File too large' \
		limited "${funnel[@]}" --rejects=folder/target.csv many.csv
	target_is_untouched
}

# Files that can't be created

@test "-o where no file can be is status 73" {
	refuses 73 'missing/out.csv: can'"'"'t create: No such file or directory' \
		"${funnel[@]}" -o missing/out.csv events.csv
	refuses 73 'missing/r.csv: can'"'"'t create' \
		"${funnel[@]}" --rejects=missing/r.csv events.csv
	refuses 73 'events.csv/out.csv: can'"'"'t create: Not a directory' \
		"${funnel[@]}" -o events.csv/out.csv events.csv
	mkdir folder
	refuses 73 'folder: can'"'"'t create: Is a directory' "${funnel[@]}" -o folder events.csv
	nothing_else
}

@test "-o without a name is an error before anything is read" {
	status=0
	"${funnel[@]}" -o '' events.csv >out 2>err || status=$?
	[ "$status" -eq 73 ] || [ "$status" -eq 64 ]
}

@test "a file or folder that may not be written is status 73" {
	[ "$(id -u)" -ne 0 ] || skip "root may write anywhere"
	given_target
	chmod a-w folder/target.csv
	refuses 73 'folder/target.csv: can'"'"'t create: Permission denied' \
		"${funnel[@]}" -o folder/target.csv events.csv
	target_is_untouched
	chmod a-w folder
	refuses 73 'folder/new.csv: can'"'"'t create: Permission denied' \
		"${funnel[@]}" -o folder/new.csv events.csv
	chmod u+w folder
	target_is_untouched
}

# -o: whole or not at all

@test "-o writes the table and nothing to stdout, and leaves nothing else behind" {
	mkdir folder
	works "${funnel[@]}" events.csv
	mv out want
	works "${funnel[@]}" -o folder/new.csv events.csv
	[ ! -s out ]
	cmp want folder/new.csv
	nothing_else new.csv
	works "${funnel[@]}" -o folder/new.csv events.csv
	cmp want folder/new.csv
	nothing_else new.csv
}

@test "-o of a name without a folder" {
	mkdir folder
	cp events.csv folder
	(
		cd folder
		"${funnel[@]}" -o new.csv events.csv
	)
	is_table folder/new.csv
	nothing_else events.csv new.csv
}

@test "an input that turns bad leaves the old file alone" {
	given_target
	refuses 65 'bad.csv:9004: column "time": "soon"' \
		"${funnel[@]}" -o folder/target.csv bad.csv
	target_is_untouched
	refuses 65 'bad.csv:9004: column "time": "soon"' \
		"${funnel[@]}" -o folder/new.csv bad.csv
	target_is_untouched
	refuses 66 'missing.csv: No such file' \
		"${funnel[@]}" -o folder/target.csv events.csv missing.csv
	target_is_untouched
	refuses 64 '--stages' funnel-stats --stages=, -o folder/target.csv events.csv
	target_is_untouched
	refuses 65 'never closed' "${funnel[@]}" --rejects=folder/target.csv - \
		< <(cat bad.csv && echo '"')
	target_is_untouched
}

@test "a read error leaves the old file alone" {
	given_target
	refuses 74 '<stdin>: read error' "${funnel[@]}" -o folder/target.csv <&-
	target_is_untouched
}

@test "a run that is killed leaves the old file alone" {
	given_target
	mkfifo pipe
	"${funnel[@]}" -o folder/target.csv --rejects=folder/rejects.csv pipe &
	local pid=$!
	exec 4>pipe
	cat bad.csv >&4
	kill -KILL $pid
	wait $pid || true
	exec 4>&-
	target_is_untouched
}

@test "-o may be one of the inputs" {
	mkdir folder
	works "${funnel[@]}" events.csv
	mv out want
	cp events.csv folder
	works "${funnel[@]}" -o folder/events.csv folder/events.csv
	cmp want folder/events.csv
	nothing_else events.csv
}

@test "a file that was there keeps its permissions, a new one follows the umask" {
	mkdir folder
	for mode in 600 640 666 751; do
		echo old >folder/target.csv
		chmod "$mode" folder/target.csv
		works "${funnel[@]}" -o folder/target.csv events.csv
		[ "$(stat -c %a folder/target.csv)" = "$mode" ]
		is_table folder/target.csv
	done
	rm folder/target.csv
	umask 027
	works "${funnel[@]}" -o folder/target.csv events.csv
	[ "$(stat -c %a folder/target.csv)" = 640 ]
}

@test "-o of a link writes the file that it points to" {
	given_target
	mkdir elsewhere
	ln -s ../folder/target.csv elsewhere/link.csv
	works "${funnel[@]}" -o elsewhere/link.csv events.csv
	[ -L elsewhere/link.csv ]
	is_table folder/target.csv
	nothing_else target.csv
}

@test "-o doesn't follow somebody else's link in a folder that is open to all" {
	[ "$(id -u)" -eq 0 ] || skip "only root can make somebody else's"
	given_target
	mkdir shared
	chmod 1777 shared
	ln -s ../folder/target.csv shared/link.csv
	chown -h nobody shared/link.csv
	refuses 73 'shared/link.csv: can'"'"'t create: Permission denied' \
		"${funnel[@]}" -o shared/link.csv events.csv
	target_is_untouched
	[ -L shared/link.csv ]
}

@test "-o of a link to stdout, as /dev/stdout is one, keeps the link" {
	ln -s /proc/self/fd/1 stdout
	ends 0 "${funnel[@]}" -o stdout events.csv
	[ -L stdout ]
	is_table out
}

@test "-o and --rejects write pipes and devices as they are" {
	mkfifo pipe
	timeout 20 cat pipe >got &
	works "${funnel[@]}" -o pipe events.csv
	wait
	is_table got
	works "${funnel[@]}" --rejects=/dev/null -o /dev/null events.csv
	[ -c /dev/null ]
}

@test "-o and --rejects of the same file don't lose one of them silently" {
	refuses 64 'both' "${funnel[@]}" --rejects=x.csv -o x.csv bad.csv
}

# Descriptors

@test "closed stdin, stdout and stderr" {
	refuses 74 '<stdin>: read error' "${funnel[@]}" <&-
	works "${funnel[@]}" events.csv <&-
	is_table out
	status=0
	"${funnel[@]}" events.csv >&- 2>err || status=$?
	[ "$status" -eq 74 ]
	[[ $(<err) = 'funnel-stats: <stdout>: write error: '* ]]
	"${funnel[@]}" events.csv >out 2>&-
	is_table out
	status=0
	"${funnel[@]}" bad.csv >out 2>&- || status=$?
	[ "$status" -eq 65 ]
	[ ! -s out ]
	"${funnel[@]}" -o made.csv events.csv <&- >&- 2>&-
	is_table made.csv
	status=0
	"${funnel[@]}" -o made.csv --rejects=rejects.csv bad.csv <&- >&- 2>&- || status=$?
	[ "$status" -eq 0 ]
	is_table made.csv
	[ "$(wc -l <rejects.csv)" -eq 2 ]
}

@test "a folder isn't an input" {
	refuses 66 '<stdin>: is a directory' "${funnel[@]}" <.
	refuses 66 '.: is a directory' "${funnel[@]}" .
}

@test "an input that isn't there" {
	refuses 66 'missing.csv: No such file or directory' "${funnel[@]}" missing.csv
	refuses 66 'events.csv/x: Not a directory' "${funnel[@]}" events.csv/x
}

@test "an input that may not be read" {
	[ "$(id -u)" -ne 0 ] || skip "root may read anything"
	chmod a-r events.csv
	refuses 66 'events.csv: Permission denied' "${funnel[@]}" events.csv
}

@test "a device that can't be read is a read error" {
	[ -r /proc/self/mem ] || skip "there is none here"
	refuses 74 '/proc/self/mem: read error' "${funnel[@]}" /proc/self/mem
}

# Pipes

@test "a closed pipe ends it silently" {
	many many.csv
	for format in csv json table; do
		"${funnel[@]}" --by=name --format=$format many.csv 2>err | head -n 1 >out
		[ "${PIPESTATUS[0]}" -eq 141 ]
		[ -s out ]
		[ ! -s err ]
	done
}

@test "also where SIGPIPE is ignored or blocked" {
	many many.csv
	(
		trap '' PIPE
		"${funnel[@]}" --by=name many.csv 2>err | head -n 1 >out
		[ "${PIPESTATUS[0]}" -eq 141 ]
	)
	[ ! -s err ]
	python3 -c '
import signal, subprocess, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPIPE])
done = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
done.stdout.read(10)
done.stdout.close()
assert done.stderr.read() == b""
assert done.wait() in (141, -13), done.returncode' "${funnel[@]}" --by=name many.csv
}

@test "a pipe that brings a byte at a time makes no difference" {
	printf '3,"Le""ad\r\n ,",2026-01-02\n\n4,Lead,"2026-01-04"' >>events.csv
	works "${funnel[@]}" events.csv
	mv out want
	dd if=events.csv bs=1 status=none | "${funnel[@]}" >out
	cmp want out
	sed 's/$/\r/' events.csv | dd bs=1 status=none | "${funnel[@]}" >out
	cmp want out
	{ printf '\xef\xbb\xbf' && cat events.csv; } | dd bs=1 status=none | "${funnel[@]}" >out
	cmp want out
	{ printf '\xff\xfe' && iconv -f UTF-8 -t UTF-16LE events.csv; } |
		dd bs=1 status=none | "${funnel[@]}" >out
	cmp want out
}

@test "reads of one byte each, really" {
	works "${funnel[@]}" events.csv
	mv out want
	python3 -c '
import fcntl, os, subprocess, sys, termios, time
ours, theirs = os.pipe()
with open("out", "wb") as out:
    child = subprocess.Popen(sys.argv[1:], stdin=ours, stdout=out)
for byte in b"\xef\xbb\xbf" + open("events.csv", "rb").read():
    os.write(theirs, bytes([byte]))
    while any(fcntl.ioctl(ours, termios.FIONREAD, bytes(4))) and child.poll() is None:
        time.sleep(0)
os.close(theirs)
assert child.wait() == 0' "${funnel[@]}"
	cmp want out
}

# Cut input

@test "every beginning of a file gives the result of what is left, or an error" {
	python3 "$TESTS/truncation.py"
}

# Memory

@test "a sample that doesn't fit goes to TMPDIR, and nothing of it stays there" {
	mkdir tmp
	# Durations that two leads each take: a state has counts above 1.
	awk 'BEGIN {
		print "Lead,Won"
		for (i = 0; i < 1200000; i++)
			print 0 "," 599999 - int(i / 2)
	}' >many.csv
	works "${funnel[@]}" --wide --date-format=%s many.csv
	# The median of 0 to 599999 seconds is 299999.5, the 90th percentile 539999.1.
	[[ $(sed -n 2p out) = 1,Lead,1200000,1200000,0,0,0,1,*,3.47221643519,6.2499895833*,3.47221643519, ]]
	mv out whole
	works "${funnel[@]}" --wide --date-format=%s --partial many.csv
	mv out state
	works env TMPDIR="$PWD/tmp" funnel-stats -q --merge state
	cmp out whole
	[ "$(ls -A tmp)" = '' ]
	refuses 73 'TMPDIR' env TMPDIR="$PWD/missing" funnel-stats -q --merge state
}

@test "memory that runs out is status 71" {
	[ -z "${ASAN:-}" ] || skip "sanitizers need memory of their own"
	{
		echo id,stage,time
		printf '1,Lead,"'
		yes 'a quote that is never closed' | head -c 100000000
	} >in.csv
	limited() (
		ulimit -v 30000
		"$@"
	)
	refuses 71 'out of memory' limited "${funnel[@]}" --max-record=4294967296 in.csv
}
