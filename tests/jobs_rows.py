"""Whatever --jobs says, the tools that write rows back write the same: python3 jobs_rows.py
TOOL

Random files with all that makes reading hard: quotes, line ends, blank lines, columns of
another name, and rows that can't be used."""

import sys

from jobs import OUTPUT, REJECTS, compare, quoted, write_files

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


def case(rng, name):
    tool = TOOLS[name]
    odd = rng.choice([0, 0, 0, 0.01, 0.1])
    names = write_files(rng, 2, lambda rng, i: file(rng, tool, odd, i == 0))
    options = [*rng.choice(tool["options"]), *rng.choice(tool["more"])]
    if rng.random() < 0.6:
        options.append(f"--rejects={REJECTS}")
    if rng.random() < 0.5:
        options.append("--format=" + rng.choice(["json", "md", "tsv", "table", "html"]))
    if rng.random() < 0.2:
        options.append(f"--output={OUTPUT}")
    if rng.random() < 0.1:
        options.append("--spreadsheet-safe")
    return [name, *options, *names]


with open("rules.csv", "w", encoding="utf-8") as rules:
    rules.write(TOOLS[sys.argv[1]]["rules"])
compare(120, lambda rng: case(rng, sys.argv[1]))
