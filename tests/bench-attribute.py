"""bench-attribute.py PATHS.csv: the job that attribute is compared on, as one would write
it in Python: first, last, linear, position and Markov's removal effects of order 1. Prints
channel, first, last, linear, position and markov conversions. Rows are read with pandas
where that is installed."""
import csv
import sys
from collections import Counter, defaultdict

try:
    import pandas

    table = pandas.read_csv(sys.argv[1])
    rows = zip(table["path"], table["conversions"], table["nulls"])
except ImportError:
    rows = ((row[0], int(row[1]), int(row[3]))
            for row in list(csv.reader(open(sys.argv[1])))[1:])

first, last, linear, position = (defaultdict(float) for _ in range(4))
count, visits, converted = Counter(), Counter(), Counter()
names = {}
for path, conversions, nulls in rows:
    touches = path.split(" > ")
    n, weight, before = len(touches), conversions + nulls, None
    visits[None] += weight
    for touch in touches:
        names[touch] = None
        count[before, touch] += weight
        visits[touch] += weight
        before = touch
    if not conversions:
        continue
    converted[before] += conversions
    first[touches[0]] += conversions
    last[touches[-1]] += conversions
    for touch in touches:
        linear[touch] += conversions / n
    if n < 3:
        for touch in touches:
            position[touch] += conversions / n
    else:
        position[touches[0]] += 0.4 * conversions
        position[touches[-1]] += 0.4 * conversions
        for touch in touches[1:-1]:
            position[touch] += 0.2 * conversions / (n - 2)


def probability(removed):
    states = [None] + [name for name in names if name != removed]
    a = [[float(i == j) - count[x, y] / visits[x] for j, y in enumerate(states)]
         + [converted[x] / visits[x]] for i, x in enumerate(states)]
    for i in range(len(a)):
        for k in range(len(a)):
            if k != i and a[k][i]:
                factor = a[k][i] / a[i][i]
                a[k] = [u - factor * v for u, v in zip(a[k], a[i])]
    return a[0][-1] / a[0][0]


whole = probability("")
effect = {name: 1 - probability(name) / whole for name in names}
share = sum(converted.values()) / sum(effect.values())
for name in names:
    print(name, *("%.6f" % x for x in (first[name], last[name], linear[name], position[name],
                                       share * effect[name])), sep=",")
