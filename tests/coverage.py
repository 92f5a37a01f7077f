"""coverage.py REPORT.json: what the tests reach, by folder, of a report that gcovr wrote.

A line that can't be reached says so and why: its own comment, or one alone on the line
above, begins with "Unreachable:". It counts as neither reached nor missed, nor do its
branches; all such lines are listed. One that is reached all the same is an error. So is
less than: all lines and 95% of branches of common/, 95% of the lines of each folder of
cmd/ and of each file there.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

MARK = re.compile(r"/\* Unreachable: (.*?) \*/")
LEAST = {"common": (100, 95)}  # percent of lines, of branches
LEAST_ELSEWHERE = (95, 0)


class Sum:
    def __init__(self):
        self.lines = self.missed = self.marked = self.branches = self.branches_missed = 0

    def add(self, other):
        for name, n in vars(other).items():
            setattr(self, name, getattr(self, name) + n)

    def line_share(self):
        return 100 * (1 - self.missed / self.lines) if self.lines else 100

    def branch_share(self):
        return 100 * (1 - self.branches_missed / self.branches) if self.branches else 100

    def row(self, name):
        return (f"{name:20} {self.lines:6} {self.missed:6} {self.marked:6} {self.line_share():6.1f}%"
                f" {self.branches:8} {self.branch_share():7.1f}%")


def marks(path):
    """By number of line: why it can't be reached."""
    found = {}
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        match = MARK.search(line)
        if match:
            alone = not MARK.sub("", line).strip()
            found[number + alone] = match.group(1)
    return found


def look_at(file, complaints):
    """The sum of a file, its marks, and its lines that were missed."""
    path, total, missed = file["file"], Sum(), []
    reasons = marks(path)
    for line in file["lines"]:
        number = line["line_number"]
        if line.get("gcovr/noncode"):
            continue
        if number in reasons:
            total.marked += 1
            if line["count"]:
                complaints.append(f"{path}:{number}: marked as unreachable, and reached")
            continue
        total.lines += 1
        total.missed += not line["count"]
        total.branches += len(line["branches"])
        total.branches_missed += sum(not branch["count"] for branch in line["branches"])
        if not line["count"]:
            missed.append(number)
    return total, reasons, missed


def judge(name, total, least, complaints, missed=()):
    """least: shares of lines and of branches, in per cent."""
    for what, share, wanted in (("lines", total.line_share(), least[0]), ("branches", total.branch_share(), least[1])):
        if share < wanted:
            where = f": {', '.join(map(str, missed))}" if missed else ""
            complaints.append(f"{name}: {share:.1f}% of its {what} are reached, not {wanted}%{where}")


def main():
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folders, whole, complaints, reasons = defaultdict(Sum), Sum(), [], []
    for file in report["files"]:
        total, marked, missed = look_at(file, complaints)
        folder = str(Path(file["file"]).parent)
        folders[folder].add(total)
        whole.add(total)
        reasons += [f"{file['file']}:{number}: {why}" for number, why in marked.items()]
        judge(file["file"], total, (LEAST.get(folder, LEAST_ELSEWHERE)[0], 0), complaints, missed)
    print(f"{'folder':20} {'lines':>6} {'missed':>6} {'marked':>6} {'reached':>7} {'branches':>8} {'reached':>8}")
    for folder, total in sorted(folders.items()):
        print(total.row(folder))
        judge(folder, total, LEAST.get(folder, LEAST_ELSEWHERE), complaints)
    print(whole.row("all"))
    print("\n".join(["", "Marked as unreachable:", *reasons] if reasons else []))
    print("\n".join(complaints), file=sys.stderr)
    sys.exit(len(complaints) > 0)


if __name__ == "__main__":
    main()
