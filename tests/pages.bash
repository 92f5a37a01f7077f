# page_examples: a command a line, to be run at the root of the repository with a --format
# behind it: a page of each kind that the tools write. Used by html.bats and browser.sh.
# shellcheck shell=bash

page_examples() {
	local data=tests/data saas=build/demo/saas.csv
	local stages='-q -s Lead,MQL,SQL,Opportunity,Won --lost=Lost'
	cat <<-END
		funnel-stats $stages $saas
		funnel-stats $stages --by=channel $saas
		funnel-stats $stages --cohort=month $saas
		funnel-stats $stages --by=channel --summary $saas
		roi -q --by=channel --total --sort=roi $data/roi-spend.csv $data/roi-results.csv
		roi -q --by=channel --period=month $data/roi-spend.csv $data/roi-results.csv
		roi -q --cashflow --discount-rate=0.1 --by=stand $data/roi-stand.csv
		forecast -q --period=week --by=stand $data/forecast-lemonade.csv
		forecast -q $data/forecast-airpassengers.csv
		forecast -q --compare $data/forecast-airpassengers.csv
	END
}
