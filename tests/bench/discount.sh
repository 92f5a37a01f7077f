# shellcheck shell=bash disable=SC2034,SC2154
# Rows out with columns appended: quotes priced by three discounts.
file=$(data quotes 10)
title="quote lines priced by three discounts, with margins and reasons, $(wc -c <"$file") bytes"
add discount-calc "$bin/discount-calc -q --policy=$here/discount.csv $file"
add discount-calc-sorted "$bin/discount-calc -q --sorted --policy=$here/discount.csv $file"
has mawk && add mawk "mawk -f $here/discount.awk $file"
has mlr && add mlr "mlr --csv --from $file put -f $here/discount.mlr"

# A tie in the twelfth digit is rounded in decimal here and in binary there.
compare() {
	near 1e-11 "${names[@]}"
}
