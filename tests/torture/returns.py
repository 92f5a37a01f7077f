"""roi --cashflow against a slow reference: python3 returns.py [quick]

Net present values with 40 digits, paybacks in fractions, and rates of return by looking
for changes of sign over the whole range in small steps.
"""

import math
import sys
from collections import defaultdict
from datetime import date
from decimal import Decimal, getcontext
from fractions import Fraction

from runner import DONE, as_csv, check_seeds, table

getcontext().prec = 40
HIGHEST = Decimal(10) ** 12  # rates beyond aren't looked for


class Books:
    """Rows of spend, revenue and cogs of a day, by channel."""

    def __init__(self, rng):
        self.rows, self.margin = [], rng.choice([None, Fraction(7, 10)])
        start = date(2025, 1, 1).toordinal()
        with_cogs = rng.random() < 0.3
        for _ in range(rng.randrange(1, 30)):
            day = start + int(rng.choice([0, 10, 400, 1500]) * rng.random())
            spend, revenue, cogs = (Fraction(rng.choice([0, 0, 1, 100]) * rng.randrange(1, 10**5), 100) for _ in range(3))
            self.rows.append((rng.choice("AB"), day, spend, revenue, cogs / 3 if with_cogs else None))
        self.rows = [(c, d, s, r, None if g is None else Fraction(math.floor(g * 100), 100))
                     for c, d, s, r, g in self.rows]

    def as_csv(self):
        cell = lambda x: "" if x is None else f"{float(x):.2f}"
        return as_csv([["channel", "date", "spend", "revenue", "cogs"], *[
            [c, date.fromordinal(d).isoformat(), cell(s), cell(r), cell(g)] for c, d, s, r, g in self.rows]])

    def flows(self, channel):
        """(day, flow), by day, from the first on."""
        mine = [row for row in self.rows if channel in ("TOTAL", row[0])]
        goods = any(cogs is not None for *_, cogs in mine)
        share = self.margin if self.margin is not None and not goods else 1
        days = defaultdict(Fraction)
        for _, day, spend, revenue, cogs in mine:
            days[day] += revenue * share - (cogs or 0) - spend
        return sorted(days.items())


def npv(flows, ratio):
    """ratio: 1 + rate of a year."""
    start, power = flows[0][0], ratio.ln()
    return sum(Decimal(x.numerator) / x.denominator * (-power * (day - start) / 365).exp() for day, x in flows)


def changes(flows):
    """Of the sign of npv: between which logarithms of 1 + rate, in small steps."""
    if not any(x for _, x in flows):
        return []
    low, high, found, before = math.log(1e-9), math.log(1e12), [], None
    for i in range(4001):
        y = low + (high - low) * i / 4000
        share = worth(flows, y)
        sign = 0 if abs(share) < 1e-11 else math.copysign(1, share)
        if sign and before and sign != before[1]:
            found.append((before[0], y))
        if sign:
            before = (y, sign)
    return found


def check_cashflow(runner, rng):
    books = Books(rng)
    rate = rng.choice([Fraction(0), Fraction(1, 10), Fraction(-3, 10), Fraction(5)])
    argv = ["roi", "-q", "--by=channel", "--cashflow", f"--discount-rate={float(rate)}", "--total", "-"]
    argv += [f"--margin={float(books.margin)}"] if books.margin is not None else []
    outcome = runner.run(argv, stdin=books.as_csv())
    if outcome.status != DONE:
        return f"{argv}: {outcome}"
    for row in table(outcome):
        flows = books.flows(row["channel"])
        wrong = numbers_wrong(row, flows, rate) or rates_wrong(row, flows)
        if wrong:
            return f"{argv}: {row}: {wrong}: {books.as_csv()}"
    return None


def numbers_wrong(row, flows, rate):
    ratio = 1 + Decimal(rate.numerator) / rate.denominator
    worth, size = npv(flows, ratio), sum(abs(x) for _, x in flows)
    largest = float(size) * float(max(1, ratio ** (Decimal(flows[0][0] - flows[-1][0]) / 365)))
    if abs(float(row["npv"]) - float(worth)) > 1e-10 * largest + 1e-9:
        return f"npv, not {worth}"
    so_far = lowest = Fraction(0)
    back = flows[0][0]
    for day, x in flows:
        if so_far < 0 <= so_far + x:
            back = day
        so_far += x
        lowest = min(lowest, so_far)
    want = "" if so_far < 0 else date.fromordinal(back).isoformat()
    if row["payback_date"] != want:
        return f"payback_date, not {want}"
    return None if Fraction(row["cumulative_low"]) == lowest else f"cumulative_low, not {float(lowest)}"


def rates_wrong(row, flows):
    told = [] if row["irr"] in ("none", "") else [Decimal(text) for text in row["irr"].split(" | ")]
    logs = [float((1 + x).ln()) if x > -1 else None for x in told]
    for low, high in changes(flows):
        if not any(y is not None and low - 1e-6 <= y <= high + 1e-6 for y in logs):
            return f"no rate between {math.expm1(low)} and {math.expm1(high)}"
    signs = [x > 0 for _, x in flows if x]
    if len(told) > sum(a != b for a, b in zip(signs, signs[1:])):
        return "more rates than changes of sign"
    for x, y in zip(told, logs):
        if y is None or x > HIGHEST:
            return f"{x} is out of range"
        # 12 digits of a rate near -1 leave few of 1 + rate.
        off = 6e-13 / math.exp(y)
        below, at, above = (worth(flows, x) for x in (y - off, y, y + off))
        if abs(at) > 1e-8 and below * above > 0:
            return f"{x} isn't one: {at}"
    return None


def worth(flows, log_ratio):
    """npv as a share of what flows, and without what it might overflow by."""
    numbers = [(float(x), (day - flows[0][0]) / 365) for day, x in flows if x]
    top = max(math.log(abs(x)) - log_ratio * t for x, t in numbers)
    terms = [math.copysign(math.exp(math.log(abs(x)) - log_ratio * t - top), x) for x, t in numbers]
    return sum(terms) / sum(map(abs, terms))


CHECKS = {"roi --cashflow": (check_cashflow, 1000)}


if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
