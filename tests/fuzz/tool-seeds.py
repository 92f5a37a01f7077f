"""tool-seeds.py TOOL FOLDER: writes the reference commands of the tool to the folder, as
tool_fuzz.c reads them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "torture"))
from cases import CASES  # pylint: disable=wrong-import-position


def as_seed(case):
    names = list(case.files)
    words = list(case.argv[1:])
    for number, name in enumerate(names, 1):
        words = [word.replace(name, f"%{number}") for word in words]
    return "\x1f".join(words).encode() + b"\n" + b"\x1e".join(case.files.values())


def main():
    tool, folder = sys.argv[1:]
    for case in CASES:
        if case.tool == tool:
            (Path(folder) / case.name).write_bytes(as_seed(case))


main()
