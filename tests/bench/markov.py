"""markov.py PATHS.csv: Markov's removal effects of order 1, as one would write it in
Python. Prints channel, conversions."""
import sys
from collections import Counter

import pandas

table = pandas.read_csv(sys.argv[1])
count, visits, converted = Counter(), Counter(), Counter()
names = {}
for path, conversions, nulls in zip(table["path"], table["conversions"], table["nulls"]):
    weight, before = conversions + nulls, None
    visits[None] += weight
    for touch in path.split(" > "):
        names[touch] = None
        count[before, touch] += weight
        visits[touch] += weight
        before = touch
    converted[before] += conversions


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
for name in sorted(names):
    print(name, "%.6f" % (share * effect[name]), sep=",")
