# Pages of each kind that the tools write, for html.bats and browser.sh.
# shellcheck shell=bash

# page_data: makes what the commands read beside tests/data. At the root of the repository.
page_data() {
	local saas=build/demo/saas.csv
	mkdir -p build/demo
	python3 tests/data/saas.py >"$saas.html" && mv "$saas.html" "$saas"
	python3 tests/data/pipeline-make.py 16 60 >build/demo/html-deals.csv
	funnel-stats -q -s Lead,SQL,Won --lost=Lost --to=2026-03-31 "$saas" \
		>build/demo/html-before.csv
	funnel-stats -q -s Lead,SQL,Won --lost=Lost "$saas" >build/demo/html-now.csv
	printf '%s\n' period,survivors 0,1000 1,631 2,468 3,382 4,326 \
		>build/demo/html-survivors.csv
}

# page_examples: a command a line, to be run at the root with a --format behind it.
page_examples() {
	local data=tests/data demo=build/demo
	local stages='-q -s Lead,MQL,SQL,Opportunity,Won --lost=Lost'
	local quotes="--policy=$data/discount-saas-policy.csv $data/discount-saas-quotes.csv"
	local deals="--plan=$data/commission-plan.csv $data/commission-deals.csv"
	cat <<-END
		funnel-stats $stages $demo/saas.csv
		funnel-stats $stages --by=channel $demo/saas.csv
		funnel-stats $stages --cohort=month $demo/saas.csv
		funnel-stats $stages --by=channel --summary $demo/saas.csv
		lead-score -q --rules=$data/leadscore-saas-rules.csv --activities=$data/leadscore-saas-activities.csv $data/leadscore-saas-leads.csv
		lead-train -q --outcome=won --evaluate $data/lead-train-leads.csv
		discount-calc -q $quotes
		discount-calc -q --totals $quotes
		discount-calc -q --waterfall $quotes
		attribute -q --model=last,linear,markov $data/attribute-lemonade.csv
		attribute -q --model=last,linear,markov --wide $data/attribute-lemonade.csv
		attribute -q --removal $data/attribute-lemonade.csv
		attribute -q --matrix $data/attribute-lemonade.csv
		roi -q --by=channel --total --sort=roi $data/roi-spend.csv $data/roi-results.csv
		roi -q --by=channel --period=month $data/roi-spend.csv $data/roi-results.csv
		roi -q --cashflow --discount-rate=0.1 --by=stand $data/roi-stand.csv
		forecast -q --period=week --by=stand $data/forecast-lemonade.csv
		forecast -q $data/forecast-airpassengers.csv
		forecast -q --compare $data/forecast-airpassengers.csv
		pipeline -q --horizon=2 --quota=300 $data/pipeline-lemonade.csv
		pipeline -q --period=quarter --by=owner $demo/html-deals.csv
		pipeline -q --period=quarter --backtest $demo/html-deals.csv
		pipeline -q --horizon=2 --deals $data/pipeline-lemonade.csv
		pipeline -q --horizon=1 --flow=$data/pipeline-lemonade.csv $data/pipeline-lemonade.csv
		clv -q --margin=40% $data/clv-orders.csv
		clv -q --cohorts=quarter $data/clv-orders.csv
		clv -q --calibration-end=2025-12-31 --holdout=bin $data/clv-orders.csv
		clv -q --model=sbg --horizon=6 $demo/html-survivors.csv
		commission -q $deals
		commission -q --totals $deals
		commission -q --compare=9000 $deals
		revenue-plan -q --growth=15% --last=2700000 --costs=Lead:40,SQL:150 --total $demo/html-now.csv
		revenue-plan -q --target=3105000 --period=quarter --from=2027-01-01 --to=2027-12-31 $demo/html-before.csv
		revenue-plan -q --target=4500000 --actual=$demo/html-now.csv $demo/html-before.csv
	END
}

# page_awkward: a table that most tools can read, with cells that would like to be markup,
# long names, many of them, and amounts of all sizes.
page_awkward() {
	echo id,stage,time,by,spend,revenue
	local i
	for i in {1..40}; do
		printf '%s,Lead,2026-01-%02d,"%s%s",%s,%s\n' "$i" "$((i % 28 + 1))" "$i" \
			' <script>alert(1)</script> ""><img src=x onerror=alert(1)> a name that goes on and on 東京都千代田区' \
			"$((i * i * i * 1000))" "$((i * i * i * i * 500))"
	done
	printf '41,Lead,2026-01-30,\x01\x1b[31m\xff\xc2\x9b\xef\xbf\xbe,0.001,1000000000000\n'
	for i in {1..9}; do
		printf '%s,"<script>alert(1)</script>",2026-02-01,,,\n' "$i"
	done
}
