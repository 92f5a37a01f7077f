"""Runs the cases of an area in discount-public.csv: discount-public.py COUNT AREA

A case has a policy and a quote, each a whole CSV file, and what other systems document as
the result: `column` of the output, or several joined by `;`, row after row, joined by `;`.
Numbers are compared as decimals, so 7 is 7.00; `~-0.192` is what rounds to it, where the
source states no more digits. COUNT is how many cases the area has: none is left out
silently. Without an area the number of all cases is printed.
"""

import csv
import decimal
import pathlib
import subprocess
import sys
import tempfile

TABLE = pathlib.Path(__file__).with_suffix(".csv")


def number(text):
    try:
        return decimal.Decimal(text)
    except decimal.InvalidOperation:
        return None


def agrees(got, want):
    if want.startswith("~"):
        stated, exact = number(want[1:]), number(got)
        return exact is not None and exact.quantize(stated, decimal.ROUND_HALF_UP) == stated
    stated, exact = number(want), number(got)
    if stated is None or exact is None:
        return got == want
    return exact == stated


def run(case):
    """Returns the values of the case's columns, row after row."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["discount-calc", *case["arguments"].split()]
        if case["policy"]:
            policy = pathlib.Path(folder, "policy.csv")
            policy.write_text(case["policy"] + "\n", encoding="utf-8")
            command.append(f"--policy={policy}")
        done = subprocess.run(
            command, input=case["quote"] + "\n", capture_output=True, text=True, check=False
        )
    if done.returncode or done.stderr:
        raise ValueError(f"status {done.returncode}: {done.stderr.strip()}")
    rows = csv.DictReader(done.stdout.splitlines(), strict=True)
    return [row[column] for row in rows for column in case["column"].split(";")]


def fault(case):
    """What is wrong with the case, or nothing."""
    want = case["expected"].split(";")
    try:
        got = run(case)
    except (OSError, ValueError, KeyError) as error:
        return f"{type(error).__name__}: {error}"
    if len(got) == len(want) and all(map(agrees, got, want)):
        return None
    return f"{case['column']} is {';'.join(got)}, not {case['expected']}"


def main():
    with TABLE.open(newline="", encoding="utf-8") as file:
        cases = list(csv.DictReader(file, strict=True))
    if len({case["id"] for case in cases}) != len(cases):
        sys.exit("an id stands twice")
    if len(sys.argv) == 1:
        print(len(cases))
        return
    count, area = int(sys.argv[1]), sys.argv[2]
    cases = [case for case in cases if case["area"] == area]
    failed = 0
    for case in cases:
        if reason := fault(case):
            failed += 1
            print(f"{case['id']} ({case['source']}): {reason}")
    print(f"{area}: {len(cases)} cases of {count}, {failed} failed")
    sys.exit(failed > 0 or len(cases) != count)


main()
