"""Cuts a small file at every byte: python3 truncation.py

Each beginning of the file has to give the table of the rows that are left, or status 65
and a message, just as Python's csv module and the oracle have it.
"""

import subprocess
import sys

import oracle

EVENTS = (
    'id,stage,time,"chan\n""nel""",amount\n'
    '1,Lead,2026-01-01,"Ads, ""paid""\n\nat night",\n'
    '1,Won,2026-01-03T10:30,é,"20"\n'
    '"2","Lead",2026-01-02 00:00:09Z,"",1.50\n'
    "\n"
    "3,Lead,2026-02-01,é😀,7"
)
PLAN = oracle.Plan([["Lead"], ["Won"]], by=('chan\n"nel"',))


def encodings():
    yield "LF", EVENTS.encode(), "utf-8"
    yield "CRLF", EVENTS.replace("\n", "\r\n").encode(), "utf-8"
    yield "CR", EVENTS.replace("\n", "\r").encode(), "utf-8"
    yield "UTF-16", b"\xff\xfe" + EVENTS.encode("utf-16-le"), "utf-16-le"


def text_of(prefix, encoding):
    """None: it can't be text."""
    if encoding == "utf-8":
        return prefix.decode("utf-8", "surrogateescape")
    if len(prefix) < 2:
        return None
    try:
        return prefix[2:].decode(encoding)
    except UnicodeDecodeError:
        return None


def expected(prefix, encoding, plan):
    """The rows of the table, or None for an error."""
    text = text_of(prefix, encoding)
    if text is None:
        return None
    try:
        return list(oracle.table(plan, oracle.read(plan, text)))
    except oracle.Unusable:
        return None


def wrong(prefix, encoding, plan):
    """What is wrong with the outcome, or nothing."""
    column = '"' + plan.by[0].replace('"', '""') + '"'
    done = subprocess.run(
        ["funnel-stats", "--quiet", "--stages=Lead,Won", "--by=" + column],
        input=prefix,
        capture_output=True,
        check=False,
    )
    want = expected(prefix, encoding, plan)
    errors = done.stderr.decode("utf-8", "replace")
    if want is None:
        if done.returncode != 65 or done.stdout or not errors.startswith("funnel-stats: "):
            yield f"status {done.returncode}, not 65 with a message: {errors}"
    elif done.returncode or errors:
        yield f"status {done.returncode}, not 0: {errors}"
    else:
        output = done.stdout.decode("utf-8", "surrogateescape")
        yield from oracle.differences(want, output, oracle.columns(plan))


def main():
    failed = good = count = 0
    for name, whole, encoding in encodings():
        plan = oracle.Plan(PLAN.stages, by=PLAN.by)
        if name in ("CRLF", "CR"):
            plan.by = (PLAN.by[0].replace("\n", {"CR": "\r", "CRLF": "\r\n"}[name]),)
        for end in range(len(whole) + 1):
            count += 1
            good += expected(whole[:end], encoding, plan) is not None
            for difference in wrong(whole[:end], encoding, plan):
                failed += 1
                print(f"{name}, {whole[:end][-20:]!r} at {end}: {difference}")
    print(f"{count} beginnings, {good} of them good, {failed} failed")
    sys.exit(failed > 0 or good < count / 20)


main()
