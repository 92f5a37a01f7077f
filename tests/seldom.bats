#!/usr/bin/env bats
# What is seldom met: a terminal to watch, calls of the system that nothing else has fail,
# and more of something than a page has place for.
# shellcheck disable=SC2030,SC2031,SC2094,SC2317 # tests are subshells; page is no file

load helpers
bats_require_minimum_version 1.5.0

# shimmed NAME=N... COMMAND...: with calls that fail, as tests/torture/shim.c says.
shimmed() {
	local settings=()
	while [[ $1 = *=* ]]; do
		settings+=("TORTURE_$1")
		shift
	done
	env "LD_PRELOAD=$(realpath "$BUILD")/tests/torture/shim.so" "${settings[@]}" "$@"
}

needs_shim() {
	[ -z "${ASAN:-}" ] || skip "the library that has calls fail brings its own malloc"
	make -s -C "$TESTS/.." "BUILD=$(realpath "$BUILD")" torture-shim
}

page() {
	python3 "$TESTS/page.py" "$@"
}

# Progress

@test "--progress tells a terminal how far it is, and nobody else" {
	echo id,stage,time >head.csv
	seq -f %.0f,Lead,2026-01-02 1000 9190 | cat head.csv - >first.csv # 8191 rows
	printf '1,Lead,2026-01-01\n1,Won,2026-01-03\n' | cat head.csv - >second.csv
	works funnel-stats --progress --stages=Lead,Won first.csv second.csv
	mv out want
	python3 - <<-'END'
		import os, pty, re, subprocess, threading, time

		os.mkfifo("pipe")
		ours, theirs = pty.openpty()
		command = ["funnel-stats", "--progress", "--stages=Lead,Won", "pipe", "second.csv"]
		with open("out", "wb") as out:
		    child = subprocess.Popen(command, stdout=out, stderr=theirs)
		os.close(theirs)
		# Slowly, so that there is something to tell when the second file begins.
		with open("pipe", "wb") as pipe, open("first.csv", "rb") as first:
		    pipe.write(first.read())
		    pipe.flush()
		    time.sleep(0.5)
		said = b""
		try:
		    while part := os.read(ours, 1000):
		        said += part
		except OSError:
		    pass  # the terminal is closed
		assert child.wait() == 0
		assert said.endswith(b"\r\x1b[K"), said
		shown = rb"\rfunnel-stats: second.csv: 0\.2 MB, 8192 rows, 0\.\d MB/s, 100%, 0 s left\x1b\[K"
		assert re.match(shown, said), said
	END
	cmp want out
}

# Files

@test "--rejects mustn't be an input, nor -o something that can't be written" {
	printf 'id,stage,time\n1,Lead,2026-01-01\n' >events.csv
	refuses 64 '--rejects=events.csv is one of the inputs' \
		funnel-stats --stages=Lead --rejects=events.csv events.csv
	[ "$(wc -l <events.csv)" -eq 2 ]
	ln -s nowhere/at/all link
	refuses 73 "link: can't create: No such file" funnel-stats --stages=Lead -o link events.csv
	[ -L link ]
	python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
	refuses 73 "socket: can't create: No such device" \
		funnel-stats --stages=Lead -o socket events.csv
	[ -S socket ]
}

@test "closed descriptors that can't be filled are an error" {
	needs_shim
	status=0
	shimmed ONLY=4 FAIL=1 funnel-stats --version <&- >out 2>err || status=$?
	[ "$status" -eq 71 ]
	[ "$(<err)" = "funnel-stats: can't open /dev/null" ]
}

@test "a page is an error wherever memory runs out, and so is a message" {
	needs_shim
	python3 - "$TESTS" <<-'END'
		import sys
		sys.path.insert(0, sys.argv[1] + "/torture")
		from runner import DONE, SYSTEM, USAGE, Runner

		def every_malloc(argv, last):
		    want = Runner().run(argv)
		    assert want.status == last, str(want)
		    for call in range(1, 100000):
		        outcome, report = Runner().run_shimmed(argv, only=1, fail=call)
		        if not report[2]:
		            return call
		        if outcome.status == -6 and argv[0] == "lead-score":
		            # glibc's regcomp() frees some of it twice then, and notices.
		            assert outcome.err.startswith(b"free(): double free"), f"{call}: {outcome}"
		        elif outcome != want:
		            assert outcome.status == SYSTEM, f"{call}: {outcome}"
		            assert outcome.err.endswith(b": out of memory\n"), f"{call}: {outcome}"

		with open("paths.csv", "w") as file:
		    print("path,conversions\nA > B,2\nB,1", file=file)
		assert every_malloc(["attribute", "--model=last", "--format=html", "paths.csv"], DONE) > 50
		assert every_malloc(["funnel-stats", "--stages=,", "paths.csv"], USAGE) > 1
		with open("rules.csv", "w") as file:
		    print("rule,category,on,when,points\nr,,lead,note ~ (a|b)*c.[xy]$,5", file=file)
		with open("leads.csv", "w") as file:
		    print('id,note\n1,"' + "ab" * 400 + 'c,x"\n2,no', file=file)
		assert every_malloc(["lead-score", "-q", "-r", "rules.csv", "leads.csv"], DONE) > 20
	END
}

@test "files that several threads read: an error of one is that of all" {
	needs_shim
	{
		echo date,channel,cost
		for i in {1..3000}; do echo "2026-01-$((10 + i % 20)),c$((i % 7)),$i.25"; done
	} >spend.csv
	works roi -q --by=channel spend.csv
	mv out want
	works roi -q --by=channel --jobs=3 spend.csv
	cmp want out
	# pread, and lseek: each call of them in turn
	for kind in 9 15; do
		for ((call = 1; call < 40; call++)); do
			status=0
			shimmed ONLY=$kind FAIL=$call roi -q --by=channel --jobs=3 spend.csv \
				>out 2>err || status=$?
			if [ "$status" -eq 0 ]; then
				cmp want out
			else
				[ "$status" -eq 74 ]
				[[ $(<err) = 'roi: spend.csv: read error: Input/output error' ]]
			fi
		done
	done
}

@test "large numbers of durations: where no file without a name can be, and on interrupts" {
	needs_shim
	local driver=$BUILD/tests/unit/sorter_test
	works env -u TMPDIR "$driver"
	mkdir tmp
	works shimmed EINTR=1 TMPDIR="$PWD/tmp" "$driver"
	# The folder can't hold such a file: it gets a name, for a moment.
	works shimmed ONLY=4 FAIL=1 TMPDIR="$PWD/tmp" "$driver"
	[ -z "$(ls -A tmp)" ]
	ends 74 shimmed ONLY=9 FAIL=3 TMPDIR="$PWD/tmp" "$driver"
	[[ $(<err) = *"can't read a temporary file: Input/output error (TMPDIR names the folder)" ]]
	ends 74 shimmed ONLY=10 FAIL=3 TMPDIR="$PWD/tmp" "$driver"
	[[ $(<err) = *"can't write a temporary file: No space left on device (TMPDIR names the folder)" ]]
	[ -z "$(ls -A tmp)" ]
}

@test "more columns in quotes than there may be" {
	python3 -c 'print(",".join("\"c%d\"" % i for i in range(70000)))' >wide.csv
	refuses 65 'wide.csv:1: ' funnel-stats --stages=Lead wide.csv
	[[ $(<err) = *"more than 65536 columns"* ]]
}

@test "a message cuts a text between characters" {
	for before in '' x xx; do
		printf 'id,stage,time\n1,Lead,%s\n' "$before$(printf '€%.0s' {1..200})" >in.csv
		refuses 65 'in.csv:2: column "time": "' funnel-stats --stages=Lead in.csv
		iconv -f UTF-8 -t UTF-8 err >checked
		[[ $(<err) = *"€…\""* ]]
	done
}

# State files

@test "states that were tampered with are refused" {
	printf 'id,stage,time,channel\n1,Lead,2026-01-01,a\n2,Lead,2026-01-02,b\n' >events.csv
	works funnel-stats -q --stages=Lead,Won --by=channel --partial events.csv
	mv out state.csv
	works funnel-stats -q --merge state.csv
	sed '/^setting,lost/s/lost/colour/' state.csv >odd.csv
	refuses 65 'an unknown setting: is this the output of funnel-stats --partial?' \
		funnel-stats --merge odd.csv
	sed 's/1:a,/1:a,junk/' state.csv >odd.csv
	refuses 65 'is this the output of funnel-stats --partial?' funnel-stats --merge odd.csv
}

# Pages and tables

# paths CHANNELS: as many, with conversions that differ.
paths() {
	echo path,conversions
	for ((i = 1; i <= $1; i++)); do echo "channel $i,$((i * i))"; done
}

@test "a chart shows the largest, and the others together" {
	paths 40 >paths.csv
	works attribute --model=last --format=html paths.csv
	mv out page.html
	page check page.html
	page text page.html >text
	grep -q '25 other channels' text
	mkdir pictures
	page pictures page.html pictures
	grep -q 'channel 40' pictures/*
	grep -q 'channel 26' pictures/*
	run ! grep -q 'channel 25<' pictures/*
	# 1² + … + 25² = 5525
	grep -q '5,525' pictures/*
}

@test "a map shows the first rows, and says so" {
	for i in {1..40}; do echo "$i,$(date -d "2026-01-01 $i days" +%F)"; done |
		awk -F, 'BEGIN { print "id,stage,time" } { print $1 ",Lead," $2; print $1 ",Won,2026-12-01" }' >events.csv
	works funnel-stats --stages=Lead,Won --cohort=day --format=html events.csv
	mv out page.html
	page check page.html
	page text page.html >text
	grep -q 'The first 36 of 40' text
	head -n 1 events.csv >none.csv
	ends 0 funnel-stats -q --stages=Lead,Won --cohort=day --format=html none.csv
	mv out page.html
	page check page.html
	run ! grep -q '<svg' page.html
}

@test "line ends in cells: lines in tables, a sign in pictures" {
	printf 'path,conversions\n"a\rb",3\n"c\r\nd",2\n' >paths.csv
	works attribute --model=last --format=html paths.csv
	mv out page.html
	page check page.html
	grep -q 'a␍b' page.html
	works attribute --model=last --format=md paths.csv
	grep -q 'a<br>b' out
	grep -q 'c<br>d' out
}

@test "--bars: what is little but not nothing has a bar" {
	printf 'path,conversions\nmuch,1000000\nlittle,1\n' >paths.csv
	works attribute --model=last --format=table --bars paths.csv
	grep '^little' out | grep -q '▏'
}

@test "amounts in two currencies aren't added up" {
	printf 'date,amount\n2026-01-01,£5\n2026-01-02,€7\n' >sales.csv
	refuses 65 'sales.csv:3: column "amount": "€7" is in another currency than those before' \
		forecast sales.csv
}
