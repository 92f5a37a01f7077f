"""Whatever --jobs says, attribute writes the same of paths: python3 jobs_attribute.py

Random files of paths with names of all lengths, quotes, line ends, counts with fractions,
values below 0 and rows that can't be used."""

from jobs import REJECTS, compare, quoted, write_files

NAMES = ["a", "tv", "search", "e-mail", "display ads", "a name of more than sixteen"]
NAMES += [f"channel {i}" for i in range(300)] + ['the "best"', "two\nlines", "x,y"]
TABLES = [
    ["--model=first,last,linear,position", "--wide"],
    ["--model=all"],
    ["--model=markov", "--order=2"],
    ["--removal"],
    ["--matrix", "--no-nulls"],
]


def row(rng, odd):
    names = NAMES[: rng.choice([3, 6, len(NAMES)])]
    path = [rng.choice(names) for _ in range(rng.choice([0, 1, 2, 3, 9]))]
    conversions = rng.choice(["0", "0", "1", "3", "2.5", ""])
    value = str(rng.randrange(-200, 10**5) / 100) if conversions[:1] not in ("", "0") else ""
    text = quoted(rng, rng.choice([" > ", ">"]).join(path))
    if rng.random() < odd:
        return rng.choice(
            [f"a > > b,{conversions},,1", f"{text},-1,,1", f"{text},0,5,1", f"{text},1",
             f"{text},many,,1", 'a"b,1,,1', f"{text},1," + "9" * 20 + ",",
             f'"{text},1,,']
        )
    return f"{text},{conversions},{value},{rng.choice(['', '0', '1', '12', '0.5'])}"


def file(rng, _):
    odd = rng.choice([0, 0, 0, 0.01, 0.1])
    end = rng.choice(["\n", "\n", "\r\n"])
    rows = [row(rng, odd) for _ in range(rng.choice([0, 1, 20, 100, 300]))]
    return "path,conversions,value,nulls" + end + "".join(text + end for text in rows)


def case(rng):
    names = write_files(rng, 2, file)
    options = list(rng.choice(TABLES))
    if rng.random() < 0.5:
        options.append(f"--rejects={REJECTS}")
    return ["attribute", *options, *names]


compare(80, case)
