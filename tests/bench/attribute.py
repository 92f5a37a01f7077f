"""attribute.py PATHS.csv: credit by first, last and all touches and by position, as one
would write it in Python. Prints channel, and the conversions by each model."""
import sys
from collections import defaultdict

import pandas

table = pandas.read_csv(sys.argv[1])
credit = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
for path, conversions in zip(table["path"], table["conversions"]):
    touches = path.split(" > ")
    n = len(touches)
    for touch in touches:
        credit[touch][2] += conversions / n
    credit[touches[0]][0] += conversions
    credit[touches[-1]][1] += conversions
    if n < 3:
        for touch in touches:
            credit[touch][3] += conversions / n
    else:
        credit[touches[0]][3] += 0.4 * conversions
        credit[touches[-1]][3] += 0.4 * conversions
        for touch in touches[1:-1]:
            credit[touch][3] += 0.2 * conversions / (n - 2)
for name, models in sorted(credit.items()):
    print(name, *("%.6f" % x for x in models), sep=",")
