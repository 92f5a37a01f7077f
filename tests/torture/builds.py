"""builds.py NAME ONE OTHER: two builds of the tools write the same bytes: for each reference
command and some larger examples. Programs for another machine are run by what binfmt_misc
or QEMU say: set QEMU to the command. Prints rows check,runs,failures.

Another machine has another library of mathematics, whose logarithms and powers may differ
in their last bit, and what is found by iteration with them in more. Of the tools that do
that its numbers may differ by 1e-8 of their size, and where the tool notes that a model's
parameters run off, by 1e-3: a flat ridge has no one top, and may have standard errors or
not. Anything else is the same, and all bytes are of the other tools.
"""

import csv
import io
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from cases import CASES, DATA, MORE, Case, sample

EMULATOR = shlex.split(os.environ.get("QEMU", ""))


def larger():
    """What takes more arithmetic than the small ones."""
    orders, leads = sample("clv-orders.csv"), sample("lead-train-leads.csv")
    air, sales = sample("forecast-airpassengers.csv"), sample("forecast-lemonade.csv")
    made = subprocess.run([sys.executable, DATA / "pipeline-make.py", "12", "60"],
                          capture_output=True, check=True).stdout
    yield Case("clv", ("clv", "--horizon=52w", "in.csv"), {"in.csv": orders})
    yield Case("clv", ("clv", "--model=pareto-nbd", "--params", "in.csv"), {"in.csv": orders})
    yield Case("lead-train", ("lead-train", "--outcome=won", "in.csv"), {"in.csv": leads})
    yield Case("lead-train", ("lead-train", "--outcome=won", "--evaluate", "in.csv"), {"in.csv": leads})
    for method in ("auto", "ets", "dotm", "theta", "holt-winters", "exponential"):
        yield Case("forecast", ("forecast", "--method=" + method, "in.csv"), {"in.csv": air})
    yield Case("forecast", ("forecast", "--period=week", "--by=stand", "in.csv"), {"in.csv": sales})
    for option in ("--backtest", "--deals", "--new-business"):
        yield Case("pipeline", ("pipeline", "--period=quarter", option, "in.csv"), {"in.csv": made})


def outcome(build, case, emulator):
    done = subprocess.run(
        [*emulator, str(build / "bin" / case.tool), *case.argv[1:]],
        env={**os.environ, "LC_ALL": "C"}, stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )
    return done.returncode, done.stdout, done.stderr


ITERATE = ("clv", "forecast", "lead-train", "pipeline")


def near(one, other, tolerance):
    try:
        a, b = float(one), float(other)
    except ValueError:
        return tolerance > 1e-8 and "" in (one, other)
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def alike(case, here, there):
    """The same but for the last digits of numbers."""
    if here[0] != there[0] or here[2] != there[2] or case.tool not in ITERATE:
        return False
    tolerance = 1e-3 if b"parameters run off" in here[2] else 1e-8
    tables = [list(csv.reader(io.StringIO(outcome[1].decode()))) for outcome in (here, there)]
    if [len(row) for row in tables[0]] != [len(row) for row in tables[1]]:
        return False
    pairs = (pair for rows in zip(*tables) for pair in zip(*rows))
    return all(one == other or near(one, other, tolerance) for one, other in pairs)


def main():
    name, one, other = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
    cases = [*CASES, *MORE, *larger()]
    failed = {"the same bytes": 0, "alike": 0}
    runs = dict.fromkeys(failed, 0)
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            for file, data in case.files.items():
                Path(file).write_bytes(data)
            here, there = outcome(one, case, []), outcome(other, case, EMULATOR)
            os.chdir("/")
        check = "alike" if EMULATOR and case.tool in ITERATE else "the same bytes"
        runs[check] += 1
        if here != there and not (check == "alike" and alike(case, here, there)):
            failed[check] += 1
            print(f"{name}: {case.argv}:\n{here[1][-300:]}\n{there[1][-300:]}\n{there[2][-200:]}", file=sys.stderr)
    for check, count in runs.items():
        if count:
            print(f"{check}: {name},{count},{failed[check]}")
    sys.exit(sum(failed.values()) > 0)


main()
