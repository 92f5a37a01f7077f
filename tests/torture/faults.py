"""Every call that can fail fails: python3 faults.py [quick]

Each reference command is run once to count its calls of the system and of malloc; then
once for each of them with that call failing, and once with it and those of its kind
behind it failing. It ends by its table of statuses with one line that says why, or gives
the right output; never anything else, and the file that -o names is the old one or the
whole new one, with nothing left beside it.
"""

import os
import sys
from pathlib import Path

from cases import CASES, states
from runner import (
    CANNOT_CREATE,
    DATA,
    DONE,
    IO_ERROR,
    NO_INPUT,
    SYSTEM,
    Runner,
    badly_ended,
    lay_out,
    output_of,
    run_checks,
)

# By the numbers that the shim has for them: which errors may come of it.
KINDS = {
    1: ("malloc", (SYSTEM,)),
    2: ("read", (IO_ERROR,)),
    3: ("write", (IO_ERROR,)),
    4: ("open", (NO_INPUT, CANNOT_CREATE, SYSTEM)),
    5: ("close", (IO_ERROR,)),
    6: ("fsync", (IO_ERROR,)),
    7: ("rename", (IO_ERROR,)),
    8: ("link", (IO_ERROR,)),
    9: ("iconv_open", (SYSTEM,)),
    10: ("iconv", (DATA,)),
    11: ("pread", (IO_ERROR,)),
    12: ("pwrite", (IO_ERROR,)),
    13: ("chmod", (CANNOT_CREATE, IO_ERROR)),
    14: ("stat", (NO_INPUT, CANNOT_CREATE, IO_ERROR)),
}
OLD = b"precious\n"
QUICK_STEP = 7  # of the calls, one in so many


class Bench:
    """A case with its result, in a folder that holds an old file for -o."""

    def __init__(self, case):
        self.case = case
        self.runner = Runner()
        lay_out(case.files)
        os.mkdir("made")
        self.target = Path("made", "target")
        self.argv = (case.tool, "-o", str(self.target), *case.argv[1:])
        self.want = self.runner.run(case.argv)
        if self.want.status != DONE:
            raise AssertionError(f"{case.name}: {self.want}")

    def run(self, to_file, **settings):
        if not to_file:
            return self.runner.run_shimmed(self.case.argv, **settings)
        self.target.write_bytes(OLD)
        return self.runner.run_shimmed(self.argv, **settings)

    def made(self, to_file, outcome):
        return self.target.read_bytes() if to_file else outcome.out

    def wrong_files(self, to_file, outcome):
        """Nothing is left beside the target; after an error it is the old one."""
        if not to_file:
            return None
        if os.listdir("made") != ["target"]:
            left = os.listdir("made")
            for name in left:
                os.unlink(Path("made", name))
            return f"there is {left}"
        if outcome.status != DONE and self.target.read_bytes() != OLD:
            return f"the target has changed, {outcome}"
        return None


def wrong_outcome(bench, to_file, outcome, report, live):
    _, still_live, failed, kind = report
    if not failed:
        return "the call was never made"
    if outcome.status != DONE:
        wrong = badly_ended(bench.case, outcome, KINDS[kind][1], bench.want.err)
    elif bench.made(to_file, outcome) != bench.want.out or outcome.err != bench.want.err:
        wrong = f"not the right output: {outcome}"
    elif still_live > live:
        wrong = f"{still_live - live} blocks more are never freed"
    else:
        wrong = None
    return wrong or bench.wrong_files(to_file, outcome)


def check(argument):
    case, to_file, step = argument
    bench = Bench(case)
    outcome, (calls, live, _, _) = bench.run(to_file)
    right = outcome.status == DONE and bench.made(to_file, outcome) == bench.want.out
    yield "faults: none", None if right else f"{case.name}: {outcome}"
    for call in range(1, calls + 1, step):
        for sticky in (0, 1):
            outcome, report = bench.run(to_file, fail=call, sticky=sticky)
            wrong = wrong_outcome(bench, to_file, outcome, report, live)
            name = KINDS.get(report[3], ("nothing",))[0]
            where = f"{case.name}{' -o' * to_file}, call {call}{' and on' * sticky}"
            yield f"faults: {name}", wrong and f"{where}: {wrong}"


def main():
    quick = "quick" in sys.argv[1:]
    cases = [case for case in CASES if case.quick or not quick]
    if not quick:
        cases += states(cases, output_of)
    jobs = [(check, (case, to_file, QUICK_STEP if quick else 1))
            for case in cases for to_file in (False, True)]
    sys.exit(run_checks(jobs) > 0)


if __name__ == "__main__":
    main()
