"""forecast against a slow reference: python3 sales.py [quick]

The point forecasts that are a formula are told a second time from the manual, in
fractions. The record of past forecasts is worked out from forecasts made with what was
known then.
"""

import math
import sys
from datetime import date, timedelta
from fractions import Fraction

from runner import DONE, as_csv, check_seeds, near, table


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


# The record


def as_months(values):
    return as_csv([["period", "amount"], *[[f"{2000 + i // 12}-{i % 12 + 1:02}", f"{y / 100:.2f}"] for i, y in enumerate(values)]])


def seasonal(rng):
    """Cents by month, with a trend, a season and luck."""
    level, slope, swing = rng.uniform(10**4, 10**6), rng.uniform(-0.01, 0.02), rng.uniform(0, 0.5)
    low = 0.3 if rng.random() < 0.8 else -0.2
    return [round(level * max(low, 1 + slope * i + swing * math.sin(i / 6 * math.pi) + rng.gauss(0, 0.1)))
            for i in range(rng.randint(8, 60))]


def forecasts(runner, values, options):
    outcome = runner.run(["forecast", "-q", *options, "-"], stdin=as_months(values))
    return table(outcome) if outcome.status == DONE else None


def seasonal_error(values, m):
    m = m if len(values) > m else 1
    return sum(abs(a - b) for a, b in zip(values[m:], values)) / (len(values) - m)


def measures(cases, errors_of_snaive):
    """cases: (y, the row of its forecast, the seasonal naive method's error then)."""
    told = [(y, float(row["forecast"]), row, scale) for y, row, scale in cases]
    size = sum(abs(y) for y, *_ in told)
    wrong = sum(abs(y - f) for y, f, *_ in told)
    inside = lambda level: sum(float(row[f"low_{level}"]) <= y <= float(row[f"high_{level}"]) for y, _, row, _ in told) / len(told)
    return {
        "smape": sum(2 * abs(y - f) / (abs(y) + abs(f)) if y or f else 0 for y, f, *_ in told) / len(told),
        "mase": sum(abs(y - f) / scale for y, f, _, scale in told) / len(told),
        "bias": sum(f - y for y, f, *_ in told) / size,
        "coverage_80": inside(80), "coverage_95": inside(95),
        "skill": 1 - wrong / errors_of_snaive if errors_of_snaive else None,
    }


def check_record(runner, rng):
    values = seasonal(rng)
    horizon, origins = rng.randint(1, 4), rng.randint(3, 5)
    method = rng.choice(["naive", "drift", "linear", "ses", "holt", "ets", "theta", "dotm", "combined"])
    season = rng.choice(["none", "12"])
    options = [f"--horizon={horizon}", f"--season={season}", "--allow-negative"]
    rows = forecasts(runner, values, [*options, f"--method={method}", f"--backtest={origins}"])
    if rows is None or not rows or rows[-1]["smape"] == "":
        return None  # too short a history
    m, count = {"none": 1, "12": 12}[season], int(rows[-1]["origins"])
    known = [y / 100 for y in values]
    cases, naive_errors = [[] for _ in range(horizon)], [[] for _ in range(horizon)]
    for k in range(count):
        past = len(values) - horizon - k
        made = forecasts(runner, values[:past], [*options, f"--method={method}"])
        snaive = forecasts(runner, values[:past], [*options, "--method=snaive"])
        scale = seasonal_error(known[:past], m)
        for h in range(horizon):
            y = known[past + h]
            cases[h].append((y, made[h], scale))
            naive_errors[h].append(abs(y - float(snaive[h]["forecast"])))
    for row in rows:
        at = range(horizon) if row["horizon"] == "all" else [int(row["horizon"]) - 1]
        want = measures([case for h in at for case in cases[h]], sum(x for h in at for x in naive_errors[h]))
        for name, x in want.items():
            if x is not None and not near(row[name], x, 1e-8) and abs(float(row[name] or "nan") - x) > 1e-9:
                return f"{options} {method} {origins} of {len(values)}: {row}, not {name} {x}"
    return None


CHECKS = {"forecast": (check_forecast, 2000), "forecast --backtest": (check_record, 400)}


if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
