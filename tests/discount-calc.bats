#!/usr/bin/env bats
# What discount-calc makes of policies and quotes. What is expected was worked out by hand
# from discount-policy(5).
# shellcheck disable=SC2030,SC2031 # each test is a subshell

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	calc=(discount-calc --policy=policy.csv)
}

# policy <<...: makes policy.csv.
policy() {
	cat >policy.csv
}

quotes() {
	cat >quotes.csv
}

# prices COLUMN,... <<...: those columns of the priced quotes are stdin.
prices() {
	works "${calc[@]}" quotes.csv || return
	shows "$1"
}

# Makes policy.csv of a header and of rows, with // between two.
policy_of() {
	printf '%s\n' "$1" "${2//\/\//$'\n'}" >policy.csv
}

# nets HEADER <<...: rows of POLICY<tab>LIST PRICE<tab>QTY:NET ..., with // between two
# rows of the policy: so many units come to that.
nets() {
	local policy price wanted want rows i
	while IFS=$'\t' read -r policy price wanted; do
		read -ra wanted <<<"$wanted"
		policy_of "$1" "$policy"
		{
			echo quote,qty,list_price
			for want in "${wanted[@]}"; do
				echo "$want,${want%:*},$price"
			done
		} >quotes.csv
		works "${calc[@]}" quotes.csv || return
		mapfile -t rows <out
		for i in "${!wanted[@]}"; do
			IFS=, read -ra row <<<"${rows[i + 1]}"
			[ "${row[5]}" = "${wanted[i]#*:}" ] && continue
			echo "policy: $policy, price $price, want ${wanted[i]}, not ${row[5]}"
			return 1
		done
	done
}

# faults HEADER <<...: rows of POLICY<tab>MESSAGE, which begins behind `policy.csv:`.
faults() {
	local policy message
	printf '%s\n' qty,list_price,sku,cost,term 1,1,x,1,1 >quotes.csv
	while IFS=$'\t' read -r policy message; do
		policy_of "$1" "$policy"
		refuses 65 "discount-calc: policy.csv:$message" "${calc[@]}" quotes.csv || return
	done
}

# As helpers' shows, without starting python each time: no cell holds a line end here.
shows() {
	awk -v names="$1" '
		function split_row(row, n, cell) {
			for (n = 1;; n++) {
				match(row, /^("([^"]|"")*"|[^",]*)/)
				cell = substr(row, 1, RLENGTH)
				row = substr(row, RLENGTH + 2)
				if (cell ~ /^"/) {
					cell = substr(cell, 2, length(cell) - 2)
					gsub(/""/, "\"", cell)
				}
				cells[n] = cell
				if (length($0) < length_before + RLENGTH + 1)
					return n
				length_before += RLENGTH + 1
			}
		}
		{
			length_before = 0
			count = split_row($0)
		}
		NR == 1 {
			for (i = 1; i <= count; i++)
				places[cells[i]] = i
			wanted = split(names, asked, ",")
			next
		}
		{
			for (i = 1; i <= wanted; i++)
				printf "%s%s", cells[places[asked[i]]], i < wanted ? "," : "\n"
		}' "${2:-out}" >columns && holds columns
}

# percents COLUMN,... [FILE]: the columns of a CSV, without the header, ratios as per
# cents.
percents() {
	python3 -c '
import csv, decimal, sys
names = sys.argv[1].split(",")
with open(sys.argv[2], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file, strict=True):
        print(",".join(
            f"{decimal.Decimal(row[name]) * 100:.2f}" if name.endswith("_pct") else row[name]
            for name in names))' "$1" "${2:-out}" >columns && holds columns
}

# The examples

@test "the lemonade stand: every number of it" {
	calc=(discount-calc --policy="$TESTS"/data/discount-lemonade-policy.csv)
	works "${calc[@]}" "$TESTS"/data/discount-lemonade-quotes.csv
	percents quote,line,sku,qty,list_total,discount,net,discount_pct,margin_pct,why <<-'END'
		L1,1,cup,1,1.00,0.00,1.00,0.00,70.00,
		L2,1,cup,3,3.00,1.00,2.00,33.33,55.00,B2G1:-1.00 (beats CUPS=-0.20)
		L3,1,cup,7,7.00,2.00,5.00,28.57,58.00,B2G1:-2.00 (beats CUPS=-1.30)
		L4,1,cup,7,7.00,2.50,4.50,35.71,53.33,B2G1:-2.00 (beats CUPS=-1.30) | HEAT:-0.50
		L5,1,cup,2,2.00,0.42,1.58,21.00,62.03,HEAT:-0.20 | COMBO:-0.22
		L5,2,cookie,3,2.25,0.28,1.97,12.44,61.93,COMBO:-0.28
		L6,1,cup,60,60.00,22.00,38.00,36.67,52.63,B2G1:-20.00 (beats CUPS=-19.85) | HEAT:-2.00
	END
	works "${calc[@]}" --totals "$TESTS"/data/discount-lemonade-quotes.csv
	percents quote,list_total,discount,net,discount_pct,margin_pct <<-'END'
		L1,1.00,0.00,1.00,0.00,70.00
		L2,3.00,1.00,2.00,33.33,55.00
		L3,7.00,2.00,5.00,28.57,58.00
		L4,7.00,2.50,4.50,35.71,53.33
		L5,4.25,0.70,3.55,16.47,61.97
		L6,60.00,22.00,38.00,36.67,52.63
	END
	works "${calc[@]}" --lint
}

@test "the software company: every number of it" {
	calc=(discount-calc --policy="$TESTS"/data/discount-saas-policy.csv)
	works "${calc[@]}" "$TESTS"/data/discount-saas-quotes.csv
	percents quote,line,sku,qty,list_total,discount,net,discount_pct,margin_pct,why,approval <<-'END'
		S1,1,seat,40,1960.00,0.00,1960.00,0.00,80.00,,rep
		S2,1,seat,250,12250.00,2670.50,9579.50,21.80,74.42,VOL:-1837.50 | TERM:-833.00,director
		S2,2,api,25000,250.00,105.56,144.44,42.22,65.38,API:-93.00 | TERM:-12.56,director
		S3,1,seat,120,5880.00,2109.45,3770.55,35.88,68.81,VOL:-588.00 | TERM:-264.60 | EDU:-1256.85 (beats LAUNCH=-502.74),vp_sales
		S4,1,seat,700,34300.00,15843.60,18456.40,46.19,62.83,VOL:-7546.00 | TERM:-2140.32 | DEAL:-1230.68 | PART:-4676.60 | MIN:-250.00,cfo
		S4,2,support,1,3333.33,0.00,3333.33,0.00,55.00,TERM:-266.67 | PART:-613.33 | FLOOR:+880.00,cfo
		S4,3,api,1200000,12000.00,6000.00,6000.00,50.00,60.00,API:-5968.00 | TERM:-482.56 | PART:-1109.89 | FLOOR:+1560.45,cfo
	END
	works "${calc[@]}" --totals "$TESTS"/data/discount-saas-quotes.csv
	percents quote,list_total,discount,net,discount_pct,margin_pct,approval <<-'END'
		S1,1960.00,0.00,1960.00,0.00,80.00,rep
		S2,12500.00,2776.06,9723.94,22.21,74.29,director
		S3,5880.00,2109.45,3770.55,35.88,68.81,vp_sales
		S4,49633.33,21843.60,27789.73,44.01,61.28,cfo
	END
	works "${calc[@]}" --lint
}

# The output

@test "a line comes back with what was computed behind it" {
	policy <<-'END'
		rule,stage,kind,value
		P,promo,percent,10%
	END
	quotes <<-'END'
		x,qty,list_price,cost,"a ""b"""
		1,3,9.99,5,"c, d"
		,1,"$1,000.00",,
	END
	works "${calc[@]}" quotes.csv
	holds out <<-'END'
		x,qty,list_price,cost,"a ""b""",list_total,discount,net,unit_net,discount_pct,margin,margin_pct,why,approval,flags
		1,3,9.99,5,"c, d",29.97,3.00,26.97,8.99,0.1001001001,11.97,0.44382647386,P:-3.00,,
		,1,"$1,000.00",,,1000.00,100.00,900.00,900,0.1,,,P:-100.00,,
	END
}

@test "a policy that says nothing: the net is the list total" {
	echo rule | policy
	printf '%s\n' qty,list_price 3,9.99 2.5,0.333 >quotes.csv
	prices list_total,discount,net,why,flags <<-'END'
		29.97,0.00,29.97,,
		0.83,0.00,0.83,,
	END
	echo qty,list_price | quotes
	works "${calc[@]}" quotes.csv
	holds out <<<qty,list_price,list_total,discount,net,unit_net,discount_pct,margin,margin_pct,why,approval,flags
	works "${calc[@]}" --totals quotes.csv
	holds out <<<quote,date,lines,list_total,discount,net,discount_pct,cost,margin,margin_pct,pocket,untaxed,tax,payable,cash_rounding,approval,flags
	works "${calc[@]}" --waterfall quotes.csv
	holds out <<<quote,step,amount,balance
	works "${calc[@]}" --allocate=5 quotes.csv
	holds out <<<qty,list_price,allocated
}

@test "policy files: what any CSV may be" {
	printf '\xef\xbb\xbfValue,NOTE,rule,Kind,"stage"\r\n 10%% ,"a, ""b""", P , Percent,PROMO\r\n\r\nUSD,,SET,Currency,\r\n' | policy
	printf '%s\n' qty,list_price 1,10 >quotes.csv
	prices net,why <<<'9.00,P:-1.00'
	works discount-calc --policy=- quotes.csv <policy.csv
	shows net <<<9.00
	works discount-calc -p policy.csv <quotes.csv
	shows net <<<9.00
}

# Kinds

@test "percent: rates and per cents, of what is left or of the list, surcharges" {
	nets rule,stage,kind,base,value,priority <<-'END'
		P,promo,percent,,10%,	9.99	1:8.99 3:26.97 0:0.00 -3:-26.97
		P,promo,percent,,0.1,	9.99	1:8.99 3:26.97
		P,promo,percent,,1,	9.99	1:0.00 7:0.00
		P,promo,percent,,100%,	9.99	1:0.00 7:0.00 0.333:0.00
		P,promo,percent,,0,	9.99	1:9.99
		P,promo,percent,,-5%,	9.99	1:10.49 -1:-10.49
		P,promo,percent,,33.3333%,	100	1:66.67
		A,promo,percent,,20%,1//B,promo,percent,,10%,2	100	1:72.00
		A,promo,percent,,20%,1//B,promo,percent,list,10%,2	100	1:70.00
		A,promo,percent,list,60%,1//B,promo,percent,list,60%,2	100	1:0.00
		A,promo,percent,,-20%,1//B,promo,percent,list,10%,2	100	1:110.00
	END
}

@test "amount: for each unit, for the line, surcharges, never below zero" {
	nets rule,stage,kind,value <<-'END'
		A,promo,amount,0.50/unit	2	1:1.50 4:6.00 1.5:2.25 -4:-6.00
		A,promo,amount,0.50/LINE	2	1:1.50 4:7.50 1.5:2.50 -4:-7.50
		A,promo,amount,0.333/unit	2	1:1.67 3:5.00
		A,promo,amount, 5 / unit 	2	1:0.00 3:0.00
		A,promo,amount,5/line	2	1:0.00 3:1.00 0:0.00
		A,promo,amount,-0.25/unit	2	1:2.25 4:9.00 -4:-9.00
		A,promo,amount,-1/line	2	1:3.00 4:9.00
	END
}

@test "price: a unit price in place of what it came to, with a fee, all units or bands" {
	nets rule,stage,kind,basis,mode,from,value <<-'END'
		P,contract,price,,,,0.80	1	1:0.80 3:2.40 -3:-2.40 0:0.00
		P,contract,price,,,,1.333	1	1:1.33 3:4.00
		P,contract,price,,,,10+2	1	1:12.00 3:32.00
		P,contract,price,qty,all,3,0.80//P,contract,price,qty,all,6,0.50	1	2:2.00 3:2.40 5:4.00 6:3.00
		P,contract,price,qty,,1,5+2//P,contract,price,qty,,4,4+3	9	1:7.00 3:17.00 4:19.00 10:43.00
		P,contract,price,qty,graduated,3,0.80//P,contract,price,qty,graduated,6,0.65	1	1:1.00 2:2.00 3:2.80 5:4.40 6:5.05 2.5:2.40
		P,contract,price,qty,graduated,0,5//P,contract,price,qty,graduated,11,4	9	0:0.00 1:5.00 10:50.00 11:54.00
		P,contract,price,qty,graduated,1,5+10//P,contract,price,qty,graduated,11,4+3	9	1:15.00 10:60.00 11:67.00 10.5:62.00
		P,contract,price,qty,graduated,0,5+10//P,contract,price,qty,graduated,>10,4+3	9	1:15.00 10:60.00 10.5:65.00 11:67.00
	END
}

@test "a price of the contract is where the discounts begin" {
	policy <<-'END'
		rule,stage,kind,basis,from,value
		C,contract,price,,,8
		D,contract,price,qty,10,7
		P,promo,percent,,,10%
	END
	# Both prices hold from 10 on, and the later one replaces the earlier.
	sed -i '1s/$/,priority/; 2,$s/$/,1/; 3s/1$/2/' policy.csv
	printf '%s\n' quote,qty,list_price a,1,10 b,10,10 >quotes.csv
	prices net,why <<-'END'
		7.20,C:-2.00 | P:-0.80
		63.00,C:-20.00 | D:-10.00 | P:-7.00
	END
}

@test "package: begun ones, whole ones, and what is left; the first units free" {
	nets rule,stage,kind,basis,mode,from,value <<-'END'
		P,volume,package,,,,10/5	3	0:0.00 1:10.00 5:10.00 6:20.00 10:20.00 4.5:10.00 5.5:20.00 -6:-20.00
		P,volume,package,,up,,10/5	3	1:10.00 6:20.00
		P,volume,package,qty,down,,10/5	3	1:0.00 4:0.00 5:10.00 9:10.00 10:20.00
		P,volume,package,,rest,,10/5	3	1:3.00 4:12.00 5:10.00 6:13.00 9:22.00 10:20.00 5.5:11.50
		P,volume,package,,up,3,10/5	3	1:0.00 2:0.00 3:10.00 7:10.00 8:20.00
		P,volume,package,,down,3,10/5	3	2:0.00 6:0.00 7:10.00 12:20.00
		P,volume,package,,rest,3,10/5	3	2:0.00 3:3.00 7:10.00 8:13.00
		P,volume,package,,up,>2,10/5	3	2:0.00 2.5:10.00 3:10.00 7:10.00 8:20.00
		P,volume,package,,up,,0/12	3	5:0.00
		P,volume,package,,up,,2.50/0.5	9	1:5.00 1.2:7.50
		P,volume,package,,up,,40/5	3	1:40.00
	END
	policy <<-'END'
		rule,stage,kind,mode,value,priority
		A,volume,percent,,50%,1
		P,volume,package,rest,10/5,2
	END
	printf '%s\n' qty,list_price 6,3 >quotes.csv
	# The rest is paid at what a unit came to: 9.00 / 6.
	prices net,why <<<'11.50,A:-9.00 | P:+2.50'
}

@test "bogo in a line: n of each m + n units are free, or so much off" {
	nets rule,stage,kind,basis,from,value <<-'END'
		B,promo,bogo,,2,1	1	0:0.00 1:1.00 2:2.00 3:2.00 4:3.00 5:4.00 6:4.00 7:5.00 60:40.00 -3:-2.00
		B,promo,bogo,qty,1,1	1	1:1.00 2:1.00 3:2.00
		B,promo,bogo,,3,2	1	3:3.00 4:3.00 5:3.00 8:6.00 9:6.00 10:6.00
		B,promo,bogo,,1,1@50%	2	1:2.00 2:3.00 4:6.00
		B,promo,bogo,,1,1 @ 0.5	2	2:3.00
		B,promo,bogo,,1,2@100%	2	3:2.00
		B,promo,bogo,,2,1	1.005	3:2.01
		B,promo,bogo,,2,1	1	2.9:2.90 3.7:2.70
	END
	nets rule,stage,kind,from,value,base,priority <<-'END'
		A,promo,percent,,50%,,1//B,promo,bogo,1,1,,2	10	2:5.00
		A,promo,percent,,50%,,1//B,promo,bogo,1,1@25%,list,2	10	2:7.50
	END
}

@test "bogo over the order: the cheapest units are free, by what they come to by now" {
	policy <<-'END'
		rule,stage,kind,scope,from,value
		B,promo,bogo,order,2,1
	END
	quotes <<-'END'
		quote,line,qty,list_price
		a,1,1,5
		a,2,1,3
		a,3,1,4
		b,1,2,3
		b,2,2,3
		b,3,2,9
		c,1,1.5,2
		c,2,1.5,1
		c,3,0,0.50
		d,1,2,1
		e,1,3,1
		e,2,-3,0.10
	END
	prices quote,line,net,why <<-'END'
		a,1,5.00,
		a,2,0.00,B:-3.00
		a,3,4.00,
		b,1,0.00,B:-6.00
		b,2,6.00,
		b,3,18.00,
		c,1,3.00,
		c,2,1.50,
		c,3,0.00,
		d,1,2.00,
		e,1,2.00,B:-1.00
		e,2,-0.30,
	END
	# An earlier rule makes another line the cheapest, whatever `base` is.
	quotes <<-'END'
		sku,qty,list_price
		a,1,5
		b,1,6
		c,1,7
	END
	policy <<-'END'
		rule,stage,kind,scope,when,from,value,base
		P,volume,percent,,sku=c,,50%,
		B,promo,bogo,order,,2,1@50%,
	END
	prices sku,net,why <<-'END'
		a,5.00,
		b,6.00,
		c,1.75,P:-3.50 | B:-1.75
	END
	sed -i '3s/$/list/' policy.csv
	prices sku,net,why <<-'END'
		a,5.00,
		b,6.00,
		c,0.00,P:-3.50 | B:-3.50
	END
	# Only lines that its condition holds for count.
	sed -i '3s/order,,/order,sku!=c,/' policy.csv
	prices sku,net,why <<-'END'
		a,5.00,
		b,6.00,
		c,3.50,P:-3.50
	END
}

@test "bogo over the order: a cap is spread by what would have been taken, uses are times" {
	quotes <<-'END'
		line,qty,list_price
		1,2,1
		2,2,2
	END
	policy <<-'END'
		rule,stage,kind,scope,from,value,cap
		B,promo,bogo,order,1,3,1.00
	END
	prices line,net,why <<-'END'
		1,1.50,B:-0.50
		2,3.50,B:-0.50
	END
	policy <<-'END'
		rule,stage,kind,scope,from,value,cap
		B,promo,bogo,order,1,1,1x
	END
	prices line,net,why <<-'END'
		1,1.00,B:-1.00
		2,4.00,
	END
	sed -i s/1x/2x/ policy.csv
	prices line,net,why <<-'END'
		1,0.00,B:-2.00
		2,4.00,
	END
}

@test "bogo over the order: no line goes below its floor" {
	policy <<-'END'
		rule,stage,kind,scope,when,from,value
		B,promo,bogo,order,,1,1
		F,guard,floor_price,,sku=a,,0.75
	END
	printf '%s\n' sku,qty,list_price a,2,1 b,2,5 >quotes.csv
	prices net,why,flags <<-'END'
		1.50,B:-0.50,discount_cut
		10.00,,discount_cut
	END
	# By unit: what a unit comes to is rounded, too.
	policy <<-'END'
		rule,stage,kind,scope,from,value
		set,,round_at,,,unit
		B,promo,bogo,order,1,1
	END
	printf '%s\n' sku,qty,list_price a,3,1 >quotes.csv
	prices net <<<2.01
}

@test "bundle: a price together, as often as the lines are enough for" {
	policy <<-'END'
		rule,stage,kind,value
		B,promo,bundle,cup*2+cookie=2.50
	END
	quotes <<-'END'
		quote,sku,qty,list_price
		a,cup,2,1
		a,cookie,1,1.50
		b,Cup,5,1
		b, COOKIE ,3,1.50
		c,cup,3,1
		c,cup,1,1
		c,cookie,9,1.50
		d,cup,1,1
		d,cookie,1,1.50
		e,cup,2,0.10
		e,cookie,1,1.50
		f,cup,2.9,1
		f,cookie,1.9,1.50
		g,cup,2,1
		g,cookie,-1,1.50
		h,cup,0.5,1
		h,cup,2,1
		h,cookie,1,1.50
	END
	prices quote,sku,net,why <<-'END'
		a,cup,1.43,B:-0.57
		a,cookie,1.07,B:-0.43
		b,Cup,3.86,B:-1.14
		b, COOKIE ,3.64,B:-0.86
		c,cup,2.14,B:-0.86
		c,cup,0.72,B:-0.28
		c,cookie,12.64,B:-0.86
		d,cup,1.00,
		d,cookie,1.50,
		e,cup,0.20,
		e,cookie,1.50,
		f,cup,2.33,B:-0.57
		f,cookie,2.42,B:-0.43
		g,cup,2.00,
		g,cookie,-1.50,
		h,cup,0.50,
		h,cup,1.43,B:-0.57
		h,cookie,1.07,B:-0.43
	END
}

@test "bundle: so much off its components, conditions, caps and uses" {
	quotes <<-'END'
		sku,qty,list_price,shelf
		cup,4,1,x
		cookie,4,3,x
		tea,1,5,x
		cup,4,9,y
	END
	policy <<-'END'
		rule,stage,kind,when,value,cap
		B,promo,bundle,,cup+cookie=10%,
	END
	prices sku,net,why <<-'END'
		cup,3.60,B:-0.40
		cookie,10.80,B:-1.20
		tea,5.00,
		cup,36.00,
	END
	sed -i '2s/$/3x/' policy.csv
	prices net <<-'END'
		3.70
		11.10
		5.00
		36.00
	END
	sed -i '2s/3x/0.40 3x/' policy.csv
	prices net <<-'END'
		3.90
		11.70
		5.00
		36.00
	END
	policy <<-'END'
		rule,stage,kind,when,value
		B,promo,bundle,shelf=y,cup+cookie=10%
		C,promo,bundle,shelf=y,cup=8
	END
	prices net,why <<-'END'
		4.00,
		12.00,
		5.00,
		32.00,C:-4.00
	END
}

@test "floors: a price, a margin, the highest counts, rounded up, at most the list total" {
	policy <<-'END'
		rule,stage,kind,when,value
		P,promo,percent,,50%
		F,guard,floor_price,sku=a,0.755
		F,guard,floor_price,sku=a;qty>=10,0.60
		G,guard,floor_price,sku in(a|b),0.60
		M,guard,floor_margin,sku in(b|c|d|e),60%
		Z,guard,floor_margin,sku=f,0%
	END
	quotes <<-'END'
		sku,qty,list_price,cost
		a,1,1,
		a,10,1,
		a,3,1.005,
		b,1,1,0.30
		b,1,1,0.10
		c,1,1,0.333
		d,1,1,
		e,1,1,0.50
		f,1,1,0.70
		g,1,1,0.70
		a,-1,1,
		a,0,1,
	END
	prices sku,qty,net,why,flags <<-'END'
		a,1,0.76,P:-0.50 | F:+0.26,
		a,10,7.55,P:-5.00 | F:+2.55,
		a,3,2.27,P:-1.51 | F:+0.76,
		b,1,0.75,P:-0.50 | M:+0.25,
		b,1,0.60,P:-0.50 | G:+0.10,
		c,1,0.84,P:-0.50 | M:+0.34,
		d,1,0.50,P:-0.50,cost_missing
		e,1,1.00,P:-0.50 | M:+0.50,floor_unreachable
		f,1,0.70,P:-0.50 | Z:+0.20,
		g,1,0.50,P:-0.50,below_cost
		a,-1,-0.76,P:+0.50 | F:-0.26,
		a,0,0.00,,
	END
}

@test "floors only cancel discounts: they never raise a price above list" {
	nets rule,stage,kind,value <<-'END'
		F,guard,floor_price,5	3	1:3.00 2:6.00
		C,contract,price,2//F,guard,floor_price,5	3	1:3.00
		C,contract,price,9//F,guard,floor_price,5	3	1:9.00
		P,promo,percent,-50%//F,guard,floor_price,4	3	1:4.50
	END
}

@test "approve: the highest level that the quote reaches, by tiers or conditions" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value
		P,promo,percent,,off=10,,,10%
		P,promo,percent,,off=20,,,20%
		P,promo,percent,,off=25,,,25%
		P,promo,percent,,off=up,,,-25%
		A,approve,approve,,,discount_pct,0,rep
		A,approve,approve,,,discount_pct,>10%,manager
		A,approve,approve,,,discount_pct,20,director
		L,approve,approve,line,,discount_pct,25,vp
	END
	quotes <<-'END'
		quote,off,qty,list_price
		a,0,1,10
		b,10,1,10
		c,20,1,10
		d,25,1,10
		d,0,9,10
		e,10,1,10
		e,20,0.01,100
		f,20,-1,10
		g,25,0,10
		h,up,1,10
	END
	prices quote,approval <<-'END'
		a,rep
		b,rep
		c,director
		d,vp
		d,vp
		e,manager
		e,manager
		f,director
		g,rep
		h,
	END
	works "${calc[@]}" --totals quotes.csv
	shows quote,approval <<-'END'
		a,rep
		b,rep
		c,director
		d,vp
		e,manager
		f,director
		g,rep
		h,
	END
	# Later in the file is higher, whatever they are called, and a level may come again.
	policy <<-'END'
		rule,stage,kind,when,value
		A,approve,approve,qty>=1,low
		B,approve,approve,qty>=2,high
		C,approve,approve,qty>=3,low
	END
	printf '%s\n' quote,qty,list_price a,0,1 b,1,1 c,2,1 d,3,1 >quotes.csv
	prices quote,approval <<-'END'
		a,
		b,low
		c,high
		d,high
	END
}

@test "approve: conditions on what is known in the end, of the quote or of the line" {
	quotes <<-'END'
		quote,qty,list_price,cost
		a,1,100,70
		a,1,50,10
	END
	local condition scope want
	while read -r scope want condition; do
		printf '%s\n' rule,stage,kind,scope,when,value 'P,promo,percent,line,,10%' \
			"A,approve,approve,$scope,$condition,yes" >policy.csv
		works "${calc[@]}" quotes.csv
		shows approval <<<"${want/no/}"$'\n'"${want/no/}" || {
			echo "$scope $condition"
			return 1
		}
	done <<-'END'
		order yes list_total=150
		order no list_total=100
		line yes list_total=100
		line yes list_total=50
		order yes discount=15
		line yes discount=5
		order yes net=135
		line yes net=45
		line no net=135
		order yes discount_pct=0.1
		order yes discount_pct>=10%
		order no discount_pct>10%
		order yes margin=55
		line yes margin=35
		order yes margin_pct<41%
		order no margin_pct<40%
		line yes margin_pct<23%
		line no margin_pct<22%
		order yes amount=135
		line yes line_amount=45
		order no line_amount=135
	END
	# Without a cost there is no margin.
	printf '%s\n' rule,stage,kind,when,value 'A,approve,approve,margin_pct empty;margin empty,yes' >policy.csv
	printf '%s\n' quote,qty,list_price,cost a,1,1,1 a,1,1, b,1,1,1 c,0,1,1 >quotes.csv
	prices quote,approval <<-'END'
		a,yes
		a,yes
		b,
		c,
	END
	sed -i 's/;margin empty//' policy.csv
	prices quote,approval <<-'END'
		a,yes
		a,yes
		b,
		c,yes
	END
}

@test "approve: numbers that are computed are compared as such, however the quotes write theirs" {
	policy <<-'END'
		rule,stage,kind,when,value
		P,promo,percent,,10%
		A,approve,approve,net=4.5;discount_pct=0.1,yes
	END
	printf '%s\n' 'qty;list_price' '1;5,00' >quotes.csv
	works "${calc[@]}" -d ';' --decimal=, quotes.csv
	holds out <<-'END'
		qty;list_price;list_total;discount;net;unit_net;discount_pct;margin;margin_pct;why;approval;flags
		1;5,00;5.00;0.50;4.50;4.5;0.1;;;P:-0.50;yes;
	END
}

@test "offinvoice: what is given back later changes the pocket, not the net" {
	policy <<-'END'
		rule,stage,kind,scope,value
		P,promo,percent,,10%
		R,offinvoice,percent,,2%
		O,offinvoice,amount,order,1.00
		A,approve,approve,,boss
	END
	printf '%s\n' qty,list_price 1,100 1,50 >quotes.csv
	prices net,why,approval <<-'END'
		90.00,P:-10.00,boss
		45.00,P:-5.00,boss
	END
	works "${calc[@]}" --totals quotes.csv
	shows net,pocket,payable <<<135.00,131.30,135.00
	# Floors are those of the invoice.
	echo F,guard,floor_price,,50 >>policy.csv
	works "${calc[@]}" --totals quotes.csv
	shows net,pocket,flags <<<140.00,136.20,
}

# Tiers

@test "tiers of all units: the highest that is reached, inclusive, or exclusive" {
	nets rule,stage,kind,basis,mode,from,value <<-'END'
		P,volume,percent,qty,all,10,10%//P,volume,percent,qty,all,20,20%	1	9:9.00 9.99:9.99 10:9.00 19:17.10 20:16.00 -20:-16.00
		P,volume,percent,qty,all,20,20%//P,volume,percent,qty,all,10,10%	1	9:9.00 10:9.00 20:16.00
		P,volume,percent,qty,,>10,10%	1	10:10.00 10.01:9.01 11:9.90
		P,volume,percent,qty,, > 10 ,10%	1	10:10.00 11:9.90
		P,volume,percent,qty,,10,10%//P,volume,percent,qty,,>10,20%	1	10:9.00 11:8.80
		P,volume,percent,amount,,100,10%//P,volume,percent,amount,,200,20%	50	1:50.00 2:90.00 3:135.00 4:160.00
		A,volume,amount,qty,,5,0.10/unit//A,volume,amount,qty,,10,0.20/unit	1	4:4.00 5:4.50 10:8.00
		A,volume,amount,qty,,5,1/line//A,volume,amount,qty,,10,2/line	1	4:4.00 5:4.00 10:8.00
		A,volume,amount,amount,,>100,5/line	50	2:100.00 3:145.00
	END
}

@test "tiers graduated: each band at its own value" {
	nets rule,stage,kind,basis,mode,from,value <<-'END'
		P,volume,percent,qty,graduated,1001,20%//P,volume,percent,qty,graduated,10001,50%	0.01	1000:10.00 1001:10.01 2000:18.00 10000:82.00 25000:157.00
		P,volume,percent,qty,graduated,>1000,20%//P,volume,percent,qty,graduated,>10000,50%	0.01	1000:10.00 2000:18.00 10000:82.00 25000:157.00
		P,volume,percent,qty,graduated,3,50%	1	2:2.00 2.5:2.25 3:2.50 4:3.00 -4:-3.00
		P,volume,percent,qty,graduated,0,10%//P,volume,percent,qty,graduated,11,20%	1	0:0.00 10:9.00 20:17.00
		P,volume,percent,qty,graduated,0.5,50%	1	2:1.00
		P,volume,percent,amount,graduated,100,10%//P,volume,percent,amount,graduated,200,20%	50	2:100.00 3:145.00 4:190.00 6:270.00
		P,volume,percent,amount,graduated,0,10%	50	2:90.00
		A,volume,amount,qty,graduated,3,0.10/unit//A,volume,amount,qty,graduated,6,0.50/unit	1	2:2.00 3:2.90 5:4.70 6:5.20
	END
}

@test "tiers by amount: of what is left, or of the list" {
	nets rule,stage,kind,basis,mode,from,value,base,priority <<-'END'
		A,volume,percent,,,,20%,,1//P,volume,percent,amount,,100,10%,,2	100	1:80.00
		A,volume,percent,,,,20%,,1//P,volume,percent,amount,,100,10%,list,2	100	1:70.00
		A,volume,percent,,,,20%,,1//P,volume,amount,amount,,100,10/line,,2	100	1:80.00
		A,volume,percent,,,,20%,,1//P,volume,amount,amount,,100,10/line,list,2	100	1:70.00
		A,volume,percent,,,,20%,,1//P,volume,percent,amount,graduated,50,10%,,2	100	1:77.00
		A,volume,percent,,,,20%,,1//P,volume,percent,amount,graduated,50,10%,list,2	100	1:75.00
		A,volume,percent,,,,20%,,1//P,volume,percent,qty,graduated,2,10%,list,2	50	2:75.00
	END
}

@test "tiers by term: a line without one has none" {
	policy <<-'END'
		rule,stage,kind,basis,from,value
		T,term,percent,term,0,1%
		T,term,percent,term,24,5%
		T,term,percent,term,>35.5,8%
	END
	quotes <<-'END'
		term,qty,list_price
		,1,100
		n/a,1,100
		0,1,100
		12,1,100
		24,1,100
		36,1,100
	END
	prices term,net <<-'END'
		,100.00
		n/a,100.00
		0,99.00
		12,99.00
		24,95.00
		36,92.00
	END
}

@test "tiers with conditions: those that hold for the line" {
	policy <<-'END'
		rule,stage,kind,when,basis,from,value
		V,volume,percent,sku=a,qty,10,10%
		V,volume,percent,sku=b,qty,10,20%
		V,volume,percent,sku=b,qty,20,30%
		V,volume,percent,sku=c,qty,0,0%
		V,volume,percent,qty>=5,qty,50,40%
	END
	quotes <<-'END'
		sku,qty,list_price
		a,20,1
		b,10,1
		b,20,1
		c,20,1
		c,50,1
		d,20,1
	END
	prices net <<-'END'
		18.00
		8.00
		14.00
		20.00
		30.00
		20.00
	END
}

@test "rows of a rule that say the same from one point on: any of them may hold" {
	policy <<-'END'
		rule,stage,kind,scope,when,value
		V,volume,percent,line,sku=a,10%
		V,volume,percent,line,qty>=10,10%
		O,order,amount,order,sku=a,1
		O,order,amount,order,sku=b,1
	END
	quotes <<-'END'
		quote,sku,qty,list_price
		1,a,1,1
		1,b,1,1
		1,c,10,1
		2,a,10,1
	END
	prices why <<-'END'
		V:-0.10 | O:-0.47
		O:-0.53
		V:-1.00
		V:-1.00 | O:-1.00
	END
	policy <<-'END'
		rule,stage,kind,when,basis,mode,from,value
		V,volume,price,sku=a,qty,graduated,2,0.50+1
		V,volume,price,qty>=10,qty,graduated,2,0.50+1
	END
	prices net <<-'END'
		1.00
		1.00
		6.50
		6.50
	END
}

# Over the order

@test "an order's discount is spread by largest remainder, ties to the earlier line" {
	policy <<-'END'
		rule,stage,kind,scope,value
		O,order,amount,order,1.00
	END
	quotes <<-'END'
		quote,qty,list_price
		a,1,10
		a,1,10
		a,1,10
		b,1,0.30
		b,2,0.10
		c,1,70
		c,1,20
		c,1,10
		c,0,5
		c,-1,50
		d,-1,50
	END
	prices quote,why <<-'END'
		a,O:-0.34
		a,O:-0.33
		a,O:-0.33
		b,O:-0.30
		b,O:-0.20
		c,O:-0.70
		c,O:-0.20
		c,O:-0.10
		c,
		c,
		d,
	END
	# A surcharge is the mirror.
	sed -i 's/1.00/-1.00/' policy.csv
	sed -i 4q quotes.csv
	prices why,flags <<-'END'
		O:+0.34,above_list
		O:+0.33,above_list
		O:+0.33,above_list
	END
}

@test "an order's discount goes where there is room above the floors" {
	policy <<-'END'
		rule,stage,kind,scope,when,value
		O,order,amount,order,,6.00
		F,guard,floor_price,line,sku=b,9
		F,guard,floor_price,line,sku=c,8
	END
	quotes <<-'END'
		quote,sku,qty,list_price
		1,a,1,10
		1,b,1,10
		1,c,1,10
		2,b,1,10
		2,c,2,10
		3,b,1,10
		3,c,1,10
		4,b,1,8
		4,a,1,8
	END
	prices quote,net,why,flags <<-'END'
		1,7.00,O:-3.00,
		1,9.00,O:-1.00,
		1,8.00,O:-2.00,
		2,9.00,O:-1.00,discount_cut
		2,16.00,O:-4.00,discount_cut
		3,9.00,O:-1.00,discount_cut
		3,8.00,O:-2.00,discount_cut
		4,8.00,,floor_unreachable
		4,2.00,O:-6.00,
	END
	sed -i s/6.00/60.00/ policy.csv
	# More than all of it is no more than all of it.
	printf '%s\n' quote,sku,qty,list_price 5,a,1,10 5,d,1,5 >quotes.csv
	prices net,flags <<-'END'
		0.00,
		0.00,
	END
}

@test "order rules: percentages, tiers over the lines that they hold for, rounded once" {
	quotes <<-'END'
		sku,qty,list_price
		a,3,0.33
		a,3,0.33
		b,1,0.35
	END
	# 1.98 of a: 10% is 0.198, and 1.782 is left.
	policy <<-'END'
		rule,stage,kind,scope,when,basis,mode,from,value
		O,order,percent,order,sku=a,,,,10%
	END
	prices why <<-'END'
		O:-0.10
		O:-0.10
		
	END
	sed -i 2d policy.csv
	printf '%s\n' O,order,percent,order,sku=a,qty,all,6,50% O,order,percent,order,sku=a,qty,all,7,100% >>policy.csv
	prices net <<-'END'
		0.49
		0.50
		0.35
	END
	sed -i '/^O/d' policy.csv
	printf '%s\n' O,order,percent,order,,amount,,2.33,50% 'O,order,percent,order,,amount,,>2.33,100%' >>policy.csv
	prices net <<-'END'
		0.50
		0.50
		0.17
	END
	sed -i '/^O/d' policy.csv
	printf '%s\n' O,order,amount,order,,qty,,8,1 O,order,amount,order,,qty,,5,0.50 >>policy.csv
	prices why <<-'END'
		O:-0.21
		O:-0.21
		O:-0.08
	END
	# Bands: 2 of 7 units, 1.33 of 2.33.
	sed -i '/^O/d' policy.csv
	printf '%s\n' O,order,percent,order,,qty,graduated,6,70% >>policy.csv
	works "${calc[@]}" --totals quotes.csv
	shows discount <<<0.47
	sed -i '/^O/d' policy.csv
	printf '%s\n' O,order,percent,order,,amount,graduated,1,50% >>policy.csv
	works "${calc[@]}" --totals quotes.csv
	shows discount <<<0.66
	# Reached by none.
	sed -i '/^O/d' policy.csv
	printf '%s\n' O,order,percent,order,,amount,graduated,5,50% >>policy.csv
	works "${calc[@]}" --totals quotes.csv
	shows discount <<<0.00
}

@test "order rules: of the list, and spread by it" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value,base
		P,promo,percent,line,sku=a,,,50%,
		O,order,percent,order,,amount,200,10%,list
	END
	printf '%s\n' sku,qty,list_price a,1,100 b,1,100 >quotes.csv
	prices why <<-'END'
		P:-50.00 | O:-10.00
		O:-10.00
	END
	sed -i s/list$// policy.csv
	prices why <<-'END'
		P:-50.00
		
	END
	sed -i s/,200,/,150,/ policy.csv
	prices why <<-'END'
		P:-50.00 | O:-5.00
		O:-10.00
	END
}

# Which goes first, and what goes together

@test "stages are the waterfall, lines before the order in each, then priorities" {
	quotes <<-'END'
		qty,list_price
		1,100
	END
	policy <<-'END'
		rule,stage,kind,scope,value,priority
		R,offinvoice,percent,line,10%,
		O,order,percent,order,10%,
		D,distributor,percent,line,10%,
		PA,partner,percent,line,10%,
		M,manual,percent,line,10%,
		P3,promo,percent,order,10%,0
		P2,promo,percent,line,10%,
		P1,promo,amount,line,1/line,7
		P0,promo,percent,line,10%,6
		T,term,percent,line,10%,
		V,volume,percent,line,10%,
		C,contract,percent,line,10%,
	END
	prices why <<-'END'
		C:-10.00 | V:-9.00 | T:-8.10 | P0:-7.29 | P1:-1.00 | P2:-6.46 | P3:-5.81 | M:-5.23 | PA:-4.71 | D:-4.24 | O:-3.82
	END
}

@test "stages in an order of one's own: partner first, additional last" {
	printf '%s\n' qty,list_price 1,100 >quotes.csv
	policy <<-'END'
		rule,stage,kind,value
		PART,partner,percent,20%
		PROMO,promo,amount,10/line
		REP,manual,amount,20/line
		V,volume,percent,50%
	END
	prices why <<<'V:-50.00 | PROMO:-10.00 | REP:-20.00 | PART:-4.00'
	echo 'set,,stages,partner | Volume|promo|manual|guard' >>policy.csv
	prices why <<<'PART:-20.00 | V:-40.00 | PROMO:-10.00 | REP:-20.00'
	sed -i '/^set/s/,partner.*/,partner|manual|promo|volume|approve|offinvoice/' policy.csv
	prices why <<<'PART:-20.00 | REP:-20.00 | PROMO:-10.00 | V:-25.00'
	works "${calc[@]}" --waterfall quotes.csv
	shows step,amount,balance <<-'END'
		list,100.00,100.00
		partner,-20.00,80.00
		manual,-20.00,60.00
		promo,-10.00,50.00
		volume,-25.00,25.00
		invoice,,25.00
		offinvoice,0.00,25.00
		pocket,,25.00
	END
	# What comes behind the guard isn't held up.
	policy <<-'END'
		rule,stage,kind,value
		set,,stages,promo|guard|manual
		P,promo,percent,50%
		M,manual,percent,50%
		F,guard,floor_price,80
	END
	prices why <<<'P:-50.00 | F:+30.00 | M:-40.00'
}

@test "combine best: one of the group, from where the line stands; losers are named" {
	quotes <<-'END'
		sku,qty,list_price
		a,1,10
		b,1,10
		c,1,10
		d,1,10
	END
	policy <<-'END'
		rule,stage,kind,when,value,combine,group,priority
		S,promo,percent,,50%,,,10
		A,promo,amount,sku in(a|b|d),1/line,best,g,30
		B,promo,percent,sku in(a|c|d),10%,best,g,5
		C,promo,percent,sku=a,5%,best,g,
		D,promo,percent,sku=d,-5%,best,g,
		E,promo,amount,sku=d,4.99/line,best,h,40
		Z,promo,amount,sku=a,0/line,best,g,40
	END
	# B's priority is the group's; of equals the one of lower priority.
	prices sku,why <<-'END'
		a,B:-1.00 (beats A=-1.00, C=-0.50) | S:-4.50
		b,A:-1.00 | S:-4.50
		c,B:-1.00 | S:-4.50
		d,B:-1.00 (beats A=-1.00) | S:-4.50 | E:-4.50
	END
}

@test "combine best: of equals of the same priority the earlier one" {
	policy <<-'END'
		rule,stage,kind,scope,value,combine,group
		A,promo,percent,line,10%,best,g
		B,promo,amount,line,1/line,best,g
		C,promo,percent,order,10%,best,h
		D,promo,amount,order,1.80,best,h
		E,promo,amount,order,0.01,best,h
		F,promo,amount,order,-5,best,h
	END
	printf '%s\n' qty,list_price 1,10 1,10 >quotes.csv
	prices why <<-'END'
		A:-1.00 (beats B=-1.00) | C:-0.90 (beats D=-0.90, E=-0.01)
		A:-1.00 (beats B=-1.00) | C:-0.90 (beats D=-0.90)
	END
}

@test "combine best: over the order, losers are named where they would have taken" {
	policy <<-'END'
		rule,stage,kind,scope,when,value,combine,group
		A,order,amount,order,,5,best,g
		B,order,amount,order,sku=b,1,best,g
		C,order,bundle,order,,a+b=19.50,best,g
	END
	printf '%s\n' sku,qty,list_price a,1,10 b,1,10 >quotes.csv
	prices why <<-'END'
		A:-2.50 (beats C=-0.25)
		A:-2.50 (beats B=-1.00, C=-0.25)
	END
}

@test "combine best: never one that makes it dearer than another of the group would" {
	policy <<-'END'
		rule,stage,kind,from,value,combine,group
		B,contract,bogo,2,1,best,g
		P,contract,price,,12,best,g
	END
	printf '%s\n' qty,list_price 1,10 3,10 >quotes.csv
	prices net,why <<-'END'
		10.00,
		20.00,B:-10.00
	END
	sed -i 2d policy.csv
	prices net,why <<-'END'
		12.00,P:+2.00
		36.00,P:+6.00
	END
	policy <<-'END'
		rule,stage,kind,scope,when,value,combine,group
		A,order,amount,order,,-1,best,g
		B,order,amount,order,,-2,best,g
		Z,order,amount,order,qty=3,0,best,g
	END
	printf '%s\n' quote,qty,list_price a,1,10 b,3,10 >quotes.csv
	prices net <<-'END'
		11.00
		30.00
	END
}

@test "combine exclusive: alone in its stage, or its group" {
	quotes <<-'END'
		sku,qty,list_price
		a,1,100
		b,1,100
		c,1,100
	END
	policy <<-'END'
		rule,stage,kind,when,value,combine,group,priority
		V,volume,percent,,10%,,,
		P,promo,percent,sku=b,10%,,,1
		Z,promo,percent,sku=c,0%,,,1
		X,promo,percent,,20%,exclusive,,2
		Q,promo,percent,,5%,,,3
		Y,promo,percent,,5%,exclusive,,4
		M,manual,percent,,10%,,,
	END
	prices sku,why <<-'END'
		a,V:-10.00 | X:-18.00 | M:-7.20
		b,V:-10.00 | P:-9.00 | Q:-4.05 | M:-7.69
		c,V:-10.00 | X:-18.00 | M:-7.20
	END
	policy <<-'END'
		rule,stage,kind,when,value,combine,group,priority
		V,volume,percent,sku=b,10%,,g,
		X,promo,percent,,20%,exclusive,g,2
		Q,promo,percent,,5%,,,3
		M,manual,percent,,10%,,g,
	END
	prices sku,why <<-'END'
		a,X:-20.00 | Q:-4.00
		b,V:-10.00 | Q:-4.50 | M:-8.55
		c,X:-20.00 | Q:-4.00
	END
}

@test "combine exclusive: over the order, line by line" {
	policy <<-'END'
		rule,stage,kind,scope,when,value,combine,priority
		A,promo,amount,order,sku=a,1,,1
		E,promo,percent,order,,10%,exclusive,2
		Z,promo,amount,order,,3,,3
	END
	printf '%s\n' sku,qty,list_price a,1,10 b,1,10 >quotes.csv
	prices why <<-'END'
		A:-1.00 | Z:-3.00
		E:-1.00
	END
	# A share of nothing is no change.
	policy <<-'END'
		rule,stage,kind,scope,value,combine,priority
		A,promo,amount,order,0.01,,1
		E,promo,percent,order,10%,exclusive,2
	END
	prices why <<-'END'
		A:-0.01
		E:-1.00
	END
}

@test "cap: the most that a rule takes, from a line or from the order" {
	nets rule,stage,kind,scope,value,cap <<-'END'
		P,promo,percent,,10%,2.00	10	1:9.00 2:18.00 3:28.00 -3:-28.00
		P,promo,percent,,-10%,2.00	10	1:11.00 3:32.00
		P,contract,price,,5,2.00	10	1:8.00
		P,contract,price,,15,2.00	10	1:12.00
		P,promo,amount,,1/unit,2.00	10	1:9.00 3:28.00
		P,promo,amount,order,5,2.00	10	1:8.00
		P,promo,percent,order,50%,2.00	10	1:8.00
	END
	nets rule,stage,kind,mode,from,value,cap <<-'END'
		P,promo,bogo,,1,1,12	10	2:10.00 4:28.00
		P,promo,package,rest,,10/2,12	10	2:10.00 4:28.00
	END
	policy <<-'END'
		rule,stage,kind,scope,value,cap
		P,promo,percent,order,10%,2.00
	END
	printf '%s\n' qty,list_price 1,100 1,300 >quotes.csv
	prices net <<-'END'
		99.50
		298.50
	END
}

@test "cap: uses per quote, by line in the order of the file" {
	policy <<-'END'
		rule,stage,kind,when,value,cap
		P,promo,percent,sku!=x,10%,2x
	END
	quotes <<-'END'
		quote,sku,qty,list_price
		1,x,1,10
		1,a,1,10
		2,a,1,10
		1,b,0,10
		1,c,1,10
		1,d,1,10
		2,a,1,10
		2,a,1,10
	END
	prices net <<-'END'
		10.00
		9.00
		9.00
		0.00
		9.00
		10.00
		9.00
		10.00
	END
	sed -i 's/2x$/0.50 1X/' policy.csv
	prices net <<-'END'
		10.00
		9.50
		9.50
		0.00
		10.00
		10.00
		10.00
		10.00
	END
	sed -i 's/0.50 1X/2x   0.30/' policy.csv
	prices net <<-'END'
		10.00
		9.70
		9.70
		0.00
		9.70
		10.00
		9.70
		10.00
	END
	# A bogo is used so many times, not by so many lines.
	policy <<-'END'
		rule,stage,kind,from,value,cap
		P,promo,bogo,1,1,3x
	END
	quotes <<-'END'
		qty,list_price
		4,1
		8,1
		2,1
	END
	prices net <<-'END'
		2.00
		7.00
		2.00
	END
}

# Conditions; the language is in unit/condition_test.c

@test "conditions on columns, on the codes of a coupon cell, on what the quote has" {
	policy <<-'END'
		rule,stage,kind,scope,when,value,priority
		CODE,promo,amount,line,code=b,1/line,1
		NOT,promo,amount,line,code!=b;code present,2/line,2
		NONE,promo,amount,line,code empty,4/line,3
		IN,promo,amount,line,code in(x|c 1),8/line,4
		RE,promo,amount,line,code ~ ^a,16/line,5
		HAS,promo,amount,line,has=cup;has=cookie,32/line,6
		HASNT,promo,amount,line,has!=cup,64/line,7
	END
	quotes <<-'END'
		quote,sku,qty,list_price,coupon
		1,cup,1,1000,A;B
		1,tea,1,1000,
		2,cup,1,1000,b
		2,cookie,1,1000, a ; c 1 ;
		3,cup,-1,1000,ab;n/a
		3,tea,1,1000,;
		3,cookie,1,1000,bb
	END
	works "${calc[@]}" quotes.csv
	shows discount <<-'END'
		17.00
		4.00
		33.00
		58.00
		-82.00
		68.00
		66.00
	END
}

@test "conditions on amounts: what the order, or the line, comes to by now" {
	policy <<-'END'
		rule,stage,kind,scope,when,value,priority
		P,volume,percent,line,sku=a,50%,
		X,promo,amount,line,amount=150,1/line,1
		Y,promo,amount,line,line_amount<60,2/line,2
		Z,promo,amount,order,AMOUNT>=146;line_amount=99,10,
		N,manual,amount,line,amount=136,3/line,
	END
	printf '%s\n' sku,qty,list_price,amount a,1,100,7 b,1,100,7 c,-1,30,7 >quotes.csv
	prices why <<-'END'
		P:-50.00 | X:-1.00 | Y:-2.00 | N:-3.00
		X:-1.00 | Z:-10.00 | N:-3.00
		X:+1.00 | Y:+2.00 | N:+3.00
	END
	# Between two rules the order's total is that of all lines.
	policy <<-'END'
		rule,stage,kind,when,value,priority
		A,promo,amount,,10/line,1
		B,promo,amount,amount=180,1/line,2
	END
	sed -i 4d quotes.csv
	prices why <<-'END'
		A:-10.00 | B:-1.00
		A:-10.00 | B:-1.00
	END
}

@test "conditions on dates, and on how long ago they are" {
	policy <<-'END'
		rule,stage,kind,when,value,priority
		P,promo,amount,date>=2026-07-01;date<=2026-08-31,1/line,1
		Q,promo,amount,date within 30d,2/line,2
		R,promo,amount,signed older 30d,4/line,3
	END
	quotes <<-'END'
		date,qty,list_price,signed
		2026-07-04,1,10,2026-08-30
		2026-08-31T23:00,1,10,2026-07-01
		2026-09-01,1,10,
		,1,10,2026-07-01
	END
	calc+=(--as-of=2026-08-31)
	prices why <<-'END'
		P:-1.00
		P:-1.00 | Q:-2.00 | R:-4.00
		Q:-2.00
		R:-4.00
	END
	sed -i 's/2026-\(..\)-\(..\)/\2.\1.2026/g' quotes.csv
	sed -i s/T23:00// quotes.csv
	calc+=(--date-format=%d.%m.%Y)
	prices why <<-'END'
		P:-1.00
		P:-1.00 | Q:-2.00 | R:-4.00
		Q:-2.00
		R:-4.00
	END
	refuses 64 'discount-calc: policy.csv has conditions that depend on the time: say --as-of=DATE or --as-of=today' \
		discount-calc --policy=policy.csv quotes.csv
}

@test "a computed name in approvals is a column's elsewhere" {
	policy <<-'END'
		rule,stage,kind,when,value
		P,promo,amount,net=7,1/line
		A,approve,approve,"""net""=9",yes
	END
	printf '%s\n' qty,list_price,net 1,10,7 >quotes.csv
	works "${calc[@]}" --replace quotes.csv
	shows net,approval <<<9.00,yes
}

# Settings

@test "round: each mode, on the price or on the discount, by line" {
	local mode on price
	while read -r mode on price; do
		printf '%s\n' rule,stage,kind,value "set,,round,$mode" "set,,round_on,$on" \
			P,promo,percent,50% >policy.csv
		printf '%s\n' qty,list_price 1,0.05 1,0.03 -1,0.05 >quotes.csv
		works "${calc[@]}" quotes.csv
		cut -d, -f5 out | paste -sd' ' >nets
		holds nets <<<"net $price" || {
			echo "$mode $on"
			return 1
		}
	done <<-'END'
		half-up price 0.03 0.02 -0.03
		half-even price 0.02 0.02 -0.02
		half-down price 0.02 0.01 -0.02
		up price 0.03 0.02 -0.03
		down price 0.02 0.01 -0.02
		half-up discount 0.02 0.01 -0.02
		half-even discount 0.03 0.01 -0.03
		half-down discount 0.03 0.02 -0.03
		up discount 0.02 0.01 -0.02
		down discount 0.03 0.02 -0.03
		Half-Up PRICE 0.03 0.02 -0.03
	END
}

@test "round_at unit: prices of a unit are rounded" {
	nets rule,stage,kind,value <<-'END'
		set,,round_at,unit	0.125	3:0.39 1:0.13 -3:-0.39 0:0.00
		set,,round_at,line	0.125	3:0.38 1:0.13 -3:-0.38
		set,,round_at,order	0.125	3:0.38 1:0.13 -3:-0.38
		set,,round_at,unit//P,promo,percent,50%	0.05	3:0.09 1:0.03 1.5:0.05 0:0.00 -3:-0.09
		set,,round_at,unit//set,,round,half-even//P,promo,percent,50%	0.05	3:0.06
		set,,round_at,unit//set,,round_on,discount//P,promo,percent,50%	0.05	3:0.06
		set,,round_at,unit//set,,round_on,discount//set,,round,half-even//P,promo,percent,50%	0.05	3:0.09
		set,,round_at,unit//P,promo,amount,1/line	1	3:2.01
		set,,round_at,unit//P,promo,percent,100%	9.99	7:0.00
	END
	# What takes nothing leaves the line as it is.
	policy <<-'END'
		rule,stage,kind,from,value
		set,,round_at,,unit
		set,,round,,down
		B,promo,bogo,4,1
	END
	printf '%s\n' qty,list_price 3.29,11.3 >quotes.csv
	prices list_total,why <<<37.17,
}

@test "round_at order: the sum is rounded, and its lines are those of the largest remainders" {
	quotes <<-'END'
		quote,qty,list_price
		a,1,0.05
		a,1,0.05
		a,1,0.05
		b,1,0.03
		b,1,0.058
		c,-1,0.05
	END
	policy <<-'END'
		rule,stage,kind,value
		set,,round_at,order
		P,promo,percent,50%
	END
	prices quote,list_total,net,why <<-'END'
		a,0.05,0.03,P:-0.02
		a,0.05,0.03,P:-0.02
		a,0.05,0.02,P:-0.03
		b,0.03,0.01,P:-0.02
		b,0.06,0.03,P:-0.03
		c,-0.05,-0.03,P:+0.02
	END
	sed -i 's/^set.*/&\nset,,round,half-down/' policy.csv
	works "${calc[@]}" --totals quotes.csv
	shows quote,list_total,net <<-'END'
		a,0.15,0.07
		b,0.09,0.04
		c,-0.05,-0.02
	END
}

@test "round_at order: a line may get the minor unit that another one lost" {
	policy <<-'END'
		rule,stage,kind,when,value
		set,,round_at,,order
		P,promo,percent,sku=a,100%
	END
	printf '%s\n' sku,qty,list_price a,1,0.005 b,1,0.005 >quotes.csv
	prices list_total,net,why <<-'END'
		0.01,0.00,P:-0.01
		0.00,0.01,P:+0.01
	END
	# What would have taken less than a minor unit isn't named as beaten.
	policy <<-'END'
		rule,stage,kind,value,combine,group
		set,,round_at,order,,
		P,promo,percent,10%,best,g
		Q,promo,amount,0.001/line,best,g
		R,promo,amount,0.012/line,best,g
	END
	printf '%s\n' qty,list_price 1,1 >quotes.csv
	prices why <<<'P:-0.10 (beats R=-0.01)'
}

@test "round_at order: nothing is rounded between rules" {
	nets rule,stage,kind,value <<-'END'
		set,,round_at,order//A,promo,percent,50%//B,manual,percent,50%	0.05	1:0.01
		set,,round_at,line//A,promo,percent,50%//B,manual,percent,50%	0.05	1:0.02
	END
	policy <<-'END'
		rule,stage,kind,scope,from,value,priority,combine,group
		set,,round_at,,,order,,,
		A,volume,percent,line,,33%,1,,
		B,volume,amount,line,,0.001/unit,2,,
		C,promo,bogo,line,1,1@50%,,best,g
		D,promo,amount,line,,0.10/line,,best,g
		F,guard,floor_price,line,,0.40,,,
		O,order,amount,order,,0.25,,,
		T,offinvoice,percent,order,,10%,,,
	END
	printf '%s\n' qty,list_price 3,0.99 1,0.333 2,1.005 >quotes.csv
	works "${calc[@]}" quotes.csv
	python3 -c '
import csv
from decimal import Decimal
for row in csv.DictReader(open("out")):
    steps = [part.split(" (")[0].rpartition(":")[2] for part in row["why"].split(" | ")]
    assert Decimal(row["list_total"]) + sum(map(Decimal, filter(None, steps))) == Decimal(row["net"]), row
'
	works "${calc[@]}" --waterfall quotes.csv
	shows step,balance <<-'END'
		list,5.31
		contract,5.31
		volume,3.55
		term,3.55
		promo,2.79
		manual,2.79
		partner,2.79
		distributor,2.79
		order,2.54
		guard,2.75
		invoice,2.75
		offinvoice,2.47
		pocket,2.47
	END
}

@test "currency and decimals: the minor unit" {
	nets rule,stage,kind,value <<-'END'
		set,,currency,USD//P,promo,percent,10%	9.99	1:8.99
		set,,currency,JPY//P,promo,percent,10%	999	1:899
		set,,currency,KWD//P,promo,percent,10%	9.999	1:8.999
		set,,decimals,4//P,promo,percent,10%	9.99	1:8.9910
		set,,decimals,0//P,promo,percent,10%	9.99	1:9
		set,,decimals,12//P,promo,percent,10%	0.000000000011	1:0.000000000010
		set,,currency,EUR//set,,decimals,3//P,promo,percent,10%	9.99	1:8.991
		set,,decimals,3//set,,currency,EUR//P,promo,percent,10%	9.99	1:8.99
	END
}

@test "prices and costs that say another currency than the policy does" {
	printf '%s\n' rule,kind,value set,currency,EUR | policy
	local row message
	while read -r row message; do
		printf '%s\n' 'qty,list_price,Unit Cost' 1,10,5 "$row" >quotes.csv
		refuses 65 "discount-calc: quotes.csv:3: column $message is in another currency than EUR" \
			"${calc[@]}" quotes.csv
	done <<-'END'
		1,$10,5 "list_price": "$10"
		1,GBP10,5 "list_price": "GBP10"
		1,€10,5USD "Unit Cost": "5USD"
	END
	quotes <<-'END'
		qty,list_price,Unit Cost
		1,10,5
		2,€10.00,5 EUR
		1,$10,5
		3,10,5
	END
	ends 0 "${calc[@]}" -q --rejects=rejects.csv quotes.csv
	shows qty,net,margin <<-'END'
		1,10.00,5.00
		2,20.00,10.00
		3,30.00,15.00
	END
	shows reject_line rejects.csv <<<4
	# The sign is that of several countries; and a policy need not say.
	sed -i s/EUR/CAD/ policy.csv
	sed -i '2,3d' quotes.csv
	prices net <<<$'10.00\n30.00'
	echo rule | policy
	prices net <<<$'10.00\n30.00'
}

@test "tax: the first rate whose condition holds for the line, on the sum of its nets" {
	policy <<-'END'
		rule,stage,kind,when,value
		set,,tax,sku=book,7%
		set,,tax,sku in(free|export),0
		set,,tax,has=export;sku=gift,0%
		set,,tax,sku!=gift,0.19
		P,promo,percent,sku=book,50%
	END
	quotes <<-'END'
		quote,sku,qty,list_price
		a,book,1,20.10
		a,pen,3,0.09
		a,pen,1,0.01
		a,free,1,5
		b,gift,1,100
		c,pen,-1,100
	END
	works "${calc[@]}" --totals quotes.csv
	shows quote,net,untaxed,tax,payable,cash_rounding <<-'END'
		a,15.33,15.33,0.75,16.08,0.00
		b,100.00,100.00,0.00,100.00,0.00
		c,-100.00,-100.00,-19.00,-119.00,0.00
	END
	echo set,,prices_include_tax,,yes >>policy.csv
	works "${calc[@]}" --totals quotes.csv
	shows quote,net,untaxed,tax,payable <<-'END'
		a,15.33,14.63,0.70,15.33
		b,100.00,100.00,0.00,100.00
		c,-100.00,-84.03,-15.97,-100.00
	END
	sed -i s/yes/no/ policy.csv
	works "${calc[@]}" --totals quotes.csv
	shows quote,payable <<-'END'
		a,16.08
		b,100.00
		c,-119.00
	END
}

@test "tax: rows of the same rate are one rate" {
	policy <<-'END'
		rule,kind,when,value
		set,tax,sku=a,10%
		set,tax,sku=b,0.10
	END
	printf '%s\n' sku,qty,list_price a,1,0.05 b,1,0.05 >quotes.csv
	works "${calc[@]}" --totals quotes.csv
	shows net,tax,payable <<<0.10,0.01,0.11
}

@test "cash: the payable total, rounded to what there are coins for" {
	local round step totals
	while read -r round step totals; do
		printf '%s\n' rule,kind,value set,round,"$round" set,cash,"$step" >policy.csv
		printf '%s\n' quote,qty,list_price a,1,1.02 b,1,1.03 c,1,1.05 d,-1,1.05 >quotes.csv
		works "${calc[@]}" --totals quotes.csv
		cut -d, -f14,15 out | sed 1d | paste -sd' ' >cash
		holds cash <<<"$totals" || {
			echo "$round $step"
			return 1
		}
	done <<-'END'
		half-up 0.05 1.00,-0.02 1.05,0.02 1.05,0.00 -1.05,0.00
		half-up 0.10 1.00,-0.02 1.00,-0.03 1.10,0.05 -1.10,-0.05
		half-even 0.10 1.00,-0.02 1.00,-0.03 1.00,-0.05 -1.00,0.05
		half-down 0.10 1.00,-0.02 1.00,-0.03 1.00,-0.05 -1.00,0.05
		up 0.10 1.10,0.08 1.10,0.07 1.10,0.05 -1.10,-0.05
		down 0.10 1.00,-0.02 1.00,-0.03 1.00,-0.05 -1.00,0.05
		half-up 1 1.00,-0.02 1.00,-0.03 1.00,-0.05 -1.00,0.05
	END
}

# Lines

@test "returns: priced as if they were sold, and negated; no part of the order" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value
		V,volume,percent,line,,qty,10,10%
		O,order,amount,order,,,,5
		F,guard,floor_price,line,,,,9.50
		R,offinvoice,amount,line,,,,1/unit
	END
	quotes <<-'END'
		quote,qty,list_price,cost
		a,20,10,8
		a,-10,10,8
		a,-1,10,12
	END
	prices qty,list_total,discount,net,unit_net,discount_pct,margin,margin_pct,why,flags <<-'END'
		20,200.00,10.00,190.00,9.5,0.05,30.00,0.157894736842,V:-20.00 | F:+10.00,discount_cut
		-10,-100.00,-5.00,-95.00,9.5,0.05,-15.00,0.157894736842,V:+10.00 | F:-5.00,
		-1,-10.00,0.00,-10.00,10,0,2.00,-0.2,,below_cost
	END
	works "${calc[@]}" --totals quotes.csv
	shows quote,lines,list_total,discount,net,cost,margin,pocket,payable,flags <<-'END'
		a,3,90.00,5.00,85.00,68.00,17.00,76.00,85.00,below_cost | discount_cut
	END
}

@test "quantities of zero, missing costs and terms: empty, and nothing divided by" {
	policy <<-'END'
		rule,stage,kind,basis,mode,from,value,priority
		A,promo,percent,,,,10%,1
		B,promo,percent,qty,graduated,0,10%,2
		C,promo,percent,amount,graduated,0,10%,3
		D,promo,price,qty,graduated,1,1,4
		E,promo,package,,rest,,10/12,5
		F,promo,bogo,,,1,1,6
		G,promo,amount,,,,1/line,7
		H,promo,percent,term,,0,10%,8
		I,guard,floor_price,,,,0.10,
	END
	quotes <<-'END'
		quote,qty,list_price,cost,term
		a,0,5,3,1
		a,-0,5,3,
		a,0,0,,n/a
		b,1,0,,
	END
	prices list_total,discount,net,unit_net,discount_pct,margin,margin_pct,why,flags <<-'END'
		0.00,0.00,0.00,,,0.00,,,
		0.00,0.00,0.00,,,0.00,,,
		0.00,0.00,0.00,,,,,,
		0.00,0.00,0.00,0,,,,D:+1.00 | G:-1.00,floor_unreachable
	END
	works "${calc[@]}" --totals quotes.csv
	holds out <<-'END'
		quote,date,lines,list_total,discount,net,discount_pct,cost,margin,margin_pct,pocket,untaxed,tax,payable,cash_rounding,approval,flags
		a,,3,0.00,0.00,0.00,,,,,0.00,0.00,0.00,0.00,0.00,,
		b,,1,0.00,0.00,0.00,,,,,0.00,0.00,0.00,0.00,0.00,,floor_unreachable
	END
	printf '%s\n' rule,stage,kind,value set,,round_at,unit P,promo,percent,10% >policy.csv
	prices net <<-'END'
		0.00
		0.00
		0.00
		0.00
	END
}

@test "flags, each, and several" {
	policy <<-'END'
		rule,stage,kind,scope,when,value
		S,promo,percent,line,sku=dear,-10%
		P,promo,percent,line,sku=cheap,90%
		O,order,amount,order,sku=tight,100
		F,guard,floor_price,line,sku=tight,20
		M,guard,floor_margin,line,sku in(tight|margin),90%
	END
	quotes <<-'END'
		quote,sku,qty,list_price,cost
		a,dear,1,10,
		b,cheap,1,10,5
		c,tight,1,10,
		d,margin,1,10,12
		d,dear,1,10,50
	END
	prices flags <<-'END'
		above_list
		below_cost
		floor_unreachable | cost_missing | discount_cut
		floor_unreachable | below_cost
		below_cost | above_list
	END
	works "${calc[@]}" --totals quotes.csv
	shows quote,flags <<-'END'
		a,above_list
		b,below_cost
		c,floor_unreachable | cost_missing | discount_cut
		d,floor_unreachable | below_cost | above_list
	END
}

# Instead of lines

@test "--totals: one row for each quote, as they come" {
	policy <<-'END'
		rule,stage,kind,scope,value
		P,promo,percent,line,10%
		O,order,amount,order,1
	END
	quotes <<-'END'
		Order ID,Order Date,qty,list_price,cost
		B,2026-01-02,1,10,5
		A,2026-01-03,2,10,5
		B,2026-01-09,1,20,
		,,1,10,10
	END
	works "${calc[@]}" --totals quotes.csv
	holds out <<-'END'
		quote,date,lines,list_total,discount,net,discount_pct,cost,margin,margin_pct,pocket,untaxed,tax,payable,cash_rounding,approval,flags
		B,2026-01-02,2,30.00,4.00,26.00,0.133333333333,,,,26.00,26.00,0.00,26.00,0.00,,
		A,2026-01-03,1,20.00,3.00,17.00,0.15,10.00,7.00,0.411764705882,17.00,17.00,0.00,17.00,0.00,,
		,,1,10.00,2.00,8.00,0.2,10.00,-2.00,-0.25,8.00,8.00,0.00,8.00,0.00,,below_cost
	END
	works "${calc[@]}" -t --format=json quotes.csv
	grep -q '"quote": *"B".*"net": *26.00' out
	# Without a column for it, all is one quote.
	cut -d, -f3- quotes.csv >plain.csv
	works "${calc[@]}" --totals plain.csv
	shows quote,lines,discount <<<',4,7.00'
}

@test "--waterfall: from list to pocket, and amounts add up" {
	policy <<-'END'
		rule,stage,kind,scope,value,combine,group
		C,contract,price,line,9,,
		P,promo,percent,line,10%,best,g
		Q,promo,percent,line,5%,best,g
		O,order,amount,order,1,,
		F,guard,floor_price,line,7.90,,
		A,approve,approve,,boss,,
		R,offinvoice,percent,line,2%,,
	END
	quotes <<-'END'
		quote,qty,list_price
		a,1,10
		b,1,10
		b,-1,10
		a,1,10
	END
	works "${calc[@]}" --waterfall quotes.csv
	holds out <<-'END'
		quote,step,amount,balance
		a,list,20.00,20.00
		a,contract,-2.00,18.00
		a,volume,0.00,18.00
		a,term,0.00,18.00
		a,promo,-1.80,16.20
		a,manual,0.00,16.20
		a,partner,0.00,16.20
		a,distributor,0.00,16.20
		a,order,-0.40,15.80
		a,guard,0.00,15.80
		a,invoice,,15.80
		a,offinvoice,-0.32,15.48
		a,pocket,,15.48
		b,list,0.00,0.00
		b,contract,0.00,0.00
		b,volume,0.00,0.00
		b,term,0.00,0.00
		b,promo,0.00,0.00
		b,manual,0.00,0.00
		b,partner,0.00,0.00
		b,distributor,0.00,0.00
		b,order,-0.20,-0.20
		b,guard,0.00,-0.20
		b,invoice,,-0.20
		b,offinvoice,0.00,-0.20
		b,pocket,,-0.20
	END
}

@test "--explain: every rule, applied or not, and why" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value,combine,group,priority,cap
		# no,volume,percent,line,sku=z,,,10%,,,1,
		low,volume,percent,line,,qty,10,10%,,,2,
		term,volume,percent,line,,term,1,10%,,,3,
		zero,volume,percent,line,,,,0%,,,4,
		once,volume,percent,line,,,,10%,,,5,1x
		ex,promo,percent,line,,,,10%,exclusive,,1,
		out,promo,percent,line,,,,10%,,,2,
		win,manual,percent,line,,,,20%,best,g,,
		lose,manual,percent,line,,,,5%,best,g,,
		set2,order,bundle,,,,,nut+bolt=10%,,,,
		all,order,amount,order,sku=b,,,1,,,,
		fp,guard,floor_price,line,,,,1,,,,
		fm,guard,floor_margin,line,,,,99%,,,,
		ap,approve,approve,,,discount_pct,40,boss,,,,
		ap0,approve,approve,,sku=z,,,boss,,,,
		off,offinvoice,percent,,,,,10%,,,,
	END
	quotes <<-'END'
		quote,line,sku,qty,list_price,cost,term
		A:1,first,a,1,100,1,
		A:1,,b,1,100,,
		A:1,,b,-1,100,1,5
		B,first,a,1,100,1,
	END
	works "${calc[@]}" --explain=A:1:first quotes.csv
	holds out <<-'END'
		line,rule,policy_line,stage,kind,outcome,amount,reason
		first,# no,2,volume,percent,not applied,,its condition doesn't hold
		first,low,3,volume,percent,not applied,,no tier begins so low
		first,term,4,volume,percent,not applied,,the line has no term
		first,zero,5,volume,percent,not applied,,it changes nothing here
		first,once,6,volume,percent,applied,-10.00,
		first,ex,7,promo,percent,applied,-9.00,
		first,out,8,promo,percent,not applied,,"an exclusive rule shuts it out, or it is one and others came before"
		first,win,9,manual,percent,applied,-16.20,
		first,lose,10,manual,percent,beaten,-4.05,beaten by win
		first,set2,11,order,bundle,not applied,,the bundle's components aren't all there
		first,all,12,order,amount,not applied,,its condition doesn't hold
		first,fp,13,guard,floor_price,not applied,,the line is above this floor
		first,fm,14,guard,floor_margin,applied,35.20,
		first,ap,15,approve,approve,not applied,,no tier begins so low
		first,ap0,16,approve,approve,not applied,,its condition doesn't hold
		first,off,17,offinvoice,percent,applied,-10.00,
	END
}

@test "--explain: lines without a name by their place, orders, returns" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value,cap
		P,volume,percent,line,,,,10%,1x
		B,promo,bogo,order,,,1,1,
		O,order,amount,order,sku=b,,,1,
		T,partner,percent,order,sku=b,qty,1,20%,
		M,guard,floor_margin,line,,,,10%,
	END
	quotes <<-'END'
		quote,sku,qty,list_price,cost
		A,a,1,100,1
		A,b,2,10,
		A,b,-1,10,1
		B,b,1,1,1
	END
	works "${calc[@]}" --explain=A quotes.csv
	shows line,rule,outcome,amount,reason <<-'END'
		1,P,applied,-10.00,
		1,B,not applied,,it changes nothing here
		1,O,not applied,,its condition doesn't hold
		1,T,not applied,,its condition doesn't hold
		1,M,not applied,,the line is above this floor
		2,P,not applied,,used as often as a quote may
		2,B,applied,-10.00,
		2,O,applied,-1.00,
		2,T,applied,-2.00,
		2,M,not applied,,the line has no cost
		3,P,not applied,,used as often as a quote may
		3,B,not applied,,order rules are about lines with a quantity above zero
		3,O,not applied,,order rules are about lines with a quantity above zero
		3,T,not applied,,order rules are about lines with a quantity above zero
		3,M,not applied,,the line is above this floor
	END
	works "${calc[@]}" --explain=A:2 --sorted quotes.csv
	[ "$(wc -l <out)" -eq 6 ]
	works "${calc[@]}" --explain=B quotes.csv
	shows rule,outcome,reason <<-'END'
		P,applied,
		B,not applied,it changes nothing here
		O,not applied,it changes nothing here
		T,not applied,it changes nothing here
		M,applied,
	END
	local asked
	for asked in C A:4 A:x a B:2 A:1:1; do
		ends 65 "${calc[@]}" --explain="$asked" quotes.csv
		[ "$(<err)" = "discount-calc: --explain=$asked: there is no such quote, or line" ]
	done
	# Without a column for quotes there is one, whose name is empty.
	cut -d, -f2- quotes.csv >plain.csv
	works "${calc[@]}" --explain=:4 plain.csv
	shows line,rule,outcome <<-'END'
		4,P,not applied
		4,B,not applied
		4,O,not applied
		4,T,not applied
		4,M,not applied
	END
}

@test "--explain: tiers of an order's rule that aren't reached, and returns" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value,combine,group
		P,volume,percent,line,,,,10%,,
		G,manual,price,line,,,,10,best,g
		H,manual,price,line,,,,20,best,g
		I,manual,percent,line,sku=b,,,0%,best,g
		T,order,percent,order,sku=b,qty,1,10%,,
		T,order,percent,order,sku=b,qty,2,20%,,
		U,order,percent,order,sku=a,qty,2,20%,,
		V,order,percent,order,sku=z,qty,2,20%,,
	END
	quotes <<-'END'
		quote,sku,qty,list_price
		A,a,1,10
		A,b,2,10
		A,b,-1,10
	END
	works "${calc[@]}" --explain=A quotes.csv
	shows line,rule,outcome,amount,reason <<-'END'
		1,P,applied,-1.00,
		1,G,applied,1.00,
		1,H,beaten,,beaten by a better one of its group
		1,I,not applied,,its condition doesn't hold
		1,T,not applied,,its condition doesn't hold
		1,U,not applied,,no tier begins so low
		1,V,not applied,,its condition doesn't hold
		2,P,applied,-2.00,
		2,G,beaten,,beaten by a better one of its group
		2,H,beaten,,beaten by a better one of its group
		2,I,not applied,,it changes nothing here
		2,T,applied,-3.60,
		2,U,not applied,,its condition doesn't hold
		2,V,not applied,,its condition doesn't hold
		3,P,applied,1.00,
		3,G,beaten,,beaten by a better one of its group
		3,H,beaten,,beaten by a better one of its group
		3,I,not applied,,it changes nothing here
		3,T,not applied,,order rules are about lines with a quantity above zero
		3,U,not applied,,order rules are about lines with a quantity above zero
		3,V,not applied,,order rules are about lines with a quantity above zero
	END
}

@test "--breakeven: how much more has to be sold, and what to expect of it" {
	policy <<-'END'
		rule,stage,kind,when,value
		P,promo,percent,sku!=up,10%
		S,promo,percent,sku=up,-10%
	END
	quotes <<-'END'
		quote,sku,qty,list_price,cost
		a,a,1,100,60
		b,a,1,100,90
		c,a,1,100,95
		d,a,1,100,
		e,up,1,100,60
		f,a,-1,100,60
		g,a,0,100,60
	END
	works "${calc[@]}" --breakeven quotes.csv
	head -n 1 out | grep -q 'flags,breakeven_volume_change$'
	shows quote,breakeven_volume_change <<-'END'
		a,0.333333333333
		b,
		c,
		d,
		e,-0.2
		f,
		g,
	END
	works "${calc[@]}" --breakeven=-2 quotes.csv
	head -n 1 out | grep -q 'flags,breakeven_volume_change,expected_profit_change$'
	shows quote,breakeven_volume_change,expected_profit_change <<-'END'
		a,0.333333333333,-4
		b,,-10
		c,,-11
		d,,
		e,-0.2,0
		f,,
		g,,
	END
	works "${calc[@]}" --breakeven=-20 quotes.csv
	# Nobody buys less than nothing.
	shows expected_profit_change <<-'END'
		50
		-10
		-20
		
		-40
		
		
	END
	works "${calc[@]}" --totals --breakeven=0 quotes.csv
	shows quote,breakeven_volume_change,expected_profit_change <<-'END'
		a,0.333333333333,-10
		b,,-10
		c,,-10
		d,,
		e,-0.2,10
		f,,
		g,,
	END
}

@test "--allocate: an amount over all lines, by their list totals, to the minor unit" {
	quotes <<-'END'
		quote,qty,list_price
		a,1,10
		b,1,10
		a,1,10
		a,0,10
		a,-3,10
	END
	works discount-calc --allocate=1 quotes.csv
	holds out <<-'END'
		quote,qty,list_price,allocated
		a,1,10,0.34
		b,1,10,0.33
		a,1,10,0.33
		a,0,10,0.00
		a,-3,10,0.00
	END
	works discount-calc --allocate=-1.00 quotes.csv
	shows allocated <<-'END'
		-0.34
		-0.33
		-0.33
		0.00
		0.00
	END
	works discount-calc --allocate=0 quotes.csv
	shows allocated <<<$'0.00\n0.00\n0.00\n0.00\n0.00'
	# Returns among themselves.
	printf '%s\n' qty,list_price -1,10 -3,10 >returns.csv
	works discount-calc --allocate=1 returns.csv
	shows allocated <<<$'0.25\n0.75'
	# A policy says what the minor unit is.
	printf '%s\n' rule,kind,value set,decimals,3 | policy
	works "${calc[@]}" --allocate=0.001 quotes.csv
	shows allocated <<<$'0.001\n0.000\n0.000\n0.000\n0.000'
	refuses 64 'discount-calc: --allocate=0.001: "0.001" has more decimals than amounts of the currency have' \
		discount-calc --allocate=0.001 quotes.csv
	refuses 64 '--allocate=much: "much" is not a number' discount-calc --allocate=much quotes.csv
	printf '%s\n' qty,list_price 0,10 1,0 >quotes.csv
	refuses 65 'discount-calc: --allocate: the lines come to nothing at list price, so there is nothing to go by' \
		discount-calc --allocate=1 quotes.csv
	printf '%s\n' qty,list_price,allocated 1,10,5 >quotes.csv
	refuses 65 'quotes.csv:1: the input has a column "allocated" already' discount-calc --allocate=1 quotes.csv
	works discount-calc --allocate=1 --replace quotes.csv
	holds out <<<$'qty,list_price,allocated\n1,10,1.00'
}

# Checking a policy

# finds <<...: --lint finds this, and says so by its status.
finds() {
	ends 65 "${calc[@]}" --lint || return
	[ ! -s err ] || complain "something on stderr" || return
	shows line,rule,finding
}

@test "--lint: nothing to find" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,mode,from,value,base,combine,group,priority
		set,,stages,,,,,,promo|order|guard,,,,
		set,,tax,,sku=a,,,,7%,,,,
		P,promo,percent,,sku=a,qty,,1,10%,,,,1
		P,promo,percent,,sku=a,qty,,10,20%,,,,1
		P,promo,percent,,sku=b,qty,,10,30%,,,,1
		FEE,promo,price,,,qty,graduated,0,1+2,,,,2
		FEE,promo,price,,,qty,graduated,11,2+3,,,,2
		S,promo,percent,,,qty,,1,-10%,,,,4
		S,promo,percent,,,qty,,9,-20%,,,,4
		B1,order,percent,order,,,,,10%,,best,g,
		B2,order,percent,order,,,,,5%,,best,g,
		F,guard,floor_price,,,,,,0.10,,,,
		T1,promo,amount,,code=a,,,,1/line,,,,3
		T2,promo,amount,,code=b,,,,1/unit,,,,3
		T3,promo,percent,,,,,,10%,list,,,3
		A,approve,approve,,,discount_pct,,0,rep,,,,
		A,approve,approve,,,discount_pct,,10,boss,,,,
	END
	works "${calc[@]}" --lint
	holds out <<<file,line,rule,finding
}

@test "--lint: conditions that can't hold, tiers that overlap or fall" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value
		N,volume,percent,,sku=a;sku=b,,,10%
		N2,promo,percent,,qty>5;qty<3,,,10%
		O,manual,percent,,sku=a,qty,1,10%
		O,manual,percent,,qty>=1,qty,1,20%
		W,partner,percent,,sku=a,,,10%
		W,partner,percent,,code=x,,,20%
		W,partner,percent,,sku=b,,,20%
		D,order,percent,,,qty,1,10%
		D,order,percent,,,qty,10,5%
		L,approve,approve,,,discount_pct,0,rep
		L,approve,approve,,,discount_pct,10,boss
		M,approve,approve,,,discount_pct,0,boss
		M,approve,approve,,,discount_pct,10,rep
		Z,term,percent,,,,,0%
		F,guard,floor_price,,,,,0
	END
	finds <<-'END'
		2,N,can never apply: its condition can't hold
		3,N2,can never apply: its condition can't hold
		5,O,overlaps with line 4: where both hold, the two differ and the run ends
		7,W,overlaps with line 6: where both hold, the two differ and the run ends
		10,D,gives less than the tier of line 9, which begins before it
		14,M,is a lower level than that of line 13, which begins before it
		15,Z,takes nothing
		16,F,is no floor: it is zero
	END
	head -n 2 out | tail -n 1 | grep -q '^policy.csv,2,'
}

@test "--lint: rules beside others" {
	policy <<-'END'
		rule,stage,kind,scope,when,value,combine,group,priority
		set,,stages,,,promo|guard|manual|contract|order,,,
		B,promo,percent,,sku=a,10%,best,g,1
		X,manual,percent,,,10%,exclusive,,1
		Y,promo,percent,,sku=b,10%,exclusive,h,2
		T1,promo,percent,,sku=a,10%,,,7
		T2,promo,amount,,sku=a,1/line,,,7
		T3,promo,amount,,sku=b,1/line,,,7
		C,contract,price,,,0.80,,,
		O,order,percent,order,,10%,,,
		F,guard,floor_price,,sku=a,0.90,,,
	END
	finds <<-'END'
		3,B,is the only rule of its group: the best of one
		4,X,is exclusive, but there is nothing to shut out
		5,Y,is exclusive, but there is nothing to shut out
		9,C,this price is below the floor of F, line 11
		7,T2,has the priority of T1, line 6: where both apply and their order matters, the run ends
		4,X,comes behind the guard: lines may go below their floors
		9,C,comes behind the guard: lines may go below their floors
	END
}

@test "--lint: ties between any two rules of a priority" {
	policy <<-'END'
		rule,stage,kind,when,value
		A,promo,percent,sku=a,10%
		B,promo,amount,sku=b,1/line
		C,promo,price,sku=b,3
	END
	finds <<-'END'
		4,C,has the priority of B, line 3: where both apply and their order matters, the run ends
	END
}

@test "--lint: columns that the quotes don't have, where they are named" {
	policy <<-'END'
		rule,stage,kind,when,value
		P,promo,percent,country=DE;code=x;qty>1,10%
		Q,manual,percent,amount>1;has=x;SKU=b,10%
		R,term,percent,net>1,10%
		A,approve,approve,net>1;segment=edu,boss
		set,,tax,country=AT,20%
		set,,tax,region=AT,20%
	END
	printf '%s\n' 'Product Code,qty,list_price,Customer Type' x,x,x,x >quotes.csv
	ends 65 "${calc[@]}" --lint quotes.csv
	shows line,rule,finding <<-'END'
		2,,the quotes have no column "country"
		2,,the quotes have no column "code"
		4,,the quotes have no column "net"
		6,,the quotes have no column "country"
		7,,the quotes have no column "region"
	END
	printf '%s\n' sku,qty,list_price,segment,country,code,net,region >quotes.csv
	works "${calc[@]}" --lint quotes.csv
	works "${calc[@]}" --lint
	refuses 66 'nosuch.csv: No such file' "${calc[@]}" --lint nosuch.csv
}

@test "--lint reads the policy, so its errors are the same; quotes aren't asked for" {
	printf '%s\n' rule,stage,kind,value P,promo,percent,10 | policy
	refuses 65 'discount-calc: policy.csv:2: column "value": "10" is more than 1' "${calc[@]}" --lint
	printf '%s\n' rule,stage,kind,when,value P,promo,percent,anything=1,10% | policy
	works "${calc[@]}" --lint
}

# Rows and files

@test "the lines of a quote may be apart; --sorted gives the same of those that aren't" {
	policy <<-'END'
		rule,stage,kind,scope,when,value,cap
		P,promo,percent,line,seats>5;has=a,10%,1x
		O,order,amount,order,note=x;amount>1,1,
		A,approve,approve,,net>10;note=x,boss,
	END
	quotes <<-'END'
		quote,sku,qty,list_price,seats,note
		1,a,1,10,6,x
		1,a,1,10,6,"y
		z"
		2,b,1,10,6,x
		,a,1,10,6,x
		3,a,2,10,5,x
		3,b,1,10,7,x
	END
	works "${calc[@]}" quotes.csv
	mv out all
	works "${calc[@]}" --sorted quotes.csv
	holds out <all
	local option
	for option in --totals --waterfall --explain=3:2; do
		works "${calc[@]}" "$option" quotes.csv
		mv out all
		works "${calc[@]}" "$option" --sorted quotes.csv
		holds out <all
	done
	python3 -c '
import csv
rows = list(csv.reader(open("quotes.csv", newline="")))
csv.writer(open("mixed.csv", "w", newline="")).writerows(
    [rows[0]] + [rows[i] for i in (5, 1, 3, 6, 4, 2)])'
	works "${calc[@]}" quotes.csv
	sort out >want
	works "${calc[@]}" mixed.csv
	sort out | holds want
	refuses 65 'discount-calc: mixed.csv:5: quote "3" had lines before: with --sorted the lines of a quote stand together' \
		"${calc[@]}" --sorted mixed.csv
}

@test "--sorted: a quote that comes again long after is found in the end" {
	echo rule | policy
	{
		echo quote,qty,list_price
		seq -f %.0f,1,1 530000
		echo 1,1,1
	} >quotes.csv
	ends 65 "${calc[@]}" --totals --sorted quotes.csv
	[ "$(<err)" = "discount-calc: --sorted: the lines of some quote aren't together: leave it out" ]
}

@test "rows that can't be used end the run, or go to --rejects and their quotes are flagged" {
	policy <<-'END'
		rule,stage,kind,when,basis,from,value
		P,promo,percent,seats>5,,,10%
		T,term,percent,,term,12,10%
		A,approve,approve,,discount_pct,0,rep
	END
	local row message
	while IFS=$'\t' read -r row message; do
		printf '%s\n' quote,qty,list_price,cost,term,seats ok,1,1,1,1,1 "$row" >quotes.csv
		refuses 65 "discount-calc: quotes.csv:3: column \"$message" "${calc[@]}" quotes.csv
	done <<-'END'
		a,,1,1,1,1	qty": is missing: a line needs a quantity
		a,n/a,1,1,1,1	qty": "n/a" is missing: a line needs a quantity
		a,two,1,1,1,1	qty": "two" is not a number
		a,1,,1,1,1	list_price": is missing: a line needs a list price
		a,1,12O0,1,1,1	list_price": "12O0" is not a number
		a,1,-0.01,1,1,1	list_price": "-0.01" is below zero: a credit is a line with a negative quantity
		a,1,1,-1,1,1	cost": "-1" is below zero
		a,1,1,x,1,1	cost": "x" is not a number
		a,1,1,1,-1,1	term": "-1" is below zero
		a,1,1,1,x,1	term": "x" is not a number
		a,1,1,1,1,many	seats": "many" is not a number
		a,1,1,1,1,2026-01-01	seats": "2026-01-01" is not a number
	END
	quotes <<-'END'
		quote,qty,list_price,cost,term,seats
		a,1,10,1,1,1
		b,x,10,1,1,1
		a,1,10,1,1,many
		b,1,10,20,1,1
		c,1,10,1,1,1
		d,,10,1,1,1
		d,1,10,-1,1,1
		d,1,10,1,-1,1
	END
	ends 0 "${calc[@]}" --rejects=rejects.csv quotes.csv
	[ "$(<err)" = 'discount-calc: 5 rows rejected: see rejects.csv' ]
	shows quote,net,flags <<-'END'
		a,10.00,line_rejected
		b,10.00,below_cost | line_rejected
		c,10.00,
	END
	shows reject_line,quote,reject_reason rejects.csv <<-'END'
		3,b,column "qty": "x" is not a number
		4,a,column "seats": "many" is not a number
		7,d,column "qty": is missing: a line needs a quantity
		8,d,column "cost": "-1" is below zero
		9,d,column "term": "-1" is below zero
	END
	local option
	for option in '' --sorted; do
		(head -n 1 quotes.csv && sed 1d quotes.csv | sort -s -t, -k1,1) >grouped.csv
		works "${calc[@]}" -q --totals --rejects=rejects.csv ${option:+"$option"} grouped.csv
		shows quote,lines,approval,flags <<-'END'
			a,1,rep,line_rejected
			b,1,rep,below_cost | line_rejected
			c,1,rep,
		END
	done
	works "${calc[@]}" -q --waterfall --rejects=rejects.csv quotes.csv
	cut -d, -f1 out | uniq | paste -sd' ' >ids
	holds ids <<<'quote a b c'
}

@test "a term that no rule asks for, and cells that no condition looks at, may hold anything" {
	printf '%s\n' rule,stage,kind,when,value 'P,promo,percent,qty>5;seats>5,10%' | policy
	printf '%s\n' qty,list_price,term,seats 1,1,x,many >quotes.csv
	prices net <<<1.00
}

@test "cells that can't be compared when the quote is priced" {
	policy <<-'END'
		rule,stage,kind,when,value
		P,promo,percent,,10%
		Q,promo,percent,amount>5;seats>5,10%
	END
	printf '%s\n' qty,list_price,seats 1,9,7 1,9,many >quotes.csv
	refuses 65 'discount-calc: quotes.csv:3: column "seats": "many" is not a number' \
		"${calc[@]}" quotes.csv
	refuses 65 '<stdin>:3: column "seats": "many" is not a number' \
		"${calc[@]}" - <quotes.csv
	# What isn't in a row has no row to name.
	printf '%s\n' rule,stage,kind,when,value 'P,promo,percent,qty=1;has>5,10%' | policy
	printf '%s\n' sku,qty,list_price x,1,9 >quotes.csv
	refuses 65 'discount-calc: policy.csv:2: column "when": "x" is not a number' "${calc[@]}" quotes.csv
	sed -i 's/has>5/amount>2026-01-01/' policy.csv
	refuses 65 'discount-calc: policy.csv:2: column "when": "9" ' "${calc[@]}" quotes.csv
	printf '%s\n' rule,kind,when,value 'set,tax,has=x;seats>5,10%' | policy
	printf '%s\n' sku,qty,list_price,seats x,1,9,many >quotes.csv
	refuses 65 'quotes.csv:2: column "seats": "many" is not a number' \
		"${calc[@]}" --totals quotes.csv
}

@test "a computed name that is taken: an error, or --replace" {
	printf '%s\n' rule,stage,kind,when,value P,promo,percent,Net=5,10% | policy
	printf '%s\n' qty,Net,list_price,WHY 1,5,10,x >quotes.csv
	refuses 65 'discount-calc: quotes.csv:1: the input has a column "Net" already: --replace puts the computed one in its place' \
		"${calc[@]}" quotes.csv
	works "${calc[@]}" --replace quotes.csv
	holds out <<-'END'
		qty,list_price,list_total,discount,net,unit_net,discount_pct,margin,margin_pct,why,approval,flags
		1,10,10.00,1.00,9.00,9,0.1,,,P:-1.00,,
	END
	works "${calc[@]}" --totals quotes.csv
	shows net <<<9.00
	# Only with --breakeven it is one.
	printf '%s\n' qty,list_price,breakeven_volume_change 1,10,x >quotes.csv
	sed -i s/Net=5// policy.csv
	works "${calc[@]}" quotes.csv
	refuses 65 'the input has a column "breakeven_volume_change" already' "${calc[@]}" --breakeven quotes.csv
}

@test "several files: one table, and a quote may be in both" {
	policy <<-'END'
		rule,stage,kind,scope,when,value
		O,order,amount,order,has=b,1
	END
	printf '%s\n' quote,sku,qty,list_price,cost 1,a,1,10,5 2,a,1,10,5 >quotes.csv
	printf '%s\n' list_price,qty,sku,quote 30,1,b,1 >second.csv
	works "${calc[@]}" quotes.csv second.csv
	shows quote,sku,net,margin <<-'END'
		1,a,9.75,4.75
		2,a,10.00,5.00
		1,b,29.25,
	END
	printf '%s\n' list_price,sku,quote 30,b,1 >second.csv
	refuses 65 'discount-calc: second.csv: no column "qty"; there are: list_price, sku, quote' \
		"${calc[@]}" quotes.csv second.csv
	printf '%s\n' list_price,qty 30,x >second.csv
	refuses 65 'second.csv:2: column "qty": "x" is not a number' "${calc[@]}" quotes.csv second.csv
}

@test "columns by role: the names of exports, and -c" {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value
		V,volume,percent,,sku=a;segment=edu;code=x;date>=2026-01-01,,,10%
		T,term,percent,,,term,12,50%
		M,guard,floor_margin,,,,,10%
	END
	quotes <<-'END'
		Order ID,Lineitem Quantity,Unit Price,Product Code,Customer Type,Coupon Code,Term Months,Unit Cost,Order Date
		1,2,10,a,EDU,y;x,12,5,2026-02-01
	END
	works "${calc[@]}" quotes.csv
	shows net,why <<<'11.12,V:-2.00 | T:-9.00 | M:+2.12'
	printf '%s\n' Menge,Preis,Preis2 2,10,20 >quotes.csv
	echo rule | policy
	refuses 65 'discount-calc: quotes.csv: no column "qty"; there are: Menge, Preis, Preis2' "${calc[@]}" quotes.csv
	works "${calc[@]}" -c qty=Menge -c 'list_price=#3' quotes.csv
	shows net <<<40.00
	refuses 64 '-c: there is no role "amount"; there are: quote, line, sku, qty, list_price, cost, term, date, code, segment' \
		"${calc[@]}" -c amount=x quotes.csv
	printf '%s\n' qty,list_price,price 2,10,20 >quotes.csv
	prices net <<<20.00
	printf '%s\n' qty,price,unit_price 2,10,20 >quotes.csv
	refuses 65 'both fit list_price: choose with -c list_price=#3' "${calc[@]}" quotes.csv
}

# What is wrong with quotes

@test "columns that the policy asks for and the quotes don't have" {
	local row message
	while IFS=$'\t' read -r row message; do
		printf '%s\n' rule,stage,kind,when,basis,from,value 'V,volume,percent,,,,1%' "$row" >policy.csv
		printf '%s\n' qty,list_price 1,1 >quotes.csv
		refuses 65 "discount-calc: quotes.csv: no column \"$message\", asked for by policy.csv:3; there are: qty, list_price" \
			"${calc[@]}" quotes.csv
	done <<-'END'
		P,promo,percent,country=DE,,,1%	country
		P,promo,percent,amount>1;country=DE,,,1%	country
		P,promo,percent,code=DE,,,1%	code
		P,promo,percent,sku=a,,,1%	sku
		P,promo,percent,net>1,,,1%	net
		P,promo,percent,margin_pct>1,,,1%	margin_pct
		P,approve,approve,country=DE,,,vp	country
		P,promo,percent,,term,1,1%	term
		P,promo,bundle,,,,a+b=1	sku
		F,guard,floor_margin,,,,50%	cost
		F,guard,floor_price,country=DE,,,5	country
		set,,tax,country=DE,,,19%	country
	END
	printf '%s\n' rule,stage,kind,when,value P,promo,percent,contry=DE,1% | policy
	printf '%s\n' qty,list_price,Country 1,1,DE >quotes.csv
	refuses 65 'no column "contry" (did you mean "Country"?), asked for by policy.csv:2' "${calc[@]}" quotes.csv
}

@test "tiers that begin at one point, hold both, and differ" {
	printf '%s\n' quote,sku,qty,list_price,code a,x,1,10, b,a,9,10,b >quotes.csv
	local header=rule,stage,kind,scope,when,basis,mode,from,value policy lines
	while IFS=$'\t' read -r policy lines; do
		policy_of "$header" "$policy"
		refuses 65 "discount-calc: quotes.csv:3: policy.csv:${lines% *} and policy.csv:${lines#* }: these tiers of P both hold and begin at one point, but differ" \
			"${calc[@]}" quotes.csv
	done <<-'END'
		P,promo,percent,,sku=a,,,,10%//P,promo,percent,,code=b,,,,20%	2 3
		P,promo,percent,,sku=a,qty,,5,10%//P,promo,percent,,code=b,qty,,5,20%	2 3
		P,promo,percent,,sku=a,qty,,>5,10%//P,promo,percent,,sku=a,qty,,1,20%//P,promo,percent,,code=b,qty,,>5,20%	2 4
		P,promo,price,,sku=a,,,,10//P,promo,price,,code=b,,,,10+1	2 3
		P,promo,package,,sku=a,,,,10/5//P,promo,package,,code=b,,,,10/6	2 3
		P,promo,package,,sku=a,,,2,10/5//P,promo,package,,code=b,,,3,10/5	2 3
		P,promo,bogo,,sku=a,,,2,1//P,promo,bogo,,code=b,,,3,1	2 3
		P,promo,bogo,order,sku=a,,,2,1//P,promo,bogo,order,code=b,,,3,1	2 3
		P,promo,bundle,,sku=a,,,,a=1//P,promo,bundle,,code=b,,,,a=2	2 3
		P,promo,percent,,sku=a,qty,graduated,5,10%//P,promo,percent,,code=b,qty,graduated,5,20%	2 3
	END
	# An order has no one line to name; the first is.
	policy_of "$header" 'P,order,percent,order,sku=a,qty,,5,10%//P,order,percent,order,code=b,qty,,5,20%'
	refuses 65 "policy.csv:2 and policy.csv:3: these tiers of P both hold" "${calc[@]}" quotes.csv
	# Where only one holds, or a higher one counts, all is well.
	policy_of "$header" 'P,promo,percent,,sku=a,qty,,5,10%//P,promo,percent,,code=b,qty,,5,20%//P,promo,percent,,,qty,,9,30%'
	prices net <<<$'10.00\n63.00'
}

@test "rules of one priority whose order matters" {
	printf '%s\n' quote,sku,qty,list_price a,x,1,10 b,a,1,10 b,b,1,10 >quotes.csv
	local header=rule,stage,kind,scope,when,value,combine,group,priority,cap policy message
	while IFS=$'\t' read -r policy message; do
		policy_of "$header" "$policy"
		refuses 65 "discount-calc: quotes.csv:$message have the same priority, and the result depends on which comes first: give them different ones" \
			"${calc[@]}" quotes.csv
	done <<-'END'
		P,promo,percent,,,10%,,,,//Q,promo,amount,,sku=a,1/line,,,,	3: policy.csv:2 and policy.csv:3: P and Q
		P,promo,percent,,,10%,,,5,//R,promo,amount,,sku=z,9/line,,,5,//Q,promo,amount,,,1/unit,,,5,	2: policy.csv:2 and policy.csv:4: P and Q
		P,promo,price,,,5,,,,//Q,promo,price,,,6,,,,	2: policy.csv:2 and policy.csv:3: P and Q
		P,promo,percent,,,10%,,,,//Q,promo,price,,,10,,,,	2: policy.csv:2 and policy.csv:3: P and Q
		P,promo,percent,,,10%,,,,//Q,promo,amount,,line_amount<10,1/line,,,,	2: policy.csv:2 and policy.csv:3: P and Q
		P,promo,percent,,,10%,exclusive,,,//Q,promo,percent,,,20%,,,,	2: policy.csv:2 and policy.csv:3: P and Q
		P,promo,percent,,,10%,best,g,1,//R,promo,percent,,,5%,best,g,,//Q,promo,amount,,,1/line,,,1,	2: policy.csv:2 and policy.csv:4: P and Q
		P,promo,percent,order,sku=b,10%,,,,//Q,promo,amount,order,sku=b,1,,,,	3: policy.csv:2 and policy.csv:3: P and Q
		set,,round_at,,,order,,,,//P,promo,percent,,sku=b,10%,,,,//Q,promo,amount,,,1/unit,,,,	4: policy.csv:3 and policy.csv:4: P and Q
	END
	# Where it doesn't matter, none has to have another.
	while IFS=$'\t' read -r policy message; do
		policy_of "$header" "$policy"
		prices net <<<"${message// /$'\n'}" || {
			echo "$policy"
			return 1
		}
	done <<-'END'
		P,promo,percent,,sku=a,10%,,,,//Q,promo,amount,,sku=b,1/line,,,,	10.00 9.00 9.00
		P,promo,percent,,,10%,,,,//Q,promo,percent,,,50%,,,,	4.50 4.50 4.50
		P,promo,amount,,,1/line,,,,//Q,promo,amount,,,2/unit,,,,	7.00 7.00 7.00
		P,promo,percent,,,10%,,,1,//Q,promo,amount,,,1/line,,,2,	8.00 8.00 8.00
		P,promo,percent,,,10%,,,,//Q,promo,amount,,,1/line,,,2,	8.10 8.10 8.10
		P,promo,percent,,,10%,,,,//Q,promo,amount,order,,2,,,,	7.00 8.00 8.00
		P,promo,percent,,,10%,best,g,,//Q,promo,amount,,,2/line,best,g,,	8.00 8.00 8.00
		P,promo,amount,order,,1,,,,//Q,promo,amount,order,,2,,,,	7.00 8.50 8.50
		P,guard,floor_price,,,9,,,,//Q,promo,amount,,,2/line,,,,	9.00 9.00 9.00
	END
}

@test "amounts that are too large are an error with the row" {
	local header=rule,stage,kind,scope,basis,mode,from,value policy row message
	while IFS=$'\t' read -r policy row message; do
		policy_of "$header" "$policy"
		printf '%s\n' sku,qty,list_price,cost a,1,1, "${row// /$'\n'}" >quotes.csv
		refuses 65 "discount-calc: quotes.csv:$message" "${calc[@]}" --totals quotes.csv
	done <<-'END'
		P,promo,percent,,,,,10%	a,1e12,1e12,	3: the amount is too large
		P,promo,percent,,,,,10%	a,1,1,1e20 a,1e12,1,1e12	4: the amount is too large
		P,promo,percent,,,,,10%	a,1,1e20, a,1,1e20,	4: the amount is too large
		P,promo,percent,,,,,10%	a,-1,1e20, a,-1,1e20,	4: the amount is too large
		P,promo,price,,,,,1e12	a,1e12,1,	3: the amount is too large, at rule P
		P,promo,price,,qty,graduated,1,1e12	a,1e12,1,	3: the amount is too large, at rule P
		P,promo,amount,,,,,1e12/unit	a,1e12,1,	3: the amount is too large, at rule P
		P,promo,package,,,,,1e15/0.001	a,1e12,1,	3: the amount is too large, at rule P
		P,guard,floor_price,,,,,1e12	a,1e12,1,	3: the amount is too large, at rule P
		P,promo,percent,order,qty,,1,10%	a,1e20,1e-12, a,1e20,1e-12,	2: the amount is too large, at rule P
		P,promo,bogo,order,,,1,1	a,1e20,1e-12, a,1e20,1e-12,	2: the amount is too large, at rule P
		P,promo,price,,qty,graduated,0,1+1e20//P,promo,price,,qty,graduated,2,1+1e20	a,2,1,	3: the amount is too large, at rule P
		P,promo,package,,,,,1/0.000000000000000001	a,1e12,1,	3: the amount is too large, at rule P
		P,promo,bundle,,,,,a=1e20	a,5,1e19,	2: the amount is too large, at rule P
		P,offinvoice,price,,,,,1e12	a,1e12,1,	3: the amount is too large, at rule P
	END
	# Swapped, to see if their order matters.
	policy_of rule,stage,kind,when,value 'A,promo,percent,,10%//B,promo,amount,line_amount=1e12,1e12/unit'
	printf '%s\n' qty,list_price 1e12,1 >quotes.csv
	refuses 65 'quotes.csv:2: the amount is too large, at rule B' "${calc[@]}" quotes.csv
	policy_of rule,kind,value 'set,tax,100%'
	printf '%s\n' quote,qty,list_price a,1,1 b,1,1.2e20 >quotes.csv
	refuses 65 'quotes.csv:3: the quote comes to more than can be counted' "${calc[@]}" --totals quotes.csv
	works "${calc[@]}" quotes.csv
}

@test "quotes that aren't CSV, or aren't there" {
	printf '%s\n' rule,stage,kind,value P,promo,percent,1% | policy
	printf '%s\n' qty,list_price 1,1 1 >quotes.csv
	refuses 65 'discount-calc: quotes.csv:3: 1 cell where the header has 2' "${calc[@]}" quotes.csv
	: >quotes.csv
	refuses 65 'discount-calc: quotes.csv' "${calc[@]}" quotes.csv
	refuses 66 'discount-calc: nosuch.csv: No such file' "${calc[@]}" nosuch.csv
	echo qty,price >quotes.csv
	works "${calc[@]}" quotes.csv
	echo 'qty;price' >quotes.csv
	refuses 65 "say -d ';'" "${calc[@]}" quotes.csv
	echo sku,price >quotes.csv
	refuses 65 'discount-calc: quotes.csv: no column "qty"; there are: sku, price' "${calc[@]}" quotes.csv
	echo qty,sku >quotes.csv
	refuses 65 'discount-calc: quotes.csv: no column "list_price"; there are: qty, sku' "${calc[@]}" quotes.csv
	echo sku >quotes.csv
	refuses 65 'no column "qty"' discount-calc --allocate=1 quotes.csv
}

# What is wrong with a policy

@test "policy files: columns that are unknown, missing, or there twice" {
	printf '%s\n' qty,list_price 1,1 >quotes.csv
	echo rule,stage,weight | policy
	refuses 65 'discount-calc: policy.csv:1: unknown column "weight"; there may be: rule, stage, kind, scope, when, basis, mode, from, value, base, combine, group, priority, cap, note' \
		"${calc[@]}" quotes.csv
	echo stage,kind | policy
	refuses 65 'discount-calc: policy.csv:1: there is no column "rule"' "${calc[@]}" quotes.csv
	echo rule,Kind,KIND | policy
	refuses 65 'discount-calc: policy.csv:1: column "kind" is there twice' "${calc[@]}" quotes.csv
	: | policy
	refuses 65 'discount-calc: policy.csv:1: ' "${calc[@]}" quotes.csv
	printf '%s\n' rule,kind set,round,1 | policy
	refuses 65 'discount-calc: policy.csv:2: 3 cells where the header has 2' "${calc[@]}" quotes.csv
	refuses 66 'discount-calc: nosuch.csv: No such file' discount-calc --policy=nosuch.csv quotes.csv
	printf '%s\n' rule,kind set,round | policy
	refuses 65 'discount-calc: <stdin>:2: column "value": a value is needed here' \
		discount-calc --policy=- quotes.csv <policy.csv
}

@test "policy files: names, stages and kinds" {
	local stages='contract, volume, term, promo, manual, partner, distributor, order, guard, approve, offinvoice'
	local kinds='percent, amount, price, package, bogo, bundle, floor_price, floor_margin, approve'
	faults rule,stage,kind,value <<-END
		,promo,percent,1%	2: column "rule": every row needs a rule
		 ,promo,percent,1%	2: column "rule": every row needs a rule
		A|B,promo,percent,1%	2: column "rule": "A|B" holds \`|\`, which has a meaning in the column why: name the rule without it
		A:B,promo,percent,1%	2: column "rule": "A:B" holds \`:\`
		A=B,promo,percent,1%	2: column "rule": "A=B" holds \`=\`
		A(B,promo,percent,1%	2: column "rule": "A(B" holds \`(\`
		A)B,promo,percent,1%	2: column "rule": "A)B" holds \`)\`
		"A,B",promo,percent,1%	2: column "rule": "A,B" holds \`,\`
		P,,percent,1%	2: column "stage": is needed here; there are: $stages
		P,sale,percent,1%	2: column "stage": "sale" isn't one of: $stages
		P,promo,,1%	2: column "kind": is needed here; there are: $kinds
		P,promo,rebate,1%	2: column "kind": "rebate" isn't one of: $kinds
		P,guard,percent,1%	2: column "stage": stage guard is for floor_price and floor_margin, and these are for it alone
		P,promo,floor_price,1	2: column "stage": stage guard is for floor_price and floor_margin, and these are for it alone
		P,approve,floor_margin,1%	2: column "stage": stage guard is for floor_price and floor_margin, and these are for it alone
		P,approve,percent,1%	2: column "stage": stage approve is for kind approve, and this is for it alone
		P,promo,approve,vp	2: column "stage": stage approve is for kind approve, and this is for it alone
	END
}

@test "policy files: values" {
	local box='doesn'\''t say of what: write 0.50/unit or 0.50/line'
	faults rule,stage,kind,value <<-END
		P,promo,percent,	2: column "value": a value is needed here
		P,promo,percent,ten	2: column "value": "ten" is not a number
		P,promo,percent,10	2: column "value": "10" is more than 1, all of it: for per cent write 10%
		P,promo,percent,1.01	2: column "value": "1.01" is more than 1, all of it: for per cent write 10%
		P,promo,percent,-2	2: column "value": "-2" is more than 1
		P,promo,percent,100.1%	2: column "value": "100.1%" is more than 100%
		P,promo,percent,-101%	2: column "value": "-101%" is more than 100%
		P,promo,percent,1%//P,promo,percent,	3: column "value": a value is needed here
		P,promo,amount,0.50	2: column "value": "0.50" $box
		P,promo,amount,0.50/box	2: column "value": "0.50/box" $box
		P,promo,amount,0.50/	2: column "value": "0.50/" $box
		P,promo,amount,/unit	2: column "value": a number is needed here
		P,promo,amount,x/line	2: column "value": "x" is not a number
		P,promo,price,-1	2: column "value": "-1" is below zero
		P,promo,price,1+-2	2: column "value": "-2" is below zero
		P,promo,price,1+	2: column "value": a number is needed here
		P,promo,price,+x	2: column "value": "x" is not a number
		P,promo,package,10	2: column "value": "10" isn't PRICE/UNITS, such as 10/12 for 10 a dozen
		P,promo,package,10/0	2: column "value": "0" isn't above zero
		P,promo,package,10/-5	2: column "value": "-5" isn't above zero
		P,promo,package,-10/5	2: column "value": "-10" is below zero
		P,promo,package,10/	2: column "value": a number is needed here
		P,promo,bundle,cup+cookie	2: column "value": "cup+cookie" has no price: write it as in cup*2+cookie=2.50 or cup+cookie=10%
		P,promo,bundle,=2	2: column "value": a bundle is made of SKU or SKU*UNITS, such as cup*2+cookie=2.50
		P,promo,bundle,cup+=2	2: column "value": a bundle is made of SKU
		P,promo,bundle,*2=2	2: column "value": a bundle is made of SKU
		P,promo,bundle,cup*1.5=2	2: column "value": a bundle is made of SKU
		P,promo,bundle,cup*0=2	2: column "value": "0" isn't above zero
		P,promo,bundle,cup*x=2	2: column "value": "x" is not a number
		P,promo,bundle,cup+tea+CUP=2	2: column "value": "CUP" is named twice: write CUP*2
		P,promo,bundle,cup=	2: column "value": a number is needed here
		P,promo,bundle,cup=-1	2: column "value": "-1" is below zero
		P,promo,bundle,cup=-5%	2: column "value": "-5%" is below zero
		P,promo,bundle,cup=101%	2: column "value": "101%" is more than 100%
		P,guard,floor_price,-1	2: column "value": "-1" is below zero
		P,guard,floor_price,x	2: column "value": "x" is not a number
		P,guard,floor_margin,100%	2: column "value": a margin is from 0% to below 100%
		P,guard,floor_margin,-1%	2: column "value": a margin is from 0% to below 100%
		P,guard,floor_margin,60	2: column "value": "60" is more than 1, all of it: for per cent write 10%
		P,approve,approve,	2: column "value": a value is needed here
	END
	faults rule,stage,kind,from,value <<-END
		P,promo,bogo,2,1.5	2: column "value": "1.5" isn't a whole number of units
		P,promo,bogo,2,0	2: column "value": "0" isn't above zero
		P,promo,bogo,2,-1	2: column "value": "-1" isn't above zero
		P,promo,bogo,2,one	2: column "value": "one" is not a number
		P,promo,bogo,2,1@0%	2: column "value": "0%" isn't above zero
		P,promo,bogo,2,1@-5%	2: column "value": "-5%" isn't above zero
		P,promo,bogo,2,1@50	2: column "value": "50" is more than 1, all of it: for per cent write 10%
		P,promo,bogo,2,1@	2: column "value": a number is needed here
		P,promo,bogo,,1	2: column "from": the whole number of units to buy is needed here
		P,promo,bogo,0,1	2: column "from": the whole number of units to buy is needed here
		P,promo,bogo,1.5,1	2: column "from": the whole number of units to buy is needed here
		P,promo,bogo,>2,1	2: column "from": the whole number of units to buy is needed here
	END
}

@test "policy files: scopes, bases, modes and where tiers begin" {
	local bands='bands are for basis qty (percent, and of a line price and amount/unit) and basis amount (percent)'
	faults rule,stage,kind,scope,basis,mode,from,value <<-END
		P,promo,percent,cart,,,,1%	2: column "scope": "cart" isn't one of: line, order
		P,promo,price,order,,,,1	2: column "scope": price is never of scope order
		P,promo,package,order,,,,1/2	2: column "scope": package is never of scope order
		P,promo,bundle,line,,,,a+b=1	2: column "scope": bundle is never of scope line
		P,guard,floor_price,order,,,,1	2: column "scope": floor_price is never of scope order
		P,guard,floor_margin,order,,,,1%	2: column "scope": floor_margin is never of scope order
		P,order,amount,order,,,,0.50/line	2: column "value": "0.50/line" is of the whole order: write 0.50
		P,promo,percent,,weight,,1,1%	2: column "basis": "weight" isn't one of: none, qty, amount, term, discount_pct
		P,promo,bogo,,amount,,1,1	2: column "basis": bogo counts units: its basis is qty
		P,promo,package,,term,,1,1/2	2: column "basis": package counts units: its basis is qty
		P,approve,approve,,qty,,1,vp	2: column "basis": the basis discount_pct is for kind approve, and no other is
		P,promo,percent,,discount_pct,,1,1%	2: column "basis": the basis discount_pct is for kind approve, and no other is
		P,promo,percent,order,term,,1,1%	2: column "basis": a term is a line's: scope order has none
		P,promo,percent,,qty,slab,1,1%	2: column "mode": "slab" isn't one of: all, graduated, up, down, rest
		P,promo,percent,,,up,,1%	2: column "mode": the mode up is for kind package
		P,promo,percent,,qty,rest,1,1%	2: column "mode": the mode rest is for kind package
		P,promo,package,,,all,,1/2	2: column "mode": a package's mode is up, down or rest
		P,promo,package,,,graduated,,1/2	2: column "mode": a package's mode is up, down or rest
		P,promo,percent,,,graduated,,1%	2: column "mode": $bands
		P,promo,percent,,term,graduated,1,1%	2: column "mode": $bands
		P,promo,price,,amount,graduated,1,1	2: column "mode": $bands
		P,promo,price,,term,graduated,1,1	2: column "mode": $bands
		P,promo,amount,,amount,graduated,1,1/unit	2: column "mode": $bands
		P,promo,amount,order,qty,graduated,1,1	2: column "mode": $bands
		P,promo,amount,,qty,graduated,1,1/line	2: column "value": bands of units need an amount of each: write AMOUNT/unit
		P,promo,percent,,,,5,1%	2: column "from": from what? name the basis: qty, amount, term or discount_pct
		P,promo,percent,,none,,5,1%	2: column "from": from what? name the basis: qty, amount, term or discount_pct
		P,approve,approve,,,,5,vp	2: column "from": from what? name the basis: qty, amount, term or discount_pct
		P,promo,percent,,qty,,,1%	2: column "from": where the tier begins is needed here: 0 for the lowest
		P,promo,percent,,qty,,many,1%	2: column "from": "many" is not a number
		P,promo,percent,,qty,,>,1%	2: column "from": a number is needed here
		P,promo,percent,,qty,,-1,1%	2: column "from": "-1" is below zero
		P,promo,percent,,qty,,> -1,1%	2: column "from": "-1" is below zero
		P,promo,package,,,,-1,1/2	2: column "from": "-1" is below zero
		P,approve,approve,,discount_pct,,0.5,vp	2: column "from": "0.5" is ambiguous: write 0.5% or 50%
		P,promo,percent,,qty,,5,1%//P,promo,percent,,qty,,9,3%//P,promo,percent,,qty,,5.0,2%	4: column "from": line 2 has a tier of P from there already
		P,promo,percent,,qty,,>5,1%//P,promo,percent,,qty,,5,3%//P,promo,percent,,qty,,>5,2%	4: column "from": line 2 has a tier of P from there already
		P,promo,percent,,,,,1%//P,promo,percent,,,,,1%	3: column "from": line 2 has a tier of P from there already
		P,promo,bogo,,,,2,1//P,promo,bogo,,,,2,2	3: column "from": line 2 has a tier of P from there already
		P,promo,amount,,qty,,1,1/unit//P,promo,amount,,qty,,5,1/line	3: column "value": line 2 says otherwise: all tiers are /unit or all are /line
	END
	faults rule,stage,kind,scope,when,basis,mode,from,value <<-'END'
		P,promo,percent,order,sku=x,qty,graduated,1,1%//P,promo,percent,order,,qty,graduated,5,2%	3: column "when": bands of an order all have the same condition: line 2 says otherwise
	END
}

@test "policy files: how rules combine, priorities and caps" {
	faults rule,stage,kind,scope,from,value,base,combine,group,priority,cap <<-'END'
		P,promo,percent,,,1%,net,,,,	2: column "base": "net" isn't one of: running, list
		P,promo,percent,,,1%,,worst,,,	2: column "combine": "worst" isn't one of: stack, best, exclusive
		P,promo,percent,,,1%,,best,,,	2: column "group": the best of which rules? name their group here
		P,promo,percent,,,1%,,,,-1,	2: column "priority": "-1" isn't a whole number from 0 on
		P,promo,percent,,,1%,,,,1.5,	2: column "priority": "1.5" isn't a whole number from 0 on
		P,promo,percent,,,1%,,,,2147483647,	2: column "priority": "2147483647" isn't a whole number from 0 on
		P,promo,percent,,,1%,,,,high,	2: column "priority": "high" is not a number
		P,promo,percent,,,1%,,,,,most	2: column "cap": "most" is not a number
		P,promo,percent,,,1%,,,,,0	2: column "cap": "0" isn't above zero
		P,promo,percent,,,1%,,,,,-2	2: column "cap": "-2" isn't above zero
		P,promo,percent,,,1%,,,,,1 2	2: column "cap": there are two amounts here
		P,promo,percent,,,1%,,,,,3x 4x	2: column "cap": "4x" isn't a number of uses, such as 3x
		P,promo,percent,,,1%,,,,,1.5x	2: column "cap": "1.5x" isn't a number of uses, such as 3x
		P,promo,percent,,,1%,,,,,9999999999x	2: column "cap": "9999999999x" isn't a number of uses, such as 3x
		P,promo,percent,,,1%,,,,,0x	2: column "cap": "0" isn't above zero
		P,promo,percent,,,1%,,,,,x	2: column "cap": a number is needed here
		P,promo,percent,order,,1%,,,,,3x	2: column "cap": an order rule of kind percent is used once a quote anyway
		P,promo,amount,order,,1,,,,,2 3x	2: column "cap": an order rule of kind amount is used once a quote anyway
		P,promo,percent,,,1%,,best,g,,//Q,promo,percent,,,1%,,,g,,	3: column "combine": line 2 says otherwise: in a group all are best or none is
		P,promo,percent,,,1%,,exclusive,g,,//Q,promo,percent,,,1%,,best,g,,	3: column "combine": line 2 says otherwise: in a group all are best or none is
		P,promo,percent,,,1%,,best,g,,//Q,manual,percent,,,1%,,best,g,,	3: column "group": line 2 has another stage or scope: the best of a group is chosen among rules that have their turn together
		P,promo,percent,,,1%,,best,g,,//Q,promo,percent,order,,1%,,best,g,,	3: column "group": line 2 has another stage or scope
	END
}

@test "policy files: rows of one rule that disagree" {
	local otherwise='line 2 says otherwise: the rows of a rule are its tiers, and differ in when, from and value only'
	faults rule,stage,kind,scope,basis,mode,from,value,base,combine,group,priority,cap <<-END
		P,promo,percent,,qty,,1,1%,,,,,//P,manual,percent,,qty,,2,2%,,,,,	3: column "stage": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,//P,promo,price,,qty,,2,2,,,,,	3: column "kind": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,//P,promo,percent,order,qty,,2,2%,,,,,	3: column "scope": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,//P,promo,percent,,amount,,2,2%,,,,,	3: column "basis": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,//P,promo,percent,,qty,graduated,2,2%,,,,,	3: column "mode": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,//P,promo,percent,,qty,,2,2%,list,,,,	3: column "base": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,//P,promo,percent,,qty,,2,2%,,best,g,,	3: column "combine": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,//P,promo,percent,,qty,,2,2%,,,g,,	3: column "group": $otherwise
		P,promo,percent,,qty,,1,1%,,,,1,//P,promo,percent,,qty,,2,2%,,,,,	3: column "priority": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,1//P,promo,percent,,qty,,2,2%,,,,,2	3: column "cap": $otherwise
		P,promo,percent,,qty,,1,1%,,,,,2x//P,promo,percent,,qty,,2,2%,,,,,	3: column "cap": $otherwise
	END
	# What says the same in other words agrees.
	policy_of rule,stage,kind,scope,basis,mode,from,value,base,combine,priority,cap,note \
		'P,promo,percent,,qty,,1,1%,,,1,2,x//P,PROMO,percent,line,qty,all,2,2%,running,stack,1.0,2.00,y'
	works "${calc[@]}" --lint
}

@test "policy files: settings" {
	faults rule,stage,kind,when,value <<-'END'
		set,,,,1	2: column "kind": "" isn't a setting: currency, decimals, round, round_on, round_at, stages, tax, prices_include_tax or cash
		set,,colour,,1	2: column "kind": "colour" isn't a setting: currency
		SET,,round,,	2: column "value": a value is needed here
		set,,currency,,XXQ	2: column "value": "XXQ" isn't a currency's code by ISO 4217, such as USD
		set,,currency,,dollar	2: column "value": "dollar" isn't a currency's code by ISO 4217, such as USD
		set,,decimals,,13	2: column "value": "13" isn't a whole number from 0 to 12
		set,,decimals,,-1	2: column "value": "-1" isn't a whole number from 0 to 12
		set,,decimals,,1.5	2: column "value": "1.5" isn't a whole number from 0 to 12
		set,,decimals,,two	2: column "value": "two" is not a number
		set,,round,,nearest	2: column "value": "nearest" isn't one of: half-up, half-even, half-down, up, down
		set,,round_on,,net	2: column "value": "net" isn't one of: price, discount
		set,,round_at,,quote	2: column "value": "quote" isn't one of: line, unit, order
		set,,stages,,promo|sale	2: column "value": there is no stage "sale"
		set,,stages,,promo|	2: column "value": there is no stage ""
		set,,stages,,promo|volume|promo	2: column "value": stage promo is named twice
		set,,stages,,approve|promo	2: column "value": promo comes behind approve: approve and then offinvoice are the last
		set,,stages,,promo|offinvoice|approve	2: column "value": approve comes behind offinvoice: approve and then offinvoice are the last
		set,,tax,,19	2: column "value": "19" is more than 1, all of it: for per cent write 10%
		set,,tax,,-1%	2: column "value": "-1%" is below zero
		set,,tax,amount>5,19%	2: column "when": "amount" changes from rule to rule: floors and taxes can't depend on it
		set,,tax,sku=x;Line_Amount>5,19%	2: column "when": "Line_Amount" changes from rule to rule: floors and taxes can't depend on it
		set,,prices_include_tax,,maybe	2: column "value": "maybe" isn't one of: no, yes
		set,,cash,,0	2: column "value": "0" isn't a step above zero, such as 0.05
		set,,cash,,-0.05	2: column "value": "-0.05" isn't a step above zero, such as 0.05
		set,,cash,,coin	2: column "value": "coin" is not a number
		set,,cash,,0.005	 the cash step has more decimals than amounts have, 2
		set,,cash,,0.05//set,,currency,,JPY	 the cash step has more decimals than amounts have, 0
		set,,round,,up//set,,cash,,1//set,,Round,,down	4: column "kind": line 2 has set round already
		set,,stages,,volume|guard//P,promo,percent,,1%	3: column "stage": promo isn't among those of `set stages`: the rule would never have its turn
		F,guard,floor_price,,1//set,,stages,,volume	2: column "stage": guard isn't among those of `set stages`: the rule would never have its turn
	END
}

@test "policy files: conditions" {
	faults rule,stage,kind,when,value <<-'END'
		P,promo,percent,qty>5;m,1%	2: column "when": "qty>5;m", at character 7: not a condition: COLUMN=VALUE, or another operator
		P,promo,percent,qty>many,1%	2: column "when": "qty>many", at character 5: a number or an ISO date was expected here
		P,approve,approve,net ~ (,vp	2: column "when": "net ~ (", at character 7: not an extended regular expression
		set,,tax,qty>,1%	2: column "when": "qty>", at character 5: a value was expected here
		F,guard,floor_price,amount>5,1	2: column "when": "amount" changes from rule to rule: floors and taxes can't depend on it
		F,guard,floor_margin,sku=x;line amount>5,1%	2: column "when": "line amount" changes from rule to rule: floors and taxes can't depend on it
	END
	# What the quote has doesn't.
	policy_of rule,stage,kind,when,value 'P,promo,percent,,50%//F,guard,floor_price,has=x,8//set,,tax,has=x,10%'
	printf '%s\n' quote,sku,qty,list_price 1,x,1,10 1,y,1,10 2,y,1,10 >quotes.csv
	works "${calc[@]}" --totals quotes.csv
	shows net,tax <<<$'16.00,1.60\n5.00,0.00'
}

@test "policy files: more groups of exclusive rules than can be" {
	{
		echo rule,stage,kind,value,combine,group,priority
		for i in {1..64}; do
			echo "P$i,promo,percent,1%,exclusive,g$i,$i"
		done
	} >policy.csv
	printf '%s\n' qty,list_price 1,1 >quotes.csv
	works "${calc[@]}" quotes.csv
	echo P65,promo,percent,1%,exclusive,g1,65 >>policy.csv
	works "${calc[@]}" quotes.csv
	echo P66,promo,percent,1%,exclusive,,66 >>policy.csv
	refuses 65 'discount-calc: policy.csv: more than 64 groups have exclusive rules: put some together' \
		"${calc[@]}" quotes.csv
}

@test "policy files: cells that a kind of row has no use for are refused" {
	# A row with what it may have, and the columns that it may not.
	local -A values=([stage]=promo [scope]=line [when]=qty=1 [basis]=qty [mode]=all [from]=1
		[base]=list [combine]=stack [group]=g [priority]=1 [cap]=1)
	local header=rule,stage,kind,scope,when,basis,mode,from,value,base,combine,group,priority,cap
	local row unused name i names cells changed
	IFS=, read -ra names <<<"$header"
	printf '%s\n' qty,list_price,sku,cost 1,1,a,1 >quotes.csv
	while read -r row unused; do
		policy_of "$header" "$row"
		works "${calc[@]}" quotes.csv
		for i in "${!names[@]}"; do
			name=${names[i]}
			[[ " $unused " = *" $name "* ]] || continue
			IFS=, read -ra cells <<<"$row,end"
			cells[i]=${values[$name]}
			printf -v changed '%s,' "${cells[@]:0:14}"
			policy_of "$header" "${changed%,}"
			refuses 65 "policy.csv:2: column \"$name\": \"${cells[i]}\" has no meaning in a row of this kind" \
				"${calc[@]}" quotes.csv
		done
	done <<-'END'
		P,promo,percent,line,qty=1,qty,all,1,1%,list,stack,g,1,1
		P,promo,amount,line,qty=1,amount,all,1,1/line,list,stack,g,1,1
		P,promo,price,line,qty=1,qty,all,1,1,,stack,g,1,1 base
		P,promo,package,line,qty=1,qty,up,1,1/1,,stack,g,1,1 base
		P,promo,bogo,line,qty=1,qty,,1,1,list,stack,g,1,1 mode
		P,promo,bundle,order,qty=1,,,,a=1,,stack,g,1,1 basis mode from base
		P,guard,floor_price,line,qty=1,,,,1,,,,, basis mode from base combine group priority cap
		P,guard,floor_margin,line,qty=1,,,,1%,,,,, basis mode from base combine group priority cap
		P,approve,approve,order,qty=1,discount_pct,,1,vp,,,,, mode base combine group priority cap
		set,,round,,,,,,up,,,,, stage scope when basis mode from base combine group priority cap
		set,,tax,,qty=1,,,,1%,,,,, stage scope basis mode from base combine group priority cap
	END
}

# The command line

@test "usage" {
	printf '%s\n' rule,stage,kind,value P,promo,percent,10% | policy
	printf '%s\n' qty,list_price 1,1 >quotes.csv
	refuses 64 'discount-calc: --policy=FILE is needed: the discounts, see discount-policy(5) (see discount-calc --help)' \
		discount-calc quotes.csv
	refuses 64 '--policy=FILE is needed' discount-calc --lint
	refuses 64 '--policy needs an argument' discount-calc --policy
	refuses 64 'unknown or ambiguous option --rules' "${calc[@]}" --rules=x quotes.csv
	local options choose='--totals, --waterfall, --explain, --allocate and --lint each ask for something else: choose one'
	while read -ra options; do
		refuses 64 "discount-calc: $choose" "${calc[@]}" "${options[@]}" quotes.csv
	done <<-'END'
		--totals --waterfall
		--totals --lint
		--waterfall --explain=1
		--lint --explain=1
		--allocate=1 --totals
	END
	for options in --waterfall --lint --explain=1 --allocate=1; do
		refuses 64 '--breakeven adds to lines or to --totals only' "${calc[@]}" --breakeven "$options" quotes.csv
	done
	refuses 64 '--allocate spreads over all lines: --sorted doesn'\''t go with it' \
		discount-calc --allocate=1 --sorted quotes.csv
	for options in 1 0.1 x '' 1e999; do
		refuses 64 "--breakeven=$options: not an elasticity: a number of 0 or below, such as -1.5" \
			"${calc[@]}" --breakeven="$options" quotes.csv
	done
	refuses 64 '--as-of=soon: is not a date' "${calc[@]}" --as-of=soon quotes.csv
	works discount-calc --help
	works discount-calc --version
}

@test "formats, delimiters, -o" {
	printf '%s\n' rule,stage,kind,value P,promo,percent,10% | policy
	printf '%s\n' 'qty;list_price' '1;1000' >quotes.csv
	works "${calc[@]}" -d ';' quotes.csv
	holds out <<-'END'
		qty;list_price;list_total;discount;net;unit_net;discount_pct;margin;margin_pct;why;approval;flags
		1;1000;1000.00;100.00;900.00;900;0.1;;;P:-100.00;;
	END
	printf '%s\n' qty,list_price 1,10 >quotes.csv
	works "${calc[@]}" --format=json quotes.csv
	holds out <<-'END'
		[
		{"qty":"1","list_price":"10","list_total":10.00,"discount":1.00,"net":9.00,"unit_net":9,"discount_pct":0.1,"margin":null,"margin_pct":null,"why":"P:-1.00","approval":null,"flags":null}
		]
	END
	works "${calc[@]}" --lint --format=json
	holds out <<<'[]' || grep -q '^\[' out
	works "${calc[@]}" -o quotes.csv quotes.csv
	shows net quotes.csv <<<9.00
	[ ! -s out ]
	local format
	for format in tsv md table; do
		works "${calc[@]}" --replace --format="$format" quotes.csv
		grep -q 9.00 out
		works "${calc[@]}" --waterfall --format="$format" quotes.csv
		grep -q invoice out
	done
}

@test "--jobs: random files give what they give with one thread, notes and rejects too" {
	python3 "$TESTS/jobs_rows.py" discount-calc
}

# many [LINE]: quotes.csv of some megabytes, some in quotes; LINE far behind. One quote's
# lines are far apart.
many() {
	policy <<-'END'
		rule,stage,kind,scope,when,basis,from,value
		V,volume,percent,line,,qty,10,5%
		O,order,amount,order,text ~ e|o,,,0.5
	END
	{
		echo quote,qty,list_price,text
		awk 'BEGIN {
			for (i = 0; i < 90000; i++) {
				printf "%s,%d,%d.50,\"one, two\nthree\"\n",
					i % 10000 ? "Q" int(i / 3) : "far", i % 20, i % 90
			}
		}'
		[ $# -eq 0 ] || echo "$1"
		awk 'BEGIN { for (i = 0; i < 50000; i++) print "P" i ",2,3.5,four" }'
	} >quotes.csv
}

@test "--jobs: what a large file gives, and as far as there is an error" {
	local line jobs status
	# What can't be read, and what can't be priced.
	for line in '' 'bad,1,x,' 'bad,999999999999,999999999999,'; do
		many ${line:+"$line"}
		status=0
		"${calc[@]}" --jobs=1 quotes.csv >want 2>said || status=$?
		[ $status -eq $((${#line} ? 65 : 0)) ]
		for jobs in 2 3 8; do
			ends $status "${calc[@]}" --jobs=$jobs quotes.csv
			cmp want out
			diff said err
		done
	done
	[ "$(stat -c %s want)" -gt 4000000 ]
	refuses 64 '--jobs=0: not a number from 1 to 256' "${calc[@]}" --jobs=0 quotes.csv
}

@test "--jobs: a full disk, and a pipe that is closed" {
	many
	meets_full_disk_and_closed_pipe "${calc[@]}" quotes.csv
}

@test "--jobs: a last file without rows may have other columns" {
	echo rule | policy
	{
		echo quote,qty,list_price,text
		for i in {1..3000}; do echo "Q$i,2,3.5,a"; done
	} >quotes.csv
	echo quote,qty,list_price,other >empty.csv
	works "${calc[@]}" --jobs=1 quotes.csv empty.csv
	mv out want
	works "${calc[@]}" --jobs=2 quotes.csv empty.csv
	cmp want out
	echo Z,1,1,lost >>empty.csv
	for jobs in 1 2; do
		refuses 65 "empty.csv:2: column \"other\" isn't in the first file" \
			"${calc[@]}" --jobs=$jobs quotes.csv empty.csv
	done
}

@test "--rejects: a quote whose first line is rejected" {
	echo rule | policy
	quotes <<-'END'
		quote,qty,list_price
		A,x,1
		B,1,1
		C,x,1
		A,1,2
		A,1,3
	END
	ends 0 "${calc[@]}" -q --rejects=rejects.csv quotes.csv
	shows quote,net,flags <<-'END'
		B,1.00,
		A,2.00,line_rejected
		A,3.00,line_rejected
	END
	ends 0 "${calc[@]}" -q --rejects=rejects.csv --totals quotes.csv
	shows quote,net,flags <<-'END'
		A,5.00,line_rejected
		B,1.00,
	END
}
