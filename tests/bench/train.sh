# shellcheck shell=bash disable=SC2034,SC2154
# A scorecard learned; the peer learns a plain logistic regression.
file=$(data won 4)
title="learning from $(wc -l <"$file") leads of 18 columns; scikit-learn: no bins, no selection"
add lead-train "$bin/lead-train -q --outcome=won --exclude=id,name $file"
has python-sklearn && add scikit-learn "$python $here/train.py $file"

# They make different models: how well lead-train's foretells is a matter of its tests.
compare() {
	[ "$(wc -l <"$work/out/lead-train")" -gt 10 ] || fail "no rules"
}
