"""clv-make.py [CUSTOMERS [SEED]]: orders of a shop that never was, by the assumptions of
BG/NBD (r .6, alpha 5 weeks, a .7, b 2.2) and Gamma-Gamma (p 5, q 4, gamma 18), over 78 weeks
from 2025-01-01 on. Customers come in the first 26 weeks, by one of three channels."""
import csv
import datetime
import math
import random
import sys

count = int(sys.argv[1]) if len(sys.argv) > 1 else 240
r = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 8)


def gamma(shape, rate):
    """Marsaglia and Tsang's method, of random() alone: the same with every python3."""
    if shape < 1:
        return gamma(shape + 1, rate) * (1 - r.random()) ** (1 / shape)
    d = shape - 1 / 3
    while True:
        normal = math.sqrt(-2 * math.log(1 - r.random())) * math.cos(2 * math.pi * r.random())
        v = (1 + normal / math.sqrt(9 * d)) ** 3
        if v > 0 and math.log(1 - r.random()) < normal * normal / 2 + d - d * v + d * math.log(v):
            return d * v / rate


start = datetime.date(2025, 1, 1)
orders = []
for customer in range(1, count + 1):
    channel = ["search", "flyer", "friend"][int(3 * r.random())]
    rate, left, right = gamma(.6, 5), gamma(.7, 1), gamma(2.2, 1)
    drop, scale = left / (left + right), gamma(4, 18)
    week = 26 * r.random()
    while week < 78:
        day = start + datetime.timedelta(days=int(7 * week))
        orders.append((day, customer, channel, max(.01, gamma(5, scale))))
        if len(orders) > 1 and orders[-2][1] == customer and r.random() < drop:
            break
        week -= math.log(1 - r.random()) / rate
orders.sort(key=lambda order: (order[0], order[1]))
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["customer_id", "date", "channel", "amount"])
for day, customer, channel, amount in orders:
    out.writerow([f"C{customer}", day, channel, f"{amount:.2f}"])
