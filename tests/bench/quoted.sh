# shellcheck shell=bash disable=SC2034,SC2154
# What quotes cost: one row in ten has a quoted cell.
file=$(data quoted 100)
plain=$(data spend 100)
title="the same with a quoted cell in every tenth row, $(wc -c <"$file") bytes"
add roi "$bin/roi -q --jobs=1 --by=channel <$file" "wc -l"
add roi-plain "$bin/roi -q --jobs=1 --by=channel <$plain" "wc -l"
