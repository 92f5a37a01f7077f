#!/usr/bin/env bats
# What forecast reads, leaves out, forecasts and says. The maths is in unit/forecast_test.c.

load helpers

# months FILE AMOUNT...: amounts by month from 2025-01 on.
months() {
	local file=$1 i=0
	shift
	echo period,amount >"$file"
	for amount; do
		printf '%d-%02d,%s\n' $((2025 + i / 12)) $((i % 12 + 1)) "$amount" >>"$file"
		i=$((i + 1))
	done
}

# table LINE...: the lines as a file in.csv.
table() {
	printf '%s\n' "$@" >in.csv
}

# Output

@test "the columns are the same whatever the data" {
	header=period,actual,forecast,low_80,high_80,low_95,high_95,method
	works forecast <<<period,amount
	holds out <<<"$header"
	months in.csv 4 8 6 10 8 12
	for options in "" --fitted --method=naive --season=none; do
		works forecast $options in.csv
		[ "$(sed -n 1p out)" = "$header" ]
	done
	works forecast --by=region <<<region,period,amount
	holds out <<<"region,$header"
	works forecast -q --backtest=4 in.csv -n 1
	header=method,horizon,origins,smape,mase,bias,coverage_80,coverage_95,skill
	[ "$(sed -n 1p out)" = "$header" ]
	works forecast --compare <<<period,amount
	holds out <<<"$header"
}

@test "naive and drift, counted by hand" {
	months in.csv 4 8 6 10 8 12
	works forecast -n 2 --method=naive in.csv
	shows period,actual,forecast,method <<-END
		2025-07,,12,naive
		2025-08,,12,naive
	END
	works forecast -n 2 --method=drift in.csv
	shows period,forecast <<-END
		2025-07,13.6
		2025-08,15.2
	END
}

@test "--fitted writes the history with exact amounts first" {
	table date,amount 2026-01-01,0.1 2026-01-01,0.2 2026-03-01,12345678901234.56 \
		2026-04-01,1 2026-05-01,1 2026-06-01,1
	works forecast --fitted -n 1 --method=naive --missing=zero in.csv
	shows period,actual,forecast <<-END
		2026-01,0.3,
		2026-02,0,0.3
		2026-03,12345678901234.56,0
		2026-04,1,12345678901200
		2026-05,1,1
		2026-06,1,1
		2026-07,,1
	END
}

@test "ranges hold the forecast, and are wider for 95 than for 80, and further out" {
	works forecast "$TESTS/data/forecast-airpassengers.csv"
	[ "$(wc -l <out)" -eq 13 ]
	tail -n +2 out | awk -F, '
		!($6 < $4 && $4 < $3 && $3 < $5 && $5 < $7) { bad = 1 }
		{ width = ($5 - $4) / $3 }
		NR == 1 { first = width }
		END { exit bad || !(width > first) }'
}

@test "what was sold can't be forecast below 0, but with --allow-negative" {
	months in.csv 60 50 40 30 20 10
	works forecast --method=linear -n 3 in.csv
	shows forecast,low_95 <<-END
		0,0
		0,0
		0,0
	END
	works forecast --method=linear -n 3 --allow-negative in.csv
	[ "$(awk -F, '$3 < -19.9 { print $1 }' out)" = 2025-09 ]
	months in.csv 6 5 -4 3 2 1
	notes "amounts below 0, but forecasts are cut there: say --allow-negative" forecast in.csv
}

@test "groups stand in their order, each from its own beginning to the common end" {
	table by,date,amount b,2026-02-01,1 a,2026-01-01,2 b,2026-01-01,3 c,2026-03-01,4 \
		'"x, y",2026-02-01,5'
	works forecast -q --fitted -n 1 --by=by --method=naive in.csv
	shows by,period,actual,forecast <<-END
		a,2026-01,2,
		a,2026-02,0,2
		a,2026-03,0,0
		a,2026-04,,0
		b,2026-01,3,
		b,2026-02,1,3
		b,2026-03,0,1
		b,2026-04,,0
		c,2026-03,4,
		c,2026-04,,4
		x, y,2026-02,5,
		x, y,2026-03,0,5
		x, y,2026-04,,0
	END
	ends 0 forecast -n 1 --by=by in.csv
	grep -q 'history of 4 groups has fewer than 5 periods' err
}

@test "the order of rows doesn't matter, nor how they are dealt to files" {
	forecast "$TESTS/data/forecast-airpassengers.csv" >want
	sed -n 1p "$TESTS/data/forecast-airpassengers.csv" >header
	tail -n +2 "$TESTS/data/forecast-airpassengers.csv" | sort -t, -k2n >rows
	cat header rows >shuffled.csv
	works forecast shuffled.csv
	cmp want out
	(cat header && sed -n '1,50p' rows) >a.csv
	(echo amount,period && sed -n '51,$s/\(.*\),\(.*\)/\2,\1/p' rows) >b.csv
	works forecast a.csv b.csv
	cmp want out
}

# Periods

@test "periods are read in their forms, and dates are summed by month, or as is said" {
	table date,amount 2026-01-01,1 2026-02-01,2 2026-03-01,3
	for period in month:2026-04 quarter:2026-Q2; do
		works forecast -q -n 1 --period="${period%:*}" --as-of=2026-03-31 in.csv
		[ "$(tail -n 1 out | cut -d, -f1)" = "${period#*:}" ]
	done
	works forecast -q -n 1 --period=week --as-of=2026-03-29 in.csv
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-W14 ]
	works forecast -q -n 1 --period=year --as-of=2026-12-31 in.csv
	[ "$(tail -n 1 out | cut -d, -f1)" = 2027 ]
	for pair in 2026:2027 2026-Q4:2027-Q1 2026Q3:2026-Q4 'Q1 2026:2026-Q2' \
		2026-12:2027-01 2026-W53:2027-W01 9:10; do
		works forecast -q -n 1 <<<"period,amount
${pair%:*},5"
		[ "$(tail -n 1 out | cut -d, -f1)" = "${pair#*:}" ]
	done
	works forecast -q -n 1 --period=number <<<"period,amount
-17,5"
	[ "$(tail -n 1 out | cut -d, -f1)" = -16 ]
	works forecast -q -n 1 --period=quarter --fitted <<<"period,amount
2026-01,5
2026-03,6"
	shows period,actual <<-END
		2026-Q1,11
		2026-Q2,
	END
}

@test "an unfinished last period is left out and named" {
	table date,amount 2026-01-05,1 2026-02-05,2 2026-03-05,3
	notes "note: 2026-03 isn't over by 2026-03-05, the latest date in the input, and is left out: say --as-of=2026-03-31" \
		forecast -n 1 in.csv
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-03 ]
	ends 0 forecast -n 1 --as-of=2026-03-31 in.csv
	[ "$(grep -c 'left out' err)" -eq 0 ]
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-04 ]
	# It ends with the month's last day, whatever the time of that day is.
	table date,amount 2026-01-05,1 2026-02-28T09:30,2
	ends 0 forecast -n 1 in.csv
	[ "$(grep -c 'left out' err)" -eq 0 ]
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-03 ]
	# Where all dates are first days they name their periods.
	table date,amount 2026-01-01,1 2026-02-01,2
	ends 0 forecast -n 1 in.csv
	[ "$(grep -c 'left out' err)" -eq 0 ]
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-03 ]
}

@test "--as-of: later rows don't count, and nothing until then is zero" {
	table date,amount 2026-01-05,1 2026-02-05,2 2026-03-05,3
	notes "note: 1 row later than --as-of ignored" forecast --as-of=2026-02-28 -n 1 in.csv
	[ "$(tail -n 1 out | cut -d, -f1,3)" = 2026-03,2 ]
	notes "2026-02 isn't over by --as-of=2026-02-10 and is left out" \
		forecast --as-of=2026-02-10 -n 1 in.csv
	works forecast -q --as-of=2026-05-31 -n 1 --fitted --method=naive in.csv
	shows period,actual <<-END
		2026-01,1
		2026-02,2
		2026-03,3
		2026-04,0
		2026-05,0
		2026-06,
	END
}

@test "--missing: zero, on the line between, or an error" {
	table period,amount 2026-01,1 2026-04,7 2026-05,8 2026-06,9
	for pair in zero:0,0 interpolate:3,5; do
		works forecast -q --fitted -n 1 --missing="${pair%:*}" in.csv
		[ "$(sed -n 3,4p out | cut -d, -f2 | paste -sd,)" = "${pair#*:}" ]
	done
	notes "note: 2 periods without amounts count as zero: if they aren't, say --missing=interpolate or --missing=error" \
		forecast -n 1 in.csv
	refuses 65 "there are no amounts in 2026-02, and --missing=error: add them, or say --missing=zero or --missing=interpolate" \
		forecast --missing=error in.csv
	table g,period,amount a,2026-01,1 b,2026-01,1 a,2026-02,1
	refuses 65 'in 2026-02 of "b", and' forecast --by=g --missing=error in.csv
	# An empty amount is missing, not zero.
	table period,amount 2026-01,1 2026-02, 2026-03,3
	works forecast -q --fitted -n 1 --missing=interpolate in.csv
	[ "$(sed -n 3p out | cut -d, -f2)" = 2 ]
}

# Methods

@test "each method has its name in the output, and too little history is said" {
	for method in naive snaive drift linear exponential ses holt holt-winters ets theta \
		dotm combined; do
		works forecast -n 1 --method=$method "$TESTS/data/forecast-airpassengers.csv"
		[ "$(tail -n 1 out | cut -d, -f8)" = $method ]
	done
	works forecast -n 1 --method=auto "$TESTS/data/forecast-airpassengers.csv"
	[ "$(tail -n 1 out | cut -d, -f8)" = combined ]
	months in.csv 1 2 3 4
	notes "the history has fewer than 5 periods, too few for anything but the last value, and for any interval" \
		forecast -n 1 in.csv
	[ "$(tail -n 1 out)" = 2025-05,,4,,,,,naive ]
}

@test "a constant and nothing at all are forecast as they are" {
	months in.csv 5 5 5 5 5 5 5
	works forecast -n 1 in.csv
	[ "$(tail -n 1 out)" = 2025-08,,5,5,5,5,5,combined ]
	months in.csv 0 0 0 0 0 0 0
	works forecast -n 1 in.csv
	[ "$(tail -n 1 out)" = 2025-08,,0,0,0,0,0,combined ]
}

@test "--season: found, given, or none" {
	for _ in 1 2 3 4 5 6; do echo 10 20 30 40; done | tr ' ' '\n' |
		awk 'BEGIN { print "period,amount" } { printf "%d-Q%d,%d\n", 2020 + (NR - 1) / 4, (NR - 1) % 4 + 1, $1 }' >in.csv
	works forecast -n 4 in.csv
	[ "$(tail -n +2 out | awk -F, '{ printf "%.0f ", $3 }')" = "10 20 30 40 " ]
	works forecast -n 2 --season=none --method=snaive in.csv
	[ "$(tail -n 1 out | cut -d, -f3)" = 40 ]
	works forecast -n 2 --season=2 --method=snaive in.csv
	[ "$(tail -n 2 out | cut -d, -f3 | paste -sd' ')" = "30 40" ]
}

# Backtests

@test "--backtest: by horizon and over all, against snaive" {
	months in.csv 1 2 3 4 5 6 7 8 9 10
	works forecast --backtest=3 -n 2 --season=none --method=naive in.csv
	shows method,horizon,origins,mase,skill <<-END
		naive,1,3,1,0
		naive,2,3,2,0
		naive,all,3,1.5,0
	END
	works forecast --backtest=3 -n 2 --season=none --method=drift in.csv
	shows method,horizon,origins,smape,mase,bias,skill <<-END
		drift,1,3,0,0,0,1
		drift,2,3,0,0,0,1
		drift,all,3,0,0,0,1
	END
}

@test "fewer than 3 origins are no evidence" {
	months in.csv 1 2 3 4 5 6 7
	notes "too short for 3 origins, and fewer are no evidence" \
		forecast --backtest=5 -n 1 --season=none in.csv
	shows horizon,origins,mase <<-END
		1,2,
		all,2,
	END
	notes "too short for 3 origins" forecast --compare in.csv
	[ "$(tail -n +2 out | cut -d, -f3- | sort -u)" = 0,,,,,, ]
}

@test "--compare: all methods side by side, and which was best" {
	notes "note: on this history holt-winters was best: MASE" \
		forecast --compare "$TESTS/data/forecast-airpassengers.csv"
	[ "$(tail -n +2 out | cut -d, -f1-3 | paste -sd' ')" = "naive,all,12 snaive,all,12 drift,all,12 linear,all,12 exponential,all,12 ses,all,12 holt,all,12 holt-winters,all,12 ets,all,12 theta,all,12 dotm,all,12 combined,all,12" ]
	grep -q '^snaive,.*,0$' out
	works forecast -q --compare --backtest=4 "$TESTS/data/forecast-airpassengers.csv"
	[ "$(cut -d, -f3 out | sed 1d | sort -u)" = 4 ]
	{
		echo g,period,amount
		sed '1d; s/^/a,/' "$TESTS/data/forecast-airpassengers.csv"
		sed '1d; s/^/b,/' "$TESTS/data/forecast-airpassengers.csv"
	} >two.csv
	notes "most often best was holt-winters: for 2 of 2 groups" \
		forecast --by=g --compare --backtest=3 two.csv
}

# With others

@test "discount-calc --totals is an input" {
	printf '%s\n' rule,stage,kind,value vip,contract,percent,10% >policy.csv
	{
		echo quote,date,sku,quantity,list_price
		for i in {1..8}; do echo "$i,2026-0$i-28,a,$i,10"; done
	} >quotes.csv
	works discount-calc --policy=policy.csv --totals quotes.csv
	cp out totals.csv
	works forecast -c amount=net -q --fitted -n 1 totals.csv
	[ "$(sed -n 2,3p out | cut -d, -f1,2 | paste -sd' ')" = "2026-01,9 2026-02,18" ]
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-08 ]
}

@test "the script that scores a competition reads its form" {
	{
		echo series,kind,part,period,value
		for s in 1 2 3; do
			for i in {1..14}; do echo "Y$s,yearly,train,$((1990 + i)),$((100 * s + i * i))"; done
			for i in {1..6}; do echo "Y$s,yearly,test,$((2004 + i)),$((400 + i))"; done
			for i in {1..40}; do echo "O$s,other,train,$i,$((100 * s + i))"; done
			for i in {1..8}; do echo "O$s,other,test,$i,$((140 + i))"; done
		done
	} >m3.csv
	works python3 "$TESTS/forecast-m3.py" m3.csv --method=drift
	[ "$(cut -d, -f1-3 out | paste -sd' ')" = "kind,series,values yearly,3,18 other,3,24 all,6,42" ]
	works python3 "$TESTS/forecast-m3.py" --learn m3.csv
	grep -q '^\[FC_YEARLY\] = {20, ' out
}

# What can't be used

@test "opportunities are pipeline's" {
	table 'Opportunity ID,Stage,Close Date,Amount' 1,Won,2026-01-01,5
	refuses 65 'the columns "Stage" and "Close Date" are those of opportunities: pipeline forecasts what open deals will bring; to forecast from the won ones, keep those and say -c date="Close Date"' \
		forecast in.csv
	works forecast -q -c date='Close Date' -n 1 in.csv
}

@test "columns that aren't there" {
	table when,amount 2026-01-01,5
	refuses 65 'no column "date"' forecast in.csv
	table date,money 2026-01-01,5
	refuses 65 'no column "amount"' forecast in.csv
	table date,amount 2026-01-01,5
	refuses 65 'no column "region"' forecast --by=region in.csv
}

@test "cells that can't be read, and --rejects" {
	table date,amount 2026-01-01,5 03/04/2026,5
	refuses 65 'in.csv:3: column "date": "03/04/2026" is ambiguous' forecast in.csv
	table date,amount ,5
	refuses 65 'in.csv:2: column "date": is missing: every amount needs its date or period' \
		forecast in.csv
	table date,amount 2026-01-01,12O0
	refuses 65 'in.csv:2: column "amount": "12O0" is not a number' forecast in.csv
	table period,amount 2026-01,5 202602,5
	refuses 65 'in.csv:3: column "period": "202602" is not a date' forecast in.csv
	table date,amount 2026-01-01,5 2026-01-01,12O0 2026-02-01,6
	notes "1 row" forecast --rejects=rejects.csv -n 1 in.csv
	grep -q '^in.csv,3,' rejects.csv
	# A row that was rejected doesn't say where history ends either.
	table period,amount 1,5 2,6 200000,7
	notes "1 row" forecast --rejects=rejects.csv --period=number -n 1 in.csv
	[ "$(tail -n 1 out | cut -d, -f1)" = 3 ]
}

@test "periods of different kinds" {
	table period,amount 2026-01,5 2026-Q2,5
	refuses 65 'in.csv:3: column "period": "2026-Q2" is a quarter, where another row has a month: to add both up, say --period=quarter' \
		forecast in.csv
	table period,amount 2026-Q2,5 2026-07,5
	refuses 65 'is a month, where another row has a quarter: to add both up, say --period=quarter' \
		forecast in.csv
	works forecast -q --period=quarter in.csv
	table period,amount 2026-W02,5 2026-02,5
	refuses 65 'is a month, where another row has a week' forecast in.csv
	table period,amount 2026-02,5
	refuses 65 'is a month, of which --period=week can'\''t be made' forecast --period=week in.csv
	table period,amount 2026-01-01,5
	refuses 65 'is a date, of which --period=number can'\''t be made' \
		forecast --period=number in.csv
}

@test "more than can be counted" {
	table period,amount 1,100000000000000000000 1,100000000000000000000
	refuses 65 "in.csv:3: the period's amounts come to more than can be counted" forecast in.csv
	table date,amount 0001-01-01,1 2026-01-01,1
	refuses 65 "in.csv:3: the period is more than 100000 periods from another of its group" \
		forecast --period=week in.csv
	table date,amount 0001-01-01,1
	refuses 65 "a history has more than 100000 periods: is --as-of right?" \
		forecast --period=week --as-of=2026-01-01 in.csv
	table date,amount 9999-12-31,1
	refuses 64 "--horizon=12: that is behind the year 9999" forecast in.csv
}

# Threads

# series GROUPS: months of sales by product in in.csv, some below 0, some far behind the
# others.
series() {
	awk -v groups="$1" 'BEGIN {
		print "product,period,amount"
		for (g = 0; g < groups; g++)
			for (t = 0; t < 1 + g * 7 % 31; t++)
				printf "P%03d,%d-%02d,%.2f\n", g, 2022 + int(t / 12), t % 12 + 1,
					100 + g % 9 * 10 + g % 5 * t - g % 11 * 12 + t * t * 37 % 41
		for (g = 0; g < groups; g += 50)
			printf "N%03d,2031-01,1\n", g
	}' >in.csv
}

@test "--jobs: the same bytes and notes whatever the number of threads" {
	series 300
	while read -r options; do
		# shellcheck disable=SC2086 # several words
		for jobs in 1 3 256; do
			ends 0 forecast --by=product --as-of=2024-08-31 --jobs=$jobs $options in.csv
			[ "$(wc -l <out)" -gt 290 ]
			[ "$(grep -c '^forecast: note: ' err)" -ge 2 ]
			if [ $jobs -eq 1 ]; then
				mv out want
				mv err notes
			else
				cmp want out
				cmp notes err
			fi
		done
	done <<-END
		--method=theta
		--method=drift --fitted --missing=interpolate
		--method=ses --backtest=3 --horizon=2
		--method=linear --format=html
	END
	series 40
	for jobs in 1 3; do
		ends 0 forecast --by=product --compare --backtest=3 --horizon=2 --jobs=$jobs in.csv
		grep -q 'most often best was' err
		mv out out$jobs
		mv err err$jobs
	done
	cmp out1 out3
	cmp err1 err3
}

@test "--jobs: more threads than there is memory for" {
	[ -z "${ASAN:-}" ] || skip "sanitizers need memory of their own"
	limited() (
		ulimit -v 60000
		"$@"
	)
	series 40
	works forecast -q --by=product --method=drift --jobs=1 in.csv
	mv out want
	works limited forecast -q --by=product --method=drift --jobs=40 in.csv
	cmp want out
}

@test "--jobs: the first error is the one that is said" {
	awk 'BEGIN {
		print "product,period,amount"
		for (g = 0; g < 600; g++)
			for (t = 1; t <= 9; t++)
				if (t != 5 || g != 310 && g != 299 && g != 599)
					printf "P%03d,2025-0%d,1\n", g, t
	}' >in.csv
	for jobs in 1 3; do
		ends 65 forecast --by=product --method=naive --missing=error --jobs=$jobs in.csv
		grep -q 'no amounts in 2025-05 of "P299"' err
		mv out out$jobs
		mv err err$jobs
	done
	cmp out1 out3
	cmp err1 err3
}

# States

@test "states of random parts, merged at random, are the whole" {
	[ "$(python3 "$TESTS/splits.py" forecast 100)" = "no difference" ]
}

@test "a state that was cut is an error, never a wrong table" {
	table date,shop,amount 2026-01-05,a,5.25 2026-02-07,b,7 2026-03-31,a,1
	works forecast --by=shop --partial in.csv
	holds out <<-'END'
		record,name,value,group
		setting,version,1,
		setting,by,shop,
		setting,period,,
		setting,as-of,,
		kind,month,,
		latest,2026-03,2026-03-31T23:59:59.999999Z,
		within,,,
		sum,2026-01,5.25,"1:a,"
		sum,2026-03,1,"1:a,"
		sum,2026-02,7,"1:b,"
		end,,,
	END
	mv out state
	for ((n = 0; n < $(wc -c <state) - 1; n++)); do
		ends 65 forecast -q --merge - < <(head -c "$n" state)
		[ ! -s out ]
	done
}

@test "states carry what was asked, and refuse what doesn't fit" {
	table date,shop,amount 2026-01-05,a,5 2026-02-07,b,7
	works forecast --by=shop --partial in.csv
	mv out a
	works forecast --by=shop --period=month --partial in.csv
	mv out b
	table date,shop,amount 2026-Q1,a,5
	works forecast --by=shop --partial in.csv
	mv out c
	refuses 65 "--period=month here, --period= before" forecast --merge a b
	refuses 65 "c:6: sums by quarter, where another state has them by month: make all with the same --period" \
		forecast --merge a c
	refuses 64 "--merge takes --by from the states" forecast --merge --by=shop a
	refuses 64 "options that say how to read sales don't apply" forecast --merge --decimal=, a
	refuses 64 "--partial writes what --merge reads" forecast --partial --format=md a
	for option in --horizon=2 --method=naive --season=4 --missing=error --fitted --backtest=2 \
		--compare --allow-negative; do
		refuses 64 "options that say how to forecast are for --merge" forecast --partial $option a
	done
	bad() {
		sed "$1" a >bad
		refuses 65 "bad:$2: $3: is this the output of forecast --partial?" forecast --merge bad
	}
	bad 's/^kind,month/kind,day/' 6 "not a kind of periods"
	bad 's/^latest,2026-02/latest,2026-Q1/' 7 "not a period"
	bad '/^kind/d' 6 "not a period"
	bad 's/T23.*Z/x/' 7 "not a time"
	bad 's/^sum,2026-01,5/sum,2026-01,x/' 9 "not a sum"
	bad 's/"1:a,"/1:a/' 9 "not a group"
	bad 's/^within/without/' 8 "an unknown record"
	bad 's/^setting,by,shop/setting,by,"shop,Shop"/' 6 "a column is named twice"
	bad 's/^setting,period,/setting,period,day/' 6 "not week, month, quarter, year or number"
	sed 's/^sum,2026-02/sum,9999-12/; s/^sum,2026-01/sum,1001-01/; s/1:b/1:a/' a >far
	refuses 65 "far:10: the period is more than 100000 periods from another" forecast --merge far
	sed 's/^sum,2026-01,5/sum,2026-01,100000000000000000000/' a >large
	refuses 65 "the period's amounts come to more than can be counted" forecast --merge large large
}

@test "states without sales, and of numbers" {
	table date,amount
	works forecast --partial in.csv
	mv out none
	works forecast -q --merge none none
	holds out <<<"period,actual,forecast,low_80,high_80,low_95,high_95,method"
	table period,amount -1,5 0,6 1,7 3,9 2,8
	works forecast --period=number --partial in.csv
	mv out numbers
	works forecast -q --period=number --method=naive --horizon=1 in.csv
	mv out want
	works forecast -q --merge --method=naive --horizon=1 numbers
	cmp want out
}

@test "options that can't be" {
	table date,amount 2026-01-01,5
	refuses 64 "--period=day: not week, month, quarter, year or number" forecast --period=day in.csv
	refuses 64 "--horizon=0: not a number of periods from 1 to 1000" forecast --horizon=0 in.csv
	refuses 64 "--season=1: not auto, none or a number of periods from 2 to 366" forecast --season=1 in.csv
	refuses 64 "--method=arima: not auto, naive" forecast --method=arima in.csv
	refuses 64 "--missing=no: not zero, interpolate or error" forecast --missing=no in.csv
	refuses 64 "--backtest=0: not a number of origins from 1 to 1000" forecast --backtest=0 in.csv
	refuses 64 "--jobs=0: not a number from 1 to 256" forecast --jobs=0 in.csv
	refuses 64 "--jobs=257: not a number from 1 to 256" forecast --jobs=257 in.csv
	refuses 64 "--jobs=two: not a number from 1 to 256" forecast --jobs=two in.csv
	refuses 64 "--fitted adds to forecasts" forecast --fitted --compare in.csv
	refuses 64 "--compare shows all methods" forecast --compare --method=ses in.csv
	refuses 64 "the output has a column of that name already" forecast --by=method in.csv
	refuses 64 "a column is named twice" forecast --by=a,A in.csv
}
