# What commission.csv says, in awk: the same rows and columns as commission writes, which
# rounds what a rule has earned a rep in a month so far, not each deal.
BEGIN { FS = OFS = "," }
NR == 1 {
	print $0, "payee,period,share,credited,attainment,rates,commission,why,flags"
	next
}
{
	rule = $4 == "seats" ? "SEATS" : "REST"
	rate = rule == "SEATS" ? 8 : 5
	month = substr($2, 1, 7)
	before = earned[rule, $3, month]
	after = earned[rule, $3, month] = before + int($5 * 100 + 0.5) * rate
	pay = (int((after + 50) / 100) - int((before + 50) / 100)) / 100
	printf "%s,%s,%s,1,%.2f,,%.2f,%.2f,%s:+%.2f (%.12g x %.2f),\n", $0, $3, month, $5,
		rate / 100, pay, rule, pay, $5, rate / 100
}
