"""The arithmetic of tools against slow references: python3 arithmetic.py [quick]

What is here is told a second time from the manuals, in fractions where the tools say that
they are exact: the volumes of revenue-plan and how they are spread; the point forecasts
of forecast that are a formula; what clv makes of the parameters that it reports. The
other tools have references in files of their own, which oracles.sh runs.
"""

import math
import sys
from datetime import date, timedelta
from fractions import Fraction

from runner import DATA, DONE, as_csv, check_seeds, near, table


def rounded(x, decimals):
    """Half away from zero."""
    scaled = abs(x) * 10**decimals
    whole = (scaled + Fraction(1, 2)).__floor__()
    return Fraction(-whole if x < 0 else whole, 10**decimals)


# revenue-plan


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


# forecast


def monthly(rng):
    """Sales by day, in some order, and their sums by month."""
    months = rng.randint(5, 40)
    sums = [Fraction(0)] * months
    rows = []
    for i in range(months):
        for _ in range(rng.choice([0, 1, 3, 7]) if 0 < i < months - 1 else 1):
            cents = rng.randint(0, 10**6)
            sums[i] += Fraction(cents, 100)
            rows.append([f"{2020 + i // 12}-{i % 12 + 1:02}-{rng.randint(1, 28):02}", f"{cents / 100:.2f}"])
    rng.shuffle(rows)
    end = date(2020 + months // 12, months % 12 + 1, 1) - timedelta(days=1)
    return as_csv([["date", "amount"], *rows]), sums, end


def naive(y, h, m):
    return y[-1]


def snaive(y, h, m):
    return y[len(y) - m + (h - 1) % m]


def drift(y, h, m):
    return y[-1] + h * (y[-1] - y[0]) / (len(y) - 1)


def linear(y, h, m):
    n = len(y)
    middle, mean = Fraction(n - 1, 2), sum(y) / n
    slope = sum((i - middle) * (x - mean) for i, x in enumerate(y)) / sum((i - middle) ** 2 for i in range(n))
    return mean + slope * (n - 1 + h - middle)


def check_forecast(runner, rng):
    data, sums, end = monthly(rng)
    method = rng.choice([naive, snaive, drift, linear])
    season = rng.randint(2, max(2, len(sums) // 2)) if method is snaive else "none"
    horizon = rng.randint(1, 20)
    argv = ["forecast", "-q", "--period=month", f"--method={method.__name__}",
            f"--season={season}", f"--horizon={horizon}", "--allow-negative", f"--as-of={end}", "-"]
    outcome = runner.run(argv, stdin=data)
    if outcome.status != DONE:
        return f"{argv}: {outcome}"
    rows = table(outcome)
    if len(rows) != horizon:
        return f"{argv}: {len(rows)} rows"
    for h, row in enumerate(rows, 1):
        if row["method"] != method.__name__:
            continue  # too few periods for it, as the manual says
        want = method(sums, h, season)
        if not near(row["forecast"], want, 1e-9):
            return f"{argv}: {row}, not {float(want)}"
        low, high = (float(row[name]) for name in ("low_95", "high_95"))
        if not low <= float(row["low_80"]) <= float(row["forecast"]) <= float(row["high_80"]) <= high:
            return f"{argv}: {row}: not in order"
    return None


# clv


def hypergeometric(a, b, c, z):
    """2F1 by its series, for 0 <= z < 1."""
    term = total = 1.0
    for n in range(200000):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < 1e-17 * abs(total):
            break
    return total


def log_likelihood(x, t, age, r, alpha, a, b):
    """Of BG/NBD, Fader, Hardie & Lee 2005, equation 6."""
    first = math.lgamma(r + x) - math.lgamma(r) + r * math.log(alpha)
    beta = math.lgamma(a + b) + math.lgamma(b + x) - math.lgamma(b) - math.lgamma(a + b + x)
    alive = -(r + x) * math.log(alpha + age)
    if x == 0:
        return first + beta + alive
    gone = math.log(a / (b + x - 1)) - (r + x) * math.log(alpha + t)
    top = max(alive, gone)
    return first + beta + top + math.log(math.exp(alive - top) + math.exp(gone - top))


def orders(rng):
    rows = []
    for customer in range(rng.randint(60, 120)):
        day = date(2025, 1, 1) + timedelta(days=rng.randrange(150))
        gap, stays = rng.choice([5, 15, 40, 90]), rng.random()
        while day < date(2026, 1, 1):
            rows.append([f"C{customer}", day.isoformat(), f"{rng.lognormvariate(3, 0.5):.2f}"])
            if rng.random() > stays:
                break
            day += timedelta(days=1 + int(rng.expovariate(1 / gap)))
    return as_csv([["customer_id", "date", "amount"], *rows])


def check_clv(runner, rng):
    data = orders(rng)
    outcome = runner.run(["clv", "-q", "--params", "-"], stdin=data)
    if outcome.status != DONE:
        return None if outcome.status == DATA else f"params: {outcome}"
    model = {(row["model"], row["parameter"]): row["estimate"] for row in table(outcome)}
    if not model.get(("bgnbd", "r")) or not model.get(("gamma-gamma", "p")):
        return None
    r, alpha, a, b = (float(model["bgnbd", name]) for name in ("r", "alpha", "a", "b"))
    p, q, gamma = (float(model["gamma-gamma", name]) for name in ("p", "q", "gamma"))
    weeks = 26
    outcome = runner.run(["clv", "-q", f"--horizon={weeks}w", "-"], stdin=data)
    if outcome.status != DONE:
        return f"customers: {outcome}"
    if max(r, alpha, a, b, p, q, gamma) > 1e3 or min(r, alpha, a, b) < 1e-3:
        return None  # at the edge of what can be told from so little
    likelihood = 0.0
    for row in table(outcome):
        x, t, age = int(row["frequency"]), float(row["recency"]), float(row["age"])
        likelihood += log_likelihood(x, t, age, r, alpha, a, b)
        gone = 0 if x == 0 else a / (b + x - 1) * ((alpha + age) / (alpha + t)) ** (r + x)
        if not near(row["p_alive"], 1 / (1 + gone), 1e-6):
            return f"{row}: p_alive, not {1 / (1 + gone)}"
        if abs(a - 1) > 1e-3:
            ratio = ((alpha + age) / (alpha + age + weeks)) ** (r + x)
            wait = hypergeometric(r + x, b + x, a + b + x - 1, weeks / (alpha + age + weeks))
            want = (a + b + x - 1) / (a - 1) * (1 - ratio * wait) / (1 + gone)
            if not near(row["expected_purchases"], want, 1e-5):
                return f"{row}: expected_purchases, not {want}"
        if row["expected_value"] and q > 1:
            mean = float(row["mean_value"] or 0)
            want = p * (gamma + x * mean) / (p * x + q - 1)
            want *= float(row["expected_purchases"])
            if not near(row["expected_value"], want, 1e-6):
                return f"{row}: expected_value, not {want}"
    if not near(model["bgnbd", "log_likelihood"], likelihood, 1e-8):
        return f"log-likelihood {model['bgnbd', 'log_likelihood']}, not {likelihood}"
    for i in range(8):
        moved = [r, alpha, a, b]
        moved[i % 4] *= 1.02 if i < 4 else 0.98
        other = sum(log_likelihood(int(row["frequency"]), float(row["recency"]), float(row["age"]), *moved)
                    for row in table(outcome))
        if other > likelihood + 1e-6:
            return f"it isn't the most likely: {moved} is better by {other - likelihood}"
    return None


CHECKS = {"revenue-plan": (check_plan, 3000), "forecast": (check_forecast, 2000), "clv": (check_clv, 60)}


if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
