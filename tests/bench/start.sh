# shellcheck shell=bash disable=SC2034,SC2154
# How long a tool takes before and after its work: files of three rows.
title="files of three rows"
more_runs=10
for example in lemonade leadscore-lemonade-leads discount-saas-quotes attribute-lemonade \
	roi-spend forecast-lemonade pipeline-lemonade clv-orders commission-deals; do
	head -n 4 "tests/data/$example.csv" >"$work/start-$example.csv"
done
head -n 101 tests/data/lead-train-leads.csv >"$work/start-lead-train.csv"
on=$work/start
# The first ones find the processor busy with what the last one left: let it be others.
add true true
has mawk && add mawk "mawk -F, 1 $on-roi-spend.csv"
add funnel-stats "$bin/funnel-stats -q --stages=Stopped,Tasted $on-lemonade.csv"
add lead-score "$bin/lead-score -q --rules=tests/data/leadscore-lemonade-rules.csv $on-leadscore-lemonade-leads.csv"
add lead-train "$bin/lead-train -q --outcome=won $on-lead-train.csv"
add discount-calc "$bin/discount-calc -q --policy=tests/data/discount-saas-policy.csv $on-discount-saas-quotes.csv"
add attribute "$bin/attribute -q --model=all $on-attribute-lemonade.csv"
add roi "$bin/roi -q --by=channel $on-roi-spend.csv"
add forecast "$bin/forecast -q --period=week $on-forecast-lemonade.csv"
add pipeline "$bin/pipeline -q $on-pipeline-lemonade.csv"
add clv "$bin/clv -q $on-clv-orders.csv"
add commission "$bin/commission -q --plan=tests/data/commission-plan.csv $on-commission-deals.csv"
add revenue-plan "$bin/revenue-plan -q --target=100000 tests/data/revplan-funnel.csv"
has mlr && add mlr "mlr --icsv --ojson cat $on-roi-spend.csv"
has duckdb && add duckdb-1 "node $here/duckdb.mjs 1 \"select 1\""
has python-pandas && add pandas "$python -c \"import pandas\""

# That it ran is all there is to compare.
compare() {
	true
}
