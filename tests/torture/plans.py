"""revenue-plan against a slow reference: python3 plans.py [quick]

Volumes, when they are needed, plan beside actual and the split by segments are told a
second time from the manual, in fractions. Chances, which the tool finds from moments, are
sums over what the rates may be.
"""

import math
import sys
from datetime import date, timedelta
from fractions import Fraction
from statistics import NormalDist

from runner import DATA, DONE, as_csv, check_seeds, log_beta, table

MICRO = Fraction(1, 10**6)  # in which volumes are written
STAGES = ["Lead", "MQL", "SQL", "Won"]


def rounded(x, decimals):
    """Half away from zero."""
    scaled = abs(x) * 10**decimals
    whole = (scaled + Fraction(1, 2)).__floor__()
    return Fraction(-whole if x < 0 else whole, 10**decimals)


def random_rate(rng):
    """Its text, and what it is."""
    kind = rng.randrange(3)
    if kind == 0:
        n = rng.randint(1, 10000)
        return f"{n / 100:.2f}%", Fraction(n, 10000)
    if kind == 1:
        b = rng.randint(1, 999)
        a = rng.randint(1, b)
        return f"{a}/{b}", Fraction(a, b)
    n = rng.randint(1, 10**9)
    return f"0.{n:09}", Fraction(n, 10**9)


def funnel(rng, least=1):
    """Its stages, the texts of their rates, and these."""
    names = STAGES[-1 - rng.randrange(least, 4):]
    rates = [random_rate(rng) for _ in names[1:]]
    return names, [text for text, _ in rates], [rate for _, rate in rates]


def volumes(target, size, rates):
    """By stage, with 18 decimals."""
    whole = [rounded(target / size, 18)]
    for rate in reversed(rates):
        whole.insert(0, rounded(whole[0] / rate, 18))
    return whole


def hamilton(total, shares, step):
    """Parts of the total by largest remainder, in steps; of equal ones the earlier."""
    exact = [total * share / sum(shares) / step if total else Fraction(0) for share in shares]
    parts = [math.floor(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: round(total / step) - sum(parts)]:
        parts[i] += 1
    return [part * step for part in parts]


# How much


def check_plan(runner, rng):
    count = rng.randint(1, 5)
    rates = [random_rate(rng) for _ in range(count)]
    target, size = rng.randint(1, 10**10), rng.randint(1, 10**6)
    stages = [f"S{i}:{text}" for i, (text, _) in enumerate(rates)] + ["Won"]
    argv = ["revenue-plan", f"--target={target / 100:.2f}", f"--deal-size={size / 100:.2f}",
            "--rates=" + ",".join(stages), "--costs=S0:12.34"]
    outcome = runner.run(argv)
    if outcome.status != DONE:
        return None if outcome.status == DATA and b"large" in outcome.err else f"{argv}: {outcome}"
    volume, per_win = rounded(Fraction(target, size), 18), Fraction(1)
    want = [(volume, per_win)]
    for _, rate in reversed(rates):
        volume, per_win = rounded(volume / rate, 18), rounded(per_win / rate, 18)
        want.insert(0, (volume, per_win))
    for row, (volume, per_win) in zip(table(outcome), want, strict=True):
        written = rounded(volume, 6)
        whole = math.ceil(written)
        got = Fraction(row["volume"]), Fraction(row["whole_volume"]), Fraction(row["per_win"])
        if got != (written, whole, rounded(per_win, 6)):
            return f"{argv}: {row}, not {float(written)}, {whole}, {float(per_win)}"
        if row["stage"] == "S0" and Fraction(row["spend"]) != whole * Fraction("12.34"):
            return f"{argv}: {row}: spend"
    months = rng.randint(1, 12)
    return check_spread(runner, [*argv, "--period=month", "--from=2027-01-01",
                                 f"--to=2027-{months:02}-{[31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][months - 1]}",
                                 f"--lags=S0:{rng.randint(0, 200)}"], table(outcome))


def check_spread(runner, argv, whole):
    """The periods add up to the plan, exactly."""
    outcome = runner.run(argv)
    if outcome.status != DONE:
        return f"{argv}: {outcome}"
    for row in whole:
        parts = [part for part in table(outcome) if part["stage"] == row["stage"]]
        for name in ("volume", "whole_volume", "revenue"):
            total = sum(Fraction(part[name] or 0) for part in parts)
            if total != Fraction(row[name] or 0):
                return f"{argv}: {row['stage']} {name}: {float(total)}, not {row[name]}"
    return None


# When


def periods_of(first, last, period):
    """(its name, its first day, the day behind it) of all that touch the days."""
    found, day = [], date.fromordinal(first)
    day = day.replace(day=1) if period == "month" else day - timedelta(day.weekday())
    while day.toordinal() < last:
        after = (day + timedelta(32)).replace(day=1) if period == "month" else day + timedelta(7)
        name = f"{day.year}-{day.month:02}" if period == "month" else "%d-W%02d" % day.isocalendar()[:2]
        found.append((name, day.toordinal(), after.toordinal()))
        day = after
    return found


def check_calendar(runner, rng):
    names, texts, rates = funnel(rng)
    target, size = Fraction(rng.randrange(10**4, 10**8), 100), Fraction(rng.randrange(10**3, 10**6), 100)
    lags = [Fraction(rng.randrange(0, 1600), 20) for _ in rates]
    period = rng.choice(["month", "week"])
    first = date(2027, rng.randrange(1, 7), 1)
    wins = periods_of(first.toordinal(), first.toordinal() + rng.randrange(10, 150), period)
    weights = [Fraction(rng.randrange(0, 1000), 100) for _ in wins]
    if not any(weights):
        return None
    with open("season.csv", "wb") as file:
        file.write(as_csv([["period", "weight"], *[[name, f"{float(w):.2f}"] for (name, _, _), w in zip(wins, weights)]]))
    argv = ["revenue-plan", f"--target={float(target):.2f}", f"--deal-size={float(size):.2f}",
            "--rates=" + ",".join([f"{n}:{t}" for n, t in zip(names, texts)] + names[-1:]),
            "--lags=" + ",".join(f"{n}:{float(lag)}" for n, lag in zip(names, lags)), f"--period={period}",
            f"--from={date.fromordinal(wins[0][1])}", f"--to={date.fromordinal(wins[-1][2] - 1)}", "--season=season.csv"]
    outcome = runner.run(argv)
    if outcome.status != DONE:
        return None if outcome.status == DATA and b"large" in outcome.err else f"{argv}: {outcome}"
    rows = {(row["period"], row["stage"]): row for row in table(outcome)}
    money = hamilton(target, weights, Fraction(1, 100))
    for i, (name, whole) in enumerate(zip(names, volumes(target, size, rates))):
        lag = sum(lags[i:])
        calendar = periods_of(math.floor(wins[0][1] - lag), wins[-1][2], period)
        parts = [Fraction(0)] * len(calendar)
        for volume, (_, low, high) in zip(hamilton(rounded(whole, 6), weights, MICRO), wins):
            inside = [max(min(Fraction(end), high - lag) - max(Fraction(start), low - lag), 0)
                      for _, start, end in calendar]
            parts = [sum(both) for both in zip(parts, hamilton(volume, inside, MICRO))]
        heads = hamilton(Fraction(math.ceil(sum(parts))), parts, Fraction(1))
        for k, (label, _, _) in enumerate(calendar):
            row = rows.pop((label, name), None)
            if row is None:
                if parts[k]:
                    return f"{argv}: {label} {name} isn't there"
                continue
            if (Fraction(row["volume"]), Fraction(row["whole_volume"])) != (parts[k], heads[k]):
                return f"{argv}: {row}, not {float(parts[k])}, {heads[k]}"
            if name == "Won" and Fraction(row["revenue"]) != money[k]:
                return f"{argv}: {row}: revenue, not {float(money[k])}"
    return f"{argv}: {rows}" if rows else None


# Plan and actual


def check_actual(runner, rng):
    names, texts, rates = funnel(rng)
    target, size = Fraction(rng.randrange(10**4, 10**8), 100), Fraction(rng.randrange(10**3, 10**6), 100)
    whole = volumes(target, size, rates)
    came = [math.floor(volume * rng.uniform(0.3, 1.6)) if volume < 10**15 else 0 for volume in whole]
    revenue = Fraction(math.floor(float(target) * rng.uniform(50, 150)), 100)
    rows = [[n, c, f"{float(revenue):.2f}" if n == "Won" else ""] for n, c in zip(names, came)]
    with open("actual.csv", "wb") as file:
        file.write(as_csv([["stage", "actual", "value"], *rows]))
    argv = ["revenue-plan", f"--target={float(target):.2f}", f"--deal-size={float(size):.2f}",
            "--rates=" + ",".join([f"{n}:{t}" for n, t in zip(names, texts)] + names[-1:]), "--actual=actual.csv"]
    outcome = runner.run(argv)
    if outcome.status != DONE:
        return None if outcome.status == DATA and b"large" in outcome.err else f"{argv}: {outcome}"
    before, planned_before, came_before = None, None, None
    rows = table(outcome)
    for row, volume, actual in zip(rows, whole, came):
        planned = rounded(volume, 6)
        gap = actual - planned
        worth = rounded((actual - planned) * target / volume, 2) if volume else Fraction(0)
        effects = (worth, Fraction(0)) if before is None else (before, worth - before)
        got = [Fraction(row[name]) for name in ("planned", "actual", "gap", "volume_effect", "rate_effect")]
        if got != [planned, actual, gap, *effects] or abs(Fraction(row["revenue_gap"]) - worth) > 0:
            return f"{argv}: {row}, not {[float(x) for x in (planned, actual, gap, worth, *effects)]}"
        for name, part, of in (("attainment", actual, planned), ("actual_rate", actual, came_before),
                               ("planned_rate", planned, planned_before)):
            if of and abs(Fraction(row[name]) - Fraction(part) / of) > Fraction(part) / of / 10**10 + Fraction(1, 10**5) * (
                    name == "planned_rate") * Fraction(part) / of:
                return f"{argv}: {row}: {name}, not {float(Fraction(part) / of)}"
        before, planned_before, came_before = worth, planned, actual
    last = rows[-1]
    want = [target, revenue, revenue - target, before, revenue - target - before]
    got = [Fraction(last[name]) for name in ("planned", "actual", "revenue_gap", "volume_effect", "rate_effect")]
    return None if got == want else f"{argv}: {last}, not {[float(x) for x in want]}"


# Segments


def check_segments(runner, rng):
    names, _, _ = funnel(rng)
    target = Fraction(rng.randrange(10**4, 10**8), 100)
    segments, rows = {}, [["region", "stage", "entered", "step_rate", "value"]]
    for region in rng.sample(["north", "south", "east", "west"], rng.randrange(1, 5)):
        counts = [rng.randrange(200, 1000)]
        for _ in names[1:]:
            counts.append(rng.randrange(1, counts[-1] + 1))
        value = Fraction(rng.randrange(1, 10**7), 100)
        segments[region] = counts, value
        for i, (name, count) in enumerate(zip(names, counts)):
            last = i == len(names) - 1
            rows.append([region, name, count, "" if last else f"{counts[i + 1] / count:.12g}",
                         f"{float(value):.2f}" if last else ""])
    argv = ["revenue-plan", "-q", f"--target={float(target):.2f}", "--by=region", "--total", "-"]
    outcome = runner.run(argv, stdin=as_csv(rows))
    if outcome.status != DONE:
        return f"{argv}: {outcome}: {rows}"
    parts = hamilton(target, [value for _, value in segments.values()], Fraction(1, 100))
    got, sums = table(outcome), {}
    for (region, (counts, value)), part in zip(segments.items(), parts):
        mine = [row for row in got if row["region"] == region]
        if not mine:
            if part:
                return f"{argv}: {region} isn't there"
            continue
        if Fraction(mine[-1]["revenue"]) != part:
            return f"{argv}: {mine[-1]}, not {float(part)}"
        rates = [Fraction(row["step_rate"]) for row in mine[:-1]]
        whole = volumes(Fraction(mine[-1]["revenue"]), rounded(value / counts[-1], 18), rates)
        for row, volume in zip(mine, whole):
            if abs(Fraction(row["volume"]) - volume) > Fraction(2, 10**6) + volume / 10**11:
                return f"{argv}: {row}, not {float(volume)}"
            if int(row["whole_volume"]) != math.ceil(Fraction(row["volume"])):
                return f"{argv}: {row}: whole"
            so_far = sums.get(row["stage"], (0, 0))
            sums[row["stage"]] = so_far[0] + Fraction(row["volume"]), so_far[1] + int(row["whole_volume"])
    for row in got:
        if row["region"] == "TOTAL" and row["step"]:
            if (Fraction(row["volume"]), int(row["whole_volume"])) != sums[row["stage"]]:
                return f"{argv}: {row}, not {sums[row['stage']]}"
    total = sum(Fraction(row["revenue"]) for row in got if row["region"] != "TOTAL" and row["revenue"])
    return None if total == target else f"{argv}: {total}"


# Chances


def beta_tail(x, a, b):
    """P(U <= x), by the continued fraction of DLMF 8.17.22 (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_tail(1 - x, b, a)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta(a, b)) / a
    c, d = 1.0, 1 / max(1 - (a + b) * x / (a + 1), 1e-300)
    total = d
    for m in range(1, 2000):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d, c = 1 / (1 + term * d), 1 + term / c
            total *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * total


def grid(k, n, fine):
    """What a rate measured as k of n may be, with weights: the posterior over its logit."""
    a, b = k + 0.5, n - k + 0.5
    middle, spread = math.log(a / b), math.sqrt(1 / a + 1 / b)
    nodes, total = [], 0.0
    # It falls as exp(-a |y|) on the left and exp(-b y) on the right.
    low, high = middle - max(10 * spread, 32 / a), middle + max(10 * spread, 32 / b)
    top, count = -log_beta(a, b), math.ceil((high - low) / spread * fine)
    for i in range(count):
        y = low + (high - low) * i / (count - 1)
        weight = math.exp(top - a * math.log1p(math.exp(-y)) - b * math.log1p(math.exp(y)))
        if weight > 1e-13:
            nodes.append((1 / (1 + math.exp(-y)), weight))
            total += weight
    return [(rate, weight / total) for rate, weight in nodes]


def chance(steps, volume, wins):
    if volume < wins:
        return 0.0
    rates = [(1.0, 1.0)]
    for step in steps:
        rates = [(r * x, w * v) for r, w in rates for x, v in step]
    return sum(w * beta_tail(r, wins, volume - wins + 1) for r, w in rates if w > 1e-13)


def wilson(k, n, z):
    p = k / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def check_chance(runner, rng):
    count = rng.choice([1, 1, 2])
    names, counts = STAGES[-1 - count:], [rng.randrange(5, 800)]
    for _ in range(count):
        counts.append(rng.randrange(1, counts[-1] + 1))
    z = NormalDist().inv_cdf(0.975)
    rows = [["stage", "entered", "step_rate", "step_rate_low", "step_rate_high", "value"]]
    for name, n, k in zip(names, counts, counts[1:]):
        rows.append([name, n, f"{k / n:.12g}", *(f"{x:.12g}" for x in wilson(k, n, z)), ""])
    rows.append([names[-1], counts[-1], "", "", "", counts[-1]])
    certainty = rng.choice([0.5, 0.8, 0.95])
    argv = ["revenue-plan", "-q", f"--target={rng.randrange(1, 60)}", f"--certainty={certainty}", "-"]
    outcome = runner.run(argv, stdin=as_csv(rows))
    if outcome.status != DONE:
        return f"{argv}: {outcome}"
    plan = table(outcome)
    wins = int(plan[-1]["whole_volume"])
    for i, row in enumerate(plan[:-1]):
        steps = [grid(k, n, 4 if count - i > 1 else 10) for n, k in list(zip(counts, counts[1:]))[i:]]
        want = chance(steps, int(row["whole_volume"]), wins)
        if abs(float(row["chance"]) - want) > 1e-7:
            return f"{argv}: {rows}: {row}: chance, not {want}"
        safe = int(row["safe_volume"])
        enough, less = chance(steps, safe, wins), chance(steps, safe - 1, wins)
        if enough < certainty - 1e-7 or less > certainty + 1e-7:
            return f"{argv}: {rows}: {row}: safe_volume, whose chance is {enough}, after {less}"
    return None


CHECKS = {"revenue-plan": (check_plan, 3000), "revenue-plan by period": (check_calendar, 2000), "revenue-plan --actual": (check_actual, 2000),
          "revenue-plan --by": (check_segments, 2000), "revenue-plan, chances": (check_chance, 500)}


if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
