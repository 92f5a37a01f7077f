#!/usr/bin/env bats
# The tools joined by pipes, as they are meant to be used.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	leads=$TESTS/data/lead-train-leads.csv
	lead-train -q --outcome=won "$leads" >rules.csv
}

# metric NAME: its value in the table `metrics`.
metric() {
	awk -F, -v name="$1" '$1 == name { print $2 }' metrics
}

@test "lead-train | lead-score: the AUC counted by hand is the one that training says" {
	lead-train -q --outcome=won --holdout="$leads" "$leads" >metrics
	lead-score --rules=rules.csv "$leads" >scored.csv
	sqlite3 :memory: >auc <<-'END'
		.mode csv
		.import scored.csv scored
		create table s as select won = 'yes' or won = '1' as won, score * 1.0 as score
		    from scored;
		select printf('%.12f', sum(case when a.score > b.score then 1.0
		    when a.score = b.score then 0.5 else 0 end) / count(*))
		    from s a join s b where a.won and not b.won;
		select printf('%.12f', sum(score)) from s;
		select sum(won) from s;
	END
	python3 - "$(metric auc)" <<-'END'
		import sys
		auc, total, positives = map(float, open("auc").read().split())
		assert positives > 0, positives
		assert abs(auc - float(sys.argv[1])) < 1e-9, (auc, sys.argv[1])
		assert abs(total - positives) < 1e-6, (total, positives)
	END
}

@test "lead-train | lead-score: the reasons add up to the log-odds" {
	lead-score --rules=rules.csv --reasons=all "$leads" >scored.csv
	python3 - <<-'END'
		import csv, math
		rows = list(csv.DictReader(open("scored.csv")))
		assert rows
		for row in rows:
		    odds = sum(float(r.rsplit(":", 1)[1]) for r in row["reasons"].split(" | "))
		    score = float(row["score"])
		    assert abs(score - 1 / (1 + math.exp(-odds))) < 1e-9, row
	END
}

@test "what lead-train writes is fit for --lint, and a point more is a point more" {
	works lead-score --rules=rules.csv --lint "$leads"
	lead-score --rules=rules.csv "$leads" >before.csv
	python3 - <<-'END'
		import csv
		rows = list(csv.DictReader(open("rules.csv")))
		for row in rows:
		    if row["rule"] == "base":
		        row["points"] = repr(float(row["points"]) + 0.5)
		writer = csv.DictWriter(open("edited.csv", "w"), rows[0].keys())
		writer.writeheader()
		writer.writerows(rows)
	END
	lead-score --rules=edited.csv "$leads" >after.csv
	python3 - <<-'END'
		import csv, math
		def odds(name):
		    return [math.log(p / (1 - p))
		            for p in (float(row["score"]) for row in csv.DictReader(open(name)))]
		before, after = odds("before.csv"), odds("after.csv")
		assert before and len(before) == len(after)
		assert all(abs(b - a - 0.5) < 1e-7 for a, b in zip(before, after))
	END
}

@test "lead-score | funnel-stats: a funnel by status" {
	# Who is scored today is in the funnel tomorrow: the status is a segment.
	data=$TESTS/data/leadscore-saas
	works lead-score --rules="$data-rules.csv" --activities="$data-activities.csv" "$data-leads.csv"
	mv out scored.csv
	(echo id,stage,time,status
		python3 -c '
import csv
for row in csv.DictReader(open("scored.csv")):
    print(row["id"], "Scored", "2026-11-01", row["status"], sep=",")') >events.csv
	works funnel-stats --stages=Scored --by=status events.csv
	python3 - <<-'END'
		import csv
		counted = {row["status"]: int(row["entered"]) for row in csv.DictReader(open("out"))}
		scored = [row["status"] for row in csv.DictReader(open("scored.csv"))]
		assert counted == {status: scored.count(status) for status in scored}, counted
	END
}

@test "funnel-stats | roi: what the customers of each channel cost" {
	stages='Walked by,Stopped,Bought'
	printf 'channel,spend\nSign,20\nWord of mouth,0\n' >spend.csv
	funnel-stats -q -s "$stages" --by=channel --summary "$TESTS/data/lemonade.csv" >funnel.csv
	works roi -q --by=channel spend.csv - <funnel.csv
	python3 - <<-'END'
		import csv
		won = {row["channel"]: int(row["won"]) for row in csv.DictReader(open("funnel.csv"))}
		rows = {row["channel"]: row for row in csv.DictReader(open("out"))}
		assert rows.keys() == won.keys() and won["Sign"] > 0
		assert all(int(rows[channel]["customers"]) == won[channel] for channel in won)
		assert abs(float(rows["Sign"]["cac"]) - 20 / won["Sign"]) < 1e-11
		assert rows["Word of mouth"]["cac"] == "0"
	END
}

@test "attribute | roi: what came back of the spend, by the removal effect" {
	data=$TESTS/data/attribute-saas
	works attribute -q --model=markov --conversions="$data-deals.csv" "$data-touches.csv"
	mv out credit.csv
	works roi -q --by=channel "$data-spend.csv" - <credit.csv
	python3 - "$data" <<-'END'
		import csv, sys
		credit = {row["channel"]: float(row["value"]) for row in csv.DictReader(open("credit.csv"))}
		deals = sum(float(row["amount"]) for row in csv.DictReader(open(sys.argv[1] + "-deals.csv")))
		spend = {}
		for row in csv.DictReader(open(sys.argv[1] + "-spend.csv")):
		    spend[row["channel"]] = spend.get(row["channel"], 0) + float(row["spend"])
		rows = {row["channel"]: row for row in csv.DictReader(open("out"))}
		assert rows.keys() == credit.keys() | spend.keys() and len(rows) > 5
		for channel, row in rows.items():
		    assert float(row["spend"] or 0) == round(spend.get(channel, 0), 2), row
		    assert abs(float(row["revenue"] or 0) - credit.get(channel, 0)) < 1e-9 * deals, row
		    if channel in spend and channel in credit:
		        assert abs(float(row["roas"]) - credit[channel] / spend[channel]) < 1e-9, row
		assert abs(sum(float(row["revenue"] or 0) for row in rows.values()) - deals) < 1e-6
	END
}

@test "attribute | roi: several models would count the revenue several times" {
	data=$TESTS/data/attribute-saas
	attribute -q --model=first,last --conversions="$data-deals.csv" "$data-touches.csv" >credit.csv
	refuses 65 'model' roi -q --by=channel "$data-spend.csv" credit.csv
	works roi -q --by=channel,model credit.csv
}

@test "discount-calc --totals: dates and amounts for what comes behind" {
	data=$TESTS/data/discount-saas
	discount-calc --policy="$data-policy.csv" "$data-quotes.csv" >lines.csv
	works discount-calc --policy="$data-policy.csv" --totals "$data-quotes.csv"
	mv out totals.csv
	python3 - <<-'END'
		import csv
		from decimal import Decimal
		net = {}
		for row in csv.DictReader(open("lines.csv")):
		    net[row["quote"]] = net.get(row["quote"], 0) + Decimal(row["net"])
		totals = list(csv.DictReader(open("totals.csv")))
		assert {row["quote"]: Decimal(row["net"]) for row in totals} == net
		assert all(row["date"] == "2026-03-02" for row in totals)
	END
	# As revenue by date: what the quotes of a day come to.
	works roi -q --by=date -c revenue=net totals.csv
	python3 - <<-'END'
		import csv
		from decimal import Decimal
		(row,) = csv.DictReader(open("out"))
		assert row["date"] == "2026-03-02", row
		want = sum(Decimal(row["net"]) for row in csv.DictReader(open("totals.csv")))
		assert Decimal(row["revenue"]) == want, row
	END
}

@test "discount-calc | discount-calc: freight spread over what was priced" {
	data=$TESTS/data/discount-saas
	discount-calc --policy="$data-policy.csv" "$data-quotes.csv" >lines.csv
	works discount-calc --allocate=99.99 -c list_price=unit_net - <lines.csv
	python3 - <<-'END'
		import csv
		from decimal import Decimal
		rows = list(csv.DictReader(open("out")))
		assert sum(Decimal(row["allocated"]) for row in rows) == Decimal("99.99")
		total = sum(Decimal(row["net"]) for row in rows)
		for row in rows:
		    share = Decimal("99.99") * Decimal(row["net"]) / total
		    assert abs(Decimal(row["allocated"]) - share) < Decimal("0.0101"), row
	END
}

@test "discount-calc --totals | forecast: what quotes will come to" {
	printf 'rule,stage,kind,from,basis,value\nVOL,volume,percent,100,qty,10%%\n' >policy.csv
	python3 - >quotes.csv <<-'END'
		print("quote,date,qty,list_price")
		for month in range(24):
		    for quote in range(3):
		        print(f"Q{month}-{quote},{2024 + month // 12}-{month % 12 + 1:02}-{5 + quote:02},"
		              f"{60 + 5 * month + 10 * quote},12.50")
	END
	discount-calc --policy=policy.csv --totals quotes.csv >totals.csv
	# December is over: its last quote alone doesn't tell.
	works forecast -q --as-of=2025-12-31 --period=month --horizon=3 -c amount=net totals.csv
	mv out piped.csv
	# The same amounts, put together by hand.
	python3 - <<-'END' >months.csv
		import csv
		from decimal import Decimal
		months = {}
		for row in csv.DictReader(open("totals.csv")):
		    month = row["date"][:7] + "-01"
		    months[month] = months.get(month, 0) + Decimal(row["net"])
		print("date,amount")
		for month, amount in sorted(months.items()):
		    print(month, amount, sep=",")
	END
	works forecast -q --period=month --horizon=3 months.csv
	[ "$(wc -l <out)" -eq 4 ]
	diff piped.csv out
}

@test "funnel-stats | revenue-plan: the funnel's own revenue asks for the funnel" {
	stages='Walked by,Stopped,Tasted,Bought'
	funnel-stats -q -s "$stages" "$TESTS/data/lemonade.csv" >funnel.csv
	value=$(tail -n 1 funnel.csv | sed 's/.*,//')
	works revenue-plan --target="$value" - <funnel.csv
	python3 - <<-'END'
		import csv
		funnel = list(csv.DictReader(open("funnel.csv")))
		plan = list(csv.DictReader(open("out")))
		assert len(plan) == len(funnel) == 4
		for had, need in zip(funnel, plan):
		    assert need["stage"] == had["stage"]
		    assert need["step_rate"] == had["step_rate"]
		    assert need["whole_volume"] == had["entered"], (had, need)
		    assert float(need["lag_days"] or 0) == float(had["median_days"] or 0)
		    assert 0 < float(need["chance"]) <= 1
	END
	# And what came, held against it, leaves no gap.
	works revenue-plan --target="$value" --actual=funnel.csv funnel.csv
	python3 - <<-'END'
		import csv
		rows = list(csv.DictReader(open("out")))
		assert [row["stage"] for row in rows][-1] == "REVENUE"
		assert all(row["revenue_gap"] == "0" for row in rows), rows
	END
}

@test "funnel-stats --by | revenue-plan --by: each segment's own revenue asks for it" {
	funnel-stats -q -s 'Walked by,Stopped,Tasted,Bought' --by=channel "$TESTS/data/lemonade.csv" >funnels.csv
	value=$(awk -F, '$2 == 4 { sum += $17 } END { print sum }' funnels.csv)
	ends 0 revenue-plan -q --target="$value" --by=channel --actual=funnels.csv --total <funnels.csv
	python3 - <<-'END'
		import csv
		rows = list(csv.DictReader(open("out")))
		funnels = [r for r in csv.DictReader(open("funnels.csv"))]
		assert len({r["channel"] for r in rows}) > 3
		for row in rows:
		    # A third, as it is written, makes volumes a millionth off.
		    assert abs(float(row["gap"])) < 1e-5, row
		    assert abs(float(row["revenue_gap"])) < .01, row
	END
}

@test "clv | roi: what customers are worth beside what they cost" {
	orders=$TESTS/data/clv-orders.csv
	printf '%s\n' channel,spend,customers search,900,71 flyer,500,80 friend,100,89 >spend.csv
	clv --by=channel --margin=0.4 "$orders" >customers.csv
	works roi -q --by=channel spend.csv customers.csv
	python3 - <<-'END'
		import csv
		worth = {}
		for row in csv.DictReader(open("customers.csv")):
		    worth.setdefault(row["channel"], []).append(float(row["clv"]))
		rows = list(csv.DictReader(open("out")))
		assert len(rows) == 3
		for row in rows:
		    mean = sum(worth[row["channel"]]) / len(worth[row["channel"]])
		    assert abs(float(row["clv"]) / mean - 1) < 1e-9, row
		    assert abs(float(row["clv_cac"]) * float(row["cac"]) / mean - 1) < 1e-9, row
	END
}
