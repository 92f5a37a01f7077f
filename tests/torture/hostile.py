"""Cells that mean harm: python3 hostile.py [quick]

Each cell of each reference file in turn sends a terminal commands: escape sequences, C1
controls as two bytes of UTF-8 and as one, a bell, a carriage return. What a tool says, and
its table for people, has none of them; nor has a message about an option, or about a
file that is called so.
"""

import sys

from cases import QUICK, chosen
from damage import rows_of, written
from runner import DONE, Runner, badly_ended, lay_out, run_checks

COMMANDS = "\x1b]0;owned\x07\x1b[2J\x9b31m\u009b31m\r\x7f\u0085"


def raw(text):
    """U+009B twice: as UTF-8, and as the byte that it is in Latin-1."""
    return text.replace("\x9b", "\udc9b", 1).encode("utf-8", "surrogateescape")


def controls(data):
    """Those that a terminal would obey, as text or as bytes."""
    text = data.decode("utf-8", "surrogateescape")
    return [c for c in text if c != "\n" and (c < " " or "\x7f" <= c <= "\x9f" or "\udc80" <= c <= "\udc9f")]


def wrong_output(case, outcome, what):
    found = controls(outcome.err)
    if what == "table":
        found += controls(outcome.out)
    if found:
        return f"{found}: {outcome}"
    if outcome.status == DONE:
        return None
    return badly_ended(case, outcome, (64, 65, 66), b"\n".join(outcome.err.splitlines()[:-1]))


def check(argument):
    (case,) = argument
    runner = Runner()
    lay_out(case.files)
    as_table = (case.tool, "--format=table", *[word for word in case.argv[1:] if "--format" not in word])
    for name, data in case.files.items():
        if data[:2] == b"\xff\xfe":
            continue
        rows = rows_of(data)
        places = [(i, k) for i, row in enumerate(rows) for k in range(len(row))]
        for i, k in places[:: 15 if QUICK else 1]:
            cell = rows[i][k]
            rows[i][k] = "\0"
            with open(name, "wb") as file:
                file.write(written(rows).replace(b"\0", cell.encode("utf-8", "surrogateescape") + raw(COMMANDS)))
            rows[i][k] = cell
            for what, argv in (("messages", case.argv), ("table", as_table)):
                wrong = wrong_output(case, runner.run(argv), what)
                yield f"hostile cells: {what}", wrong and f"{case.name}, {name} row {i + 1} cell {k + 1}: {wrong}"
        lay_out(case.files)
    for words in (["--no-such-" + COMMANDS], ["-c", COMMANDS + "=x"], ["--as-of=" + COMMANDS], ["--format=" + COMMANDS],
                  [COMMANDS + ".csv"]):
        argv = (case.tool, *case.argv[1:-1], *words) if len(words) == 1 else (*case.argv, *words)
        wrong = wrong_output(case, runner.run(argv), "messages")
        yield "hostile cells: options and names", wrong and f"{case.name}, {words}: {wrong}"


def main():
    sys.exit(run_checks([(check, (case,)) for case in chosen()]) > 0)


if __name__ == "__main__":
    main()
