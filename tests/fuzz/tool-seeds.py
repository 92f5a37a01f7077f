"""tool-seeds.py TOOL FOLDER: writes commands of the tool to the folder, as tool_fuzz.c reads
them: the reference commands and their variants; with BUILD, where tools are, also merges
of the states that they write."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "torture"))
# pylint: disable=wrong-import-position
from cases import CASES, MORE, merges
from runner import BUILD


def as_seed(case):
    words = list(case.argv[1:])
    for number, name in enumerate(case.files, 1):
        words = [word.replace(name, f"%{number}") for word in words]
    return "\x1f".join(words).encode() + b"\n" + b"\x1e".join(case.files.values())


def main():
    tool, folder = sys.argv[1:]
    cases = [case for case in (*CASES, *MORE) if case.tool == tool]
    if os.access(BUILD / "bin" / tool, os.X_OK):
        cases += [case for case in merges() if case.tool == tool]
    for case in cases:
        (Path(folder) / case.name).write_bytes(as_seed(case))


main()
