"""builds.py NAME ONE OTHER: two builds of the tools write the same bytes: for each reference
command and some larger examples. Programs for another machine are run by what binfmt_misc
or QEMU say: set QEMU to the command. Prints a row check,runs,failures.
"""

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


def main():
    name, one, other = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
    cases = [*CASES, *MORE, *larger()]
    failed = 0
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            for file, data in case.files.items():
                Path(file).write_bytes(data)
            here, there = outcome(one, case, []), outcome(other, case, EMULATOR)
            os.chdir("/")
        if here != there:
            failed += 1
            print(f"{name}: {case.argv}:\n{here[1][-300:]}\n{there[1][-300:]}\n{there[2][-200:]}", file=sys.stderr)
    print(f"the same bytes: {name},{len(cases)},{failed}")
    sys.exit(failed > 0)


main()
