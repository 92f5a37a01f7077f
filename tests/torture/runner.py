"""Runs commands quickly, with what they write kept in memory, and says what is wrong."""

import csv
import io
import math
import os
import random
import select
import shutil
import signal
import sys
import tempfile
from multiprocessing import Pool
from pathlib import Path

BUILD = Path(os.environ.get("BUILD", "build")).resolve()
SHIM = BUILD / "tests" / "torture" / "shim.so"
SECONDS = 20  # longer than anything here may take; a hang is a failure
PLAIN = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}

DONE, USAGE, DATA, NO_INPUT, SYSTEM, CANNOT_CREATE, IO_ERROR = 0, 64, 65, 66, 71, 73, 74


class Outcome:
    """How a command ended: status (negative: the signal), stdout, stderr."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __str__(self):
        return f"status {self.status}, stdout {self.out[-100:]!r}, stderr {self.err[-300:]!r}"


class Memory:
    """A file without a name, which commands write to or read from."""

    def __init__(self):
        self.fd = os.memfd_create("torture")

    def put(self, data=b""):
        os.ftruncate(self.fd, 0)
        if data:
            os.pwrite(self.fd, data, 0)
        os.lseek(self.fd, 0, os.SEEK_SET)

    def get(self):
        return os.pread(self.fd, os.fstat(self.fd).st_size, 0)


class Runner:
    """Runs tools in the current folder. stdin is empty unless given."""

    def __init__(self):
        self.stdin, self.stdout, self.stderr = Memory(), Memory(), Memory()
        self.report = Memory()
        os.set_inheritable(self.report.fd, True)

    def run(self, argv, stdin=b"", env=(), files=(), seconds=SECONDS):
        """files: more of posix_spawn's file_actions."""
        self.stdin.put(stdin)
        self.stdout.put()
        self.stderr.put()
        actions = [
            (os.POSIX_SPAWN_DUP2, self.stdin.fd, 0),
            (os.POSIX_SPAWN_DUP2, self.stdout.fd, 1),
            (os.POSIX_SPAWN_DUP2, self.stderr.fd, 2),
            *files,
        ]
        program = str(BUILD / "bin" / argv[0])
        pid = os.posix_spawn(
            program,
            argv,
            {**PLAIN, **dict(env)},
            file_actions=actions,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )
        status = wait(pid, seconds)
        return Outcome(status, self.stdout.get(), self.stderr.get())

    def run_shimmed(self, argv, **settings):
        """With the shim; its settings are numbers without TORTURE_. Returns the outcome
        and the report: calls, blocks that live, calls that failed, their kind."""
        self.report.put(bytes(32))
        env = {"LD_PRELOAD": str(SHIM), "TORTURE_REPORT": str(self.report.fd)}
        env.update({f"TORTURE_{name.upper()}": str(n) for name, n in settings.items()})
        outcome = self.run(argv, env=env)
        words = memoryview(self.report.get()).cast("q")
        return outcome, tuple(words)


def wait(pid, seconds):
    """The status of a child, which is killed where it takes too long."""
    fd = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    if not poll.poll(seconds * 1000):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)
        return "too long"
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def lay_out(files):
    """Writes the files of a case to the current folder."""
    for name, data in files.items():
        Path(name).write_bytes(data)


def badly_ended(case, outcome, statuses, notes=b""):
    """What is wrong with an error: its status is one of those, and one line says why,
    besides the notes that the command writes anyway."""
    if outcome.status not in statuses:
        return f"status {outcome.status}, not one of {statuses}: {outcome.err!r}"
    if not outcome.err.endswith(b"\n"):
        return f"no message: {outcome.err!r}"
    known = notes.splitlines()
    lines = [line for line in outcome.err.splitlines() if line not in known]
    if len(lines) != 1 or not lines[0].startswith(case.tool.encode() + b": "):
        return f"not one message of one line: {outcome.err!r}"
    return None


# Checks: a check is a function that yields (a name, None or what was wrong) for a case.


def folder():
    """In memory, where there is such a place."""
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return tempfile.mkdtemp(prefix="torture-", dir=where)


def in_folder(function, argument):
    """What the function gives in a new folder, which is gone afterwards."""
    home, here = os.getcwd(), folder()
    os.chdir(here)
    try:
        return function(argument)
    finally:
        os.chdir(home)
        shutil.rmtree(here)


def count(job):
    """How often a check ran and failed, and the first complaints."""
    check, argument = job
    counts, complaints = {}, []
    for name, problem in check(argument):
        runs, failures = counts.get(name, (0, 0))
        counts[name] = (runs + 1, failures + (problem is not None))
        if problem is not None and failures < 20:
            complaints.append(f"{name}: {problem}")
    return counts, complaints


def work(job):
    return in_folder(count, job)


def output_of(case):
    """What a case writes; it has to end well."""

    def run(case):
        lay_out(case.files)
        outcome = Runner().run(case.argv)
        if outcome.status != DONE:
            raise AssertionError(f"{case.name}: {outcome}")
        return outcome.out

    return in_folder(run, case)


def run_checks(jobs):
    """Runs (check, argument) on all processors, prints rows check,runs,failures, and
    what was wrong to stderr. Returns the number of failures."""
    sums = {}
    with Pool(os.cpu_count()) as pool:
        for counts, complaints in pool.imap_unordered(work, jobs):
            for line in complaints:
                print(line, file=sys.stderr)
            for name, (runs, failures) in counts.items():
                before = sums.get(name, (0, 0))
                sums[name] = (before[0] + runs, before[1] + failures)
    for name, (runs, failures) in sums.items():
        print(f"{name},{runs},{failures}")
    return sum(failures for _, failures in sums.values())


# Random inputs, and what a reference makes of them


def table(outcome):
    return list(csv.DictReader(io.StringIO(outcome.out.decode(), newline=""), strict=True))


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def near(text, want, tolerance):
    return text != "" and abs(float(text) - float(want)) <= tolerance * max(abs(float(want)), 1e-6)


def log_beta(a, b):
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def check_seed(argument):
    name, function, seeds = argument
    runner = Runner()
    for seed in seeds:
        wrong = function(runner, random.Random(seed))
        yield f"arithmetic: {name}", wrong and f"{name}, seed {seed}: {wrong}"


def check_seeds(checks):
    """checks: by name, a function that says what is wrong for a runner and a generator of
    random numbers, and for how many seeds; with the word quick for one in 50. Returns the
    number of failures."""
    share = 50 if "quick" in sys.argv[1:] else 1
    jobs = []
    for name, (function, count) in checks.items():
        seeds = range(max(count // share, 2))
        jobs += [(check_seed, (name, function, seeds[i::4])) for i in range(4) if seeds[i::4]]
    return run_checks(jobs)
