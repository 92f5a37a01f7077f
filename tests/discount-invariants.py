"""[FILE]: what holds for every output of discount-calc by line, whatever the policy.

list_total and the amounts in `why` are net, exactly; net is never below 0, or above for
returns; discount and margin are what they say. Prints what breaks this and ends with 1,
else prints how many quotes there were.
"""

import csv
import re
import sys
from decimal import Decimal

AMOUNT = re.compile(r"[^|:=(),]+:([+-][0-9.]+)(?: \(beats [^)]*\))?")


def amounts(why):
    for part in why.split(" | ") if why else []:
        match = AMOUNT.fullmatch(part)
        if not match:
            raise ValueError(f"not an amount: {part}")
        yield Decimal(match.group(1))


def faults(row):
    listed, net, discount = (Decimal(row[name]) for name in ("list_total", "net", "discount"))
    taken = list(amounts(row["why"]))
    if listed + sum(taken) != net:
        yield f"list_total and why are {listed + sum(taken)}, net is {net}"
    if listed - discount != net:
        yield f"list_total - discount is {listed - discount}, net is {net}"
    if 0 in taken:
        yield "a rule that changed nothing is in why"
    if net and (net < 0) != (Decimal(row["qty"]) < 0):
        yield f"net is {net} of a quantity of {row['qty']}"
    if (net < 0) != row["net"].startswith("-"):
        yield f"the sign of {row['net']}"
    if (row["margin"] == "") != (row["cost"] == ""):
        yield "margin without cost, or cost without margin"
    if not row["why"] and discount:
        yield "a discount without why"


def main():
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    found = [
        f"quote {row['quote']} line {row['line']}: {fault}" for row in rows for fault in faults(row)
    ]
    print("\n".join(found[:10]) if found else len({row["quote"] for row in rows}))
    sys.exit(bool(found))


main()
