"""bench-paths.py ROWS: paths of 1 to 19 touches by 20 channels, with counts, as CSV on
stdout. The same on every run."""
import random
import sys

random.seed(7)
channels = ["search", "display", "social", "email", "affiliate", "direct", "referral",
            "video", "podcast", "print", "radio", "tv", "fair", "webinar", "partner",
            "outbound", "app", "sms", "retargeting", "organic"]
weights = [1 / (i + 1) for i in range(20)]
lengths = random.choices(range(1, 20), [0.8 ** i for i in range(19)], k=int(sys.argv[1]))
touches = iter(random.choices(channels, weights, k=sum(lengths)))
out = ["path,conversions,value,nulls"]
for n in lengths:
    converted = random.random() < 0.3
    out.append("%s,%d,%s,%d" % (" > ".join([next(touches) for _ in range(n)]), converted,
                                "%.2f" % random.uniform(5, 500) if converted else "",
                                0 if converted else 1))
print("\n".join(out))
