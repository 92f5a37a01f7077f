"""Checks every price from 0.01 to 99.99 less every whole percent from 1 to 99:

    discount-percents.py ROUND ROUND_ON

ROUND is half-up or half-even, ROUND_ON price or discount. One policy has all the percents:
tiers of the term, for which the column pct stands, so pct 7 is in the tier of 7%. One run
of discount-calc prices 989,901 lines, those of a price as a quote. What they should come
to is worked out in integers: a price in cents times a percent is a whole number of
hundredths of a cent. Writes percents-policy.csv and percents-quote.csv.
"""

import csv
import subprocess
import sys

CENTS = range(1, 10000)
PERCENTS = range(1, 100)
MONEY = [f"{cents // 100}.{cents % 100:02}" for cents in range(10000)]
POLICY, QUOTE = "percents-policy.csv", "percents-quote.csv"


def write_policy(mode, of_what):
    with open(POLICY, "w", encoding="ascii") as file:
        file.write("rule,stage,kind,basis,from,value\n")
        file.write(f"set,,round,,,{mode}\nset,,round_on,,,{of_what}\n")
        for percent in PERCENTS:
            file.write(f"OFF,promo,percent,term,{percent},{percent}%\n")


def write_quote():
    with open(QUOTE, "w", encoding="ascii") as file:
        file.write("list_price,qty,pct\n")
        for cents in CENTS:
            file.writelines(f"{MONEY[cents]},1,{percent}\n" for percent in PERCENTS)


def rounded(hundredths, is_even):
    """Hundredths of a cent, to cents: halves up, or to the even one."""
    cents, rest = divmod(hundredths, 100)
    if rest > 50 or rest == 50 and (cents % 2 or not is_even):
        return cents + 1
    return cents


def expected(mode, of_what):
    """The cells that each line should have, in the order of the quote."""
    is_even = mode == "half-even"
    for cents in CENTS:
        for percent in PERCENTS:
            if of_what == "price":
                net = rounded(cents * (100 - percent), is_even)
            else:
                net = cents - rounded(cents * percent, is_even)
            off = MONEY[cents - net]
            why = f"OFF:-{off}" if net < cents else ""
            yield [MONEY[cents], str(percent), MONEY[cents], off, MONEY[net], why]


def main():
    mode, of_what = sys.argv[1:]
    write_policy(mode, of_what)
    write_quote()
    count = wrong = 0
    roles = ["--column=term=pct", "--column=quote=list_price"]
    command = ["discount-calc", *roles, "--sorted", f"--policy={POLICY}", QUOTE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tool:
        rows = csv.reader(tool.stdout, strict=True)
        header = next(rows, [])
        names = ("list_price", "pct", "list_total", "discount", "net", "why")
        places = [header.index(name) for name in names]
        for want, row in zip(expected(mode, of_what), rows):
            count += 1
            if [row[place] for place in places] != want:
                wrong += 1
                if wrong <= 10:
                    print(f"{row} isn't {want}")
        more = sum(1 for _ in rows)
    missing = len(CENTS) * len(PERCENTS) - count - more
    print(f"{mode}, {of_what}: {count} prices, {wrong} wrong")
    if tool.returncode or missing:
        print(f"status {tool.returncode}, {missing} rows missing")
    sys.exit(tool.returncode != 0 or missing != 0 or wrong > 0)


main()
