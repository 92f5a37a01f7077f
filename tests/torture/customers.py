"""clv against a slow reference: python3 customers.py [quick]

What it makes of transactions is told a second time from the manual, in fractions: how
often and when customers bought, what was held out, cohorts. Parameters are given, so that
nothing is fitted; what follows from them is worked out by series and by sums of thousands
of strips where the tool has other ways.
"""

import math
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from runner import DATA, DONE, as_csv, check_seeds, log_beta, near, table

UNITS = {"day": Fraction(1), "week": Fraction(7), "month": Fraction(365, 12)}


def hypergeometric(a, b, c, z):
    """2F1 by its series, for 0 <= z < 1."""
    term = total = 1.0
    for n in range(200000):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < 1e-17 * abs(total):
            break
    return total


class Shop:
    """Random transactions, parameters, and what was asked of the tool."""

    def __init__(self, rng):
        self.first = date(2024, 1, 1).toordinal() + rng.randrange(300)
        self.now = self.first + rng.randrange(200, 700)
        self.split = rng.randrange(self.first + 60, self.now - 30) if rng.random() < 0.5 else None
        self.unit = rng.choice(list(UNITS))
        self.model = rng.choice(["bgnbd", "pareto-nbd"])
        self.rows = []
        for customer in range(rng.randrange(1, 12)):
            day = self.first + rng.randrange(400)
            while day <= self.now:
                for _ in range(rng.choice([1, 1, 1, 2])):
                    amount = rng.randrange(-2000 if rng.random() < 0.1 else 1, 30000)
                    self.rows.append((f"c{customer}", day, Fraction(amount, 100)))
                if rng.random() < 0.15:
                    break
                day += 1 + int(rng.expovariate(1 / rng.choice([3, 20, 90])))
        rng.shuffle(self.rows)
        x = lambda low, high: round(math.exp(rng.uniform(math.log(low), math.log(high))), 6)
        scale = float(7 / UNITS[self.unit])  # times are in units
        if self.model == "bgnbd":
            self.params = {"r": x(0.1, 3), "alpha": round(x(1, 20) * scale, 6), "a": x(0.2, 0.9), "b": x(0.5, 5)}
        else:
            self.params = {"r": x(0.1, 3), "alpha": round(x(1, 20) * scale, 6),
                           "s": x(0.2, 0.9), "beta": round(x(2, 30) * scale, 6)}
        self.spend = {"p": x(1, 8), "q": x(2, 6), "gamma": x(2, 50)}
        rows = [[self.model, self.unit, name, value] for name, value in self.params.items()]
        rows += [["gamma-gamma", self.unit, name, value] for name, value in self.spend.items()]
        with open("params.csv", "wb") as file:
            file.write(as_csv([["model", "unit", "parameter", "estimate"], *rows]))
        self.options = [f"--model={self.model}", f"--unit={self.unit}", "--params-in=params.csv",
                        f"--as-of={date.fromordinal(self.now)}"]
        if self.split:
            self.options.append(f"--calibration-end={date.fromordinal(self.split)}")

    def run(self, runner, *options):
        rows = [[who, date.fromordinal(day).isoformat(), f"{float(amount):.2f}"] for who, day, amount in self.rows]
        return runner.run(["clv", "-q", *options, "-"], stdin=as_csv([["customer", "date", "amount"], *rows]))

    def histories(self, end):
        """By customer, in the order of first sight: day totals, until the end."""
        days = {}
        for who, day, amount in self.rows:
            days.setdefault(who, defaultdict(Fraction))
            if day <= end:
                days[who][day] += amount
        return {who: dict(sorted(of.items())) for who, of in days.items() if of}

    def numbers(self, history, end):
        """x, t, T and the mean of the repeat purchases."""
        days, unit = list(history), UNITS[self.unit]
        x = len(days) - 1
        mean = sum(history[day] for day in days[1:]) / x if x else None
        return x, (days[-1] - days[0]) / unit, (end - days[0]) / unit, mean

    def alive(self, x, t, age):
        p = self.params
        t, age = float(t), float(age)
        if self.model == "bgnbd":
            if x == 0:
                return 1.0
            ratio = (p["alpha"] + age) / (p["alpha"] + t)
            return 1 / (1 + p["a"] / (p["b"] + x - 1) * ratio ** (p["r"] + x))
        # In the logarithm of the time since: the integrand is steep at its beginning.
        shape, n = p["r"] + x, 2000
        low, high = math.log(p["alpha"] + t), math.log(p["alpha"] + age)
        total = 0.0
        for i in range(n + 1):
            y = math.exp(low + (high - low) * i / n) - p["alpha"]
            weight = (1 if i in (0, n) else 4 if i % 2 else 2) * (high - low) / n / 3
            # Beside (alpha + T)^-(r+x) (beta + T)^-s, which is A.
            total += weight * math.exp(
                (shape - 1) * math.log((p["alpha"] + age) / (p["alpha"] + y)) + p["s"] * math.log(
                    (p["beta"] + age) / (p["beta"] + y))) * (p["alpha"] + age) / (p["beta"] + y)
        return 1 / (1 + p["s"] * total)

    def expected(self, x, t, age, h):
        p, age = self.params, float(age)
        if h <= 0:
            return 0.0
        if self.model == "bgnbd":
            z = h / (p["alpha"] + age + h)
            shape = p["r"] + x
            inner = hypergeometric(shape, p["b"] + x, p["a"] + p["b"] + x - 1, z)
            count = (p["a"] + p["b"] + x - 1) / (p["a"] - 1) * (1 - (1 - z) ** shape * inner)
        else:
            left = ((p["beta"] + age) / (p["beta"] + age + h)) ** (p["s"] - 1)
            count = (p["r"] + x) * (p["beta"] + age) / ((p["alpha"] + age) * (p["s"] - 1)) * (1 - left)
        return self.alive(x, t, age) * count

    def value(self, x, mean):
        p, total = self.spend, x * float(max(mean or 0, 0))
        return p["p"] * (p["gamma"] + total) / (p["p"] * x + p["q"] - 1)


def same(text, want):
    """Of numbers written with 12 digits."""
    return text == "" if want is None else text != "" and near(text, want, 2e-11)


def check_customers(runner, rng):
    shop = Shop(rng)
    units, margin, rate = rng.randrange(1, 20), rng.choice([1, 0.4]), rng.choice([0, 0.1])
    span = {"day": f"{units}d", "week": f"{units}w", "month": f"{units * 730}h"}[shop.unit]
    outcome = shop.run(runner, *shop.options, f"--horizon={span}", f"--margin={margin}", f"--discount-rate={rate}")
    if outcome.status != DONE:
        return f"{shop.options}: {outcome}"
    end = shop.split or shop.now
    histories, rows = shop.histories(end), table(outcome)
    if [row["customer"] for row in rows] != list(histories):
        return f"{shop.options}: {[row['customer'] for row in rows]}, not {list(histories)}"
    for row in rows:
        x, t, age, mean = shop.numbers(histories[row["customer"]], end)
        if int(row["frequency"]) != x or not same(row["recency"], t) or not same(row["age"], age) or not same(
                row["mean_value"], mean):
            return f"{shop.options}: {row}, not {x}, {float(t)}, {float(age)}, {mean}"
        steps = [shop.expected(x, t, age, h) for h in range(units + 1)]
        each = shop.value(x, mean)
        days = float(UNITS[shop.unit])
        worth = sum((after - before) * each * margin / (1 + rate) ** ((h + 1) * days / 365)
                    for h, (before, after) in enumerate(zip(steps, steps[1:])))
        want = {"p_alive": shop.alive(x, t, age), "expected_purchases": steps[-1],
                "expected_value": steps[-1] * each, "clv": worth}
        for name, number in want.items():
            if not near(row[name], number, 1e-7):
                return f"{shop.options} --horizon={span} {margin} {rate}: {row}, not {want}"
    return None


def check_holdout(runner, rng):
    shop = Shop(rng)
    if not shop.split:
        return None
    outcome = shop.run(runner, *shop.options, "--holdout=customer")
    bins = shop.run(runner, *shop.options, "--holdout=bin")
    if outcome.status != DONE or bins.status != DONE:
        return f"{shop.options}: {outcome}; {bins}"
    before, after = shop.histories(shop.split), shop.histories(shop.now)
    h = float((shop.now - shop.split) / UNITS[shop.unit])
    sums, rows = defaultdict(lambda: [0, 0, 0.0, Fraction(0), 0.0]), table(outcome)
    if [row["customer"] for row in rows] != list(before):
        return f"{shop.options} --holdout: customers"
    for row in rows:
        who = row["customer"]
        x, t, age, mean = shop.numbers(before[who], shop.split)
        later = {day: amount for day, amount in after[who].items() if day > shop.split}
        bought = shop.expected(x, t, age, h)
        worth = bought * shop.value(x, mean)
        if int(row["frequency"]) != x or int(row["actual_purchases"]) != len(later) or Fraction(
                row["actual_value"]) != sum(later.values()):
            return f"{shop.options} --holdout: {row}, not {x}, {later}"
        if not near(row["expected_purchases"], bought, 1e-7) or not near(row["expected_value"], worth, 1e-7):
            return f"{shop.options} --holdout: {row}, not {bought}, {worth}"
        for i, part in enumerate((1, len(later), bought, sum(later.values()), worth)):
            sums[min(x, 7)][i] += part
    for row in table(bins):
        at = int(row["frequency"].rstrip("+"))
        want = sums.pop(at, [0] * 5)
        got = [row[name] for name in ("customers", "actual_purchases", "expected_purchases", "actual_value", "expected_value")]
        if any(not near(text, number, 1e-7) for text, number in zip(got, want)):
            return f"{shop.options} --holdout=bin: {row}, not {want}"
    return f"{shop.options} --holdout=bin: {dict(sums)} isn't there" if sums else None


def period_of(day, period):
    d = date.fromordinal(day)
    if period == "month":
        return d.year * 12 + d.month - 1
    if period == "quarter":
        return d.year * 4 + (d.month - 1) // 3
    return {"year": d.year, "week": (day - 1) // 7, "day": day}[period]


def check_cohorts(runner, rng):
    shop = Shop(rng)
    period = rng.choice(["week", "month", "quarter", "year"])
    outcome = shop.run(runner, f"--cohorts={period}", f"--as-of={date.fromordinal(shop.now)}")
    if outcome.status != DONE:
        return f"{period}: {outcome}"
    cohorts = defaultdict(list)
    for history in shop.histories(shop.now).values():
        cohorts[period_of(min(history), period)].append(history)
    last, rows = period_of(shop.now, period), iter(table(outcome))
    for cohort in sorted(cohorts):
        members, cumulative, name = cohorts[cohort], Fraction(0), None
        for k in range(last - cohort + 1):
            inside = [[amount for day, amount in history.items() if period_of(day, period) == cohort + k]
                      for history in members]
            active, revenue = sum(bool(of) for of in inside), sum(map(sum, inside))
            cumulative += revenue
            row = next(rows, None)
            if row is None:
                return f"--cohorts={period}: rows are missing"
            name = name or row["cohort"]
            want = (name, k, len(members), active, Fraction(revenue))
            got = (row["cohort"], int(row["period"]), int(row["customers"]), int(row["active"]), Fraction(row["revenue"]))
            if got != want or not same(row["retention"], Fraction(active, len(members))) or not same(
                    row["cumulative_revenue_per_customer"], cumulative / len(members)):
                return f"--cohorts={period}: {row}, not {want}, {cumulative}"
    return f"--cohorts={period}: {next(rows)} is too much" if next(rows, None) else None


# Fitting


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


# Contracts


def survival(alpha, beta, n):
    return math.exp(log_beta(alpha, beta + n) - log_beta(alpha, beta))


def likelihood_of(left, alpha, beta):
    """Of who left in which period, and who is still there."""
    gone = sum((before - after) * math.log(survival(alpha, beta, n) - survival(alpha, beta, n + 1))
               for n, (before, after) in enumerate(zip(left, left[1:])) if before > after)
    return gone + left[-1] * math.log(survival(alpha, beta, len(left) - 1))


def check_contracts(runner, rng):
    mean, spread, left = rng.uniform(0.1, 0.6), rng.uniform(0.5, 5), [rng.randint(200, 20000)]
    a, b = mean * spread, (1 - mean) * spread
    for n in range(rng.randint(3, 9)):
        stays = (b + n) / (a + b + n) + rng.gauss(0, 0.01)
        left.append(max(1, round(left[-1] * min(max(stays, 0), 1))))
    rate, more = rng.choice([0.05, 0.1, 1.0]), rng.randint(0, 3)
    data = as_csv([["period", "survivors"], *enumerate(left)])
    argv = ["clv", "-q", "--model=sbg", f"--horizon={len(left) - 1 + more}", f"--discount-rate={rate}", "-"]
    outcome, params = runner.run(argv, stdin=data), runner.run(["clv", "-q", "--model=sbg", "--params", "-"], stdin=data)
    if outcome.status != DONE or params.status != DONE:
        return f"{left}: {outcome}; {params}"
    found = {row["parameter"]: float(row["estimate"]) for row in table(params)}
    alpha, beta = found["alpha"], found["beta"]
    if max(alpha, beta) > 1e4:
        return None  # all alike, as far as can be told
    likelihood = likelihood_of(left, alpha, beta)
    if abs(found["log_likelihood"] - likelihood) > 1e-7 * abs(likelihood):
        return f"{left}: {found}, not {likelihood}"
    for x, y in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99)):
        if likelihood_of(left, alpha * x, beta * y) > likelihood + 1e-6:
            return f"{left}: {found} isn't the likeliest"
    for n, row in enumerate(table(outcome)):
        kept = survival(alpha, beta, n)
        to_come = sum(survival(alpha, beta, n + 1 + j) / kept / (1 + rate) ** j for j in range(700))
        want = {"survivors": left[n] if n < len(left) else None,
                "retention": left[n] / left[n - 1] if 0 < n < len(left) else None,
                "expected_survival": kept, "expected_retention": (beta + n - 1) / (alpha + beta + n - 1) if n else None,
                "residual_lifetime": to_come}
        for name, x in want.items():
            if (row[name] == "") != (x is None) or x is not None and not near(row[name], x, 1e-8):
                return f"{left} {rate}: {row}, not {want}"
    return None


CHECKS = {"clv": (check_clv, 600), "clv, given parameters": (check_customers, 2000), "clv --holdout": (check_holdout, 1000),
          "clv --cohorts": (check_cohorts, 2000), "clv --model=sbg": (check_contracts, 500)}


if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
