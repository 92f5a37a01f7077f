"""The funnel by its definition: slow, plain, and written apart from the C code.

It follows the man page of funnel-stats sentence by sentence, in exact fractions wherever
there is a choice, and is what the tests hold the program's results against.
"""

import csv
import io
import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

DAY_US = 86400 * 10**6
LOST, OTHER = "lost", "other"

STEP_COLUMNS = (
    "step stage entered converted lost open dropped step_rate step_rate_low "
    "step_rate_high overall_rate adjusted_rate median_days p90_days mean_days value"
).split()
SUMMARY_COLUMNS = (
    "leads won lost open lead_to_won_rate win_rate revenue average_deal_size "
    "median_cycle_days mean_cycle_days sales_velocity_per_day"
).split()


class Unusable(Exception):
    """The input can't be used: status 65."""


@dataclass
class Plan:
    """What is measured; times in microseconds."""

    stages: list  # of lists: the alternatives of each step, the first being its label
    lost: tuple = ()
    by: tuple = ()
    cohort: str = ""
    order: str = "ordered"
    implied: bool = False
    window: float = math.inf
    confidence: float = 0.95

    def options(self):
        """The same as options of funnel-stats."""
        yield "--stages=" + ",".join("|".join(names) for names in self.stages)
        if self.lost:
            yield "--lost=" + "|".join(self.lost)
        if self.by:
            yield "--by=" + ",".join(self.by)
        if self.cohort:
            yield "--cohort=" + self.cohort
        if self.order != "ordered":
            yield "--order=" + self.order
        if self.implied:
            yield "--implied"
        if self.window != math.inf:
            yield f"--window={self.window // 10**6}s"

    def step_of(self, stage):
        wanted = stage.strip(" \t").lower()
        for step, names in enumerate(self.stages):
            if wanted in [name.lower() for name in names]:
                return step
        return LOST if wanted in [name.lower() for name in self.lost] else OTHER


@dataclass
class Path:
    """The way of one lead; times of the steps it reached."""

    times: list = field(default_factory=list)
    entry: object = None  # the segment of the entry event
    lost_us: object = None


# Paths. An event is (time, step, segment); events come sorted.


def in_order(events):
    """By time, then steps in their order, then lost, then the rest."""

    def rank(event):
        step = event[1]
        return (event[0], step if isinstance(step, int) else 10**6 + (step == OTHER))

    return sorted(events, key=rank)


def ordered_chain(events, start, steps, plan):
    def is_of(event, step):
        if not isinstance(event[1], int):
            return False
        return event[1] >= step if plan.implied else event[1] == step

    if not is_of(events[start], 0):
        return []
    chain, at = [events[start][0]], start
    for step in range(1, steps):
        later = [i for i in range(at, len(events)) if is_of(events[i], step)]
        if not later or events[later[0]][0] - chain[0] > plan.window:
            break
        at = later[0]
        chain.append(events[at][0])
    return chain


def strict_chain(events, start, steps, plan):
    if events[start][1] != 0:
        return []
    chain = [events[start][0]]
    for time, step, _ in events[start + 1 :]:
        reached = len(chain) - 1
        if step == reached:
            continue
        if len(chain) == steps or step != reached + 1 or time - chain[0] > plan.window:
            break
        chain.append(time)
    return chain


def any_chain(events, start, steps, plan):
    first = {}
    if isinstance(events[start][1], int):
        for time, step, _ in events[start:]:
            if isinstance(step, int) and time - events[start][0] <= plan.window:
                first.setdefault(step, time)
    return list(first.values())


def path_of(events, plan):
    chain_of = {"ordered": ordered_chain, "strict": strict_chain, "any": any_chain}
    events = in_order(events)
    path, steps = Path(), len(plan.stages)
    for start, event in enumerate(events):
        chain = chain_of[plan.order](events, start, steps, plan)
        if len(chain) > len(path.times):
            path = Path(chain, event[2])
    if 0 < len(path.times) < steps:
        losses = [e[0] for e in events if e[1] == LOST and e[0] >= path.times[-1]]
        path.lost_us = min(losses, default=None)
    return path


# Statistics


def ratio(part, whole):
    return Fraction(part, whole) if whole else None


def wilson(successes, trials, confidence):
    if not trials:
        return None, None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    p, n = successes / trials, trials
    middle = p + z * z / (2 * n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)


def quantile(values, p):
    """Hyndman and Fan's type 7, in days."""
    if not values:
        return None
    values = sorted(values)
    rank = p * (len(values) - 1)
    low = values[int(rank)]
    high = values[min(int(rank) + 1, len(values) - 1)]
    return (low + (rank - int(rank)) * (high - low)) / DAY_US


def mean(values):
    return Fraction(sum(values), len(values) * DAY_US) if values else None


def incidence(converted, lost, waiting):
    """Aalen and Johansen: the chance to convert, losses competing, waits censored."""
    if not converted + lost + waiting:
        return None
    survival, result = Fraction(1), Fraction(0)
    for time in sorted(set(converted + lost)):
        at_risk = sum(t >= time for t in converted + lost + waiting)
        result += survival * Fraction(converted.count(time), at_risk)
        left = converted.count(time) + lost.count(time)
        survival *= 1 - Fraction(left, at_risk)
    return result


# Tables


def cohort_of(us, period):
    day = datetime(1970, 1, 1) + timedelta(microseconds=us)
    year, week, _ = day.isocalendar()
    return {
        "day": f"{day:%Y-%m-%d}",
        "week": f"{year:04}-W{week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "year": f"{day.year:04}",
    }[period]


def step_row(plan, leads, step, as_of):
    """leads: (path, amount or None) of one group."""
    here = [(path, amount) for path, amount in leads if len(path.times) > step]
    on = [path for path, _ in here if len(path.times) > step + 1]
    off = [path for path, _ in here if len(path.times) == step + 1]
    row = dict.fromkeys(STEP_COLUMNS)
    row["step"] = step + 1
    row["stage"] = plan.stages[step][0] if plan.order != "any" else f"any {step + 1}"
    row["entered"] = len(here)
    row["overall_rate"] = ratio(len(here), len(leads))
    amounts = [amount for _, amount in here if amount is not None]
    row["value"] = sum(amounts) if amounts else None
    if step + 1 == len(plan.stages):
        return row
    took = [path.times[step + 1] - path.times[step] for path in on]
    lost = [p.lost_us - p.times[step] for p in off if p.lost_us is not None]
    waiting = [as_of - path.times[step] for path in off if path.lost_us is None]
    low, high = wilson(len(on), len(here), plan.confidence)
    row.update(
        converted=len(on),
        lost=len(lost),
        open=len(waiting),
        dropped=len(here) - len(on),
        step_rate=ratio(len(on), len(here)),
        step_rate_low=low,
        step_rate_high=high,
        adjusted_rate=incidence(took, lost, waiting),
        median_days=quantile(took, Fraction(1, 2)),
        p90_days=quantile(took, Fraction(9, 10)),
        mean_days=mean(took),
    )
    return row


def summary_row(plan, leads):
    """Every won lead of the tests' data has an amount, or none has."""
    won = [(p, amount) for p, amount in leads if len(p.times) == len(plan.stages)]
    lost = sum(path.lost_us is not None for path, _ in leads)
    cycles = [path.times[-1] - path.times[0] for path, _ in won]
    amounts = [amount for _, amount in won if amount is not None]
    row = dict.fromkeys(SUMMARY_COLUMNS)
    row.update(
        leads=len(leads),
        won=len(won),
        lost=lost,
        open=len(leads) - len(won) - lost,
        lead_to_won_rate=ratio(len(won), len(leads)),
        win_rate=ratio(len(won), len(won) + lost),
        median_cycle_days=quantile(cycles, Fraction(1, 2)),
        mean_cycle_days=mean(cycles),
    )
    if amounts:
        row["revenue"] = sum(amounts)
        row["average_deal_size"] = row["revenue"] / len(amounts)
        if row["mean_cycle_days"]:
            row["sales_velocity_per_day"] = (
                row["leads"]
                * row["win_rate"]
                * row["average_deal_size"]
                / row["mean_cycle_days"]
            )
    return row


def table(plan, rows, summary=False):
    """The rows of the output, as dictionaries, from (id, stage, us, amount, segment)."""
    events, amounts, groups = {}, {}, {}
    for who, stage, us, amount, segment in rows:
        step = plan.step_of(stage)
        events.setdefault(who, []).append((us, step, segment))
        if amount is not None:
            order = (us, step if isinstance(step, int) else -1 - (step == OTHER))
            if who not in amounts or order >= amounts[who][0]:
                amounts[who] = (order, amount)
    as_of = max((row[2] for row in rows), default=0)
    for who, own in events.items():
        path = path_of(own, plan)
        if path.times:
            key = path.entry
            if plan.cohort:
                key += (cohort_of(path.times[0], plan.cohort),)
            amount = amounts[who][1] if who in amounts else None
            groups.setdefault(key, []).append((path, amount))
    names = tuple(plan.by) + (("cohort",) if plan.cohort else ())
    for key in sorted(groups, key=lambda key: [cell.encode() for cell in key]):
        group = dict(zip(names, key))
        if summary:
            yield group | summary_row(plan, groups[key])
        else:
            for step in range(len(plan.stages)):
                yield group | step_row(plan, groups[key], step, as_of)


# Input


def time_us(text):
    """An ISO 8601 date or time, as the tests' data write them."""
    form = r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(Z?))?"
    match = re.fullmatch(form, text.strip(" \t"), re.ASCII)
    if not match:
        raise Unusable(f"time {text!r}")
    parts = [int(part or 0) for part in match.groups()[:6]]
    try:
        moment = datetime(*parts, tzinfo=timezone.utc)
    except ValueError as error:
        raise Unusable(f"time {text!r}") from error
    return int(moment.timestamp()) * 10**6


def money(text):
    text = text.strip(" \t")
    if text == "":
        return None
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text, re.ASCII):
        raise Unusable(f"amount {text!r}")
    return Fraction(Decimal(text))


def read(plan, text):
    """Rows for table() from the text of a CSV file of events."""
    try:
        records = [r for r in csv.reader(io.StringIO(text, newline=""), strict=True) if r]
    except csv.Error as error:
        raise Unusable(str(error)) from error
    if not records:
        raise Unusable("empty")
    header, rows = records[0], []
    if not {"id", "stage", "time", *plan.by} <= set(header):
        raise Unusable("a column is missing")
    for record in records[1:]:
        if len(record) != len(header):
            raise Unusable("ragged")
        cells = dict(zip(header, record))
        if not cells["id"].strip(" \t") or not cells["stage"].strip(" \t"):
            raise Unusable("a needed cell is empty")
        rows.append(
            (
                cells["id"],
                cells["stage"],
                time_us(cells["time"]),
                money(cells.get("amount", "")),
                tuple(cells[name] for name in plan.by),
            )
        )
    return rows


# Comparing


def differences(expected, output, columns):
    """What the program's CSV output has otherwise: numbers to 11 digits, text exactly."""
    expected = list(expected)
    with io.StringIO(output, newline="") as file:
        reader = csv.DictReader(file, strict=True)
        actual = list(reader)
    if reader.fieldnames != list(columns):
        yield f"columns {reader.fieldnames}, not {list(columns)}"
        return
    if len(actual) != len(expected):
        yield f"{len(actual)} rows, not {len(expected)}"
        return
    for number, (row, want) in enumerate(zip(actual, expected), 1):
        for name, value in want.items():
            if not same(row[name], value):
                shown = value if value is None or isinstance(value, str) else float(value)
                yield f"row {number}, {name}: {row[name]!r}, not {shown!r}"


def same(text, value):
    if value is None:
        return text == ""
    if isinstance(value, str):
        return text == value
    return text != "" and math.isclose(
        float(text), float(value), rel_tol=1e-11, abs_tol=1e-12
    )


def columns(plan, summary=False):
    names = list(plan.by) + (["cohort"] if plan.cohort else [])
    return names + (SUMMARY_COLUMNS if summary else STEP_COLUMNS)
