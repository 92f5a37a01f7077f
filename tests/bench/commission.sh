# shellcheck shell=bash disable=SC2034,SC2154
# Deals paid at two rates.
file=$(data deals 20)
title="deals paid at two rates, $(wc -l <"$file") of them, $(wc -c <"$file") bytes"
add commission "$bin/commission -q --plan=$here/commission.csv $file"
has mawk && add mawk "mawk -f $here/commission.awk $file"
