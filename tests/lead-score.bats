#!/usr/bin/env bats
# What lead-score makes of rules and leads. What is expected was worked out by hand, but
# where python3 does it: lead_score.py.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	score=(lead-score --rules=rules.csv)
	# What most tests need, and some replace.
	leads <<-'END'
		id,n,t
		1,5,x
		2,,y
		3,20,n/a
	END
}

# rules <<...: makes rules.csv.
rules() {
	cat >rules.csv
}

# whens <<...: makes rules.csv of conditions, each of which gives a point.
whens() {
	python3 -c '
import csv, sys
rows = csv.writer(sys.stdout, lineterminator="\n")
rows.writerow(["rule", "when", "points"])
for i, line in enumerate(sys.stdin, 1):
    rows.writerow([f"r{i}", line.rstrip("\n"), 1])' >rules.csv
}

leads() {
	cat >leads.csv
}

activities() {
	cat >activities.csv
}

# held [ARG...] <<...: the numbers of the conditions that hold, a line for each lead.
held() {
	works "${score[@]}" --reasons=all "$@" leads.csv || return
	python3 -c '
import csv
with open("rules.csv", newline="") as file:
    numbers = {row["when"]: i for i, row in enumerate(csv.DictReader(file), 1)}
with open("out", newline="") as file:
    header = file.readline()
    delimiter = max(",;", key=header.count)
    file.seek(0)
    for row in csv.DictReader(file, delimiter=delimiter):
        reasons = [part.rpartition(":")[0] for part in row["reasons"].split(" | ")]
        print(*(numbers[reason] for reason in reasons if reason))' >numbers
	holds numbers
}

# Conditions; all of them are in unit/condition_test.c

@test "every operator" {
	whens <<-'END'
		n=5
		n!=5
		n<20
		n<=5
		n>5
		n>=20
		t=VP Sales
		t="VP Sales"
		t in(cto|vp sales)
		n between(5|19.99)
		t contains(sales)
		t ~ ^(vp|head)
		n empty
		n present
		d=2026-06-01
		d<2026-06-01
		d>=2026-06-01T12:00
		d between(2026-05-31|2026-06-01)
		d older 29d
		d within 29d
	END
	leads <<-'END'
		n,t,d
		5,VP Sales,2026-06-01
		20,vp sales,2026-05-31
		,Head of Sales,2026-06-02T00:00
		19.99,CTO,2026-07-01
	END
	held --as-of=2026-06-30 <<-'END'
		1 3 4 7 8 9 10 11 12 14 15 18 19
		2 5 6 7 9 11 12 14 16 18 19
		2 11 12 13 17 20
		2 3 5 9 10 14 17 20
	END
}

@test "a missing cell fulfils empty and != only" {
	whens <<-'END'
		c empty
		c present
		c=0
		c!=0
		c!=x
		c<1
		c>=0
		c in(0|x)
		c between(-1|1)
		c contains(a)
		c ~ .*
		c<2026-01-01
		c older 1d
		c within 1d
	END
	leads <<-'END'
		c,other
		,
		n/a,
		-,
		NULL,
	END
	held --as-of=2026-06-30 <<-'END'
		1 4 5
		1 4 5
		1 4 5
		1 4 5
	END
}

@test "conditions joined by semicolons, and quotes around what has a meaning" {
	whens <<-'END'
		n>1; t=x; c present
		n>1; t=y
		t="a;b"
		t in("a;b"|"c|d"|"e)")
		t="say ""hi"""
		t="x"
		"t" = x
		t = a"b
	END
	leads <<-'END'
		n,t,c
		2,x,1
		2,X,
		2,a;b,
		2,c|d,
		2,e),
		2,"say ""hi""",
		2,"a""b",
	END
	held <<-'END'
		1 6 7
		7
		3 4
		4
		4
		5
		8
	END
}

@test "columns by name, also with spaces, quoted, or by position" {
	whens <<-'END'
		annual revenue>1
		Annual_Revenue > 1
		"annual revenue" > 1
		"years in business" > 1
		#3 > 1
		"a;b" > 1
		größe > 1
	END
	leads <<-'END'
		Annual Revenue,years in business,third,a;b,größe
		2,0,0,0,0
		0,2,0,0,0
		0,0,2,0,0
		0,0,0,2,0
		0,0,0,0,2
	END
	held <<-'END'
		1 2 3
		4
		5
		6
		7
	END
}

@test "cells are read as the leads write them, conditions are ISO and have a dot" {
	whens <<-'END'
		n>1.4
		n=1500
		d=2026-01-31
		d within 31d
	END
	printf '%s\n' 'n;d' '1,5;31.01.2026' '1.500;01.02.2026' >leads.csv
	held -d ';' --decimal=, --date-format=%d.%m.%Y --as-of=2026-03-03 <<-'END'
		1 3
		1 2 4
	END
	refuses 65 'leads.csv:2: column "n": "1,5" is ambiguous' \
		"${score[@]}" --as-of=2026-03-03 -d ';' leads.csv
}

@test "what can't be compared ends the run, or goes to --rejects" {
	whens <<-'END'
		t present
		n>5
		d<2026-01-01
	END
	leads <<-'END'
		Id,n,t,d
		1,12O0,x,
		2,7,"two
		lines",2026-13-01
		3,7,x,2025-01-01
	END
	refuses 65 'lead-score: leads.csv:2: column "n": "12O0" is not a number' \
		"${score[@]}" leads.csv
	sed -i 2d leads.csv
	refuses 65 'lead-score: leads.csv:2: column "d": "2026-13-01" ' "${score[@]}" leads.csv
	sed -i '1a1,12O0,x,' leads.csv
	ends 0 "${score[@]}" --rejects=rejects.csv leads.csv
	[ "$(<err)" = 'lead-score: 2 rows rejected: see rejects.csv' ]
	shows Id,score <<<3,3
	shows reject_line,Id,n rejects.csv <<-'END'
		2,1,12O0
		3,2,7
	END
	grep -q '^leads.csv,2,"column ""n"": ""12O0"" is not a number",1,12O0,x,$' rejects.csv
	works "${score[@]}" -q --rejects=rejects.csv leads.csv
	# What isn't looked at can't be wrong: conditions are read from left to right.
	whens <<<'t=y; n>5'
	works "${score[@]}" leads.csv
}

@test "a column that isn't there" {
	whens <<<'country=DE'
	refuses 65 'lead-score: leads.csv: no column "country", asked for by rules.csv:2; there are: id, n, t' \
		"${score[@]}" leads.csv
	sed -i 's/^id,n,t/id,n,Contry/' leads.csv
	refuses 65 'no column "country" (did you mean "Contry"?)' "${score[@]}" leads.csv
	sed -i 's/^id,n,Contry/id,Country,country /' leads.csv
	refuses 65 'columns #2 "Country" and #3 "country " are both called "country": name it by its position, #2' \
		"${score[@]}" leads.csv
	printf 'rule,points,per\nx,1,size\n' | rules
	refuses 65 'no column "size"' "${score[@]}" leads.csv
	printf 'rule,category,when\nstatus,A,size=1\n' | rules
	refuses 65 'no column "size"' "${score[@]}" leads.csv
	printf 'id;country\n1;DE\n' | leads
	whens <<<'country=DE'
	refuses 65 "say -d ';'" "${score[@]}" leads.csv
}

# Rows

@test "rules without anything: every lead has a score of zero" {
	echo rule | rules
	works "${score[@]}" leads.csv
	holds out <<-'END'
		id,n,t,score,grade,status,reasons
		1,5,x,0,,,
		2,,y,0,,,
		3,20,n/a,0,,,
	END
}

@test "of the rows of one rule the first that holds counts" {
	rules <<-'END'
		rule,when,points,reason
		size,n>=20,15,big
		other,,1,
		size,n>=5,7,middle
		size,n present,3,small
		SIZE,n>=5,100,another rule
	END
	printf '%s\n' n 20 5 1 '""' >leads.csv
	works "${score[@]}" leads.csv
	holds out <<-'END'
		n,score,grade,status,reasons
		20,116,,,another rule:+100 | big:+15 | other:+1
		5,108,,,another rule:+100 | middle:+7 | other:+1
		1,4,,,small:+3 | other:+1
		,1,,,other:+1
	END
}

@test "an empty condition always holds; a reason is the condition, or else the rule's name" {
	rules <<-'END'
		rule,when,points,reason
		a,,1,
		b, n>1 ,2,
		c,n>1,3, because
	END
	works "${score[@]}" leads.csv
	shows reasons <<-'END'
		because:+3 | n>1:+2 | a:+1
		a:+1
		because:+3 | n>1:+2 | a:+1
	END
}

@test "per multiplies by a column's number; a missing one is nothing" {
	rules <<-'END'
		rule,when,points,per,reason
		a,,0.5,n,size
		b,t present,-2,#2,tax
	END
	leads <<-'END'
		id,n,t
		1,"$1,000.50",x
		2,,x
		3,-4,n/a
		4,10%,x
	END
	works "${score[@]}" leads.csv
	shows score,reasons <<-'END'
		-1500.75,tax:-2001 | size:+500.25
		0,
		-2,size:-2
		-0.15,tax:-0.2 | size:+0.05
	END
	echo 5,many,x >>leads.csv
	refuses 65 'leads.csv:6: column "n": "many" is not a number' "${score[@]}" leads.csv
	works "${score[@]}" -q --rejects=rejects.csv leads.csv
	[ "$(wc -l <out)" -eq 5 ]
}

@test "cap of a row: the most that it gives or takes" {
	rules <<-'END'
		rule,when,points,per,cap
		a,,2,n,30
		b,,-1,n,15
		c,,5,,-3
	END
	printf '%s\n' n 10 16 -100 >leads.csv
	works "${score[@]}" leads.csv
	shows score,reasons <<-'END'
		13,a:+20 | b:-10 | c:+3
		18,a:+30 | b:-15 | c:+3
		-12,a:-30 | b:+15 | c:+3
	END
}

@test "categories: a column each, in the order in which they are named, held and weighted" {
	rules <<-'END'
		rule,category,on,when,points
		set,Interest,weight,,0.5
		a,fit,,,30
		b,Fit,,n=5,15
		c,interest,,,-20
		d,,,n=5,1
		set,fit,cap,,40
		set,interest,floor,,-15
		set,empty,cap,,5
	END
	works "${score[@]}" --reasons=all leads.csv
	holds out <<-'END'
		id,n,t,score,Interest,fit,empty,grade,status,reasons
		1,5,x,33.5,-15,40,0,,,a:+30 | n=5:+15 | c:-10 | fit cap:-5 | Interest floor:+2.5 | n=5:+1
		2,,y,22.5,-15,30,0,,,a:+30 | c:-10 | Interest floor:+2.5
		3,20,n/a,22.5,-15,30,0,,,a:+30 | c:-10 | Interest floor:+2.5
	END
}

@test "floor and cap of the score, weights below zero, a floor above what there is" {
	rules <<-'END'
		rule,category,on,when,points,per
		a,,,,1,n
		set,,floor,,-2,
		set,,cap,,10.5,
	END
	printf '%s\n' n 10.5 11 -2 -50 >leads.csv
	works "${score[@]}" leads.csv
	shows score,reasons <<-'END'
		10.5,a:+10.5
		10.5,a:+11 | score cap:-0.5
		-2,a:-2
		-2,a:-50 | score floor:+48
	END
	rules <<-'END'
		rule,category,on,when,points,per
		a,trouble,,,2,n
		set,trouble,weight,,-1,
		set,trouble,floor,,5,
	END
	works "${score[@]}" leads.csv
	shows score,trouble,reasons <<-'END'
		-21,21,a:-21
		-22,22,a:-22
		-5,5,trouble floor:-9 | a:+4
		-5,5,trouble floor:-105 | a:+100
	END
}

@test "base rows add up" {
	rules <<-'END'
		rule,when,points
		base,,-1.5
		a,n=5,2
		BASE,,0.25
	END
	works "${score[@]}" leads.csv
	shows score,reasons <<-'END'
		0.75,n=5:+2 | base:-1.25
		-1.25,base:-1.25
		-1.25,base:-1.25
	END
}

@test "a later setting counts" {
	rules <<-'END'
		rule,category,on,when,points
		set,,cap,,1
		a,,,,5
		set,,cap,,3
		SET,,CAP,,4
	END
	works "${score[@]}" leads.csv
	shows score <<<$'4\n4\n4'
}

@test "decimals: halves are rounded away from zero, and reasons add up as they are shown" {
	rules <<-'END'
		rule,on,points,per
		a,,0.5,n
		b,,0.25,n
		set,decimals,0,
	END
	printf '%s\n' n 1 3 5 -1 -3 2.98 >leads.csv
	works "${score[@]}" --reasons=all leads.csv
	# 0.5 and 0.25; 1.5 and 0.75; 2.5 and 1.25
	shows score,reasons <<-'END'
		1,a:+1
		3,a:+2 | b:+1
		4,a:+3 | b:+1
		-1,a:-1
		-3,a:-2 | b:-1
		2,a:+1 | b:+1
	END
	sed -i s/decimals,0/decimals,2/ rules.csv
	works "${score[@]}" leads.csv
	shows score,reasons <<-'END'
		0.75,a:+0.5 | b:+0.25
		2.25,a:+1.5 | b:+0.75
		3.75,a:+2.5 | b:+1.25
		-0.75,a:-0.5 | b:-0.25
		-2.25,a:-1.5 | b:-0.75
		2.24,a:+1.49 | b:+0.75
	END
}

@test "decimals: what binary fractions miss by a hair is no miss" {
	rules <<-'END'
		rule,on,points,per
		a,,1.005,n
		set,decimals,2,
	END
	printf '%s\n' n 1 3 -1 7 >leads.csv
	works "${score[@]}" leads.csv
	shows score <<<$'1.01\n3.02\n-1.01\n7.04'
	rules <<-'END'
		rule,on,points
		a,,0.7
		b,,0.1
		c,,-0.8
	END
	works "${score[@]}" leads.csv
	shows score <<<$'0\n0\n0\n0'
}

@test "base is rounded as all points are" {
	rules <<-'END'
		rule,on,points
		base,,0.5
		set,decimals,0
	END
	works "${score[@]}" leads.csv
	shows score,reasons <<<$'1,base:+1\n1,base:+1\n1,base:+1'
}

@test "link logistic: a probability, whose reasons add up to the log-odds" {
	rules <<-'END'
		rule,on,when,points,per
		set,link,logistic,,
		base,,,-1.2,
		a,,t=x,0.75,
		b,,,0.031,n
	END
	works "${score[@]}" --reasons=all leads.csv
	shows reasons <<-'END'
		base:-1.2 | t=x:+0.75 | b:+0.155
		base:-1.2
		base:-1.2 | b:+0.62
	END
	python3 "$TESTS/lead_score.py" sums logistic
	works "${score[@]}" --reasons=2 leads.csv
	python3 "$TESTS/lead_score.py" sums logistic
	python3 "$TESTS/lead_score.py" column score \
		'1 / (1 + exp(-x)) for x in (-0.295, -1.2, -0.58)'
}

@test "link, scale and decimals" {
	rules <<-'END'
		rule,on,when,points,per
		a,,,0.1,n
		set,link,Logistic,,
		set,scale,,100,
		set,decimals,,1,
	END
	works "${score[@]}" leads.csv
	# 1/(1 + e^-0.5), 1/2, 1/(1 + e^-2)
	shows score <<<$'62.2\n50\n88.1'
	sed -i s/Logistic/identity/ rules.csv
	works "${score[@]}" leads.csv
	shows score <<<$'50\n0\n200'
	rules <<-'END'
		rule,on,when,points
		a,,n=5,1000
		b,,n=20,-1000
		set,link,logistic,
	END
	works "${score[@]}" leads.csv
	shows score <<<$'1\n0.5\n0'
}

@test "grades of the score, and of a category" {
	rules <<-'END'
		rule,category,on,points,per,reason
		a,fit,,1,n,
		set,,grade,10,,B
		set,,grade,20,,A
		set,,grade,0,,C or so
	END
	printf '%s\n' n 20 19.999 10 0 -0.001 >leads.csv
	works "${score[@]}" leads.csv
	shows n,grade <<-'END'
		20,A
		19.999,B
		10,B
		0,C or so
		-0.001,
	END
	sed -i 's/set,,grade/set,Fit,grade/' rules.csv
	echo 'b,,,100,,' >>rules.csv
	works "${score[@]}" leads.csv
	shows score,fit,grade <<-'END'
		120,20,A
		119.999,19.999,B
		110,10,B
		100,0,C or so
		99.999,-0.001,
	END
	# What isn't weighted is graded.
	echo 'set,fit,weight,0,,' >>rules.csv
	works "${score[@]}" leads.csv
	[ "$(sed -n 2p out | cut -d, -f 2-4)" = 100,20,A ]
}

@test "a grade begins at the score that is shown" {
	rules <<-'END'
		rule,category,on,when,points,reason
		base,,,,0.57,
		set,,scale,,100,
		set,,grade,,57,A
		status,SQL,,score>=57; grade=A,,
	END
	works "${score[@]}" leads.csv
	# and a status at 57 is reached.
	[ "$(sed -n 2p out | cut -d, -f 4-6)" = 57,A,SQL ]
}

@test "statuses: the first that holds, over the lead's columns and the computed ones" {
	rules <<-'END'
		rule,category,when,points,per
		a,Fit Score,,1,n
		b,buying-intent,t=x,7,
		status,disqualified,t=spam,,
		status,SQL,score>=20;fit_score>=5;buying intent>0,,
		Status,MQL,fit score>=20; t!=y,,
		status,nurture,"fit.score between(5|19.5); ""id"" in(4|5)",,
		status,SQL,id=8,,
	END
	leads <<-'END'
		id,n,t
		1,13,x
		2,20,a
		3,20,y
		4,19.5,a
		5,4.999,a
		6,99,spam
		8,0,y
	END
	works "${score[@]}" leads.csv
	shows id,status <<-'END'
		1,SQL
		2,MQL
		3,
		4,nurture
		5,
		6,disqualified
		8,SQL
	END
}

@test "statuses by grade, and one for the rest" {
	rules <<-'END'
		rule,category,on,when,points,reason
		a,,,n=5,2,
		set,,grade,,2,A
		status,call,,grade=a,,
		status,wait,,grade empty; n present,,
		status,ask,,,,
	END
	works "${score[@]}" leads.csv
	shows id,grade,status <<-'END'
		1,A,call
		2,,ask
		3,,wait
	END
	sed -i 's/grade=a/grade>1/' rules.csv
	refuses 65 'leads.csv:2: the computed "A" is not a number' "${score[@]}" leads.csv
	works "${score[@]}" -q --rejects=rejects.csv leads.csv
	shows id,status <<<$'2,ask\n3,wait'
}

@test "a computed number is compared as such, however the leads write theirs" {
	rules <<-'END'
		rule,category,when,points
		base,,,1.234
		status,SQL,score>=80,
		status,MQL,score>=1.2,
	END
	works "${score[@]}" leads.csv
	shows status <<<$'MQL\nMQL\nMQL'
	works "${score[@]}" --decimal=, leads.csv
	shows status <<<$'MQL\nMQL\nMQL'
	sed -i 's/1.234/12.5/' rules.csv
	works "${score[@]}" --decimal=, leads.csv
	shows status <<<$'MQL\nMQL\nMQL'
}

@test "categories may not be called as another column of the output" {
	for category in score grade status reasons; do
		printf '%s\n' rule,category,points "a,$category,1" b,fit-x,1 | rules
		refuses 65 "rules.csv:2: column \"category\": the output has a column \"$category\"" \
			"${score[@]}" leads.csv
	done
	# Names that are alike are one category, as they are one column.
	printf '%s\n' rule,category,points a,fit_x,1 b,Fit-X,1 | rules
	works "${score[@]}" leads.csv
	shows fit_x <<<$'2\n2\n2'
}

@test "a score that no number can hold is an error" {
	rules <<-'END'
		rule,points,per
		a,1e300,n
	END
	printf '%s\n' n 1e300 >leads.csv
	refuses 65 'leads.csv:2: ' "${score[@]}" leads.csv
}

# Activities

@test "activities count by lead, in any order" {
	rules <<-'END'
		rule,category,on,when,points,per,cap,reason
		webinar,interest,activity,activity=webinar,5,,12,webinar
		page,interest,activity,activity=page view; page contains(pricing),2,,,pricing page
		deal,interest,Activity,activity=quote,0.01,amount,,quote
		out,interest,activity,activity=unsubscribe,-3,,4,
		lead,,lead,n=5,1,,,
	END
	activities <<-'END'
		id,activity,time,page,amount
		3,webinar,2026-01-09,,
		1,Webinar,2026-01-02,,
		3,webinar,2026-01-03,,
		9,webinar,2026-01-03,,
		1,page view,2026-01-05T10:00,/Pricing/teams,
		3,webinar,2026-01-01,,
		1,page view,2026-01-05T11:00,/about,
		3,unsubscribe,2026-01-08,,
		3,unsubscribe,2026-01-07,,
		1,quote,2026-01-06,,"$1,250"
		1,quote,2026-01-06,,n/a
	END
	works "${score[@]}" -a activities.csv --reasons=all leads.csv
	shows id,score,interest,reasons <<-'END'
		1,20.5,19.5,quote ×2:+12.5 | webinar:+5 | pricing page:+2 | n=5:+1
		2,0,0,
		3,8,8,webinar ×3:+12 | activity=unsubscribe ×2:-4
	END
	# Twice the same lead has twice the same activities.
	cat leads.csv <(sed 1d leads.csv) >twice.csv
	works "${score[@]}" -a activities.csv twice.csv
	[ "$(sed -n 2,4p out)" = "$(sed -n 5,7p out)" ]
}

@test "of the rows of one rule the first that holds counts, for each activity" {
	rules <<-'END'
		rule,on,when,points,reason
		view,activity,page=/pricing,5,pricing
		view,activity,activity=view,1,view
	END
	activities <<-'END'
		id,activity,time,page
		1,view,2026-01-01,/pricing
		1,view,2026-01-01,/
		1,view,2026-01-01,/
	END
	works "${score[@]}" -a activities.csv leads.csv
	shows score,reasons <<-'END'
		7,pricing:+5 | view ×2:+2
		0,
		0,
	END
}

@test "half_life: 2^(-age / half-life) of the points is left" {
	rules <<-'END'
		rule,on,when,points,half_life,reason
		a,activity,activity=a,8,30d,
		b,activity,activity=b,-3,1d12h,
	END
	activities <<-'END'
		id,activity,time
		1,a,2026-06-30T12:00
		2,a,2026-05-31T12:00
		3,a,2026-06-30T12:00
		3,a,2026-06-15T12:00
		3,a,2026-04-01T12:00
		2,b,2026-06-30T06:00:00.5Z
	END
	works "${score[@]}" -a activities.csv --as-of=2026-06-30T12:00 --reasons=all leads.csv
	python3 "$TESTS/lead_score.py" column score \
		8 '4 - 3 * 2 ** (-(6 * 3600 - 0.5) / (36 * 3600))' '8 * (1 + 2 ** -0.5 + 2 ** -3)'
	python3 "$TESTS/lead_score.py" sums identity
	# A date means its end, so half a day has gone by since.
	works "${score[@]}" -a activities.csv --as-of=2026-06-30 leads.csv
	python3 -c '
import csv
day = (12 * 3600 - 1e-6) / 86400
with open("out", newline="") as file:
    score = float(next(csv.DictReader(file))["score"])
assert abs(score - 8 * 2 ** (-day / 30)) < 1e-9, score'
}

@test "within: activities up to that age count" {
	rules <<-'END'
		rule,on,when,points,within,cap
		a,activity,,1,10d,
	END
	activities <<-'END'
		id,time
		1,2026-01-11T00:00
		1,2026-01-01T00:00:00.000000
		1,2025-12-31T23:59:59.999999
		2,2025-12-31
	END
	works "${score[@]}" -a activities.csv --as-of=2026-01-11T00:00 leads.csv
	shows score,reasons <<<$'2,a ×2:+2\n0,\n0,'
	works "${score[@]}" -a activities.csv --as-of=2026-01-11T00:00:01 leads.csv
	shows score <<<$'1\n0\n0'
}

@test "--as-of is the latest activity's time, unless it is given; later ones are ignored" {
	rules <<-'END'
		rule,on,when,points,half_life
		a,activity,activity=a,4,1d
		b,lead,t within 1d,10,
	END
	printf '%s\n' id,t 1,2026-01-02 >leads.csv
	activities <<-'END'
		id,activity,time
		1,a,2026-01-02
		7,other,2026-01-03
	END
	works "${score[@]}" -a activities.csv leads.csv
	shows score <<<12
	works "${score[@]}" -a activities.csv --as-of=2026-01-02T00:00 -q leads.csv
	shows score <<<14
	notes 'lead-score: note: 1 activity later than --as-of ignored' \
		"${score[@]}" -a activities.csv --as-of=2026-01-02T00:00 leads.csv
	notes 'lead-score: note: 2 activities later than --as-of ignored' \
		"${score[@]}" -a activities.csv --as-of=2026-01-01 leads.csv
	shows score <<<10
	SOURCE_DATE_EPOCH=1767398400 works "${score[@]}" -a activities.csv --as-of=today leads.csv
	# The end of 2026-01-03, two days less a microsecond later.
	python3 "$TESTS/lead_score.py" column score '4 * 2 ** (-2 + 1e-6 / 86400)'
}

@test "what depends on the time needs --as-of, or activities to take it from" {
	activities <<-'END'
		id,activity,time,d
		1,a,2026-01-02,2026-01-01
	END
	local text='rules.csv has rules that depend on the time: say --as-of=DATE or --as-of=today'
	whens <<<'t older 1d'
	refuses 64 "$text" "${score[@]}" leads.csv
	printf 'rule,category,when\nstatus,A,t within 1d\n' | rules
	refuses 64 "$text" "${score[@]}" leads.csv
	printf 'rule,on,when,points\nx,activity,d within 1d,1\n' | rules
	refuses 64 "$text" "${score[@]}" -a activities.csv leads.csv
	works "${score[@]}" -a activities.csv --as-of=2026-01-02 leads.csv
	# It is 2026-01-02T23:59:59.999999.
	shows score <<<$'0\n0\n0'
	works "${score[@]}" -a activities.csv --as-of=2026-01-02T00:00 leads.csv
	shows score <<<$'1\n0\n0'
	for column in half_life within; do
		printf 'rule,on,points,%s\nx,activity,1,1d\n' $column | rules
		works "${score[@]}" -a activities.csv leads.csv
		refuses 64 "$text" "${score[@]}" -a activities.csv --sorted leads.csv
		works "${score[@]}" -a activities.csv --sorted --as-of=2026-01-02 leads.csv
	done
	# Without any activity there is no time to take.
	printf '%s\n' rule,on,when,points 'x,,t within 1d,1' y,activity,,1 | rules
	sed -i 1q activities.csv
	printf '%s\n' id,t 1,1970-01-01 >leads.csv
	ends 64 "${score[@]}" -a activities.csv leads.csv
}

@test "rules about activities need --activities" {
	printf 'rule,on,points\nx,activity,1\n' | rules
	refuses 64 'lead-score: rules.csv has rules on activities: name their file with --activities' \
		"${score[@]}" leads.csv
	# Activities without rules do no harm.
	printf 'rule,points\nx,1\n' | rules
	printf 'id,time\n1,2026-01-01\n' | activities
	works "${score[@]}" -a activities.csv leads.csv
}

@test "--sorted gives the same, lead by lead" {
	rules <<-'END'
		rule,category,on,when,points,per,cap,half_life,within,reason
		a,x,activity,activity=a,5,,12,2d,,
		b,x,activity,activity in(a|b),2,w,,,3d,
		c,,lead,n present,1,,,,,
	END
	printf '%s\n' id,n 1, 10,5 2,7 22, B, a, é,1 >leads.csv
	{
		echo id,activity,time,w
		printf '%s\n' 0,a,2026-01-01, 1,a,2026-01-01,5 1,b,2026-01-02,7 10,b,2026-01-04,1 \
			10,a,2026-01-03,3 11,a,2026-01-03,3 2,b,2026-01-02,2 2,a,2026-01-09,1 \
			22,c,2026-01-03,1 A,a,2026-01-03,1 a,a,2026-01-04,2 z,a,2026-01-04, é,a,2026-01-04, \
			ü,a,2026-01-01,
	} >activities.csv
	works "${score[@]}" -q -a activities.csv --as-of=2026-01-04 --reasons=all leads.csv
	mv out want
	works "${score[@]}" -q -a activities.csv --as-of=2026-01-04 --reasons=all --sorted leads.csv
	cmp want out
	works "${score[@]}" -q -a activities.csv --as-of=2026-01-04 --reasons=all --sorted - <leads.csv
	cmp want out
	# In any order without it.
	{ sed 1q activities.csv && sed 1d activities.csv | tac; } >turned.csv
	works "${score[@]}" -q -a turned.csv --as-of=2026-01-04 --reasons=all leads.csv
	cmp want out
	# The end of 2026-01-04 is 1, 2 and 4 days behind: 5 × 2^(-days / 2).
	shows id,reasons want <<-'END'
		1,activity in(a|b):+14 | activity=a:+1.25
		10,activity in(a|b) ×2:+8 | activity=a:+2.5 | n present:+1
		2,activity in(a|b):+4 | n present:+1
		22,
		B,
		a,activity in(a|b):+4 | activity=a:+3.535533906
		é,activity=a:+3.535533906 | n present:+1
	END
}

@test "--sorted: a lead that comes twice has its activities twice" {
	printf 'rule,on,points\nx,activity,1\n' | rules
	printf '%s\n' id,time 1,2026-01-01 >activities.csv
	printf '%s\n' id,n 1,a 1,b >leads.csv
	works "${score[@]}" -a activities.csv leads.csv
	shows score <<<$'1\n1'
	works "${score[@]}" -a activities.csv --sorted leads.csv
	shows score <<<$'1\n1'
}

@test "--sorted: what isn't is an error" {
	printf 'rule,on,points\nx,activity,1\n' | rules
	printf '%s\n' id,time 1,2026-01-01 2,2026-01-01 10,2026-01-01 3,2026-01-01 >activities.csv
	printf '%s\n' id,n 1,a 2,b 3,c >leads.csv
	local text='with --sorted the ids of both files ascend byte by byte, as LC_ALL=C sort puts them'
	refuses 65 "lead-score: activities.csv:4: \"10\" comes behind \"2\": $text" \
		"${score[@]}" -a activities.csv --sorted leads.csv
	sed -i 4d activities.csv
	works "${score[@]}" -a activities.csv --sorted leads.csv
	printf '%s\n' id,n 1,a 3,b 2,c >leads.csv
	refuses 65 "lead-score: leads.csv:4: \"2\" comes behind \"3\": $text" \
		"${score[@]}" -a activities.csv --sorted leads.csv
	printf 'rule,points\nx,1\n' | rules
	refuses 64 '--sorted is about leads and --activities: without these memory is constant anyway' \
		"${score[@]}" --sorted leads.csv
}

@test "activities that can't be used end the run" {
	printf 'rule,on,points\nx,activity,1\n' | rules
	while IFS='|' read -r row message; do
		printf '%s\n' id,activity,time 1,a,2026-01-01 "$row" >activities.csv
		for sorted in '' --sorted; do
			# shellcheck disable=SC2086 # none, or one
			refuses 65 "lead-score: activities.csv:3: $message" "${score[@]}" \
				$sorted --rejects=rejects.csv -a activities.csv leads.csv
		done
	done <<-'END'
		1,a,|column "time": is missing: every activity needs its time
		1,a,n/a|column "time": "n/a" is missing: every activity needs its time
		1,a,soon|column "time": "soon" is not a date
		1,a,03/04/2026|column "time": "03/04/2026" is ambiguous
		,a,2026-01-01|column "id": is empty
		1,a|2 cells where the header has 3
	END
	printf 'rule,on,when,points\nx,activity,activity>5,1\n' | rules
	refuses 65 'activities.csv:2: column "activity": "a" is not a number' \
		"${score[@]}" -a activities.csv leads.csv
	printf 'rule,on,when,points\nx,activity,page=5,1\n' | rules
	refuses 65 'lead-score: activities.csv: no column "page", asked for by rules.csv:2; there are: id, activity, time' \
		"${score[@]}" -a activities.csv leads.csv
	printf '%s\n' id,activity 1,a >activities.csv
	refuses 65 'activities.csv: no column "activity time"; there are: id, activity' \
		"${score[@]}" -a activities.csv leads.csv
	printf '%s\n' n,time 1,2026-01-01 >activities.csv
	refuses 65 'activities.csv: no column "activity id"; there are: n, time' \
		"${score[@]}" -a activities.csv leads.csv
	refuses 66 'lead-score: nosuch.csv: No such file' "${score[@]}" -a nosuch.csv leads.csv
}

@test "activities need the id of the leads" {
	printf 'rule,on,points\nx,activity,1\n' | rules
	printf '%s\n' id,time 1,2026-01-01 >activities.csv
	printf '%s\n' n 1 >leads.csv
	refuses 65 'lead-score: leads.csv: no column "id"; there are: n' \
		"${score[@]}" -a activities.csv leads.csv
	works "${score[@]}" -a activities.csv -c id=n leads.csv
	shows score <<<1
}

@test "columns by role: the names of exports, and -c" {
	printf 'rule,on,points\nx,activity,1\n' | rules
	printf '%s\n' 'Contact ID,Occurred At' 1,2026-01-01 >activities.csv
	printf '%s\n' 'Lead ID,n' 1,5 2,6 >leads.csv
	works "${score[@]}" -a activities.csv leads.csv
	shows score <<<$'1\n0'
	printf '%s\n' id,who,when,time 9,2,2026-01-01,x >activities.csv
	printf '%s\n' id,key 1,2 2,1 >leads.csv
	works "${score[@]}" -a activities.csv -c 'activity id=who' -c activity-time=#3 -c id=key leads.csv
	shows id,score <<<$'1,1\n2,0'
	refuses 64 '-c: there is no role "activity date"; there are: activity id, activity, activity time' \
		"${score[@]}" -a activities.csv -c 'activity date=when' leads.csv
	refuses 64 '-c: there is no role "name"; there are: id' \
		"${score[@]}" -a activities.csv -c activity-time=when -c name=n leads.csv
	refuses 64 '-c: there is no role "activity id"; there are: id' \
		lead-score --rules=<(echo rule) -c 'activity id=who' leads.csv
	refuses 65 'leads.csv: no column "nosuch"' "${score[@]}" -a activities.csv \
		-c 'activity id=who' -c activity-time=when -c id=nosuch leads.csv
	printf '%s\n' 'Lead ID,Contact ID' 1,2 >leads.csv
	refuses 65 'columns #1 "Lead ID" and #2 "Contact ID" both fit id: choose with -c id=#1' \
		"${score[@]}" -a activities.csv -c 'activity id=who' -c activity-time=when leads.csv
}

@test "what an activity was is a role too" {
	printf 'rule,on,when,points\nx,activity,activity=webinar,1\n' | rules
	printf '%s\n' id,Kind,time 1,webinar,2026-01-01 >activities.csv
	works "${score[@]}" -a activities.csv -c activity=Kind leads.csv
	shows score <<<$'1\n0\n0'
	sed -i s/Kind/type/ activities.csv
	works "${score[@]}" -a activities.csv leads.csv
	shows score <<<$'1\n0\n0'
}

# Reasons

@test "--reasons: the weightiest first, then a sum of the others, as many as asked for" {
	rules <<-'END'
		rule,points
		a,1
		b,-7
		c,2.5
		base,0.25
		d,7
		none,0
	END
	printf '%s\n' id 1 >leads.csv
	while read -r n want; do
		works "${score[@]}" "$n" leads.csv
		[ "$(sed -n 's/^1,3.75,,,//p' out)" = "$want" ] || complain "not $want" "$n"
	done <<-'END'
		--reasons=all b:-7 | d:+7 | c:+2.5 | a:+1 | base:+0.25
		--reasons=5 b:-7 | d:+7 | c:+2.5 | a:+1 | base:+0.25
		--reasons=4 b:-7 | d:+7 | c:+2.5 | a:+1 | 1 more:+0.25
		--quiet b:-7 | d:+7 | c:+2.5 | 2 more:+1.25
		--reasons=3 b:-7 | d:+7 | c:+2.5 | 2 more:+1.25
		--reasons=1 b:-7 | 4 more:+10.75
		--reasons=0
	END
	for text in -1 x '' 1.5 ALL 99999999999999999999; do
		refuses 64 "--reasons=$text: not a whole number" "${score[@]}" --reasons="$text" leads.csv
	done
}

@test "--reasons: the sum of the others has no more digits than they have" {
	printf '%s\n' rule,points a,5 b,4 c,3 d,0.1 e,0.2 f,-0.3 | rules
	printf '%s\n' id 1 >leads.csv
	works "${score[@]}" leads.csv
	shows reasons <<<'a:+5 | b:+4 | c:+3 | 3 more:+0'
}

@test "reasons of random scores add up to them" {
	python3 "$TESTS/lead_score.py" random_sums
}

# --top

@test "--top: the best, by falling score, ties as they came" {
	printf 'rule,points,per\nx,1,n\n' | rules
	printf '%s\n' id,n a,1 b,3 c,2 d,3 e, f,-1 g,3 h,2 >leads.csv
	for n in 1 2 3 4 5 6 7 8 9 1000000000; do
		works "${score[@]}" --top=$n leads.csv
		[ "$(sed 1d out | cut -d, -f 1 | paste -sd '')" = "$(echo bdgchaef | cut -c -$n)" ] ||
			complain "not the best $n" --top
	done
	works "${score[@]}" -n 2 leads.csv
	holds out <<-'END'
		id,n,score,grade,status,reasons
		b,3,3,,,x:+3
		d,3,3,,,x:+3
	END
	# Over all files; and of nothing, nothing.
	works "${score[@]}" -n 3 leads.csv leads.csv
	shows id <<<$'b\nd\ng'
	works "${score[@]}" -n 3 <(echo id,n)
	[ "$(<out)" = id,n,score,grade,status,reasons ]
	for text in 0 -1 x '' 1.5 all 1000000001; do
		refuses 64 "--top=$text: not a whole number" "${score[@]}" --top="$text" leads.csv
	done
}

@test "--top: scores that are shown as equal are equal" {
	rules <<-'END'
		rule,on,when,points
		base,,,-4
		a,,t=a,0.4
		b,,t!=a,0.2
		c,,t!=a,0.2
		set,link,logistic,
	END
	printf '%s\n' id,t 1,a 2,b 3,a >leads.csv
	works "${score[@]}" -q leads.csv
	shows score <<<$'0.0265969935769\n0.0265969935769\n0.0265969935769'
	works "${score[@]}" --top=3 leads.csv
	shows id <<<$'1\n2\n3'
}

@test "--top: ten thousand random leads, as a stable sort has them" {
	python3 -c '
import random
rng = random.Random(7)
print("id,n")
for i in range(10000):
    print(f"{i},{rng.randrange(60)}")' >leads.csv
	printf 'rule,points,per\nx,1,n\n' | rules
	works "${score[@]}" leads.csv
	{ sed 1q out && sed 1d out | LC_ALL=C sort -s -t, -k3,3nr; } >sorted
	for n in 1 7 166 167 168 5000 9999 10000; do
		works "${score[@]}" --top=$n leads.csv
		head -n $((n + 1)) sorted | holds out || complain "not the best $n" --top
	done
}

# --explain

@test "--explain: every row, with what it saw" {
	rules <<-'END'
		rule,category,on,when,points,per,cap,reason
		base,,,,1,,,
		size,fit,,n>=20,15,,,
		size,fit,,n>=5; t present,2,n,9,mid
		w,,activity,activity=webinar,5,,,
		always,,,,3,,,
		set,fit,grade,,9,,,A
		status,SQL,,score>=10,,,,
	END
	printf '%s\n' id,activity,time 1,webinar,2026-01-01 1,webinar,2026-01-02 >activities.csv
	works "${score[@]}" -a activities.csv --explain=1 leads.csv
	holds out <<-'END'
		line,rule,category,on,when,saw,times,points
		3,size,fit,lead,n>=20,n=5,0,0
		4,size,fit,lead,n>=5; t present,n=5; t=x; n=5,1,10
		5,w,,activity,activity=webinar,,2,10
		6,always,,lead,,,1,3
		,base,,,,,,1
		,fit,,,,,,9
		,score,,,,,,23
		,grade,,,,A,,
		,status,,,,SQL,,
	END
	works "${score[@]}" -a activities.csv --explain 2 --format=json leads.csv
	python3 -c '
import json
rows = json.load(open("out"))
assert [row["times"] for row in rows] == [0, 0, 0, 1] + 5 * [None], rows
assert rows[1]["saw"] == "n=; t=y; n=", rows
assert rows[6]["points"] == 4 and rows[7]["saw"] is None, rows'
	refuses 65 'lead-score: --explain=nobody: no lead has this id' \
		"${score[@]}" -a activities.csv --explain=nobody leads.csv
	works "${score[@]}" -a activities.csv -c id=t --explain=y leads.csv
	printf '%s\n' rule,points x,1 | rules
	printf '%s\n' n 1 >leads.csv
	refuses 65 'no column "id"' "${score[@]}" --explain=1 leads.csv
}

# --lint

# finds <<...: line, rule and finding of --lint, which ends with 65.
finds() {
	ends 65 lead-score --rules=rules.csv --lint || return
	[ ! -s err ] || complain "something on stderr" --lint
	shows line,rule,finding
}

@test "--lint: nothing to find" {
	rules <<-'END'
		rule,category,on,when,points,per,cap
		a,,,n<5,1,,
		a,,,n between(5|9.99),2,,2
		a,,,n>=10,3,,
		a,,,,1,,
		b,x,,n>7,3,,
		c,x,,m>7,3,,
		d,y,,n>7,3,,
		e,x,activity,n>7,3,,
		f,x,,n<7,3,,
		g,x,,n>=7;n<=7,3,,
		h,x,,n>=7;m>=7,3,,
		i,,,n>1,9,n,3
		set,x,cap,,50,,
		status,A,,score>5,,,
		status,B,,score>3; n<5,,,
		status,C,,score>2,,,
		status,D,,,,,
	END
	works lead-score --rules=rules.csv --lint
	[ "$(<out)" = file,line,rule,finding ]
	# Nothing but the rules is read.
	works lead-score --lint --rules=rules.csv -o made.csv
	[ "$(<made.csv)" = file,line,rule,finding ]
}

@test "--lint: points, caps and ranges" {
	rules <<-'END'
		rule,category,on,when,points,per,cap
		zero,,,n=1,0,,
		low,,,n=1,-5,,4
		much,x,,n=1,11,,
		none,y,,n>5; n<5,1,,
		none2,y,,n>=5; n<5,1,,
		none3,y,,n between(5|1),1,,
		set,x,cap,,10,,
	END
	finds <<-'END'
		2,zero,gives no points
		3,low,the cap is below what the rule gives at once
		3,low,overlaps with line 2: both give points for the same numbers
		4,much,gives more than the cap of its category
		5,none,can never hold: its range is empty
		6,none2,can never hold: its range is empty
		7,none3,can never hold: its range is empty
	END
	[ "$(sed -n 2p out)" = 'rules.csv,2,zero,gives no points' ]
	ends 65 lead-score --rules=rules.csv --lint --format=json
	python3 -c 'import json; assert len(json.load(open("out"))) == 7'
}

@test "--lint: bins that overlap" {
	rules <<-'END'
		rule,category,on,when,points
		a,,,n<5,1
		b,,,n between(4.9|9),2
		c,,,N>=9,3
		d,,,n>9,3
		e,,activity,n>8,3
	END
	finds <<-'END'
		3,b,overlaps with line 2: both give points for the same numbers
		4,c,overlaps with line 3: both give points for the same numbers
		5,d,overlaps with line 4: both give points for the same numbers
	END
	# In one rule the first row counts, so only a bin that is covered is lost.
	rules <<-'END'
		rule,when,points
		a,n>=5,1
		a,n>=3,2
		a,n between(7|8),3
		a,n=3,3
	END
	finds <<-'END'
		4,a,can never hold: line 2 of the same rule holds before
		5,a,can never hold: line 3 of the same rule holds before
	END
}

@test "--lint: an end that is in one range only isn't covered" {
	rules <<-'END'
		rule,category,when,points
		a,,n>5,1
		a,,n>=5,2
		base,,,0
		status,A,score>1,
		status,B,score>=1,
		status,C,score<1,
		status,D,score<=1,
	END
	# Of line 3 n=5 is left, of line 6 a score of 1, and of line 8 too, as far as single
	# statuses above it tell.
	works "${score[@]}" --lint
}

@test "--lint: statuses that can't be reached" {
	rules <<-'END'
		rule,category,on,when,points
		base,,,,5
		a,,,n=1,10
		b,,,n=2,-3
		status,A,,score>15,
		status,B,,score>=14.9,
		status,C,,score<2,
		status,D,,score<=2.1,
		status,E,,score between(14|20),
		status,F,,n>1,
		status,G,,n>2,
		status,H,,,
		status,I,,t=x,
		status,J,,,
	END
	finds <<-'END'
		5,A,can't be reached: the score never gets there
		7,C,can't be reached: the score never gets there
		11,G,can't be reached: a status above it holds before
		13,I,can't be reached: a status above it always holds
		14,J,can't be reached: a status above it always holds
	END
	# Floor, cap, link and scale say where the score gets to.
	while read -r want row; do
		printf '%s\n' rule,category,on,when,points,per base,,,,5, "$row" \
			'status,A,,score>15,,' | rules
		ends "$want" lead-score --rules=rules.csv --lint || complain "not $want" "$row"
	done <<-'END'
		65 a,,,n=1,10,
		0 a,,,n=1,10.1,
		0 a,,,,1,n
		0 a,,activity,,1,
		65 a,,activity,,-1,
		0 set,,scale,,3.1,
		65 set,,link,logistic,,
		65 set,,floor,,0,
	END
	printf '%s\n' rule,category,on,when,points,per a,,,,1,n set,,cap,,15, 'status,A,,score>15,,' | rules
	ends 65 lead-score --rules=rules.csv --lint
	printf '%s\n' rule,category,on,when,points set,,scale,,100 set,,link,logistic, \
		'status,A,,score>99,' | rules
	works lead-score --rules=rules.csv --lint
}

@test "--lint: a floor above all that rules give, and a cap below, are reached" {
	printf '%s\n' rule,category,on,when,points base,,,,5 set,,floor,,16 'status,A,,score>15,' | rules
	works lead-score --rules=rules.csv --lint
	printf '%s\n' rule,category,on,when,points base,,,,5 set,,cap,,1 'status,A,,score<2,' | rules
	works lead-score --rules=rules.csv --lint
}

@test "--lint reads the file, so its errors are the same" {
	printf 'rule,when,points\nx,n>,1\n' | rules
	refuses 65 'rules.csv:2: column "when": "n>", at character 3: a value was expected here' \
		lead-score --rules=rules.csv --lint
	refuses 64 '--rules=FILE is needed' lead-score --lint
}

# The table

@test "a row is written the same however it was read" {
	# Whole as it stands, or cell by cell: quoted without need, in another order, behind a
	# byte order mark, with other line ends or another delimiter.
	rules <<-'END'
		rule,when,points
		r,n>3,1
	END
	printf 'id,n,t\n1,5,x\n2,,"y"\n"3","4","a,b"\n,7,\n4,1,"say ""so"""\n5,9,é; \n' >a.csv
	printf '\xef\xbb\xbft,id,n\r\nx,6,5\r\n\r\n"y",7,\r\n,8,4' >b.csv
	printf 'n,t,id\r5,9,x\r' >c.csv
	works "${score[@]}" a.csv b.csv c.csv
	holds out <<-'END'
		id,n,t,score,grade,status,reasons
		1,5,x,1,,,n>3:+1
		2,,y,0,,,
		3,4,"a,b",1,,,n>3:+1
		,7,,1,,,n>3:+1
		4,1,"say ""so""",0,,,
		5,9,é; ,1,,,n>3:+1
		6,5,x,1,,,n>3:+1
		7,,y,0,,,
		8,4,,1,,,n>3:+1
		x,5,9,1,,,n>3:+1
	END
	works "${score[@]}" --spreadsheet-safe -d ';' <(printf 'n;t\n5;=1\n6;,\n')
	holds out <<-'END'
		n;t;score;grade;status;reasons
		5;'=1;1;;;n>3:+1
		6;,;1;;;n>3:+1
	END
	works "${score[@]}" --format=tsv <(printf 'n,t\n5,a\tb\n')
	holds out < <(printf 'n\tt\tscore\tgrade\tstatus\treasons\n5\t"a\tb"\t1\t\t\tn>3:+1\n')
}

@test "every cell passes as it is, whatever it holds" {
	python3 "$TESTS/lead_score.py" identity
}

@test "a computed name that is taken: an error, or --replace" {
	printf 'rule,category,points\nx,Deal Fit,1\n' | rules
	printf '%s\n' id,Score,n,deal_fit,STATUS,grade,Reasons 1,99,5,98,old,Z,why >leads.csv
	refuses 65 'lead-score: leads.csv:1: the input has a column "Score" already: --replace puts the computed one in its place' \
		"${score[@]}" leads.csv
	works "${score[@]}" --replace leads.csv
	holds out <<-'END'
		id,n,score,Deal Fit,grade,status,reasons
		1,5,1,1,,,x:+1
	END
	# Rules see what was there, statuses what is computed.
	rules <<-'END'
		rule,category,when,points
		x,,Score=99,1
		status,was old,status=old;score=1,
	END
	works "${score[@]}" --replace leads.csv
	shows score,status <<<'1,was old'
	# A tool's output is its input.
	mv out again.csv
	sed -i 's/Score=99/score=1/' rules.csv
	works "${score[@]}" --replace again.csv
	shows score,status <<<'1,'
	# A file behind the first may have them too, or not.
	printf 'rule,points\nx,3\n' | rules
	printf '%s\n' status,id,n 6,7,8 >other.csv
	printf '%s\n' n,score,id 8,1,9 >third.csv
	works "${score[@]}" --replace other.csv third.csv
	shows id,n,score,status <<<$'7,8,3,\n9,8,3,'
}

@test "a computed name that only a later file has is no less taken" {
	printf 'rule,points\nx,1\n' | rules
	printf '%s\n' id,n,t,score 4,5,6,99 >other.csv
	ends 65 "${score[@]}" leads.csv other.csv
	works "${score[@]}" --replace leads.csv other.csv
}

@test "several files: columns by name, in the order of the first" {
	printf 'rule,when,points,per\nx,,1,n\n' | rules
	printf '%s\n' t,id,n z,4,7 >second.csv
	printf '%s\n' n,id 8,5 >third.csv
	printf '%s\n' id,n,t >fourth.csv
	works "${score[@]}" leads.csv second.csv third.csv fourth.csv
	holds out <<-'END'
		id,n,t,score,grade,status,reasons
		1,5,x,5,,,x:+5
		2,,y,0,,,
		3,20,n/a,20,,,x:+20
		4,7,z,7,,,x:+7
		5,8,,8,,,x:+8
	END
	works "${score[@]}" - second.csv <leads.csv
	[ "$(wc -l <out)" -eq 5 ]
	refuses 65 'lead-score: leads.csv:2: column "t" isn'"'"'t in the first file and would be lost: put the file with all columns first' \
		"${score[@]}" -o made.csv third.csv leads.csv
	[ ! -e made.csv ]
	printf '%s\n' id,t 6,x >second.csv
	refuses 65 'lead-score: second.csv: no column "n", asked for by rules.csv:2; there are: id, t' \
		"${score[@]}" -o made.csv leads.csv second.csv
	# Names that are there twice keep their order.
	printf '%s\n' n,a,a,b 1,2,3,4 >first.csv
	printf '%s\n' b,a,n,a 8,6,5,7 >second.csv
	works "${score[@]}" first.csv second.csv
	[ "$(sed 1d out | cut -d, -f 1-4 | paste -sd' ')" = '1,2,3,4 5,6,7,8' ]
}

@test "several files: names are the same but for case and separators" {
	printf 'rule,points,per\nx,1,deal size\n' | rules
	printf '%s\n' 'id,Deal Size' 1,5 >first.csv
	printf '%s\n' 'deal_size,ID' 6,2 >second.csv
	works "${score[@]}" first.csv second.csv
	shows id,score <<<$'1,5\n2,6'
}

@test "formats, delimiters, -o" {
	printf 'rule,category,points,per,reason\nx,fit,1,n,a|b\n' | rules
	works "${score[@]}" --format=json leads.csv
	python3 -c '
import json
rows = json.load(open("out"))
assert rows[0] == {"id": "1", "n": "5", "t": "x", "score": 5, "fit": 5, "grade": None,
                   "status": None, "reasons": "a|b:+5"}, rows
assert rows[1]["score"] == 0 and rows[1]["reasons"] is None, rows'
	works "${score[@]}" --format=table leads.csv
	sed 's/ *$//' out >table
	holds table <<-'END'
		id  n   t    score  fit  grade  status  reasons
		1   5   x        5    5                 a|b:+5
		2       y        0    0
		3   20  n/a     20   20                 a|b:+20
	END
	works "${score[@]}" --format=md leads.csv
	[ "$(sed -n 3p out)" = '| 1 | 5 | x | 5 | 5 |  |  | a\|b:+5 |' ] || complain "md" md
	works "${score[@]}" --format=tsv --crlf leads.csv
	[ "$(sed -n 2p out)" = $'1\t5\tx\t5\t5\t\t\ta|b:+5\r' ]
	works "${score[@]}" --top=1 -o leads.csv leads.csv
	[ "$(<leads.csv)" = $'id,n,t,score,fit,grade,status,reasons\n3,20,n/a,20,20,,,a|b:+20' ]
	printf 'sep=;\nid;n\n1;5\n' >leads.csv
	works "${score[@]}" leads.csv
	[ "$(<out)" = $'id;n;score;fit;grade;status;reasons\n1;5;5;5;;;a|b:+5' ]
	printf 'id,n,t\n1,5,=1+1\n' >leads.csv
	sed -i 's/a|b/=a/;s/1,n/-1,n/' rules.csv
	works "${score[@]}" --spreadsheet-safe leads.csv
	[ "$(sed -n 2p out)" = "1,5,'=1+1,-5,-5,,,'=a:-5" ]
}

@test "leads that aren't CSV, or aren't there" {
	printf 'rule,points\nx,1\n' | rules
	printf '1,2\n' >>leads.csv
	refuses 65 'leads.csv:5: 2 cells where the header has 3' "${score[@]}" -o made.csv leads.csv
	works "${score[@]}" -q --rejects=rejects.csv leads.csv
	[ "$(wc -l <out)" -eq 4 ]
	refuses 66 'nosuch.csv: No such file' "${score[@]}" nosuch.csv
	: >leads.csv
	refuses 65 'leads.csv' "${score[@]}" leads.csv
	echo id >leads.csv
	works "${score[@]}" leads.csv
	[ "$(<out)" = id,score,grade,status,reasons ]
}

@test "usage" {
	refuses 64 'lead-score: --rules=FILE is needed: what gives points, see lead-rules(5) (see lead-score --help)' \
		lead-score leads.csv
	refuses 64 '--rules needs an argument' lead-score --rules
	refuses 64 'unknown or ambiguous option --rule-file' lead-score --rule-file=x leads.csv
	printf 'rule,points\nx,1\n' | rules
	refuses 64 '--as-of=soon: is not a date' "${score[@]}" --as-of=soon leads.csv
	works lead-score --help
	[ "$(sed -n 1p out)" = 'Usage: lead-score --rules=FILE [OPTION]... [FILE]...' ]
	works lead-score -r rules.csv <leads.csv
	shows score <<<$'1\n1\n1'
}

# Rules files

@test "rules files: what any CSV may be" {
	printf '\xef\xbb\xbfPoints,Note,"half life",RULE,when,on\r\n 2 ,"a, ""b""",, x , n = 5 , Lead\r\n\r\n1,,1d,y,,activity\r\n' | rules
	printf '%s\n' id,time 1,2026-01-01 >activities.csv
	works "${score[@]}" -a activities.csv leads.csv
	shows score,reasons <<-'END'
		3,n = 5:+2 | y:+1
		0,
		0,
	END
	works lead-score --rules=- -a activities.csv leads.csv <rules.csv
	[ "$(wc -l <out)" -eq 4 ]
}

@test "rules files: columns that are unknown, missing, or there twice" {
	echo rule,points,weight | rules
	refuses 65 'lead-score: rules.csv:1: unknown column "weight"; there may be: rule, category, on, when, points, per, cap, half_life, within, reason, note' \
		"${score[@]}" leads.csv
	echo when,points | rules
	refuses 65 'lead-score: rules.csv:1: there is no column "rule"' "${score[@]}" leads.csv
	echo rule,Points,POINTS | rules
	refuses 65 'lead-score: rules.csv:1: column "points" is there twice' "${score[@]}" leads.csv
	: | rules
	refuses 65 'lead-score: rules.csv:1: ' "${score[@]}" leads.csv
	printf 'rule,points\nx,1\ny\n' | rules
	refuses 65 'lead-score: rules.csv:3: 1 cell where the header has 2' "${score[@]}" leads.csv
	printf 'rule,points\nx,1\ny,"2\n' | rules
	refuses 65 'lead-score: rules.csv:3: ' "${score[@]}" leads.csv
	refuses 66 'lead-score: nosuch.csv: No such file' lead-score --rules=nosuch.csv leads.csv
}

@test "rules files: each row that makes no sense is an error with its line and column" {
	# A row, and the message behind `column `.
	local row message
	while IFS=$'\t' read -r row message; do
		printf '%s\n' 'rule,category,on,when,points,per,cap,half_life,within,reason' \
			'"a' 'b",,,,1,,,,,' "$row" >rules.csv
		refuses 65 "lead-score: rules.csv:4: column $message" "${score[@]}" leads.csv
	done <<-'END'
		,,,,1,,,,,	"rule": every row needs a rule
		x,,,,,,,,,	"points": a number is needed here
		x,,,,much,,,,,	"points": "much" is not a number
		x,,,,"1,5",,,,,	"points": "1,5" is not a number; if the comma is the decimal mark, say --decimal=,
		x,,leads,,1,,,,,	"on": "leads" is neither lead nor activity
		x,,,,1,,lots,,,	"cap": "lots" is not a number
		x,,,,1,,,30d,,	"half_life": only activities have an age to decay with
		x,,lead,,1,,,,30d,	"within": only activities have an age: for a lead's column write COLUMN within SPAN as a condition
		x,,activity,,1,,,30,,	"half_life": "30" is not a span of time such as 30d or 1d12h (w, d, h, m, s)
		x,,activity,,1,,,0d,,	"half_life": a span longer than zero is needed
		x,,activity,,1,,,,1y,	"within": "1y" is not a span of time
		x,,activity,,1,,,,0s,	"within": a span longer than zero is needed
		x,,activity,,1,,,,99999999w,	"within": "99999999w" is too long a span of time
		x,,, n>5;m ,1,,,,,	"when": "n>5;m", at character 5: not a condition: COLUMN=VALUE, or another operator
		x,,,n >= many,1,,,,,	"when": "n >= many", at character 6: a number or an ISO date was expected here
		x,,,n=,1,,,,,	"when": "n=", at character 3: a value was expected here (for an empty cell: COLUMN empty)
		x,,,n in 1,1,,,,,	"when": "n in 1", at character 6: ( was expected here
		x,,,n between(1),1,,,,,	"when": "n between(1)", at character 10: between(a|b) takes two numbers or two dates
		x,,,n ~ (,1,,,,,	"when": "n ~ (", at character 5: not an extended regular expression: Unmatched ( or \(
		x,,,n older 5,1,,,,,	"when": "n older 5", at character 9: "5" is not a span of time
		x,,,"n=""5",1,,,,,	"when": "n="5", at character 3: the quote is never closed
		set,,,,1,,,,,	"on": "" isn't a setting: cap, floor, weight, grade, decimals, scale or link
		set,,colour,,1,,,,,	"on": "colour" isn't a setting: cap, floor, weight, grade, decimals, scale or link
		set,,cap,,,,,,,	"points": a number is needed here
		set,fit,floor,,low,,,,,	"points": "low" is not a number
		set,fit,weight,,,,,,,	"points": a number is needed here
		set,,weight,,2,,,,,	"category": a weight is that of a category: name it here
		set,,grade,,1,,,,,	"reason": the grade is needed here
		set,,grade,,,,,,,A	"points": a number is needed here
		set,,decimals,,1.5,,,,,	"points": a whole number from 0 to 9 is needed
		set,,decimals,,-1,,,,,	"points": a whole number from 0 to 9 is needed
		set,,decimals,,10,,,,,	"points": a whole number from 0 to 9 is needed
		set,,scale,,0,,,,,	"points": a number above zero is needed
		set,,scale,,-1,,,,,	"points": a number above zero is needed
		set,,link,probit,,,,,,	"when": the link is `identity` or `logistic`
		set,,link,,,,,,,	"when": the link is `identity` or `logistic`
		status,,,n=5,,,,,,	"category": the status is needed here: MQL, SQL, ...
		status,MQL,,n>x,,,,,,	"when": "n>x", at character 3: a number or an ISO date was expected here
		base,,,,,,,,,	"points": a number is needed here
		base,,,,x,,,,,	"points": "x" is not a number
	END
}

@test "rules files: cells that a kind of row has no use for are refused" {
	# A row with all that it may have, and the columns that it may not.
	local -A values=([category]=c [on]=lead [when]=n=1 [points]=1 [per]=n [cap]=1
		[half_life]=1d [within]=1d [reason]=r)
	local names=(rule category on when points per cap half_life within reason)
	local row unused i cells
	# What is in IFS separates.
	csv() (
		IFS=,
		echo "$*"
	)
	while read -r row unused; do
		csv "${names[@]}" | cat - <(echo "$row") >rules.csv
		works "${score[@]}" leads.csv
		for i in "${!names[@]}"; do
			[[ " $unused " = *" ${names[i]} "* ]] || continue
			IFS=, read -ra cells <<<"$row,end"
			cells[i]=${values[${names[i]}]}
			csv "${names[@]}" | cat - <(csv "${cells[@]:0:10}") >rules.csv
			refuses 65 "rules.csv:2: column \"${names[i]}\": \"${cells[i]}\" has no meaning in a row of this kind" \
				"${score[@]}" leads.csv
		done
	done <<-'END'
		set,c,cap,,1,,,,, when per cap half_life within reason
		set,c,floor,,1,,,,, when per cap half_life within reason
		set,c,weight,,1,,,,, when per cap half_life within reason
		set,c,grade,,1,,,,,A when per cap half_life within
		set,,decimals,,1,,,,, category when per cap half_life within reason
		set,,scale,,1,,,,, category when per cap half_life within reason
		set,,link,logistic,,,,,, category points per cap half_life within reason
		status,A,,n=5,,,,,, on points per cap half_life within reason
		base,,,,1,,,,, category on when per cap half_life within reason
	END
}

@test "rules files: grades and rules that contradict each other" {
	printf '%s\n' rule,category,on,points,reason set,,grade,1,A set,,grade,1.0,B | rules
	refuses 65 'rules.csv:3: column "points": another grade begins at as many points' \
		"${score[@]}" leads.csv
	printf '%s\n' rule,category,on,points,reason set,,grade,1,A set,fit,grade,2,B | rules
	refuses 65 'rules.csv:3: column "category": one category is graded, or the score: this is another one' \
		"${score[@]}" leads.csv
	local text='has a row of "x" too: rows of one rule are about the same thing and in the same category'
	printf '%s\n' rule,category,on,points x,fit,,1 y,,,1 x,interest,,1 | rules
	refuses 65 "rules.csv:4: column \"rule\": line 2 $text" "${score[@]}" leads.csv
	printf '%s\n' rule,category,on,points y,,,1 x,,lead,1 x,,activity,1 | rules
	refuses 65 "rules.csv:4: column \"rule\": line 3 $text" "${score[@]}" leads.csv
}

# Threads

@test "--jobs: random files give what they give with one thread, notes and rejects too" {
	python3 "$TESTS/jobs_rows.py" lead-score
}

# many [LINE]: leads.csv of nine megabytes, some in quotes, with activities; LINE far behind.
many() {
	printf '%s\n' rule,on,when,points b,,'n>=3',5 'c,,t ~ e|o,2' d,activity,,1 | rules
	{
		echo id,t,n
		yes '7,"one, two
		three",5' | head -n 500000
		yes '8,four,1' | head -n 100000
		[ $# -eq 0 ] || echo "$1"
		yes '9,five,2' | head -n 1000
	} >leads.csv
	printf '%s\n' id,time 7,2026-01-01 9,2026-01-02 9,2026-01-03 >activities.csv
	all=("${score[@]}" -a activities.csv)
}

@test "--jobs: what a large file gives, and as far as there is an error" {
	many
	works "${all[@]}" --jobs=1 leads.csv
	mv out want
	for jobs in 2 3 8; do
		works "${all[@]}" --jobs=$jobs leads.csv
		cmp want out
	done
	works "${all[@]}" --jobs=2 - < <(cat leads.csv)
	cmp want out
	many '9,five,2o'
	ends 65 "${all[@]}" --jobs=1 leads.csv
	mv out want
	mv err said
	[ "$(stat -c %s want)" -gt 10000000 ]
	for jobs in 2 7; do
		ends 65 "${all[@]}" --jobs=$jobs leads.csv
		cmp want out
		diff said err
	done
	refuses 64 '--jobs=0: not a number from 1 to 256' "${score[@]}" --jobs=0 leads.csv
}

@test "--jobs: a full disk, and a pipe that is closed" {
	many
	meets_full_disk_and_closed_pipe "${all[@]}" leads.csv
}

# All together

@test "three hundred random scorecards, by lead-score and by an oracle" {
	python3 "$TESTS/lead_score.py" oracle 300
}

@test "the examples: nothing for --lint, and the lemonade stand's leads by hand" {
	local data=$TESTS/data/leadscore
	for rules in "$data"-*-rules.csv; do
		works lead-score --rules="$rules" --lint
	done
	works lead-score -r "$data-lemonade-rules.csv" --reasons=all "$data-lemonade-leads.csv"
	shows host,score,thirst,manners,status,reasons <<-'END'
		Mrs. Plum,35,20,10,squeeze now,guests:+15 | heat wave:+10 | pays:+10 | base:+5 | thirst cap:-5
		Cousin Otto,-14,11,-25,,the goat:-15 | IOU:-10 | guests:+6 | base:+5 | sunny:+5 | family:-5
		Captain Ivy,35,20,10,squeeze now,guests:+20 | pays:+10 | base:+5
		Mayor Dill,20,20,-5,too few lemons,guests:+20 | the goat:-15 | pays:+10 | base:+5 | sunny:+5 | thirst cap:-5
		Chess club,18,13,0,make ice first,heat wave:+10 | base:+5 | guests:+3
		Mr. Finch,10,5,0,maybe,base:+5 | sunny:+5
	END
	works lead-score -r "$data-saas-rules.csv" -a "$data-saas-activities.csv" "$data-saas-leads.csv"
	python3 "$TESTS/lead_score.py" sums identity
	mv out want
	{
		sed 1q "$data-saas-leads.csv"
		sed 1d "$data-saas-leads.csv" | LC_ALL=C sort
	} >leads.csv
	works lead-score -r "$data-saas-rules.csv" -a "$data-saas-activities.csv" --sorted \
		--as-of=2026-06-30T00:00 leads.csv
	cmp want out
}

@test "a text of more than 16384 bytes isn't searched for a regular expression" {
	{
		echo rule,category,on,when,points
		echo 'long,,lead,note ~ b$,5'
	} >rules.csv
	{
		echo id,note
		printf 'A,%016383db\n' 0
	} >leads.csv
	works lead-score -r rules.csv leads.csv
	shows id,score <<<A,5
	printf 'B,%016384db\n' 0 >>leads.csv
	refuses 65 'leads.csv:3: column "note":' lead-score -r rules.csv leads.csv
	[[ $(<err) = *"has more than 16384 bytes: too long for a regular expression" ]]
	ends 0 lead-score -r rules.csv --rejects=rejects.csv leads.csv
	shows id,score <<<A,5
	grep -q '^leads.csv,3,.*too long for a regular expression",B,0000' rejects.csv
}
