"""Runs the table of cases FILE through funnel-stats: python3 funnel_cases.py FILE

A case has events, `seconds:stage` with the leads separated by `/`, and steps separated
by `>`. What is expected: the steps that each lead reached; and, where the cell isn't
empty, the leads lost and open at each step but the last, and the median seconds from
each step to the next (`-` where nobody went on).
"""

import csv
import subprocess
import sys

import oracle

SECOND = 10**6


def rows_of(case):
    for number, lead in enumerate(case["events"].split("/"), 1):
        for event in lead.split():
            seconds, stage = event.split(":")
            yield f"p{number}", int(seconds), stage


def run(case):
    lines = [f"{who},{stage},{seconds}" for who, seconds, stage in rows_of(case)]
    command = [
        "funnel-stats",
        "--quiet",
        "--date-format=%s",
        "--stages=" + case["steps"].replace(">", ","),
        *case["options"].split(),
    ]
    text = "id,stage,time\n" + "\n".join(lines) + "\n"
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        raise ValueError(f"status {done.returncode}: {done.stderr}")
    return list(csv.DictReader(done.stdout.splitlines()))


def seconds_text(days):
    return "-" if days in (None, "") else f"{float(days) * 86400:.6g}"


def entered_by_step(case):
    reached = [int(level) for level in case["reached"].split()]
    return [sum(level > step for level in reached) for step in range(steps_of(case))]


def steps_of(case):
    return case["steps"].count(">") + 1


def outcome(case, rows):
    """In the words of the table."""
    before_last = rows[:-1]
    return {
        "entered": [int(row["entered"]) for row in rows] or [0] * steps_of(case),
        "lost": " ".join(str(row["lost"]) for row in before_last),
        "open": " ".join(str(row["open"]) for row in before_last),
        "seconds": " ".join(seconds_text(row["median_days"]) for row in before_last),
    }


def plan_of(case):
    plan = oracle.Plan([[name] for name in case["steps"].split(">")])
    for option in case["options"].split():
        name, _, value = option.partition("=")
        if name == "--window":
            units = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
            plan.window = int(value[:-1]) * units[value[-1]] * SECOND
        elif name == "--lost":
            plan.lost = tuple(value.split("|"))
        elif name == "--implied":
            plan.implied = True
        elif name == "--order":
            plan.order = value
    return plan


def by_definition(case):
    rows = [(who, stage, s * SECOND, None, ()) for who, s, stage in rows_of(case)]
    return list(oracle.table(plan_of(case), rows))


def differences(case, rows, of_what):
    got = outcome(case, rows)
    want = {"entered": entered_by_step(case)}
    want |= {name: case[name] for name in ("lost", "open", "seconds") if case[name]}
    for name, value in want.items():
        if got[name] != value:
            yield f"{of_what}: {name} is {got[name]}, not {value}"


def main():
    failed = count = 0
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        for case in csv.DictReader(file, strict=True):
            count += 1
            found = [
                *differences(case, by_definition(case), "oracle"),
                *differences(case, run(case), "funnel-stats"),
            ]
            failed += bool(found)
            for difference in found:
                print(f"{case['source']}, {case['case']}: {difference}")
                print(f"  {case['options']} {case['steps']} {case['events']}")
    print(f"{count} cases, {failed} failed")
    sys.exit(failed > 0 or count == 0)


main()
