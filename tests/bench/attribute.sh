# shellcheck shell=bash disable=SC2034,SC2154
# Credit for conversions by rules.
file=$(data paths 20)
models=first,last,linear,position
title="credit by $models, $(wc -l <"$file") paths, $(wc -c <"$file") bytes"
add attribute "$bin/attribute -q --model=$models --wide $file" \
	"tail -n +2 | cut -d, -f1,2,4,6,8 | sort"
has python-pandas && add pandas "$python $here/attribute.py $file"
has R-stats && add R "Rscript $here/attribute.R $file" sort

# The peers write six decimals of sums of doubles.
compare() {
	near 1e-6 "${names[@]}"
}
