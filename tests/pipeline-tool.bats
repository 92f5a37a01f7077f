#!/usr/bin/env bats
# pipeline, the tool: what open deals will bring. (pipeline.bats is about pipelines of
# tools.) What is expected here was worked out by hand.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

# deals [COLUMN,...] <<...: makes deals.csv of rows without a header.
deals() {
	cat <(echo "id,amount,stage,created,close_date${1:+,$1}") - >deals.csv
}

# closed_deals: 40 deals of 2025, one created a week: every other one is lost after 20
# days, the others are won after 30. Their header is that of deals without more columns.
closed_deals() {
	python3 - <<-'END'
		import datetime
		for i in range(40):
		    a = datetime.date(2025, 1, 1) + datetime.timedelta(7 * i)
		    b = a + datetime.timedelta(30 if i % 2 else 20)
		    print("c%d,100,%s,%s,%s" % (i, "Won" if i % 2 else "Lost", a, b))
	END
}

# Tables

@test "periods by probabilities, with a quota" {
	works pipeline --quiet --horizon=2 --quota=300 "$TESTS/data/pipeline-lemonade.csv"
	holds out <<-'END'
		period,closed,commit,best_case,pipeline,weighted,expected,new_business,p10,p50,p90,deals,quota,attainment,coverage,gap,p_quota,wins_needed
		overdue,,0,35,0,21,,,,,,1,,,,,,
		2026-06,150,60,0,200,137,287,,210,210,410,2,300,0.5,1.73333333333,13,0.4,2
		2026-07,0,0,150,90,93,93,,0,90,150,2,300,0,0.8,207,0,4
		later,,0,0,400,40,,,,,,1,,,,,,
		undated,,0,0,80,4,,,,,,1,,,,,,
	END
}

@test "rolled up, what is surer is in what is less sure" {
	works pipeline --quiet --horizon=1 --cumulative --by=owner "$TESTS/data/pipeline-lemonade.csv"
	shows owner,period,closed,commit,best_case,pipeline <<-'END'
		Mia,overdue,,0,35,35
		Mia,2026-06,120,180,180,380
		Mia,later,,0,0,90
		Mia,undated,,0,0,0
		Tom,overdue,,0,0,0
		Tom,2026-06,30,30,30,30
		Tom,later,,0,150,550
		Tom,undated,,0,0,80
	END
}

@test "deals one by one" {
	works pipeline --quiet --deals --horizon=2 "$TESTS/data/pipeline-lemonade.csv"
	shows id,category,age,source,overdue,probability,p_1,p_2,p_later <<-'END'
		birthday,commit,13,cell,,0.95,0.95,0,0
		town picnic,pipeline,17,cell,,0.4,0.4,0,0
		football cup,best_case,5,cell,,0.5,0,0.5,0
		harbour party,pipeline,2,cell,,0.2,0,0.2,0
		wedding,pipeline,1,cell,,0.1,0,0,0.1
		old folks' tea,best_case,43,cell,yes,0.6,0,0,0
		someday picnic,pipeline,0,cell,,0.05,0,0,0
	END
}

@test "a probability of nothing isn't one that is missing" {
	deals probability <<-'END'
		a,100,Open,2026-01-05,2026-01-20,0
		b,100,Open,2026-01-05,2026-01-20,
	END
	notes "insufficient_history: 1 of 2 open deals" pipeline --deals deals.csv
	shows id,source,probability <<-'END'
		a,cell,0
		b,insufficient_history,
	END
	ends 0 pipeline --horizon=1 deals.csv
	shows period,pipeline,weighted,expected,p50,deals <<-'END'
		overdue,0,,,,0
		2026-01,200,,,,2
		later,0,,,,0
		undated,0,,,,0
	END
}

@test "amounts are rounded deal by deal" {
	deals probability <<-'END'
		a,0.05,Open,2026-01-05,2026-01-20,0.5
		b,0.05,Open,2026-01-05,2026-01-20,0.5
		c,-0.05,Open,2026-01-05,2026-01-20,0.5
	END
	works pipeline -q --horizon=1 deals.csv
	shows period,weighted,expected,p10,p90 <<-'END'
		overdue,0,,,
		2026-01,0.03,0.03,-0.05,0.1
		later,0,,,
		undated,0,,,
	END
}

@test "percents by the header, and shares above one are refused" {
	deals "Probability (%)" <<-'END'
		a,100,Open,2026-01-05,2026-01-20,40
		b,100,Open,2026-01-05,2026-01-20,5%
	END
	works pipeline -q --deals deals.csv
	shows id,probability <<-'END'
		a,0.4
		b,0.05
	END
	deals probability <<-'END'
		a,100,Open,2026-01-05,2026-01-20,40
	END
	refuses 65 'deals.csv:2: column "probability": "40" isn'"'"'t between 0 and 1; if the column holds percents, call it "probability (%)"' \
		pipeline deals.csv
}

@test "headers of exports" {
	cat >deals.csv <<-'END'
		Opportunity ID,Opportunity Owner,Amount,Close Date,Created Date,Probability (%),Stage,Forecast Category
		006A,Ana,"$1,200.00",2026-02-10,2026-01-05,60,Negotiation,Best Case
		006B,Ana,$300.00,2026-01-07,2026-01-01,100,Closed Won,Closed
		006C,Ana,$99.00,2026-02-10,2026-01-05,60,Prospecting,Omitted
	END
	notes "1 deal omitted from the forecast left out" pipeline --by=Opportunity\ Owner --horizon=2 deals.csv
	shows "Opportunity Owner,period,closed,best_case,weighted" <<-'END'
		Ana,overdue,,0,0
		Ana,2026-01,300,0,0
		Ana,2026-02,0,1200,720
		Ana,later,,0,0
		Ana,undated,,0,0
	END
}

@test "weeks, quarters and years" {
	for period in week month quarter year; do
		works pipeline -q --horizon=2 --period=$period "$TESTS/data/pipeline-lemonade.csv"
		cut -d, -f1 out | sed -n '3,4p'
	done >names
	holds names <<-'END'
		2026-W24
		2026-W25
		2026-06
		2026-07
		2026-Q2
		2026-Q3
		2026
		2027
	END
}

@test "as of then: what wasn't there yet, and what was still open" {
	notes "4 deals created later than --as-of ignored" \
		pipeline --as-of=2026-06-07 --horizon=1 "$TESTS/data/pipeline-lemonade.csv"
	grep -q "2 deals closed later than --as-of taken as open" err
	shows period,closed,commit,best_case,pipeline,deals <<-'END'
		overdue,,0,35,0,1
		2026-06,120,60,0,200,2
		later,,0,0,0,0
		undated,,0,0,75,2
	END
}

# Rates

@test "learned by age: within each period, and nothing for the old" {
	{
		closed_deals
		echo "new,1000,Talks,2025-12-31,2026-01-15"
		echo "week,1000,Talks,2025-12-24,2026-01-15"
		echo "zombie,1000,Talks,2025-01-01,2026-01-15"
	} | deals
	notes "1 of 3 open deals are older than any that was won (30 days)" \
		pipeline --as-of=2025-12-31 --deals --horizon=2 deals.csv
	shows id,source,age,stale,p_1 <<-'END'
		new,learned,0,,0
		week,learned,7,,0
		zombie,learned,364,yes,0
	END
	python3 - <<-'END'
		import csv
		rows = {r["id"]: r for r in csv.DictReader(open("out", newline=""))}
		# About half of those that came so far; less, as a rate is one for a range of
		# ages and drawn to that of all, and here all end on two days.
		assert 0.35 < float(rows["new"]["p_2"]) < 0.52, rows["new"]
		assert float(rows["zombie"]["probability"]) == 0
	END
}

@test "too little history is said" {
	{
		closed_deals | head -n 18
		echo "new,1000,Talks,2025-12-31,2026-01-15"
	} | deals
	notes "insufficient_history: 1 of 1 open deals have no chance to be won: 9 won and 9 lost deals with dates are known, 10 each are needed, or probabilities, or --rates" \
		pipeline --deals deals.csv
	shows id,source,probability <<-'END'
		new,insufficient_history,
	END
	works pipeline -q --rates-out=rates.csv deals.csv
	holds rates.csv <<-'END'
		segment,stage,to,age_from,age_to,rate,deal_days,moves,low,high
	END
}

@test "rates written, and read back, say the same" {
	python3 "$TESTS/data/pipeline-make.py" 12 60 >crm.csv
	works pipeline -q --period=quarter --rates-out=rates.csv --learn-by=owner --deals crm.csv
	mv out learned
	works pipeline -q --period=quarter --rates=rates.csv --learn-by=owner --deals crm.csv
	python3 - <<-'END'
		import csv
		a = list(csv.DictReader(open("learned", newline="")))
		b = list(csv.DictReader(open("out", newline="")))
		assert len(a) == len(b) > 100
		for x, y in zip(a, b):
		    assert x["source"] == "learned" and y["source"] == "rates"
		    for name in ("probability", "p_1", "p_2", "p_3", "p_later"):
		        assert abs(float(x[name]) - float(y[name])) < 1e-9, (x, y)
		segments = set()
		for row in csv.DictReader(open("rates.csv", newline="")):
		    segments.add(row["segment"])
		    if row["rate"] != "0":
		        assert float(row["low"]) < float(row["rate"]) < float(row["high"]), row
		assert segments == {"Ana", "Bo", "Cy"}
	END
}

@test "rates by hand: of a stage, and by age" {
	deals <<-'END'
		a,100,Talks,2026-01-05,2026-02-10
		b,100,Offer,2026-01-05,2026-02-10
		c,100,Offer,2026-01-05,2026-01-01
		d,100,Other,2026-01-05,2026-02-10
	END
	cat >rates.csv <<-'END'
		stage,to,age_from,age_to,rate,note
		Offer,won,,,0.6,
		Talks,won,0,26,0.2,the rest of January
		Talks,lost,0,26,0.3,
		Talks,won,27,54,0.5,February
	END
	notes "1 of 4 open deals have no chance" \
		pipeline --deals --horizon=2 --rates=rates.csv deals.csv
	# Of a 1 day of 27 is over: (1 - 0.5^(26/27)) 0.4 in January, 0.5^(26/27) 0.5 behind.
	shows id,source,probability,p_1,p_2 <<-'END'
		a,rates,0.451300224236,0.194799103059,0.256501121177
		b,rates,0.6,0,0.6
		c,rates,0.6,0,0
		d,insufficient_history,,,
	END
}

@test "faults of a file of rates" {
	deals </dev/null
	fault() {
		printf '%s\n' "stage,to,age_from,age_to,rate" "${@:2}" >rates.csv
		refuses 65 "$1" pipeline --rates=rates.csv deals.csv
	}
	fault 'rates.csv:2: column "to": is empty' A,,0,9,0.5
	fault 'rates.csv:2: column "rate": isn'"'"'t between 0 and 1' A,won,0,9,1.5
	fault 'rates.csv:2: column "rate": is empty' A,won,0,9,
	fault 'rates.csv:2: column "age_from": isn'"'"'t a whole number of days' A,won,0.5,9,0.5
	fault 'rates.csv:2: column "age_to": is below age_from' A,won,9,0,0.5
	fault 'rates.csv:2: column "age_to": age_from and age_to are both there or both empty' A,won,0,,0.5
	fault 'rates.csv:2: column "to": without ages it can only be won' A,lost,,,0.5
	fault 'rates.csv:3: ages 11 to 20: the rows with ages have to have the same ranges' \
		A,won,0,9,0.5 A,won,11,20,0.5
	fault 'rates.csv:3: the rates of this stage and age add up to more than 1' \
		A,won,0,9,0.5 A,lost,0,9,0.6
	fault 'rates.csv:3: this rate is there twice' A,won,0,9,0.2 A,won,0,9,0.2
	fault 'rates.csv:2: column "to": "B" is neither won nor lost' A,B,0,9,0.2
	printf '%s\n' "to,chance" won,0.5 >rates.csv
	refuses 65 'rates.csv:1: unknown column "chance"' pipeline --rates=rates.csv deals.csv
}

@test "by stage, with a history" {
	# All start in Talks. Half come to Offer at day 10, and of these all are won at day
	# 30; the others are lost at day 20.
	python3 - <<-'END'
		import datetime
		deals = open("deals.csv", "w")
		history = open("history.csv", "w")
		deals.write("id,amount,stage,created,close_date\n")
		history.write("id,stage,time\n")
		for i in range(60):
		    a = datetime.date(2025, 1, 1) + datetime.timedelta(5 * i)
		    day = lambda n: a + datetime.timedelta(n)
		    history.write("c%d,Talks,%s\n" % (i, a))
		    if i % 2:
		        history.write("c%d,Offer,%s\nc%d,Won,%s\n" % (i, day(10), i, day(30)))
		    deals.write("c%d,100,%s,%s,%s\n" % (
		        i, "Won" if i % 2 else "Lost", a, day(30 if i % 2 else 20)))
		for name, stage in ("t", "Talks"), ("o", "Offer"):
		    deals.write("%s,100,%s,2025-12-16,2026-01-31\n" % (name, stage))
		    history.write("%s,Talks,2025-12-16\n" % name)
		history.write("o,Offer,2025-12-28\n")
	END
	works pipeline -q --as-of=2025-12-31 --history=history.csv --deals --horizon=2 deals.csv
	python3 - <<-'END'
		import csv
		rows = {r["id"]: float(r["p_2"]) for r in csv.DictReader(open("out", newline=""))}
		assert rows["o"] > 2 * rows["t"] > 0.2, rows
	END
	# By age alone both are alike.
	works pipeline -q --as-of=2025-12-31 --deals --horizon=2 deals.csv
	[ "$(grep -E '^[to],' out | cut -d, -f14 | sort -u | wc -l)" -eq 1 ]
	works pipeline -q --as-of=2025-12-31 --history=history.csv --rates-out=rates.csv deals.csv
	grep -q '^,Talks,Offer,' rates.csv
	works pipeline -q --as-of=2025-12-31 --rates=rates.csv --deals --horizon=2 deals.csv
	grep -q '^o,.*,rates,' out
}

# Quotas and what else stands beside

@test "quotas from a file, by period and owner" {
	cat >quota.csv <<-'END'
		period,owner,amount
		2026-06,Mia,400
		2026-06-01,Tom,100
		2026-05,Tom,1
		2026-06,Zoe,50
	END
	notes "1 row of quota.csv for groups without deals" pipeline --by=owner --horizon=1 \
		--quota=quota.csv "$TESTS/data/pipeline-lemonade.csv"
	shows owner,period,quota,attainment,gap,wins_needed <<-'END'
		Mia,overdue,,,,
		Mia,2026-06,400,0.3,143,3
		Mia,later,,,,
		Mia,undated,,,,
		Tom,overdue,,,,
		Tom,2026-06,100,0.3,70,3
		Tom,later,,,,
		Tom,undated,,,,
	END
	# Without --by owners' quotas add up.
	works pipeline -q --horizon=1 --quota=quota.csv "$TESTS/data/pipeline-lemonade.csv"
	shows period,quota <<-'END'
		overdue,
		2026-06,550
		later,
		undated,
	END
	refuses 65 'quota.csv: no column "region"' pipeline -q --by=region --quota=quota.csv \
		<(sed 's/owner/region/' "$TESTS/data/pipeline-lemonade.csv")
	sed -i 's/2026-05/May/' quota.csv
	refuses 65 'quota.csv:4: column "period": "May" isn'"'"'t a period such as 2026-06, nor a date in one' \
		pipeline -q --quota=quota.csv "$TESTS/data/pipeline-lemonade.csv"
	printf '%s\n' period,amount 2027-01,5 >quota.csv
	notes "no row of quota.csv is of a period of the output, 2026-06 and after" \
		pipeline --quota=quota.csv "$TESTS/data/pipeline-lemonade.csv"
}

@test "a forecast beside" {
	cat >forecast.csv <<-'END'
		period,actual,forecast,low_80,high_80,low_95,high_95,method
		2026-06,,250,100,400,50,500,combined
		2026-07,,260,,,,,combined
	END
	works pipeline -q --horizon=2 --baseline=forecast.csv "$TESTS/data/pipeline-lemonade.csv"
	shows period,baseline,baseline_low_80,baseline_high_80 <<-'END'
		overdue,,,
		2026-06,250,100,400
		2026-07,260,,
		later,,,
		undated,,,
	END
	echo 2026-07,,1,,,,,x >>forecast.csv
	refuses 65 "forecast.csv:4: another row of this period" \
		pipeline -q --baseline=forecast.csv "$TESTS/data/pipeline-lemonade.csv"
}

@test "new business: won by deals that weren't there yet" {
	# As of the 10th: deals created behind the 10th. Won in the same month: 10, 20, 30, 40
	# in January to April, and in the next one: 5, won in March.
	deals <<-'END'
		z,1,Lost,2026-01-01,2026-01-02
		a,10,Won,2026-01-12,2026-01-20
		b,20,Won,2026-02-11,2026-02-20
		c,30,Won,2026-03-31,2026-03-31
		d,40,Won,2026-04-12,2026-04-20
		e,5,Won,2026-02-15,2026-03-03
		f,1000,Won,2026-03-10,2026-03-20
		g,7,Lost,2026-04-15,2026-05-10
	END
	notes "fewer than 4 past periods" pipeline --horizon=2 --new-business --as-of=2026-05-10 deals.csv
	shows period,closed,expected,new_business,p10,p50,p90 <<-'END'
		overdue,,,,,,
		2026-05,0,25,25,10,20,40
		2026-06,0,0,,0,0,0
		later,,,,,,
		undated,,,,,,
	END
}

# Deals that move together

@test "a common factor makes the range wider, not the mean" {
	{
		for i in {1..50}; do
			echo "d$i,100,Talks,2026-01-05,2026-01-20,0.4"
		done
	} | deals probability
	works pipeline -q --horizon=1 --rho=0 --quota=2500 deals.csv
	# Binomial, 50 times 0.4: at most 16, 20 and 24 with 0.156, 0.561 and 0.902.
	shows expected,p10,p50,p90,p_quota <<-'END'
		,,,,
		2000,1600,2000,2400,0.0978073641532
		,,,,
		,,,,
	END
	works pipeline -q --horizon=1 --rho=0.2 --quota=2500 deals.csv
	python3 - <<-'END'
		import csv
		row = list(csv.DictReader(open("out", newline="")))[1]
		assert row["expected"] == "2000"
		assert float(row["p10"]) < 1000 and float(row["p90"]) > 3000, row
		assert 0.2 < float(row["p_quota"]) < 0.4
	END
}

@test "a generated history: ranges hold and means are right" {
	# 420 quarters with known rates, a common factor and zombies. Forecast are 418 of them.
	python3 "$TESTS/data/pipeline-make.py" >crm.csv
	works pipeline -q --period=quarter --backtest crm.csv
	python3 - <<-'END'
		import csv
		rows = list(csv.DictReader(open("out", newline="")))
		last = rows.pop()
		assert last["period"] == "all" and int(last["origins"]) == len(rows) >= 400
		coverage = sum(int(r["coverage"]) for r in rows) / len(rows)
		assert abs(coverage - float(last["coverage"])) < 1e-9
		assert 0.75 <= coverage <= 0.85, coverage
		assert abs(float(last["bias"])) <= 0.03, last
	END
	# Taken as independent the range is too narrow: that is what the factor is for.
	works pipeline -q --period=quarter --backtest --rho=0 crm.csv
	[ "$(tail -n 1 out | awk -F, '{ print ($10 < 0.72) }')" = 1 ]
}

@test "a backtest by owner, and one that isn't evidence" {
	python3 "$TESTS/data/pipeline-make.py" 12 60 >crm.csv
	works pipeline -q --period=quarter --backtest --by=owner crm.csv
	python3 - <<-'END'
		import csv
		rows = list(csv.DictReader(open("out", newline="")))
		for owner in "Ana", "Bo", "Cy":
		    own = [r for r in rows if r["owner"] == owner]
		    assert own[-1]["period"] == "all" and int(own[-1]["origins"]) == len(own) - 1
		    total = sum(float(r["actual"]) for r in own[:-1])
		    assert abs(total - float(own[-1]["actual"])) < 0.005
	END
	python3 "$TESTS/data/pipeline-make.py" 3 60 >crm.csv
	notes "insufficient_history: 1 past period could be forecast; fewer than 3 aren't evidence" \
		pipeline --period=quarter --backtest crm.csv
	[[ $(tail -n 1 out) = all,1,*,,,,, ]]
}

# Between two snapshots

@test "a flow adds up: each way that a deal can go" {
	cat >old.csv <<-'END'
		id,amount,stage,created,close_date
		stays,10,Talks,2026-01-01,2026-06-20
		pulled,20,Talks,2026-01-01,2026-07-20
		pushed,30,Talks,2026-01-01,2026-06-20
		won,40,Talks,2026-01-01,2026-06-10
		lost,50,Talks,2026-01-01,2026-06-10
		gone,60,Talks,2026-01-01,2026-06-20
		grew,70,Talks,2026-01-01,2026-06-20
		both,80,Talks,2026-01-01,2026-07-20
		back,90,Lost,2026-01-01,2026-03-20
	END
	cat >new.csv <<-'END'
		id,amount,stage,created,close_date
		stays,10,Offer,2026-01-01,2026-06-25
		pulled,20,Talks,2026-01-01,2026-06-30
		pushed,30,Talks,2026-01-01,2026-07-20
		won,45,Won,2026-01-01,2026-06-10
		lost,50,Lost,2026-01-01,2026-06-12
		grew,75,Talks,2026-01-01,2026-06-20
		both,60,Talks,2026-01-01,2026-06-20
		back,90,Talks,2026-01-01,2026-06-20
		new,100,Talks,2026-06-11,2026-06-30
	END
	works pipeline --flow=old.csv --horizon=2 new.csv
	grep '^2026-06' out >june
	holds june <<-'END'
		2026-06,start,4,170
		2026-06,created,1,100
		2026-06,reopened,1,90
		2026-06,transferred_in,0,0
		2026-06,pulled_in,2,100
		2026-06,pushed_in,0,0
		2026-06,grew,1,5
		2026-06,shrank,1,-20
		2026-06,pulled_out,0,0
		2026-06,pushed_out,1,-30
		2026-06,transferred_out,0,0
		2026-06,won,0,0
		2026-06,lost,0,0
		2026-06,removed,1,-60
		2026-06,end,6,355
	END
}

@test "what has to add up does, in random snapshots; merged parts give the whole" {
	works python3 "$TESTS/pipeline_properties.py"
	holds out <<<ok
}

# What can't be used

@test "a history of sales is forecast's" {
	printf '%s\n' date,amount 2026-01-01,5 >sales.csv
	refuses 65 "look like a history of sales: \`forecast\` reads that" pipeline sales.csv
}

@test "columns and cells that are wrong" {
	printf '%s\n' id,amount,close_date >deals.csv
	refuses 65 'deals.csv: no column "stage"' pipeline deals.csv
	deals </dev/null
	refuses 65 'deals.csv: no column "region"' pipeline --by=region deals.csv
	fault() {
		printf '%s\n' id,amount,stage,created,close_date,category "${@:2}" >deals.csv
		refuses 65 "$1" pipeline deals.csv
	}
	fault 'deals.csv:2: column "stage": is empty' a,1,,2026-01-01,2026-01-01,
	fault 'deals.csv:2: column "id": is empty' ,1,A,2026-01-01,2026-01-01,
	fault 'deals.csv:3: column "id": "a" comes twice: one row is one opportunity' \
		a,1,A,2026-01-01,2026-01-01, a,1,A,2026-01-01,2026-01-01,
	fault 'deals.csv:2: column "close_date": is missing: a deal that is won or lost needs it' \
		a,1,Won,2026-01-01,,
	fault 'deals.csv:2: column "amount": "12O0" is not a number' a,12O0,A,2026-01-01,2026-01-01,
	fault 'deals.csv:2: column "category": "maybe" isn'"'"'t commit, best case, pipeline or omitted' \
		a,1,A,2026-01-01,2026-01-01,maybe
	printf '%s\n' amount,stage,close_date 1,A,2026-01-01 >deals.csv
	refuses 65 'deals.csv: no column "id"' pipeline --deals deals.csv
}

@test "what was odd is said" {
	deals probability <<-'END'
		a,,A,,2026-01-20,0.5
		b,1,Won,2026-01-05,2026-01-03,
	END
	notes "1 deal open without an amount, which counts as none" pipeline deals.csv
	grep -q "1 deal closed before created: nothing is learned from that" err
	grep -q "1 deal without a created date: nothing is learned from that" err
}

@test "what is given back moves with the others, too" {
	# Each pair is worth nothing: whatever the factor, as many are won of both.
	{
		for i in {1..40}; do
			echo "a$i,100,Talks,2026-01-05,2026-01-20,0.5"
			echo "b$i,-100,Talks,2026-01-05,2026-01-20,0.5"
		done
	} | deals probability
	works pipeline -q --horizon=1 --rho=0 --quota=1000 deals.csv
	shows p10,p90 <<-'END'
		,
		-600,600
		,
		,
	END
	works pipeline -q --horizon=1 --rho=0.3 --quota=1000 deals.csv
	shows p10,p90 <<-'END'
		,
		-500,500
		,
		,
	END
}

@test "amounts are held in all their sums, or refused" {
	deals probability <<-'END'
		a,15000000000000000000,Open,2026-01-05,2026-01-20,0.5
		b,-15000000000000000000,Open,2026-01-05,2026-01-20,0.5
	END
	refuses 65 'deals.csv:3: the amounts add up to more than can be held' \
		pipeline --horizon=1 deals.csv
	sed -i '$d' deals.csv
	ends 0 pipeline -q --horizon=1 --quota=-15000000000000000000 deals.csv
	shows best_case,weighted,gap <<-'END'
		0,0,
		15000000000000000000,7500000000000000000,-22500000000000000000
		0,0,
		0,0,
	END
	refuses 64 'more than can be held' \
		pipeline -q --horizon=1 --quota=22000000000000000000 deals.csv
	printf '%s\n' period,amount 2026-01,15e18 2026-01,15e18 >quota.csv
	refuses 65 'quota.csv:3: the quotas add up to more than can be held' \
		pipeline -q --horizon=1 --quota=quota.csv deals.csv
}

@test "options that don't go together" {
	data=$TESTS/data/pipeline-lemonade.csv
	refuses 64 "choose one" pipeline --deals --backtest "$data"
	refuses 64 "about the table of periods" pipeline --deals --quota=5 "$data"
	refuses 64 "about the table of periods" pipeline --backtest --new-business "$data"
	refuses 64 "say them to --merge" pipeline --partial --as-of=2026-01-01 "$data"
	refuses 64 "CSV, with nothing changed" pipeline --partial --format=json "$data"
	refuses 64 "don't apply" pipeline --merge --decimal=, "$data"
	refuses 64 "leave --rates out" pipeline --backtest --rates=x "$data"
	refuses 64 "--best is more than --commit" pipeline --best=0.95 "$data"
	refuses 64 "has a column of that name already" pipeline --by=amount "$data"
	refuses 64 "the stage means won already" pipeline --lost=won "$data"
	refuses 64 "not week, month, quarter or year" pipeline --period=day "$data"
	refuses 64 "not a whole number from 1 to 120" pipeline --horizon=0 "$data"
	refuses 64 "not a number from 0 to 0.9" pipeline --rho=1 "$data"
	refuses 64 "not a number from 0 to 1" pipeline --commit=x "$data"
}

@test "other names of stages" {
	deals <<-'END'
		a,5,Signed,2026-01-01,2026-01-05
		b,6,Dead,2026-01-01,2026-01-05
		c,7,won,2026-01-01,2026-01-31
	END
	works pipeline -q --won=Signed,Paid --lost=dead --horizon=1 deals.csv
	shows period,closed,pipeline <<-'END'
		overdue,,0
		2026-01,5,7
		later,,0
		undated,,0
	END
}

@test "nothing in, a table out" {
	deals </dev/null
	works pipeline -q --horizon=1 deals.csv
	[ "$(wc -l <out)" -eq 5 ]
	for option in --deals --backtest --flow=deals.csv --partial; do
		works pipeline -q --horizon=1 $option deals.csv
	done
}
