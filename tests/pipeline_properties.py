"""pipeline_properties.py: random CRM snapshots; what has to add up does, exactly.

Categories: over all rows of a group commit, best case and pipeline are the open total.
Flows: in each group and period start and all changes give end; the starts are the open
total of the old snapshot, the ends that of the new one. Weighted amounts are those of
--deals, each rounded, and their sum over all rows is that of amount times probability.
Any split into parts with --partial gives with --merge what the whole gives, to the byte.
"""
import csv
import random
import subprocess
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

rng = random.Random(20261123)
CENT = Decimal("0.01")


def run(*arguments):
    return subprocess.run(["pipeline", "-q", *arguments], check=True, capture_output=True,
                          text=True).stdout


def rows(text):
    return list(csv.DictReader(text.splitlines()))


def number(cell):
    return Decimal(cell or "0")


def day(n):
    return "2026-%02d-%02d" % (1 + n // 28, 1 + n % 28)


def deal(i, at):
    created = rng.randrange(0, at)
    kind = rng.random()
    stage = "Won" if kind < 0.25 else "Lost" if kind < 0.5 else rng.choice(["A", "B"])
    close = rng.randrange(created, at) if kind < 0.5 else rng.randrange(created, 330)
    return {
        "id": "d%d" % i, "amount": "%.2f" % (rng.expovariate(1e-4) - 100), "stage": stage,
        "created": day(created),
        "close_date": "" if kind > 0.97 else day(close),
        "probability": "" if rng.random() < 0.2 else "%.3f" % rng.random(),
        "category": rng.choice(["", "", "Commit", "Best Case", "Pipeline"]),
        "owner": rng.choice(["Ana", "Bo", "Cy"]),
    }


def later(old, i, at):
    """The same deal in a snapshot to come."""
    new = dict(old)
    if old["stage"] in ("Won", "Lost"):
        if rng.random() < 0.05:
            new["stage"] = "A"
        return new
    fresh = deal(i, at)
    for name in ("amount", "close_date", "owner", "stage"):
        if rng.random() < 0.3:
            new[name] = fresh[name]
    if new["stage"] in ("Won", "Lost"):
        new["close_date"] = day(at - 1)
    return new


def write(name, deals):
    with open(name, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(deals[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(deals)


def is_open(one):
    return one["stage"] not in ("Won", "Lost")


def total(deals):
    return sum((number(one["amount"]) for one in deals if is_open(one)), Decimal(0))


def check_categories(deals, by):
    want, got = defaultdict(Decimal), defaultdict(Decimal)
    for one in deals:
        if is_open(one):
            want[one["owner"] if by else ""] += number(one["amount"])
    for row in rows(run("--rho=0", *by, "new.csv")):
        for name in ("commit", "best_case", "pipeline"):
            got[row.get("owner", "")] += number(row[name])
    assert {k: v for k, v in got.items() if v or k in want} == dict(want), (got, want)


def check_weighted():
    table = rows(run("--rho=0", "new.csv"))
    names = [row["period"] for row in table if row["period"][0].isdigit()] + ["later"]
    sums = defaultdict(Decimal)
    for one in rows(run("--deals", "new.csv")):
        if not one["probability"]:
            return 0
        chances = [number(one["p_%d" % (i + 1)]) for i in range(len(names) - 1)]
        chances.append(number(one["p_later"]))
        for name, chance in zip(names, chances):
            sums[name] += (number(one["amount"]) * chance).quantize(CENT, ROUND_HALF_UP)
        if not any(chances):
            name = "overdue" if one["overdue"] else "undated"
            if one["source"] == "cell" and (one["overdue"] or not one["close_date"]):
                sums[name] += (number(one["amount"]) * number(one["probability"])).quantize(
                    CENT, ROUND_HALF_UP)
    for row in table:
        assert number(row["weighted"]) == sums[row["period"]], (row, sums)
        for name in ("p10", "p50", "p90", "expected"):
            assert (row[name] != "") == (row["period"] in names[:-1])
    return 1


def check_flow(old, new, by):
    sums = defaultdict(lambda: defaultdict(Decimal))
    for row in rows(run("--flow=old.csv", *by, "new.csv")):
        sums[row.get("owner"), row["period"]][row["flow"]] += number(row["amount"])
    starts = ends = Decimal(0)
    moved = Decimal(0)
    for parts in sums.values():
        start, end = parts.pop("start"), parts.pop("end")
        assert start + sum(parts.values()) == end, parts
        starts, ends = starts + start, ends + end
        for name in ("pulled_in", "pulled_out", "pushed_in", "pushed_out",
                     "transferred_in", "transferred_out"):
            moved += parts[name]
    assert starts == total(old) and ends == total(new) and moved == 0


def check_merge(new):
    parts = [[] for _ in range(3)]
    for one in new:
        rng.choice(parts).append(one)
    with open("states.csv", "w", encoding="utf-8") as file:
        for part in parts:
            if part:
                write("part.csv", part)
                file.write(run("--partial", "--by=owner", "part.csv"))
    for options in (["--by=owner", "--quota=50000"], ["--by=owner", "--backtest"]):
        whole = run(*options, "new.csv")
        assert whole == run("--merge", *options, "states.csv")


weighted = 0
for turn in range(40):
    old = [deal(i, 100) for i in range(rng.randrange(1, 120))]
    new = [later(one, i, 130) for i, one in enumerate(old) if rng.random() < 0.9]
    new += [deal(1000 + i, 130) for i in range(rng.randrange(1, 40))]
    write("old.csv", old)
    write("new.csv", new)
    check_categories(new, [])
    check_categories(new, ["--by=owner"])
    check_flow(old, new, [])
    check_flow(old, new, ["--by=owner"])
    check_merge(new)
    weighted += check_weighted()
assert weighted > 5, weighted
print("ok")
