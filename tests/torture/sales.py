"""forecast against a slow reference: python3 sales.py [quick]

The point forecasts that are a formula are told a second time from the manual, in
fractions.
"""

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


CHECKS = {"forecast": (check_forecast, 2000)}


if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
