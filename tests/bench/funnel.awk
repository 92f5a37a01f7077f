BEGIN { FS = ","; n = split("Lead MQL SQL Opportunity Won", step, " ") }
NR > 1 { at[$2, $1] = at[$2, $1] $3 ";"; id[$1] }
END {
	for (i in id) {
		t = ""
		for (k = 1; k <= n; k++) {
			best = ""
			m = split(at[step[k], i], times, ";")
			for (j = 1; j < m; j++)
				if (times[j] >= t && (best == "" || times[j] < best))
					best = times[j]
			if (best == "") break
			entered[k]++
			t = best
		}
	}
	for (k = 1; k <= n; k++) print k "," entered[k] + 0
}
