"""Checks of roi that need a program: roi.py figures [RUNS] | splits | cuts.

figures: random tables against plain sums of fractions; splits: states of random parts,
merged at random, are the whole run to the byte; cuts: a state that was cut is refused.
"""
import calendar
import csv
import io
import random
import subprocess
import sys
from datetime import date, timedelta
from fractions import Fraction

COLUMNS = ["spend", "revenue", "cogs", "impressions", "clicks", "leads", "mqls", "sqls",
           "conversions", "customers", "sent", "delivered", "opens", "clv"]
HEADER = ["date", "channel", "currency"] + COLUMNS
PAID = {"ads", "e, mail"}
RATES = {"EUR": Fraction(1), "USD": Fraction("0.92"), "": Fraction(1)}


def roi(*arguments, text=None):
    done = subprocess.run(["roi", "-q", *arguments], input=text, capture_output=True,
                          text=True)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


def cell(pick):
    if pick.random() < 0.3:
        return pick.choice(["", "--", "n/a"])
    number = pick.choice(["%d", "%.2f", "%.7f"]) % (pick.random() * 10 ** pick.randint(0, 5))
    return pick.choice([number, number, "-" + number if float(number) else number])


def random_rows(pick):
    rows = []
    for _ in range(pick.randint(0, 60)):
        month = pick.randint(1, 6)
        row = ["2026-%02d-%02d" % (month, pick.randint(1, 28)),
               pick.choice(["Ads", "E, mail", "", "Sign"]), pick.choice(["EUR", "USD", ""])]
        present = pick.sample(COLUMNS, pick.randint(1, len(COLUMNS)))
        rows.append(row + [cell(pick) if name in present else "" for name in COLUMNS])
    return rows


def table(rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return text.getvalue()


def value(text):
    return None if text in ("", "--", "n/a") else Fraction(text)


def add_up(rows, key):
    """Sums by what key says of a row's cells; what has no value has no key."""
    groups = {}
    for row in rows:
        cells = dict(zip(HEADER, row))
        got = {name: value(cells[name]) for name in COLUMNS}
        got = {name: x for name, x in got.items() if x is not None}
        for name in ("spend", "revenue", "cogs", "clv"):
            if name in got:
                got[name] *= RATES[cells["currency"]]
        if "clv" in got:
            got["valued"] = got.get("customers", Fraction(1))
            got["clv"] *= got["valued"]
        if "clicks" in got and got.keys() & {"sent", "delivered", "opens"}:
            got["email"] = got["clicks"]
        # For cac, where channels are named that are paid.
        if cells["channel"].lower() in PAID:
            got |= {"paid_" + name: got[name] for name in ("spend", "customers") if name in got}
        sums = groups.setdefault(key(cells), {})
        for name, x in got.items():
            sums[name] = sums.get(name, 0) + x
    return groups


def per(a, b):
    return a / b if a is not None and b is not None and b > 0 else None


def months_between(first, last):
    """Both days counted; a part of a month is its share of that month's days."""
    day, total = date.fromisoformat(first), Fraction(0)
    while day <= date.fromisoformat(last):
        total += Fraction(1, calendar.monthrange(day.year, day.month)[1])
        day += timedelta(1)
    return total


def gross_profit(sums, margin):
    """By group: the cogs count if there are any."""
    if "revenue" not in sums:
        return None
    return sums["revenue"] - sums["cogs"] if "cogs" in sums else sums["revenue"] * margin


def figures(sums, gross, paid, months):
    get = sums.get
    spend, revenue, clicks = get("spend"), get("revenue"), get("clicks")
    profit = gross - spend if gross is not None and spend is not None else None
    cac = per(get("paid_spend"), get("paid_customers")) if paid else per(spend, get("customers"))
    clv = per(get("clv"), get("valued"))
    cpm = per(spend, get("impressions"))
    ctr = None if clicks is None else per(clicks - get("email", 0), get("impressions"))
    return {"spend": spend, "revenue": revenue, "gross_profit": gross, "profit": profit,
            "roi": per(profit, spend), "roas": per(revenue, spend),
            "breakeven_roas": per(revenue, gross), "impressions": get("impressions"),
            "clicks": clicks, "leads": get("leads"), "mqls": get("mqls"),
            "sqls": get("sqls"), "conversions": get("conversions"),
            "customers": get("customers"), "ctr": ctr, "cpc": per(spend, clicks),
            "cpm": None if cpm is None else 1000 * cpm, "cpl": per(spend, get("leads")),
            "cpa": per(spend, get("conversions")), "cac": cac,
            "cvr": per(get("conversions"), clicks),
            "open_rate": per(get("opens"), get("delivered")),
            "click_rate": per(get("email"), get("delivered")),
            "arpc": per(revenue, get("customers")), "clv": clv, "clv_cac": per(clv, cac),
            "payback_months": per(cac, per(gross, get("customers") and get("customers") * months))}


def close(text, want, exact):
    if want is None or text == "":
        return want is None and text == ""
    got = Fraction(text)
    return got == want if exact else abs(got - want) <= abs(want) / 10 ** 11


PERIODS = {
    None: lambda day: None,
    "month": lambda day: day[:7],
    "quarter": lambda day: f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}",
    "year": lambda day: day[:4],
}


def check_figures():
    pick, margin = random.Random(7), Fraction("0.7")
    for run in range(int(sys.argv[2]) if len(sys.argv) > 2 else 150):
        rows, period = random_rows(pick), pick.choice(list(PERIODS))
        start, end, paid = pick.choice(["", "2026-02-10"]), pick.choice(["~", "2026-05-20"]), pick.random() < 0.3
        options = ["--by=channel", "--margin=0.7", "--rate=USD=0.92", "--total"]
        options += [f"--period={period}"] if period else []
        options += ["--paid=" + ",".join(f'"{name}"' for name in sorted(PAID))] if paid else []
        options += [f"--from={start}"] if start else []
        options += [f"--to={end}"] if end != "~" else []
        rows = [row for row in rows if start <= row[0] <= end] if pick.random() < 0.1 else rows
        lines = list(csv.DictReader(io.StringIO(roi(*options, text=table(rows)))))
        inside = [row for row in rows if start <= row[0] <= end]
        groups = add_up(inside, lambda cells: (cells["channel"], PERIODS[period](cells["date"])))
        days = [row[0] for row in inside] or [""]
        if start and end != "~":
            days = [start, end]
        of_all = months_between(min(days), max(days)) if days != [""] else 0
        months = {None: of_all, "month": 1, "quarter": 3, "year": 12}[period]
        total = add_up(inside, lambda cells: ("TOTAL", "" if period else None))
        keys = [(line["channel"], line.get("period")) for line in lines]
        assert keys == [*sorted(groups), *(total or [("TOTAL", "" if period else None)])], (run, options, keys)
        for line, key in zip(lines, keys):
            if key in groups:
                wanted = figures(groups[key], gross_profit(groups[key], margin), paid, months)
            else:
                parts = [x for x in (gross_profit(sums, margin) for sums in groups.values()) if x is not None]
                wanted = figures(total.get(key, {}), sum(parts) if parts else None, paid, of_all)
            assert list(line)[1 + (period is not None) :] == list(wanted)
            for name, want in wanted.items():
                exact = name in COLUMNS[:1] + COLUMNS[3:10] or name.endswith("profit")
                assert close(line[name], want, exact and name != "clv"), (
                    run, options, key, name, line[name], want and float(want))


def check_splits():
    pick = random.Random(3)
    shapes = [["--by=channel"], [], ["--by=channel", "--period=month", "--paid=Ads"],
              ["--by=channel", "--cashflow"], ["--period=quarter"]]
    for run in range(100):
        rows, shape = random_rows(pick), pick.choice(shapes)
        last = ["--rate=USD=0.92", "--margin=0.7"]
        last += ["--discount-rate=0.1"] if "--cashflow" in shape else []
        whole = roi(*shape, *last, text=table(rows))
        parts = [[] for _ in range(pick.randint(1, 5))]
        for row in rows:
            pick.choice(parts).append(row)
        states = [roi("--partial", *shape, text=table(part)) for part in parts]
        pick.shuffle(states)
        while len(states) > 2 and pick.random() < 0.5:
            states.append(roi("--merge", "--partial", text=states.pop() + states.pop()))
        merged = roi("--merge", *last, text="".join(states))
        assert merged == whole, (run, shape, merged, whole)


def check_cuts():
    pick = random.Random(5)
    state = roi("--partial", "--by=channel", text=table(random_rows(pick)))
    for length in range(0, len(state) - 1, 5):
        done = subprocess.run(["roi", "-q", "--merge"], input=state[:length],
                              capture_output=True, text=True)
        assert done.returncode == 65 and not done.stdout, (length, state[:length])


{"figures": check_figures, "splits": check_splits, "cuts": check_cuts}[sys.argv[1]]()
