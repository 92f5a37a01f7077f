"""Whatever --jobs says, roi writes the same: python3 jobs.py

Random files of spend and results with all that makes reading hard: quotes with lines in
them, every line end, blank lines, rows that are left out or can't be used, currencies, and
the wrong kind of quote. The table, the notes, the error and the rejects have to be those of
one thread."""

import os
import random
import subprocess
import sys

# The last one holds what would be rows if it weren't in quotes.
CHANNELS = ["Ads", "Fair, main", 'The "best"', "two\nlines", "a\r\n\r\nb", "x,y\n\n", ""]
CHANNELS.append("x\n" + "2026-01-01,Ads,1,1,EUR\n" * 20 + "y")


def quoted(rng, text):
    if any(c in text for c in ',"\r\n') or rng.random() < 0.1:
        return '"' + text.replace('"', '""') + '"'
    return text


def row(rng, odd):
    """Mostly a good one; `odd` is the share of those that aren't."""
    amount = f"{rng.randrange(10**6) / 100:.2f}"
    date = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    channel = quoted(rng, rng.choice(CHANNELS))
    currency = rng.choice(["EUR", "EUR", "EUR", "USD", ""])
    clicks = str(rng.randrange(1000))
    if rng.random() < odd:
        kind = rng.randrange(9)
        if kind == 0:
            amount = "12O0"
        elif kind == 1:
            return f'{date},{channel},5"5,{clicks},{currency}'
        elif kind == 2:
            return f'{date},"{amount}"x,1,{clicks},{currency}'
        elif kind == 3:
            return f"{date},{amount}"
        elif kind == 4:
            return f"Total,,{amount},{clicks},"
        elif kind == 5:
            return "# a comment"
        elif kind == 6:
            clicks = "< 10"
        elif kind == 7:
            return f'{date},"{channel},{amount},{clicks},{currency}'
        else:
            amount = "9" * 20
    return f"{date},{channel},{amount},{clicks},{currency}"


def file(rng):
    odd = rng.choice([0, 0, 0.01, 0.1])
    end = rng.choice(["\n", "\n", "\r\n", "\r"])
    title = "A title\n\n" if rng.random() < 0.05 else ""
    text = title + "date,channel,spend,clicks,currency" + end
    for _ in range(rng.choice([0, 1, 20, 100, 200])):
        text += row(rng, odd) + (end if rng.random() < 0.97 else end * rng.randint(2, 4))
    if rng.random() < 0.3:
        text = text[: -len(end)]
    return text


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
    for seed in range(100):
        rng = random.Random(seed)
        names = [f"f{i}.csv" for i in range(rng.choice([1, 1, 2]))]
        for name in names:
            with open(name, "w", encoding="utf-8", newline="") as out:
                out.write(rng.choice(["", "", "\ufeff"]) + file(rng))
        options = rng.choice(
            [[], ["--by=channel"], ["--by=channel", "--period=month"], ["--partial"]]
        )
        if rng.random() < 0.6:
            options = [*options, "--rejects=rejects.csv"]
        if rng.random() < 0.5:
            options = [*options, "--as-of=2026-09-30"]
        if "--partial" not in options:
            options = [*options, "--rate=USD=0.9"]
        one = told(["roi", "--jobs=1", *options, *names])
        statuses.add(one[0])
        for jobs in (2, 3, rng.randint(10, 60)):
            if told(["roi", f"--jobs={jobs}", *options, *names]) != one:
                print(f"seed {seed}: --jobs={jobs} {options}: another result")
                found += 1
    if statuses != {0, 65}:
        print(f"statuses {statuses}: the cases don't try what they should")
        found += 1
    sys.exit(found > 0)


if __name__ == "__main__":
    main()
