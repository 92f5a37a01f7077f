# shellcheck shell=bash disable=SC2034,SC2154
# Twenty histories of months forecast; by the peers with two of our three methods.
file=$(made sales.csv python3 "$here/sales.py" 20)
title="18 months of 20 products, from 60 to 132 months"
add forecast "$bin/forecast -q --by=product --horizon=18 $file" \
	"awk -F, 'NR > 1 { s[\$1] += \$4 } END { for (p in s) print p \",\" s[p] }' | sort"
has R-forecast && add R "Rscript $here/forecast.R $file"
has python-statsmodels && add statsmodels "$python $here/forecast.py $file"

# They choose their models otherwise: the sums of a product's months are near each other.
compare() {
	near 0.1 "${names[@]}"
}
