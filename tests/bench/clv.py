"""clv.py ORDERS.csv: the job that clv is compared on, as one would write it in Python
with scipy, in the manner of lifetimes: histories by customer, equal ones counted, and BG/NBD
fitted by Nelder-Mead in the logarithms of its parameters. Prints parameter,estimate."""
import csv
import datetime
import sys
from collections import Counter

import numpy
from scipy.optimize import minimize
from scipy.special import gammaln

days, number = {}, {}
with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(file):
        date = row["date"]
        if date not in number:
            number[date] = datetime.date.fromisoformat(date).toordinal()
        days.setdefault(row["customer_id"], set()).add(number[date])
end = max(number.values())
histories = Counter()
for bought in days.values():
    first = min(bought)
    histories[len(bought) - 1, max(bought) - first, end - first] += 1
x, tx, t = (numpy.array(column, float) for column in zip(*histories))
weights = numpy.array(list(histories.values()), float)
tx, t = tx / 7, t / 7
repeats = x > 0


def loss(logs):
    r, alpha, a, b = numpy.exp(logs)
    shared = (gammaln(r + x) - gammaln(r) + r * numpy.log(alpha)
              + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x))
    alive = -(r + x) * numpy.log(alpha + t)
    gone = numpy.where(repeats, numpy.log(a) - numpy.log(b + numpy.maximum(x, 1) - 1)
                       - (r + x) * numpy.log(alpha + tx), -numpy.inf)
    return -(weights * (shared + numpy.logaddexp(alive, gone))).sum() / weights.sum()


fit = minimize(loss, numpy.zeros(4), method="Nelder-Mead",
               options={"maxiter": 4000, "maxfev": 4000, "xatol": 1e-7, "fatol": 1e-11})
for name, value in zip(("r", "alpha", "a", "b"), numpy.exp(fit.x)):
    print(name, value, sep=",")
