"""splits.py TOOL RUNS: rows dealt to parts at random, whose states are merged, some of them
first: to the byte what the tool, forecast or clv, makes of the whole."""
import random
import subprocess
import sys
from datetime import date, timedelta

REGIONS = ["a", "b", '"x, y"', ""]
START = date(2020, 1, 1)


def run(*command, text):
    done = subprocess.run([*command, "-"], input=text, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout, done.stderr


class Sales:
    """Of forecast: in any order, and so are the states."""

    header = "date,amount,region,who\n"

    def __init__(self, pick):
        self.kind = pick.choice(["date", "time", "first", "month", "quarter", "week", "number"])
        self.options = pick.choice([[], ["--by=region"], ["--by=region,who"]])
        if self.kind in ("date", "time") and pick.random() < 0.5:
            self.options = [*self.options, f"--period={pick.choice(['week', 'month', 'quarter', 'year'])}"]
        if self.kind == "number":
            self.options = [*self.options, "--period=number"]
        elif pick.random() < 0.4:
            self.options = [*self.options, f"--as-of={START + timedelta(pick.randrange(300, 1600))}"]
        self.how = pick.choice([[], ["--horizon=2", "--fitted"], ["--backtest=2", "--method=naive"],
                                ["--method=linear", "--missing=interpolate", "--allow-negative"]])
        self.rows = [self.row(pick) for _ in range(pick.choice([1, 5, 40, 300]))]

    def row(self, pick):
        amount = pick.choice(["", "--", f"{pick.uniform(-50, 900):.2f}", f"{pick.uniform(0, 9):.7f}", "12"])
        return f"{self.when(pick)},{amount},{pick.choice(REGIONS)},{pick.choice('uv')}\n"

    def when(self, pick):
        day = START + timedelta(pick.randrange(1500))
        month = day.replace(day=1)
        return {"date": str(day), "time": f"{day}T{pick.randrange(24):02}:30:00Z", "first": str(month),
                "month": str(month)[:7], "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
                "week": "%d-W%02d" % day.isocalendar()[:2], "number": str(pick.randrange(-20, 60))}[self.kind]

    def parts(self, pick):
        parts = [[] for _ in range(pick.randint(1, 5))]
        for row in self.rows:
            pick.choice(parts).append(row)
        pick.shuffle(parts)
        return parts


class Orders:
    """Of clv: customers come in the order of the states, so the parts do, too."""

    header = "customer,date,amount,region\n"

    def __init__(self, pick):
        self.options = pick.choice([[], ["--by=region"], [f"--as-of={START + timedelta(pick.randrange(150, 400))}"]])
        self.how = pick.choice([[], ["--params"], ["--cohorts=month"], ["--model=pareto-nbd", "--horizon=4w"],
                                ["--calibration-end=2020-04-30", "--holdout=customer"]])
        self.rows = [f"c{pick.randrange(60)},{START + timedelta(pick.randrange(200))},{pick.uniform(-5, 90):.2f},"
                     f"{pick.choice(REGIONS)}\n" for _ in range(pick.choice([5, 100, 400]))]

    def parts(self, pick):
        cuts = sorted(pick.randrange(len(self.rows) + 1) for _ in range(pick.randrange(5)))
        return [self.rows[a:b] for a, b in zip([0, *cuts], [*cuts, len(self.rows)])]


def states(tool, pick, case):
    parts = ["".join(part) for part in case.parts(pick)]
    made = [run(tool, "-q", "--partial", *case.options, text=case.header + part)[0] for part in parts]
    if len(made) > 2 and pick.random() < 0.5:
        made = [run(tool, "--merge", "--partial", text=made[0] + made[1])[0], *made[2:]]
    return "".join(made)


def main():
    tool, pick = sys.argv[1], random.Random(11)
    for turn in range(int(sys.argv[2])):
        case = {"forecast": Sales, "clv": Orders}[tool](pick)
        whole, notes = run(tool, *case.options, *case.how, text=case.header + "".join(case.rows))
        merged, again = run(tool, "--merge", *case.how, text=states(tool, pick, case))
        assert merged == whole, (turn, case.options, case.how)
        # What was too late is said where it was left out.
        assert again == "".join(n for n in notes.splitlines(True) if "later than --as-of" not in n), (notes, again)
    print("no difference")


main()
