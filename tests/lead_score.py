"""Scores of leads, computed a second time: python3 lead_score.py COMMAND

oracle N            N random scorecards with leads and activities, scored by lead-score and
                    by what is written here, apart from the C code, in exact fractions
                    wherever there is a choice
random_sums         random points: reasons add up to the score, however many are shown
sums LINK           reasons of the table `out` add up to its scores, or to their log-odds
column NAME X...    the column of `out` is what the expressions give, to 1e-9; the last one
                    may be `X for x in (...)`
identity            cells that are nasty come out of lead-score as they went in
"""

import csv
import io
import itertools
import math
import random
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from fractions import Fraction

TOLERANCE = 1e-9
DAY = timedelta(days=1)


def run(*command):
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode or done.stderr:
        raise AssertionError(f"{command}: status {done.returncode}: {done.stderr}")
    return done.stdout.decode()


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def write(path, names, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def near(a, b):
    return abs(a - b) <= TOLERANCE


def reasons_of(text):
    """[(label, times, points)], as they are shown."""
    reasons = []
    for part in filter(None, text.split(" | ")):
        label, _, points = part.rpartition(":")
        label, _, times = label.partition(" ×")
        assert points[0] in "+-", part
        reasons.append((label, int(times or 1), float(points)))
    return reasons


def sum_of(text):
    return math.fsum(points for _, _, points in reasons_of(text))


# Scorecards. A condition is kept both as text and as a function of a row.


@dataclass
class Row:
    rule: str
    text: str
    holds: object
    points: Fraction
    category: str = ""
    on: str = "lead"
    per: str = ""
    cap: object = None
    half_life: object = None
    within: object = None
    reason: str = ""


@dataclass
class Card:
    rows: list = field(default_factory=list)
    base: Fraction = Fraction(0)
    caps: dict = field(default_factory=dict)  # by category, "" being the score's
    floors: dict = field(default_factory=dict)
    weights: dict = field(default_factory=dict)
    grades: list = field(default_factory=list)
    graded: str = ""
    decimals: object = None
    scale: Fraction = Fraction(1)
    link: str = "identity"
    statuses: list = field(default_factory=list)  # (name, text, function)

    def categories(self):
        """In the order of the file: settings are written behind the rules."""
        named = [row.category for row in self.rows]
        named += itertools.chain(self.caps, self.floors, self.weights)
        return list(dict.fromkeys(filter(None, named)))

    def needs_now(self):
        texts = [row.text for row in self.rows] + [text for _, text, _ in self.statuses]
        return any(" older " in text or " within " in text for text in texts) or any(
            row.half_life or row.within for row in self.rows
        )


def span_text(span):
    seconds = span // timedelta(seconds=1)
    return f"{seconds // 86400}d{seconds % 86400}s"


def decimal_text(x):
    """An exact decimal."""
    sign, x = "-" if x < 0 else "", abs(x)
    digits = 0
    while (x * 10**digits).denominator != 1:
        digits += 1
    text = str(int(x * 10**digits)).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def write_rules(path, card):
    names = "rule category on when points per cap half_life within reason".split()
    lines = [["base", "", "", "", card.base, "", "", "", "", ""]]
    for row in card.rows:
        lines.append(
            [row.rule, row.category, row.on, row.text, row.points, row.per]
            + ["" if row.cap is None else row.cap]
            + [span_text(span) if span else "" for span in (row.half_life, row.within)]
            + [row.reason]
        )
    for name, values in (
        ("cap", card.caps),
        ("floor", card.floors),
        ("weight", card.weights),
    ):
        for category, x in values.items():
            lines.append(["set", category, name, "", x] + [""] * 5)
    for points, grade in card.grades:
        lines.append(["set", card.graded, "grade", "", points] + [""] * 4 + [grade])
    if card.decimals is not None:
        lines.append(["set", "", "decimals", "", card.decimals] + [""] * 5)
    if card.scale != 1:
        lines.append(["set", "", "scale", "", card.scale] + [""] * 5)
    lines.append(["set", "", "link", card.link] + [""] * 6)
    for name, text, _ in card.statuses:
        lines.append(["status", name, "", text] + [""] * 6)
    for line in lines:
        for i, cell in enumerate(line):
            if isinstance(cell, Fraction):
                line[i] = decimal_text(cell)
    write(path, names, lines)


# Scoring by the definition, in fractions


def is_missing(cell):
    return cell.strip(" \t").lower() in ("", "-", "--", "—", "n/a", "na", "null")


def number(cell):
    return Fraction(cell.strip().replace(",", "").replace("$", ""))


def rounded(x, decimals):
    """Halves away from zero."""
    scaled = abs(x) * 10**decimals
    whole = math.floor(scaled + Fraction(1, 2))
    return Fraction(whole, 10**decimals) * (1 if x >= 0 else -1)


def held(x, floor, cap):
    if cap is not None and x > cap:
        return cap
    return floor if floor is not None and x < floor else x


class Scorer:
    """What a card makes of leads."""

    def __init__(self, card, activities, now):
        self.card, self.activities, self.now = card, activities, now

    def part(self, x):
        """Parts of a sum that is shown are rounded."""
        card = self.card
        if card.link == "logistic":
            return x
        return rounded(x, 9 if card.decimals is None else card.decimals)

    def parts(self, lead):
        """For each row of the card: points and how often it held."""
        parts = [[Fraction(0), 0] for _ in self.card.rows]
        self.add_parts(parts, "lead", lead, None)
        for activity in self.activities:
            if activity["id"] == lead["id"]:
                age = self.now - activity["moment"]
                if age >= timedelta(0):
                    self.add_parts(parts, "activity", activity, age)
        return parts

    def add_parts(self, parts, on, cells, age):
        done = set()
        for part, row in zip(parts, self.card.rows):
            if row.on != on or row.rule in done or not row.holds(cells, self.now):
                continue
            done.add(row.rule)
            if row.within and age > row.within:
                continue
            points = row.points
            if row.per:
                points *= 0 if is_missing(cells[row.per]) else number(cells[row.per])
            if row.half_life:
                points *= Fraction(2 ** -(age / row.half_life))
            part[0] += points
            part[1] += 1

    def score(self, lead):
        card, part = self.card, self.part
        reasons = [("base", 1, part(card.base))]
        categories = dict.fromkeys(card.categories(), Fraction(0))
        for (points, times), row in zip(self.parts(lead), card.rows):
            if not times:
                continue
            cap = None if row.cap is None else abs(row.cap)
            points = part(held(points, None if cap is None else -cap, cap))
            if row.category:
                categories[row.category] += points
            weight = card.weights.get(row.category, 1) if row.category else 1
            label = row.reason or row.text.strip() or row.rule
            reasons.append((label, times, part(points * weight)))
        for category, before in categories.items():
            after = held(before, card.floors.get(category), card.caps.get(category))
            categories[category] = after = part(after)
            points = part((after - before) * card.weights.get(category, 1))
            kind = "cap" if after < before else "floor"
            reasons.append((f"{category} {kind}", 1, points))
        before = sum(points for _, _, points in reasons)
        after = part(held(before, card.floors.get(""), card.caps.get("")))
        kind = "cap" if after < before else "floor"
        reasons.append((f"score {kind}", 1, after - before))
        value = after
        if card.link == "logistic":
            value = Fraction(1 / (1 + math.exp(-after)))
        value *= card.scale
        if card.decimals is not None:
            value = rounded(value, card.decimals)
        return value, after, categories, reasons

    def row(self, lead):
        """All that lead-score computes; grade and status of what it shows."""
        value, total, categories, reasons = self.score(lead)
        graded = categories[self.card.graded] if self.card.graded else value
        reached = [(p, grade) for p, grade in self.card.grades if graded >= p]
        grade = max(reached)[1] if reached else ""
        computed = {"score": value, "grade": grade, **categories}
        statuses = (
            name for name, _, f in self.card.statuses if f({**lead, **computed}, self.now)
        )
        return value, total, categories, grade, next(statuses, ""), reasons


# Random cards

LEAD_COLUMNS = ["id", "employees", "deal size", "country", "Job Title", "met", "note"]
ACTIVITY_COLUMNS = ["id", "activity", "time", "amount"]
COUNTRIES = ["DE", "at", "US", "Côte d'Ivoire", " fr "]
TITLES = ["VP Sales", "Head of IT", "cto", 'the "boss"', "a;b|c)"]
ACTIVITIES = ["webinar", "Demo", "page view"]
MISSING = ["", "", "n/a", "-"]


def folded(cell):
    """Case of ASCII letters and spaces around don't count."""
    cell = cell.strip(" \t")
    return "".join(c.lower() if c.isascii() else c for c in cell)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def moment_of(cell):
    cell = cell.strip().replace("Z", "")
    return datetime.fromisoformat(cell).replace(tzinfo=timezone.utc)


def unless_missing(column, test, otherwise=False):
    def holds(row, now):
        if is_missing(str(row[column])):
            return otherwise
        return test(row[column], now)

    return holds


def number_test(rng, column):
    """Of a column's cells, or of a computed number."""
    low = Fraction(rng.randrange(-200, 4000), 10)
    high = low + Fraction(rng.randrange(0, 3000), 10)

    def value(x):
        return x if isinstance(x, Fraction) else number(x)

    op, test = rng.choice(
        [
            ("=", lambda x, _: value(x) == low),
            ("!=", lambda x, _: value(x) != low),
            ("<", lambda x, _: value(x) < low),
            ("<=", lambda x, _: value(x) <= low),
            (">", lambda x, _: value(x) > low),
            (">=", lambda x, _: value(x) >= low),
            ("between", lambda x, _: low <= value(x) <= high),
            ("in", lambda x, _: value(x) in (low, high)),
        ]
    )
    operand = decimal_text(low)
    if op in ("between", "in"):
        operand = f"({operand}|{decimal_text(high)})"
    space = rng.choice(["", " "]) if len(op) < 2 or op == "!=" else " "
    return f"{column}{space}{op}{operand}", unless_missing(column, test, op == "!=")


def text_test(rng, column, values):
    one, other = rng.sample(values, 2)
    part = one.strip()[:3]
    op, operand, test = rng.choice(
        [
            ("=", quoted(one), lambda x, _: x == one),
            ("!=", quoted(one), lambda x, _: x != one),
            (" in", f"({quoted(one)}|{quoted(other)})", lambda x, _: x in (one, other)),
            (" contains", f"({quoted(part)})", lambda x, _: part in x),
            (" ~ ", "^ *[a-h]", lambda x, _: folded(x)[:1] in tuple("abcdefgh")),
        ]
    )
    if ";" not in one and rng.random() < 0.5:
        op, operand = rng.choice([("=", one), ("!=", one.upper())])
        if not one.isascii():
            operand = one
        equal = op == "="
        test = lambda x, _: (folded(x) == folded(one)) == equal
    return f"{column}{op}{operand}", unless_missing(column, test, op == "!=")


def date_test(rng, column):
    day = datetime(2026, 1, 1, tzinfo=timezone.utc) + rng.randrange(300) * DAY
    span = timedelta(seconds=rng.randrange(1, 200 * 86400))
    op, operand, test = rng.choice(
        [
            ("=", f"{day:%Y-%m-%d}", lambda x, _: day <= moment_of(x) < day + DAY),
            ("<", f"{day:%Y-%m-%d}", lambda x, _: moment_of(x) < day),
            (">", f"{day:%Y-%m-%d}", lambda x, _: moment_of(x) >= day + DAY),
            (">=", f"{day:%Y-%m-%dT%H:%M}", lambda x, _: moment_of(x) >= day),
            (" older ", span_text(span), lambda x, now: now - moment_of(x) > span),
            (" within ", span_text(span), lambda x, now: abs(now - moment_of(x)) <= span),
        ]
    )
    return f"{column}{op}{operand}", unless_missing(column, test)


def presence_test(rng, column):
    op = rng.choice(["empty", "present"])
    return f"{column} {op}", lambda row, _: is_missing(row[column]) == (op == "empty")


def random_test(rng, on):
    if on == "lead":
        return rng.choice(
            [
                lambda: number_test(rng, rng.choice(["employees", "deal size"])),
                lambda: text_test(rng, "country", COUNTRIES),
                lambda: text_test(rng, "Job Title", TITLES),
                lambda: date_test(rng, "met"),
                lambda: presence_test(rng, rng.choice(LEAD_COLUMNS[1:])),
            ]
        )()
    return rng.choice(
        [
            lambda: number_test(rng, "amount"),
            lambda: text_test(rng, "activity", ACTIVITIES),
            lambda: text_test(rng, "activity", ACTIVITIES),
            lambda: date_test(rng, "time"),
        ]
    )()


def joined(rng, tests):
    text = rng.choice([";", "; ", " ; "]).join(text for text, _ in tests)
    return text, lambda row, now: all(test(row, now) for _, test in tests)


def random_condition(rng, on):
    count = rng.choices([0, 1, 2, 3], [1, 5, 3, 1])[0]
    return joined(rng, [random_test(rng, on) for _ in range(count)])


def some(rng, chance, value):
    return value() if rng.random() < chance else None


def random_rows(rng, with_activities, logistic):
    rows, unit = [], 100 if logistic else 10
    for i in range(rng.randrange(1, 9)):
        on = rng.choice(["lead", "activity"]) if with_activities else "lead"
        category = rng.choice(["", "fit", "Interest", "need 1"])
        for _ in range(rng.choice([1, 1, 2, 3])):
            text, holds = random_condition(rng, on)
            row = Row(f"r{i}", text, holds, Fraction(rng.randrange(-200, 300), unit))
            row.category, row.on = category, on
            row.reason = rng.choice(["", "", f"because of {i}"])
            if rng.random() < 0.2:
                row.per = "employees" if on == "lead" else "amount"
                row.points /= 100
            row.cap = some(rng, 0.2, lambda: Fraction(rng.randrange(-90, 300), 10))
            if on == "activity":
                seconds = lambda: timedelta(seconds=rng.randrange(1, 90 * 86400))
                row.half_life = some(rng, 0.5, seconds)
                row.within = some(rng, 0.3, seconds)
            rows.append(row)
    rng.shuffle(rows)
    return rows


def random_statuses(rng, card):
    names = ["score", *card.categories()]
    for name in rng.sample(["SQL", "MQL", "nurture", "lost"], rng.randrange(5)):
        tests = [number_test(rng, rng.choice(names))]
        # How a computed number is rounded to 12 digits is another matter.
        if tests[0][0].count("=") and card.link == "logistic":
            continue
        tests += [random_test(rng, "lead") for _ in range(rng.randrange(2))]
        yield (name, *joined(rng, tests))


def random_card(rng, with_activities):
    logistic = rng.random() < 0.3
    card = Card(link="logistic" if logistic else "identity")
    card.rows = random_rows(rng, with_activities, logistic)
    card.base = Fraction(rng.randrange(-30, 60), 10)
    for category in ["", *card.categories()]:
        low = Fraction(rng.randrange(-200, 100), 10)
        if rng.random() < 0.3:
            card.floors[category] = low
        if rng.random() < 0.3:
            card.caps[category] = low + Fraction(rng.randrange(0, 300), 10)
        if category and rng.random() < 0.3:
            card.weights[category] = Fraction(rng.randrange(-5, 15), 4)
    card.decimals = some(rng, 0.4, lambda: rng.randrange(4))
    if card.decimals == 0 and card.base.denominator != 1 and not logistic:
        card.base = Fraction(int(card.base))  # base isn't rounded
    if logistic:
        card.scale = rng.choice([Fraction(1), Fraction(100)])
    card.graded = rng.choice(["", *card.categories()])
    cuts = rng.sample(range(-100, 400), rng.randrange(5))
    card.grades = [(Fraction(cut, 10), f"{g}") for cut, g in zip(cuts, "ABCDF")]
    card.statuses = list(random_statuses(rng, card))
    return card


def random_moment(rng):
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    moment = start + timedelta(seconds=rng.randrange(300 * 86400))
    if rng.random() < 0.4:
        return f"{moment:%Y-%m-%d}"
    return rng.choice([f"{moment:%Y-%m-%dT%H:%M:%S}Z", f"{moment:%Y-%m-%d %H:%M:%S}"])


def random_number(rng):
    x = rng.choice([rng.randrange(-50, 400), rng.randrange(5000) / 8, rng.randrange(9)])
    return rng.choice([f"{x}", f"{x:,}", f" {x}"])


def random_leads(rng):
    for i in range(rng.randrange(1, 13)):
        yield {
            "id": f"L{i:02}",
            "employees": random_number(rng),
            "deal size": random_number(rng),
            "country": rng.choice(COUNTRIES),
            "Job Title": rng.choice(TITLES),
            "met": random_moment(rng),
            "note": rng.choice(["", "two\nlines", '"x", y', "=1+1", " ' "]),
        } | {
            name: rng.choice(MISSING)
            for name in LEAD_COLUMNS[1:6]
            if rng.random() < 0.15
        }


def random_activities(rng):
    for _ in range(rng.randrange(40)):
        time = random_moment(rng)
        yield {
            "id": f"L{rng.randrange(15):02}",
            "activity": rng.choice(ACTIVITIES),
            "time": time,
            "amount": rng.choice([random_number(rng), ""]),
            "moment": moment_of(time),
        }


def write_leads(rng, leads):
    """In one file or two, the columns of which differ in their order."""
    cut = rng.randrange(len(leads) + 1)
    for path, part in (("one.csv", leads[:cut]), ("two.csv", leads[cut:])):
        names = LEAD_COLUMNS if path == "one.csv" else rng.sample(LEAD_COLUMNS, 7)
        write(path, names, [[lead[name] for name in names] for lead in part])
    return ["one.csv", "two.csv"]


def require(what, got, expected):
    assert got == expected, f"{what}: {got!r}, expected {expected!r}"


def require_near(what, got, expected):
    assert near(got, float(expected)), f"{what}: {got!r}, expected {float(expected)!r}"


def compare_reasons(text, reasons):
    got = reasons_of(text)
    sizes = [abs(points) for _, _, points in got]
    assert all(a > b - TOLERANCE for a, b in zip(sizes, sizes[1:])), f"order: {text}"
    # What is too small to be seen may be there or not.
    got = sorted(reason for reason in got if abs(reason[2]) > TOLERANCE)
    wanted = sorted(
        (label, times, float(points))
        for label, times, points in reasons
        if abs(points) > TOLERANCE
    )
    require("reasons", [r[:2] for r in got], [r[:2] for r in wanted])
    for (label, _, points), (_, _, expected) in zip(got, wanted):
        require_near(f"reason {label}", points, expected)


def compare(card, lead, row, scorer):
    value, total, categories, grade, status, reasons = scorer.row(lead)
    for name in LEAD_COLUMNS:
        require(name, row[name], lead[name])
    require_near("score", float(row["score"]), value)
    for category, points in categories.items():
        require_near(category, float(row[category]), points)
    require("grade", row["grade"], grade)
    require("status", row["status"], status)
    compare_reasons(row["reasons"], reasons)
    require_near("sum of reasons", sum_of(row["reasons"]), total)
    if card.link == "logistic" and card.decimals is None:
        p = float(row["score"]) / float(card.scale)
        if 1e-3 < p < 1 - 1e-3:
            require_near("log-odds", math.log(p / (1 - p)), total)


def oracle_case(rng):
    with_activities = rng.random() < 0.6
    card = random_card(rng, with_activities)
    write_rules("rules.csv", card)
    leads = list(random_leads(rng))
    files = write_leads(rng, leads)
    activities = list(random_activities(rng)) if with_activities else []
    command = ["lead-score", "-q", "--rules=rules.csv", "--reasons=all"]
    if with_activities:
        rows = [[a[name] for name in ACTIVITY_COLUMNS] for a in activities]
        write("activities.csv", ACTIVITY_COLUMNS, rows)
        write("sorted.csv", ACTIVITY_COLUMNS, sorted(rows, key=lambda row: row[0]))
    # A date means its end.
    day = datetime(2026, 1, 1, tzinfo=timezone.utc) + rng.randrange(320) * DAY
    now = day + DAY - timedelta(microseconds=1)
    command.append(f"--as-of={day:%Y-%m-%d}")
    unsorted = ["--activities=activities.csv"] if with_activities else []
    text = run(*command, *unsorted, *files)
    rows = table(text)
    require("rows", len(rows), len(leads))
    names = [*LEAD_COLUMNS, "score", *card.categories(), "grade", "status", "reasons"]
    require("columns", list(rows[0]), names)
    scorer = Scorer(card, activities, now)
    for lead, row in zip(leads, rows):
        compare(card, lead, row, scorer)
    if with_activities:
        require("sorted", table(run(*command, "-a", "sorted.csv", "--sorted", *files)), rows)
    top = rng.randrange(1, 15)
    best = sorted(rows, key=lambda row: -float(row["score"]))[:top]
    got = table(run(*command, *unsorted, f"--top={top}", *files))
    if card.link == "logistic":  # what the last bits of a double are has a say in ties
        got, best = ([row["score"] for row in rows] for rows in (got, best))
    require("top", got, best)


def oracle(count):
    for seed in range(int(count)):
        try:
            oracle_case(random.Random(seed))
        except AssertionError as error:
            with open("rules.csv", encoding="utf-8") as file:
                raise AssertionError(f"case {seed}: {error}\n{file.read()}") from error


# Small checks


def random_sums():
    rng = random.Random(1)
    for link, decimals in itertools.product(["identity", "logistic"], [None, 0, 2, 9]):
        lines = [["set", "", "link", link, ""]]
        if decimals is not None and link == "identity":
            lines.append(["set", "", "decimals", "", decimals])
        lines.append(["set", "", "cap", "", 5])
        lines.append(["set", "c", "weight", "", "0.37"])
        lines.append(["set", "c", "cap", "", "1.5"])
        for i in range(25):
            points = f"{rng.uniform(-1, 1):.{rng.randrange(1, 12)}f}"
            category = rng.choice(["", "c"])
            lines.append([f"r{i}", category, "", f"n{rng.choice('<>')}{i}", points])
        write("rules.csv", ["rule", "category", "on", "when", "points"], lines)
        write("leads.csv", ["n"], [[i - 0.5] for i in range(27)])
        for reasons in ("all", "7", "1"):
            text = run("lead-score", "-rrules.csv", f"--reasons={reasons}", "leads.csv")
            check_sums(text, link)


def check_sums(text, link):
    rows = table(text)
    assert rows
    for row in rows:
        score = float(row["score"])
        if link == "logistic":
            score = math.log(score / (1 - score))
        assert near(sum_of(row["reasons"]), score), row


def sums(link):
    with open("out", encoding="utf-8", newline="") as file:
        check_sums(file.read(), link)


def column(name, *expressions):
    expected = []
    for text in expressions:
        if " for x in " in text:
            expected += eval(f"[{text}]", vars(math).copy())
        else:
            expected.append(eval(text, vars(math).copy()))
    with open("out", encoding="utf-8", newline="") as file:
        got = [float(row[name]) for row in table(file.read())]
    require("rows", len(got), len(expected))
    for x, y in zip(got, expected):
        require_near(name, x, y)


NASTY = [
    "",
    " ",
    "  padded\t",
    "007",
    "1e3",
    "1,234.50",
    "0.10",
    "-0",
    "=1+1",
    "@SUM(A1)",
    "+49 30 123",
    "-",
    "n/a",
    "NULL",
    '"',
    '""',
    'say "hi"',
    ",",
    ";",
    "a,b",
    "two\nlines",
    "\n",
    "cr\rlf\r\n",
    "tab\there",
    "'",
    "\u00fc\u4e2d\U0001f34b",
    "e\u0301",
    "\u200b\ufeff",
    "x" * 5000,
    "\\N",
    "#1",
    "|",
    " | ",
    "TRUE",
    "2026-01-01",
    "45306",
]
NAMES = ["id", "a", "a", "", " b ", "=x", "n,m", 'q"q', "two\nlines", "", "\u00e9", "Z"]


def identity():
    rng = random.Random(3)
    with open("rules.csv", "w", encoding="utf-8") as file:
        file.write("rule,category,when,points\nx,fit,Z present,1\nstatus,s,fit=1,\n")
    rows = [[rng.choice(NASTY) for _ in NAMES] for _ in range(400)]
    rows += [[cell] * len(NAMES) for cell in NASTY]
    write("leads.csv", NAMES, rows)
    computed = ["score", "fit", "grade", "status", "reasons"]
    for options in ([], ["--top=10000"], ["--reasons=0"], ["-d", ","]):
        text = run("lead-score", "-rrules.csv", *options, "leads.csv")
        got = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        require("header", got[0], NAMES + computed)
        got = [row[: len(NAMES)] for row in got[1:]]
        if options == ["--top=10000"]:
            rows_expected = sorted(rows, key=lambda row: is_missing(row[-1]))
        else:
            rows_expected = rows
        require("rows", len(got), len(rows))
        for row, expected in zip(got, rows_expected):
            require("cells", row, expected)
    # Bytes that aren't UTF-8, too.
    with open("leads.csv", "wb") as file:
        file.write(b'Z,"\xff"\n\xfe\x80,"\xc3\n"\n')
    out = subprocess.run(
        ["lead-score", "-rrules.csv", "leads.csv"], capture_output=True, check=True
    ).stdout
    require("bytes", out.split(b"\n")[1][:4], b"\xfe\x80," + b'"')
    require("bytes", b'"\xc3\n",1,1,,s,Z present:+1' in out, True)


if __name__ == "__main__":
    {f.__name__: f for f in (oracle, random_sums, sums, column, identity)}[sys.argv[1]](
        *sys.argv[2:]
    )
