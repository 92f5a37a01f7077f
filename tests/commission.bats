#!/usr/bin/env bats
# What commission makes of plans and deals. What is expected was worked out by hand from
# commission-plan(5), or is published: each such case names its source.
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	pay=(commission --plan=plan.csv)
}

# plan HEADER ROW...: makes plan.csv.
plan() {
	printf '%s\n' "$@" >plan.csv
}

# deals ROW...: makes deals.csv of rep,date,amount,deal,product,margin.
deals() {
	printf '%s\n' rep,date,amount,deal,product,margin "$@" >deals.csv
}

# pays COLUMN,... <<...: those columns of the deals are stdin.
pays() {
	works "${pay[@]}" deals.csv || return
	shows "$1"
}

# totals COLUMN,... <<...
totals() {
	works "${pay[@]}" --totals deals.csv || return
	shows "$1"
}

# earns AMOUNT:COMMISSION...: so much sold in a month pays so much.
earns() {
	local want
	for want; do
		deals "Ana,2026-01-15,${want%:*},,,"
		totals earned <<<"${want#*:}" || return
	done
}

# faults HEADER <<...: rows of PLAN<tab>MESSAGE, with // between rows of the plan.
faults() {
	local rows message
	deals Ana,2026-01-15,1,A,x,1
	while IFS=$'\t' read -r rows message; do
		printf '%s\n' "$1" "${rows//\/\//$'\n'}" >plan.csv
		refuses 65 "commission: plan.csv:$message" "${pay[@]}" deals.csv || return
	done
}

tiers=rule,kind,basis,mode,from,value

# Published cases

@test "tiers: 5%, 6%, 7% (excelforum.com, thread 861932)" {
	plan $tiers B,rate,credited,marginal,0,5% B,rate,credited,marginal,100000,6% \
		B,rate,credited,marginal,125000,7%
	earns 150000:8250.00
	deals Ana,2026-01-15,150000,,,
	pays rates,why <<<'0.05 | 0.06 | 0.07,B:+5000.00 (100000 x 0.05) | B:+1500.00 (25000 x 0.06) | B:+1750.00 (25000 x 0.07)'
}

@test "tiers: 10%, then 20% (referello.com/tools/tiered-commission-calculator)" {
	plan $tiers B,rate,credited,marginal,0,10% B,rate,credited,marginal,10000,20%
	earns 15000:2000.00
}

@test "tiers: 2%, then 5% (jiskha.com/questions/744082)" {
	plan $tiers B,rate,credited,marginal,0,2% B,rate,credited,marginal,10000,5%
	earns 15000:450.00
}

@test "tiers: 25%, 30%, 40% (help.mytime.com 360046956372)" {
	plan $tiers B,rate,credited,marginal,0,25% B,rate,credited,marginal,500,30% \
		B,rate,credited,marginal,3000,40%
	earns 400:100.00 100:25.00 5000:1675.00
}

@test "a target by a quota, and on-target earnings (bentega.io/sales-compensation)" {
	plan rule,kind,value Q,quota,600000 T,target,30000 S,salary,70000 \
		B,rate,target/quota
	deals Ana,2026-01-15,600000,,,
	pays rates,commission <<<0.05,30000.00
	totals attainment,paid,pay,ote,ote_pct <<<1,30000.00,100000.00,100000.00,1
}

@test "90% of a quota at 4.5% (medsalesnetwork.global/tools/offer-comparison)" {
	plan rule,kind,value Q,quota,1200000 B,rate,4.5%
	deals Ana,2026-01-15,1080000,,,
	totals attainment,earned <<<0.9,48600.00
}

@test "10% less the draw (bravecalculator.com/commission-draw-calculator)" {
	plan rule,kind,mode,value B,rate,,10% D,draw,recoverable,1800
	deals Ana,2026-01-15,20000,,,
	totals earned,draw,due <<<2000.00,1800.00,200.00
}

@test "2% of the opportunity for each per cent above quota (mrexcel.com, thread 857705)" {
	plan $tiers Q,quota,,,,100000 T,target,,,,21000 \
		B,rate,attainment,marginal,0,target/quota B,rate,attainment,marginal,100%,x2
	deals Ana,2026-01-15,105000,,,
	pays why <<<'B:+21000.00 (100000 x 0.21) | B:+2100.00 (5000 x 0.42)'
}

@test "a recoverable draw (Oracle, Siebel E05553_01, plan design, table 4)" {
	plan rule,kind,mode,value B,rate,,10% D,draw,recoverable,2000
	deals Ana,2026-01-31,27500,,, Ana,2026-02-28,30000,,, Ana,2026-03-31,15000,,, \
		Ana,2026-04-30,23750,,, Ana,2026-05-31,30000,,, Ana,2026-06-30,27500,,,
	totals earned,advanced,recovered,draw_balance,paid <<'END'
2750.00,0.00,0.00,0.00,2750.00
3000.00,0.00,0.00,0.00,3000.00
1500.00,500.00,0.00,500.00,2000.00
2375.00,0.00,375.00,125.00,2000.00
3000.00,0.00,125.00,0.00,2875.00
2750.00,0.00,0.00,0.00,2750.00
END
}

# Rates and tiers

@test "a quotient as a rate, its amounts or the quota" {
	plan rule,kind,value Q,quota,5000 A,rate,100/3000 B,rate,100/quota
	earns 1000:53.33
}

@test "deals count by date, then in the order of the input" {
	plan $tiers B,rate,credited,marginal,0,10% B,rate,credited,marginal,100,20%
	deals Ana,2026-01-20,50,late,, Ana,2026-01-10,80,first,, Ana,2026-01-10,40,second,,
	pays deal,commission <<'END'
late,10.00
first,8.00
second,6.00
END
}

@test "tiers begin anew with each period" {
	plan $tiers B,rate,credited,marginal,0,10% B,rate,credited,marginal,100,20%
	deals Ana,2026-01-20,150,,, Ana,2026-02-10,150,,,
	totals period,earned <<'END'
2026-01,20.00
2026-02,20.00
END
	pay+=(--period=quarter)
	totals period,earned <<<2026-Q1,50.00
}

@test "retroactive tiers pay what came before too, as a catch-up" {
	plan $tiers Q,quota,,,,100 B,rate,attainment,retroactive,0%,5% \
		B,rate,attainment,retroactive,100%,8%
	deals Ana,2026-01-10,99,,, Ana,2026-01-11,1,,,
	pays attainment,rates,commission,why <<'END'
0.99,0.05,4.95,B:+4.95 (99 x 0.05)
1,0.08,3.05,B:+0.08 (1 x 0.08) | B:+2.97 (catch-up)
END
	sed -i 's/,100%/,>100%/' plan.csv
	totals earned <<<5.00
}

@test "other deals' credit reaches a retroactive tier for the rule's own" {
	plan rule,kind,when,basis,mode,from,value Q,quota,,,,,100 \
		B,rate,product=gem,attainment,retroactive,0%,5% \
		B,rate,product=gem,attainment,retroactive,100%,10%
	deals Ana,2026-01-10,50,,gem, Ana,2026-01-11,50,,seat,
	pays commission,why <<'END'
2.50,B:+2.50 (50 x 0.05)
2.50,B:+2.50 (catch-up)
END
}

@test "nothing is paid below the first tier" {
	plan $tiers B,rate,credited,marginal,100,10%
	earns 100:0.00 150:5.00
}

@test "a tier of the period is rounded once, and deals add up to it" {
	plan rule,kind,value B,rate,10%
	deals Ana,2026-01-10,0.05,,, Ana,2026-01-11,0.05,,, Ana,2026-01-12,0.05,,,
	pays commission <<'END'
0.01
0.00
0.01
END
	totals earned <<<0.02
}

@test "margins, paid and counted" {
	plan rule,kind,base,value B,rate,margin,20%
	deals Ana,2026-01-10,100,,,30
	pays credited,commission <<<100.00,6.00
	plan $tiers set,credit,,,,margin Q,quota,,,,60 B,rate,attainment,marginal,0,10% \
		B,rate,attainment,marginal,50%,20%
	deals Ana,2026-01-10,100,,,60
	pays credited,attainment,why <<<'60.00,1,B:+5.00 (50 x 0.1) | B:+10.00 (50 x 0.2)'
}

@test "quotas by rep and period: the closest row counts" {
	plan rule,kind,rep,period,value Q,quota,,,100 Q,quota,,2026-02,200 \
		Q,quota,Ana,,400 Q,quota,Ana,2026-02..2026-03,800 B,rate,,,1%
	deals Ana,2026-01-01,1,,, Ana,2026-02-01,1,,, Ana,2026-03-01,1,,, \
		Bo,2026-01-01,1,,, Bo,2026-02-01,1,,,
	totals payee,period,quota <<'END'
Ana,2026-01,400.00
Ana,2026-02,800.00
Ana,2026-03,800.00
Bo,2026-01,100.00
Bo,2026-02,200.00
Bo,2026-03,100.00
END
}

@test "periods are weeks, quarters, years and days, each with its name" {
	while read -r period name; do
		plan rule,kind,period,value "set,period,,$period" "Q,quota,$name,7" B,rate,,1%
		deals Ana,2026-02-28,1,,,
		totals period,quota <<<"$name,7.00" || return
	done <<'END'
day 2026-02-28
week 2026-W09
month 2026-02
quarter 2026-Q1
year 2026
END
}

# Quotas for longer than what is paid

@test "quota_period: a year's quota, paid by the month, as the year goes" {
	plan rule,kind,period,basis,mode,from,value set,quota_period,,,,,year \
		Q,quota,2026,,,,1000 T,target,,,,,120 SAL,salary,,,,,50 \
		B,rate,,attainment,marginal,0%,10% B,rate,,attainment,marginal,50%,20%
	deals Ana,2026-01-10,400,,, Ana,2026-02-10,300,,, Ana,2026-03-10,400,,, \
		Ana,2027-01-10,100,,,
	refuses 65 '"Ana" has no quota in 2027, and B (plan.csv:6) goes by it' "${pay[@]}" deals.csv
	plan rule,kind,period,basis,mode,from,value set,quota_period,,,,,year \
		Q,quota,,,,,1000 T,target,,,,,120 SAL,salary,,,,,50 \
		B,rate,,attainment,marginal,0%,10% B,rate,,attainment,marginal,50%,20%
	pays attainment,why <<'END'
0.4,B:+40.00 (400 x 0.1)
0.7,B:+10.00 (100 x 0.1) | B:+40.00 (200 x 0.2)
1.1,B:+80.00 (400 x 0.2)
0.1,B:+10.00 (100 x 0.1)
END
	# On target a year brings 12 x 50 and 120.
	sed -i '/^Ana,2027/d' deals.csv
	totals period,credited,credited_to_date,quota,attainment,earned,pay,ote,ote_pct <<'END'
2026-01,400.00,400.00,1000.00,0.4,40.00,90.00,720.00,0.125
2026-02,300.00,700.00,1000.00,0.7,50.00,100.00,720.00,0.263888888889
2026-03,400.00,1100.00,1000.00,1.1,80.00,130.00,720.00,0.444444444444
END
	works "${pay[@]}" --compare=700 deals.csv
	shows payee,period,credited,pay,salary,difference,breakeven_volume <<<Ana,2026,1100.00,320.00,700.00,-380.00,750.00
	works "${pay[@]}" --period=quarter --totals deals.csv
	shows period,credited,attainment,earned <<<2026-Q1,1100.00,1.1,170.00
}

@test "quota_period: a retroactive tier reaches back into months that were paid" {
	plan $tiers set,quota_period,,,,quarter Q,quota,,,,1000 B,rate,attainment,retroactive,0%,10% \
		B,rate,attainment,retroactive,100%,15%
	deals Ana,2026-01-10,600,,, Ana,2026-02-10,500,,, Ana,2026-04-01,100,,,
	pays commission,why <<'END'
60.00,B:+60.00 (600 x 0.1)
105.00,B:+75.00 (500 x 0.15) | B:+30.00 (catch-up)
10.00,B:+10.00 (100 x 0.1)
END
}

@test "quota_period: a gate keeps back, and pays what it kept when it opens" {
	plan rule,kind,value set,quota_period,quarter Q,quota,1000 G,gate,50% B,rate,10% S,spiff,1
	deals Ana,2026-01-10,300,,, Ana,2026-02-10,100,,, Ana,2026-02-20,200,,, Ana,2026-02-21,50,,, \
		Ana,2026-04-01,100,,,
	pays commission,why,flags <<'END'
1.00,B:+30.00 (300 x 0.1) | S:+1.00 | G:-30.00,gated
11.00,B:+10.00 (100 x 0.1) | S:+1.00,
51.00,B:+20.00 (200 x 0.1) | S:+1.00 | G:+30.00,
6.00,B:+5.00 (50 x 0.1) | S:+1.00,
1.00,B:+10.00 (100 x 0.1) | S:+1.00 | G:-10.00,gated
END
	sed -i 's/^Ana,2026-02-20,200,,/Ana,2026-02-20,200,D,/' deals.csv
	works "${pay[@]}" --explain=D deals.csv
	shows rule,outcome,amount <<'END'
B,applied,20.00
S,applied,1.00
G,applied,30.00
END
}

@test "quota_period: caps of a month, and of the quarter" {
	plan rule,kind,scope,value set,quota_period,,quarter Q,quota,,1000 B,rate,,10% \
		M,cap,,25 Y,cap,quota,60
	deals Ana,2026-01-10,300,,, Ana,2026-02-10,200,,, Ana,2026-03-10,300,,, Ana,2026-04-01,300,,,
	pays commission,why <<'END'
25.00,B:+30.00 (300 x 0.1) | M:-5.00
20.00,B:+20.00 (200 x 0.1)
15.00,B:+30.00 (300 x 0.1) | M:-5.00 | Y:-10.00
25.00,B:+30.00 (300 x 0.1) | M:-5.00
END
	works "${pay[@]}" --compare=59 deals.csv
	shows period,breakeven_volume <<'END'
2026-Q1,590.00
2026-Q2,590.00
END
	works "${pay[@]}" --compare=61 deals.csv
	shows breakeven_volume <<<$'\n'
}

@test "quota_period: rows name the periods of what they are for" {
	faults rule,kind,period,value <<'END'
set,quota_period,,quarter//Q,quota,2026-01,1	3: column "period": "2026-01" isn't a quarter, such as 2026-Q1
set,quota_period,,year//T,target,2026-Q1,1	3: column "period": "2026-Q1" isn't a year, such as 2026
set,quota_period,,quarter//D,salary,2026-Q1,1	3: column "period": "2026-Q1" isn't a month, such as 2026-01
set,quota_period,,week	2: a week, which quotas are for, isn't made of whole months
set,quota_period,,month//set,period,,quarter	2: a month, which quotas are for, isn't made of whole quarters
set,quota_period,,month//set,period,,week	2: a month, which quotas are for, isn't made of whole weeks
set,quota_period,,x	2: column "value": "x" isn't one of: day, week, month, quarter, year
END
	deals Ana,2026-01-15,1,A,x,1
	for pair in day:week day:year month:year quarter:year week:week; do
		plan rule,kind,value set,period,${pair%:*} set,quota_period,${pair#*:} B,rate,1%
		works "${pay[@]}" deals.csv
	done
	refuses 65 "isn't made of whole years" "${pay[@]}" --period=year deals.csv
}

@test "what a share of a deal comes to isn't rounded twice" {
	# Three sevenths of a margin of 100, of which 7% are 3 exactly.
	plan rule,kind,base,basis,mode,from,value set,round,,,,,up Q,quota,,,,,300 \
		B,rate,margin,attainment,marginal,0%,3% B,rate,margin,attainment,marginal,100%,6%
	deals Ana,2026-01-05,700,,,100
	pays why <<<'B:+1.29 (42.857142857142857143 x 0.03) | B:+3.43 (57.142857142857142857 x 0.06)'
	plan rule,kind,base,basis,mode,from,value set,round,,,,,up Q,quota,,,,,300 \
		B,rate,margin,attainment,marginal,0%,7% B,rate,margin,attainment,marginal,100%,14%
	pays why <<<'B:+3.00 (42.857142857142857143 x 0.07) | B:+8.00 (57.142857142857142857 x 0.14)'
}

# Gates, caps, SPIFFs

@test "below the gate rates pay nothing, SPIFFs are paid" {
	plan rule,kind,value Q,quota,100 G,gate,50% B,rate,10% S,spiff,3
	deals Ana,2026-01-10,49,,,
	pays commission,why,flags <<<'3.00,B:+4.90 (49 x 0.1) | S:+3.00 | G:-4.90,gated'
	deals Ana,2026-01-10,49,,, Ana,2026-01-20,1,,,
	totals commission,spiffs,earned <<<5.00,6.00,11.00
	sed -i 's/50%/49.5/' plan.csv
	totals earned <<<11.00
}

@test "caps of a deal and of a period" {
	plan rule,kind,scope,value B,rate,,10% D,cap,deal,50 P,cap,,80
	deals Ana,2026-01-10,600,,, Ana,2026-01-11,200,,, Ana,2026-01-12,400,,,
	pays commission,why,flags <<'END'
50.00,B:+60.00 (600 x 0.1) | D:-10.00,capped
20.00,B:+20.00 (200 x 0.1),
10.00,B:+40.00 (400 x 0.1) | P:-30.00,capped
END
}

@test "a SPIFF is shared, to the cent" {
	plan rule,kind,when,value S,spiff,product=gem,1 P,spiff,product=gem,1%
	deals 'Ana:33.3|Bo:33.3|Cy:33.4,2026-01-10,100,,gem,' Ana,2026-01-10,100,,seat,
	pays payee,commission <<'END'
Ana,0.66
Bo,0.67
Cy,0.66
Ana,0.00
END
}

# Splits

@test "splits add up to the deal, in the cell or in rows" {
	plan rule,kind,value B,rate,10%
	deals 'Ana:50|Bo:50,2026-01-10,0.01,,,' 'Ana:33.33%|Bo:66.67%,2026-01-11,100,,,'
	pays payee,share,credited <<'END'
Ana,0.5,0.01
Bo,0.5,0.00
Ana,0.3333,33.33
Bo,0.6667,66.67
END
	printf '%s\n' deal,rep,date,amount,share A,Ana,2026-01-10,100.01,50 \
		A,Bo,2026-01-10,100.01,50 >deals.csv
	pay+=(--replace)
	pays payee,share,credited <<'END'
Ana,0.5,50.01
Bo,0.5,50.00
END
}

@test "an overlay credits more than all" {
	plan rule,kind,value set,shares,overlay B,rate,10%
	deals 'Ana:100|Bo:50,2026-01-10,100,,,'
	pays payee,credited <<'END'
Ana,100.00
Bo,50.00
END
}

@test "conditions see the rep who is paid" {
	plan rule,kind,when,value A,rate,rep=Ana,10% B,rate,rep=Bo,1%
	deals 'Ana:60|Bo:40,2026-01-10,100,,,'
	pays why <<'END'
A:+6.00 (60 x 0.1)
B:+0.40 (40 x 0.01)
END
}

# Clawbacks

@test "refunds take back what was paid, by parts, in their own period" {
	plan rule,kind,value,within,basis,mode,from B,rate,5%,,credited,marginal,0 \
		B,rate,10%,,credited,marginal,100 X,clawback,100%,40d,,,
	deals Ana,2026-01-05,90,A,, Ana,2026-01-09,60,B,, Ana,2026-02-02,-20,B,, \
		Ana,2026-02-03,-20,B,, Ana,2026-02-04,-20,B,, Ana,2026-03-01,-90,A,,
	pays credited,commission,why,flags <<'END'
90.00,4.50,B:+4.50 (90 x 0.05),
60.00,5.50,B:+0.50 (10 x 0.05) | B:+5.00 (50 x 0.1),
0.00,-1.83,X:-1.83,
0.00,-1.84,X:-1.84,
0.00,-1.83,X:-1.83,
0.00,0.00,,clawback_expired
END
	totals clawbacks,earned,draw_balance,paid <<'END'
0.00,10.00,0.00,10.00
-5.50,-5.50,5.50,0.00
0.00,0.00,5.50,0.00
END
}

@test "without clawbacks a refund is credit below zero" {
	plan $tiers B,rate,credited,marginal,0,5% B,rate,credited,marginal,100,10%
	deals Ana,2026-01-05,150,A,, Ana,2026-01-09,-100,A,,
	pays commission,why <<'END'
10.00,B:+5.00 (100 x 0.05) | B:+5.00 (50 x 0.1)
-7.50,B:-2.50 (-50 x 0.05) | B:-5.00 (-50 x 0.1)
END
}

@test "a refund of what isn't there, or more than it, is an error" {
	plan rule,kind,value B,rate,5% X,clawback,100%
	deals Ana,2026-01-05,-1,A,,
	refuses 65 'deals.csv:2: a refund of deal "A", which "Ana" has no row of before it' \
		"${pay[@]}" deals.csv
	deals Ana,2026-01-05,1,A,, Ana,2026-01-06,-2,A,,
	refuses 65 'deals.csv:3: more of deal "A" is refunded than it was' \
		"${pay[@]}" deals.csv
	deals Ana,2026-01-05,-1,,,
	refuses 65 'deals.csv:2: column "deal": is missing: a refund needs the deal' \
		"${pay[@]}" deals.csv
}

# Draws and guarantees

@test "a draw that isn't recovered, and a guarantee, are never owed" {
	plan rule,kind,rep,period,mode,value B,rate,,,,10% D,draw,Ana,,nonrecoverable,50 \
		U,guarantee,Bo,2026-01,,30 D,draw,Bo,,recoverable,40
	deals Ana,2026-01-05,100,,, Ana,2026-02-05,900,,, Bo,2026-01-05,100,,, \
		Bo,2026-02-05,450,,,
	totals payee,earned,top_up,advanced,recovered,draw_balance,paid <<'END'
Ana,10.00,40.00,0.00,0.00,0.00,50.00
Ana,90.00,0.00,0.00,0.00,0.00,90.00
Bo,10.00,20.00,10.00,0.00,10.00,40.00
Bo,45.00,0.00,0.00,5.00,5.00,40.00
END
}

@test "reps whom the plan names have rows without deals, up to the last period" {
	plan rule,kind,rep,period,value B,rate,,,10% U,guarantee,New,2026-02..2026-09,30
	deals Ana,2026-01-05,100,,, Ana,2026-03-05,100,,,
	totals payee,period,deals,paid <<'END'
Ana,2026-01,1,10.00
Ana,2026-02,0,0.00
Ana,2026-03,1,10.00
New,2026-02,0,30.00
New,2026-03,0,30.00
END
}

# Modes

@test "--compare finds the break-even with a salary" {
	plan $tiers Q,quota,,,,1000 S,salary,,,,100 B,rate,attainment,marginal,0,10% \
		B,rate,attainment,marginal,100%,20%
	deals Ana,2026-01-05,500,,,
	for want in 250:1250.00,1.25 200:1000.00,1 150.001:500.01,0.50001 50:0.00,0; do
		works "${pay[@]}" --compare="${want%:*}" deals.csv
		shows breakeven_volume,breakeven_attainment <<<"${want#*:}"
	done
	echo C,cap,,,,120 >>plan.csv
	works "${pay[@]}" --compare=250 deals.csv
	shows pay,difference,breakeven_volume,breakeven_attainment <<<150.00,-100.00,,
	works "${pay[@]}" --compare=220 deals.csv
	shows breakeven_volume <<<1100.00
	plan rule,kind,value G,gate,700 B,rate,10%
	works "${pay[@]}" --compare=10 deals.csv
	shows breakeven_volume,breakeven_attainment <<<700.00,
	refuses 64 '--compare=x: "x" is not a number' "${pay[@]}" --compare=x deals.csv
	refuses 64 '--compare=-1: "-1" is below zero' "${pay[@]}" --compare=-1 deals.csv
	plan rule,kind,when,value B,rate,product=x,10%
	refuses 65 'plan.csv:2: --compare asks what a volume of sales pays, but B depends on which' \
		"${pay[@]}" --compare=1 deals.csv
	plan rule,kind,value B,rate,9/quota
	refuses 65 '"Ana" has no quota' "${pay[@]}" --compare=1 deals.csv
}

@test "--explain says what applied, and why not" {
	plan rule,kind,when,basis,mode,from,value,within Q,quota,,,,,100, \
		B,rate,,credited,marginal,60,10%, S,spiff,product=gem,,,,1, \
		X,clawback,,,,,100%,3d G,gate,,,,,10%, C,cap,,,,,90,
	deals Ana,2026-01-05,50,A,, Ana,2026-01-06,50,B,gem, Ana,2026-02-06,-50,B,gem,
	works "${pay[@]}" --explain=A deals.csv
	holds out <<'END'
payee,rule,plan_line,kind,outcome,amount,reason
Ana,B,3,rate,not applied,,no tier begins so low
Ana,S,4,spiff,not applied,,its condition doesn't hold
Ana,X,5,clawback,not applied,,the deal isn't refunded here
Ana,G,6,gate,not applied,,the gate is open
Ana,C,7,cap,not applied,,the cap isn't reached
END
	works "${pay[@]}" --explain=B deals.csv
	shows rule,outcome,amount,reason <<'END'
B,applied,4.00,
S,applied,1.00,
X,not applied,,the deal isn't refunded here
G,not applied,,the gate is open
C,not applied,,the cap isn't reached
B,not applied,,a refund earns nothing
S,not applied,,a refund earns nothing
X,not applied,,the refund came too late
G,not applied,,the gate is open
C,not applied,,the cap isn't reached
END
	refuses 65 "--explain=Z: there is no such deal" "${pay[@]}" --explain=Z deals.csv
}

@test "--lint finds what looks like a slip" {
	plan rule,kind,when,basis,mode,scope,from,value \
		B,rate,,attainment,marginal,,0%,5% B,rate,,attainment,marginal,,50%,4% \
		B,rate,,attainment,marginal,,80%,4% B,rate,,attainment,marginal,,90%,x0.5 \
		'N,rate,a=1;a=2,,,,,target/quota' S,spiff,b=1,,,,,0 X,clawback,,,,,,100% \
		Y,clawback,b=1,,,,,50% C,cap,,,,,,100 D,draw,,,recoverable,,,200
	deals Ana,2026-01-05,50,A,,
	ends 65 commission --plan=plan.csv --lint deals.csv
	shows line,rule,finding <<'END'
2,B,goes by attainment, but the plan has no quota
3,B,pays less than the tier of line 2, which begins before it
4,B,pays what the tier of line 3 does
6,N,can never apply: its condition can't hold
6,N,goes by the quota, but the plan has none
6,N,goes by the target, but the plan has none
7,S,changes nothing: it is zero
9,Y,can never apply: a clawback before it takes every refund
10,C,isn't above the draw of line 11, which can't be recovered then
6,N,the deals have no column "a"
7,S,the deals have no column "b"
9,Y,the deals have no column "b"
END
	plan rule,kind,value Q,quota,5
	ends 65 commission --plan=plan.csv --lint
	shows finding <<<'nothing is paid for deals: there is no rate or spiff'
	plan rule,kind,value B,rate,5%
	works commission --plan=plan.csv --lint deals.csv
	holds out <<<file,line,rule,finding
}

# Errors

@test "options that don't fit" {
	plan rule,kind,value B,rate,5%
	refuses 64 "--plan=FILE is needed" commission
	refuses 64 "choose one" "${pay[@]}" --totals --compare=5
	refuses 64 "not a period: day, week, month, quarter or year" "${pay[@]}" --period=x
	refuses 66 nowhere.csv commission --plan=nowhere.csv
	deals Ana,2026-01-05,50,A,,
	sed -i '1s/product/payee/' deals.csv
	refuses 65 payee "${pay[@]}" deals.csv
	plan rule,kind,when,value 'B,rate,date within 9d,5%'
	deals Ana,2026-01-05,50,A,,
	refuses 64 "plan.csv has conditions that depend on the time: say --as-of=DATE" \
		"${pay[@]}" deals.csv
	notes "note: 1 deal later than --as-of left out" "${pay[@]}" --as-of=2026-01-01 deals.csv
}

@test "what is wrong with a plan is named by line and column" {
	faults rule,kind,when,rep,period,base,basis,mode,scope,from,value,within <<'END'
,rate,,,,,,,,,5%,	2: column "rule": every row needs a rule
A:B,rate,,,,,,,,,5%,	2: column "rule": "A:B" holds `:`, which has a meaning
B,rat,,,,,,,,,5%,	2: column "kind": "rat" isn't one of: rate, spiff, clawback, gate, cap
B,,,,,,,,,,5%,	2: column "kind": is needed here; there are: rate
B,rate,x,,,,,,,,5%,	2: column "when": "x", at character
B,rate,,Ana,,,,,,,5%,	2: column "rep": "Ana" has no meaning in a row of this kind
B,rate,,,,profit,,,,,5%,	2: column "base": "profit" isn't one of: amount, margin
B,rate,,,,,none,,,,5%,	2: column "basis": "none" isn't one of: attainment, credited
B,rate,,,,,credit,,,,5%,	2: column "basis": "credit" isn't one of: none, attainment
B,rate,,,,,,,,100,5%,	2: column "from": from what? name the basis
B,rate,,,,,,marginal,,,5%,	2: column "mode": tiers have a mode: name the basis
B,rate,,,,,credited,,,0,5%,	2: column "mode": is needed here; there are: marginal, retroactive
B,rate,,,,,credited,marginal,,,5%,	2: column "from": a number is needed here
B,rate,,,,,credited,marginal,,-1,5%,	2: column "from": "-1" is below zero
B,rate,,,,,credited,marginal,,5%,5%,	2: column "from": "5%" is per cent, but tiers by credit begin
B,rate,,,,,attainment,marginal,,5,5%,	2: column "from": "5" is an amount, but attainment is in per cent
B,rate,,,,,,,,,5,	2: column "value": "5" is more than 1, all of it: for per cent write 10%
B,rate,,,,,,,,,105%,	2: column "value": "105%" is more than 100%
B,rate,,,,,,,,,,	2: column "value": a number is needed here
B,rate,,,,,,,,,x2,	2: column "value": "x2" is times the rate of the rule's first row
B,rate,,,,,,,,,5/0,	2: column "value": "0" isn't above zero
B,rate,,,,,,,,,5/y,	2: column "value": "y" is not a number
B,rate,,,,,,,,,5%,3d	2: column "within": "3d" has no meaning
B,rate,,,,,,,,,5%,//B,rate,,,,,,,,,6%,	3: column "rule": line 2 is called B already: several rows are tiers
B,rate,,,,,,,,,5%,//B,spiff,,,,,,,,,6%,	3: column "rule": line 2 is called B already: only tiers
B,rate,,,,,credited,marginal,,0,5%,//B,rate,,,,,credited,retroactive,,9,5%,	3: column "basis": line 2 says otherwise
B,rate,,,,,credited,marginal,,0,5%,//B,rate,,,,margin,credited,marginal,,9,5%,	3: column "base": line 2 says otherwise
B,rate,,,,,credited,marginal,,0,5%,//B,rate,a=1,,,,credited,marginal,,9,5%,	3: column "when": line 2 says otherwise
B,rate,,,,,credited,marginal,,0,5%,//B,rate,,,,,credited,marginal,,0,6%,	3: column "from": line 2 has a tier of B from there already
S,spiff,,,,margin,,,,,5,	2: column "base": an amount has no base
S,clawback,,,,,,,,,5,	2: column "value": "5" is more than 1
S,clawback,,,,,,,,,5%,x	2: column "within": "x"
Q,quota,,,,,,,,,0,	2: column "value": "0" isn't above zero
Q,quota,,,,,,,,,5%,	2: column "value": "5%" is per cent, but a quota is an amount
Q,quota,a=1,,,,,,,,5,	2: column "when": "a=1" has no meaning
Q,quota,,,2026-13,,,,,,5,	2: column "period": "2026-13" isn't a month, such as 2026-01
Q,quota,,,2026-Q1,,,,,,5,	2: column "period": "2026-Q1" isn't a month, such as 2026-01
Q,quota,,,2026-01..,,,,,,5,	2: column "period": a range has both ends
Q,quota,,,2026-02..2026-01,,,,,,5,	2: column "period": 2026-01 comes before 2026-02
Q,quota,,,,,,,,,5,//Q,quota,,,,,,,,,6,	3: line 2 has a quota for the same rep and period already
D,draw,,,,,,,,,5,	2: column "mode": is needed here; there are: recoverable, nonrecoverable
C,cap,,,,,,,line,,5,	2: column "scope": "line" isn't one of: period, deal
set,currency,,,,,,,,,XYZ,	2: column "value": "XYZ" isn't a currency's code
set,decimals,,,,,,,,,2.5,	2: column "value": "2.5" isn't a whole number from 0 to 12
set,round,,,,,,,,,odd,	2: column "value": "odd" isn't one of: half-up
set,period,,,,,,,,,era,	2: column "value": "era" isn't one of: day, week
set,credit,,,,,,,,,x,	2: column "value": "x" isn't one of: amount, margin
set,shares,,,,,,,,,x,	2: column "value": "x" isn't one of: exact, overlay
set,colour,,,,,,,,,x,	2: column "kind": "colour" isn't a setting: currency, decimals
set,round,,,,,,,,,up,//set,round,,,,,,,,,up,	3: column "kind": line 2 has set round already
set,round,a=1,,,,,,,,up,	2: column "when": "a=1" has no meaning
END
	faults rule,kind,values <<<'B,rate,5%	1: unknown column "values"'
}

@test "what is wrong with deals is named by line and column" {
	plan rule,kind,value B,rate,5%
	while IFS=$'\t' read -r row message; do
		deals "$row"
		refuses 65 "deals.csv:2: $message" "${pay[@]}" deals.csv || return
	done <<'END'
,2026-01-05,50,A,,	column "rep": is missing: who is paid?
Ana,,50,A,,	column "date": is missing: a deal needs a date
Ana,2026-01-05,,A,,	column "amount": is missing: a deal needs an amount
Ana,2026-01-05,12O0,A,,	column "amount": "12O0" is not a number
Ana:60|Bo:30,2026-01-05,5,A,,	column "rep": "Ana:60|Bo:30" has shares that don't add up to 100
Ana|Bo,2026-01-05,5,A,,	column "rep": "Ana|Bo" doesn't say the shares: write them as in Ana:60|Bo:40
Ana:x|Bo:5,2026-01-05,5,A,,	column "rep": "Ana:x|Bo:5" doesn't say the shares in per cent
:50|Bo:50,2026-01-05,5,A,,	column "rep": ":50|Bo:50" has a share of nobody
Ana:50|Ana:50,2026-01-05,5,A,,	column "rep": "Ana:50|Ana:50" names a rep twice
END
	plan rule,kind,value B,rate,5/quota
	deals Ana,2026-01-05,50,A,,
	refuses 65 'deals.csv:2: "Ana" has no quota in 2026-01, and B (plan.csv:2) goes by it' \
		"${pay[@]}" deals.csv
	plan rule,kind,value Q,quota,5 B,rate,target/quota
	refuses 65 'has no target in 2026-01' "${pay[@]}" deals.csv
	plan rule,kind,value B,rate,5% G,gate,50%
	refuses 65 '"Ana" has no quota, and G (plan.csv:3) goes by it' "${pay[@]}" deals.csv
	plan rule,kind,base,value B,rate,margin,5%
	refuses 65 'column "margin": is missing: the plan pays or counts margins' \
		"${pay[@]}" deals.csv
	plan rule,kind,when,value B,rate,industry=x,5%
	refuses 65 industry "${pay[@]}" deals.csv
	plan rule,kind,value set,currency,EUR B,rate,5%
	deals 'Ana,2026-01-05,USD 50,A,,'
	refuses 65 "is in another currency than EUR" "${pay[@]}" deals.csv
}

@test "what is wrong with shares in rows" {
	plan rule,kind,value B,rate,5%
	pay+=(--replace)
	while IFS=$'\t' read -r rows message; do
		printf '%s\n' deal,rep,date,amount,share "${rows//\/\//$'\n'}" >deals.csv
		refuses 65 "deals.csv:$message" "${pay[@]}" deals.csv || return
	done <<'END'
A,Ana,2026-01-05,9,50	2: the shares of deal "A" don't add up to 100
A,Ana,2026-01-05,9,50//A,Bo,2026-01-05,8,50	3: the amount of deal "A" is another one than in line 2
A,Ana,2026-01-05,9,50//A,Ana,2026-01-05,9,50	3: "Ana" has a share of deal "A" in line 2 already
A,Ana,2026-01-05,9,0	2: column "share": "0" isn't a share above zero
A,Ana,2026-01-05,9,120	2: column "share": "120" is more than 100%
A,Ana:50|Bo:50,2026-01-05,9,50	2: column "share": "50" says shares, and so does the column rep
,Ana,2026-01-05,9,50	2: column "deal": is missing: rows with shares need the deal
END
}

@test "bad rows go to --rejects" {
	plan rule,kind,value B,rate,5%
	deals Ana,2026-01-05,x,A,, Ana,2026-01-05,50,A,,
	ends 0 "${pay[@]}" --rejects=bad.csv deals.csv
	shows commission <<<2.50
	grep -q 'deals.csv,2,' bad.csv
}

@test "amounts too large end the run" {
	plan rule,kind,value B,rate,5%
	deals Ana,2026-01-05,1000000000000000001,A,,
	refuses 65 'column "amount": "1000000000000000001" is more than 10^18' \
		"${pay[@]}" deals.csv
	mapfile -t rows < <(yes Ana,2026-01-05,1000000000000000000,A,, | head -n 11)
	deals "${rows[@]}"
	refuses 65 "deals.csv:12: an amount is too large" "${pay[@]}" deals.csv
	plan rule,kind,value B,rate,1000000000000000001/quota
	refuses 65 '"1000000000000000001" is more than 10^18' "${pay[@]}" deals.csv
}

@test "no deals: a header" {
	plan rule,kind,value B,rate,5%
	deals
	works "${pay[@]}" --totals deals.csv
	[ "$(wc -l <out)" -eq 1 ]
}

@test "random plans and deals pay what fractions say" {
	works python3 "$TESTS/commission_oracle.py" "${PLANS:-150}" 1
}
