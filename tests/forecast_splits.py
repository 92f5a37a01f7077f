"""forecast_splits.py RUNS: sales dealt to parts at random, whose states are merged in some
order and some of them first: to the byte what forecast makes of the whole."""
import random
import subprocess
import sys
from datetime import date, timedelta


REGIONS = ["a", "b", '"x, y"', ""]


def forecast(*arguments, text):
    done = subprocess.run(["forecast", *arguments, "-"], input=text, capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout, done.stderr


def when(pick, kind):
    day = date(2020, 1, 1) + timedelta(pick.randrange(1500))
    month = day.replace(day=1)
    return {"date": str(day), "time": f"{day}T{pick.randrange(24):02}:30:00Z", "first": str(month),
            "month": str(month)[:7], "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
            "week": "%d-W%02d" % day.isocalendar()[:2], "number": str(pick.randrange(-20, 60))}[kind]


def rows(pick, kind):
    for _ in range(pick.choice([1, 5, 40, 300])):
        amount = pick.choice(["", "--", f"{pick.uniform(-50, 900):.2f}", f"{pick.uniform(0, 9):.7f}", "12"])
        yield f"{when(pick, kind)},{amount},{pick.choice(REGIONS)},{pick.choice('uv')}\n"


def states(pick, options, header, lines):
    parts = [[] for _ in range(pick.randint(1, 5))]
    for line in lines:
        pick.choice(parts).append(line)
    made = [forecast("-q", "--partial", *options, text=header + "".join(part))[0] for part in parts]
    pick.shuffle(made)
    if len(made) > 2 and pick.random() < 0.5:
        made = [forecast("--merge", "--partial", text=made[0] + made[1])[0], *made[2:]]
    return "".join(made)


pick = random.Random(11)
for run in range(int(sys.argv[1])):
    kind = pick.choice(["date", "time", "first", "month", "quarter", "week", "number"])
    options = pick.choice([[], ["--by=region"], ["--by=region,who"]])
    if kind in ("date", "time") and pick.random() < 0.5:
        options = [*options, f"--period={pick.choice(['week', 'month', 'quarter', 'year'])}"]
    if kind == "number":
        options = [*options, "--period=number"]
    elif pick.random() < 0.4:
        options = [*options, f"--as-of={date(2020, 1, 1) + timedelta(pick.randrange(300, 1600))}"]
    header, lines = "date,amount,region,who\n", list(rows(pick, kind))
    how = pick.choice([[], ["--horizon=2", "--fitted"], ["--backtest=2", "--method=naive"],
                       ["--method=linear", "--missing=interpolate", "--allow-negative"]])
    whole, notes = forecast(*options, *how, text=header + "".join(lines))
    merged, again = forecast("--merge", *how, text=states(pick, options, header, lines))
    assert merged == whole, (run, options, how)
    # What was too late is said where it was left out.
    assert again == "".join(n for n in notes.splitlines(True) if "later than --as-of" not in n), (notes, again)
print("no difference")
