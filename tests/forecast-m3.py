#!/usr/bin/env python3
"""forecast-m3.py [--learn] FILE [OPTION]...: how good forecasts of a competition's series are.

FILE is CSV with the columns series, kind (yearly, quarterly, monthly or other), part (train or
test), period and value, a series' rows in their order. The train part goes to `forecast`
with the OPTIONs, the test part only scores. Prints for each kind and over all: series, values,
sMAPE (mean of 200 |y - f| / (|y| + |f|)) and MASE (mean absolute error over the mean of
|y_t - y_{t-m}| in train, m = 1, 4, 12, 1), both first by series, how many percent of the
values the ranges of 80 and 95% held, and what the runs took in seconds of user time.

--learn prints instead the multipliers of cmd/forecast/fc_interval.c with which the ranges
would hold in exactly 80 and 95%: for each kind, for histories shorter than is said there,
and for the others. None is less than the normal distribution's.
"""
import csv
import io
import math
import os
import re
import resource
import subprocess
import sys

SEASON = {"yearly": 1, "quarterly": 4, "monthly": 12, "other": 1}
NORMAL = (1.2816, 1.96)
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def read(path):
    """{kind: {series: (train, test)}}, values as they are written."""
    kinds = {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kind = row["kind"] if row["kind"] in SEASON else "other"
            parts = kinds.setdefault(kind, {}).setdefault(row["series"], ([], []))
            parts[row["part"] == "test"].append(row["value"])
    return kinds


def period(kind, i):
    """A name for period i; all series end at the same one, as if it were today."""
    if kind == "yearly":
        return f"{5000 + i}"
    if kind == "quarterly":
        return f"{5000 + i // 4}-Q{i % 4 + 1}"
    if kind == "monthly":
        return f"{5000 + i // 12}-{i % 12 + 1:02}"
    return str(i)


def run(kind, series, options):
    """{series: [(forecast, low_80, high_80, low_95, high_95)]}"""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["series", "period", "amount"])
    for name, (train, _) in series.items():
        for i, value in enumerate(train):
            rows.writerow([name, period(kind, i - len(train)), value])
    horizon = max(len(test) for _, test in series.values())
    number = ["--period=number"] if kind == "other" else []
    tool = os.path.join(os.environ.get("BUILD", os.path.join(ROOT, "build")), "bin/forecast")
    out = subprocess.run(
        [tool, "-q", "--by=series", f"--horizon={horizon}", *number, *options],
        input=text.getvalue(), stdout=subprocess.PIPE, text=True, check=True).stdout
    results = {}
    for row in csv.DictReader(io.StringIO(out)):
        results.setdefault(row["series"], []).append(tuple(
            float(row[name] or "nan")
            for name in ("forecast", "low_80", "high_80", "low_95", "high_95")))
    return results


def score(kind, series, results):
    """(sMAPE, MASE, held by 80, held by 95, values) of each series."""
    m = SEASON[kind]
    for name, (train, test) in series.items():
        y, x = [float(v) for v in test], [float(v) for v in train]
        scale = sum(abs(a - b) for a, b in zip(x[m:], x)) / max(len(x) - m, 1)
        said = results[name][:len(y)]
        pairs = [(v, r[0]) for v, r in zip(y, said)]
        smape = sum(200 * abs(v - f) / (abs(v) + abs(f)) if v or f else 0 for v, f in pairs)
        absolute = sum(abs(v - f) for v, f in pairs)
        yield (smape / len(y), absolute / len(y) / scale if scale else math.nan,
               sum(r[1] <= v <= r[2] for v, r in zip(y, said)),
               sum(r[3] <= v <= r[4] for v, r in zip(y, said)), len(y))


def report(kinds, options):
    print("kind,series,values,smape,mase,coverage_80,coverage_95,user_seconds")
    everything, seconds = [], 0
    for kind, series in kinds.items():
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        scores = list(score(kind, series, run(kind, series, options)))
        took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        write(kind, scores, took)
        everything += scores
        seconds += took
    write("all", everything, seconds)


def write(kind, scores, seconds):
    values = sum(s[4] for s in scores)
    scaled = [s[1] for s in scores if not math.isnan(s[1])]
    print(f"{kind},{len(scores)},{values},{sum(s[0] for s in scores) / len(scores):.3f},"
          f"{sum(scaled) / len(scaled):.3f},{100 * sum(s[2] for s in scores) / values:.1f},"
          f"{100 * sum(s[3] for s in scores) / values:.1f},{seconds:.2f}")


def quantile(values, p):
    values = sorted(values)
    return values[min(int(p * len(values)), len(values) - 1)]


def learn(kinds, options):
    with open(os.path.join(ROOT, "cmd/forecast/fc_interval.c"), encoding="utf-8") as file:
        rows = re.findall(
            r"\[FC_(\w+)\] = \{(\d+), \{([\d.]+), ([\d.]+)\}, \{([\d.]+), ([\d.]+)\}\}",
            file.read())
    for name, start, *now in rows:
        kind = name.lower()
        if kind not in kinds:
            continue
        results = run(kind, kinds[kind], [*options, "--allow-negative"])
        ratios = {False: ([], []), True: ([], [])}
        for series, (train, test) in kinds[kind].items():
            for value, (f, _, high_80, _, high_95) in zip(test, results[series]):
                for i, high in enumerate((high_80, high_95)):
                    if high > f:
                        ratios[len(train) >= int(start)][i].append(
                            abs(float(value) - f) / (high - f))
        new = [f"{max(float(now[2 * longer + i]) * quantile(ratios[longer][i], p), NORMAL[i]):.2f}"
               if ratios[longer][i] else now[2 * longer + i]
               for longer in (False, True) for i, p in enumerate((0.8, 0.95))]
        print(f"[FC_{name}] = {{{start}, {{{new[0]}, {new[1]}}}, {{{new[2]}, {new[3]}}}}},"
              f" /* {len(ratios[False][0])} and {len(ratios[True][0])} values */")


def main(arguments):
    learning = arguments[:1] == ["--learn"]
    path, *options = arguments[learning:]
    (learn if learning else report)(read(path), options)


main(sys.argv[1:])
