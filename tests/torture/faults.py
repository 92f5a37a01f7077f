"""Every call that can fail fails: python3 faults.py [quick]

Each reference command is run once to count its calls of the system and of malloc, by
kind; then once for each of them with that call failing, and once with it and those of its
kind behind it failing. With -o it is run once more where files can't be linked, as on
some file systems. It ends by its table of statuses with one line that says why, or gives
the right output; never anything else, and the file that -o names is the old one or the
whole new one, with nothing left beside it.
"""

import sys

from cases import OLD, QUICK, Bench, chosen, threaded
from runner import CANNOT_CREATE, DONE, IO_ERROR, NO_INPUT, SYSTEM, run_checks

# By the numbers that the shim has for them: which errors may come of it.
KINDS = {
    1: ("malloc", (SYSTEM,)),
    2: ("read", (IO_ERROR,)),
    3: ("write", (IO_ERROR,)),
    # The last is for the new file that a copy is made to where nothing can be linked.
    4: ("open", (NO_INPUT, CANNOT_CREATE, SYSTEM, IO_ERROR)),
    5: ("close", (IO_ERROR,)),
    6: ("fsync", (IO_ERROR,)),
    7: ("rename", (IO_ERROR,)),
    8: ("link", (IO_ERROR,)),
    9: ("pread", (IO_ERROR,)),
    10: ("pwrite", (IO_ERROR,)),
    11: ("chmod", (CANNOT_CREATE, IO_ERROR)),
    12: ("stat", (NO_INPUT, CANNOT_CREATE, IO_ERROR)),
    13: ("access", (CANNOT_CREATE,)),
    14: ("chown", ()),
    15: ("seek", (IO_ERROR,)),
    16: ("affinity", ()),
    17: ("thread", ()),
}
MALLOC, LINK = 1, 8
STEP = 7 if QUICK else 1  # of the calls of malloc, one in so many


def made(bench, to_file, outcome):
    return bench.target.read_bytes() if to_file else outcome.out


def wrong_files(bench, to_file, outcome):
    """Nothing is left beside the target; after an error it is the old one."""
    if not to_file:
        return None
    left = bench.clear()
    if left:
        return f"there is {list(left)}"
    if outcome.status != DONE and bench.target.read_bytes() != OLD:
        return f"the target has changed, {outcome}"
    return None


def wrong_outcome(bench, to_file, outcome, report, live):
    _, still_live, failed, kind = report
    if not failed:
        return "the call was never made"
    if outcome.status != DONE:
        wrong = bench.fails(outcome, *KINDS[kind][1])
    elif made(bench, to_file, outcome) != bench.want.out or outcome.err != bench.want.err:
        wrong = f"not the right output: {outcome}"
    elif still_live > live and not (kind == MALLOC and bench.case.searches):
        wrong = f"{still_live - live} blocks more are never freed"
    else:
        wrong = None
    return wrong or wrong_files(bench, to_file, outcome)


def fail_each(bench, to_file, kind, also):
    """Yields what is wrong where one of the calls of a kind fails."""
    _, (calls, live, _, _) = bench.run_to(to_file, only=kind, also=also)
    for call in range(1, calls + 1, STEP if kind == MALLOC else 1):
        for sticky in (0, 1):
            outcome, report = bench.run_to(to_file, only=kind, also=also, fail=call, sticky=sticky)
            wrong = wrong_outcome(bench, to_file, outcome, report, live)
            how = f"{' -o' * to_file}{', no links' * (also == LINK)}, call {call}{' and on' * sticky}"
            yield wrong and f"{bench.case.name}{how}: {wrong}"


def check(argument):
    case, to_file = argument
    bench = Bench(case)
    outcome, _ = bench.run_to(to_file)
    right = outcome.status == DONE and made(bench, to_file, outcome) == bench.want.out
    yield "faults: none", None if right else f"{case.name}: {outcome}"
    for kind, (name, _) in KINDS.items():
        for also in (0, LINK) if to_file and kind not in (MALLOC, LINK) else (0,):
            for wrong in fail_each(bench, to_file, kind, also):
                yield f"faults: {name}", wrong


def check_threads(case):
    """Which call is the one with the number depends on how threads run: it may not be made
    at all, and what is left is another thread's."""
    bench = Bench(case)
    for kind, (name, statuses) in KINDS.items():
        _, (calls, _, _, _) = bench.run_to(False, only=kind)
        for call in range(1, calls + 1, STEP if kind == MALLOC else 1):
            for sticky in (0, 1):
                outcome, _ = bench.run_to(False, only=kind, fail=call, sticky=sticky)
                right = outcome.status == DONE and outcome == bench.want
                wrong = None if right else bench.fails(outcome, *statuses)
                yield f"faults with threads: {name}", wrong and f"{case.name}, call {call}: {wrong}"


def main():
    jobs = [(check, (case, to_file)) for case in chosen(with_merges=True) for to_file in (False, True)]
    jobs += [(check_threads, case) for case in threaded() if case.quick or not QUICK]
    sys.exit(run_checks(jobs) > 0)


if __name__ == "__main__":
    main()
