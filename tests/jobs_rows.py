"""Whatever --jobs says, the tools that write rows back write the same: python3 jobs_rows.py
TOOL

Random files with all that makes reading hard, as in jobs.py. The rows, the notes, the error,
the rejects and the file that -o names have to be those of one thread."""

import random
import subprocess
import sys

from jobs import quoted, told

TEXTS = ["Web", "Fair, main", 'The "best"', "two\nlines", "a\r\n\r\nb", "x,y\n\n", "", "vp"]
# It holds what would be rows if it weren't in quotes.
TEXTS.append("x\n" + "1,Web,7,2026-01-02,9\n" * 20 + "y")

RULES = """rule,category,on,when,points,reason
large,fit,,size>=500,30,
small,fit,,size<100,-2.5,
source,,,source contains(e),0.1,
lines,,,source ~ ^t.o,7,two
new,,,seen within 90d,4,
set,,grade,,30,A
status,hot,,score>=30,,
"""

POLICY = """rule,stage,kind,scope,when,basis,from,value
VOL,volume,percent,line,,qty,10,5%
VOL,volume,percent,line,,qty,50,8%
WEB,promo,percent,line,source contains(e),,,7%
BIG,promo,amount,order,line_amount<500,amount,1000,33.33
A,approve,approve,,net>=100,discount_pct,10,vp
"""


def lead(rng, number, odd):
    size = str(rng.randrange(1000))
    seen = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if rng.random() < odd:
        size, seen = rng.choice([("12O0", seen), (size, "soon"), (size, seen + ",1")])
    return f"{number},{quoted(rng, rng.choice(TEXTS))},{size},{seen},{rng.randrange(9)}"


def line(rng, number, odd):
    qty, price = str(rng.randint(-3, 60)), f"{rng.randrange(10**5) / 100:.2f}"
    quote = number // 3 if rng.random() < 0.98 else rng.randrange(number + 1)
    if rng.random() < odd:
        qty, price = rng.choice([("x", price), (qty, "-1"), (qty, price + ",1")])
        if rng.random() < 0.1:
            price = "9" * 18
    return f"Q{quote},{quoted(rng, rng.choice(TEXTS))},{qty},{price},{rng.randrange(9)}"


TOOLS = {
    "lead-score": {
        "columns": ["id", "source", "size", "seen", "other"],
        "row": lead,
        "rules": RULES,
        "options": [["--rules=rules.csv", "--as-of=2026-09-30"]],
        "more": [[], [], ["--top=7"], ["--reasons=1"], ["--reasons=all", "--top=2"]],
    },
    "discount-calc": {
        "columns": ["quote", "source", "qty", "price", "other"],
        "row": line,
        "rules": POLICY,
        "options": [["--policy=rules.csv"]],
        "more": [[], [], ["--totals"], ["--breakeven"], ["--sorted"], ["--sorted"]],
    },
}


def file(rng, tool, odd, first):
    """A later file may have its columns under another name, or one that the first lacks."""
    end = rng.choice(["\n", "\n", "\r\n", "\r"])
    bad_quote = rng.random() < odd * 3
    names = list(tool["columns"])
    if not first and rng.random() < 0.3:
        names[-1] = rng.choice(["another", "Other"])
    text = rng.choice(["", "", "\ufeff"]) + ",".join(names) + end
    count = rng.choice([0, 1, 20, 100, 400])
    for i in range(count):
        row = tool["row"](rng, i, odd)
        if bad_quote and i == count // 2:
            row = rng.choice(['"' + row, row.replace(",", ',5"', 1)])
        text += row + (end if rng.random() < 0.97 else end * rng.randint(2, 4))
    return text if rng.random() < 0.7 else text.rstrip("\r\n")


def outcome(command):
    subprocess.run(["rm", "-f", "out.csv"], check=True)
    result = told(command)
    try:
        with open("out.csv", "rb") as out:
            return (*result, out.read())
    except FileNotFoundError:
        return (*result, None)


def main():
    name = sys.argv[1]
    tool = TOOLS[name]
    with open("rules.csv", "w", encoding="utf-8") as out:
        out.write(tool["rules"])
    found = 0
    statuses = set()
    for seed in range(120):
        rng = random.Random(seed)
        names = [f"f{i}.csv" for i in range(rng.choice([1, 1, 2]))]
        odd = rng.choice([0, 0, 0, 0.01, 0.1])
        for i, path in enumerate(names):
            with open(path, "w", encoding="utf-8", newline="") as out:
                out.write(file(rng, tool, odd, i == 0))
        options = [*rng.choice(tool["options"]), *rng.choice(tool["more"])]
        if rng.random() < 0.6:
            options.append("--rejects=rejects.csv")
        if rng.random() < 0.5:
            options.append("--format=" + rng.choice(["json", "md", "tsv", "table", "html"]))
        if rng.random() < 0.2:
            options.append("--output=out.csv")
        if rng.random() < 0.1:
            options.append("--spreadsheet-safe")
        one = outcome([name, "--jobs=1", *options, *names])
        statuses.add(one[0])
        for jobs in (2, 3, 7, rng.randint(10, 60)):
            if outcome([name, f"--jobs={jobs}", *options, *names]) != one:
                print(f"seed {seed}: --jobs={jobs} {options}: another result")
                found += 1
    if statuses != {0, 65}:
        print(f"statuses {statuses}: the cases don't try what they should")
        found += 1
    sys.exit(found > 0)


main()
