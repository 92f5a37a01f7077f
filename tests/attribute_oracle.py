"""attribute_oracle.py PATHS.csv [OPTION]... TABLE...

Checks tables of attribute against its definitions, taken at their word. Each TABLE is a
file: the long table, that of --removal or that of --matrix. PATHS.csv has the columns
path, conversions, value and nulls. The options are --order=N, --no-nulls,
--value-by-conversion and --float: elimination in doubles, for chains of many states.

Nothing here is how attribute does it. All arithmetic is on fractions. A channel is removed
from the chain by sending whoever would enter a state that holds it to null, and the
equations of the probabilities to convert are solved by Gaussian elimination: an exact
result, compared with what is written to within 1e-9.
"""
import csv
import sys
from collections import defaultdict
from fractions import Fraction


def paths_of(rows, separator=">"):
    for row in rows:
        path = row["path"]
        yield ([touch.strip() for touch in path.split(separator)] if path.strip() else [],
               *(Fraction(row.get(key) or 0) for key in ("conversions", "value", "nulls")))


def read_paths(name):
    with open(name, newline="", encoding="utf-8") as file:
        yield from paths_of(csv.DictReader(file, strict=True))


def linear(path):
    return [Fraction(1, len(path))] * len(path)


def linear_unique(path):
    channels = set(path)
    return [Fraction(channel not in path[:i], len(channels))
            for i, channel in enumerate(path)]


def ends(first, middle, last):
    def model(path):
        n = len(path)
        if n == 1:
            return [Fraction(1)]
        weights = [first] + [Fraction(middle, max(1, n - 2))] * (n - 2) + [last]
        return [Fraction(weight) / sum(weights) for weight in weights]
    return model


def last_but(direct):
    def model(path):
        others = [i for i, channel in enumerate(path) if channel.lower() != direct.lower()]
        here = others[-1] if others else len(path) - 1
        return [Fraction(i == here) for i in range(len(path))]
    return model


MODELS = {
    "first": lambda path: [Fraction(i == 0) for i in range(len(path))],
    "last": lambda path: [Fraction(i + 1 == len(path)) for i in range(len(path))],
    "last-non-direct": last_but("direct"),
    "linear": linear,
    "linear-unique": linear_unique,
    "position": ends(40, 20, 40),
    "j": ends(20, 20, 60),
    "inverse-j": ends(60, 20, 20),
    "shapley": linear_unique,
}


def by_rule(paths, shares):
    """What the channels get of the conversions, and of their value, where shares(path)
    says what each of its touches gets."""
    credit = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for path, conversions, value, *_ in paths:
        for channel, share in zip(path, shares(path)) if path else [("(none)", 1)]:
            credit[channel][0] += share * conversions
            credit[channel][1] += share * value
    return credit


class Chain:
    def __init__(self, paths, order, nulls, number):
        self.number = number
        self.count = defaultdict(Fraction)
        self.visits = defaultdict(Fraction)
        self.conversions = defaultdict(Fraction)
        self.value = defaultdict(Fraction)
        self.nulls = defaultdict(Fraction)
        self.channels = list(dict.fromkeys(touch for path, *_ in paths for touch in path))
        for path, conversions, value, failed in paths:
            weight = conversions + (failed if nulls else 0)
            if not path or not weight:
                continue
            state = ()
            self.visits[state] += weight
            for i in range(len(path)):
                to = tuple(path[max(0, i + 1 - order):i + 1])
                self.count[state, to] += weight
                self.visits[to] += weight
                state = to
            self.conversions[state] += conversions
            self.value[state] += value
            self.nulls[state] += weight - conversions

    def absorbed(self, removed, number=Fraction):
        """What a path is expected to convert and to be worth, without the channel."""
        rows = {state: [{}, number(self.conversions[state] / n), number(self.value[state] / n)]
                for state, n in self.visits.items() if removed not in state}
        for (state, to), n in self.count.items():
            if state in rows and to in rows:
                rows[state][0][to] = number(n / self.visits[state])
        for state in sorted(rows, key=len, reverse=True):
            if not state:
                continue
            ways, conversions, value = rows.pop(state)
            stay = 1 - ways.pop(state, number(0))
            for other in rows.values():
                share = other[0].pop(state, number(0)) / stay
                if not share:
                    continue
                for to, p in ways.items():
                    other[0][to] = other[0].get(to, number(0)) + share * p
                other[1] += share * conversions
                other[2] += share * value
        return [Fraction(x) for x in rows[()][1:]] if rows else [Fraction(0), Fraction(0)]

    def effects(self):
        """By channel: P, P without it, and what is lost of conversions and of value; None
        is what can't be said, as all of it where there are no paths."""
        p, value = self.absorbed(None, self.number)
        out = {}
        for channel in self.channels:
            without, value_without = self.absorbed(channel, self.number)
            if not self.visits:
                out[channel] = (None,) * 4
                continue
            out[channel] = (p, without, 1 - without / p if p else None,
                            1 - value_without / value if value else None)
        return out


def by_markov(paths, chain, value_by_conversion):
    credit = defaultdict(lambda: [Fraction(0), Fraction(0)])
    for path, conversions, value, _ in paths:
        if not path:
            credit["(none)"][0] += conversions
            credit["(none)"][1] += value
    effects = chain.effects()
    for i, totals in enumerate((chain.conversions, chain.value)):
        which = 3 if i and not value_by_conversion else 2
        whole = sum(effect[which] or 0 for effect in effects.values())
        for channel, effect in effects.items():
            if whole:
                credit[channel][i] += sum(totals.values()) * effect[which] / whole
    return credit


def close(text, expected, where):
    if expected is None:
        assert text == "", (where, text)
        return
    scale = max(1, abs(expected))
    assert abs(Fraction(text) - expected) <= Fraction(1, 10 ** 9) * scale, \
        (where, text, float(expected))


def channels_of(paths):
    """In the order of first sight, with (none) where conversions had no touch."""
    names = list(dict.fromkeys(touch for path, *_ in paths for touch in path))
    if any(not path and conversions for path, conversions, *_ in paths):
        names.append("(none)")
    return names


def check_credit(rows, expected, channels, totals):
    """expected: by model, what each channel gets; totals: of conversions and of value."""
    for model in dict.fromkeys(row["model"] for row in rows):
        mine = [row for row in rows if row["model"] == model]
        credit = expected(model)
        names = [row["channel"] for row in mine]
        assert names == channels, (model, names, channels)
        for i, key in enumerate(("conversions", "value")):
            for row in mine:
                close(row[key], credit[row["channel"]][i], (model, row["channel"], key))
            close(sum(Fraction(row[key]) for row in mine), totals[i], (model, key, "sum"))


def check_removal(rows, chain):
    effects = chain.effects()
    names = ("conversion_probability", "probability_without", "removal_effect",
             "value_removal_effect")
    for row in rows:
        for name, expected in zip(names, effects[row["channel"]]):
            close(row[name], expected, (row["channel"], name))


def check_matrix(rows, chain):
    def state(text):
        return () if text == "(start)" else tuple(text.split(" > "))

    seen = set()
    for row in rows:
        start, end = state(row["from"]), row["to"]
        if end == "(conversion)":
            count = chain.conversions[start]
        elif end == "(null)":
            count = chain.nulls[start]
        else:
            count = chain.count[start, state(end)]
        close(row["count"], count, (row["from"], end))
        close(row["probability"], count / chain.visits[start], (row["from"], end))
        seen.add((start, end))
    ends_known = sum(1 for n in chain.conversions.values() if n) + \
        sum(1 for n in chain.nulls.values() if n)
    assert len(seen) == len(rows) == len(chain.count) + ends_known


def main(name, arguments):
    options = {word.split("=")[0]: word for word in arguments if word.startswith("--")}
    paths = list(read_paths(name))
    order = int(options.get("--order", "=1").split("=")[1])
    chain = Chain(paths, order, "--no-nulls" not in options,
                  float if "--float" in options else Fraction)

    def expected(model):
        if model == "markov":
            return by_markov(paths, chain, "--value-by-conversion" in options)
        return by_rule(paths, MODELS[model])

    for table in (word for word in arguments if not word.startswith("--")):
        with open(table, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file, strict=True)
            rows = list(reader)
        if "model" in reader.fieldnames:
            check_credit(rows, expected, channels_of(paths),
                         [sum(path[i] for path in paths) for i in (1, 2)])
        elif "removal_effect" in reader.fieldnames:
            check_removal(rows, chain)
        else:
            check_matrix(rows, chain)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
