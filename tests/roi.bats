#!/usr/bin/env bats
# What roi adds up, and what it recognises. What is expected here was worked out by hand;
# roi.py compares random tables with plain sums of fractions.
# shellcheck disable=SC2030,SC2031,SC2016 # each test is a subshell; $ is a currency

load helpers

ROOT=$BATS_TEST_DIRNAME/..

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	data=$TESTS/data
}

# Figures

@test "the columns are always all of them, in their order" {
	local want=spend,revenue,gross_profit,profit,roi,roas,breakeven_roas,impressions
	want+=,clicks,leads,mqls,sqls,conversions,customers,ctr,cpc,cpm,cpl,cpa,cac,cvr
	want+=,open_rate,click_rate,arpc,clv,clv_cac,payback_months
	printf 'spend\n' >none.csv
	works roi none.csv
	holds out <<<"$want"
	works roi --by=channel --period=month - < <(echo date,channel,clicks)
	holds out <<<"channel,period,$want"
}

@test "spend and results of several files, by channel, with a total" {
	works roi -q --by=channel --total "$data/roi-spend.csv" "$data/roi-results.csv"
	# Sign: (139 - 41.7 - 20) / 20. The total is of totals: (725.55 - 557) / 557.
	shows channel,spend,revenue,gross_profit,profit,roi,roas,breakeven_roas <<-'END'
		Flyer,175.5,276.5,193.55,18.05,0.102849002849,1.5754985755,1.42857142857
		Paid search,361.5,621,434.7,73.2,0.202489626556,1.71784232365,1.42857142857
		Sign,20,139,97.3,77.3,3.865,6.95,1.42857142857
		TOTAL,557,1036.5,725.55,168.55,0.302603231598,1.86086175943,1.42857142857
	END
	# Sign says nothing of clicks: that isn't none. Flyers have no impressions.
	shows channel,impressions,clicks,leads,customers,ctr,cpm,cpl,cac,arpc <<-'END'
		Flyer,,,47,29,,,3.73404255319,6.05172413793,9.53448275862
		Paid search,29500,1006,102,53,0.0341016949153,12.2542372881,3.54411764706,6.82075471698,11.7169811321
		Sign,1500,,,17,,13.3333333333,,1.17647058824,8.17647058824
		TOTAL,31000,1006,149,99,0.0324516129032,17.9677419355,3.73825503356,5.62626262626,10.4696969697
	END
}

@test "random tables are what sums of fractions say" {
	python3 "$TESTS/roi.py" figures
}

@test "missing isn't zero, and what is divided by nothing is empty" {
	cat >in.csv <<-'END'
		channel,spend,revenue,clicks,conversions
		a,0,10,0,1
		b,,10,--,1
		c,10,,5,
		d,-5,10,5,1
	END
	works roi -q --by=channel in.csv
	shows channel,spend,revenue,profit,roi,roas,clicks,cpc,cvr,cpa <<-'END'
		a,0,10,10,,,0,,,0
		b,,10,,,,,,,
		c,10,,,,,5,2,,
		d,-5,10,15,,,5,-1,0.2,-5
	END
}

@test "gross profit: cogs before --margin before revenue, which is said" {
	printf 'channel,spend,revenue,cogs\na,100,300,120\nb,100,300,\n' >in.csv
	works roi --by=channel --margin=0.7 --total in.csv
	shows channel,gross_profit,profit,roi,breakeven_roas <<-'END'
		a,180,80,0.8,1.66666666667
		b,210,110,1.1,1.42857142857
		TOTAL,390,190,0.95,1.53846153846
	END
	notes 'note: neither cogs nor --margin are known: gross profit is taken to be revenue' \
		roi --by=channel --total in.csv
	shows channel,gross_profit,roi,breakeven_roas,payback_months <<-'END'
		a,180,0.8,1.66666666667,
		b,300,2,,
		TOTAL,480,1.4,,
	END
	works roi -q in.csv
	works roi --margin=70% --by=channel in.csv
	shows gross_profit <<<$'180\n210'
}

@test "amounts are exact, counts may have decimals" {
	printf 'spend,conversions\n0.1,0.1\n0.2,0.2\n900000000000000000.05,1000000\n' >in.csv
	works roi in.csv
	shows spend,conversions <<<900000000000000000.35,1000000.3
}

@test "e-mail: rates are of what was delivered, its clicks aren't those of ads" {
	cat >in.csv <<-'END'
		channel,sent,delivered,opens,clicks,impressions,spend
		mail,1100,1000,250,40,,10
		mail,,500,100,5,,
		ads,,,,30,1000,35
	END
	works roi --total --by=channel in.csv
	shows channel,clicks,open_rate,click_rate,ctr,cpc <<-'END'
		ads,30,,,0.03,1.16666666667
		mail,45,0.233333333333,0.03,,0.222222222222
		TOTAL,75,0.233333333333,0.03,0.03,0.6
	END
}

@test "clv weighs by customers, or is of one" {
	cat >in.csv <<-'END'
		channel,spend,customers,clv
		a,100,3,200
		a,20,1,80
		b,,,10
		b,,,30
	END
	works roi --by=channel in.csv
	shows channel,cac,clv,clv_cac <<-'END'
		a,30,170,5.66666666667
		b,,20,
	END
}

@test "--paid: cac of some channels only" {
	works roi -q --paid='paid search, Flyer' "$data/roi-spend.csv" "$data/roi-results.csv"
	shows cac <<<6.5487804878
	works roi -q "$data/roi-spend.csv" "$data/roi-results.csv"
	shows cac <<<5.62626262626
	works roi -q --by=channel --paid=Flyer "$data/roi-spend.csv" "$data/roi-results.csv"
	shows channel,cac <<-'END'
		Flyer,6.05172413793
		Paid search,
		Sign,
	END
	refuses 65 'no column "channel"' roi --paid=x - < <(echo spend)
}

@test "payback: a month's gross profit of a customer" {
	# 6 customers for 20, who brought 48 in a month at 70%: 20/6 / (48 × 0.7 / 6).
	works roi -q --by=channel --period=month "$data/roi-spend.csv" "$data/roi-results.csv"
	[ "$(grep '^Sign,2026-01' out | sed 's/.*,//')" = 0.595238095238 ]
	# Three months, by --from and --to: 20/17 / (97.3 / 17 / 3).
	works roi -q --by=channel --from=2026-01-01 --to=2026-03-31 \
		"$data/roi-spend.csv" "$data/roi-results.csv"
	[ "$(grep '^Sign' out | sed 's/.*,//')" = 0.616649537513 ]
	# Without them the days that are there count, January 31 to March 31: 20 × 63/31 / 97.3.
	works roi -q --by=channel "$data/roi-spend.csv" "$data/roi-results.csv"
	[ "$(grep '^Sign' out | sed 's/.*,//')" = 0.417730331864 ]
	# Without dates nothing is known.
	works roi --margin=1 - < <(printf 'spend,revenue,customers\n10,20,5\n')
	shows cac,payback_months <<<2,
}

# Groups and periods

@test "--by: roles, columns, positions, several" {
	printf 'Campaign name,Region,spend\na,"x,y",1\nb,z,2\na,z,4\n' >in.csv
	works roi -q --by=campaign,Region in.csv
	shows campaign,Region,spend <<-'END'
		a,x,y,1
		a,z,4
		b,z,2
	END
	works roi -q --by='#2' in.csv
	[ "$(head -n 1 out | cut -d, -f1)" = '#2' ]
	works roi -q --by=region in.csv
	[ "$(tail -n 1 out | cut -d, -f1,2)" = z,6 ]
	refuses 65 'no column "channel"; there are: Campaign name, Region, spend' \
		roi --by=channel in.csv
	refuses 64 '--by=spend: the output has a column of that name already' \
		roi --by=spend in.csv
	refuses 64 '--by=period: the output has a column of that name already' \
		roi --by=period in.csv
	refuses 64 'a column is named twice' roi --by=channel,Channel in.csv
}

@test "--period" {
	cat >in.csv <<-'END'
		date,spend
		2026-01-01,1
		20260105T10:00,2
		2026-03-31,4
		2027-04-01,8
	END
	local period
	for period in day week month quarter year; do
		works roi --period=$period in.csv
		cut -d, -f1,2 out | tail -n +2 | paste -s -d ' '
	done >got
	holds got <<-'END'
		2026-01-01,1 2026-01-05,2 2026-03-31,4 2027-04-01,8
		2026-W01,1 2026-W02,2 2026-W14,4 2027-W13,8
		2026-01,3 2026-03,4 2027-04,8
		2026-Q1,7 2027-Q2,8
		2026,7 2027,8
	END
	refuses 64 '--period=decade: not day, week, month, quarter or year' \
		roi --period=decade in.csv
}

@test "--from and --to, --as-of" {
	printf 'date,spend\n2026-01-01,1\n2026-01-02T23:59,2\n2026-01-03,4\n' >in.csv
	works roi --from=2026-01-02 in.csv
	shows spend <<<6
	works roi --to=2026-01-02 in.csv
	shows spend <<<3
	notes 'rows later than --as-of (1, from line 4)' roi --as-of=2026-01-02 in.csv
	shows spend <<<3
	refuses 64 'later than --to' roi --from=2026-02-01 --to=2026-01-01 in.csv
	refuses 64 '--from=03/04/2026: is ambiguous' roi --from=03/04/2026 in.csv
}

@test "where dates are needed every row has one" {
	printf 'date,spend\n2026-01-01,1\n,2\n' >in.csv
	works roi in.csv
	shows spend <<<3
	refuses 65 'in.csv:3: column "date": is missing: --period, --from, --to and --cashflow need it' \
		roi --period=month in.csv
	refuses 65 '<stdin>:2: there is no column for the date' \
		roi --from=2026-01-01 - < <(printf 'spend\n1\n')
	printf 'date,spend\n03/04/2026,1\n' >odd.csv
	works roi odd.csv
	refuses 65 'column "date": "03/04/2026" is ambiguous: say --date-format=%d/%m/%Y' \
		roi --period=month odd.csv
	works roi --period=month --date-format=%d/%m/%Y odd.csv
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-04 ]
}

@test "--sort: largest numbers first, names in order, empty last" {
	printf 'channel,spend,revenue\na,10,\nb,5,50\nc,20,20\nd,40,40\n' >in.csv
	local sort
	for sort in spend -spend roi -roi channel -channel profit; do
		works roi -q --by=channel --sort=$sort --total in.csv
		cut -d, -f1 out | tail -n +2 | paste -s -d ' '
	done >got
	holds got <<-'END'
		d c a b TOTAL
		b a c d TOTAL
		b c d a TOTAL
		c d b a TOTAL
		a b c d TOTAL
		d c b a TOTAL
		b c d a TOTAL
	END
	works roi --by=channel --sort=roi - < <(echo channel,spend)
	[ "$(wc -l <out)" -eq 1 ]
	refuses 64 '--sort=x: not a column of the output' roi --by=channel --sort=x in.csv
	refuses 64 '--total needs --by or --period' roi --total in.csv
}

# Currencies

@test "several currencies are refused, each with a line" {
	printf 'currency,spend\nUSD,1\nEUR,2\nUSD,4\n' >in.csv
	refuses 65 'several currencies: USD (in.csv:2), EUR (in.csv:3): say what one of each but one is worth in that one, as in --rate=EUR=1.08' \
		roi in.csv
	works roi --rate=EUR=1.1 in.csv
	shows spend <<<7.2
	works roi --rate=USD=0.5 in.csv
	shows spend <<<4.5
	works roi --rate=USD=0.5 --rate=EUR=2 in.csv
	shows spend <<<6.5
	printf 'currency,spend\nGBP,1\n' >more.csv
	refuses 65 'USD (in.csv:2), GBP (more.csv:2)' roi --rate=EUR=1.1 in.csv more.csv
	refuses 64 '--rate=EUR: not CURRENCY=RATE' roi --rate=EUR in.csv
	refuses 64 '--rate=XXQ=1: not a currency' roi --rate=XXQ=1 in.csv
	refuses 64 '--rate=EUR=0: not a rate' roi --rate=EUR=0 in.csv
	refuses 64 'a currency can have one rate only' roi --rate=EUR=1 --rate=EUR=2 in.csv
}

@test "a currency stands in a column, in a header or in the cell" {
	works roi -q --rate=EUR=2 - < <(printf 'spend,revenue\n€5,$8\n')
	shows spend,revenue <<<10,8
	works roi -q --rate=EUR=2 --rate=USD=3 - < <(printf 'Spend (EUR),Revenue (USD)\n5,8\n')
	shows spend,revenue <<<10,24
	# What says nothing is in the currency of its row, or of its header.
	works roi -q --rate=EUR=2 - < <(printf 'spend,revenue\n€5,8\n')
	shows spend,revenue <<<10,16
	works roi -q --rate=EUR=2 - < <(printf 'Spend (EUR),revenue\n,8\n')
	shows revenue <<<16
	notes 'amounts that say no currency are taken to be in the one that the others' \
		roi --margin=1 --rate=EUR=2 - < <(printf 'currency,spend\nEUR,5\n,1\n')
	shows spend <<<11
}

@test "a sign that several currencies use means the one of them that is there" {
	works roi - < <(printf 'currency,spend\nUSD,1\n,$2\nUSD,$4\n')
	shows spend <<<7
	works roi --rate=CAD=2 - < <(printf 'currency,spend\nCAD,1\n,$2\nEUR,4\n')
	shows spend <<<10
	refuses 65 'several currencies: $ (<stdin>:2), EUR (<stdin>:3)' \
		roi - < <(printf 'spend\n$1\nEUR 2\n')
	works roi --rate='$=0.5' - < <(printf 'spend\n$1\nEUR 2\n')
	shows spend <<<2.5
}

@test "currencies that contradict each other" {
	refuses 65 '<stdin>:2: column "spend": "€5" is in another currency than the row or the column says' \
		roi - < <(printf 'currency,spend\nUSD,€5\n')
	refuses 65 'column "currency": "Euro" is no currency' \
		roi - < <(printf 'currency,spend\nEuro,5\n')
}

# Attribution

@test "what attribute writes is read as it is" {
	works roi -q --by=channel "$data/roi-spend.csv" "$data/roi-attributed.csv"
	shows channel,spend,revenue,conversions,roas,cpa <<-'END'
		Flyer,175.5,283,29.75,1.61253561254,5.89915966387
		Paid search,361.5,663,58,1.83402489627,6.23275862069
		Sign,20,90.5,11.25,4.525,1.77777777778
	END
}

@test "several models would count revenue several times" {
	printf 'channel,model,conversions,value\na,first,1,10\na,last,2,20\n' >in.csv
	refuses 65 'in.csv:3: the model is "last", and at in.csv:2 "first"' roi -q in.csv
	[[ $(<err) = *'--model=first, or say --by=...,model'* ]]
	works roi -q --by=channel,model in.csv
	shows channel,model,revenue <<-'END'
		a,first,10
		a,last,20
	END
	works roi --partial -q in.csv
	mv out state
	refuses 65 'the model is "last"' roi --merge state
}

# Exports

# says FILE TEXT...: roi reads the file without options and says all these texts.
says() {
	local file=$1 text
	shift
	ends 0 roi "$file" || return
	for text; do
		[[ $(<err) = *"$text"* ]] || complain "no such note: $text" roi "$file" || return
	done
}

@test "Google Ads: titles, totals, grouping, -- and < 10%" {
	says "$data/roi-google-ads.csv" 'read as an export of Google Ads; the header is below 2 lines' \
		'date is "Day", currency is "Currency code", spend is "Cost"' \
		'3 rows read; left out: totals (2, from line 7)'
	shows spend,revenue,impressions,clicks,conversions <<<1206,1311,17212,580,21.5
}

@test "Google Ads in UTF-16 with tabs" {
	python3 - "$data/roi-google-ads.csv" <<-'END'
		import csv, sys
		rows = list(csv.reader(open(sys.argv[1])))
		text = "\r\n".join("\t".join(row) for row in rows) + "\r\n"
		open("tabs.csv", "wb").write(b"\xff\xfe" + text.encode("utf-16-le"))
	END
	says tabs.csv 'below 2 lines of titles' 'separated by tabs' 'totals (2, from line 7)'
	shows spend,revenue,impressions,clicks,conversions <<<1206,1311,17212,580,21.5
	# What was recognised of the input isn't imposed on the output.
	[[ $(<out) = spend,revenue,* ]]
}

@test "Google Ads API: millionths" {
	cat >api.csv <<-'END'
		campaign.name,segments.date,metrics.cost_micros,metrics.clicks,customer.currency_code
		Thirst,2026-01-31,110250001,310,EUR
		Thirst,2026-02-28,5,0,EUR
	END
	says api.csv 'Google Ads' 'spend is "metrics.cost_micros"' 'spend counts millionths'
	shows spend,clicks <<<110.250006,310
}

@test "Meta: a total without a label, the currency in the header, link clicks" {
	says "$data/roi-meta-ads.csv" 'Meta Ads' 'spend is "Amount spent (USD)"' \
		'clicks is "Link clicks"' '2 rows read; left out: totals (1, from line 2)'
	shows spend,revenue,clicks,conversions <<<181.75,210.5,75,6
}

@test "an export with semicolons, decimal commas and the day first" {
	says "$data/roi-europe.csv" 'separated by semicolons; decimal commas; dates as %d/%m/%Y'
	shows spend,impressions,clicks,conversions <<<1020,5000,75,3
	works roi -q --period=day "$data/roi-europe.csv"
	[ "$(tail -n 1 out | cut -d, -f1,2)" = 2026-02-02,7.5 ]
	works roi -q --rate=USD=0.92 "$data"/roi-{europe,google-ads,meta-ads}.csv
	shows spend <<<2393.21
}

@test "LinkedIn: titles, a blank line, the month first" {
	cat >in.csv <<-'END'
		Campaign Performance Report (in UTC)
		"Report Start: 1/1/2026, 12:00 AM"

		Start Date (in UTC),Campaign Group Name,Campaign Name,Currency,Total Spent,Clicks,Leads,Total Conversion Value
		1/31/2026,Default,"Thirst, office",EUR,"1,000.50",7,3,20.00
		2/1/2026,Default,Thirst,EUR,9.50,1,0,0.00
	END
	says in.csv 'LinkedIn Ads; the header is below 3 lines' 'campaign is "Campaign Name"'
	shows spend,revenue,clicks,leads <<<1010,20,8,3
	works roi -q --period=month in.csv
	cut -d, -f1,2 out >got
	holds got <<<$'period,spend\n2026-01,1000.5\n2026-02,9.5'
}

@test "Microsoft: a total, a footer" {
	printf '\xef\xbb\xbf' >in.csv
	cat >>in.csv <<-'END'
		"Report Name: Campaigns"
		"Rows: 2"

		"CampaignName","TimePeriod","CurrencyCode","Spend","Clicks","Revenue"
		"Thirst","2026-01-31","EUR","20.25","7","410.00"
		"Thirst","2026-02-01","EUR","9.75","1","390.00"
		"Total","","","30.00","8","800.00"

		"©2026 Example Corporation. All rights reserved. "
	END
	says in.csv 'Microsoft Advertising' 'totals (1, from line 7), footers (1, from line 9)'
	shows spend,revenue,clicks <<<30,800,8
}

@test "TikTok: Total of 2 results" {
	cat >in.csv <<-'END'
		By Day,Campaign name,Cost,Impressions,Clicks (destination),Complete payment,Total complete payment value
		2026-01-31,Thirst,8.00,5000,70,1,59
		2026-02-01,Thirst,9.50,5200,81,0,0
		Total of 2 results,-,17.50,10200,151,1,59
	END
	says in.csv 'TikTok Ads' 'totals (1, from line 4)'
	shows spend,revenue,clicks,conversions <<<17.5,59,151,1
}

@test "Google Analytics: comments, a total without a label, a second table" {
	cat >in.csv <<-'END'
		# ----------------------------------------
		# Acquisition, "all"
		# ----------------------------------------
		#
		All Users
		Session default channel group,Sessions,Key events,Total revenue
		,1000,30,1500.5
		Organic Search,600,20,1000
		Direct,400,10,500.5

		# ----------------------------------------
		Date,Sessions
		20260901,33
	END
	says in.csv 'Google Analytics; the header is below 5 lines' 'totals (1, from line 7)' \
		'what stands below the table (1, from line 11)'
	shows revenue,conversions <<<1500.5,30
	# The second table may follow without a comment, and be as wide.
	sed -i '11d; s/^Date,Sessions$/Date,Sessions,Key events,Total revenue/
		s/^20260901,33$/20260901,33,1,2/' in.csv
	says in.csv 'what stands below the table (1, from line 11)'
	shows revenue,conversions <<<1500.5,30
	sed 's/^,1000/Grand total,1000/' in.csv >labelled.csv
	says labelled.csv 'totals (1, from line 7)'
	shows revenue,conversions <<<1500.5,30
}

@test "Mailchimp" {
	cat >in.csv <<-'END'
		Campaign Title,Send Date,Total Recipients,Successful Deliveries,Unique Opens,Unique Clicks,Open Rate
		June,"Jun 10, 2026 11:02 AM",1100,1000,250,40,25.0%
		July,"Jul 10, 2026 11:02 AM","1,100",500,100,5,20.0%
	END
	says in.csv 'Mailchimp' 'dates as %b %d, %Y %I:%M %p' 'clicks is "Unique Clicks"'
	shows open_rate,click_rate <<<0.233333333333,0.03
	works roi -q --period=month in.csv
	[ "$(cut -d, -f1 out | paste -s -d ' ')" = 'period 2026-06 2026-07' ]
}

@test "HubSpot: only deals that are won are revenue" {
	cat >in.csv <<-'END'
		Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Original Traffic Source,Associated Contact IDs
		1,Blue,Closed won,15000,EUR,2026-09-01 08:00,PAID_SEARCH,8001;8002
		2,Red,Closed lost,"2,500.00",EUR,2026-09-04 12:00,PAID_SEARCH,8003
		3,Green,Proposal,,,,DIRECT_TRAFFIC,
	END
	says in.csv 'HubSpot deals' 'revenue is "Amount"' "deals that aren't won (2, from line 3)"
	shows revenue <<<15000
}

@test "Shopify: orders that are paid, each once" {
	cat >in.csv <<-'END'
		Name,Financial Status,Currency,Subtotal,Total,Created at,Lineitem name
		#1001,paid,EUR,100.00,113.00,2026-06-10 11:00:00 -0400,Cushion
		#1001,,,,,2026-06-10 11:00:00 -0400,Vase
		#1002,refunded,EUR,45.00,45.00,2026-06-11 08:59:00 -0400,Vase
	END
	says in.csv 'Shopify orders' 'revenue is "Subtotal"' \
		"1 row read; left out: orders that aren't paid, or lines of orders (2, from line 3)"
	shows revenue <<<100
	works roi -q --period=day in.csv
	[ "$(tail -n 1 out | cut -d, -f1)" = 2026-06-10 ]
}

@test "a plain table isn't talked about, other names are" {
	works roi --margin=1 - < <(printf 'Channel,SPEND,New_Customers\na,1,1\n') ||
		[[ $(<err) = *'customers is "New_Customers"'* ]]
	works roi --margin=1 - < <(printf 'Channel,SPEND\na,1\n')
	notes 'roi: <stdin>: read as a table; spend is "Ad spend"' \
		roi - < <(printf 'channel,Ad spend\na,1\n')
	works roi -q - < <(printf 'channel,Ad spend\na,1\n')
}

@test "what only looks like a total is none" {
	cat >in.csv <<-'END'
		channel,date,spend
		Total Wine,2026-01-01,1
		Total,2026-01-01,2
		Total,,4
		,,8
	END
	notes '3 rows read; left out: totals (1, from line 4)' roi in.csv
	shows spend <<<11
	works roi --keep-totals in.csv
	shows spend <<<15
	# A row without a campaign is one in a table that no platform wrote.
	notes '2 rows read; left out: totals (1, from line 4)' \
		roi - < <(printf 'channel,spend\na,1\n,2\n,Total\n' | sed 's/^,Total/Total,9/')
	shows spend <<<3
	ends 0 roi --keep-totals "$data/roi-google-ads.csv"
	shows spend <<<3618
}

@test "a row that is too short is an error, in exports too" {
	refuses 65 '<stdin>:3: 1 cell where the header has 2' \
		roi - < <(printf 'channel,spend\na,1\nb\n')
	sed '5s/.*/Enabled,Thirst/' "$data/roi-google-ads.csv" >short.csv
	refuses 65 'short.csv:5: 2 cells where the header has 11' roi -q short.csv
	ends 0 roi -q --rejects=rejects.csv short.csv
	shows spend <<<110.25
	[ "$(cut -d, -f1-2 rejects.csv | tail -n 1)" = short.csv,5 ]
}

@test "a blank line inside of a table ends nothing" {
	works roi - < <(printf 'channel,spend\na,1\n\nb,2\n')
	shows spend <<<3
	ends 0 roi - < <(printf 'Title\nchannel,spend\na,1\n\nb,2\n')
	shows spend <<<3
}

@test "--skip-lines chooses the header" {
	printf 'cost,clicks\nx,y\n\nchannel,spend\na,1\n' >in.csv
	refuses 65 'in.csv:2: column "cost": "x" is not a number' roi -q in.csv
	ends 0 roi --skip-lines=3 in.csv
	shows spend <<<1
	refuses 65 'in.csv: no column has spend or results; there are: x, y' \
		roi --skip-lines=1 in.csv
	refuses 65 'is empty' roi --skip-lines=9 in.csv
	refuses 64 '--skip-lines=-1: not a number of lines' roi --skip-lines=-1 in.csv
	refuses 64 '--skip-lines=x: not a number of lines' roi --skip-lines=x in.csv
}

@test "-c names columns, also of a header that isn't recognised otherwise" {
	printf 'Bericht\nKanal;Betrag;Nr.\na;1,5;1\nb;2,5;2\n' >in.csv
	refuses 65 'in.csv: no column has spend or results; there are: Bericht; if another line is the header, say how many stand above it, --skip-lines=N; if a column has another name, say so, as in -c spend=NAME' \
		roi in.csv
	notes 'the header is below 1 line of titles or comments; separated by semicolons' \
		roi -c spend=Betrag -c channel=Kanal --by=channel --decimal=, in.csv
	cut -d, -f1,2 out >got
	holds got <<<$'channel,spend\na,1.5\nb,2.5'
	notes 'clicks is "Clicks (all)"' \
		roi -c clicks='Clicks (all)' "$data/roi-meta-ads.csv"
	shows clicks <<<120
	refuses 64 'there is no role "cost"; there are: campaign, channel, date' \
		roi -c cost=x in.csv
}

@test "-d and sep= are what is said, not recognised" {
	works roi -d '|' --by=channel - < <(printf 'channel|spend\na|1\n')
	[ "$(tail -n 1 out | cut -d '|' -f1,2)" = 'a|1' ]
	ends 0 roi --by=channel - < <(printf 'sep=;\nchannel;spend\na;1\n')
	[ "$(tail -n 1 out | cut -d ';' -f1,2)" = 'a;1' ]
	refuses 65 'no column has spend or results; there are: channel;spend' \
		roi -d , - < <(printf 'channel;spend\na;1\n')
}

@test "numbers that could mean either are refused" {
	printf 'channel;spend\na;3.000\n' >in.csv
	refuses 65 'in.csv:2: "3.000" is ambiguous, and no other number tells: if the comma is the decimal mark, say --decimal=, and if the dot is, --decimal=.' \
		roi in.csv
	ends 0 roi --decimal=, in.csv
	shows spend <<<3000
	ends 0 roi --decimal=. in.csv
	shows spend <<<3
	refuses 65 'column "spend": "1,5" is not a number; if the comma is the decimal mark, say --decimal=,' \
		roi - < <(printf 'channel,spend\na,"1,5"\n')
	# Also where only a later number is one, far behind the header.
	{
		echo 'channel;spend'
		yes 'a;1' | head -n 20000
		echo 'a;3.000'
	} >late.csv
	refuses 65 'late.csv:20002: column "spend": "3.000" is ambiguous' roi -q late.csv
	sed -i '$s/3.000/2.50/' late.csv
	works roi -q late.csv
	shows spend <<<20002.5
	refuses 65 '"1,5" is ambiguous' roi -q - < <(printf 'channel;spend\na;1,5\nb;1.5\n')
}

@test "bounds are missing values" {
	notes '1 cell such as "< 10%" taken as missing' \
		roi - < <(printf 'channel,leads,clicks\na,< 5,3\n')
	shows leads,clicks <<<,3
	refuses 65 'column "leads": "<b>" is not a number' roi - < <(printf 'leads\n<b>\n')
}

@test "columns that fit equally well are refused" {
	refuses 65 'columns #1 "Cost" and #2 "cost" both fit spend: choose with -c spend=#1' \
		roi - < <(printf 'Cost,cost\n1,2\n')
	ends 0 roi -c spend=#2 - < <(printf 'Cost,cost\n1,2\n')
	shows spend <<<2
}

# Cash flow

@test "--cashflow: net present value, rate of return, when it was paid back" {
	works roi -q --cashflow --by=stand --discount-rate=0.1 "$data/roi-stand.csv"
	holds out <<-'END'
		stand,npv,irr,payback_date,cumulative_low
		Beach,82.4905142724,0.546420026822,2025-08-31,-900
		Fair,0,0.1 | 0.2,,-100
		Park,-114.162158087,-0.790399053462,,-300
	END
	# What spreadsheets' documentation says of XNPV and XIRR.
	cat >in.csv <<-'END'
		date,spend,revenue
		2008-10-30,,4250
		2008-01-01,10000,
		2008-03-01,,2750
		2009-02-15,,3000
		2009-04-01,,2750
		2009-02-15,50,300
	END
	works roi -q --cashflow --discount-rate=9% in.csv
	holds out <<-'END'
		npv,irr,payback_date,cumulative_low
		2086.64760203,0.373362533519,2009-02-15,-10000
	END
}

@test "--cashflow: none, several, one day, nothing, and a margin" {
	cat >in.csv <<-'END'
		date,channel,spend,revenue,clicks
		2026-01-01,never,10,,
		2026-02-01,never,10,,
		2026-01-01,at once,10,20,
		2026-01-01,nothing,,,5
		2026-01-01,margin,10,,
		2027-01-01,margin,,40,
	END
	works roi -q --cashflow --by=channel --discount-rate=0 --margin=0.5 --total in.csv
	holds out <<-'END'
		channel,npv,irr,payback_date,cumulative_low
		at once,0,none,2026-01-01,0
		margin,10,1,2027-01-01,-10
		never,-20,none,,-20
		nothing,,,,
		TOTAL,-10,-0.341257624353,,-30
	END
	works roi -q --cashflow --by=channel --discount-rate=0 --sort=-npv --format=json in.csv
	[ "$(sed -n 2p out)" = '{"channel":"never","npv":-20,"irr":"none","payback_date":null,"cumulative_low":-20},' ]
	refuses 64 '--cashflow needs --discount-rate=RATE' roi --cashflow in.csv
	refuses 64 '--discount-rate is for --cashflow' roi --discount-rate=0 in.csv
	refuses 64 '--discount-rate=-1: not a rate' roi --discount-rate=-1 in.csv
	refuses 64 '--period=day: --cashflow is about all the time there is' \
		roi --cashflow --period=day --discount-rate=0 in.csv
	refuses 64 '--paid=x: --cashflow has no cac' \
		roi --cashflow --paid=x --discount-rate=0 in.csv
	refuses 64 '--margin=2: not a margin' roi --margin=2 in.csv
}

# States

@test "states of random splits, merged at random, are the whole run to the byte" {
	python3 "$TESTS/roi.py" splits
}

@test "a state that was cut is an error, never a wrong table" {
	python3 "$TESTS/roi.py" cuts
}

@test "states carry what was asked, and refuse what doesn't fit" {
	works roi -q --by=channel --partial "$data/roi-spend.csv"
	mv out a
	works roi -q --by=channel --partial "$data/roi-results.csv"
	mv out b
	works roi -q --by=channel --sort=roi --total "$data/roi-spend.csv" "$data/roi-results.csv"
	mv out want
	works roi --merge --sort=roi --total b a
	cmp want out
	cat a b | works roi --merge --sort=roi --total
	cmp want out
	works roi -q --partial "$data/roi-spend.csv"
	mv out c
	refuses 65 "states made with different options can't be merged: --by= here, --by=channel before" \
		roi --merge a c
	refuses 64 '--merge takes --by from the states' roi --merge --by=channel a
	refuses 64 "options that say how to read tables don't apply" roi --merge --decimal=, a
	refuses 64 '--partial has no use for --total' roi --partial --total a
	refuses 64 '--partial writes what --merge reads' roi --partial --format=md a
	refuses 65 'is this the output of roi --partial?' \
		roi --merge - < <(printf 'record,name,value,account\nsum,spend,1,\n')
	sed 's/^sum,spend,[0-9.]*/sum,spend,x/' a >bad
	refuses 65 'not a sum: is this the output of roi --partial?' roi --merge bad
	sed 's/^setting,version,1/setting,version,0/' a >old
	refuses 65 'a state of another version' roi --merge old
}

@test "states of several currencies are refused when they meet" {
	printf 'currency,spend\nUSD,1\n' >usd.csv
	printf 'currency,spend\nEUR,3\n' >eur.csv
	works roi --partial usd.csv
	mv out usd
	works roi --partial eur.csv
	mv out eur
	refuses 65 'USD (usd.csv:2), EUR (eur.csv:2)' roi --merge usd eur
	works roi --merge --rate=EUR=2 usd eur
	shows spend <<<7
}

@test "sums that get too large are an error" {
	printf 'spend\n170000000000000000000\n1000000000000000000\n' >in.csv
	refuses 65 'in.csv:3: the sum gets too large for an amount of money' roi in.csv
	printf 'currency,spend\nEUR,170000000000000000000\n' >in.csv
	refuses 65 'a sum gets too large for an amount of money' roi --rate=EUR=2 in.csv
}

# Threads

@test "--jobs: random files give what they give with one thread, notes and rejects too" {
	python3 "$TESTS/jobs_roi.py"
}

@test "--jobs: several files, one of which is stdin, and what can't be cut" {
	{
		echo date,channel,spend
		yes '2026-01-01,"Ads
		and more",1' | head -n 4000
	} >a.csv
	{
		printf 'A title\n\nchannel,spend\n'
		yes Ads,2 | head -n 1000
		printf '\nanother,table\n1,2\n'
	} >b.csv
	iconv -t UTF-16 a.csv >c.csv
	cp a.csv e.csv
	all=(roi --by=channel --as-of=2026-02-01)
	"${all[@]}" --jobs=1 a.csv b.csv c.csv - <e.csv >want 2>notes
	grep -q 'left out: what stands below the table (1, from line 1005)' notes
	for jobs in 2 5 256; do
		"${all[@]}" --jobs=$jobs a.csv b.csv c.csv - <e.csv >out 2>err
		diff want out
		diff notes err
		"${all[@]}" --jobs=$jobs a.csv b.csv c.csv - < <(cat a.csv) >out 2>err
		diff want out
	done
	# Stdin needn't stand at the beginning of its file.
	sed '1i a line' a.csv >d.csv
	{ read -r _ && roi --jobs=3 --by=channel - >out; } < <(cat d.csv)
	{ read -r _ && roi --jobs=3 --by=channel - >out3; } <d.csv
	diff out out3
	refuses 64 '--jobs=0: not a number from 1 to 256' roi --jobs=0 a.csv
}

# What is written down

@test "roi(1) names every role and every name of it, and no others" {
	sed -n '/^} roles\[ROI_ROLES\]/,/^};/p' "$ROOT/cmd/roi/roles.c" | grep -o '"[^"]*"' |
		tr -d '\n' | sed 's/|""/|/g; s/""/\n/g; s/|/\n/g; s/"//g' |
		sed 's/[.]$//' | sort -u >code
	[ "$(wc -l <code)" -gt 100 ]
	awk '/^\.Sh / { on = $2 == "INPUT" } on && /^\.Ss Recognised/ { on = 0 } on' \
		"$ROOT/man/roi.1" |
		sed -nE 's/^\.(It Cm|Dq) (.*[^ .,]).*/\2/p' | sort -u | holds code
}

@test "roi(1) has the columns in their order" {
	awk '/^\.Sh / { on = $2 == "OUTPUT" } on' "$ROOT/man/roi.1" |
		sed -n 's/^\.It Cm //p' | sed 's/ , /\n/g' >described
	{
		roi - < <(echo spend)
		roi --cashflow --discount-rate=0 - < <(echo date,spend)
	} | tr , '\n' | holds described
}

@test "a NUL byte is refused in the title lines of an export too" {
	{ printf 'Campaign re\0port\n' && tail -n +2 "$TESTS/data/roi-google-ads.csv"; } >export.csv
	refuses 65 'a NUL byte' roi -q export.csv
}
