"""Whatever --jobs says, attribute writes the same of paths: python3 attribute_jobs.py

Random files of paths with names of all lengths, quotes, line ends, counts with fractions,
values below 0 and rows that can't be used. Tables, notes, errors and rejects have to be
those of one thread."""

import os
import random
import subprocess
import sys

NAMES = ["a", "tv", "search", "e-mail", "display ads", "a name of more than sixteen"]
NAMES += [f"channel {i}" for i in range(300)] + ['the "best"', "two\nlines", "x,y"]
TABLES = [
    ["--model=first,last,linear,position", "--wide"],
    ["--model=all"],
    ["--model=markov", "--order=2"],
    ["--removal"],
    ["--matrix", "--no-nulls"],
]


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


def row(rng, odd):
    names = NAMES[: rng.choice([3, 6, len(NAMES)])]
    path = [rng.choice(names) for _ in range(rng.choice([0, 1, 2, 3, 9]))]
    conversions = rng.choice(["0", "0", "1", "3", "2.5", ""])
    value = str(rng.randrange(-200, 10**5) / 100) if conversions[:1] not in ("", "0") else ""
    text = quoted(rng.choice([" > ", ">"]).join(path))
    if rng.random() < odd:
        return rng.choice(
            [f"a > > b,{conversions},,1", f"{text},-1,,1", f"{text},0,5,1", f"{text},1",
             f"{text},many,,1", 'a"b,1,,1', f"{text},1," + "9" * 20 + ",",
             f'"{text},1,,']
        )
    return f"{text},{conversions},{value},{rng.choice(['', '0', '1', '12', '0.5'])}"


def file(rng):
    odd = rng.choice([0, 0, 0, 0.01, 0.1])
    end = rng.choice(["\n", "\n", "\r\n"])
    rows = [row(rng, odd) for _ in range(rng.choice([0, 1, 20, 100, 300]))]
    return "path,conversions,value,nulls" + end + "".join(text + end for text in rows)


def told(command):
    done = subprocess.run(command, capture_output=True, check=False)
    rejects = b""
    if os.path.exists("rejects.csv"):
        with open("rejects.csv", "rb") as rejected:
            rejects = rejected.read()
        os.remove("rejects.csv")
    return done.returncode, done.stdout, done.stderr, rejects


def main():
    found = 0
    statuses = set()
    for seed in range(80):
        rng = random.Random(seed)
        names = [f"f{i}.csv" for i in range(rng.choice([1, 1, 2]))]
        for name in names:
            with open(name, "w", encoding="utf-8", newline="") as out:
                out.write(file(rng))
        options = list(rng.choice(TABLES))
        if rng.random() < 0.5:
            options.append("--rejects=rejects.csv")
        one = told(["attribute", "--jobs=1", *options, *names])
        statuses.add(one[0])
        for jobs in (2, 3, rng.randint(10, 60)):
            if told(["attribute", f"--jobs={jobs}", *options, *names]) != one:
                print(f"seed {seed}: --jobs={jobs} {options}: another result")
                found += 1
    if statuses != {0, 65}:
        print(f"statuses {statuses}: the cases don't try what they should")
        found += 1
    sys.exit(found > 0)


main()
