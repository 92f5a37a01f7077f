"""pipeline against a slow reference: python3 deals.py [quick]

The manual is told a second time: how old deals are that close, what follows from it for
open ones, how far past periods say that deals move together, and what comes of amounts,
quotas, new business, past forecasts and flows. Where the tool has a series, a quadrature
or a transform the reference has plain sums over a common factor in small steps.
"""

import csv
import math
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import NormalDist

from runner import DONE, as_csv, check_seeds, near, table

NORMAL = NormalDist()
STEP = 0.25  # of the common factor: what is summed up is smooth
FACTOR = [(z * STEP, math.exp(-((z * STEP) ** 2) / 2) * STEP / math.sqrt(2 * math.pi)) for z in range(-34, 35)]
OPEN, WON, LOST = "open", "won", "lost"
LEAST = 10  # deals won and lost, to learn from


class Deal:
    """Days are numbers; close and chance are None where they aren't known."""

    def __init__(self, rng, ident, last, cents):
        self.id, self.owner = f"d{ident}", rng.choice("AB")
        self.segment = rng.choice("XYZ")
        self.created = last - rng.randrange(700)
        span = int(rng.expovariate(1 / {"X": 60, "Y": 80, "Z": 150}[self.segment]))
        self.status = rng.choice([WON, WON, LOST, LOST, LOST])
        self.close = self.created + span
        if self.close > last:
            self.status, self.close = OPEN, rng.choice([None, last + rng.randrange(-40, 150)])
        amount = rng.randrange(1, 10**6) if cents else rng.randrange(1, 40) * 5000
        self.amount = -amount if rng.random() < 0.1 else amount
        self.chance = self.category = None
        if self.status == OPEN:
            self.chance = rng.choice([None, None, Fraction(rng.randrange(1001), 1000)])
            self.category = rng.choice([None, None, "Commit", "Best Case", "Pipeline", "Omitted"])

    def row(self):
        stage = {OPEN: "Proposal", WON: "Won", LOST: "Lost"}[self.status]
        return [self.id, amount_text(self.amount), stage, day_text(self.created), day_text(self.close),
                "" if self.chance is None else f"{float(self.chance):.3f}", self.category or "",
                self.owner, self.segment]

    def seen_on(self, day):
        """As it was known at the end of the day: what closed later is open."""
        seen = Deal.__new__(Deal)
        seen.__dict__.update(self.__dict__)
        if self.status != OPEN and self.close > day:
            seen.status, seen.close, seen.chance = OPEN, None, None
        return seen


HEADER = ["id", "amount", "stage", "created", "close_date", "probability", "category", "owner", "region"]


def day_text(day):
    return "" if day is None else date.fromordinal(day).isoformat()


def amount_text(cents):
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def to_cents(text):
    return None if text == "" else Fraction(text) * 100


def half_up(x):
    return int(math.copysign((abs(x) + Fraction(1, 2)).__floor__(), x))


def period_start(day, period):
    d = date.fromordinal(day)
    if period == "week":
        return day - d.weekday()
    return date(d.year, {"month": d.month, "quarter": (d.month - 1) // 3 * 3 + 1, "year": 1}[period], 1).toordinal()


def period_after(start, period):
    return period_start(start + {"week": 7, "month": 31, "quarter": 92, "year": 366}[period], period)


# Rates


def age_ranges(ages):
    """Where ranges begin, and behind the last; ages: of all deals that closed."""
    closed = defaultdict(int)
    for age in ages:
        closed[age] += 1
    least = max(10, math.sqrt(len(ages)), len(ages) / 32)
    starts, here, oldest = [0], 0, max(closed)
    for age in range(oldest + 1):
        here += closed[age]
        start = starts[-1]
        full = here >= least or age + 1 - start >= 7 + start // 2
        if age == oldest or (full and len(starts) - 1 + 2 < 64):
            starts.append(age + 1)
            here = 0
    return starts


class Rates:
    """What is learned from deals at the end of a day."""

    def __init__(self, deals, day, by_segment):
        deals = [d for d in deals if d.created <= day and (d.status == OPEN or d.close >= d.created)]
        ended = [d for d in deals if d.status != OPEN and d.close <= day]
        self.known = all(sum(d.status == how for d in ended) >= LEAST for how in (WON, LOST))
        self.models = {}
        if not self.known:
            return
        self.starts = age_ranges([d.close - d.created for d in ended])
        self.oldest = max(d.close - d.created for d in ended if d.status == WON)
        cells = {}
        for d in deals:
            last = d.close if d in ended else day
            for r, (start, stop) in enumerate(pairwise(self.starts)):
                cell = cells.setdefault((d.segment if by_segment else "", r), {"days": 0, WON: 0, LOST: 0})
                age = last - d.created
                cell["days"] += max(0, min(age + 1, stop) - start)
                if d in ended and start <= age < stop:
                    cell[d.status] += 1
        segments = sorted({segment for segment, _ in cells})
        self.candidates = [self.curves(cells, segments, fits)
                           for fits in (strengths(cells, segments, self.starts) if len(segments) > 1 else [None])]

    def curves(self, cells, segments, fit):
        """By segment, day by day: the share that is open, and that was won."""
        curves = {}
        for segment in segments:
            is_open, won = [1.0], [0.0]
            for r, (start, stop) in enumerate(pairwise(self.starts)):
                cell = cells[segment, r]
                rate = {how: drawn(cells, segments, r, segment, how, fit) if fit else
                        (cell[how] / cell["days"] if cell["days"] else 0.0) for how in (WON, LOST)}
                for _ in range(start, stop):
                    won.append(won[-1] + is_open[-1] * rate[WON])
                    is_open.append(max(is_open[-1] * (1 - rate[WON] - rate[LOST]), 0.0))
            curves[segment] = is_open, won
        return curves

    def chances(self, segment, age, ends):
        """The chance to be won up to each end, days from now; for each candidate."""
        for curves in self.candidates:
            is_open, won = curves[segment if segment in curves else ""]
            last = len(won) - 1
            now = min(age + 1, last)
            left = is_open[now] if age + 1 < last else 0
            marks = [now] + [min(age + 1 + end, last) for end in ends] + [last]
            yield [(won[b] - won[a]) / left if left > 0 and b > a else 0.0 for a, b in pairwise(marks)]


def pooled(cells, segments, r, how):
    moves = sum(cells[s, r][how] for s in segments)
    days = sum(cells[s, r]["days"] for s in segments)
    return moves / days if days else 0.0


def drawn(cells, segments, r, segment, how, fit):
    k, factor = fit[how]
    cell, prior = cells[segment, r], pooled(cells, segments, r, how)
    if 0 < prior < 1:
        prior = min(prior * factor, 1 - 1e-12)
    return (cell[how] + k * prior) / (cell["days"] + k)


def strengths(cells, segments, starts):
    """The likeliest strengths, as pairs of k and c for each end; several where they are
    as good as alike, of which the least, the best and the most stand for all."""
    choices = {}
    for how in (WON, LOST):
        data = [(cells[s, r][how], cells[s, r]["days"], pooled(cells, segments, r, how))
                for s in segments for r in range(len(starts) - 1)]
        data = [(x, n, m) for x, n, m in data if 0 < m < 1 and n > 0]
        scored = []
        for i in range(241):
            k = 10 ** (9 * i / 240)
            shares = [k / (n + k) for _, n, _ in data]
            below = sum(s * n * m for s, (_, n, m) in zip(shares, data))
            c = sum(s * x for s, (x, _, _) in zip(shares, data)) / below if below > 0 else 1.0
            total = 0.0
            for x, n, m in data:
                total += log_evidence(k, m * c, x, n)
            scored.append((total, k, c))
        best = max(scored)[0]
        # A step of the grid to either side, and what is no less likely than by rounding.
        near_best = [i for i, s in enumerate(scored) if s[0] >= best - 1e-5]
        low, high = max(near_best[0] - 1, 0), min(near_best[-1] + 1, len(scored) - 1)
        choices[how] = [scored[i][1:] for i in sorted({low, scored.index(max(scored)), high})]
    return [{WON: w, LOST: lost} for w in choices[WON] for lost in choices[LOST]]


def log_rising(a, n):
    """log Γ(a + n) - log Γ(a), where both may be so large that their difference is lost."""
    if a < 1e4:
        return math.lgamma(a + n) - math.lgamma(a)
    return (a + n - 0.5) * math.log1p(n / a) + n * (math.log(a) - 1) + (1 / (a + n) - 1 / a) / 12


def log_evidence(k, prior, x, n):
    """Of x in n, whose rate is beta distributed about the prior with the strength k."""
    a = k * min(prior, 1 - 1e-12)
    return log_rising(a, x) + log_rising(k - a, n - x) - log_rising(k, n) if a > 0 else 0.0


# How deals move together


def given(quantile, rho, z):
    return NORMAL.cdf((quantile + math.sqrt(rho) * z) / math.sqrt(1 - rho))


def learned_rho(deals, rates, day, period):
    """None where too few past periods tell."""
    pasts, first = [], min(d.created for d in deals)
    end = period_start(day + 1, period)
    while len(pasts) < 40 and end > first:
        start = period_start(end - 1, period)
        before, won, chances = start - 1, 0, []
        for d in deals:
            until = math.inf if d.status == OPEN else d.close
            if not d.created <= before < until or (d.status != OPEN and d.close < d.created):
                continue
            p = next(rates.chances(d.segment, before - d.created, [end - start]))[0]
            if p > 0:
                chances.append(min(p, 1.0))
                won += d.status == WON and d.close < end
        pasts.append((won, chances))
        end = start
    pasts = [(won, chances) for won, chances in pasts if sum(chances) >= 2]
    n = len(pasts)
    if n < 4:
        return None
    sides = []
    for won, chances in pasts:
        mean = sum(chances)
        sides.append(((won - mean) ** 2 * n / (n - 1) - sum(p * (1 - p) for p in chances), mean,
                      [NORMAL.inv_cdf(p) if p < 1 else 40.0 for p in chances], chances))

    def excess(rho):
        total = 0.0
        for observed, mean, quantiles, chances in sides:
            both = 0.0
            if rho > 0:
                for z, weight in FACTOR:
                    ps = [given(q, rho, z) for q in quantiles]
                    both += weight * (sum(ps) ** 2 - sum(p * p for p in ps))
                both -= mean * mean - sum(p * p for p in chances)
            total += (observed - both) / mean**2
        return total

    low, high = 0.0, 0.5
    if excess(low) <= 0:
        return 0.0
    if excess(high) < 0:
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    rho = high
    shared = rho * (1 + 1 / n)
    return shared / (shared + 1 - rho)


def distribution(bets, rho, sure, others):
    """Sums in cents, with what they are likely. bets: amounts and chances."""
    total = defaultdict(float)
    bets = [(amount, p, NORMAL.inv_cdf(p) if 0 < p < 1 else 0) for amount, p in bets if p > 0]
    for z, weight in FACTOR if rho > 0 else [(0, 1.0)]:
        sums = {sure: weight}
        for amount, p, quantile in bets:
            chance = given(quantile, rho, z) if 0 < p < 1 and rho > 0 else p
            after = defaultdict(float)
            for x, q in sums.items():
                after[x] += q * (1 - chance)
                after[x + amount] += q * chance
            sums = after
        for x, q in sums.items():
            total[x] += q
    if others:
        mixed = defaultdict(float)
        for x, q in total.items():
            for more in others:
                mixed[x + more] += q / len(others)
        total = mixed
    return sorted(total.items())


def quantile_wrong(sums, p, got, slack):
    """Is got, in cents, not the least sum that isn't passed with the probability p?"""
    below = 0.0
    for x, q in sums:
        below += q
        if below >= p + 1e-6:
            return abs(got - x) > slack
        if below > p - 1e-6:
            return False  # as good as a tie
    return False


# Checks


class World:
    """A random business, and what was asked of the tool."""

    def __init__(self, rng):
        self.last = date(2026, 1, 1).toordinal() + rng.randrange(400)
        self.cents = rng.random() < 0.3
        everyone = [Deal(rng, i, self.last, self.cents) for i in range(rng.randrange(20, 130))]
        opened = [d for d in everyone if d.status == OPEN]
        self.deals = [d for d in everyone if d.status != OPEN or d in opened[: 8 if self.cents else 16]]
        self.period = rng.choice(["month", "month", "quarter", "week"])
        self.by = rng.random() < 0.4
        self.by_segment = rng.random() < 0.25
        self.rho = rng.choice([None, 0, 0.05, 0.2, 0.4])
        self.now = self.last - rng.choice([0, 0, 0, rng.randrange(60)])
        self.options = [f"--period={self.period}", f"--as-of={day_text(self.now)}"]
        self.options += ["--by=owner"] if self.by else []
        self.options += ["--learn-by=region"] if self.by_segment else []
        self.options += [f"--rho={self.rho}"] if self.rho is not None else []

    def run(self, runner, *options, deals=None, by=True):
        data = as_csv([HEADER, *[d.row() for d in deals or self.deals]])
        own = [option for option in self.options if by or not option.startswith("--by=")]
        return runner.run(["pipeline", "-q", *own, *options, "-"], stdin=data)

    def known(self, day):
        return [d.seen_on(day) for d in self.deals if d.created <= day]

    def group(self, row):
        return row.get("owner", "") if self.by else ""

    def of_group(self, deals, group):
        return [d for d in deals if not self.by or d.owner == group]


def check_pipeline(runner, rng):
    world = World(rng)
    horizon = rng.randrange(1, 4)
    quota = rng.randrange(1, 10**7)
    options = [f"--horizon={horizon}", f"--quota={amount_text(quota)}"]
    options += ["--new-business"] if rng.random() < 0.3 else []
    outcome = world.run(runner, *options)
    told = world.run(runner, f"--horizon={horizon}", "--deals", by=False)
    if outcome.status != DONE or told.status != DONE:
        return f"{world.options}: {outcome}; {told}"
    deals = [d for d in world.known(world.now) if d.category != "Omitted" or d.status != OPEN]
    rates = Rates(deals, world.now, world.by_segment)
    starts = [period_start(world.now, world.period)]
    for _ in range(horizon):
        starts.append(period_after(starts[-1], world.period))
    ends = [start - 1 - world.now for start in starts[1:]]
    chances = {}
    for row in table(told):
        d = next(d for d in deals if d.id == row["id"])
        wrong = chance_wrong(d, row, rates, world, starts, ends)
        if wrong:
            return f"{world.options} {options}: {wrong}: {row}"
        chances[d.id] = None if row["probability"] == "" else [
            float(row[f"p_{i + 1}"]) for i in range(horizon)] + [float(row["p_later"])]
    if len(chances) != sum(d.status == OPEN for d in deals):
        return f"{world.options}: not all open deals"
    rho = world.rho
    if rho is None:
        rho = (learned_rho(deals, rates, world.now, world.period) or 0) if rates.known else 0
    for row in table(outcome):
        wrong = row_wrong(world, row, deals, chances, rho, starts, quota, "--new-business" in options)
        if wrong:
            return f"{world.options} {options}: {wrong}: {row}"
    return None


def bucket(d, now, starts):
    if d.close is None:
        return "undated"
    if d.close < now:
        return "overdue"
    return sum(d.close >= start for start in starts[1:])


def chance_wrong(d, row, rates, world, starts, ends):
    at, count = bucket(d, world.now, starts), len(ends)
    got = [float(row[f"p_{i + 1}"] or "nan") for i in range(count)] + [float(row["p_later"] or "nan")]
    if d.chance is not None:
        want = [float(d.chance) if i == at else 0.0 for i in range(count + 1)]
        return None if row["source"] == "cell" and got == want else f"not {want}"
    if not rates.known:
        return None if row["source"] == "insufficient_history" and row["probability"] == "" else "learned?"
    if row["source"] != "learned" or (row["stale"] == "yes") != (world.now - d.created > rates.oldest):
        return "source or stale"
    candidates = list(rates.chances(d.segment, world.now - d.created, ends))
    slack = 1e-3 if len(candidates) > 1 else 1e-9
    for i, p in enumerate(got):
        want = [c[i] for c in candidates]
        if not min(want) - slack * max(want) - 2e-12 <= p <= max(want) * (1 + slack) + 2e-12:
            return f"chances {candidates}"
    return None


def category(d, chances):
    if d.category is not None:
        return d.category
    p = chances[d.id]
    p = 0.0 if p is None else float(d.chance) if d.chance is not None else round(sum(p), 12)
    return "Commit" if p >= 0.9 else "Best Case" if p >= 0.5 else "Pipeline"


def row_wrong(world, row, deals, chances, rho, starts, quota, new_business):
    own = world.of_group(deals, world.group(row))
    mine = [d for d in own if d.status == OPEN]
    names = ["overdue", *[None] * (len(starts) - 1), "later", "undated"]
    if row["period"] in names:
        at = {"later": len(starts) - 1}.get(row["period"], row["period"])
    else:
        at = next(i for i, start in enumerate(starts) if row["period"] == period_name(start, world.period))
    due = [d for d in mine if bucket(d, world.now, starts) == at]
    for name, label in [("commit", "Commit"), ("best_case", "Best Case"), ("pipeline", "Pipeline")]:
        if to_cents(row[name]) != sum(d.amount for d in due if category(d, chances) == label):
            return name
    if int(row["deals"]) != len(due):
        return "deals"
    if any(chances[d.id] is None for d in mine):
        return None if row["weighted"] == row["p50"] == row["gap"] == "" else "not empty"
    weighted = sum(half_up(d.amount * weight_of(d, chances, at, world, starts)) for d in mine)
    if to_cents(row["weighted"]) != weighted:
        return f"weighted, not {weighted / 100}"
    if at in ("overdue", "undated") or at == len(starts) - 1:
        return None
    return period_wrong(world, row, deals, own, mine, chances, rho, starts, quota, at, weighted, new_business)


def weight_of(d, chances, at, world, starts):
    """The chance that stands in a row; where a deal with one of its own is overdue or
    has no date, it stands there."""
    if at not in ("overdue", "undated"):
        return Fraction(str(chances[d.id][at]))
    here = d.chance is not None and bucket(d, world.now, starts) == at
    return d.chance if here else Fraction(0)


def period_name(start, period):
    d = date.fromordinal(start)
    year, week, _ = d.isocalendar()
    return {"week": f"{year}-W{week:02}", "month": f"{d.year}-{d.month:02}",
            "quarter": f"{d.year}-Q{(d.month + 2) // 3}", "year": f"{d.year}"}[period]


def period_wrong(world, row, deals, own, mine, chances, rho, starts, quota, at, weighted, new_business):
    closed = sum(d.amount for d in own
                 if d.status == WON and starts[at] <= d.close < starts[at + 1] and d.close <= world.now)
    if to_cents(row["closed"]) != closed:
        return f"closed, not {closed / 100}"
    others = past_business(world, deals, own, starts, at) if new_business else []
    mean = Fraction(sum(others), len(others)) if others else None
    if to_cents(row["new_business"]) != (None if mean is None else half_up(mean)):
        return f"new_business, not {mean}"
    bets = [(d.amount, chances[d.id][at]) for d in mine]
    want = closed + sum(a * p for a, p in bets) + float(mean or 0)
    if abs(float(row["expected"]) * 100 - want) > 0.51:
        return f"expected, not {want / 100}"
    sums = distribution(bets, rho, closed, others)
    # On a grid that isn't exact each amount may stand a cell off.
    span = sum(abs(a) for a, p in bets if p > 0) + (max(others) - min(others) if others else 0)
    slack = 0.51 + (span / 30000 * (len(bets) + 2) if world.cents else 0)
    for name, p in [("p10", 0.1), ("p50", 0.5), ("p90", 0.9)]:
        if quantile_wrong(sums, p, float(row[name]) * 100, slack):
            return f"{name}, of {sums[:40]}, rho {rho}"
    if not world.cents or all(abs(x - quota) > slack for x, _ in sums):
        want = sum(q for x, q in sums if x >= quota)
        if abs(float(row["p_quota"]) - want) > 2e-6:
            return f"p_quota, not {want}, rho {rho}"
    return quota_wrong(row, deals, own, closed, weighted, mean, quota)


def quota_wrong(row, deals, own, closed, weighted, mean, quota):
    missing = quota - closed
    hoped = sum(to_cents(row[name]) for name in ("commit", "best_case", "pipeline"))
    if not near(row["attainment"], Fraction(closed, quota), 1e-11):
        return "attainment"
    if missing <= 0 and row["coverage"] != "" or missing > 0 and not near(row["coverage"], hoped / missing, 1e-11):
        return "coverage"
    if to_cents(row["gap"]) != missing - weighted - (half_up(mean) if mean is not None else 0):
        return "gap"
    won = [d.amount for d in own if d.status == WON] or [d.amount for d in deals if d.status == WON]
    want = "0"
    if missing > 0:
        want = str(math.ceil(Fraction(missing * len(won), sum(won)))) if sum(won) > 0 else ""
    return None if row["wins_needed"] == want else f"wins_needed, not {want}"


def past_business(world, deals, own, starts, ahead):
    """What deals that weren't there on the same day of a past period brought `ahead`
    periods after it, for each of up to 24 past periods that tell."""
    first, elapsed = min(d.created for d in deals), world.now - starts[0]
    origins, end = [], starts[0]
    while len(origins) < 24 and period_start(end - 1, world.period) >= first:
        start = period_start(end - 1, world.period)
        origins.append((start, end, min(start + elapsed, end - 1)))
        end = start
    if len(origins) < ahead + 4:
        return []
    return [sum(d.amount for d in own if d.status == WON and d.created > origins[k + ahead][2]
                and origins[k][0] <= d.close < origins[k][1]) for k in range(len(origins) - ahead)]


def check_backtest(runner, rng):
    world = World(rng)
    outcome = world.run(runner, "--backtest")
    if outcome.status != DONE:
        return f"{world.options}: {outcome}"
    rows = [row for row in table(outcome) if row["period"] != "all"]
    deals = [d for d in world.known(world.now) if d.category != "Omitted" or d.status != OPEN]
    start, got = period_start(min(d.created for d in deals), world.period), iter(rows)
    groups = defaultdict(list)
    for row in rows:
        groups[world.group(row)].append(row)
    seen = 0
    while (after := period_after(start, world.period)) <= world.now + 1:
        rates = Rates(deals, start - 1, world.by_segment)
        if rates.known:
            for group, of_group in groups.items():
                wrong = past_wrong(world, of_group[seen], group, deals, rates, start, after)
                if wrong:
                    return f"{world.options} --backtest: {wrong}: {of_group[seen]}"
            seen += 1
        start = after
    return None if all(len(g) == seen for g in groups.values()) else f"{world.options}: {seen} periods"


def past_wrong(world, row, group, deals, rates, start, after):
    there = [d for d in world.of_group(deals, group)
             if d.created < start and (d.status == OPEN or d.close >= start)]
    if row["period"] != period_name(start, world.period) or int(row["deals"]) != len(there):
        return f"not {period_name(start, world.period)}, {len(there)} deals"
    actual = sum(d.amount for d in there if d.status == WON and d.close < after)
    if to_cents(row["actual"]) != actual:
        return f"actual, not {actual / 100}"
    if len(rates.candidates) > 1:
        return None
    bets = [(d.amount, next(rates.chances(d.segment, start - 1 - d.created, [after - start]))[0]) for d in there]
    want = sum(a * p for a, p in bets)
    if abs(float(row["expected"]) * 100 - want) > 0.51 + 1e-9 * abs(want):
        return f"expected, not {want / 100}"
    if world.cents or sum(p > 0 for _, p in bets) > 12:
        return None
    rho = world.rho
    if rho is None:
        rho = learned_rho([d.seen_on(start - 1) for d in deals if d.created < start], rates, start - 1, world.period) or 0
    sums = distribution(bets, rho, 0, [])
    for name, p in [("p10", 0.1), ("p50", 0.5), ("p90", 0.9)]:
        if quantile_wrong(sums, p, float(row[name]) * 100, 0.51):
            return f"{name}, of {sums[:40]}, rho {rho}"
    low, high = (round(float(row[name]) * 100) for name in ("p10", "p90"))
    return None if (row["coverage"] == "1") == (low <= actual <= high) else "coverage"


def later(rng, d, last):
    """The deal in a state to come."""
    new = Deal.__new__(Deal)
    new.__dict__.update(d.__dict__)
    for name, value in [("amount", rng.randrange(-10**4, 10**6)), ("owner", rng.choice("ABC")),
                        ("close", rng.choice([None, last + rng.randrange(-40, 150)])),
                        ("status", rng.choice([OPEN, WON, LOST]))]:
        if rng.random() < 0.3:
            setattr(new, name, value)
    if new.status != OPEN:
        new.close, new.chance, new.category = min(new.close or last, last), None, None
    return new


def check_flow(runner, rng):
    world = World(rng)
    world.now = world.last
    world.options[1] = f"--as-of={day_text(world.now)}"
    old = [d for d in world.deals if d.category != "Omitted"]
    new = [later(rng, d, world.now) for d in old if rng.random() < 0.9]
    new += [Deal(rng, 1000 + i, world.now, True) for i in range(rng.randrange(6))]
    new = [d for d in new if d.category != "Omitted"]
    if not new:
        return None
    with open("old.csv", "wb") as file:
        file.write(as_csv([HEADER, *[d.row() for d in old]]))
    outcome = world.run(runner, "--flow=old.csv", "--horizon=2", deals=new)
    if outcome.status != DONE:
        return f"{world.options}: {outcome}"
    starts = [period_start(world.now, world.period)]
    starts += [period_after(starts[0], world.period)]
    starts += [period_after(starts[1], world.period)]
    want = flows(world, old, new, starts)
    for row in table(outcome):
        key = world.group(row), row["period"], row["flow"]
        got = int(row["deals"]), to_cents(row["amount"])
        if got != want.pop(key, (0, 0)):
            return f"{world.options} --flow: {row}"
    return f"{world.options} --flow: not there: {want}" if want else None


def flows(world, old, new, starts):
    """By group, period and flow: how many deals, and how much."""
    sums = defaultdict(lambda: (0, 0))
    names = ["overdue", period_name(starts[0], world.period), period_name(starts[1], world.period), "later", "undated"]
    order = {"overdue": 0, 0: 1, 1: 2, 2: 3, "undated": 4}

    def add(d, place, flow, amount):
        key = d.owner if world.by else "", names[place], flow
        sums[key] = sums[key][0] + 1, sums[key][1] + amount

    before, after = {d.id: d for d in old}, {d.id: d for d in new}
    for d in old:
        if d.status != OPEN:
            continue
        now, place = after.get(d.id), order[bucket(d, world.now, starts)]
        add(d, place, "start", d.amount)
        if now is None or now.status != OPEN:
            add(d, place, "removed" if now is None else now.status, -d.amount)
            continue
        to = order[bucket(now, world.now, starts)]
        if world.by and d.owner != now.owner:
            add(d, place, "transferred_out", -d.amount)
            add(now, to, "transferred_in", d.amount)
        elif place != to:
            way = "pulled" if to < place else "pushed"
            add(d, place, f"{way}_out", -d.amount)
            add(now, to, f"{way}_in", d.amount)
        if now.amount != d.amount:
            add(now, to, "grew" if now.amount > d.amount else "shrank", now.amount - d.amount)
    for d in new:
        if d.status != OPEN:
            continue
        place, was = order[bucket(d, world.now, starts)], before.get(d.id)
        if was is None or was.status != OPEN:
            add(d, place, "created" if was is None else "reopened", d.amount)
        add(d, place, "end", d.amount)
    return dict(sums)


# Stages: what is counted and how rates are drawn is checked by --rates-out, and chances
# follow from these.


def travel(rng, d, now):
    """A deal's stages, in the order of time: (day, stage); some have none."""
    if rng.random() < 0.1:
        return []
    visits, day, stage = [(d.created + rng.choice([-3, 0, 0, 0]), "A")], d.created, 0
    last = now if d.status == OPEN else d.close + 2
    while (day := day + rng.choice([0, 1, 5, int(rng.expovariate(1 / 40))])) <= last + 1 and len(visits) < 6:
        stage = rng.choice([stage, max(stage - 1, 0), stage + 1, stage + 1]) % 3
        visits.append((day, "ABC"[stage]))
    return visits


def by_day(d, visits, now):
    """Its stage at the end of each day on which it changed, from the first on; none for
    those of which nothing is known."""
    stages = {}
    for day, stage in visits:
        if day <= now:
            stages[max(day, d.created)] = stage
    changes = []
    for day in sorted(stages):
        if not changes or changes[-1][1] != stages[day]:
            changes.append((day, stages[day]))
    return changes


def count_moves(deals, stages, now, starts):
    """By stage and range: deal-days, and where deals went."""
    cells = defaultdict(lambda: defaultdict(int))
    range_at = {age: r for r, (a, b) in enumerate(pairwise(starts)) for age in range(a, b)}
    for d in deals:
        if not stages[d.id] or (d.status != OPEN and d.close < d.created):
            continue
        last = now if d.status == OPEN else d.close
        now_in, changes = stages[d.id][0][1], dict(stages[d.id][1:])
        if d.created in changes:
            now_in = changes.pop(d.created)
        for day in range(d.created, last + 1):
            if (r := range_at.get(day - d.created)) is None:
                break
            to = changes.get(day) if day < last else None if d.status == OPEN else d.status
            cells[now_in, r]["days"] += 1
            if to:
                cells[now_in, r][to] += 1
            now_in = to or now_in
    return cells


def day_rates(rows, starts):
    """By stage, range and where to: the rate of a day, of rows of --rates-out; NaN where
    nobody is left, of which it can't be told how soon."""
    shares, rates = defaultdict(dict), {}
    where = {start: r for r, start in enumerate(starts)}
    for row in rows:
        shares[row["stage"], where[int(row["age_from"])]][row["to"]] = float(row["rate"])
    for (stage, r), ways in shares.items():
        total, days = sum(ways.values()), starts[r + 1] - starts[r]
        daily = -math.expm1(math.log1p(-total) / days) if total < 1 - 1e-5 else math.nan
        for to, share in ways.items():
            rates[stage, r, to] = daily * share / total if total > 0 else 0.0
    return rates


def family_wrong(data):
    """data: (moves, days, prior, rate) of cells that were drawn together. Is there one
    strength that makes all rates, and is it the likeliest?"""
    data = [row for row in data if 0 < row[2] < 1 and row[1] > 0]
    if all(math.isnan(rate) for *_, rate in data):
        return None

    def factor(k):
        shares = [k / (n + k) for _, n, _, _ in data]
        return sum(s * x for s, (x, *_) in zip(shares, data)) / sum(s * n * m for s, (_, n, m, _) in zip(shares, data))

    def off(log_k):
        k = math.exp(log_k)
        c = factor(k)
        return max(abs((x + k * min(c * m, 1)) / (n + k) - rate) / max(rate, 1e-9) for x, n, m, rate in data
                   if not math.isnan(rate))

    def likelihood(log_k):
        k = math.exp(log_k)
        c = factor(k)
        return sum(log_evidence(k, c * m, x, n) for x, n, m, _ in data)

    grid = [math.log(1e9) * i / 180 for i in range(181)]
    low = max(min(grid, key=off) - 0.2, 0.0)
    high = min(low + 0.4, math.log(1e9))
    for _ in range(60):
        a, b = low + 0.382 * (high - low), low + 0.618 * (high - low)
        low, high = (low, b) if off(a) < off(b) else (a, high)
    best = min([(low + high) / 2, grid[0], grid[-1]], key=off)
    if off(best) > 1e-6:
        return f"no strength makes these rates: off by {off(best)}"
    most = max(likelihood(x) for x in grid)
    return f"{math.exp(best)} isn't the likeliest strength, by {most - likelihood(best)}" if likelihood(best) < most - 1e-4 else None


def check_stages(runner, rng):
    world = World(rng)
    world.deals = [d for d in world.deals if d.category != "Omitted"]
    world.options = [f"--period={world.period}", f"--as-of={day_text(world.now)}", "--rho=0"]
    for d in world.deals:
        d.chance = None
    deals = world.known(world.now)
    travels = {d.id: travel(rng, d, world.last) for d in world.deals}
    rows = [[ident, stage, day_text(day)] for ident, visits in travels.items() for day, stage in visits]
    with open("history.csv", "wb") as file:
        file.write(as_csv([["id", "stage", "time"], *rows]))
    outcome = world.run(runner, "--history=history.csv", "--rates-out=rates.csv", "--horizon=2", "--deals")
    if outcome.status != DONE:
        return f"{world.options}: {outcome}"
    rates = Rates(deals, world.now, False)
    if not rates.known:
        return None
    stages = {d.id: by_day(d, travels[d.id], world.now) for d in deals}
    starts, places = rates.starts, ["A", "B", "C"]
    cells = count_moves(deals, stages, world.now, starts)
    with open("rates.csv", newline="", encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    for row in written:
        cell = cells[row["stage"], starts.index(int(row["age_from"]))]
        if (int(row["deal_days"]), int(row["moves"])) != (cell["days"], cell[row["to"]]):
            return f"{world.options} --history: {row}, not {dict(cell)}"
    day_rate = day_rates(written, starts)
    wrong = families_wrong(cells, day_rate, places, len(starts) - 1)
    return wrong and f"{world.options} --history: {wrong}" or stage_chances_wrong(world, outcome, deals, stages, starts, day_rate)


def families_wrong(cells, day_rate, places, ranges):
    everywhere = ["Proposal", "", *places]
    for to in (WON, LOST):
        data = []
        for r in range(ranges):
            days = sum(cells[s, r]["days"] for s in everywhere)
            prior = sum(cells[s, r][to] for s in everywhere) / days if days else 0
            data += [(cells[s, r][to], cells[s, r]["days"], prior, day_rate.get((s, r, to), 0.0)) for s in places]
        wrong = family_wrong(data)
        if wrong:
            return f"{to}: {wrong}"
    for stage in places:
        days = sum(cells[stage, r]["days"] for r in range(ranges))
        for to in places:
            moves = sum(cells[stage, r][to] for r in range(ranges))
            wrong = ranges > 1 and to != stage and moves and family_wrong([
                (cells[stage, r][to], cells[stage, r]["days"], moves / days, day_rate.get((stage, r, to), 0.0))
                for r in range(ranges)])
            if wrong:
                return f"{stage} to {to}: {wrong}"
    return None


def stage_chances_wrong(world, outcome, deals, stages, starts, day_rate):
    first = period_start(world.now, world.period)
    second = period_after(first, world.period)
    ends = [second - 1 - world.now, period_after(second, world.period) - 1 - world.now]
    range_at = {age: r for r, (a, b) in enumerate(pairwise(starts)) for age in range(a, b)}
    known = {d.id: d for d in deals}
    for row in table(outcome):
        d = known[row["id"]]
        if not stages[d.id]:
            continue
        inside, won = {stages[d.id][-1][1]: 1.0}, [0.0, 0.0, 0.0]
        for day in range(1, max(0, starts[-1] - (world.now - d.created))):
            r, after = range_at[world.now - d.created + day], defaultdict(float)
            for stage, share in inside.items():
                ways = {to: day_rate.get((stage, r, to), 0.0) for to in ("A", "B", "C", WON, LOST) if to != stage}
                won[sum(day > end for end in ends)] += share * ways.pop(WON)
                after[stage] += share * max(1 - sum(ways.values()) - day_rate.get((stage, r, WON), 0.0), 0)
                for to in set(ways) - {LOST}:
                    after[to] += share * ways[to]
            inside = after
        for name, want in zip(("p_1", "p_2", "p_later"), won):
            # NaN, where a rate is not known, passes.
            if abs(float(row[name]) - want) > 1e-8 * want + 2e-12:
                return f"{world.options} --history: {row}, not {won}"
    return None


CHECKS = {"pipeline": (check_pipeline, 600), "pipeline --backtest": (check_backtest, 200),
          "pipeline --flow": (check_flow, 2000), "pipeline --history": (check_stages, 300)}


if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
