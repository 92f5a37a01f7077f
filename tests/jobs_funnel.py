"""Whatever --jobs says, funnel-stats writes the same: python3 jobs_funnel.py

Random logs with all that makes reading hard: ids with line ends in quotes, every line end,
blank lines, rows that can't be used, events later than --as-of, equal times of one id in
several segments, several files, few ids and many."""

from jobs import REJECTS, compare, quoted, write_files

STAGES = ["Lead", "lead ", "MQL", "SQL", "Won", "Closed Won", "Lost", "Dropped", "Other", ""]
SEGMENTS = ["web", "Fair, main", 'The "best"', "two\nlines", "a\r\n\r\nb", "", "web "]
# What would be rows if it weren't in quotes.
SEGMENTS.append("x\n" + "7,Lead,2026-01-01,web,5\n" * 20 + "y")


def row(rng, ids, odd):
    """Mostly a good one; `odd` is the share of those that aren't."""
    who = quoted(rng, rng.choice(["", "C-", "two\nlines-"]) + str(rng.randrange(ids)))
    stage = rng.choice(STAGES[:8] if rng.random() < 0.9 else STAGES[:9])
    time = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if rng.random() < 0.5:
        time += rng.choice("T ") + f"{rng.randrange(24):02}:00:00" + rng.choice(["", "Z"])
    segment = quoted(rng, rng.choice(SEGMENTS))
    amount = rng.choice(["", "", f"{rng.randrange(10**6) / 100:.2f}", "€ 5", "1,234.50"])
    if rng.random() < odd:
        kind = rng.randrange(8)
        if kind == 0:
            amount = "12O0"
        elif kind == 1:
            return f'{who},{stage},{time},5"5,{amount}'
        elif kind == 2:
            return f'{who},"{stage}"x,{time},,'
        elif kind == 3:
            return f"{who},{stage}"
        elif kind == 4:
            time = rng.choice(["", "2026-02-30", "soon"])
        elif kind == 5:
            stage = ""
        elif kind == 6:
            amount = "$ 5"
        else:
            return f'"{who},{stage},{time},{segment},{amount}'
    return f'{who},{stage},{time},{segment},"{amount}"'


def file(rng, ids):
    odd = rng.choice([0, 0, 0.01, 0.1])
    end = rng.choice(["\n", "\n", "\r\n", "\r"])
    text = rng.choice(["", "", "\ufeff"]) + "id,stage,time,segment,amount" + end
    for _ in range(rng.choice([0, 1, 20, 200, 2000])):
        text += row(rng, ids, odd)
        text += end if rng.random() < 0.97 else end * rng.randint(2, 4)
    return text[: -len(end)] if rng.random() < 0.3 else text


def some_options(rng):
    options = ["--lost=Lost|Dropped"] if rng.random() < 0.8 else []
    for option, share in [
        ("--by=segment", 0.5),
        ("--cohort=month", 0.3),
        ("--window=60d", 0.3),
        ("--from=2026-02-01", 0.2),
        ("--as-of=2026-09-30", 0.5),
        (f"--rejects={REJECTS}", 0.6),
    ]:
        if rng.random() < share:
            options.append(option)
    options += rng.choice([[], [], ["--implied"], ["--order=strict"], ["--order=any"]])
    return options + rng.choice([[], [], ["--summary"], ["--partial"]])


def case(rng):
    ids = rng.choice([1, 5, 100, 3000])
    names = write_files(rng, 3, lambda rng, _: file(rng, ids))
    stages = "--stages=Lead,MQL,SQL,Won=Closed Won|Won"
    return ["funnel-stats", stages, *some_options(rng), *names]


compare(80, case)
