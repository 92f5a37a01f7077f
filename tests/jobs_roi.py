"""Whatever --jobs says, roi writes the same: python3 jobs_roi.py

Random files of spend and results with all that makes reading hard: quotes with lines in
them, every line end, blank lines, rows that are left out or can't be used, currencies, and
the wrong kind of quote."""

from jobs import REJECTS, compare, quoted, write_files

# The last one holds what would be rows if it weren't in quotes.
CHANNELS = ["Ads", "Fair, main", 'The "best"', "two\nlines", "a\r\n\r\nb", "x,y\n\n", ""]
CHANNELS.append("x\n" + "2026-01-01,Ads,1,1,EUR\n" * 20 + "y")


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


def file(rng, _):
    odd = rng.choice([0, 0, 0.01, 0.1])
    end = rng.choice(["\n", "\n", "\r\n", "\r"])
    title = "A title\n\n" if rng.random() < 0.05 else ""
    text = rng.choice(["", "", "\ufeff"]) + title + "date,channel,spend,clicks,currency" + end
    for _ in range(rng.choice([0, 1, 20, 100, 200])):
        text += row(rng, odd) + (end if rng.random() < 0.97 else end * rng.randint(2, 4))
    if rng.random() < 0.3:
        text = text[: -len(end)]
    return text


def case(rng):
    names = write_files(rng, 2, file)
    options = rng.choice(
        [[], ["--by=channel"], ["--by=channel", "--period=month"], ["--partial"]]
    )
    if rng.random() < 0.6:
        options = [*options, f"--rejects={REJECTS}"]
    if rng.random() < 0.5:
        options = [*options, "--as-of=2026-09-30"]
    if "--partial" not in options:
        options = [*options, "--rate=USD=0.9"]
    return ["roi", *options, *names]


compare(100, case)
