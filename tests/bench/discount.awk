# What discount.csv says, in awk: the same rows and columns as discount-calc writes.
BEGIN { FS = OFS = "," }
NR == 1 {
	print $0, "list_total,discount,net,unit_net,discount_pct,margin,margin_pct,why,approval,flags"
	next
}
function discount(rule, percent,  before) {
	before = net
	net = int((net * (100 - percent) + 50) / 100)
	if (net < before)
		why = why (why == "" ? "" : " | ") sprintf("%s:%.2f", rule, (net - before) / 100)
}
{
	list = net = int($5 * 100 + 0.5) * $4
	why = ""
	discount("VOL", $4 >= 200 ? 12 : $4 >= 50 ? 8 : $4 >= 10 ? 5 : 0)
	discount("TERM", $7 >= 24 ? 8 : $7 >= 12 ? 5 : 0)
	discount("EDU", $10 == "edu" ? 20 : 0)
	margin = net - int($6 * 100 + 0.5) * $4
	printf "%s,%.2f,%.2f,%.2f,%.12g,%.12g,%.2f,%.12g,%s,,\n", $0, list / 100,
		(list - net) / 100, net / 100, net / 100 / $4, (list - net) / list,
		margin / 100, margin / net, why
}
