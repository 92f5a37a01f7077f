# shellcheck shell=bash disable=SC2034,SC2154
# The parameters of BG/NBD, fitted.
customers=$((size * 200))
file=$(made "orders-$customers.csv" python3 tests/data/clv-make.py "$customers")
title="BG/NBD fitted to the orders of $customers customers, $(wc -c <"$file") bytes"
add clv "$bin/clv -q --params $file" "sed -n 2,5p | cut -d, -f3,4"
has python-scipy && add scipy "$python $here/clv.py $file"

# Both search for the best likelihood; ours comes closer.
compare() {
	near 1e-4 "${names[@]}"
}
