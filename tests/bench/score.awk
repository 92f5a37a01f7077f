# What score.csv says, in awk: the same rows and columns as lead-score writes.
function give(what, points) {
	score += points
	why = why (why == "" ? "" : " | ") what ":" (points < 0 ? "" : "+") points
}
BEGIN { FS = OFS = "," }
NR == 1 { print $0, "score,grade,status,reasons"; next }
{
	score = 0
	why = ""
	title = tolower($5)
	source = tolower($4)
	country = tolower($3)
	if ($6 >= 500) give("large", 30)
	else if ($6 >= 100) give("middling", 25)
	if (source == "referral" || source == "partner") give("recommended", 20)
	else if (source == "event") give("met", 18)
	if (index(title, "vp")) give("decides", 15)
	else if (title == "ceo") give("decides", 14)
	else if (title == "student") give("student", -12)
	if ((country == "de" || country == "us" || country == "gb") && $7 >= 100) give("rich", 10)
	if ($8 > 20) give("visits", 8)
	if ($9 >= 50) give("n0", 5.5)
	if (tolower($17) == "l1") give("L1", 3)
	grade = score >= 60 ? "A" : score >= 40 ? "B" : score >= 20 ? "C" : ""
	status = score >= 60 ? "SQL" : score >= 40 ? "MQL" : "nurture"
	print $0, score, grade, status, why
}
