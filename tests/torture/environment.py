"""The system misbehaves: python3 environment.py [quick]

Full disks, closed descriptors, pipes nobody reads, bytes that come one at a time, little
memory, small files, other locales and time zones, and the end at any moment: the same
output, or an error of the table of statuses.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cases import OLD, QUICK, Bench, chosen
from runner import BUILD, DONE, IO_ERROR, NO_INPUT, PLAIN, SYSTEM, run_checks

LOCALES = ("tr_TR.UTF-8", "de_DE.UTF-8", "tr_TR.ISO-8859-9")
# An end by SIGPIPE, as the system says it and as a shell does.
PIPE_ENDS = (-signal.SIGPIPE, 128 + signal.SIGPIPE)


def runs_alike(bench, **how):
    return bench.differs(bench.runner.run(bench.case.argv, **how))


def limited(limit, argv):
    """As a shell with a limit runs it; what goes to stderr is always writable."""
    done = subprocess.run(
        ["sh", "-c", f'ulimit {limit}; exec "$@"', "sh", str(BUILD / "bin" / argv[0]), *argv[1:]],
        env=PLAIN, stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )
    return done.returncode, done.stdout, done.stderr


def transfers(bench):
    for name in ("bytes", "eintr"):
        outcome, _ = bench.runner.run_shimmed(bench.case.argv, **{name: 1})
        yield f"{name}: all transfers", bench.differs(outcome)
    both, _ = bench.runner.run_shimmed(bench.argv_to_file, bytes=1, eintr=1)
    right = both.status == DONE and bench.target.read_bytes() == bench.want.out
    yield "bytes: to a file, interrupted", None if right else str(both)


def descriptors(bench):
    run, argv = bench.runner.run, bench.case.argv
    full = run(argv, files=[(os.POSIX_SPAWN_OPEN, 1, "/dev/full", os.O_WRONLY, 0)])
    yield "full disk", bench.fails(full, IO_ERROR)
    yield "stdin closed", runs_alike(bench, files=[(os.POSIX_SPAWN_CLOSE, 0)])
    closed = run(argv, files=[(os.POSIX_SPAWN_CLOSE, 1)])
    yield "stdout closed", bench.fails(closed, IO_ERROR)
    silent = run(argv, files=[(os.POSIX_SPAWN_CLOSE, 2)])
    right = (silent.status, silent.out) == (DONE, bench.want.out)
    yield "stderr closed", None if right else str(silent)
    nothing = run(bench.argv_to_file, files=[(os.POSIX_SPAWN_CLOSE, fd) for fd in range(3)])
    right = nothing.status == DONE and bench.target.read_bytes() == bench.want.out
    yield "all closed, -o", None if right else str(nothing)


def standard_input(bench):
    name = bench.case.argv[-1]
    argv = (*bench.case.argv[:-1], "-")
    folder = bench.runner.run(argv, files=[(os.POSIX_SPAWN_OPEN, 0, ".", os.O_RDONLY, 0)])
    yield "stdin is a folder", bench.fails(folder, NO_INPUT)
    closed = bench.runner.run(argv, files=[(os.POSIX_SPAWN_CLOSE, 0)])
    yield "stdin is needed and closed", bench.fails(closed, IO_ERROR)
    same = bench.runner.run(argv, stdin=bench.case.files[name])
    notes = same.err.replace(b"<stdin>", name.encode())
    right = (same.status, same.out, notes) == (DONE, bench.want.out, bench.want.err)
    yield "stdin is the file", None if right else str(same)


def pipes(bench):
    """Nobody reads: the end is silent, whatever SIGPIPE was set to."""
    for how in (signal.SIG_DFL, signal.SIG_IGN):
        theirs, ours = os.pipe()
        os.close(theirs)
        program = str(BUILD / "bin" / bench.case.tool)
        before = signal.signal(signal.SIGPIPE, how)
        bench.runner.stderr.put()
        pid = os.posix_spawn(
            program, bench.case.argv, PLAIN,
            file_actions=[(os.POSIX_SPAWN_DUP2, ours, 1),
                          (os.POSIX_SPAWN_DUP2, bench.runner.stderr.fd, 2)],
        )
        signal.signal(signal.SIGPIPE, before)
        os.close(ours)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        silent = bench.runner.stderr.get() == bench.want.err
        right = status in PIPE_ENDS and silent
        yield "closed pipe", None if right else f"status {status}: {bench.runner.stderr.get()!r}"


def limits(bench, step):
    # So little that the program itself can't be loaded isn't its fault.
    for kilobytes in range(3000, 40000, step):
        status, out, err = limited(f"-v {kilobytes}", bench.case.argv)
        if status == 127 or b"error while loading" in err or status == 126:
            continue
        right = status == DONE and out == bench.want.out
        right |= status == SYSTEM and err.endswith(b": out of memory\n")
        # The loader's own end, before any of the program ran.
        right |= status in (-signal.SIGSEGV, -signal.SIGKILL, 139, 137) and not err and kilobytes < 4000
        yield "little memory", None if right else f"{kilobytes} kB: status {status}, {err!r}"
    if bench.want.out:
        bench.target.write_bytes(OLD)
        status, out, err = limited("-f 0", bench.argv_to_file)
        right = status == IO_ERROR and b"write error" in err and not out
        right = right and bench.target.read_bytes() == OLD and os.listdir("made") == ["target"]
        yield "files may not grow", None if right else f"status {status}, {err!r}"


def surroundings(bench, locales):
    for name in LOCALES:
        if (Path(locales) / name).is_dir():
            env = {"LC_ALL": name, "LANG": name, "LOCPATH": locales}
            yield f"locale {name}", runs_alike(bench, env=env)
    for zone in ("Pacific/Kiritimati", "America/St_Johns", ":nowhere", "XYZ-14:59"):
        yield "time zone", runs_alike(bench, env={"TZ": zone})
    for env in ({"HOME": ""}, {"TMPDIR": "/nowhere"}, {"COLUMNS": "3", "TERM": "dumb"},
                {"LC_ALL": "nowhere"}, {"LANGUAGE": "de", "LC_ALL": "C.UTF-8"}):
        yield "environment variables", runs_alike(bench, env=env)


def left_over(bench, between):
    """What is wrong after a kill: the target is old or new; and only in the instant
    between its having a name and its being renamed may the whole new file stand beside
    it."""
    found = bench.target.read_bytes()
    if found not in (OLD, bench.want.out):
        return f"the target is neither old nor new: {found[-100:]!r}"
    others = bench.clear()
    if others and not (between and list(others.values()) == [bench.want.out]):
        return f"{list(others)} is left"
    return None


CLOSE, RENAME = 5, 7  # as the shim numbers them


def kills(bench, step, rng):
    _, (calls, *_) = bench.run_to(True)
    for call in range(1, calls + 1, step):
        outcome, report = bench.run_to(True, kill=call)
        between = report[3] in (CLOSE, RENAME)
        wrong = left_over(bench, between)
        if not wrong and outcome.status != -signal.SIGKILL:
            wrong = f"it wasn't killed: {outcome}"
        yield "killed before any call", wrong and f"call {call}: {wrong}"
    for _ in range(40 // step):
        bench.target.write_bytes(OLD)
        program = str(BUILD / "bin" / bench.case.tool)
        pid = os.posix_spawn(program, bench.argv_to_file, PLAIN,
                             file_actions=[(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
        time.sleep(rng.random() * 0.004)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        yield "killed at some time", left_over(bench, True)


def check(argument):
    case, locales = argument
    bench = Bench(case)
    parts = [
        transfers(bench),
        descriptors(bench),
        standard_input(bench),
        pipes(bench),
        limits(bench, 9000 if QUICK else 700),
        surroundings(bench, locales),
        kills(bench, 20 if QUICK else 1, random.Random(case.name)),
    ]
    for part in parts:
        for name, wrong in part:
            yield f"environment: {name}", wrong and f"{case.name}: {wrong}"


def make_locales(folder):
    """Those that can be made here; others aren't looked at, and no row tells of them."""
    if not shutil.which("localedef"):
        return
    for name in LOCALES:
        source, charset = name.split(".")
        subprocess.run(
            ["localedef", "-i", source, "-f", charset, f"{folder}/{name}"],
            capture_output=True, check=False,
        )


def main():
    with tempfile.TemporaryDirectory(prefix="torture-") as locales:
        if not QUICK:
            make_locales(locales)
        failures = run_checks([(check, (case, locales)) for case in chosen()])
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
