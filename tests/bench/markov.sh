# shellcheck shell=bash disable=SC2034,SC2154
# Credit by what would be lost without a channel, from a Markov chain.
file=$(data paths 20)
title="Markov's removal effects of order 1, $(wc -l <"$file") paths"
add attribute "$bin/attribute -q --model=markov $file" \
	"tail -n +2 | awk -F, '{ print \$1 \",\" \$3 }' | sort"
has python-pandas && add pandas "$python $here/markov.py $file"

compare() {
	near 1e-6 "${names[@]}"
}
