"""What the scripts jobs_TOOL.py share: whatever --jobs says, a tool writes the same.

Each makes random files with all that makes reading hard; the table, the notes, the error,
the rejects and the file that -o names have to be those of one thread."""

import os
import random
import subprocess
import sys

REJECTS = "rejects.csv"
OUTPUT = "out.csv"


def quoted(rng, text):
    if any(c in text for c in ',"\r\n') or rng.random() < 0.1:
        return '"' + text.replace('"', '""') + '"'
    return text


def written(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        text = file.read()
    os.remove(path)
    return text


def told(command):
    done = subprocess.run(command, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr, written(REJECTS), written(OUTPUT)


def write_files(rng, most, text):
    """So many files at most, of which text(rng, number) is what one holds; their names."""
    names = [f"f{i}.csv" for i in range(rng.choice([1, 1, *range(2, most + 1)]))]
    for i, name in enumerate(names):
        with open(name, "w", encoding="utf-8", newline="") as out:
            out.write(text(rng, i))
    return names


def compare(seeds, case):
    """Ends the script: with 1 if any of the commands that case(rng) returns, having written
    its files, depends on --jobs, or if they don't both succeed and fail."""
    found = 0
    statuses = set()
    for seed in range(seeds):
        rng = random.Random(seed)
        command = case(rng)
        one = told([*command, "--jobs=1"])
        statuses.add(one[0])
        for jobs in (2, 3, 7, rng.randint(10, 60)):
            if told([*command, f"--jobs={jobs}"]) != one:
                print(f"seed {seed}: --jobs={jobs} {command}: another result")
                found += 1
    if statuses != {0, 65}:
        print(f"statuses {statuses}: the cases don't try what they should")
        found += 1
    sys.exit(found > 0)
