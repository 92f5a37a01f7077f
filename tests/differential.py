"""Funnels of random events, told twice: python3 differential.py sql | oracle [SEEDS]

sql     100,000 events for each of several seeds: how many leads reached each step, by
        funnel-stats and by queries of sqlite3, which know nothing of each other.
oracle  many small inputs: the whole table and the summary, by funnel-stats and oracle.py.
"""

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from fractions import Fraction

import oracle

SECOND = 10**6
STEPS = ["Lead", "MQL", "SQL", "Won"]


def run(*command, data=None):
    done = subprocess.run(
        command, input=data, capture_output=True, check=False, encoding="utf-8"
    )
    if done.returncode or done.stderr:
        raise AssertionError(f"{command}: status {done.returncode}: {done.stderr}")
    return done.stdout


# Against SQL

EVENTS, WINDOW = 100_000, 7200


def write_events(path, seed, per_lead):
    """Some leads have many more events than others, and all are on full minutes, so that
    many of a lead have the same time, and many windows end at one."""
    rng = random.Random(seed)
    leads = [f"L{i}" for i in range(EVENTS // per_lead)]
    stages = STEPS + ["Note", "Lost"]
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,stage,time\n")
        for _ in range(EVENTS):
            lead = leads[int(len(leads) * rng.random() ** 1.5)]
            stage = rng.choices(stages, [5, 4, 3, 2, 2, 1])[0]
            file.write(f"{lead},{stage},{rng.randrange(700) * 60}\n")


def load(path):
    """What makes a table e of the events, with the steps counted from 0."""
    steps = " ".join(f"WHEN '{stage}' THEN {i}" for i, stage in enumerate(STEPS))
    return f"""
.mode csv
.import {path} raw
CREATE TABLE e AS
  SELECT id, CAST(time AS INTEGER) AS t, CASE stage {steps} END AS s FROM raw
  WHERE stage IN ({", ".join(f"'{stage}'" for stage in STEPS)});
CREATE INDEX by_step ON e (id, s, t);
CREATE INDEX by_time ON e (id, t, s);
"""


def ordered_query(limit, implied=False):
    """Each step's earliest time not before that of the step before it, by entry."""
    is_step = "s >= {}" if implied else "s = {}"
    query = f"SELECT id, t AS t0, t AS last FROM e WHERE {is_step.format(0)}"
    columns = "t0"
    for step in range(1, len(STEPS)):
        columns += f", t{step}"
        query = f"""SELECT id, {columns[: columns.rindex(",")]}, t{step}, t{step} AS last
            FROM (SELECT *, (SELECT MIN(t) FROM e WHERE e.id = c.id
                AND {is_step.format(step)} AND e.t >= c.last) AS t{step}
                FROM ({query}) AS c)"""
    level = "1" + "".join(
        f" + COALESCE(t{step} - t0 <= {limit}, 0)" for step in range(1, len(STEPS))
    )
    return f"SELECT id, MAX({level}) AS level FROM ({query}) GROUP BY id"


def any_query(limit):
    """The most different steps in a window that an event opens."""
    held = " + ".join(
        f"EXISTS (SELECT 1 FROM e WHERE e.id = c.id AND s = {step}"
        f" AND e.t BETWEEN c.t AND c.t + {limit})"
        for step in range(len(STEPS))
    )
    return f"SELECT id, MAX({held}) AS level FROM e AS c GROUP BY id"


def counts_query(levels):
    counts = ", ".join(f"TOTAL(level > {step})" for step in range(len(STEPS)))
    return f"SELECT {counts} FROM ({levels});"


NEVER = 10**9
QUERIES = [
    ((), ordered_query(NEVER)),
    ((f"--window={WINDOW}s",), ordered_query(WINDOW)),
    (("--implied",), ordered_query(NEVER, implied=True)),
    (("--order=any",), any_query(NEVER)),
    (("--order=any", f"--window={WINDOW}s"), any_query(WINDOW)),
]


def counts_of_table(path, options):
    table = run(
        "funnel-stats",
        "--quiet",
        "--stages=" + ",".join(STEPS),
        "--date-format=%s",
        *options,
        path,
    )
    return [int(line.split(",")[2]) for line in table.splitlines()[1:]]


def compare_with_sql(seed, per_lead):
    path = f"events{seed}.csv"
    write_events(path, seed, per_lead)
    script = load(path) + "".join(counts_query(levels) for _, levels in QUERIES)
    answers = run("sqlite3", "-batch", ":memory:", data=script).splitlines()
    for (options, _), answer in zip(QUERIES, answers, strict=True):
        want = [int(float(count)) for count in answer.split(",")]
        got = counts_of_table(path, options)
        if got != want:
            yield f"seed {seed} {options}: {got}, by SQL {want}"
    yield from compare_strict(path, seed)


def compare_strict(path, seed):
    """SQL says this only in many words."""
    plan = oracle.Plan([[stage] for stage in STEPS], order="strict")
    events = {}
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines()[1:]:
            lead, stage, time = line.split(",")
            events.setdefault(lead, []).append((int(time), plan.step_of(stage), ""))
    for window, options in ((NEVER, ()), (WINDOW, (f"--window={WINDOW}s",))):
        plan.window = window
        levels = [len(oracle.path_of(own, plan).times) for own in events.values()]
        want = [sum(level > step for level in levels) for step in range(len(STEPS))]
        got = counts_of_table(path, ("--order=strict", *options))
        if got != want:
            yield f"seed {seed} strict {options}: {got}, by the oracle {want}"


def sql():
    return [compare_with_sql(*case) for case in ((1, 3), (2, 8), (3, 25))]


# Against the oracle

PLANS = [
    {},
    {"by": ("channel",)},
    {"by": ("region", "channel"), "cohort": "month"},
    {"cohort": "week"},
    {"cohort": "quarter", "confidence": 0.8},
]


def plan_for(rng):
    names = ["Lead", "MQL", "SQL", "Won"][: rng.randint(1, 4)]
    plan = oracle.Plan([[name] for name in names], **rng.choice(PLANS))
    plan.stages[-1].append("Closed Won")
    plan.lost = rng.choice([(), ("Lost",), ("Lost", "Dead")])
    plan.order = rng.choice(["ordered", "ordered", "strict", "any"])
    plan.implied = plan.order == "ordered" and rng.random() < 0.3
    if rng.random() < 0.5:
        plan.window = rng.choice([0, 3600, 86400, 5 * 86400, 30 * 86400]) * SECOND
    return plan


def rows_for(rng, plan, valued):
    """Times on a coarse grid: ties are what is tested. What ties can't settle, two
    events of a lead at the same time and of the same step, doesn't occur. A share
    `valued` of the events has an amount."""
    stages = ["lead", "MQL", "SQL", "Won", "Closed Won", "Lost", "Dead", "Note"]
    grid = rng.choice([3600, 43200, 86400])
    seen = set()
    for _ in range(rng.choice([0, 1, 5, 50, 300])):
        who = f"L{rng.randrange(40)}"
        stage = rng.choices(stages, [6, 4, 4, 3, 1, 1, 1, 2])[0]
        time = rng.randrange(40 * 86400 // grid) * grid
        if (who, time, plan.step_of(stage)) in seen:
            continue
        seen.add((who, time, plan.step_of(stage)))
        cells = {"channel": rng.choice(["Ads", "", "Fair"]), "region": rng.choice("XY")}
        yield (
            who,
            stage,
            int(datetime(2026, 1, 20).timestamp()) * SECOND + time * SECOND,
            Fraction(rng.randrange(10**5), 1000) if rng.random() < valued else None,
            cells,
        )


def as_csv(rows):
    text = "amount,time,region,stage,channel,id\n"
    for who, stage, us, amount, cells in rows:
        time = datetime(1970, 1, 1) + timedelta(microseconds=us)
        money = "" if amount is None else str(float(amount))
        text += f"{money},{time},{cells['region']},{stage},{cells['channel']},{who}\n"
    return text


def compare_with_oracle(seed):
    rng = random.Random(seed)
    plan = plan_for(rng)
    valued = rng.choice([0, 0.5, 1])
    rows = list(rows_for(rng, plan, valued))
    options = ["--quiet", *plan.options(), f"--confidence={plan.confidence}"]
    told = [(*row[:4], tuple(row[4][name] for name in plan.by)) for row in rows]
    # What a won lead without an amount is worth isn't for chance to decide.
    for summary in (False,) if valued == 0.5 else (False, True):
        command = ["funnel-stats", *options, *(["--summary"] if summary else [])]
        output = run(*command, data=as_csv(rows))
        want = oracle.table(plan, told, summary)
        for difference in oracle.differences(want, output, oracle.columns(plan, summary)):
            yield f"seed {seed}: {command}: {difference}"


def against_oracle():
    return [compare_with_oracle(seed) for seed in range(int(sys.argv[2]) if len(sys.argv) > 2 else 400)]


def main():
    os.environ["TZ"] = "UTC"
    comparisons = {"sql": sql, "oracle": against_oracle}[sys.argv[1]]()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [d for differences in pool.map(list, comparisons) for d in differences]
    print(f"{len(comparisons)} comparisons, {len(found)} differences", *found[:20], sep="\n")
    sys.exit(len(found) > 0)


main()
