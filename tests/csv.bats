#!/usr/bin/env bats
# What is the same for all tools, as funnel-stats shows it: the CSV that goes in, cells,
# the formats that come out, shared options, messages.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cat >events.csv <<-'END'
		id,stage,time,channel,amount
		1,Lead,2026-01-01,Ads,
		1,Won,2026-01-03,Ads,100
		2,Lead,2026-01-02,"Word, of ""mouth""",
	END
	cat >events.table <<-'END'
		Ads,1,Lead,1,1,0,0,0
		Ads,2,Won,1,,,,
		"Word, of ""mouth""",1,Lead,1,0,0,1,1
		"Word, of ""mouth""",2,Won,0,,,,
	END
	by_channel=(funnel-stats --quiet "--stages=Lead,Won" --by=channel)
}

# gives_the_same ARG...: the funnel of events.csv by channel comes out of these arguments.
gives_the_same() {
	works "${by_channel[@]}" "$@" || return
	without_rates ',' >got
	diff -u events.table got || complain "another table" "$@"
}

# without_rates DELIMITER: the table in the file out without the columns from the rates on
# and without the header.
without_rates() {
	sed -E -e 1d -e "s/($1[^$1]*){9}\$//" out
}

# names ARG...: the cells of the column name, one lead each, in the order of bytes.
names() {
	works funnel-stats --quiet --stages=Lead --by=name "$@" || return
	sed -e 1d -e 's/,1,Lead,1,,,,,,,,1,,,,,$//' out
}

# one_event TIME AMOUNT: a file of one event.
one_event() {
	printf 'id,stage,time,amount\n1,Lead,%s,"%s"\n' "$1" "$2" >one.csv
}

# Delimiters

@test "another delimiter is that of input and output" {
	local c
	for c in ';' '|' ':' $'\t'; do
		printf 'id,stage,time,channel,amount\n1,Lead,2026-01-01,A b,\n' |
			tr ',' "$c" >in.csv
		works "${by_channel[@]}" -d "$c" in.csv
		[ "$(head -n 1 out | cut -d "$c" -f 1-4)" = "channel${c}step${c}stage${c}entered" ]
		[ "$(sed -n 2p out | cut -d "$c" -f 1-5)" = "A b${c}1${c}Lead${c}1${c}0" ]
	done
}

@test "a tab may be called tab" {
	tr ',' '\t' >in.tsv <<-'END'
		id,stage,time
		1,Lead,2026-01-01
	END
	works funnel-stats --stages=Lead --delimiter=tab in.tsv
	works funnel-stats --stages=Lead -d '\t' in.tsv
	[ "$(sed -n 2p out | cut -f 1-3)" = $'1\tLead\t1' ]
}

@test "what can't be a delimiter is a usage error" {
	local c
	for c in ab '' '"' é $'\n'; do
		refuses 64 'not a delimiter' funnel-stats --stages=Lead -d "$c" events.csv
	done
}

@test "a first line sep=C names the delimiter and isn't data" {
	local end
	for end in '\n' '\r\n' '\r'; do
		printf '%b' "sep=;${end}id;stage;time;channel${end}1;Lead;2026-01-01;A,b${end}" >in.csv
		works "${by_channel[@]}" in.csv
		without_rates ';' >got
		holds got < <(printf 'A,b;1;Lead;1;0;0;1;1\nA,b;2;Won;0;;;;\n')
	done
}

@test "sep= behind a byte order mark, of a tab, and counted as a line" {
	printf '\xef\xbb\xbfsep=\t\nid\tstage\ttime\n1\tLead\tsoon\n' >in.csv
	refuses 65 'in.csv:3: column "time"' funnel-stats --stages=Lead in.csv
}

@test "-d wins over sep=" {
	printf 'sep=;\nid,stage,time,channel\n1,Lead,2026-01-01,a;b\n' >in.csv
	works "${by_channel[@]}" -d, in.csv
	[[ $(sed -n 2p out) = 'a;b,1,Lead,1,'* ]]
}

@test "the delimiter isn't guessed, but where it seems to be another one the error says -d" {
	printf 'id;stage;time\n1;Lead;2026-01-01\n' >in.csv
	refuses 65 "in.csv: no column \"id\"" funnel-stats --stages=Lead in.csv
	[[ $(<err) = *"-d ';'"* ]]
	tr ';' '\t' <in.csv >in.tsv
	refuses 65 '-d tab' funnel-stats --stages=Lead in.tsv
}

# Encodings

@test "a byte order mark is taken off, also in front of a quoted header" {
	printf '\xef\xbb\xbf' | cat - events.csv >bom.csv
	gives_the_same bom.csv
	sed '1s/id/"id"/' events.csv | { printf '\xef\xbb\xbf' && cat; } >quoted.csv
	gives_the_same quoted.csv
}

@test "UTF-16 with a byte order mark is converted" {
	local order
	sed 's/Ads/Größe 😀/' events.csv >in.csv
	works "${by_channel[@]}" in.csv
	mv out utf8
	for order in LE:'\xff\xfe' BE:'\xfe\xff'; do
		{ printf '%b' "${order#*:}" && iconv -f UTF-8 -t "UTF-16${order%%:*}" in.csv; } >utf16.csv
		works "${by_channel[@]}" utf16.csv
		cmp out utf8
	done
}

@test "UTF-16 without a mark, cut or broken, and UTF-32 are refused" {
	iconv -f UTF-8 -t UTF-16LE events.csv >nomark.csv
	refuses 65 'nomark.csv: looks like UTF-16: iconv -f UTF-16LE -t UTF-8' \
		"${by_channel[@]}" nomark.csv
	iconv -f UTF-8 -t UTF-16BE events.csv >nomark.csv
	refuses 65 'iconv -f UTF-16BE' "${by_channel[@]}" nomark.csv
	{ printf '\xff\xfe' && iconv -f UTF-8 -t UTF-16LE events.csv && printf x; } >cut.csv
	refuses 65 'ends in the middle of a UTF-16 character' "${by_channel[@]}" cut.csv
	{ printf '\xff\xfe' && iconv -f UTF-8 -t UTF-16LE events.csv && printf '\x00\xdcx\x00'; } >broken.csv
	refuses 65 "isn't valid UTF-16" "${by_channel[@]}" broken.csv
	{ printf '\xff\xfe\0\0' && iconv -f UTF-8 -t UTF-32LE events.csv; } >utf32.csv
	refuses 65 'UTF-32' "${by_channel[@]}" utf32.csv
}

@test "bytes that aren't UTF-8 pass through" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,Caf\xe9\n2,Lead,2026-01-01,\xc3\n' >in.csv
	names in.csv >got
	holds got < <(printf 'Caf\xe9\n\xc3\n')
}

@test "compressed files and workbooks are called what they are" {
	gzip -c events.csv >events.csv.gz
	refuses 65 'events.csv.gz: is compressed: zcat' "${by_channel[@]}" events.csv.gz
	printf 'PK\x03\x04\x14\x00' >book.xlsx
	refuses 65 'Excel workbook' "${by_channel[@]}" book.xlsx
}

@test "a NUL byte is an error, never an end" {
	printf 'id,stage,time\n1,Lead,2026-01-01\n2,Le\0ad,2026-01-01\n3,Lead,2026-01-02\n' >in.csv
	refuses 65 'in.csv:3: a NUL byte' funnel-stats --stages=Lead in.csv
	refuses 65 'in.csv:3: a NUL byte' funnel-stats --stages=Lead --rejects=rejects.csv in.csv
}

# Lines

@test "CRLF, CR, no line end at the end, and blank lines make no difference" {
	sed 's/$/\r/' events.csv >crlf.csv
	gives_the_same crlf.csv
	tr '\n' '\r' <events.csv >cr.csv
	gives_the_same cr.csv
	printf %s "$(<events.csv)" >noend.csv
	gives_the_same noend.csv
	sed -e '1s/^/\n\r\n/' -e 's/$/\n\r/' events.csv >blank.csv
	gives_the_same blank.csv
	sed -e '2s/$/\r/' events.csv >mixed.csv
	gives_the_same mixed.csv
}

@test "line ends in quotes are kept and counted" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,"a\nb\r\nc\rd"\n2,Lead,soon,x\n' >in.csv
	refuses 65 'in.csv:6: column "time": "soon"' funnel-stats --stages=Lead in.csv
	sed -i '$d' in.csv
	names in.csv >got
	holds got < <(printf '"a\nb\r\nc\rd"\n')
}

@test "the line in a message is where the record begins, whatever ends the lines" {
	printf 'id,stage,time,name\r\n\r\n1,Lead,2026-01-01,"a\r\nb"\r\n2,Lead,"so\r\non",x\r\n' >in.csv
	refuses 65 'in.csv:5: column "time": "so??on"' funnel-stats --stages=Lead in.csv
	tr -d '\n' <in.csv >cr.csv
	refuses 65 'cr.csv:5: column "time": "so?on"' funnel-stats --stages=Lead cr.csv
}

# Quotes

@test "quoted cells: delimiters, doubled quotes, nothing at all" {
	cat >in.csv <<-'END'
		"id","stage","time","name"
		"1","Lead","2026-01-01","a,b"
		2,Lead,2026-01-01,"""q"""
		3,Lead,2026-01-01,""
		4,"Lead","2026-01-01","plain"
	END
	names in.csv >got
	holds got <<-'END'

		"""q"""
		"a,b"
		plain
	END
}

@test "spaces around cells are kept" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,  a \n2,Lead,2026-01-01, \n' >in.csv
	names in.csv >got
	holds got < <(printf ' \n  a \n')
}

@test "a quote inside an unquoted cell is an error" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,5" disk\n' >in.csv
	refuses 65 'in.csv:2: a quote inside an unquoted cell' funnel-stats --stages=Lead in.csv
	[[ $(<err) = *'put the cell in quotes and double the quotes'* ]]
}

@test "text behind a closing quote is an error" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,"5"" disk" big\n' >in.csv
	refuses 65 'in.csv:2: text behind the closing quote' funnel-stats --stages=Lead in.csv
	printf 'id,stage,time,name\n1,Lead,2026-01-01,"a\n2,Lead,2026-01-01,"b"\n' >in.csv
	refuses 65 'that begins in line 2' funnel-stats --stages=Lead in.csv
}

@test "a quote that is never closed is an error with its line" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,"a\nb"\n2,Lead,2026-01-01,"c\n3,Lead,2026-01-01,d\n' >in.csv
	refuses 65 'in.csv:4: the quote opened in line 4 is never closed' \
		funnel-stats --stages=Lead in.csv
	printf 'id,stage,time,name\n2,"Lead\n",2026-01-01,"c\n' >in.csv
	refuses 65 'in.csv:2: the quote opened in line 3 is never closed' \
		funnel-stats --stages=Lead --rejects=rejects.csv in.csv
}

@test "cells of all kinds and lengths, wherever the read buffer ends" {
	python3 - <<-'END'
		import csv, random
		random.seed(3)
		parts = ["a", "é", "\U0001f600", ",", '"', "\n", "\r", "\r\n", " ", ";", "''", "x" * 50]
		names = {"".join(random.choices(parts, k=random.randint(0, 40))) for _ in range(5000)}
		names |= {random.choice("yz") * n + '"\n' for n in (4095, 65536, 262143, 300000)}
		for encoding, quoting in ("utf-8", csv.QUOTE_MINIMAL), ("utf-16", csv.QUOTE_ALL):
		    with open(encoding, "w", encoding=encoding, newline="") as file:
		        writer = csv.writer(file, lineterminator="\r\n", quoting=quoting)
		        writer.writerow(["time", "name", "stage", "id"])
		        for i, name in enumerate(names):
		            writer.writerow(["2026-01-01", name, "Lead", i])
		with open("want", "w", encoding="utf-8", newline="") as file:
		    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
		    for name in sorted(names, key=str.encode):
		        writer.writerow([name, 1])
	END
	local encoding
	for encoding in utf-8 utf-16; do
		works funnel-stats --stages=Lead --by=name $encoding
		python3 - <<-'END'
			import csv
			csv.field_size_limit(10**6)
			with open("out", encoding="utf-8", newline="") as file:
			    got = [[row["name"], row["entered"]] for row in csv.DictReader(file, strict=True)]
			with open("want", encoding="utf-8", newline="") as file:
			    want = list(csv.reader(file, strict=True))
			assert got == want, [pair for pair in zip(got, want) if pair[0] != pair[1]][:1]
		END
	done
}

# Limits

@test "a ragged row is an error, short and long" {
	printf 'id,stage,time\n1,Lead,2026-01-01\n2,Lead\n' >in.csv
	refuses 65 'in.csv:3: 2 cells where the header has 3' funnel-stats --stages=Lead in.csv
	printf 'id,stage,time\n1,Lead,2026-01-01,\n' >in.csv
	refuses 65 'in.csv:2: 4 cells where the header has 3' funnel-stats --stages=Lead in.csv
	printf 'id,stage,time\n1\n' >in.csv
	refuses 65 'in.csv:2: 1 cell where the header has 3' funnel-stats --stages=Lead in.csv
}

@test "title lines above the header are told as such" {
	printf 'Report\nid,stage,time\n1,Lead,2026-01-01\n' >in.csv
	refuses 65 'Report' funnel-stats --stages=Lead in.csv
	printf '# a comment\nid,stage,time\n1,Lead,2026-01-01\n' >in.csv
	refuses 65 'comment lines above the header have to be taken out' \
		funnel-stats --stages=Lead in.csv
}

@test "--max-record limits records, and nothing else" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,"%0100d\n%0100d"\n' 1 2 >in.csv
	refuses 65 'in.csv:2: the record is longer than 100 bytes' \
		funnel-stats --stages=Lead --max-record=100 in.csv
	[[ $(<err) = *'--max-record=BYTES'* ]]
	works funnel-stats --stages=Lead --max-record=222 in.csv
	{ echo id,stage,time && seq -f %.0f,Lead,2026-01-01 200; } >many.csv
	works funnel-stats --stages=Lead --max-record=20 many.csv
}

@test "a stray quote doesn't swallow more than a record may hold" {
	{
		printf 'id,stage,time,name\n1,Lead,2026-01-01,"oops\n'
		yes '2,Lead,2026-01-01,x' | head -n 200000
	} >in.csv
	refuses 65 'a quote opened in line 2 and never closed?' \
		funnel-stats --stages=Lead --max-record=1000000 in.csv
}

@test "--max-record wants a number of bytes" {
	local n
	for n in 0 -1 1k '' 99999999999; do
		refuses 64 "--max-record=$n: not a number of bytes" \
			funnel-stats --stages=Lead --max-record="$n" events.csv
	done
}

@test "a cell of a megabyte, and an id of ten thousand letters" {
	python3 -c '
print("id,stage,time,name")
print("1,Lead,2026-01-01,\"" + "x\n" * 500000 + "\"")
print("y" * 10000 + ",Lead,2026-01-01,z")' >in.csv
	works funnel-stats --stages=Lead --by=name in.csv
	[ "$(grep -c '^x$' out)" -eq 499999 ]
	[ "$(tail -n 1 out)" = 'z,1,Lead,1,,,,,,,,1,,,,,' ]
}

@test "65,536 columns are read, one more is refused" {
	python3 -c '
for n, name in (65536, "most.csv"), (65537, "more.csv"):
    with open(name, "w") as file:
        file.write("id,stage,time" + ",x" * (n - 3) + "\n")
        file.write("1,Lead,2026-01-01" + "," * (n - 3) + "\n")'
	works funnel-stats --stages=Lead most.csv
	refuses 65 'more.csv:1: more than 65536 columns' funnel-stats --stages=Lead more.csv
}

# The header

@test "an input without a header is an error" {
	local text
	for text in '' '\xef\xbb\xbf' '\n\r\n\n' '\xff\xfe'; do
		printf '%b' "$text" >in.csv
		refuses 65 'is empty: a line with the column names was expected' \
			funnel-stats --stages=Lead in.csv
	done
	refuses 65 '<stdin>: is empty' funnel-stats --stages=Lead </dev/null
}

@test "a header alone gives a header" {
	echo 'id,stage,time' >in.csv
	works funnel-stats --quiet --stages=Lead,Won in.csv
	[ "$(wc -l <out)" -eq 1 ]
	[[ $(<out) = step,stage,entered,* ]]
}

@test "names match exactly first, then but for case and separators, then by alias" {
	printf 'Id,id,STAGE,time\n9,1,Lead,2026-01-01\n9,2,Lead,2026-01-01\n' >in.csv
	works funnel-stats --stages=Lead in.csv
	[[ $(sed -n 2p out) = 1,Lead,2,* ]]
	printf 'Lead-ID,Deal.Stage,EVENT_TIME\n1,Lead,2026-01-01\n' >in.csv
	works funnel-stats --stages=Lead in.csv
	printf 'Record ID,Lifecycle Stage,Timestamp,Deal Amount\n1,Lead,2026-01-01,5\n' >in.csv
	works funnel-stats --stages=Lead in.csv
	[ "$(sed -n 2p out)" = 1,Lead,1,,,,,,,,1,,,,,5 ]
}

@test "two columns that fit a needed role equally well are an error that names both" {
	printf 'id,id,stage,time\n1,2,Lead,2026-01-01\n' >in.csv
	refuses 65 'in.csv: columns #1 "id" and #2 "id" both fit id' \
		funnel-stats --stages=Lead in.csv
	works funnel-stats --stages=Lead -c id=#2 in.csv
	printf 'ID,Id,stage,time\n1,2,Lead,2026-01-01\n' >in.csv
	refuses 65 'columns #1 "ID" and #2 "Id" both fit id' funnel-stats --stages=Lead in.csv
	printf 'id,event,lead status,time\n1,Lead,x,2026-01-01\n' >in.csv
	refuses 65 '#2 "event" and #3 "lead status" both fit stage: choose with -c stage=' \
		funnel-stats --stages=Lead in.csv
	works funnel-stats --stages=Lead -c stage=event in.csv
}

@test "names that come twice and aren't needed pass, also empty ones" {
	printf 'id,stage,time,x,x,,\n1,Lead,2026-01-01,a,b,c,d\n' >in.csv
	works funnel-stats --stages=Lead in.csv
	refuses 65 'columns #4 "x" and #5 "x" are both called "x"' \
		funnel-stats --stages=Lead --by=x in.csv
	works funnel-stats --stages=Lead --by=#5 in.csv
	[ "$(sed -n 2p out)" = 'b,1,Lead,1,,,,,,,,1,,,,,' ]
}

@test "an unknown column lists the columns that are there and the closest one" {
	refuses 65 'events.csv: no column "chanel" (did you mean "channel"?); there are: id, stage, time, channel, amount' \
		funnel-stats --stages=Lead --by=chanel events.csv
	refuses 65 'no column "ammount" (did you mean "amount"?)' \
		funnel-stats --stages=Lead -c amount=ammount events.csv
	refuses 65 'no column "zebra"; there are: id, stage' \
		funnel-stats --stages=Lead -c time=zebra events.csv
	refuses 65 'no column "#6"; there are' funnel-stats --stages=Lead -c id=#6 events.csv
	refuses 65 'no column "#0"; there are' funnel-stats --stages=Lead -c id=#0 events.csv
}

@test "a header of many columns isn't listed whole" {
	python3 -c 'print(",".join(f"column{i}" for i in range(5000)))' >in.csv
	refuses 65 'there are: column0, column1, ' funnel-stats --stages=Lead in.csv
	[[ $(<err) =~ column([0-9]+),\ and\ ([0-9]+)\ more ]]
	[ $((BASH_REMATCH[1] + BASH_REMATCH[2])) -eq 4999 ]
	[ "${BASH_REMATCH[1]}" -lt 50 ]
}

# -c

@test "-c names the column of a role, by name or position; the last one wins" {
	printf 'who,what,when,id\n1,Lead,2026-01-01,7\n2,Lead,2026-01-01,7\n' >in.csv
	works funnel-stats --stages=Lead -c id=who -c stage=what --column=time=#3 in.csv
	[[ $(sed -n 2p out) = 1,Lead,2,* ]]
	works funnel-stats --stages=Lead -c id=who -c id=#4 -c stage=WHAT -c time=when in.csv
	[[ $(sed -n 2p out) = 1,Lead,1,* ]]
}

@test "-c without a role or a name, or of an unknown role, is a usage error" {
	local text
	for text in id =x id=; do
		refuses 64 "$text: not ROLE=NAME" funnel-stats --stages=Lead -c "$text" events.csv
	done
	refuses 64 '-c: there is no role "who"; there are: id, stage, time, amount' \
		funnel-stats --stages=Lead -c who=id events.csv
}

@test "an optional role that was asked for has to be there" {
	printf 'id,stage,time\n1,Lead,2026-01-01\n' >in.csv
	refuses 65 'no column "price"' funnel-stats --stages=Lead -c amount=price in.csv
}

# Several files

@test "several files are one table, whatever the order of their columns" {
	sed -n '1p;2p' events.csv >a.csv
	printf 'amount,channel,time,stage,id,more\n100,Ads,2026-01-03,Won,1,\n' >b.csv
	sed -n '1p;4p' events.csv >c.csv
	gives_the_same a.csv b.csv c.csv
	gives_the_same c.csv b.csv a.csv
	gives_the_same a.csv - c.csv <b.csv
}

@test "a file may lack an optional column, the first one too" {
	printf 'id,stage,time\n1,Lead,2026-01-01\n' >without.csv
	printf 'id,stage,time,amount\n1,Won,2026-01-03,100\n' >with.csv
	for files in 'without.csv with.csv' 'with.csv without.csv'; do
		# shellcheck disable=SC2086 # two names
		works funnel-stats --stages=Lead,Won $files
		shows stage,entered,value <<-'END'
			Lead,1,100
			Won,1,100
		END
	done
}

@test "a file that lacks a needed column is named" {
	printf 'id,step,time\n1,Lead,2026-01-01\n' >b.csv
	refuses 65 'b.csv: no column "stage"' funnel-stats --stages=Lead,Won events.csv b.csv
	printf 'id,stage,time\n1,Lead,2026-01-01\n' >b.csv
	refuses 65 'b.csv: no column "channel"' "${by_channel[@]}" events.csv b.csv
}

@test "messages name the file, and count the lines of each" {
	printf 'id,stage,time\n1,Lead,soon\n' >b.csv
	refuses 65 'b.csv:2: column' funnel-stats --stages=Lead,Won events.csv b.csv
	refuses 65 '<stdin>:2: column' funnel-stats --stages=Lead,Won events.csv - <b.csv
}

# --rejects

@test "--rejects keeps the rows that can't be used, where they stood and why" {
	cat >in.csv <<-'END'
		id,stage,time,amount
		1,Lead,2026-01-01,
		2,Lead,soon,5
		3,Lead
		4,Lead,2026-01-02,"1
		2"x,
		5,Le"ad,2026-01-03,
		6,Won,2026-01-03,1O
		,Won,2026-01-03,
		7,Lead,2026-01-04,9
	END
	ends 0 funnel-stats --stages=Lead --rejects=rejects.csv in.csv
	[ "$(<err)" = 'funnel-stats: 6 rows rejected: see rejects.csv' ]
	[ "$(sed -n 2p out)" = '1,Lead,2,,,,,,,,1,,,,,9' ]
	[ "$(head -n 1 rejects.csv)" = reject_file,reject_line,reject_reason,id,stage,time,amount ]
	shows reject_file,reject_line,id,stage,time,amount rejects.csv <<-'END'
		in.csv,3,2,Lead,soon,5
		in.csv,4,3,Lead,,,
		in.csv,5,4,Lead,2026-01-02,"1
		2"x,,,,
		in.csv,7,5,Le"ad,2026-01-03,,,,
		in.csv,8,6,Won,2026-01-03,1O
		in.csv,9,,Won,2026-01-03,
	END
	python3 -c '
import csv
with open("rejects.csv", newline="") as file:
    reasons = [row["reject_reason"] for row in csv.DictReader(file)]
beginnings = [
    "column \"time\": \"soon\" is not a date",
    "2 cells where the header has 4",
    "text behind the closing quote of a cell that begins in line 5",
    "a quote inside an unquoted cell",
    "column \"amount\": \"1O\" is not a number",
    "column \"id\": is empty",
]
for reason, beginning in zip(reasons, beginnings, strict=True):
    assert reason.startswith(beginning), (reason, beginning)'
}

@test "--rejects: none, and one" {
	works funnel-stats --stages=Lead,Won --rejects=rejects.csv events.csv
	holds rejects.csv <<<'reject_file,reject_line,reject_reason,id,stage,time,channel,amount'
	echo '9,Lead' >>events.csv
	notes 'funnel-stats: 1 row rejected: see rejects.csv' \
		funnel-stats --stages=Lead,Won --rejects=rejects.csv events.csv
	works funnel-stats --quiet --stages=Lead,Won --rejects=rejects.csv events.csv
}

@test "--rejects of several files keeps the cells under their names" {
	printf 'id,stage,time\n1,Lead,soon\n' >a.csv
	printf 'time,stage,id\nlate,Lead,2\n' >b.csv
	printf 'id,stage,time,extra\n3,Lead,never,x\n' >c.csv
	ends 0 funnel-stats --quiet --stages=Lead --rejects=rejects.csv a.csv b.csv c.csv
	shows reject_file,reject_line,id,stage,time rejects.csv <<-'END'
		a.csv,2,1,Lead,soon
		b.csv,2,2,Lead,late
		c.csv,2,3,Lead,never,x,,
	END
}

@test "rejects that were mended can be read again" {
	printf 'id,stage,time\n1,Lead,2026-01-01\n2,Lead,soon\n' >in.csv
	ends 0 funnel-stats --quiet --stages=Lead --rejects=rejects.csv in.csv
	sed -i 's/,Lead,soon/,Lead,2026-01-05/' rejects.csv
	works funnel-stats --stages=Lead rejects.csv
	[[ $(sed -n 2p out) = 1,Lead,1,* ]]
}

@test "without --rejects the first bad row ends the run" {
	printf 'id,stage,time\n1,Lead,2026-01-01\n2,Lead,soon\n3,Lead,never\n' >in.csv
	refuses 65 'in.csv:3: column "time": "soon" is not a date' funnel-stats --stages=Lead in.csv
}

# Numbers

@test "numbers as exports write them" {
	local cell value nbsp=$'\u00a0'
	while IFS='=' read -r cell value; do
		one_event 2026-01-01 "$cell"
		works funnel-stats --stages=Lead one.csv
		[ "$(sed -n '2s/.*,//p' out)" = "$value" ] || complain "not $value" "$cell"
	done <<-END
		1200=1200
		+5=5
		-3.50=-3.5
		.5=0.5
		5.=5
		007=7
		 12 =12
		1e3=1000
		1.5E-2=0.015
		1,234,567.50=1234567.5
		1 234 567.5=1234567.5
		1${nbsp}234.5=1234.5
		1'234.50=1234.5
		1’234.50=1234.5
		\$1,234.50=1234.5
		1,234.50 €=1234.5
		£7=7
		USD 7=7
		7 USD=7
		-\$5=-5
		\$-5=-5
		(1,234)=-1234
		(\$5)=-5
		7.25-=-7.25
		12%=0.12
		0.000000000000000001=0.000000000000000001
		100000000000000000000=100000000000000000000
	END
}

@test "what only looks like a number is refused, with the fix where there is one" {
	local cell text
	while IFS='=' read -r cell text; do
		one_event 2026-01-01 "$cell"
		refuses 65 "one.csv:2: column \"amount\": \"$cell\" $text" funnel-stats --stages=Lead one.csv
	done <<-'END'
		12O0=is not a number
		inf=is not a number
		nan=is not a number
		0x10=is not a number
		1_000=is not a number
		1,23,456=is not a number
		5 5=is not a number
		1.2.3.=is not a number
		--5=is not a number: it has two signs
		(-5)=is not a number: it has two signs
		(5=is not a number
		5)=is not a number
		.=is not a number
		$=is not a number
		e5=is not a number
		5 apples=is not a number
		٣=is not a number
		1,5=is not a number; if the comma is the decimal mark, say --decimal=,
		1.234,50=is not a number; if the comma is the decimal mark, say --decimal=,
		1e30=is too large
		0.0000000000000000001=has more than 18 decimals
	END
}

@test "--decimal=, reads numbers of countries that write them so" {
	local cell value nbsp=$'\u202f'
	while IFS='=' read -r cell value; do
		one_event 2026-01-01 "$cell"
		works funnel-stats --decimal=, --stages=Lead one.csv
		[ "$(sed -n '2s/.*,//p' out)" = "$value" ] || complain "not $value" "$cell"
	done <<-END
		1234,5=1234.5
		1.234.567,50=1234567.5
		1${nbsp}234,5=1234.5
		12,50 €=12.5
		7,25-=-7.25
		1.234=1234
		,5=0.5
		12,5 %=0.125
	END
	one_event 2026-01-01 1.5
	refuses 65 'if the dot is the decimal mark, say --decimal=.' \
		funnel-stats --decimal=, --stages=Lead one.csv
	refuses 64 '--decimal=x: not a decimal mark' funnel-stats --decimal=x --stages=Lead one.csv
}

@test "where ; separates the cells a comma in a number is ambiguous until --decimal is given" {
	local cell
	for cell in 1,5 1,234 '1.234,50' "\$1,234.50"; do
		printf 'id;stage;time;amount\n1;Lead;2026-01-01;%s\n' "$cell" >in.csv
		refuses 65 "column \"amount\": \"$cell\" is ambiguous" funnel-stats -d ';' --stages=Lead in.csv
		[[ $(<err) = *--decimal=,*--decimal=.* ]]
	done
	printf 'id;stage;time;amount\n1;Lead;2026-01-01;1,234\n' >in.csv
	works funnel-stats -d ';' --decimal=, --stages=Lead in.csv
	[[ $(sed -n 2p out) = *';1.234' ]]
	works funnel-stats -d ';' --decimal=. --stages=Lead in.csv
	[[ $(sed -n 2p out) = *';1234' ]]
	printf 'id;stage;time;amount\n1;Lead;2026-01-01;12.5\n' >in.csv
	works funnel-stats -d ';' --stages=Lead in.csv
}

@test "a missing amount is none, not zero" {
	local cell
	for cell in '' - -- — n/a N/A NA null NULL ' '; do
		one_event 2026-01-01 "$cell"
		works funnel-stats --stages=Lead one.csv
		[ "$(sed -n 2p out)" = 1,Lead,1,,,,,,,,1,,,,, ] || complain "not missing" "$cell"
	done
	one_event 2026-01-01 0
	works funnel-stats --stages=Lead one.csv
	[[ $(sed -n 2p out) = *,0 ]]
}

@test "money is exact, whatever the order" {
	python3 -c '
amounts = ["0.1"] * 10 + ["0.2"] * 10 + ["900000000000000000.01", "-900000000000000000"]
for name, order in ("up.csv", amounts), ("down.csv", amounts[::-1]):
    with open(name, "w") as file:
        file.write("id,stage,time,amount\n")
        for i, amount in enumerate(order):
            file.write(f"{i},Lead,2026-01-01,{amount}\n")'
	for file in up.csv down.csv; do
		works funnel-stats --stages=Lead $file
		[[ $(sed -n 2p out) = *,3.01 ]]
	done
	printf 'id,stage,time,amount\n1,Lead,2026-01-01,1e20\n2,Lead,2026-01-01,1e20\n' >in.csv
	refuses 65 'more than can be held' funnel-stats --stages=Lead in.csv
}

# Dates

# moment TEXT OPTION...: what the program takes it for.
moment() {
	one_event "$1" ''
	shift
	works funnel-stats --partial --stages=Lead "$@" one.csv &&
		sed -n 's/^latest,,\([^,]*\),.*/\1/p' out
}

@test "dates and times of ISO 8601" {
	local text want
	while IFS='=' read -r text want; do
		[ "$(moment "$text")" = "$want" ] || complain "not $want" "$text"
	done <<-'END'
		2026-11-22=2026-11-22T00:00:00Z
		20261122=2026-11-22T00:00:00Z
		 2026-11-22 =2026-11-22T00:00:00Z
		2026-11-22T13:05:09Z=2026-11-22T13:05:09Z
		2026-11-22T13:05:09=2026-11-22T13:05:09Z
		2026-11-22 13:05:09=2026-11-22T13:05:09Z
		2026-11-22 13:05=2026-11-22T13:05:00Z
		20261122T130509Z=2026-11-22T13:05:09Z
		2026-11-22T13:05:09.123456Z=2026-11-22T13:05:09.123456Z
		2026-11-22T13:05:09.5=2026-11-22T13:05:09.5Z
		2026-11-22T13:05:09+02:00=2026-11-22T11:05:09Z
		2026-11-22T00:30:00+0200=2026-11-21T22:30:00Z
		2026-11-22T13:05:09-05=2026-11-22T18:05:09Z
		2026-11-22 13:05:09 +02:00=2026-11-22T11:05:09Z
		2026-12-31T23:59:60Z=2027-01-01T00:00:00Z
		2024-02-29=2024-02-29T00:00:00Z
		2000-02-29=2000-02-29T00:00:00Z
		1969-12-31T23:59:59Z=1969-12-31T23:59:59Z
		0001-01-01=0001-01-01T00:00:00Z
		9999-12-31=9999-12-31T00:00:00Z
	END
}

@test "what isn't such a date is refused, with the fix where there is one" {
	local cell text
	while IFS='=' read -r cell text; do
		one_event "$cell" ''
		refuses 65 "one.csv:2: column \"time\": \"$cell\" $text" funnel-stats --stages=Lead one.csv
	done <<-'END'
		soon=is not a date
		2026-02-30=is not a date: there is no such day
		1900-02-29=is not a date: there is no such day
		2026-13-01=is not a date: there is no such day
		0000-01-01=is not a date
		2026-1-5=is not a date
		2026-11-22T25:00=is not a date: there is no such time of day
		2026-11-22T13:60=is not a date: there is no such time of day
		2026-11-22T13:05:09+25:00=is not a date
		2026-11-22 13:05 EST=is not a date
		2026-11-22x=is not a date
		03/04/2026=is ambiguous: say --date-format=%d/%m/%Y or --date-format=%m/%d/%Y
		03-04-2026=is ambiguous
		31/12/2026=is not a date by ISO 8601; say --date-format=%d/%m/%Y
		12/31/2026=is not a date by ISO 8601; say --date-format=%m/%d/%Y
		31.12.2026=is not a date by ISO 8601; say --date-format=%d.%m.%Y
		2026/12/31=is not a date by ISO 8601; say --date-format=%Y/%m/%d
		45306=is not a date: it looks like a spreadsheet's serial number
		1767225600=is not a date by ISO 8601; say --date-format=%s
		2026-W47-7=is not a date that can be read: it names a week
	END
}

@test "a time can't be missing" {
	local cell
	for cell in '' - n/a; do
		one_event "$cell" ''
		refuses 65 'one.csv:2: column "time": ' funnel-stats --stages=Lead one.csv
		[[ $(<err) = *'is missing: every event needs its time'* ]]
	done
}

@test "--date-format reads other dates, and only those" {
	[ "$(moment 03/04/2026 --date-format=%d/%m/%Y)" = 2026-04-03T00:00:00Z ]
	[ "$(moment 03/04/2026 --date-format=%m/%d/%Y)" = 2026-03-04T00:00:00Z ]
	[ "$(moment '31.12.2026 23:59' '--date-format=%d.%m.%Y %H:%M')" = 2026-12-31T23:59:00Z ]
	[ "$(moment '12/31/26 11:59 PM' '--date-format=%m/%d/%y %I:%M %p')" = 2026-12-31T23:59:00Z ]
	[ "$(moment '22 Nov 2026' '--date-format=%d %b %Y')" = 2026-11-22T00:00:00Z ]
	[ "$(moment '2026-11-22 13:05 +0200' '--date-format=%Y-%m-%d %H:%M %z')" = 2026-11-22T11:05:00Z ]
	[ "$(moment 2026-060 --date-format=%Y-%j)" = 2026-03-01T00:00:00Z ]
	[ "$(moment 1767225600.25 --date-format=%s)" = 2026-01-01T00:00:00.25Z ]
	[ "$(moment -1 --date-format=%s)" = 1969-12-31T23:59:59Z ]
	one_event 30/02/2026 ''
	refuses 65 'there is no such day' funnel-stats --date-format=%d/%m/%Y --stages=Lead one.csv
	for text in 2026-01-01 01/02/2026x 1/13/2026; do
		one_event "$text" ''
		refuses 65 "\"$text\" is not a date as --date-format has it" \
			funnel-stats --date-format=%d/%m/%Y --stages=Lead one.csv
	done
}

@test "a --date-format that can't tell the day is a usage error" {
	local format
	for format in %d/%m %H:%M %Y '' '%d/%m/%Y %Z' '%d.%m.%Y %I:%M' %Q; do
		refuses 64 "--date-format=$format: " funnel-stats --date-format="$format" --stages=Lead events.csv
	done
}

@test "neither time zone nor locale has a say" {
	works "${by_channel[@]}" --cohort=day events.csv
	mv out want
	for zone in America/New_York Asia/Tokyo UTC+12; do
		works env TZ=$zone LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 "${by_channel[@]}" --cohort=day events.csv
		cmp out want
	done
}

# Formats

@test "tsv is the same table with tabs" {
	works "${by_channel[@]}" --format=tsv events.csv
	[ "$(head -n 1 out | cut -f 1-4)" = $'channel\tstep\tstage\tentered' ]
	[ "$(sed -n 4p out | cut -f 1-4)" = $'"Word, of ""mouth"""\t1\tLead\t1' ]
}

@test "json: an array of objects, numbers as numbers, missing null" {
	printf '3,Lead,2026-01-02,"tab\t \\ \x01 é \xff",12.50\n' >>events.csv
	works "${by_channel[@]}" --format=json events.csv
	python3 -m json.tool out >/dev/null
	python3 - <<-'END'
		import json
		rows = json.load(open("out", encoding="utf-8"))
		assert [type(row) for row in rows] == [dict] * 6
		first, word, odd = rows[0], rows[2], rows[4]
		assert list(first)[:4] == ["channel", "step", "stage", "entered"], first
		assert (first["channel"], first["step"], first["stage"]) == ("Ads", 1, "Lead")
		assert type(first["entered"]) is int and type(first["step_rate_low"]) is float
		assert rows[1]["converted"] is None and word["value"] is None
		assert first["value"] == 100 and word["channel"] == 'Word, of "mouth"'
		assert odd["value"] == 12.5 and odd["channel"] == "tab\t \\ \x01 é \ufffd", odd
	END
}

@test "json of nothing is an empty array" {
	echo id,stage,time >in.csv
	works funnel-stats --quiet --stages=Lead --format=json in.csv
	[ "$(python3 -m json.tool --compact out)" = '[]' ]
}

@test "md: a table of GitHub's, its marks escaped" {
	cat >in.csv <<-'END'
		id,stage,time,name
		1,Lead,2026-01-01,a|b <i> \ &amp;
		2,Lead,2026-01-01,"two
		lines"
	END
	works funnel-stats --stages=Lead --by=name --format=md in.csv
	grep -qF '| a\|b &lt;i> \\ &amp;amp; | 1 | Lead | 1 |' out
	grep -qF '| two<br>lines | 1 | Lead | 1 |' out
	head -n 2 out >got
	holds got <<-'END'
		| name | step | stage | entered | converted | lost | open | dropped | step_rate | step_rate_low | step_rate_high | overall_rate | adjusted_rate | median_days | p90_days | mean_days | value |
		| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
	END
	[ "$(wc -l <out)" -eq 4 ]
}

@test "table: columns aligned by what is seen, numbers right" {
	printf 'id,stage,time,name\n' >in.csv
	printf '%s,Lead,2026-01-01,%s\n' 1 a 2 日本 3 é 4 $'e\u0301x' 5 😀 6 $'\xff' >>in.csv
	seq -f %.0f,Lead,2026-01-01,a 10 20 >>in.csv
	works funnel-stats --stages=Lead --by=name --format=table in.csv
	LC_ALL=C sed -E 's/(Lead +[0-9]+) .*/\1/; s/entered .*/entered/' out >got
	holds got < <(
		printf '%s\n' 'name  step  stage  entered' \
			'a        1  Lead        12' \
			$'e\u0301x       1  Lead         1' \
			'é        1  Lead         1' \
			'日本     1  Lead         1' \
			'😀       1  Lead         1' \
			'?        1  Lead         1'
	)
}

@test "control characters reach neither the table nor a message" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,"\x1b[31mred\x07\x7f\xc2\x9b1m"\n' >in.csv
	works funnel-stats --stages=Lead --by=name --format=table in.csv
	[[ $(sed -n 2p out) = '?[31mred????1m  '* ]]
	printf 'id,stage,time\n1,Lead,"\x1b[31m\xc2\x9b1m\r\nx"\n' >in.csv
	refuses 65 'column "time": "?[31m??1m??x" is' funnel-stats --stages=Lead in.csv
	cp in.csv $'evil\x1b[31m.csv'
	refuses 65 'evil?[31m.csv:2:' funnel-stats --stages=Lead $'evil\x1b[31m.csv'
	refuses 65 'no column "?]0;x?"' funnel-stats --stages=Lead --by=$'\x1b]0;x\x07' in.csv
}

@test "a lone byte of UTF-8 doesn't take its neighbour along when controls are masked" {
	printf 'id,stage,time,name\n1,Lead,2026-01-01,\xc2A\n' >in.csv
	works funnel-stats --stages=Lead --by=name --format=table in.csv
	[[ $(sed -n 2p out) = '?A '* ]]
}

@test "long text is cut in messages" {
	one_event "$(printf 'x%.0s' {1..500})" ''
	refuses 65 'xxx…" is not a date' funnel-stats --stages=Lead one.csv
	[ "$(wc -c <err)" -lt 300 ]
}

@test "--spreadsheet-safe disarms formulas, and no numbers" {
	local cell n=0
	echo id,stage,time,name >in.csv
	for cell in '=1+1' '+1-1' '-2+3' '@SUM(1)' '-' '+49 30' '-5' '+5.5' '-.5' a=b; do
		echo "$((n++)),Lead,2026-01-01,$cell"
	done >>in.csv
	printf '90,Lead,2026-01-01,"\t=1"\n91,Lead,2026-01-01,"\r=1"\n' >>in.csv
	names in.csv >plain
	names --spreadsheet-safe in.csv >safe
	# shellcheck disable=SC1003
	sed -E -e "s/^(\"?)(=1|\+1-|-2|@S|\t)/\1'\2/" -e "s/^-\$/'-/; s/^(\+49)/'\1/" \
		-e "s/^\"\r/\"'\r/" plain >want
	diff -u want safe
	grep -qx -- -5 safe
	grep -qx -- +5.5 safe
	grep -qx -- "'-" safe
}

@test "--spreadsheet-safe: the header too" {
	printf 'id,stage,time,=x\n1,Lead,2026-01-01,a\n' >in.csv
	works funnel-stats --stages=Lead --by='=x' --spreadsheet-safe in.csv
	[[ $(head -n 1 out) = "'=x,step,"* ]]
}

@test "--bom and --crlf" {
	works "${by_channel[@]}" events.csv
	mv out want
	works "${by_channel[@]}" --bom --crlf events.csv
	holds out < <(printf '\xef\xbb\xbf' && sed 's/$/\r/' want)
	works "${by_channel[@]}" --bom --crlf --format=tsv events.csv
	[ "$(head -c 3 out)" = $'\xef\xbb\xbf' ]
}

@test "what comes out can be read again" {
	printf '3,Lead,2026-01-02,"a\nb\r""c""",\n4,Lead,2026-01-02,,\n' >>events.csv
	works "${by_channel[@]}" events.csv
	python3 -c '
import csv
with open("out", newline="") as file:
    rows = list(csv.DictReader(file, strict=True))
assert [r["channel"] for r in rows[::2]] == ["", "Ads", "Word, of \"mouth\"", "a\nb\r\"c\""], rows'
}

@test "cells that would pass for sep= or a byte order mark at the top are quoted" {
	printf 'id,stage,time,sep=;\n1,Lead,2026-01-01,a\n' >in.csv
	works funnel-stats --stages=Lead --by='"sep=;"' -o made.csv in.csv
	[[ $(head -n 1 made.csv) = '"sep=;",step,'* ]]
}

@test "an unknown --format is a usage error" {
	local format
	for format in htm xml CSV ''; do
		refuses 64 "--format=$format: not a format: csv, tsv, json, md, table, html or html-fragment" \
			funnel-stats --format="$format" --stages=Lead events.csv
	done
}

# Options

@test "--help and --version go to stdout and end with 0" {
	works funnel-stats --help
	[[ $(head -n 1 out) = 'Usage: funnel-stats '* ]]
	mv out help
	works funnel-stats -h
	cmp out help
	works funnel-stats --stages=nonsense, --help
	grep -q -- '--date-format=FMT' out
	[ "$(awk 'length > 80' out)" = '' ]
	works funnel-stats --version
	grep -qE '^funnel-stats \(revutils\) [0-9.]+$' out
	mv out version
	works funnel-stats -V
	cmp out version
}

@test "unknown options are usage errors, with the closest one" {
	refuses 64 'unknown or ambiguous option --stagess=x: did you mean --stages? (see funnel-stats --help)' \
		funnel-stats --stagess=x events.csv
	refuses 64 'unknown option -Z' funnel-stats -Z events.csv
	refuses 64 'option --xyzzy' funnel-stats --stages=Lead --xyzzy events.csv
	refuses 64 'option --s=x' funnel-stats --s=x events.csv
}

@test "an unknown option behind a file is still the one that is named" {
	refuses 64 'option --stagess=x: did you mean --stages?' funnel-stats events.csv --stagess=x
	refuses 64 '--stages needs an argument' funnel-stats events.csv --stages
}

@test "a missing argument, and one too many" {
	refuses 64 '--stages needs an argument' funnel-stats --stages
	refuses 64 '-o needs an argument' funnel-stats --stages=Lead -o
	refuses 64 '--quiet takes no argument' funnel-stats --quiet=yes --stages=Lead events.csv
}

@test "options may stand behind files, be cut short, and -- ends them" {
	works funnel-stats events.csv --stag Lead,Won
	cp events.csv -- --quiet
	works funnel-stats --stages=Lead,Won -- --quiet
	refuses 66 '--nothing: No such file' funnel-stats --stages=Lead,Won -- --nothing
}

@test "-q leaves out notes, not errors" {
	notes 'note: no event is of step 2, MQL' funnel-stats --stages=Lead,MQL events.csv
	works funnel-stats -q --stages=Lead,MQL events.csv
	refuses 66 'nope.csv: No such file' funnel-stats -q --stages=Lead,MQL nope.csv
}

@test "--progress says nothing where stderr isn't a terminal" {
	works funnel-stats --progress --stages=Lead,Won events.csv
}

@test "--completion prints what the shells read" {
	local shell
	for shell in bash zsh fish; do
		works funnel-stats --completion=$shell
		grep -q spreadsheet-safe out
	done
	works funnel-stats --completion=bash
	bash -n out
	refuses 64 '--completion=csh: not a shell' funnel-stats --completion=csh
}
