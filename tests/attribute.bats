#!/usr/bin/env bats
# Whom attribute gives credit. What is expected here was worked out by hand, or is what
# attribute_oracle.py, which knows the definitions alone, finds.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

lemonade=$BATS_TEST_DIRNAME/data/attribute-lemonade.csv
saas=$BATS_TEST_DIRNAME/data/attribute-saas
rules=first,last,last-non-direct,linear,linear-unique,position,j,inverse-j,shapley

# touches [COLUMNS] <<...: makes touches.csv of rows without a header.
touches() {
	cat <(echo "id,time,channel${1:+,$1}") - >touches.csv
}

# paths <<...: makes paths.csv of rows without a header.
paths() {
	cat <(echo "path,conversions,value,nulls") - >paths.csv
}

# credit MODEL: the rows of a model in the table out are stdin.
credit() {
	shows channel,conversions,value <(
		sed -n 1p out
		grep ",$1," out
	)
}

# agrees [--order=N] [OPTION]...: all tables of paths.csv are what the oracle finds.
agrees() {
	local of_oracle=("${@/=conversion/-conversion}")
	local chain=("$@")
	[[ " $* " != *" --value-by"* ]] || chain=("${chain[@]/--value-by=*/-q}")
	works attribute -q "--model=$rules,markov" "$@" -o long paths.csv || return
	works attribute --removal "${chain[@]}" -o removal paths.csv || return
	works attribute --matrix "${chain[@]}" -o matrix paths.csv || return
	works python3 "$TESTS/attribute_oracle.py" paths.csv "${of_oracle[@]}" long removal matrix
}

# Paths

@test "every model of paths is what its definition says" {
	cp "$lemonade" paths.csv
	for order in 1 2 3 4; do
		agrees --order=$order
		agrees --order=$order --no-nulls
		agrees --order=$order --value-by=conversion
	done
}

@test "random paths: long runs, empty paths, fractions, few and many nulls" {
	for seed in 1 2 3 4 5 6; do
		python3 - $seed >paths.csv <<-'END'
			import random, sys
			r = random.Random(int(sys.argv[1]))
			names = ["direct", "b", "c", "d", "e"][: r.randint(1, 5)]
			print("path,conversions,value,nulls")
			for _ in range(r.randint(1, 25)):
			    path = r.choices(names, k=r.choice([0, 1, 1, 2, 3, 5, 8, 20]))
			    if r.random() < .3:
			        path = [x for x in path for _ in range(r.choice([1, 1, 4, 12]))]
			    n = r.choice([0, 0, 1, 1, 2, .5, 17])
			    value = round(r.uniform(0, 99), 2) if n and r.random() < .8 else ""
			    print(" > ".join(path), n, value, r.choice([0, 0, 1, 5, 1000]), sep=",")
		END
		for order in 1 2 3 4; do
			agrees --order=$order
		done
		agrees --order=2 --no-nulls
	done
}

@test "one path that goes round thousands of times is solved all the same" {
	{
		echo path,conversions,value,nulls
		python3 -c 'print(" > ".join(["a", "b", "b", "c"] * 5000) + ",1,10,0")'
		echo a,0,,1
	} >paths.csv
	for order in 1 2 3 4; do
		works attribute --model=markov --order=$order paths.csv
		# Whoever converts has met all of them.
		credit markov <<-'END'
			a,0.333333333333,3.33333333333
			b,0.333333333333,3.33333333333
			c,0.333333333333,3.33333333333
		END
	done
}

@test "a chain by hand: what is lost with a channel" {
	# P = 3/4. Without b: start to a 3/4, from there 1/3 convert: 1/4. Without a: all
	# that is left is start to b, 1/4.
	paths <<-'END'
		a > b,1,60,0
		a,1,30,1
		b,1,10,0
	END
	works attribute --removal paths.csv
	shows channel,conversion_probability,probability_without,removal_effect <<-'END'
		a,0.75,0.25,0.666666666667
		b,0.75,0.25,0.666666666667
	END
	works attribute --matrix paths.csv
	holds out <<-'END'
		from,to,count,probability
		(start),a,3,0.75
		(start),b,1,0.25
		a,b,1,0.333333333333
		a,(conversion),1,0.333333333333
		a,(null),1,0.333333333333
		b,(conversion),2,1
	END
	# 100 is worth what it was: a loses 30 and half of b's 70, b all of its 70.
	works attribute --model=markov paths.csv
	credit markov <<-'END'
		a,1.5,48.1481481481
		b,1.5,51.8518518519
	END
	works attribute --model=markov --value-by=conversion paths.csv
	credit markov <<-'END'
		a,1.5,50
		b,1.5,50
	END
}

@test "sums stay exact where one touch gets everything" {
	paths <<-'END'
		a > b,1,0.1,
		b > a,1,0.2,
		a,3,12345678901234567.000000000000000001,
		a > a,0.5,0.3,
	END
	works attribute --model=first,last paths.csv
	holds out <<-'END'
		channel,model,conversions,value
		a,first,4.5,12345678901234567.400000000000000001
		b,first,1,0.2
		a,last,4.5,12345678901234567.500000000000000001
		b,last,1,0.1
	END
}

@test "a channel that repeats sums its weights" {
	paths <<-'END'
		a > a > b > a,1,100,
	END
	works attribute --model=linear,linear-unique,position paths.csv
	holds out <<-'END'
		channel,model,conversions,value
		a,linear,0.75,75
		b,linear,0.25,25
		a,linear-unique,0.5,50
		b,linear-unique,0.5,50
		a,position,0.9,90
		b,position,0.1,10
	END
}

@test "position, j, inverse-j: one touch, two, and more" {
	paths <<-'END'
		a,1,100,
		b > c,1,100,
		d > e > f > g,1,100,
	END
	works attribute --model=position,j,inverse-j --wide paths.csv
	shows channel,position_value,j_value,inverse_j_value <<-'END'
		a,100,100,100
		b,50,25,75
		c,50,75,25
		d,40,20,60
		e,10,10,10
		f,10,10,10
		g,40,60,20
	END
	works attribute --model=position --weights=3,5,1 paths.csv
	credit position <<-'END'
		a,1,100
		b,0.75,75
		c,0.25,25
		d,0.333333333333,33.3333333333
		e,0.277777777778,27.7777777778
		f,0.277777777778,27.7777777778
		g,0.111111111111,11.1111111111
	END
}

@test "last-non-direct passes over direct, unless there is nothing else" {
	paths <<-'END'
		a > Direct > direct,1,10,
		b > c > direct > e,1,20,
		direct > DIRECT,1,40,
	END
	works attribute --model=last-non-direct paths.csv
	credit last-non-direct <<-'END'
		a,1,10
		Direct,0,0
		direct,0,0
		b,0,0
		c,0,0
		e,1,20
		DIRECT,1,40
	END
	works attribute --model=last-non-direct --direct=E paths.csv
	grep -q '^direct,last-non-direct,2,30$' out
}

@test "conversions without touches go to (none), by every model" {
	paths <<-'END'
		,2,30,7
		a,1,10,1
	END
	works attribute -q --model=all --wide paths.csv
	tail -n 1 out | tr , '\n' | sort | uniq -c | sed 's/^ *//' >counts
	holds counts <<-'END'
		1 (none)
		10 2
		10 30
	END
	works attribute --removal paths.csv
	shows conversion_probability,removal_effect <<-'END'
		0.5,1
	END
}

@test "each model's column sums to the input's" {
	cp "$lemonade" paths.csv
	works attribute -q --model=all paths.csv
	python3 - <<-'END'
		import csv
		from collections import defaultdict
		sums = defaultdict(lambda: [0, 0])
		for row in csv.DictReader(open("out")):
		    sums[row["model"]][0] += float(row["conversions"])
		    sums[row["model"]][1] += float(row["value"])
		assert len(sums) == 10, sums
		for model, (conversions, value) in sums.items():
		    assert abs(conversions - 52) < 1e-9 and abs(value - 149.5) < 1e-9, model
	END
}

@test "--separator: between touches, spaces around it don't count" {
	printf '%s\n' path,conversions 'a b->c->  a b,1' 'c ,2' >paths.csv
	for separator in '->' ' -> '; do
		works attribute --model=last --separator="$separator" paths.csv
		holds out <<-'END'
			channel,model,conversions,value
			a b,last,1,0
			c,last,2,0
		END
	done
	printf 'path,conversions\na;b,1\n' >paths.csv
	works attribute --model=first --separator=';' paths.csv
	[ "$(sed -n 2p out)" = a,first,1,0 ]
	printf 'path,conversions\na--b---c,1\n' >paths.csv
	works attribute --model=last --separator=-- paths.csv
	[ "$(tail -n 1 out)" = -c,last,1,0 ]
}

@test "columns by their other names, by -c, and in several files" {
	printf '%s\n' total_null,Channel_Path,total_conversions,total_conversion_value \
		'0,a > b,1,10' >a.csv
	printf '%s\n' path,revenue,nulls,conversions 'b,5,0,2' >b.csv
	works attribute --model=last,markov a.csv b.csv
	[ "$(sed -n 3p out)" = b,last,3,15 ]
	printf '%s\n' id,time,channel,path,n '1,2026-01-01,x,a > b,1' >paths.csv
	works attribute --model=last -c path=path -c conversions=n paths.csv
	[ "$(tail -n 1 out)" = b,last,1,0 ]
}

@test "missing cells: no conversions, no nulls, no value" {
	paths <<-'END'
		a,-,,3
		b,1,n/a,
	END
	works attribute --model=last,markov paths.csv
	holds out <<-'END'
		channel,model,conversions,value
		a,last,0,0
		b,last,1,0
		a,markov,0,0
		b,markov,1,0
	END
}

@test "no rows, and no conversions" {
	paths </dev/null
	for table in --model=first,markov,linear --removal --matrix; do
		works attribute $table paths.csv
		[ "$(wc -l <out)" -eq 1 ]
	done
	paths <<<'a > b,0,,5'
	works attribute --model=markov,linear --wide paths.csv
	shows channel,markov_conversions,markov_value,linear_value <<-'END'
		a,0,0,0
		b,0,0,0
	END
	works attribute --removal paths.csv
	[ "$(tail -n 1 out)" = b,0,0,, ]
}

@test "the same input gives the same bytes, however its rows are split" {
	works attribute -q --model=all --order=3 "$lemonade"
	mv out whole
	works attribute -q --model=all --order=3 <"$lemonade"
	cmp whole out
	head -n 5 "$lemonade" >a.csv
	(sed -n 1p "$lemonade" && tail -n +6 "$lemonade") >b.csv
	works attribute -q --model=all --order=3 a.csv b.csv
	cmp whole out
}

@test "formats: the table is the tables' own" {
	works attribute --model=last --format=json "$lemonade"
	grep -q '{"channel":"sign","model":"last","conversions":25,"value":55.5}' out
	works attribute --model=last --format=md "$lemonade"
	grep -q '^| sign | last | 25 | 55.5 |$' out
}

# Touches

@test "time decay: Adobe's example" {
	touches value <<-'END'
		A,2026-03-10,email,
		A,2026-03-04,social,
		A,2026-03-01,display,
		A,2026-03-10,search,50
	END
	works attribute --model=time-decay touches.csv
	awk -F, 'NR > 1 { printf "%s %.2f\n", $1, $4 }' out >rounded
	holds rounded <<-'END'
		email 16.88
		social 9.32
		display 6.92
		search 16.88
	END
}

@test "time decay: ages are fractions of days, and old paths don't vanish" {
	touches value <<-'END'
		A,2026-03-01T00:00,a,
		A,2026-03-01T12:00,b,
		A,2046-03-01T12:00,,30
	END
	works attribute --model=time-decay --half-life=12h touches.csv
	credit time-decay <<-'END'
		a,0.333333333333,10
		b,0.666666666667,20
	END
}

@test "equal times keep the order of the file, and a conversion comes behind them" {
	touches value <<-'END'
		A,2026-03-01T09:00,,100
		A,2026-03-01T09:00,email,
		A,2026-03-01T09:00,social,
		A,2026-03-01T08:59,last year,
	END
	works attribute --model=first,last --wide touches.csv
	shows channel,first_value,last_value <<-'END'
		email,0,0
		social,0,100
		last year,100,0
	END
}

@test "touches behind the conversion, ids unknown, and touches too old: (none)" {
	touches <<-'END'
		B,2026-02-10,organic
		D,2025-11-01,display
		E,2026-02-05T00:00,direct
		E,2026-02-06T00:00,direct
	END
	printf '%s\n' id,time,value B,2026-02-01,60 C,2026-02-03,40 D,2026-02-03,75 \
		E,2026-02-07T00:00,30 >conversions.csv
	works attribute --model=last-non-direct,linear --lookback=30d \
		--conversions=conversions.csv touches.csv
	credit last-non-direct <<-'END'
		organic,0,0
		display,0,0
		direct,1,30
		(none),3,175
	END
	credit linear <<-'END'
		organic,0,0
		display,0,0
		direct,1,30
		(none),3,175
	END
	works attribute --model=first --conversions=conversions.csv touches.csv
	grep -q '^display,first,1,75$' out
}

@test "--lookback counts a touch that is exactly so old" {
	touches value <<-'END'
		A,2026-01-01T10:00:00,a,
		A,2026-01-01T10:00:01,b,
		A,2026-01-31T10:00:01,,1
	END
	works attribute --model=first --lookback=30d touches.csv
	grep -q '^b,first,1,1$' out
	works attribute --model=first --lookback=4w2d1s touches.csv
	grep -q '^a,first,1,1$' out
}

@test "a conversion's date without a time is all of its day" {
	touches value <<-'END'
		A,2026-01-31,a,
		A,2026-01-31T23:59:59.999999,b,
		A,2026-02-01T00:00,c,
		A,2026-01-31,,1
	END
	works attribute --model=last touches.csv
	grep -q '^b,last,1,1$' out
	# The lookback counts from where the day begins.
	sed -i 's/2026-01-31,a/2026-01-01,a/' touches.csv
	works attribute --model=first --lookback=30d touches.csv
	grep -q '^a,first,1,1$' out
}

@test "paths overlap, or --reset starts anew" {
	touches value <<-'END'
		A,2026-01-01,a,
		A,2026-01-02,b,10
		A,2026-01-03,c,20
		A,2026-01-04,,40
	END
	works attribute --model=first touches.csv
	credit first <<-'END'
		a,3,70
		b,0,0
		c,0,0
	END
	works attribute --model=first --reset touches.csv
	credit first <<-'END'
		a,1,10
		b,0,0
		c,1,20
		(none),1,40
	END
}

@test "paths that failed: ids that never converted, with --reset what comes behind" {
	touches value <<-'END'
		A,2026-01-01,a,
		A,2026-01-02,b,10
		A,2026-01-03,c,
		B,2026-01-01,a,
		B,2026-03-01,c,
	END
	works attribute --matrix touches.csv
	shows from,to,count <<-'END'
		(start),a,2
		a,b,1
		a,c,1
		b,(conversion),1
		c,(null),1
	END
	works attribute --matrix --reset touches.csv
	shows from,to,count <<-'END'
		(start),a,2
		(start),c,1
		a,b,1
		a,c,1
		b,(conversion),1
		c,(null),2
	END
	# Of what failed the lookback counts from the latest touch.
	works attribute --matrix --lookback=30d touches.csv
	grep -q '^(start),c,1,' out
	works attribute --removal --no-nulls touches.csv
	shows channel,conversion_probability,removal_effect <<-'END'
		a,1,1
		b,1,1
		c,1,0
	END
}

@test "a column for conversion says which rows are; else a value does" {
	touches conversion,value <<-'END'
		A,2026-01-01,a,0,10
		A,2026-01-02,b,no,10
		A,2026-01-03,c,,10
		A,2026-01-04,d,FALSE,10
		A,2026-01-05,e,yes,
		A,2026-01-06,f,order-7,10
		A,2026-01-07,,1,2.5
	END
	works attribute --model=last touches.csv
	credit last <<-'END'
		a,0,0
		b,0,0
		c,0,0
		d,0,0
		e,1,0
		f,2,12.5
	END
	cut -d, -f1-3,5 touches.csv >values.csv
	works attribute --model=last values.csv
	[ "$(awk -F, '{ n += $3 } END { print n }' out)" = 6 ]
}

@test "touches that hold the value 0 are noted" {
	touches revenue <<-'END'
		A,2026-01-01,a,0
		A,2026-01-02,b,5
	END
	notes '1 touch with the value 0 counts as conversions worth nothing' \
		attribute --model=last touches.csv
	credit last <<-'END'
		a,1,0
		b,1,5
	END
}

@test "touches and conversions may be two files of one table" {
	printf '%s\n' id,time,channel A,2026-01-01,a B,2026-01-02,b >t.csv
	printf '%s\n' time,id,value 2026-01-03,A,5 >c.csv
	works attribute --model=last t.csv c.csv
	mv out joined
	works attribute --model=last --conversions=c.csv t.csv
	cmp joined out
}

@test "--conversions: its own columns, and marks" {
	printf '%s\n' customer_id,timestamp,channel,value A,2026-01-01,a,9 >t.csv
	printf '%s\n' client,booked,won,sum,order_id A,2026-01-03,1,5,x B,2026-01-03,1,6,y >c.csv
	works attribute --model=last -c 'converted id=client' -c converted_time=booked \
		-c value=sum --conversions=c.csv t.csv
	holds out <<-'END'
		channel,model,conversions,value
		a,last,1,5
		(none),last,1,6
	END
	sed -i 's/A,2026-01-03,1/A,2026-01-03,no/' c.csv
	works attribute --model=last -c 'converted id=client' -c converted_time=booked \
		-c value=sum -c conversion=won --conversions=c.csv t.csv
	grep -q '^a,last,0,0$' out
}

@test "rows in any order make the same paths" {
	works attribute -q --model=all --milestones=Lead,Opportunity \
		--conversions="$saas-deals.csv" "$saas-touches.csv"
	sort out >sorted
	(sed -n 1p "$saas-touches.csv" && tail -n +2 "$saas-touches.csv" | tac) >touches.csv
	(sed -n 1p "$saas-deals.csv" && tail -n +2 "$saas-deals.csv" | tac) >deals.csv
	works attribute -q --model=all --milestones=Lead,Opportunity \
		--conversions=deals.csv touches.csv
	sort out | python3 -c '
import csv, sys
for a, b in zip(csv.reader(open("sorted")), csv.reader(sys.stdin), strict=True):
    assert a[:2] == b[:2], (a, b)
    assert a[2] == b[2] or all(abs(float(x) - float(y)) < 1e-8
                               for x, y in zip(a[2:], b[2:])), (a, b)'
}

@test "--as-of: later rows are ignored with a note" {
	touches value <<-'END'
		A,2026-01-01,a,
		A,2026-01-02,b,10
		A,2026-01-03,c,20
	END
	notes '1 row later than --as-of ignored' attribute --model=last --as-of=2026-01-02 touches.csv
	credit last <<-'END'
		a,0,0
		b,1,10
	END
}

# Key stages

# Five ways to become a customer; the stages are columns of their own.
five_journeys() {
	cat >journeys.csv <<-'END'
		journey,time,channel,lead,opportunity,customer,value
		1,2026-01-01,search,0,0,0,100
		1,2026-01-02,email,1,0,0,100
		1,2026-01-03,social,0,0,0,100
		1,2026-01-04,organic,0,1,0,100
		1,2026-01-05,direct,0,0,1,100
		2,2026-01-01,search,1,0,0,40
		2,2026-01-02,email,0,1,1,40
		3,2026-01-01,email,1,1,1,10
		4,2026-01-01,organic,1,0,0,80
		4,2026-01-02,display,0,0,0,80
		4,2026-01-03,email,0,0,0,80
		4,2026-01-04,search,0,1,1,80
		5,2026-01-01,social,0,0,0,30
		5,2026-01-02,organic,1,0,0,30
		5,2026-01-03,email,0,1,1,30
	END
}

# journey N: the credit of one of them, without the channels that have none.
journey() {
	awk -F, -v n="$1" 'NR == 1 || $1 == n' journeys.csv >one.csv
	works attribute --model=w-shaped,full-path --milestones=lead,opportunity,customer \
		-c conversion=customer --wide one.csv
	cut -d, -f1,3,5 out | tail -n +2
}

@test "w-shaped and full-path: key touches that coincide add, no middle renormalises" {
	five_journeys
	journey 1 >got
	holds got <<-'END'
		search,30,22.5
		email,30,22.5
		social,5,10
		organic,30,22.5
		direct,5,22.5
	END
	journey 2 >got
	holds got <<-'END'
		search,26.6666666667,20
		email,13.3333333333,20
	END
	journey 3 >got
	holds got <<<email,10,10
	journey 4 >got
	holds got <<-'END'
		organic,48,36
		display,4,4
		email,4,4
		search,24,36
	END
	journey 5 >got
	holds got <<-'END'
		social,10,7.5
		organic,10,7.5
		email,10,15
	END
}

@test "milestones by the values of a column for stage, and of rows without a touch" {
	touches stage,value <<-'END'
		A,2026-01-01,a,,
		A,2026-01-02,b,LEAD ,
		A,2026-01-03,c,other,
		A,2026-01-03,d,,
		A,2026-01-04,,Opp,
		A,2026-01-05,,unknown,
		A,2026-01-06,e,Lead,
		A,2026-01-07,,,100
	END
	works attribute --model=w-shaped,full-path --milestones=lead,opp --wide touches.csv
	shows channel,w_shaped_value,full_path_value <<-'END'
		a,30,22.5
		b,30,22.5
		c,5,10
		d,30,22.5
		e,5,22.5
	END
}

@test "a milestone that a path doesn't reach leaves its share to the others" {
	touches stage,value <<-'END'
		A,2026-01-01,a,lead,
		A,2026-01-02,b,,
		A,2026-01-03,c,,100
		B,2026-01-02,b,opp,50
	END
	notes "the paths of 1 of 2 conversions don't reach the milestone opp" \
		attribute --model=w-shaped --milestones=lead,opp touches.csv
	# a: 60 of 70, b and c 5 of 70 each; b alone the other.
	credit w-shaped <<-'END'
		a,0.857142857143,85.7142857143
		b,1.07142857143,57.1428571429
		c,0.0714285714286,7.14285714286
	END
	notes 'no row reaches the milestone won' \
		attribute --model=w-shaped --milestones=lead,won touches.csv
}

# What is left out of --model=all

@test "--model=all takes what the input allows, and says what it leaves out" {
	notes 'note: time-decay left out: it needs touches with their times' \
		attribute --model=all "$lemonade"
	[ "$(wc -l <err)" -eq 3 ]
	cut -d, -f2 out | uniq | tr '\n' ' ' >models
	[ "$(<models)" = "model $(tr , ' ' <<<"${rules%,shapley}") markov shapley " ]
	works attribute -q --model=all "$lemonade"
	notes 'note: w-shaped left out: it needs --milestones=LEAD,OPPORTUNITY[,CUSTOMER]' \
		attribute --model=all --conversions="$saas-deals.csv" "$saas-touches.csv"
	[ "$(wc -l <err)" -eq 2 ]
}

@test "markov without a column for nulls says what it takes the paths for" {
	printf 'path,conversions\na,1\n' >paths.csv
	notes 'no column for nulls: markov takes every path for one that converted' \
		attribute --model=markov paths.csv
	works attribute --model=markov --no-nulls paths.csv
	works attribute --model=last paths.csv
}

@test "a --direct that no touch is by is noted" {
	notes 'no touch is by --direct=Dirct' \
		attribute --model=last-non-direct --direct=Dirct "$lemonade"
}

# Errors

@test "options that are wrong" {
	refuses 64 '--model=LIST is needed' attribute "$lemonade"
	refuses 64 '--model=lst: there are first, last' attribute --model=lst "$lemonade"
	refuses 64 '--model=last,last: a model is named twice' attribute --model=last,last "$lemonade"
	refuses 64 '--lookback=30: not a span above zero' attribute -m last --lookback=30
	refuses 64 '--half-life=0d: not a span above zero' attribute -m last --half-life=0d
	for weights in 40,20 1,x,1 0,1,0 -1,1,1 1e300,1,1; do
		refuses 64 "--weights=$weights: not three weights" attribute -m position --weights=$weights
	done
	refuses 64 '--milestones=a: not two or three' attribute -m w-shaped --milestones=a
	refuses 64 '--milestones=a,A: a milestone is named twice' attribute -m w-shaped --milestones=a,A
	refuses 64 '--separator=: empty' attribute -m last --separator= "$lemonade"
	for order in 0 5 1.5 x; do
		refuses 64 "--order=$order: not a whole number from 1 to 4" attribute -m markov --order=$order
	done
	refuses 64 '--value-by=x: neither value nor conversion' attribute -m markov --value-by=x
}

@test "options that go nowhere" {
	for pair in direct=x:last-non-direct weights=1,1,1:position half-life=1d:time-decay \
		milestones=a,b:w-shaped order=2:markov value-by=value:markov no-nulls:markov; do
		option=${pair%:*}
		refuses 64 "--${option%=*} is for the model ${pair##*:}" \
			attribute --model=last "--$option" "$lemonade"
	done
	refuses 64 'choose one' attribute --removal --matrix "$lemonade"
	refuses 64 '--removal is a table of its own: leave out --model' attribute --removal -m last
	refuses 64 '--matrix is a table of its own: leave out --wide' attribute --matrix --wide
	refuses 64 '--removal has no use for --value-by' attribute --removal --value-by=value
	for option in conversions=x lookback=1d reset; do
		refuses 64 "--${option%=*} is about touches with their times" \
			attribute --model=last "--$option" "$lemonade"
	done
	refuses 64 '--separator is about paths' attribute -m last --separator='|' \
		--conversions="$saas-deals.csv" "$saas-touches.csv"
}

@test "models that the input can't serve" {
	for model in time-decay w-shaped full-path; do
		refuses 64 "--model=$model needs touches with their times (id, channel, time)" \
			attribute --model=last,$model "$lemonade"
	done
	refuses 64 '--model=w-shaped needs --milestones=LEAD,OPPORTUNITY' \
		attribute --model=w-shaped --conversions="$saas-deals.csv" "$saas-touches.csv"
}

@test "bad cells of paths name file, line, column and the fix" {
	bad() {
		paths <<<"$1"
		refuses 65 "paths.csv:2: column \"$2\": $3" attribute -m last paths.csv
	}
	bad 'a,x,,' conversions '"x" is not a number'
	bad 'a,-1,,' conversions '"-1" is negative: a count is 0 or more'
	bad 'a,1,,(2)' nulls '"(2)" is negative'
	bad 'a,1,1o,' value '"1o" is not a number'
	bad 'a,0,5,1' value '"5" is the value of a path without conversions'
	bad 'a > > b,1,,' path '"a > > b" has a touch without a name: is --separator right?'
	bad 'a >,1,,' path '"a >" has a touch without a name'
	paths <<-'END'
		a,1,100000000000000000000,
		a,1,100000000000000000000,
	END
	refuses 65 'paths.csv:3: the sum gets too large' attribute -m last paths.csv
	paths <<-'END'
		a,1,100000000000000000000,
		b,1,-100000000000000000000,
		a,1,100000000000000000000,
	END
	refuses 65 'paths.csv:3: the sum gets too large' attribute -m last paths.csv
}

@test "--jobs: random paths give what they give with one thread, notes and rejects too" {
	python3 "$TESTS/jobs_attribute.py"
}

@test "more channels and paths than are at hand, with names of all lengths" {
	python3 - >paths.csv <<-'END'
		names = [c * n + str(i) for i, (c, n) in enumerate(
		    (c, n) for c in "abcdefghijklmnopqrst" for n in range(20))]
		print("path,conversions")
		for _ in range(3):
		    for k in range(400):
		        print(names[k], names[(k * 7 + 1) % 400], sep=" > ", end=",1\n")
		        print(">".join(names[k:] + names[:k]), 2, sep=",")
	END
	works attribute --model=first,last,linear --wide paths.csv
	[ "$(grep -c '' out)" -eq 401 ]
	# Each is first and last of a long path and a short one, in all long ones, and half
	# of two short ones.
	[ "$(tail -n +2 out | cut -d, -f2- | sort -u)" = 9,0,9,0,9,0 ]
}

@test "bad cells of touches name file, line, column and the fix" {
	bad() {
		touches value,stage <<<"$1"
		refuses 65 "touches.csv:2: column \"$2\": $3" attribute -m last touches.csv
	}
	bad ',2026-01-01,a,,' id 'is empty'
	bad 'A,,a,,' time 'is missing: every touch and conversion needs its time'
	bad 'A,soon,a,,' time '"soon" is not'
	bad 'A,2026-01-01,,,' channel "is empty: a row that isn't a conversion needs its channel"
	bad 'A,2026-01-01,a,many,' value '"many" is not a number'
	touches value <<-'END'
		A,2026-01-01,,100000000000000000000
		A,2026-01-02,,100000000000000000000
	END
	refuses 65 'the sum of all values gets too large' attribute -m last touches.csv
}

@test "bad conversions end the run, also with --rejects" {
	touches <<<'A,2026-01-01,a'
	bad() {
		local message=$1
		shift
		printf '%s\n' "id,time,value,order_id" "$@" >c.csv
		refuses 65 "$message" attribute -m last --rejects=r.csv --conversions=c.csv touches.csv
	}
	bad 'c.csv:2: column "time": "x" is not' A,x,5,
	bad 'c.csv:2: column "value": "x" is not a number' A,2026-01-01,x,
	bad 'c.csv:2: column "id": is empty' ,2026-01-01,1,
	bad 'c.csv:3: column "order_id": "o1" comes twice: a conversion counts once' \
		A,2026-01-01,1,o1 A,2026-01-02,1,o1
}

@test "columns that aren't there" {
	printf 'id,time,channel\nA,2026-01-01,a\n' >touches.csv
	refuses 65 'touches.csv: nothing says what a conversion is: a column for value or conversion' \
		attribute -m last touches.csv
	refuses 65 '<stdin>: nothing says what' attribute -m last <touches.csv
	printf 'id,when,channel\nA,2026-01-01,a\n' >touches.csv
	refuses 65 'no column "time"' attribute -m last touches.csv
	printf 'paths,n\na,1\n' >paths.csv
	refuses 65 'no column "path" (did you mean "paths"?)' attribute -m last paths.csv
	refuses 65 'no column "conversions"' attribute -m last -c path=paths paths.csv
	touches value <<<'A,2026-01-01,a,1'
	refuses 65 'no column "stage"' attribute -m w-shaped --milestones=lead,opp touches.csv
	touches value,lead <<<'A,2026-01-01,a,1,1'
	refuses 65 'no column "opp"' attribute -m w-shaped --milestones=lead,opp touches.csv
	refuses 66 'missing.csv' attribute -m last --conversions=missing.csv touches.csv
	refuses 64 'no role "chanel"' attribute -m last -c chanel=x touches.csv
}

@test "values that cancel out can't be shared out by their loss" {
	paths <<-'END'
		a,1,10,
		b,1,-10,
	END
	refuses 65 'say --value-by=conversion' attribute -m markov paths.csv
	works attribute -m markov --value-by=conversion paths.csv
	credit markov <<-'END'
		a,1,0
		b,1,0
	END
}

@test "--rejects: rows that can't be used go there" {
	paths <<-'END'
		a,1,5,
		b,x,5,
		c > > d,1,5,
	END
	notes '2 rows rejected: see r.csv' attribute -m last --rejects=r.csv paths.csv
	grep -q '^a,last,1,5$' out
	cut -d, -f2,4- r.csv | tail -n +2 >rejected
	grep -q '^3,b,x,5,$' rejected
	grep -q '^4,c > > d,1,5,$' rejected
}
