#!/usr/bin/env bats
# What clv says of customers. The models are held to published figures in
# unit/clv_test.c; here is what is read, asked and written.

load helpers

orders=$BATS_TEST_DIRNAME/data/clv-orders.csv

# made <<...: makes in.csv of rows without a header.
made() {
	cat <(echo "customer,date,amount") - >in.csv
}

@test "histories: days are one, the first isn't a repeat, means are exact" {
	made <<-'END'
		Ann,2026-01-01,10.00
		Bob,2026-01-08,5
		Ann,2026-01-15T10:00:00Z,7.10
		Ann,2026-01-15T18:00:00Z,0.20
		Ann,2026-01-22,1.05
		Cid,2026-01-29,1
	END
	ends 0 clv -q in.csv
	shows customer,frequency,recency,age,mean_value <<-'END'
		Ann,2,3,4,4.175
		Bob,0,0,3,
		Cid,0,0,0,
	END
	ends 0 clv -q --unit=day in.csv
	shows customer,recency,age <<-'END'
		Ann,21,28
		Bob,0,21
		Cid,0,0
	END
	sed -n 1p out >header
	holds header <<<customer,frequency,recency,age,mean_value,p_alive,expected_purchases,expected_value,clv
}

@test "the order of the rows doesn't matter, but for that of the customers" {
	works clv "$orders"
	sort out >want
	{
		sed 1q "$orders"
		sed 1d "$orders" | sort -r
	} >in.csv
	works clv in.csv
	sort out | holds want
}

@test "--params: the same maximum in all units, with --params-in the same scores" {
	works clv --params "$orders"
	mv out params.csv
	grep -q '^bgnbd,week,log_likelihood,-2617.983' params.csv
	works clv --params-in=params.csv "$orders"
	mv out scored
	works clv "$orders"
	python3 - <<-'END'
		import csv
		for a, b in zip(csv.DictReader(open("out")), csv.DictReader(open("scored"))):
		    for name in a.keys() - {"customer"}:
		        x, y = float(a[name] or 0), float(b[name] or 0)
		        assert abs(x - y) <= 1e-8 * abs(x), (name, x, y)
	END
	works clv --params --unit=day "$orders"
	python3 - <<-'END'
		import csv
		read = lambda name: {row["parameter"]: float(row["estimate"])
		    for row in csv.DictReader(open(name)) if row["model"] == "bgnbd"}
		week, day = read("params.csv"), read("out")
		for name, factor in ("r", 1), ("alpha", 7), ("a", 1), ("b", 1):
		    assert abs(day[name] / week[name] / factor - 1) < 1e-6, name
	END
}

@test "--summary: what clv writes of customers says the same of them" {
	for options in -mbgnbd -mpareto-nbd --discount-rate=0.1 --by=channel; do
		works clv --horizon=26w $options "$orders"
		mv out want.csv
		works clv --horizon=26w $options --summary want.csv
		python3 - <<-'END'
			import csv
			rows, want = (list(csv.DictReader(open(name))) for name in ("out", "want.csv"))
			assert len(rows) == len(want) > 0
			for a, b in zip(rows, want):
			    assert a.keys() == b.keys()
			    for name in a:
			        if name in ("customer", "channel", "frequency") or not a[name]:
			            assert a[name] == b[name], (name, a, b)
			        else:
			            # Times and means are read as they were written, with 12 digits.
			            x, y = float(a[name]), float(b[name])
			            assert abs(x - y) <= 1e-7 * abs(y), (name, x, y)
		END
	done
}

@test "--summary: lifetimes' columns, without values, and in other units" {
	printf '%s\n' customer_id,frequency,recency,T,monetary_value \
		1,2.0,30.43,38.86,22.35 2,0.0,0.00,38.86,0.00 3,1,30,33,7 >in.csv
	ends 0 clv -q --summary in.csv
	shows customer,frequency,recency,age,mean_value <<-'END'
		1,2,30.43,38.86,22.35
		2,0,0,38.86,
		3,1,30,33,7
	END
	cut -d, -f1-4 in.csv >plain.csv
	ends 0 clv -q --summary plain.csv
	shows mean_value,clv <<<$',\n,\n,'
	ends 0 clv -q --params --summary plain.csv
	grep -q '^bgnbd,week,customers,3,$' out
	[ "$(grep -c gamma-gamma out)" -eq 0 ]
	ends 0 clv -q --params --summary --unit=day plain.csv
	grep -q '^bgnbd,day,customers,3,$' out
}

@test "--summary: what can't be a history is refused" {
	row() {
		printf '%s\n' customer,frequency,recency,age,mean_value A,1,2,3,4 "$1" >in.csv
		refuses 65 "in.csv:3: column $2" clv --summary in.csv
	}
	row ,1,2,3,4 '"customer": is empty'
	row A,1,2,3,4 '"customer": "A" is there already'
	row B,1.5,2,3,4 '"frequency": "1.5" isn'"'t a whole number"
	row B,1e10,2,3,4 '"frequency": "1e10" isn'"'t a whole number"
	row B,-1,2,3,4 '"frequency": "-1" is below 0'
	row B,1,4,3,4 '"recency": "4" is more than the age'
	row B,0,2,3,4 '"recency": "2" isn'"'t 0, but the frequency is"
	row B,,2,3,4 '"frequency": is missing'
	row B,1,2,1e10,4 '"age": "1e10" is more than'
	row B,1,2,3, '"mean_value": is missing'
	row B,1e9,2,3,1e12 '"mean_value": "1e12" comes to more'
	printf '%s\n' customer,frequency,recency A,1,2 >in.csv
	refuses 65 '"age"' clv --summary in.csv
	printf '%s\n' customer,frequency,recency,age A,1,2,3 A,1,2,3 B,3,2,1 C,2,1,9 >in.csv
	ends 0 clv --summary --params --rejects=rejects.csv in.csv
	grep -q '^bgnbd,week,customers,2,$' out
	[ "$(wc -l <rejects.csv)" -eq 3 ]
}

@test "--by: a model for each, each as if alone; parameters of all serve each" {
	works clv --params --by=channel "$orders"
	grep '^flyer,' out | cut -d, -f2- >want
	grep -e '^customer_id' -e ,flyer, "$orders" >flyer.csv
	works clv --params --as-of="$(sed 1d "$orders" | cut -d, -f2 | sort | tail -n 1)" flyer.csv
	sed 1d out | holds want
	works clv --params "$orders"
	mv out params.csv
	works clv --params-in=params.csv "$orders"
	cut -d, -f1-9 out >want
	works clv --params-in=params.csv --by=channel "$orders"
	cut -d, -f2-10 out | holds want
}

@test "--holdout: bins are the sums of customers" {
	for model in bgnbd pareto-nbd; do
		works clv -m $model --calibration-end=2025-12-31 --holdout=customer "$orders"
		mv out customers
		works clv -m $model --calibration-end=2025-12-31 --holdout=bin "$orders"
		python3 - <<-'END'
			import csv
			bins = {}
			for row in csv.DictReader(open("customers")):
			    name = row["frequency"] if int(row["frequency"]) < 7 else "7+"
			    sums = bins.setdefault(name, [0] * 5)
			    for i, x in enumerate(("actual_purchases", "expected_purchases",
			                           "actual_value", "expected_value")):
			        sums[i] += float(row[x])
			    sums[4] += 1
			total = [0, 0]
			for row in csv.DictReader(open("out")):
			    sums = bins[row["frequency"]]
			    assert float(row["customers"]) == sums[4]
			    assert float(row["actual_purchases"]) == sums[0]
			    assert abs(float(row["expected_purchases"]) - sums[1]) < 1e-8
			    assert abs(float(row["actual_value"]) - sums[2]) < 1e-8
			    assert abs(float(row["expected_value"]) - sums[3]) < 1e-7
			    total[0] += sums[0]
			    total[1] += sums[1]
			# The data are by the assumptions of the model.
			assert abs(total[1] / total[0] - 1) < .2, total
		END
	done
}

@test "--cohorts: what a table of days says" {
	made <<-'END'
		Ann,2026-01-05,10
		Bob,2026-01-31,5
		Ann,2026-03-02,7.50
		Ann,2026-03-09,0.50
		Cid,2026-02-28,1
	END
	works clv --cohorts=month in.csv
	holds out <<-'END'
		cohort,period,customers,active,retention,revenue,cumulative_revenue_per_customer
		2026-01,0,2,2,1,15,7.5
		2026-01,1,2,0,0,0,7.5
		2026-01,2,2,1,0.5,8,11.5
		2026-02,0,1,1,1,1,1
		2026-02,1,1,0,0,0,1
	END
	works clv --cohorts=quarter <(cut -d, -f1,2 in.csv)
	holds out <<-'END'
		cohort,period,customers,active,retention,revenue,cumulative_revenue_per_customer
		2026-Q1,0,3,3,1,,
	END
}

@test "--discount-rate and --margin: clv is less by them" {
	works clv "$orders"
	cp out plain
	works clv --margin=25% "$orders"
	python3 - <<-'END'
		import csv
		for a, b in zip(csv.DictReader(open("plain")), csv.DictReader(open("out"))):
		    assert a["clv"] == a["expected_value"] == b["expected_value"]
		    assert abs(float(b["clv"]) - float(a["clv"]) / 4) < 1e-9
	END
	works clv --discount-rate=0.1 "$orders"
	python3 - <<-'END'
		import csv
		for a, b in zip(csv.DictReader(open("plain")), csv.DictReader(open("out"))):
		    assert float(a["clv"]) / 1.1 <= float(b["clv"]) < float(a["clv"])
	END
}

# Fader & Hardie 2007: the regular customers.
@test "--model=sbg: published survivors, parameters and curve" {
	printf '%s\n' period,survivors 0,1000 1,631 2,468 3,382 4,326 5,289 6,262 7,241 >in.csv
	works clv -m sbg --params in.csv
	shows parameter,estimate <<-'END'
		alpha,0.704077298474
		beta,1.18204302621
		log_likelihood,-1680.26518846
		customers,1000
	END
	works clv -m sbg --horizon=9 --discount-rate=10% in.csv
	[ "$(wc -l <out)" -eq 11 ]
	grep -q '^1,631,0.631,0.626706054084,0.626706054084,4.1031397' out
	grep -q '^9,,,0.20' out
}

@test "--simple: revenue per account, times margin, by churn" {
	cat >in.csv <<-'END'
		plan,revenue,customers,churn
		basic,1000,100,5%
		pro,3000,50,0.02
		new,100,10,
	END
	works clv --simple --by=plan --margin=0.8 in.csv
	holds out <<-'END'
		plan,arpa,margin,churn,clv
		basic,10,0.8,0.05,160
		pro,60,0.8,0.02,2400
		new,,,,
	END
	printf '%s\n' arpa,churn 10,0 >in.csv
	refuses 65 '"churn": "0" isn'"'t above 0" clv --simple in.csv
	printf '%s\n' churn 0.1 >in.csv
	refuses 65 'arpa' clv --simple in.csv
}

@test "what can't be learned is noted and left empty" {
	made <<-'END'
		Ann,2026-01-01,10
		Bob,2026-01-08,5
	END
	notes 'no bgnbd model: nobody bought again' clv in.csv
	shows customer,p_alive,expected_purchases,expected_value,clv <<-'END'
		Ann,,,,
		Bob,,,,
	END
	made </dev/null
	works clv -q in.csv
	[ "$(wc -l <out)" -eq 1 ]
	works clv -q --cohorts=month in.csv
	[ "$(wc -l <out)" -eq 1 ]
	works clv -q --params in.csv
	works clv -q --calibration-end=2026-01-01 --holdout=bin in.csv
	[ "$(wc -l <out)" -eq 1 ]
}

@test "10,000 purchases are neither nan nor inf" {
	python3 - >in.csv <<-'END'
		import datetime
		print("customer,date,amount")
		start = datetime.date(1990, 1, 1)
		for day in range(10001):
		    print("Ann", start + datetime.timedelta(day), "9.99", sep=",")
		for name in range(30):
		    for day in range(0, 40 * name % 700 + 1, 60):
		        print(name, start + datetime.timedelta(day), 3 + name, sep=",")
	END
	for model in bgnbd pareto-nbd; do
		ends 0 clv -q -m $model in.csv
		[ "$(grep -ciE "(nan|inf)(,|$)" out)" -eq 0 ]
		python3 -c '
import csv
rows = list(csv.DictReader(open("out")))
assert rows[0]["frequency"] == "10000" and float(rows[0]["p_alive"]) > .9
assert all(row["clv"] for row in rows), rows[1]'
	done
}

# 10,000 purchases, parameters over ten orders of magnitude, the singular ones among them.
@test "whatever the parameters and histories, chances and numbers of purchases are" {
	python3 - "${MODELS:-12}" <<-'END'
		import csv, io, random, subprocess, sys
		random.seed(8)
		names = {"bgnbd": "r alpha a b", "pareto-nbd": "r alpha s beta"}
		def wide(low, high):
		    return 10 ** random.uniform(low, high)
		def history(i):
		    x = random.choice([0, 1, 2, random.randint(3, 50), random.randint(50, 10000), 10000])
		    age = wide(-3, 4)
		    recency = age * random.choice([1, 1 - 1e-9, random.random(), 1e-9]) if x else 0
		    return f"{i},{x},{recency!r},{age!r},{round(wide(-2, 6), 4)}\n"
		for case in range(int(sys.argv[1])):
		    model = list(names)[case % 2]
		    values = [wide(-5, 5) for _ in range(4)]
		    if case % 3 == 1: # a = 1, s = 1
		        values[2] = 1
		    elif case % 3 == 2: # a + b + x = 1, alpha = beta
		        values[2] = random.choice([.25, .5, .75])
		        values[3] = 1 - values[2] if model == "bgnbd" else values[1]
		    with open("params.csv", "w") as file:
		        print("model,unit,parameter,estimate", file=file)
		        for name, value in zip(names[model].split(), values):
		            print(model, "week", name, repr(value), sep=",", file=file)
		        for name in "p", "q", "gamma":
		            print("gamma-gamma", "", name, repr(wide(-3, 4)), sep=",", file=file)
		    text = "customer,frequency,recency,age,mean_value\n" + "".join(map(history, range(60)))
		    done = subprocess.run(["clv", f"--model={model}", "--summary", "--params-in=params.csv",
		                           "--discount-rate=0.1", f"--horizon={random.choice([1, 7, 364])}d"],
		                          input=text, capture_output=True, text=True)
		    assert done.returncode == 0 and not done.stderr, done.stderr
		    rows = list(csv.DictReader(io.StringIO(done.stdout)))
		    assert len(rows) == 60
		    for row in rows:
		        said = model, values, row
		        assert 0 <= float(row["p_alive"]) <= 1, said
		        assert set(row["expected_purchases"]) <= set("0123456789."), said
		        # Where p x + q <= 1 the Gamma-Gamma model has no mean.
		        assert set(row["clv"]) <= set("0123456789."), said
		        if row["clv"]:
		            assert float(row["clv"]) <= float(row["expected_value"]) * (1 + 1e-9), said
	END
}

@test "parameters that run off do so at once" {
	# Of these lifetimes nothing can be told: the likeliest ones are at an edge, where the
	# likelihood took minutes.
	tr ' ' '\n' >in.csv <<-'END'
		customer,date
		c42,2020-05-29 c42,2020-04-18 c9,2020-02-24 c27,2020-05-29
		c42,2020-02-14 c55,2020-02-14 c55,2020-06-09 c27,2020-06-07
		c27,2020-06-27 c9,2020-03-16 c9,2020-03-17 c37,2020-05-18
		c55,2020-07-02 c52,2020-01-31 c40,2020-06-30 c35,2020-05-08
		c55,2020-03-18 c52,2020-03-16 c9,2020-07-13 c1,2020-01-11
		c52,2020-04-09 c9,2020-07-01 c52,2020-02-06 c37,2020-03-15
		c30,2020-01-26 c52,2020-02-01 c42,2020-03-15 c20,2020-03-10
	END
	ends 0 timeout 20 clv --model=pareto-nbd --params in.csv
	grep -q "its parameters run off" err
	ends 0 timeout 20 clv -q --model=pareto-nbd in.csv
	[ "$(wc -l <out)" -eq 12 ]
}

# States

@test "states of parts, merged in their order, are the whole" {
	[ "$(python3 "$TESTS/splits.py" clv 60)" = "no difference" ]
}

@test "a state that was cut is an error, never a wrong table" {
	printf '%s\n' customer,date,amount,shop c1,2026-01-05,5,a c1,2026-01-05,2.5,b c2,2026-02-07,7,b >in.csv
	works clv --by=shop --as-of=2026-03-01 --partial in.csv
	holds out <<-'END'
		record,name,value,day,group
		setting,version,1,,
		setting,by,shop,,
		setting,as-of,2026-03-01T23:59:59.999999Z,,
		amounts,,yes,,
		group,,,,"1:a,"
		group,,,,"1:b,"
		purchase,c1,7.5,2026-01-05,"1:a,"
		purchase,c2,7,2026-02-07,"1:b,"
		end,,,,
	END
	mv out state
	for ((n = 0; n < $(wc -c <state) - 1; n++)); do
		ends 65 clv -q --merge - < <(head -c "$n" state)
		[ ! -s out ]
	done
}

@test "states carry what was asked, and refuse what doesn't fit" {
	printf '%s\n' customer,date,amount,shop c1,2026-01-05,5,a c2,2026-02-07,7,b >in.csv
	works clv --by=shop --partial in.csv
	mv out a
	works clv --partial in.csv
	mv out b
	printf '%s\n' customer,date,shop c1,2026-01-05,a >few.csv
	works clv --by=shop --partial few.csv
	mv out c
	refuses 65 "--by= here, --by=shop before" clv --merge a b
	refuses 65 "c:5: some states were made with amounts, and others without" clv --merge a c
	refuses 64 "--merge takes --by from the states" clv --merge --by=shop a
	refuses 64 "options that say how to read transactions don't apply" clv --merge --decimal=, a
	refuses 64 "--merge has no use for --simple" clv --merge --simple a
	refuses 64 "--merge has no use for --summary" clv --merge --summary a
	refuses 64 "--merge has no use for --model=sbg" clv --merge --model=sbg a
	refuses 64 "--partial writes what --merge reads" clv --partial --format=md a
	for option in --model=bgnbd --calibration-end=2026-01-31 --unit=day --horizon=4w --params-in=x \
		--holdout=bin --cohorts=month --params --simple --summary --discount-rate=0.1 --margin=0.5; do
		refuses 64 "options that say what to make of them are for --merge" clv --partial $option a
	done
	works clv --by=shop --as-of=2026-03-01 --partial in.csv
	mv out d
	refuses 64 "later than --as-of" clv -q --merge --calibration-end=2026-04-01 d
	bad() {
		sed "$1" a >bad
		refuses 65 "bad:$2: $3: is this the output of clv --partial?" clv -q --merge bad
	}
	bad 's/^amounts,,yes/amounts,,maybe/' 5 "neither yes nor no"
	bad 's/^purchase,c1,5/purchase,c1,x/' 8 "not an amount"
	bad 's/2026-01-05/2026-01-05T10:00:00Z/' 8 "not a day"
	bad 's/^group,,,,"1:a,"/group,,,,1:a/' 6 "not a group"
	bad 's/^purchase,c2/sale,c2/' 9 "an unknown record"
	bad 's/^setting,by,shop/setting,by,"""shop"/' 5 "not a list: names separated by commas, in quotes if they hold one"
}

@test "errors name the place, the column and the fix" {
	made <<<',2026-01-01,1'
	refuses 65 'in.csv:2: column "customer": is empty' clv in.csv
	made <<<'Ann,,1'
	refuses 65 'in.csv:2: column "date": is missing' clv in.csv
	made <<<'Ann,2026-01-01,'
	refuses 65 'in.csv:2: column "amount": is missing: 0 if' clv in.csv
	made <<<'Ann,2026-01-01,12O0'
	refuses 65 'in.csv:2: column "amount": "12O0" is not a number' clv in.csv
	printf '%s\n' customer,amount Ann,1 >in.csv
	refuses 65 '"date"' clv in.csv
	printf '%s\n' period,survivors 1,9 >in.csv
	refuses 65 'in.csv:2: column "period": "1" isn'"'t the next" clv -m sbg in.csv
	printf '%s\n' period,survivors 0,9 1,10 >in.csv
	refuses 65 'in.csv:3: column "survivors": "10" is below 0, or more' clv -m sbg in.csv
}

@test "--params-in: what doesn't fit is refused" {
	works clv --params "$orders"
	mv out params.csv
	refuses 65 'the parameters are in "week", not day: say --unit=' \
		clv --unit=day --params-in=params.csv "$orders"
	refuses 65 '"bgnbd" is neither pareto-nbd nor gamma-gamma' \
		clv -m pareto-nbd --params-in=params.csv "$orders"
	sed 's/,alpha,/,alfa,/' params.csv >bad.csv
	refuses 65 'bad.csv:3: column "parameter": "alfa" is no parameter of bgnbd' \
		clv --params-in=bad.csv "$orders"
	sed 3d params.csv >bad.csv
	refuses 65 'bad.csv: parameters are missing of bgnbd' clv --params-in=bad.csv "$orders"
	sed '3s/,4\.[^,]*,/,-4,/' params.csv >bad.csv
	refuses 65 'bad.csv:3: column "estimate": "-4" isn'"'t above 0" \
		clv --params-in=bad.csv "$orders"
	works clv --params --by=channel "$orders"
	mv out groups.csv
	refuses 65 'comes twice: the file has groups, so say --by' clv --params-in=groups.csv "$orders"
}

@test "options that make no sense together are refused" {
	refuses 64 'neither customer nor bin' clv --holdout=x
	refuses 64 '--holdout needs --calibration-end' clv --holdout=bin
	refuses 64 '--cohorts has no use for --model' clv --cohorts=month -m bgnbd
	refuses 64 '--simple has no use for --cohorts' clv --simple --cohorts=month
	refuses 64 '--model=sbg has no use for --unit' clv -m sbg --unit=day
	refuses 64 '--summary has no use for --calibration-end' clv --summary --calibration-end=2026-01-01
	refuses 64 '--summary has no use for --cohorts' clv --summary --cohorts=month
	refuses 64 '--summary has no use for --as-of' clv --summary --as-of=2026-01-01
	refuses 64 '--simple has no use for --as-of' clv --simple --as-of=2026-01-01
	refuses 64 '--model=sbg has no use for --date-format' clv -m sbg --date-format=%d/%m/%Y
	refuses 64 '--model=sbg has no use for --summary' clv -m sbg --summary
	refuses 64 '--simple has no use for --summary' clv --simple --summary
	refuses 64 '--params has no use for --margin' clv --params --margin=0.5
	refuses 64 '--params has no use for --params-in' clv --params --params-in=x
	refuses 64 'not a whole number of periods' clv -m sbg --horizon=52w
	refuses 64 'not from 1d to 36500d' clv --horizon=0d
	refuses 64 'is not a span' clv --horizon=12
	refuses 64 'not a share above 0' clv --margin=0
	refuses 64 'not a rate' clv --discount-rate=-1
	refuses 64 'not bgnbd, pareto-nbd or sbg' clv -m bg
	refuses 64 'not week, day or month' clv --unit=w
	refuses 64 'later than --as-of' clv --calibration-end=2026-02-01 --as-of=2026-01-01
}
