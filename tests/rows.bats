#!/usr/bin/env bats
# Rows that can't be used, tool by tool: each is named with what is wrong, and left out; and
# what is said of files that don't fit.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

# rejected <<...: the file line and the reason's beginning of each row in rejects.csv.
rejected() {
	python3 -c '
import csv
for row in csv.reader(open("rejects.csv", newline="", encoding="utf-8")):
    if row[1] != "reject_line":
        print(row[1], row[2].split(": ", 1)[-1][:58].rstrip(), sep=": ")' >reasons && holds reasons
}

# clv

@test "clv: purchases" {
	cat >in.csv <<-'END'
		customer,date,amount
		A,2026-01-01,5
		,2026-01-02,5
		B,,5
		B,soon,5
		B,2026-01-05,
		B,2026-03-05,9
		B,2026-01-02,3
		A,2026-02-01,5
		A,2026-01-15,7
	END
	ends 0 clv --rejects=rejects.csv --as-of=2026-02-15 --horizon=1w in.csv
	shows customer,frequency,mean_value <<-'END'
		A,2,6
		B,0,
	END
	grep -q 'note: 1 row later than --as-of ignored' err
	rejected <<-'END'
		3: is empty: whose purchase is it?
		4: is missing: every transaction needs its date
		5: "soon" is not a date (ISO 8601, such as 2026-11-22); any o
		6: is missing: 0 if the transaction was free
	END
	printf 'A,2026-01-01,%s\n' 150000000000000000000 150000000000000000000 |
		cat <(echo customer,date,amount) - >in.csv
	refuses 65 'customer "A": the amounts of a day add up to more than an amount can hold' \
		clv in.csv
}

@test "clv: survivors, and segments of them" {
	printf '%s\n' period,survivors 0,100 ,60 1, 1,x 1,60 2,50 >in.csv
	ends 0 clv --model=sbg --rejects=rejects.csv in.csv
	shows period,survivors,retention <<-'END'
		0,100,
		1,60,0.6
		2,50,0.833333333333
	END
	rejected <<-'END'
		3: is missing
		4: is missing
		5: "x" is not a number
	END
	printf '%s\n' segment,period,survivors a,0,100 a,1,60 a,2,45 b,0,100 b,1,50 b,2,25 >in.csv
	notes 'note: the sbg model of b has no maximum inside: its parameters run off' \
		clv --model=sbg --by=segment in.csv
	shows segment,period,retention <<-'END'
		a,0,
		a,1,0.6
		a,2,0.75
		b,0,
		b,1,0.5
		b,2,0.5
	END
	printf '%s\n' period,survivors 0,100 1,100 >in.csv
	notes 'note: no sbg model: it takes customers who left and customers who stayed' \
		clv --model=sbg in.csv
}

@test "clv: totals" {
	printf '%s\n' revenue,customers,churn 100,10,0.1 100,0,0.1 100,5,2 >in.csv
	ends 0 clv --simple --margin=0.5 --rejects=rejects.csv in.csv
	shows arpa,clv <<<10,50
	rejected <<-'END'
		3: "0" isn't above 0
		4: "2" isn't above 0 and at most 1: it is the share of custom
	END
	printf '%s\n' revenue,customers,margin,churn 100000000000000000000,10,100,0.1 >in.csv
	refuses 65 'in.csv:2: the amounts are too large' clv --simple in.csv
}

@test "clv: parameters that aren't those of the customers" {
	local orders=$TESTS/data/clv-orders.csv
	works clv -q --params --by=channel "$orders"
	mv out by.csv
	works clv -q --by=channel "$orders"
	mv out want
	works clv -q --params-in=by.csv --by=channel "$orders"
	python3 -c '
import csv
for one, other in zip(*(csv.reader(open(name)) for name in ("want", "out")), strict=True):
    for a, b in zip(one, other, strict=True):
        assert a == b or abs(float(a) - float(b)) <= 1e-7 * abs(float(b)), (one, other)'
	works clv -q --params "$orders"
	mv out params.csv
	sed 's/^\(bgnbd,week,r,\)[^,]*/\1/' params.csv >some.csv
	refuses 65 'some.csv: parameters are missing of bgnbd' clv --params-in=some.csv "$orders"
	sed '/gamma-gamma,,q/d' params.csv >some.csv
	refuses 65 'some.csv: parameters are missing of gamma-gamma' clv --params-in=some.csv "$orders"
	sed 's/^\(bgnbd,week,r,\)[^,]*/\1-1/' params.csv >wrong.csv
	refuses 65 'wrong.csv:2: column "estimate": "-1" isn'"'"'t above 0' \
		clv --params-in=wrong.csv "$orders"
	grep -v ^bgnbd params.csv >none.csv
	refuses 65 'none.csv: no parameters of bgnbd for these customers' \
		clv --params-in=none.csv "$orders"
}

# pipeline

@test "pipeline: opportunities" {
	cat >in.csv <<-'END'
		id,amount,stage,created,close_date,probability,category,region
		1,100,Open,2026-01-01,2026-05-01,0.5,commit,N
		2,,Open,2026-01-01,2026-05-01,0.5,,S
		3,50,,2026-01-01,2026-05-01,0.5,,S
		4,50,Open,2026-01-01,2026-05-01,1.5,,S
		5,50,Open,2026-01-01,2026-05-01,0.5,maybe,S
		,50,Open,2026-01-01,2026-05-01,0.5,,S
		1,50,Open,2026-01-01,2026-05-01,0.5,,S
		7,50,Won,2026-01-01,,0.5,,S
		8,x,Open,2026-01-01,2026-05-01,0.5,,S
		9,7,Open,soon,2026-05-01,0.5,,S
	END
	works pipeline -q --rejects=rejects.csv --deals --as-of=2026-04-10 in.csv
	shows id,amount,probability <<-'END'
		1,100,0.5
		2,,0.5
	END
	rejected <<-'END'
		4: is empty
		5: "1.5" isn't between 0 and 1; if the column holds percents,
		6: "maybe" isn't commit, best case, pipeline or omitted
		7: is empty
		8: "1" comes twice: one row is one opportunity; their changes
		9: is missing: a deal that is won or lost needs it
		10: "x" is not a number
		11: "soon" is not a date (ISO 8601, such as 2026-11-22); any o
	END
	sed 's/,0.5,/,150,/; 1s/probability/probability (%)/' in.csv >percent.csv
	refuses 65 'percent.csv:2: column "probability (%)": "150" isn'"'"'t between 0 and 100%' \
		pipeline percent.csv
}

@test "pipeline: a state has all columns that a table is made by" {
	cat >in.csv <<-'END'
		id,amount,stage,created,close_date,probability,owner,region,size
		1,100,Open,2026-01-01,2026-05-01,0.5,Ana,N,big
		2,,Open,2026-01-01,2026-05-01,0.5,Bo,S,small
		,7,Open,2026-01-01,,0.5,Bo,S,small
	END
	sed -i '$d' in.csv
	works pipeline -q --partial --by=region,owner --learn-by=size in.csv
	holds out <<-'END'
		id,amount,stage,created,close_date,probability,category,owner,region,size
		1,100,Open,2026-01-01,2026-05-01,0.5,,Ana,N,big
		2,,Open,2026-01-01,2026-05-01,0.5,,Bo,S,small
	END
	works pipeline -q --partial --by=region --learn-by=region in.csv
	[ "$(head -n 1 out)" = id,amount,stage,created,close_date,probability,category,owner,region ]
	mv out state.csv
	works pipeline -q --by=region --as-of=2026-04-10 in.csv
	mv out want
	works pipeline -q --by=region --as-of=2026-04-10 --merge state.csv
	cmp want out
}

@test "pipeline: a history of stages" {
	echo id,amount,stage,created,close_date >in.csv
	echo 1,100,A,2026-01-01,2026-05-01 >>in.csv
	echo 2,50,B,2026-01-05,2026-05-01 >>in.csv
	echo id,stage,time >history.csv
	for i in {1..24}; do
		echo "w$i,100,$([ $((i % 2)) = 0 ] && echo Won || echo Lost),2025-01-$((10 + i % 10)),2025-0$((2 + i % 7))-10" >>in.csv
		echo "w$i,A,2025-01-$((10 + i % 10))" >>history.csv
		echo "w$i,B,2025-01-$((11 + i % 10))" >>history.csv
	done
	cp history.csv plain.csv
	echo 1,A,2026-02-01 >>plain.csv
	works pipeline -q --history=plain.csv --deals --as-of=2026-04-01 in.csv
	mv out want
	# The same, told with changes before a deal was there, twice on a day, from a stage to
	# itself, and later than all that is known.
	printf '%s\n' 1,B,2025-12-01 1,A,2025-12-02 1,B,2026-02-01 1,A,2026-02-01 1,A,2026-03-01 1,B,2027-01-01 \
		>>history.csv
	works pipeline -q --history=history.csv --deals --as-of=2026-04-01 in.csv
	cmp want out
	echo 1,,2026-01-01 | cat <(echo id,stage,time) - >bad.csv
	refuses 65 'bad.csv:2: column "stage": is empty' pipeline --history=bad.csv in.csv
	echo 1,A, | cat <(echo id,stage,time) - >bad.csv
	refuses 65 'bad.csv:2: column "time": is missing: every change of stage needs its time' \
		pipeline --history=bad.csv in.csv
	for i in {1..101}; do echo "1,s$i,2026-01-01"; done | cat <(echo id,stage,time) - >bad.csv
	refuses 65 'bad.csv:102: more than 100 stages: is this the column?' \
		pipeline --history=bad.csv in.csv
}

# lead-score

@test "lead-score: --lint names columns that the files lack" {
	cat >rules.csv <<-'END'
		rule,category,on,when,points,per
		r,fit,lead,colour=red,5,size
		act,,activity,kind=call,2,
		z,,lead,x=1,0,
		z,,lead,x=2,5,
		status,good,,score>3;fit>1;mood=fine,,
	END
	printf 'id,x\n1,2\n' >leads.csv
	printf 'id,time,what\n1,2026-01-01,call\n' >activities.csv
	ends 65 lead-score -r rules.csv --lint leads.csv
	shows line,rule,finding <<-'END'
		2,r,there is no column "colour"
		2,r,there is no column "size"
		6,good,there is no column "mood"
	END
	ends 65 lead-score -r rules.csv -a activities.csv --lint leads.csv
	grep -q '^rules.csv,3,act,"there is no column ""kind"""' out
	[ "$(wc -l <out)" -eq 5 ]
}

# commission

@test "commission: deals" {
	cat >plan.csv <<-'END'
		rule,kind,when,rep,period,basis,mode,scope,from,value,within,note
		set,period,,,,,,,,month,,
		R,rate,,,,credited,marginal,,0,10%,,
		S,spiff,size>5,,,,,,,250,,
		B,clawback,,,,,,,,100%,90d,
	END
	cat >in.csv <<-'END'
		deal,date,rep,amount,size
		D1,2026-01-08,Ana,100,7
		D2,2026-01-09,Ana,100,big
		D3,2026-01-09,,100,7
		D4,2026-01-09,Ana:x,100,7
		,2026-01-09,Ana,-100,7
		D6,2026-01-09,Ana,2000000000000000000,7
	END
	works commission -q --plan=plan.csv --rejects=rejects.csv in.csv
	shows deal,rep,commission <<<D1,Ana,260.00
	rejected <<-'END'
		3: "big" is not a number
		4: is missing: who is paid?
		5: "Ana:x" doesn't say the shares in per cent: write them as
		6: is missing: a refund needs the deal that it is of
		7: "2000000000000000000" is more than 10^18
	END
	sed -i '2s/$/\nset,credit,,,,,,,,margin,,/' plan.csv
	refuses 65 'in.csv: no column "margin"' commission --plan=plan.csv in.csv
}

# many N: so many deals of Ana's, of 10^18 each, in January.
many() {
	echo deal,date,rep,amount
	for ((i = 1; i <= $1; i++)); do echo "D$i,2026-01-08,Ana,1000000000000000000"; done
}

@test "commission: sums that no amount can hold" {
	local mode
	many 200 >in.csv
	for mode in marginal retroactive; do
		cat >plan.csv <<-END
			rule,kind,period,basis,mode,from,value
			set,period,,,,,month
			R,rate,,credited,$mode,0,10%
			R,rate,,credited,$mode,1000,20%
		END
		refuses 65 'too large' commission --plan=plan.csv in.csv
	done
	many 10 >in.csv
	works commission -q --plan=plan.csv --totals in.csv
	shows earned <<<2000000000000000000.00
	# A draw that is owed grows from month to month.
	cat >plan.csv <<-'END'
		rule,kind,period,basis,mode,from,value
		set,period,,,,,month
		R,rate,,credited,marginal,0,10%
		DRAW,draw,,,recoverable,,1000000000000000000
	END
	for months in 160 200; do
		echo deal,date,rep,amount
		for ((i = 0; i < months; i++)); do
			printf 'D%d,%d-%02d-08,Ana,0\n' "$i" "$((2010 + i / 12))" "$((i % 12 + 1))"
		done
	done >both.csv
	head -n 161 both.csv >in.csv
	works commission -q --plan=plan.csv --totals in.csv
	tail -n 201 both.csv >in.csv
	refuses 65 'too large' commission --plan=plan.csv --totals in.csv
}

# Little to tell

# won: deals that were won, one in ten days, each 30 days after it came.
won() {
	echo id,amount,stage,created,close_date
	for i in {1..60}; do
		echo "w$i,100,Won,$(date -d "2024-01-01 $((i * 10)) days" +%F),$(date -d "2024-01-01 $((i * 10 + 30)) days" +%F)"
	done
}

@test "pipeline: what was won long ago, and just now, tells nothing of new business" {
	won >in.csv
	works pipeline -q --new-business --horizon=2 in.csv
	shows period,new_business <<-'END'
		overdue,
		2025-09,0
		2025-10,100
		later,
		undated,
	END
	echo old,100,Won,2015-01-01,2015-02-01 >>in.csv
	works pipeline -q --new-business --horizon=2 in.csv
	[ "$(sed -n 4p out | cut -d, -f8)" != 100 ]
	echo big,150000000000000000000,Won,2025-06-01,2025-07-02 >>in.csv
	echo big2,150000000000000000000,Won,2025-06-01,2025-07-02 >>in.csv
	refuses 65 'the amounts add up to more than can be held' \
		pipeline -q --new-business --horizon=2 in.csv
}

@test "lead-train: a page of leads that tell nothing has no picture" {
	echo x,won >leads.csv
	for i in {1..200}; do echo "$((i % 7)),$((i % 3 == 0))"; done >>leads.csv
	printf 'x,won\n1,0\n2,0\n' >lost.csv
	works lead-train -q --outcome=won --holdout=leads.csv --format=html leads.csv
	grep -q '<svg' out
	works lead-train -q --outcome=won --holdout=lost.csv --format=html leads.csv
	[ "$(grep -c '<svg' out)" -eq 0 ]
	works lead-train -q --outcome=won --holdout=lost.csv leads.csv
	grep -q '^auc,,,$' out
	grep -q '^base_rate,0,0,0.65' out
}

# funnel-stats

@test "funnel-stats: rows of --wide" {
	cat >in.csv <<-'END'
		id,Lead,Won
		1,2026-01-01,2026-01-03
		2,soon,
		,2026-01-02,
		1,2026-01-02,
		3,2026-01-02,
	END
	ends 0 funnel-stats -q --wide --stages=Lead,Won --rejects=rejects.csv in.csv
	shows stage,entered,converted <<-'END'
		Lead,2,1
		Won,1,
	END
	[ "$(cut -d, -f2 rejects.csv | tail -n 3 | paste -sd ' ')" = '3 4 5' ]
	grep -q 'comes twice: --wide is one row per lead' rejects.csv
}
