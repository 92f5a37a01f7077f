"""Rows of spend for tests/bench.sh: bench-spend.py ROWS. The same on every run."""
import datetime
import random
import sys

pick = random.Random(1).random
channels = ["Paid search", "Paid social", "Display", "Email", "Affiliate", "Video",
            "Organic social", "Partner"]
first = datetime.date(2025, 1, 1)
days = [(first + datetime.timedelta(i)).isoformat() for i in range(540)]
write = sys.stdout.write
write("date,channel,campaign,spend,impressions,clicks,conversions,revenue\n")
for _ in range(int(sys.argv[1])):
    write("%s,%s,c%03d,%.2f,%d,%d,%d,%.2f\n" % (
        days[int(pick() * 540)], channels[int(pick() * 8)], pick() * 200, pick() * 500,
        pick() * 90000, pick() * 900, pick() * 20, pick() * 2000))
