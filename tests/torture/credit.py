"""What attribute gives whom, against a slow reference: python3 credit.py [quick]

Random tables of paths, and random logs of touches whose paths are made here as the manual
says. Each model's credit, the removal effects and the transitions are computed in
fractions, those of time-decay aside, and compared with what is written to within 1e-9.
Shapley values are taken at the word of their definition: a sum over all sets of channels.
"""

import csv
import io
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path

from runner import DATA, DONE, Runner, as_csv, check_seeds, table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from attribute_oracle import (  # noqa: E402
    MODELS,
    Chain,
    by_markov,
    by_rule,
    channels_of,
    check_credit,
    check_matrix,
    check_removal,
    ends,
    last_but,
    paths_of,
)

CHANNELS = ("search", "e-mail", "Direct", "paid, social", "wörd of mouth", "affiliate", 'say "hi"', "walk-in")
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


def by_shapley(paths):
    """The worth of a set of channels is what the paths brought that touch no others."""
    credit = defaultdict(lambda: [Fraction(0), Fraction(0)])
    channels = sorted({touch for path, *_ in paths for touch in path})
    worth = {}
    for size in range(len(channels) + 1):
        for members in combinations(channels, size):
            held = [(c, v) for path, c, v, *_ in paths if path and set(path) <= set(members)]
            worth[members] = sum(c for c, _ in held), sum(v for _, v in held)
    for members in worth:
        for channel in members:
            others = tuple(name for name in members if name != channel)
            chance = Fraction(1, len(channels) * comb(len(channels) - 1, len(others)))
            for i in range(2):
                credit[channel][i] += chance * (worth[members][i] - worth[others][i])
    for path, conversions, value, *_ in paths:
        if not path:
            credit["(none)"][0] += conversions
            credit["(none)"][1] += value
    return credit


# Options of both inputs


class Asked:
    """Random options, and what they mean."""

    def __init__(self, rng):
        self.direct = rng.choice(["direct", "DIRECT", "search", "nobody"])
        self.weights = [rng.choice([0, 1, 20, 33.3, 40]) for _ in range(3)]
        if self.weights[0] + self.weights[2] == 0:
            self.weights[0] = 5
        self.order = rng.choice([1, 1, 2, 3, 4])
        self.nulls = rng.random() < 0.8
        self.value_by_conversion = rng.random() < 0.3
        self.argv = [f"--order={self.order}"] + ["--no-nulls"] * (not self.nulls)
        self.models = {
            **MODELS,
            "last-non-direct": last_but(self.direct),
            "position": ends(*(Fraction(str(weight)) for weight in self.weights)),
        }

    def of_models(self, models):
        """None that isn't of use is taken."""
        words = [f"--direct={self.direct}"] * ("last-non-direct" in models)
        words += ["--weights=" + ",".join(map(str, self.weights))] * ("position" in models)
        return words + self.argv + ["--value-by=conversion"] * self.value_by_conversion


def lengthened(wide, models):
    """The rows of a wide table as the long one has them."""
    for model in models:
        name = model.replace("-", "_")
        for row in wide:
            yield {"channel": row["channel"], "model": model,
                   "conversions": row[name + "_conversions"], "value": row[name + "_value"]}


def compare(runner, rng, argv, asked, models, paths, channels, data, by_model=()):
    """All tables of attribute for these paths. models: what is asked for, and how each
    shares out; by_model: options that only they have a use for."""
    chain = Chain(paths, asked.order, asked.nulls, Fraction)
    chain.channels = [name for name in channels if name != "(none)"]

    def expected(model):
        if model == "markov":
            return by_markov(paths, chain, asked.value_by_conversion)
        return by_shapley(paths) if model == "shapley" else by_rule(paths, models[model])

    wide = ["--wide"] * (rng.random() < 0.3)
    command = ["attribute", "-q", "--model=" + ",".join(models), *asked.of_models(models), *by_model, *wide, *argv]
    tables = [(command, None),
              (["attribute", "-q", "--removal", *asked.argv, *argv], check_removal),
              (["attribute", "-q", "--matrix", *asked.argv, *argv], check_matrix)]
    totals = [sum(path[i] for path in paths) for i in (1, 2)]
    for words, check in tables:
        outcome = runner.run(words, stdin=data)
        if outcome.status != DONE:
            if outcome.status == DATA and not totals[0]:
                continue
            return f"{words}: {outcome}"
        rows = table(outcome)
        try:
            if check:
                check(rows, chain)
            else:
                rows = list(lengthened(rows, models)) if wide else rows
                check_credit(rows, expected, channels, totals)
        except (AssertionError, KeyError, ValueError) as wrong:
            return f"{words}: {wrong!r}: {data.decode()}"
    return None


# Paths


def random_paths(rng):
    channels = rng.sample(CHANNELS, rng.randint(1, 6))
    separator = rng.choice([">", ">", "->", "|"])
    rows = []
    for _ in range(rng.randint(1, 12)):
        touches = rng.choices(channels, k=rng.choice([0, 1, 1, 2, 3, 4, 7]))
        space = rng.choice(["", " "])
        conversions = rng.choice([0, 1, 2, rng.randint(0, 500), f"{rng.randint(0, 999) / 100:.2f}"])
        value = rng.choice(["", 0, rng.randint(0, 10**6), f"{rng.randint(0, 10**7) / 100:.2f}"])
        value = value if float(conversions) else 0
        rows.append([(space + separator + space).join(touches), conversions, value,
                     rng.choice(["", 0, rng.randint(0, 900)])])
    data = as_csv([["path", "conversions", "value", "nulls"], *rows])
    return data, separator, list(paths_of(csv.DictReader(io.StringIO(data.decode())), separator))


def check_paths(runner, rng):
    data, separator, paths = random_paths(rng)
    asked = Asked(rng)
    names = rng.sample([*asked.models, "markov"], rng.randint(1, 4))
    models = {name: asked.models.get(name) for name in names}
    if "markov" not in models:
        models["markov"] = None
    return compare(runner, rng, [f"--separator={separator}", "-"], asked, models, paths, channels_of(paths), data)


# Touches


class Moment:
    """A time as it is written: with a time of day, or a day that ends with its last
    microsecond."""

    def __init__(self, rng):
        self.start = datetime(2026, 1, 1) + rng.randrange(40) * DAY
        self.end = self.start + DAY - TICK
        self.text = self.start.date().isoformat()
        if rng.random() < 0.6:
            self.start += rng.choice([0, 1, 43200, 86399, rng.randrange(86400)]) * SECOND
            self.end = self.start
            self.text = self.start.isoformat() + rng.choice(["", "Z"])


class Row:
    def __init__(self, rng, ids, channels):
        self.id, self.moment = rng.choice(ids), Moment(rng)
        self.channel = rng.choice(channels) if rng.random() < 0.8 else ""
        self.stage = rng.choice(["", "", "Lead", "deal", "Customer", "lost"])
        self.converts = not self.channel and not self.stage or rng.random() < 0.25
        self.value = rng.choice([0, rng.randint(1, 10**5), Fraction(rng.randint(1, 10**6), 100)]) if self.converts else 0


class Touches:
    """A log, the options that make paths of it, and the paths: lists of (channel, time,
    stages reached)."""

    def __init__(self, rng):
        self.channels = rng.sample(CHANNELS, rng.randint(1, 6))
        self.rows = [Row(rng, "ABCDE"[: rng.randint(1, 5)], self.channels) for _ in range(rng.randint(3, 30))]
        if not any(row.channel for row in self.rows):
            self.rows[0].channel = self.channels[0]
        if not any(row.converts for row in self.rows):
            self.rows[0].converts = True
        self.lookback = rng.choice([None, None, 1, 5, 20])
        self.reset = rng.random() < 0.4
        self.half_life = rng.choice([Fraction(1, 2), 3, 7, 30])
        self.milestones = rng.choice([["lead", "Deal"], ["LEAD", "deal", "customer"]])
        self.as_of = datetime(2026, 1, rng.randint(15, 31)) if rng.random() < 0.3 else None
        self.how = rng.choice(["value", "conversion", "file"])
        self.note_values(rng)

    def note_values(self, rng):
        """Where only a value tells of a conversion, one has one."""
        for row in self.rows:
            row.cell = f"{float(row.value):.2f}" if row.converts else ""
            if row.converts and self.how != "value" and row.value == 0 and rng.random() < 0.5:
                row.cell = ""
            if not row.converts and self.how == "conversion" and rng.random() < 0.2:
                row.cell = "99"  # of no conversion

    def kept(self):
        late = self.as_of + DAY if self.as_of else datetime.max
        return [row for row in self.rows if row.moment.start < late]

    def argv(self):
        words = [f"--lookback={self.lookback}d"] if self.lookback else []
        words += ["--reset"] * self.reset
        words += [f"--as-of={self.as_of.date()}"] if self.as_of else []
        if self.how == "file":
            rows = [[row.id, row.moment.text, row.cell] for row in self.rows if row.converts]
            Path("won.csv").write_bytes(as_csv([["id", "closed at", "amount"], *rows]))
            words.append("--conversions=won.csv")
        return words

    def data(self):
        header = ["channel", "time", "id", "stage"]
        rows = [[row.channel, row.moment.text, row.id, row.stage] for row in self.rows]
        if self.how != "file":
            header.append("value")
            rows = [[*cells, row.cell] for cells, row in zip(rows, self.rows)]
        if self.how == "conversion":
            header.append("conversion")
            rows = [[*cells, "yes" if row.converts else "0"] for cells, row in zip(rows, self.rows)]
        if self.how == "file":  # a row that is no touch and reaches nothing has no place there
            rows = [cells for cells in rows if cells[0] or cells[3]]
        return as_csv([header, *rows])

    def reached(self, row):
        return {row.stage.lower()} & {name.lower() for name in self.milestones}

    def events(self, who):
        """In their order: touches before milestones before conversions, at one time."""
        found = []
        for place, row in enumerate(self.kept()):
            if row.id != who:
                continue
            moment = row.moment
            if row.channel:
                found.append((moment.start, 0, place, row))
            elif self.reached(row):
                found.append((moment.end, 1, place, row))
            if row.converts:
                found.append((moment.end, 2, place, row))
        return sorted(found, key=lambda event: event[:3])

    def path(self, events, since):
        """Of touches not older than the lookback, counted from that moment."""
        start = since - self.lookback * DAY if self.lookback else datetime.min
        path = []
        for time, kind, _, row in events:
            if time < start or kind == 2:
                continue
            if kind == 0:
                path.append((row.channel, time, self.reached(row)))
            elif path:
                channel, when, stages = path[-1]
                path[-1] = channel, when, stages | self.reached(row)
        return path

    def paths(self):
        """(path, conversions, value, nulls)"""
        for who in dict.fromkeys(row.id for row in self.kept()):
            events, begin, won = self.events(who), 0, False
            for i, (_, kind, _, row) in enumerate(events):
                if kind == 2:
                    yield self.path(events[begin:i], row.moment.start), Fraction(1), Fraction(row.cell or 0), Fraction(0)
                    won = True
                    begin = i + 1 if self.reset else 0
            rest = [] if won and not self.reset else events[begin:]
            latest = [time for time, kind, *_ in rest if kind == 0]
            if latest:
                yield self.path(rest, latest[-1]), Fraction(0), Fraction(0), Fraction(1)

    def time_decay(self, path):
        weights = [2.0 ** -((path[-1][1] - time) / DAY / float(self.half_life)) for _, time, _ in path]
        return [Fraction(weight) / Fraction(sum(weights)) for weight in weights]

    def by_keys(self, path, keys, key):
        """Each key touch gets its part, the others share 10; scaled to a whole."""
        weights = [Fraction(0)] * len(path)
        for i in keys:
            if i is not None:
                weights[i] += key
        others = [i for i, weight in enumerate(weights) if not weight]
        for i in others:
            weights[i] = Fraction(10, len(others))
        return [weight / sum(weights) for weight in weights]

    def place(self, path, number):
        """Of the first touch that reached the milestone."""
        name = self.milestones[number].lower()
        return next((i for i, (_, _, stages) in enumerate(path) if name in stages), None)

    def w_shaped(self, path):
        return self.by_keys(path, [0, self.place(path, 0), self.place(path, 1)], Fraction(30))

    def full_path(self, path):
        last = self.place(path, 2) if len(self.milestones) == 3 else len(path) - 1
        return self.by_keys(path, [0, self.place(path, 0), self.place(path, 1), last], Fraction(45, 2))


def channels_seen(rows, paths):
    """Those without credit too."""
    names = list(dict.fromkeys(row.channel for row in rows if row.channel))
    if any(not path and conversions for path, conversions, *_ in paths):
        names.append("(none)")
    return names


def check_touches(runner, rng):
    log, asked = Touches(rng), Asked(rng)
    found = list(log.paths())
    plain = [([touch[0] for touch in path], *rest) for path, *rest in found]
    by_path = {id(names): path for (names, *_), (path, *_) in zip(plain, found)}

    def of_touches(shares):
        return lambda names: shares(by_path[id(names)])

    own = {"time-decay": log.time_decay, "w-shaped": log.w_shaped, "full-path": log.full_path}
    known = {**asked.models, **{name: of_touches(shares) for name, shares in own.items()}}
    names = {*rng.sample([*known], 2), "w-shaped", "time-decay", "markov"}
    models = {name: known.get(name) for name in sorted(names)}
    argv, data = [*log.argv(), "-"], log.data()
    by_model = [f"--half-life={float(log.half_life * 24):g}h", "--milestones=" + ",".join(log.milestones)]
    channels = channels_seen(log.kept(), plain)
    return compare(runner, rng, argv, asked, models, plain, channels, data, by_model)


CHECKS = {"attribute, paths": (check_paths, 3000), "attribute, touches": (check_touches, 3000)}

if __name__ == "__main__":
    sys.exit(check_seeds(CHECKS) > 0)
