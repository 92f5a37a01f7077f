#!/usr/bin/env python3
"""pipeline-make.py [QUARTERS [DEALS [SEED [RHO]]]]: the history of a CRM with known rates.

Each quarter about DEALS deals are created. On each day of its age a deal is won with the
rate win(age) and lost with lose(age); one in eight is a zombie that never closes. In each
quarter all chances to win move together, with the correlation RHO of one common factor
(Vasicek). Writes opportunities as CSV: those that are still open are so at the end of the
last quarter, the end of 2025.
"""
import datetime
import math
import random
import sys
from statistics import NormalDist

QUARTERS, DEALS, SEED, RHO = 420, 60, 1, 0.06
arguments = sys.argv[1:] + [None] * 4
QUARTERS = int(arguments[0] or QUARTERS)
DEALS = int(arguments[1] or DEALS)
SEED = int(arguments[2] or SEED)
RHO = float(arguments[3] or RHO)
NORMAL = NormalDist()
LAST = 400  # days: nobody who closes at all is open for longer


def win(age):
    return 0.0006 + 0.006 * math.exp(-(((age - 70) / 45) ** 2))


def lose(age):
    return 1 if age >= LAST else 0.002 + 0.00002 * age


def outcomes(age, days):
    """For a deal that is `age` days old on the first of the days: the chances to be won
    and lost on each."""
    is_open, won, lost = 1.0, [], []
    for day in range(days):
        w = min(win(age + day), 1 - lose(age + day))
        won.append(is_open * w)
        lost.append(is_open * lose(age + day))
        is_open *= 1 - w - lose(age + day)
    return won, lost


memo = {}


def chances(age, days):
    if (age, days) not in memo:
        memo[age, days] = outcomes(age, days)
    return memo[age, days]


def pick(rng, weights):
    x = rng.random() * sum(weights)
    for i, weight in enumerate(weights):
        x -= weight
        if x < 0:
            return i
    return len(weights) - 1


def quarter_start(number):
    number += 2026 * 4 - QUARTERS
    return datetime.date(number // 4, 1 + number % 4 * 3, 1).toordinal()


def quarter(rng, start, end, deals):
    """What becomes of the open deals in a quarter."""
    z = NORMAL.inv_cdf(rng.random() or 0.5)
    for deal in deals:
        first = max(start, deal["created"])
        won, lost = chances(first - deal["created"], end - first)
        p, q = sum(won), sum(lost)
        if p > 0:
            x = NORMAL.inv_cdf(min(max(p, 1e-12), 1 - 1e-12))
            given = NORMAL.cdf((x + math.sqrt(RHO) * z) / math.sqrt(1 - RHO))
        else:
            given = 0.0
        u = rng.random()
        if u < given:
            deal["stage"], deal["close"] = "Closed Won", first + pick(rng, won)
        elif u < given + (1 - given) * (q / (1 - p) if p < 1 else 0):
            deal["stage"], deal["close"] = "Closed Lost", first + pick(rng, lost)


def main():
    rng = random.Random(SEED)
    everything, alive = [], []
    for number in range(QUARTERS):
        start, end = quarter_start(number), quarter_start(number + 1)
        count = int(DEALS * (0.8 + 0.4 * rng.random()))
        for _ in range(count):
            created = start + int(rng.random() * (end - start))
            amount = round(math.exp(9 + 0.9 * NORMAL.inv_cdf(rng.random() or 0.5)), 2)
            deal = {
                "id": "D%d" % (len(everything) + 1),
                "amount": "%.2f" % amount,
                "stage": rng.choice(["Discovery", "Proposal", "Negotiation"]),
                "created": created,
                "close": created + 30 + int(rng.random() * 120),
                "owner": rng.choice(["Ana", "Bo", "Cy"]),
            }
            everything.append(deal)
            if rng.random() >= 1 / 8:
                alive.append(deal)
        quarter(rng, start, end, alive)
        alive = [deal for deal in alive if not deal["stage"].startswith("Closed")]
    print("id,amount,stage,created,close_date,owner")
    for deal in everything:
        dates = [datetime.date.fromordinal(deal[x]).isoformat() for x in ("created", "close")]
        print(",".join([deal["id"], deal["amount"], deal["stage"], *dates, deal["owner"]]))


main()
