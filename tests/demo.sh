#!/usr/bin/env bash
# demo.sh: the tools on example data, to be read in a terminal. Run by `make demo` from
# the root of the repository with the tools in the PATH. Leaves the data and a report in
# $BUILD/demo (default: build/demo), says the same on every run, and takes seconds.
set -euo pipefail
demo=${BUILD:-build}/demo
lemonade=tests/data/lemonade.csv
saas=$demo/saas.csv
stages=Lead,MQL,SQL,Opportunity,Won

chapter() {
	printf '\n\n== %s\n' "$1"
}

# show EXPLANATION COMMAND: what it is for, how it is called, what comes out.
show() {
	printf '\n%s\n\n$ %s\n' "$1" "$2"
	bash -o pipefail -c "$2" 2>&1
}

mkdir -p "$demo"
python3 tests/data/saas.py >"$saas.new"
mv "$saas.new" "$saas"

chapter "A lemonade stand: 16 people walk by"
show "An event is a row: who, which stage, when." "head -n 6 $lemonade"
show "How far do they get?" \
	"funnel-stats --stages='Walked by,Stopped,Tasted,Bought,Came back' \\
    --lost=Left --format=table $lemonade | cut -c-57"
show "Of those who bought, who comes back? Some bought only just now: the adjusted rate
counts them for the days that they could have come." \
	"funnel-stats --stages='Walked by,Stopped,Tasted,Bought,Came back' \\
    --lost=Left --format=tsv $lemonade | cut -f2-4,6,8,12 | expand -t 12"
show "The same people as a table with a column for each stage: the same funnel." \
	"funnel-stats --stages='Walked by,Stopped,Tasted,Bought,Came back' \\
    --lost=Left --wide --format=table tests/data/lemonade-wide.csv | cut -c-57"

chapter "A software company: 20,000 leads in 18 months"
show "The history of stages, as a CRM exports it." \
	"wc -l $saas; tail -n 3 $saas"
show "Which channels bring business?" \
	"funnel-stats -s $stages --lost=Lost --by=channel \\
    --summary --format=table $saas | cut -c-71"
show "Where do the best and the largest channel differ? Step by step." \
	"funnel-stats -s $stages --lost=Lost --by=channel \\
    --format=table $saas |
    grep -e channel -e Organic -e Partner | cut -c-88"
show "Who takes longest to close? What is CSV can be sorted; sed keeps the header." \
	"funnel-stats -q -s Opportunity,Won --lost=Lost --by=region,owner $saas |
    grep -v ,Won, | (sed -u 1q; sort -t, -k15,15nr) | head -n 4 |
    cut -d, -f1,2,5,10,15,16 | tr , '\\t' | expand -t 15"
show "Is the last quarter bad, or young? Its leads have had less time: step_rate counts
them as failed, adjusted_rate for as long as they have been watched." \
	"funnel-stats -s Lead,MQL --lost=Lost --cohort=quarter --format=tsv $saas |
    grep -v MQL | cut -f1,4,7,9,13 | expand -t 10,20,30,45"
show "How many leads are qualified within a week? A rate that is fair to all months." \
	"funnel-stats -s Lead,MQL --window=7d --cohort=month --from=2026-01-01 \\
    --to=2026-05-31 --format=tsv $saas |
    grep -v MQL | cut -f1,4,5,9-11 | expand -t 10,20,30,46,62"
show "Some leads skip a stage in the history. Do they count?" \
	"for implied in '' --implied; do
    funnel-stats -s $stages \$implied $saas |
    cut -d, -f3 | paste -s -d ' '
done"

chapter "Whom to call first"
show "Rules that people write: points, categories, decay, grades, statuses." \
	"head -n 9 tests/data/leadscore-saas-rules.csv | cut -c-79"
show "The best leads, and why." \
	"lead-score --rules=tests/data/leadscore-saas-rules.csv \\
    --activities=tests/data/leadscore-saas-activities.csv --top=5 --reasons=2 \\
    --format=tsv tests/data/leadscore-saas-leads.csv |
    cut -f1,3,12,19- | expand -t 5,25,32,37,50"
show "Every rule, for one lead." \
	"lead-score --rules=tests/data/leadscore-lemonade-rules.csv --format=tsv \\
    -c id=host --explain='Mrs. Plum' tests/data/leadscore-lemonade-leads.csv |
    cut -f2,5- | expand -t 20,48,78,84"
show "Rules learned from last year's outcomes, to be read, questioned and edited." \
	"lead-train --outcome=won tests/data/lead-train-leads.csv >$demo/rules.csv
head -n 8 $demo/rules.csv | cut -c-79
lead-score --rules=$demo/rules.csv --lint tests/data/lead-train-leads.csv && echo fit for use"
show "How good are they, on leads that they weren't learned from?" \
	"lead-train -q --outcome=won --evaluate tests/data/lead-train-leads.csv | head -n 6"

chapter "What a quote comes to, and why"
policies=tests/data/discount
show "A policy: from which quantity on, how much, on what, in which order." \
	"cut -d, -f1-3,5-9 $policies-saas-policy.csv | grep -v ^set"
show "Quotes with it. What each discount took adds up to the net price." \
	"discount-calc --policy=$policies-saas-policy.csv --format=tsv \\
    $policies-saas-quotes.csv | cut -f1,7,11,13,18 |
    sed 's/ | /\\n\t\t\t\t/g' | expand -t 7,16,27,37"
show "What is to be paid, and who has to agree?" \
	"discount-calc --policy=$policies-saas-policy.csv --totals --format=tsv \\
    $policies-saas-quotes.csv | cut -f1,4,6,10,14,16- | expand -t 7,19,29,45,55,65"
show "Where did the last one's money go? From list to pocket." \
	"discount-calc --policy=$policies-saas-policy.csv --waterfall \\
    --format=table $policies-saas-quotes.csv | grep -e quote -e S4 | grep -v ' 0.00 '"
show "The lemonade stand: every third cup free, or cheaper ones, whichever is better; and
10% off for the heat, but never more than 2.00." \
	"discount-calc --policy=$policies-lemonade-policy.csv --format=tsv \\
    $policies-lemonade-quotes.csv | cut -f1,7,8,13,18 | expand -t 7,14,18,25"
show "How many more cups make up for that, and would they be sold?" \
	"discount-calc --policy=$policies-lemonade-policy.csv --totals \\
    --breakeven=-2.5 --format=tsv $policies-lemonade-quotes.csv |
    cut -f1,4,6,9,18- | expand -t 7,19,26,34,60"
show "Totals are rows like any others: the average discount by who had to agree." \
	"discount-calc --policy=$policies-saas-policy.csv --totals \\
    $policies-saas-quotes.csv |
    awk -F, 'NR > 1 { list[\$16] += \$4; net[\$16] += \$6 }
    END { for (who in list)
        printf \"%-9s %.1f%%\\n\", who, 100 - 100 * net[who] / list[who] }' |
    sort -n -k2"

chapter "What deals pay"
show "A quota with an accelerator above it: what each deal pays whom, and why." \
	"commission --plan=tests/data/commission-plan.csv --format=tsv \\
    tests/data/commission-deals.csv | cut -f1,6,12,13 | head -n 4 | expand -t 6,12,24"
show "By the month: draws are advanced, owed and recovered." \
	"commission --plan=tests/data/commission-plan.csv --totals --format=tsv \\
    tests/data/commission-deals.csv | cut -f1,2,11,14-17 | expand -t 8,17,26,36,47,61"
show "From which sales on is the plan better than a salary of 9000?" \
	"commission --plan=tests/data/commission-plan.csv --compare=9000 --format=tsv \\
    tests/data/commission-deals.csv | cut -f1-4,7 | expand -t 8,17,27,37"

chapter "Who gets the credit"
show "The ways to the lemonade stand, and what came of each." \
	"head -n 5 tests/data/attribute-lemonade.csv"
show "The last touch gets it all; or all alike; or each what would be lost without it." \
	"attribute --model=last,linear,markov --wide --format=tsv \\
    tests/data/attribute-lemonade.csv | cut -f1,2,4,6 | expand -t 10,30,50"
show "Touches with times, deals in a file of their own: every model, one channel." \
	"attribute -q --model=all --milestones=Lead,Opportunity --lookback=90d \\
    --conversions=tests/data/attribute-saas-deals.csv \\
    tests/data/attribute-saas-touches.csv | grep -e ^channel -e ^Webinar"

chapter "What the money brought"
show "Spend in one file, results in another." \
	"head -n 3 tests/data/roi-spend.csv tests/data/roi-results.csv"
show "What does each channel return, and what does a customer cost?" \
	"roi -q --by=channel --total --sort=roi --format=tsv tests/data/roi-spend.csv \\
    tests/data/roi-results.csv | cut -f1-3,5,6,21 | expand -t 13,20,29,37,54"
show "The deals' credit by what would be lost without a channel, beside what it cost." \
	"attribute -q --model=markov --conversions=tests/data/attribute-saas-deals.csv \\
    tests/data/attribute-saas-touches.csv |
    roi -q --by=channel --sort=roas tests/data/attribute-saas-spend.csv - |
    cut -d, -f1-3,6 | tr , '\\t' | expand -t 13,21,36"
show "Exports as the platforms write them. What is recognised is said, not kept quiet." \
	"head -n 5 tests/data/roi-google-ads.csv | cut -c-79; head -n 2 tests/data/roi-europe.csv
roi --rate=USD=0.92 tests/data/roi-google-ads.csv tests/data/roi-meta-ads.csv \\
    tests/data/roi-europe.csv 2>$demo/notes | cut -d, -f1,8,9
fmt -sw 79 $demo/notes"
show "When did three lemonade stands pay for themselves?" \
	"roi -q --cashflow --discount-rate=0.1 --by=stand --format=table \\
    tests/data/roi-stand.csv"

chapter "What comes next"
show "A lemonade stand's summer, day by day; the pool's stand opened in July." \
	"head -n 3 tests/data/forecast-lemonade.csv"
show "The next weeks, with ranges that hold in 80 of 100 cases. The week that has begun isn't
counted as a bad one." \
	"forecast --period=week --by=stand --horizon=3 --format=tsv \\
    tests/data/forecast-lemonade.csv | cut -f1,2,4-6 | expand -t 8,18,33,48"
show "Does business grow by addition or multiplication? Neither would have been best." \
	"forecast --compare --format=tsv tests/data/forecast-airpassengers.csv |
    cut -f1,3,5,9 | expand -t 14,24,40"

chapter "What open deals will bring"
show "The lemonade stand's orders: what is closed, committed, hoped for, and the odds." \
	"pipeline -q --horizon=2 --quota=300 --format=tsv \\
    tests/data/pipeline-lemonade.csv | cut -f1-6,8-10,17 | expand -t 10"
show "A software company without probabilities: learned from deals and their age." \
	"python3 tests/data/pipeline-make.py 16 60 >$demo/deals.csv
pipeline --period=quarter --by=owner --format=tsv $demo/deals.csv |
    grep -v -e later -e undated | cut -f1-3,6-7,9-11 | expand -t 8,18,30,42,54,66"
show "Would the ranges have held?" \
	"pipeline -q --period=quarter --backtest --format=tsv $demo/deals.csv |
    cut -f1,3-5,7,9,10 | expand -t 10,20,32,44,56,68"

chapter "What a target takes"
show "15% more than last year: how many leads, what do they cost, and how sure is that?" \
	"funnel-stats -s $stages --lost=Lost $saas |
    revenue-plan --growth=15% --last=2700000 --costs=Lead:40,SQL:150 --total \\
    --format=tsv | cut -f2,7,8,11,13,14 | expand -t 13,27,41,55,71"
show "When are they needed? Each step takes its median days." \
	"funnel-stats -s Lead,SQL,Won --lost=Lost $saas |
    revenue-plan --target=3105000 --period=quarter --from=2027-01-01 \\
    --to=2027-12-31 --owners=Lead:marketing,SQL:marketing,Won:sales --format=tsv |
    cut -f1,3-6,9 | expand -t 10,17,29,43,57"
show "Each channel by its own rates, and what they come to." \
	"funnel-stats -q -s Lead,SQL,Won --lost=Lost --by=channel $saas |
    revenue-plan --target=3105000 --by=channel --total --format=tsv |
    cut -f1,3,5,8,9,12,14,15 | grep -v Won | expand -t 13,20,36,50,64,72,86"
show "Plan against actual: who has to talk about volume, and who about rates? The effects
add up to the gap in revenue, to the cent." \
	"funnel-stats -q -s Lead,SQL,Won --lost=Lost --to=2026-03-31 \\
    $saas >$demo/before.csv
funnel-stats -s Lead,SQL,Won --lost=Lost $saas |
    revenue-plan --target=4500000 --actual=- --format=tsv \\
    --owners=Lead:marketing,SQL:marketing,Won:sales $demo/before.csv |
    cut -f2,4-6,11- | expand -t 9,20,33,42,54,68"

chapter "What customers are worth"
orders=tests/data/clv-orders.csv
show "Orders of a shop: a model of who buys again is fitted to them." \
	"head -n 3 $orders
clv --params $orders | cut -d, -f1,3- | head -n 6"
show "Would it have foretold the first half of 2026 at the end of 2025?" \
	"clv --calibration-end=2025-12-31 --holdout=bin $orders |
    cut -d, -f1-4 | tr , '\\t' | expand -t 12,24,42"
show "What a customer of each channel costs, and is worth in a year at a margin of 40%." \
	"clv --by=channel --margin=40% $orders >$demo/customers.csv
printf '%s\\n' channel,spend,customers search,900,71 flyer,500,80 friend,100,89 |
    roi -q --by=channel - $demo/customers.csv |
    cut -d, -f1,2,21,26,27 | tr , '\\t' | expand -t 9,16,31,46"

chapter "Data that isn't clean"
sed -e '3s/T/ at /' -e '5s/,/;/' -e '8s/$/12O0/' "$saas" >"$demo/messy.csv"
show "Nothing is guessed: the first bad row ends the run." \
	"funnel-stats -s Lead,Won $demo/messy.csv || echo status \$?"
show "Or bad rows are put aside, each with its place and reason." \
	"funnel-stats -q -s Lead,Won --rejects=$demo/rejects.csv $demo/messy.csv |
    cut -d, -f1-4
cut -c-79 $demo/rejects.csv"

chapter "Data that is large"
show "Ids dealt to four files, each counted by itself, on any machine." \
	"awk -F, -v to=$demo/part- '
    NR == 1 { for (p = 0; p < 4; p++) print > (to p \".csv\"); next }
    !(\$1 in part) { part[\$1] = ids++ % 4 }
    { print > (to part[\$1] \".csv\") }' $saas
for p in 0 1 2 3; do
    funnel-stats -q -s $stages --lost=Lost --partial \\
        -o $demo/state-\$p.csv $demo/part-\$p.csv
done
wc -l $demo/state-?.csv"
show "Merged, they give what one run over everything gives, to the byte." \
	"funnel-stats --merge -o $demo/merged.csv $demo/state-?.csv
funnel-stats -s $stages --lost=Lost \\
    -o $demo/whole.csv $saas
cmp $demo/merged.csv $demo/whole.csv && echo the same"

{
	printf '# Leads, January 2025 to June 2026\n\n## Channels\n\n'
	funnel-stats -s "$stages" --lost=Lost --by=channel --summary --format=md "$saas"
	printf '\n## Steps\n\n'
	funnel-stats -s "$stages" --lost=Lost --format=md "$saas"
	printf '\n## Quarters\n\n'
	funnel-stats -s "$stages" --lost=Lost --cohort=quarter --summary --format=md "$saas"
	for example in saas lemonade; do
		quotes=(--policy="$policies-$example-policy.csv" --format=md
			"$policies-$example-quotes.csv")
		printf '\n# Quotes: %s\n\n## Totals\n\n' "$example"
		discount-calc --totals "${quotes[@]}"
		printf '\n## Lines\n\n'
		discount-calc "${quotes[@]}"
	done
	printf '\n## Waterfall of saas S4\n\n'
	sed '/^S[123],/d' "$policies-saas-quotes.csv" | discount-calc --waterfall \
		--policy="$policies-saas-policy.csv" --format=md
} >"$demo/report.md"
printf '\n\nThe same as a report in Markdown: %s\n' "$demo/report.md"
