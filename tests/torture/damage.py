"""Damaged and odd files: python3 damage.py [quick | deep]

Each file of each reference command is cut at every byte, and every byte of it is changed,
to a few others (deep: each bit turned, and a quote, a delimiter, a line end in its place).
What comes of it is an error with one message, or what the same table gives when Python's
csv module has read it and written it anew, every cell in quotes. Where rows are passed
through, their cells come back as Python reads them.

Then the same table in other clothes gives the same output: UTF-16, other line ends, blank
lines, a byte order mark, quotes everywhere, at the edges of buffers. A NUL is refused
wherever it stands.
"""

import csv
import io
import random
import sys
from pathlib import Path

from cases import CASES, QUICK, Bench, chosen
from runner import DATA, DONE, NO_INPUT, USAGE, badly_ended, run_checks

csv.field_size_limit(1 << 30)
PARTS = 4  # of a case's damages, to share them out


def text_of(data):
    text = data.decode("utf-8", "surrogateescape")
    return text[1:] if text[:1] == "\ufeff" else text


def bytes_of(text):
    return text.encode("utf-8", "surrogateescape")


def rows_of(data):
    """As Python reads them; None if it can't. A blank line is an empty row."""
    try:
        return list(csv.reader(io.StringIO(text_of(data), newline=""), strict=True))
    except csv.Error:
        return None


def written(rows, end="\n"):
    """Every cell in quotes."""
    quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    return bytes_of("".join(line + end for line in quoted))


class Damaged(Bench):
    def __init__(self, case):
        super().__init__(case)
        self.known = {}

    def run_with(self, name, data):
        Path(name).write_bytes(data)
        return self.runner.run(self.case.argv)

    def run_anew(self, name, rows):
        """The outcome of that table written anew."""
        data = written(rows)
        if (name, data) not in self.known:
            self.known[name, data] = self.run_with(name, data)
        return self.known[name, data]


def is_about_csv(outcome):
    """Python is more tolerant: of a quote in an unquoted cell, of NUL bytes, of what
    comes behind an open quote."""
    return any(word in outcome.err for word in (b"quote", b"NUL", b"UTF-", b"compressed"))


def wrong_cells(outcome, rows):
    """Rows that are passed through begin with their cells as they were."""
    came = rows_of(outcome.out)
    went = [row for row in rows if row]
    if came is None or len(came) != len(went):
        return f"{len(came or ())} rows came of {len(went)}"
    for before, after in zip(went, came):
        if after[: len(before)] != before:
            return f"{before} came back as {after}"
    return None


def has_titles(case, rows):
    """Is it an export whose title lines needn't be CSV, and aren't, or go on behind a line
    end in quotes? Titles are read line by line."""
    return case.name == "roi-exports" and (
        rows is None or any("\n" in cell or "\r" in cell for row in rows for cell in row))


def wrong_outcome(bench, name, data):
    outcome = bench.run_with(name, data)
    if outcome.status != DONE:
        wrong = badly_ended(bench.case, outcome, (DATA, USAGE), outcome.err and b"\n".join(
            line for line in outcome.err.splitlines()[:-1]))
        if wrong or is_about_csv(outcome):
            return wrong
    rows = rows_of(data)
    if has_titles(bench.case, rows):
        return None
    if rows is None:
        return None if outcome.status == DATA else f"Python can't read it: {outcome}"
    anew = bench.run_anew(name, rows)
    if (outcome.status, outcome.out) != (anew.status, anew.out):
        return f"{outcome}; written anew: {anew}"
    if bench.case.passes_through and outcome.status == DONE and name == bench.case.argv[-1]:
        return wrong_cells(outcome, rows)
    return None


def changes(byte):
    """What a byte may turn into."""
    others = {byte ^ (1 << bit) for bit in range(8)} | set(b'",\n')
    return sorted(others - {byte, 0})


def damages(data, few, rng):
    """few: how many changes of a byte, None: all; 0: of one byte in ten, and so on."""
    step = 1 if few != 0 else 10
    for end in range(0, len(data), step):
        yield "cut", data[:end]
    for at in range(0, len(data), step):
        others = changes(data[at])
        for other in others if few is None else rng.sample(others, few or 1):
            yield "byte changed", data[:at] + bytes([other]) + data[at + 1 :]
    for at in range(0, len(data), 7 * step):
        yield "NUL", data[:at] + b"\0" + data[at:]


def check_damages(argument):
    case, few, part = argument
    bench = Damaged(case)
    rng = random.Random(case.name)
    for name, data in case.files.items():
        if data[:2] == b"\xff\xfe":
            continue  # Python would have to guess what is left of it: see clothes()
        for number, (kind, damaged) in enumerate(damages(data, few, rng)):
            if number % PARTS != part:
                continue
            if kind == "NUL":
                outcome = bench.run_with(name, damaged)
                wrong = bench.fails(outcome, DATA)
            else:
                wrong = wrong_outcome(bench, name, damaged)
            yield f"damage: {kind}", wrong and f"{case.name}, {name}: {wrong}"
        Path(name).write_bytes(data)


# Clothes


def mixed_ends(lines):
    ends = ("\n", "\r\n", "\r")
    return "".join(line + ends[i % 3] for i, line in enumerate(lines))


def clothes(data):
    """The same table, named, in other bytes; none of the examples has line ends in its
    cells but one, which then isn't dressed that way."""
    rows = rows_of(data)
    text = text_of(data)
    yield "quoted", written(rows)
    yield "quoted, CRLF", written(rows, "\r\n")
    yield "UTF-16LE", b"\xff\xfe" + text.encode("utf-16-le", "surrogatepass")
    yield "UTF-16BE", b"\xfe\xff" + text.encode("utf-16-be", "surrogatepass")
    yield "byte order mark", b"\xef\xbb\xbf" + bytes_of(text)
    if any("\n" in cell or "\r" in cell for row in rows for cell in row):
        return
    lines = text.splitlines()
    for name, end in (("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r")):
        yield name, bytes_of(end.join(lines))
        yield name + " at the end", bytes_of(end.join(lines) + end)
    yield "mixed line ends", bytes_of(mixed_ends(lines))


def check_clothes(argument):
    case, _ = argument
    bench = Damaged(case)
    for name, data in case.files.items():
        if data[:2] == b"\xff\xfe":
            for end in range(len(data)):
                outcome = bench.run_with(name, data[:end])
                wrong = None if outcome.status == DONE else badly_ended(case, outcome, (DATA,))
                if end % 2 and outcome.status == DONE and end > 1:
                    wrong = f"half a character: {outcome}"
                yield "damage: UTF-16 cut", wrong and f"{case.name} at {end}: {wrong}"
            continue
        for kind, dressed in clothes(data):
            outcome = bench.run_with(name, dressed)
            same = (outcome.status, outcome.out) == (DONE, bench.want.out)
            yield f"clothes: {kind}", None if same else f"{case.name}, {name}: {outcome}"
        Path(name).write_bytes(data)


# Edges of buffers, and limits. A column that no tool looks at takes the room.

EDGES = (64 * 1024, 128 * 1024, 256 * 1024, 1024 * 1024)
LONGEST = 16 * 1024 * 1024
MOST_COLUMNS = 65536


def widened(data, filler, row=1):
    """With a column more that only one row has something in."""
    rows = [row for row in rows_of(data) if row]
    for i, cells in enumerate(rows):
        cells.append("filler" if i == 0 else filler if i == row else "")
    return rows


def plainly(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return bytes_of(out.getvalue())


def check_edges(argument):
    case, _ = argument
    bench = Damaged(case)
    name = case.argv[-1]
    data = case.files[name]
    small = plainly(widened(data, "x"))
    want = bench.run_with(name, small)
    yield "edges: none", None if want.status == DONE else f"{case.name}: {want}"
    at = small.index(b"x\r\n")
    for edge in EDGES[:1] if QUICK else EDGES:
        for back in range(0, min(len(small) - at, 150), 10 if QUICK else 1):
            size = edge - at - back
            outcome = bench.run_with(name, plainly(widened(data, "x" * size)))
            outcome.out = outcome.out.replace(b"x" * size, b"x")
            wrong = None if outcome == want else f"{case.name}, {edge} - {back}: {outcome}"
            yield "edges: of buffers", wrong


def check_limits(argument):
    case, _ = argument
    bench = Damaged(case)
    name = case.argv[-1]
    data = case.files[name]
    rows = widened(data, "x")
    row = plainly([rows[1]])
    spare = LONGEST - (len(row) - 2) + 1
    for kind, size, status in (("longest record", spare, DONE), ("too long", spare + 1, DATA)):
        outcome = bench.run_with(name, plainly(widened(data, "x" * size)))
        wrong = None if outcome.status == status else f"{case.name}: {outcome}"
        yield f"limits: {kind}", wrong
    for columns, status in ((MOST_COLUMNS, DONE), (MOST_COLUMNS + 1, DATA)):
        rows = [row for row in rows_of(data) if row]
        for i, cells in enumerate(rows):
            cells += [f"c{n}" if i == 0 else "" for n in range(columns - len(cells))]
        outcome = bench.run_with(name, plainly(rows))
        wrong = None if outcome.status == status else f"{case.name}, {columns}: {outcome}"
        yield "limits: columns", wrong
    deep = bench.run_with(name, plainly(widened(data, '"' * 300000 + "\n" * 300000 + ",")))
    yield "limits: deep quotes", None if deep.status == DONE else f"{case.name}: {deep}"


def check_public(argument):
    """Files by others: whatever they hold, each tool ends by the table of statuses, and
    the same way for the table written anew."""
    case, path = argument
    bench = Damaged(case)
    data = Path(path).read_bytes()
    name = case.argv[-1]
    outcome = bench.run_with(name, data)
    wrong = None
    if outcome.status != DONE:
        wrong = badly_ended(case, outcome, (DATA, NO_INPUT), b"\n".join(outcome.err.splitlines()[:-1]))
    yield "public files", wrong and f"{case.name}, {path}: {wrong}"


def main():
    words = sys.argv[1:]
    few = None if "deep" in words else 0 if QUICK else 1
    cases = chosen(with_merges=True)
    jobs = [(check_damages, (case, few, part)) for case in cases for part in range(PARTS)]
    jobs += [(check_clothes, (case, None)) for case in cases]
    plain = [case for case in CASES if case.quick]
    jobs += [(check_edges, (case, None)) for case in (plain[:2] if QUICK else plain)]
    if not QUICK:
        jobs += [(check_limits, (case, None)) for case in plain]
        public = Path(__file__).resolve().parents[3] / "shared/data/csv/public"
        if public.is_dir():
            files = [str(path) for path in sorted(public.rglob("*")) if path.is_file()]
            jobs += [(check_public, (case, path)) for case in plain for path in files]
    sys.exit(run_checks(jobs) > 0)


if __name__ == "__main__":
    main()
