"""What --partial and --merge have to keep: python3 partial.py splits | cuts | damages

splits  200 random splits by id, written as states, merged in random ways, are the whole
        run to the byte.
cuts    a state that was cut at any byte is an error, never a wrong table.
damages a state with a changed cell or without one of its rows is an error that names
        the file, and for a cell the line.
"""

import csv
import io
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

SPLITS = 200
STEPS = ("--stages=Lead,MQL|Marketing,SQL,Won", "--lost=Lost|Dead")
MEASURES = [
    (),
    ("--window=30d",),
    ("--implied",),
    ("--order=strict",),
    ("--order=any", "--window=20d"),
    ("--by=channel",),
    ("--by=region,channel", "--cohort=quarter"),
    ("--cohort=week", "--implied"),
    ("--from=2026-02-01", "--to=2026-05-31", "--by=region"),
    ("--as-of=2026-04-30", "--cohort=month"),
    ("--as-of=2027-01-01T12:00:00.5Z", "--window=1w", "--by=channel"),
]
SHOWN = [
    (),
    ("--summary",),
    ("--confidence=0.8",),
    ("--format=json",),
    ("--summary", "--format=table"),
]


def funnel_stats(*options, data=None):
    done = subprocess.run(
        ["funnel-stats", "--quiet", *options],
        input=data,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def good(*options, data=None):
    status, output, errors = funnel_stats(*options, data=data)
    if status or errors:
        raise AssertionError(f"{options}: status {status}: {errors}")
    return output


# Data


def events(rng, ids):
    """Lists of rows, one for each id."""
    for i in range(ids):
        first = rng.randrange(150 * 86400)
        count = rng.randint(1, 7)
        times = sorted(rng.sample(range(first, first + 50 * 86400), count))
        stages = ["Lead", "MQL", "SQL", "Won"][: rng.randint(1, 4)]
        stages += rng.choices(["Lost", "dead", "Note", "Marketing", "Lead"], k=count)
        yield [
            [
                f"L{i:03}" if i % 7 else f'"L,{i}"',
                stage,
                (datetime(2026, 1, 1) + timedelta(seconds=time)).isoformat(" "),
                rng.choice(["Ads", '"Word, of ""mouth"""', "", "é", "=1+1"]),
                rng.choice(["EU", "US"]),
                rng.choice(["", "", f"{rng.randrange(10**6) / 1000}", "-0.001"]),
            ]
            for stage, time in zip(stages, times)
        ]


def as_csv(leads):
    head = b"id,stage,time,channel,region,amount\n"
    rows = [",".join(row).encode() for rows in leads for row in rows]
    return head + b"".join(row + b"\n" for row in rows)


# Splits


class Split:
    """One of the splits: a folder for its files, and what to do with them."""

    def __init__(self, number, leads, folder):
        self.rng = random.Random(number)
        self.leads = leads
        self.folder = folder / str(number)
        self.folder.mkdir()
        self.measure = (*STEPS, *MEASURES[number % len(MEASURES)])
        self.shown = self.rng.choice(SHOWN)
        self.count = 0

    def keep(self, state):
        self.count += 1
        path = self.folder / f"{self.count}.state"
        path.write_bytes(state)
        return str(path)

    def part(self, leads):
        """The state of some leads, their rows in another order."""
        if self.rng.random() < 0.3:
            return self.keep(good(*self.measure, "--partial", "--sorted", data=as_csv(leads)))
        rows = [[row] for rows in leads for row in rows]
        self.rng.shuffle(rows)
        return self.keep(good(*self.measure, "--partial", data=as_csv(rows)))

    def parts(self):
        leads = [[] for _ in range(self.rng.randint(1, 8))]
        for lead in self.leads:
            self.rng.choice(leads).append(lead)
        if self.rng.random() < 0.2:
            leads.append([])
        return [self.part(lead) for lead in leads]

    def merge_some(self, states):
        """Makes one state of two or more of them."""
        self.rng.shuffle(states)
        some = [states.pop() for _ in range(self.rng.randint(2, len(states)))]
        states.append(self.keep(good("--merge", "--partial", *some)))

    def concatenate_some(self, states):
        self.rng.shuffle(states)
        some = [states.pop() for _ in range(self.rng.randint(2, len(states)))]
        states.append(self.keep(b"".join(Path(state).read_bytes() for state in some)))

    def run(self):
        states = self.parts()
        while len(states) > 1 and self.rng.random() < 0.6:
            self.rng.choice([self.merge_some, self.concatenate_some])(states)
        self.rng.shuffle(states)
        if len(states) == 1 and self.rng.random() < 0.5:
            return good("--merge", *self.shown, data=Path(states[0]).read_bytes())
        return good("--merge", *self.shown, *states)


def differs(number, leads, folder):
    split = Split(number, leads, folder)
    whole = good(*split.measure, *split.shown, data=as_csv(leads))
    if split.run() != whole:
        return f"split {number}: {split.measure} {split.shown}: see {split.folder}"
    return None


def splits():
    leads = list(events(random.Random(1), 300))
    folder = Path("splits")
    folder.mkdir()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [d for d in pool.map(lambda n: differs(n, leads, folder), range(SPLITS)) if d]
    print(f"{SPLITS} splits, {len(found)} failed", *found, sep="\n")
    return not found


# Cuts


def cuts():
    leads = list(events(random.Random(2), 6))
    measure = (*STEPS, "--by=channel")
    whole = good(*measure, "--partial", data=as_csv(leads))
    other = Path("other.state")
    other.write_bytes(good(*measure, "--partial", data=as_csv(events(random.Random(3), 4))))
    wanted = good("--merge", "-", str(other), data=whole)
    failed = 0
    for end in range(len(whole)):
        for order in (("-", str(other)), (str(other), "-")):
            status, output, errors = funnel_stats("--merge", *order, data=whole[:end])
            if status == 65 and not output and errors.startswith("funnel-stats: "):
                continue
            if status == 0 and output == wanted and whole[end:] == b"\n":
                continue
            failed += 1
            if failed < 10:
                print(f"cut at {end}, behind {whole[:end][-40:]!r}: status {status} {errors}")
    print(f"{len(whole)} cuts, {failed} failed")
    return not failed


# Damages

# In the first row with this record and name, this column becomes this.
CHANGES = [
    ("setting", "version", "value", "99"),
    ("setting", "version", "name", "vision"),
    ("setting", "stages", "value", ""),
    ("setting", "stages", "value", "A,,B"),
    ("setting", "order", "value", "odd"),
    ("setting", "window", "value", "soon"),
    ("setting", "as-of", "value", "soon"),
    ("latest", "", "value", "soon"),
    ("entered", "", "record", "centered"),
    ("entered", "", "count", "-2"),
    ("entered", "", "count", "2x"),
    ("entered", "", "count", ""),
    ("entered", "", "count", "99999999999999999999"),
    ("entered", "", "step", "0"),
    ("entered", "", "step", "5"),
    ("valued", "", "value", "much"),
    ("valued", "", "count", "0"),
    ("converted", "", "value", "x"),
    ("converted", "", "value", ""),
    ("converted", "", "value", "99999999999999999999"),
    ("open", "", "value", "-"),
]
# Amounts and the latest time have nothing to add up to.
MAY_LACK = ("valued", "latest")


def as_state(header, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def merge_refuses(text, beginning):
    """What is wrong with how such a state is refused, or nothing."""
    Path("state").write_text(text, encoding="utf-8")
    status, output, errors = funnel_stats("--merge", "state")
    if status != 65 or output or not errors.startswith(beginning):
        yield f"status {status}, {errors or output.decode()!r}, not 65 and {beginning!r}"


def damages():
    state = good(*STEPS, "--by=channel", "--partial", data=as_csv(events(random.Random(2), 6)))
    reader = csv.DictReader(io.StringIO(state.decode(), newline=""), strict=True)
    rows = list(reader)
    header = reader.fieldnames
    found = []
    for record, name, column, value in CHANGES:
        changed = [dict(row) for row in rows]
        at = next(i for i, row in enumerate(rows) if (row["record"], row["name"]) == (record, name))
        changed[at][column] = value
        # A setting is known to be wrong once all of them are read.
        where = "" if record == "setting" else f"{at + 2}: "
        text = as_state(header, changed)
        for wrong in merge_refuses(text, f"funnel-stats: state:{where}"):
            found.append(f"{record} {name} {column} {value}: {wrong}")
    for at, row in enumerate(rows):
        if row["record"] in MAY_LACK or row["count"] == "0":
            continue
        for wrong in merge_refuses(as_state(header, rows[:at] + rows[at + 1 :]), "funnel-stats: "):
            found.append(f"without {row}: {wrong}")
    print(f"{len(found)} failed", *found, sep="\n")
    return not found


sys.exit(not {"splits": splits, "cuts": cuts, "damages": damages}[sys.argv[1]]())
