"""What lead-train learns, against its definitions: python3 scorecards.py [quick]

Random leads, and what the rules file that is learned from them has to be, told from the
manual. The points are those of the one maximum that the penalised likelihood has: its
gradient is computed anew for each rule. Bins, levels and pairs are counted. Whole points
run from 0 to what was asked for, those of a monotone column never turn back. Other leads
are scored by the rules, here and by lead-score, and --holdout has to say of these scores
what slow definitions of its metrics do.
"""

import csv
import io
import math
import re
import runpy
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from runner import DONE, as_csv, check_seeds, near, table

SCORER = runpy.run_path(str(Path(__file__).resolve().parent.parent / "data" / "lead-train-score.py"))
missing, holds = SCORER["missing"], SCORER["holds"]
Z = 1.959963984540054
FEW = 10  # rows that a cell has at least
COLOURS = ["red", "Red", "green", 'dark "blue"', "light, grey", "a;b", "wörd", "in(x)", "7up"]


class Wrong(Exception):
    pass


def require(fine, *what):
    if not fine:
        raise Wrong(*what)


def sigmoid(eta):
    return 1 / (1 + math.exp(-eta)) if eta >= 0 else math.exp(eta) / (1 + math.exp(eta))


# Leads


def random_number(rng):
    kind = rng.randrange(4)
    if kind == 0:
        return lambda: f"{rng.gauss(0, 2):.3f}"
    if kind == 1:
        return lambda top=rng.randint(2, 12): str(rng.randint(0, top))
    if kind == 2:
        return lambda: f"{rng.lognormvariate(8, 1):.0f}"
    return lambda: rng.choice(["0", f"{rng.random() * 1e-3:.6f}"])


def random_text(rng):
    levels = rng.sample(COLOURS, rng.randint(2, 6))
    weights = [rng.choice([1, 5, 30]) for _ in levels]
    rare = rng.random() < 0.5

    def draw():
        if rare and rng.random() < 0.1:
            return f"rare {rng.randint(1, 5)}"
        return rng.choices(levels, weights)[0]

    return draw


class Leads:
    """Of a random model; `columns` says of each name whether it is of numbers."""

    def __init__(self, rng):
        names = rng.sample(["x", "y2", "lead, size", "a;b", 'the "best"', "country", "Größe"], rng.randint(1, 4))
        self.columns = {name: rng.random() < 0.5 for name in names}
        self.draws = {name: random_number(rng) if number else random_text(rng) for name, number in self.columns.items()}
        self.gaps = {name: rng.choice([0, 0, 0.1]) for name in names}
        self.effects = defaultdict(lambda: rng.gauss(0, 1))
        self.rng = rng

    def row(self):
        rng = self.rng
        cells = {name: rng.choice(["", "n/a", "-"]) if rng.random() < self.gaps[name] else draw()
                 for name, draw in self.draws.items()}
        eta = -0.5
        for name, cell in cells.items():
            if self.columns[name] and not missing(cell):
                eta += self.effects[name] * math.tanh(float(cell))
            else:
                eta += self.effects[name, cell]
        cells["day"] = (date(2025, 1, 1) + timedelta(days=rng.randrange(700))).isoformat()
        cells["won"] = "yes" if rng.random() < sigmoid(eta) else "no"
        return cells

    def rows(self, count):
        """With enough of each outcome."""
        rows = [self.row() for _ in range(count)]
        for i, row in enumerate(rows[:12]):
            row["won"] = "yes" if i % 2 else "no"
        for name, number in self.columns.items():  # so that it is of that kind
            rows[0][name], rows[1][name] = ("1", "2") if number else ("red", "green")
        return rows


def written(rows):
    return as_csv([list(rows[0]), *(list(row.values()) for row in rows)])


class Asked:
    """Random options, and what they mean."""

    def __init__(self, rng, leads):
        numbers = [name for name, number in leads.columns.items() if number]
        self.bins = rng.choice([None, 0, 3, 5, 40])
        self.pairs = rng.choice([None, 0, 2])
        self.ridge = rng.choice([None, 0.1, 1, 31.6, 1000])
        self.points = rng.choice([None, None, None, 10, 100, 1000])
        self.monotone = {}
        if numbers and not self.points and rng.random() < 0.3:
            self.monotone = {name: rng.choice("+- ") for name in rng.sample(numbers, rng.randint(1, len(numbers)))}
        if self.bins == 0 and (self.points or self.monotone):
            self.bins = 2
        self.half_life = rng.choice([0, 90, 365]) if rng.random() < 0.3 else None
        names = io.StringIO()
        csv.writer(names, lineterminator="").writerow(leads.columns)
        self.argv = ["--outcome=won", f"--features={names.getvalue()}"]
        for option, value in (("bins", self.bins), ("ridge", self.ridge), ("points", self.points)):
            self.argv += [f"--{option}={value}"] if value is not None else []
        if self.pairs is not None and not self.points:
            self.argv.append(f"--interactions={self.pairs}")
        if self.monotone:
            names = io.StringIO()
            csv.writer(names, lineterminator="").writerow(sign.strip() + name for name, sign in self.monotone.items())
            self.argv.append(f"--monotone={names.getvalue()}")
        if self.half_life is not None:
            self.argv += ["--time=day", f"--half-life={self.half_life}d"]

    def weights(self, rows):
        if not self.half_life:
            return [1.0] * len(rows)
        days = [date.fromisoformat(row["day"]).toordinal() for row in rows]
        weights = [2.0 ** -((max(days) - day) / self.half_life) for day in days]
        mean = math.fsum(weights) / len(weights)
        return [weight / mean for weight in weights]


# Cards


class Card:
    """A rules file, and which of the rows that it was learned from each rule is about."""

    def __init__(self, data, rows):
        self.rows = rows
        self.names = [row["rule"] for row in csv.DictReader(io.StringIO(data.decode()), strict=True)
                      if row["rule"] not in ("set", "base")]
        self.base, self.logistic, self.rules = SCORER["read_rules"](io.StringIO(data.decode(), newline=""))
        self.about = [[i for i, row in enumerate(rows) if holds(tests, row)] for tests, _, _ in self.rules]

    def score(self, row):
        return SCORER["score_of"](self.base, self.rules, row)

    def slopes(self):
        """By column: the points of one more."""
        return {per: points for _, points, per in self.rules if per}

    def cells_of(self, column):
        """(name, tests, points, rows) of the rules about the column alone."""
        for name, (tests, points, per), about in zip(self.names, self.rules, self.about):
            if not per and {test[0] for test in tests} == {column}:
                yield name, tests, points, about


def numbers_of(rows, column):
    return [float(row[column]) for row in rows if not missing(row[column])]


def check_gradient(card, asked, ridge):
    """At the maximum, the residuals that a parameter is about add up to its penalty."""
    weights = asked.weights(card.rows)
    residuals = [weight * ((row["won"] == "yes") - sigmoid(card.score(row)))
                 for weight, row in zip(weights, card.rows)]
    tolerance = 1e-6 * (1 + ridge)
    require(abs(math.fsum(residuals)) <= tolerance, "base", math.fsum(residuals))
    slopes, means = card.slopes(), {}
    for column, slope in slopes.items():
        numbers = numbers_of(card.rows, column)
        means[column] = mean = math.fsum(numbers) / len(numbers)
        deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in numbers) / len(numbers))
        total = math.fsum(residual * (float(row[column]) - mean) / deviation
                          for residual, row in zip(residuals, card.rows) if not missing(row[column]))
        require(abs(total - ridge * slope * deviation) <= tolerance, column, "slope", total, ridge * slope * deviation)
    for name, (tests, points, per), about in zip(card.names, card.rules, card.about):
        if per:
            continue
        if len(tests) == 1 and tests[0][1] == "empty" and tests[0][0] in slopes:
            points -= slopes[tests[0][0]] * means[tests[0][0]]
        total = math.fsum(residuals[i] for i in about)
        require(abs(total - ridge * points) <= tolerance, name, total, ridge * points)
    return residuals


def check_levels(card, column, residuals):
    """Each frequent value has a rule, the rare ones have one together."""
    counts = Counter(row[column] for row in card.rows if not missing(row[column]))
    rare = {value for value, count in counts.items() if count < FEW}
    pooled = sum(counts[value] for value in rare) >= FEW
    wanted = {("=", value) for value in set(counts) - rare}
    wanted |= {("in", frozenset(rare))} if pooled else set()
    wanted |= {("empty", None)} if any(missing(row[column]) for row in card.rows) else set()
    found = {(operator, frozenset(value) if operator == "in" else value)
             for _, ((_, operator, value),), _, _ in card.cells_of(column)}
    require(found <= wanted, column, found, wanted)
    if residuals:  # what has no rule has no points for good reason
        for operator, value in wanted - found:
            held = ("=", sorted(value)[0]) if operator == "in" and len(value) == 1 else (operator, value)
            about = [i for i, row in enumerate(card.rows) if holds([(column, *held)], row)]
            total = math.fsum(residuals[i] for i in about)
            require(abs(total) <= 1e-6, column, "no rule for", held, total)


def check_bins(card, column, most):
    """They lie side by side, and none is nearly empty."""
    bins = []
    for name, tests, points, about in card.cells_of(column):
        if tests[0][1] in (">=", "<"):
            edges = {operator: value for _, operator, value in tests}
            number = int(re.search(r":(\d+)(#\d+)?$", name).group(1))
            bins.append((number, edges.get(">=", -math.inf), edges.get("<", math.inf), points, about))
    require(not bins or max(bins)[0] <= most, column, "too many bins", len(bins))
    numbers = numbers_of(card.rows, column)
    for number, low, high, _, about in bins:
        require(low < high and len(about) >= FEW, column, number, low, high, len(about))
    for (one, _, high, _, _), (other, low, _, _, _) in zip(bins, bins[1:]):
        require(one < other and (high == low if one + 1 == other else high < low), column, "bins", one, other)
    return bins


def check_monotone(column, bins, sign):
    """What has no rule has no points."""
    points = [0.0] * bins[-1][0] if bins else []
    for number, _, _, p, _ in bins:
        points[number - 1] = p
    rises = all(a <= b for a, b in zip(points, points[1:]))
    falls = all(a >= b for a, b in zip(points, points[1:]))
    require({"+": rises, "-": falls, " ": rises or falls}[sign], column, "turns back", points)


def check_points(card, leads, most):
    """From 0 to the most, in whole points, columns apart."""
    require(card.base == 0 and not card.logistic, "base", card.base)
    highest = 0
    for column in leads.columns:
        points = [points for _, _, points, _ in card.cells_of(column)]
        require(all(p == int(p) and p >= 0 for p in points), column, points)
        highest += max(points, default=0)
    require(sum(1 for _ in card.rules) == sum(1 for c in leads.columns for _ in card.cells_of(c)), "other rules")
    require(most - len(leads.columns) <= highest <= most or not card.rules, "highest", highest, most)


def check_pairs(card, most):
    pairs = {name.rpartition(":")[0] for name, (tests, _, _) in zip(card.names, card.rules)
             if len({test[0] for test in tests}) == 2}
    require(len(pairs) <= most, "pairs", pairs)
    for name, (tests, _, _), about in zip(card.names, card.rules, card.about):
        require(len({test[0] for test in tests}) == 1 or len(about) >= FEW, name, len(about))


def check_note(card, notes):
    """Returns the strength of the ridge."""
    found = re.search(rb"(\d+) rules from (\d+) rows, (\d+) of them successes: up to (\d+) bins, (\d+) pairs, "
                      rb"ridge (\S+); AUC (\S+) here", notes)
    require(found, "no note", notes)
    rules, rows, won, _, _, ridge, auc = (float(word) for word in found.groups())
    require((rules, rows) == (len(card.rules), len(card.rows)), "note", found.group())
    scored = [(card.score(row), row["won"] == "yes") for row in card.rows]
    require(won == sum(y for _, y in scored), "note", found.group())
    require(abs(auc - SCORER["auc"](scored)) < 6e-5 or not card.logistic, "AUC", auc, SCORER["auc"](scored))
    return 10 ** (round(2 * math.log10(ridge)) / 2)


# Metrics


def interval(mean, values):
    n = len(values)
    middle = math.fsum(values) / n
    error = math.sqrt(math.fsum((x - middle) ** 2 for x in values) / (n - 1) / n)
    return mean, mean - Z * error, mean + Z * error


def auc_of(scored):
    """By all pairs, with the variance of DeLong, DeLong & Clarke-Pearson."""
    good = [score for score, y in scored if y]
    bad = [score for score, y in scored if not y]
    if not good or not bad:
        return None, None, None

    def wins(a, b):
        return 1.0 if a > b else 0.5 if a == b else 0.0

    above = [math.fsum(wins(a, b) for b in bad) / len(bad) for a in good]
    below = [math.fsum(wins(a, b) for a in good) / len(good) for b in bad]
    auc = math.fsum(above) / len(good)
    if len(good) < 2 or len(bad) < 2:
        return auc, None, None
    variance = 0
    for shares in (above, below):
        variance += math.fsum((x - auc) ** 2 for x in shares) / (len(shares) - 1) / len(shares)
    error = Z * math.sqrt(variance)
    return auc, max(0, auc - error), min(1, auc + error)


def wilson(k, n):
    p = k / n
    middle, spread = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return p, (middle - spread) / (1 + Z * Z / n), (middle + spread) / (1 + Z * Z / n)


def top_of(scored, top):
    """The successes among the best; equal scores share what they have."""
    counts, left, found = Counter(), Fraction(top), Fraction(0)
    for score, y in scored:
        counts[score, y] += 1
    for score in sorted({score for score, _ in scored}, reverse=True):
        size = counts[score, True] + counts[score, False]
        taken = min(left, size)
        found += Fraction(counts[score, True]) * taken / size
        left -= taken
    return found


def calibration(scored):
    """Groups of a tenth each; equal scores are in the group of their middle."""
    places = defaultdict(list)
    for place, (score, _) in enumerate(sorted(scored)):
        places[score].append(place)
    sums = [[0.0, 0.0] for _ in range(10)]
    for score, y in scored:
        middle = Fraction(places[score][0] + places[score][-1], 2)
        group = sums[math.floor(middle * 10 / len(scored))]
        group[0] += sigmoid(score)
        group[1] += y
    return sum(abs(p - y) for p, y in sums) / len(scored)


def metrics_of(scored, probabilities):
    """By name: a value, or three of an interval. None: an empty cell."""
    n, won = len(scored), sum(y for _, y in scored)
    found = {"auc": auc_of(scored), "base_rate": wilson(won, n), "rows": n, "positives": won}
    if probabilities:
        losses = [math.log1p(math.exp(-score if y else score)) for score, y in scored]
        squares = [(y - sigmoid(score)) ** 2 for score, y in scored]
        found["log_loss"] = interval(math.fsum(losses) / n, losses)
        found["brier"] = interval(math.fsum(squares) / n, squares)
        found["ece"] = calibration(scored)
    before = Fraction(0)
    for k in range(1, 11):
        top = top_of(scored, Fraction(n * k, 10))
        found[f"capture_decile_{k}"] = top / won if won else None
        found[f"lift_decile_{k}"] = (top - before) * 10 / won if won else None
        before = top
    return found


def check_metrics(outcome, scored, probabilities):
    said = {row["metric"]: row for row in table(outcome)}
    for name, want in metrics_of(scored, probabilities).items():
        cells = [said[name][column] for column in ("value", "low", "high")]
        wanted = list(want) if isinstance(want, tuple) else [want, None, None]
        for cell, value in zip(cells, wanted):
            if name == "base_rate" and value is not None and abs(value) < 1e-15:
                value = 0
            fine = cell == "" if value is None else cell != "" and abs(float(cell) - float(value)) <= 1e-9
            require(fine, name, cells, [value and float(value) for value in wanted])


def check_evaluation(outcome, rows):
    """What holds whatever the parts of the cross-validation are."""
    said = {row["metric"]: row for row in table(outcome)}
    won = sum(row["won"] == "yes" for row in rows)
    require((int(said["rows"]["value"]), int(said["positives"]["value"])) == (len(rows), won), "rows", said["rows"])
    for cell, value in zip((said["base_rate"][c] for c in ("value", "low", "high")), wilson(won, len(rows))):
        require(near(cell, value, 1e-9), "base_rate", cell, value)
    total = 0.0
    for k in range(1, 11):
        total += float(said[f"lift_decile_{k}"]["value"]) / 10
        require(near(said[f"capture_decile_{k}"]["value"], total, 1e-9), "capture", k, total)
    require(near("1", total, 1e-9), "lifts", total)
    auc = [float(said["auc"][c]) for c in ("low", "value", "high")]
    require(auc == sorted(auc), "auc", auc)


# All of it


def learn(runner, leads, asked, train):
    """The card, checked, and whether it was."""
    outcome = runner.run(["lead-train", *asked.argv, "train.csv"])
    require(outcome.status == DONE, outcome)
    Path("rules.csv").write_bytes(outcome.out)
    card = Card(outcome.out, train)
    most = asked.bins if asked.bins is not None else 5 if asked.points else 20
    residuals = None
    if asked.points:
        check_points(card, leads, asked.points)
    else:
        ridge = check_note(card, outcome.err)
        residuals = check_gradient(card, asked, asked.ridge or ridge)
        check_pairs(card, 10 if asked.pairs is None else asked.pairs)
    for column, number in leads.columns.items():
        if not number:
            check_levels(card, column, residuals)
            continue
        bins = check_bins(card, column, max(most, 20) if column in asked.monotone else most)
        if column in asked.monotone:
            require(column not in card.slopes(), column, "has a slope")
            check_monotone(column, bins, asked.monotone[column])
    return card


def check_leads(runner, rng):
    leads = Leads(rng)
    asked = Asked(rng, leads)
    train, held = leads.rows(rng.randint(60, 400)), leads.rows(rng.randint(20, 120))
    Path("train.csv").write_bytes(written(train))
    Path("held.csv").write_bytes(written(held))
    try:
        card = learn(runner, leads, asked, train)
        scores = [card.score(row) for row in held]
        outcome = runner.run(["lead-score", "-q", "-r", "rules.csv", "held.csv"])
        require(outcome.status == DONE, outcome)
        for row, score in zip(table(outcome), scores, strict=True):
            want = sigmoid(score) if card.logistic else score
            require(abs(float(row["score"]) - want) <= 1e-9, "lead-score", row, want)
        scored = [(score, row["won"] == "yes") for score, row in zip(scores, held)]
        outcome = runner.run(["lead-train", "-q", *asked.argv, "--holdout=held.csv", "train.csv"])
        require(outcome.status == DONE, outcome)
        check_metrics(outcome, scored, card.logistic)
        if asked.half_life is None and rng.random() < 0.2:
            outcome = runner.run(["lead-train", "-q", *asked.argv, "--evaluate", "train.csv"])
            require(outcome.status == DONE, outcome)
            check_evaluation(outcome, train)
    except Wrong as wrong:
        return f"{asked.argv}: {' '.join(map(str, wrong.args))}"
    return None


CHECKS = {"lead-train": (check_leads, 2000)}

if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
