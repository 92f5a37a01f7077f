#!/usr/bin/env python3
"""POLICY QUOTES [--totals | --waterfall | --to=DIR]: what discount-calc prints.

Slow and plain, written apart from the C code and from discount-policy(5) alone, to hold
the program's results against. It takes policies without errors and checks nothing.
--to writes all three outputs at once, as lines, totals and waterfall in DIR.

Amounts are in minor units: whole numbers once they are rounded, Fractions until then.
Whole numbers are kept as int, for speed, so nothing is divided but by divide().
Lines of negative quantity are priced as if it were positive; `sign` turns what is shown.
"""

import csv
import functools
import re
import sys
from fractions import Fraction

MISSING = {"", "-", "--", "\u2014", "n/a", "na", "null"}
DEFAULT_STAGES = "contract|volume|term|promo|manual|partner|distributor|order|guard"
DECIMALS = {"JPY": 0, "KRW": 0, "USD": 2, "EUR": 2, "GBP": 2, "CHF": 2, "KWD": 3, "BHD": 3}
FLAGS = "floor_unreachable below_cost cost_missing discount_cut above_list".split()
LINE_COLUMNS = (
    "list_total discount net unit_net discount_pct margin margin_pct why approval flags"
).split()
TOTALS_COLUMNS = (
    "quote date lines list_total discount net discount_pct cost margin margin_pct pocket "
    "untaxed tax payable cash_rounding approval flags"
).split()
WATERFALL_COLUMNS = "quote step amount balance".split()


# Numbers


def is_missing(cell):
    return cell.strip().lower() in MISSING


@functools.lru_cache(None)
def number(text):
    """12.50, 10% and -3 as they are, None for what isn't a number."""
    text = text.strip()
    try:
        return divide(Fraction(text[:-1]), 100) if text.endswith("%") else plain(Fraction(text))
    except ValueError:
        return None


def plain(x):
    return x.numerator if x.denominator == 1 else x


def divide(x, y):
    """0 for 0 / 0: what a line of no units has in each."""
    if not y:
        return 0
    whole, rest = divmod(x, y)
    return whole if not rest else Fraction(x, y)


def round_half_up(whole, rest, unit):
    return whole + (2 * rest >= unit)


def round_half_even(whole, rest, unit):
    return whole + (2 * rest > unit or (2 * rest == unit and whole % 2 == 1))


def round_half_down(whole, rest, unit):
    return whole + (2 * rest > unit)


def round_up(whole, rest, unit):
    return whole + (rest > 0)


def round_down(whole, rest, unit):
    return whole


ROUNDINGS = {
    "half-up": round_half_up,
    "half-even": round_half_even,
    "half-down": round_half_down,
    "up": round_up,
    "down": round_down,
}


def rounded(x, mode):
    """To a whole number; both signs alike."""
    if isinstance(x, int):
        return x
    whole, rest = divmod(abs(x.numerator), x.denominator)
    whole = mode(whole, rest, x.denominator)
    return -whole if x.numerator < 0 else whole


def ceiling(x):
    return -(-x.numerator // x.denominator)


def ratio(x, y):
    """x / y, rounded once to 12 significant digits, at most 18 decimals; nothing where y
    is 0."""
    if not y:
        return ""
    exact = abs(Fraction(x) / y)
    digits = len(str(exact.numerator * 10**18 // exact.denominator))
    decimals = max(0, 18 - max(0, digits - 12))
    units = rounded(exact * 10**decimals, round_half_even)
    whole, rest = divmod(units, 10**decimals)
    text = f"{whole}.{rest:0{max(1, decimals)}}".rstrip("0").rstrip(".")
    return text if x * y >= 0 or not units else "-" + text


def proportional(amount, weights):
    """Spreads an amount in proportion, exactly."""
    total = sum(weights)
    return [divide(amount * weight, total) for weight in weights]


def largest_remainder(amount, weights):
    """Spreads a whole amount in proportion; the earlier one where remainders are equal."""
    exact = proportional(amount, weights)
    shares = [share // 1 for share in exact]
    missing = amount - sum(shares) if any(weights) else 0
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[:missing]:
        shares[i] += 1
    return shares


def spread(amount, weights, ceilings, how):
    """In one of these ways, but none gets more than its ceiling: what it can't take goes
    to the others, as far as they can."""
    shares = [0] * len(weights)
    active = [i for i in range(len(weights)) if weights[i] > 0 and ceilings[i] > 0]
    while active:
        total = sum(weights[i] for i in active)
        full = [i for i in active if amount * weights[i] >= ceilings[i] * total]
        if not full:
            parts = how(amount, [weights[i] for i in active])
            for i, part in zip(active, parts):
                shares[i] = part
            break
        for i in full:
            shares[i] = ceilings[i]
            amount -= ceilings[i]
        active = [i for i in active if i not in full]
    return shares


# Conditions. A test is a function of the line and, in the stage approve, the figures.

TEST = re.compile(
    r'\s*("(?:[^"]|"")*"|[^\s=<>!"]+)\s*'
    r"(!=|<=|>=|=|<|>|in\s*\(|between\s*\(|empty\b|present\b)\s*(.*?)\s*$"
)


class Value:
    """What a test compares with: a number, a date, or text, in quotes as it stands."""

    def __init__(self, text):
        text = text.strip()
        self.exact = text.startswith('"')
        self.text = text[1:-1].replace('""', '"') if self.exact else text.lower()
        self.number = None if self.exact else number(text)
        self.is_date = not self.exact and re.fullmatch(r"\d{4}-\d\d-\d\d", text) is not None

    def equals(self, cell):
        if isinstance(cell, (int, Fraction)):
            return cell == self.number
        if self.number is not None:
            return number(cell) == self.number
        return (cell if self.exact else cell.strip().lower()) == self.text

    def sign(self, cell):
        """<0 where the cell lies before the value, 0 at it, >0 behind."""
        if self.is_date:
            ours, theirs = cell.strip(), self.text
        else:
            ours, theirs = cell, self.number
            if isinstance(cell, str):
                ours = number(cell)
        return (ours > theirs) - (ours < theirs)


def compares(operator, values, cell):
    """Does it hold for a cell, or a number, that isn't missing?"""
    if operator in ("=", "in"):
        return any(value.equals(cell) for value in values)
    sign = values[0].sign(cell)
    if operator == "between":
        return sign >= 0 >= values[1].sign(cell)
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[operator]


def holds_for(operator, values, items):
    """Does it hold for one of the items? None of them: the cell is missing."""
    if operator in ("empty", "present"):
        return (not items) == (operator == "empty")
    if operator == "!=":
        return not any(compares("=", values, item) for item in items)
    return any(compares(operator, values, item) for item in items)


def remembered(look, operator, values):
    """A test on what look(line) gives, found out once for each."""
    known = {}

    def test(line, _):
        items = look(line)
        if items not in known:
            known[items] = holds_for(operator, values, items)
        return known[items]

    return test


@functools.lru_cache(None)
def items_of(cell):
    return () if is_missing(cell) else (cell,)


@functools.lru_cache(None)
def codes_of(cell):
    return tuple(code.strip() for code in cell.split(";") if not is_missing(code))


def parse_test(text, scale):
    column, operator, rest = TEST.match(text).groups()
    column = column.strip('"')
    operator = operator.rstrip("( \t")
    if operator in ("in", "between"):
        values = [Value(part) for part in rest.rstrip(")").split("|")]
    else:
        values = [Value(rest)] if rest else []

    def money(amount):
        return holds_for(operator, values, (divide(amount, scale),))

    def figure(line, figures):
        x = figures[column]
        return holds_for(operator, values, () if x is None else (x,))

    if column == "amount":
        return lambda line, _: money(line.quote.amount)
    if column == "line_amount":
        return lambda line, _: money(line.running)
    if column in "list_total discount net discount_pct margin margin_pct".split():
        return figure
    if column == "has":
        return remembered(lambda line: line.quote.skus, operator, values)
    if column == "code":
        return remembered(lambda line: codes_of(line.cells["code"]), operator, values)
    return remembered(lambda line: items_of(line.cells[column]), operator, values)


def parse_when(text, scale):
    parts = re.findall(r'(?:[^;"]|"(?:[^"]|"")*")+', text)
    return [parse_test(part, scale) for part in parts if part.strip()]


# The policy


class Row:
    """A tier; it starts at units, minor units, months or percent, by its basis."""

    def __init__(self, cells, scale):
        self.when = parse_when(cells["when"], scale)
        start = cells["from"].strip()
        self.above = start.startswith(">")
        self.start = number(start.lstrip(">").rstrip("%")) if start else None
        if start and cells["basis"] == "amount":
            self.start *= scale
        self.value = cells["value"].strip()

    def holds(self, line, figures=None):
        return all(test(line, figures) for test in self.when)

    def is_reached(self, basis):
        if self.start is None:
            return True
        return basis is not None and (basis > self.start if self.above else basis >= self.start)

    @property
    def rank(self):
        return (-1 if self.start is None else self.start, self.above)

    def begin(self, basis):
        """Where its band begins: `from` counts units, the first of which is 1."""
        if basis == "qty" and not self.above:
            return max(0, self.start - 1)
        return self.start


class Rule:
    def __init__(self, cells, index, scale):
        self.index = index
        self.name = cells["rule"]
        self.stage = cells["stage"]
        self.kind = cells["kind"]
        self.scope = cells["scope"] or ("order" if self.kind in ("bundle", "approve") else "line")
        self.basis = cells["basis"]
        self.mode = cells["mode"] or "all"
        self.on_list = cells["base"] == "list"
        self.combine = cells["combine"] or "stack"
        self.group = cells["group"]
        self.priority = int(cells["priority"]) if cells["priority"] else float("inf")
        self.rows = []
        self.scale = scale
        self.cap = self.uses = None
        for word in cells["cap"].split():
            if word.endswith("x"):
                self.uses = int(word[:-1])
            else:
                self.cap = plain(number(word) * scale)

    def add(self, row):
        self.rows.append(row)
        row.parsed = self.parse_value(row.value)

    def parse_value(self, value):
        """In minor units where it is money."""
        money = lambda text: plain(number(text) * self.scale)
        if self.kind in ("percent", "floor_margin"):
            return number(value)
        if self.kind == "amount":
            return money(value.partition("/")[0])
        if self.kind == "price":
            unit, _, flat = value.partition("+")
            return money(unit), money(flat or "0")
        if self.kind == "package":
            price, size = value.split("/")
            return money(price), number(size)
        if self.kind == "bogo":
            free, _, part = value.partition("@")
            return int(free), number(part or "100%")
        if self.kind == "bundle":
            parts, price = value.split("=")
            needs = {}
            for part in parts.split("+"):
                sku, _, units = part.partition("*")
                needs[sku.strip().lower()] = int(units or 1)
            if price.strip().endswith("%"):
                return needs, None, number(price)
            return needs, money(price), None
        return money(value) if self.kind == "floor_price" else value

    @property
    def closes(self):
        """What an exclusive rule has for itself."""
        return ("group", self.group) if self.group else ("stage", self.stage)

    @property
    def belongs_to(self):
        return {("stage", self.stage), ("group", self.group)} - {("group", "")}

    def is_per_unit(self, row):
        return row.value.endswith("/unit")


class Policy:
    def __init__(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        needed = (
            "rule stage kind scope when basis mode from value base combine group priority cap"
        ).split()
        rows = [{name: row.get(name) or "" for name in needed} for row in rows]
        settings = [row for row in rows if row["rule"] == "set"]
        self.set = {row["kind"]: row["value"].strip() for row in settings}
        currency = DECIMALS.get(self.set.get("currency"), 2)
        self.decimals = int(self.set.get("decimals", currency))
        self.scale = 10**self.decimals
        self.mode = ROUNDINGS[self.set.get("round", "half-up")]
        self.on_price = self.set.get("round_on", "price") == "price"
        self.round_at = self.set.get("round_at", "line")
        self.step = self.set.get("cash") and number(self.set["cash"]) * self.scale
        self.tax_included = self.set.get("prices_include_tax") == "yes"
        self.taxes = [
            (parse_when(row["when"], self.scale), number(row["value"]))
            for row in settings
            if row["kind"] == "tax"
        ]
        named = self.set.get("stages", DEFAULT_STAGES).split("|")
        self.stages = [
            name.strip() for name in named if name.strip() not in ("approve", "offinvoice")
        ]
        self.rules = self.read_rules(row for row in rows if row["rule"] != "set")
        self.turns = {name: self.turns_of(name) for name in self.stages + ["offinvoice"]}
        self.guards = self.of_stage("guard")
        self.approvals = self.of_stage("approve")
        levels = dict.fromkeys(row["value"].strip() for row in rows if row["kind"] == "approve")
        self.levels = list(levels)

    def read_rules(self, rows):
        rules = {}
        for index, cells in enumerate(rows):
            name = cells["rule"]
            if name not in rules:
                rules[name] = Rule(cells, index, self.scale)
            rules[name].add(Row(cells, self.scale))
        return list(rules.values())

    def of_stage(self, stage):
        own = [rule for rule in self.rules if rule.stage == stage]
        return sorted(own, key=lambda rule: (rule.priority, rule.index))

    def turns_of(self, stage):
        """Lists of rules: one alone, or those of a group of which the best counts."""
        turns = {}
        for rule in self.of_stage(stage):
            best = rule.combine == "best"
            turns.setdefault((rule.scope, best, rule.group if best else rule.name), []).append(rule)
        return sorted(turns.values(), key=lambda turn: turn[0].scope == "order")

    def round(self, x):
        return rounded(x, self.mode)

    def seen(self, x):
        """An amount that isn't rounded, as far as it is looked at: what is equal in
        theory has to be equal in 18 decimals."""
        if isinstance(x, int):
            return x
        unit = 10 ** min(12, 18 - self.decimals)
        return divide(rounded(x * unit, round_half_even), unit)

    def units(self, figures, names):
        """Those of the names, in units of the currency."""
        return [
            None if figures[name] is None else divide(figures[name], self.scale)
            for name in names.split()
        ]

    def money(self, x, plus=False):
        sign = "-" if x < 0 else "+" if plus else ""
        whole, rest = divmod(abs(x), self.scale)
        return f"{sign}{whole}.{rest:0{self.decimals}}" if self.decimals else f"{sign}{whole}"


# Quotes


class Line:
    def __init__(self, cells, policy):
        self.cells = cells
        qty = number(cells["qty"])
        self.sign = -1 if qty < 0 else 1
        self.qty = abs(qty)
        self.units = self.qty // 1  # whole ones
        self.sku = cells["sku"].strip().lower()
        self.is_sold = qty > 0
        price = number(cells["list_price" if "list_price" in cells else "list"]) * policy.scale
        if policy.round_at == "unit":
            price = policy.round(price)
        # What it lists at: not rounded where the order is.
        at_order = policy.round_at == "order"
        self.listed = price * self.qty if at_order else policy.round(price * self.qty)
        cost = cells.get("cost", "")
        self.unit_cost = None if is_missing(cost) else number(cost) * policy.scale
        self.cost = None if is_missing(cost) else policy.round(self.unit_cost * self.qty)
        term = cells.get("term", "")
        self.term = None if is_missing(term) else number(term)
        self.running = self.listed
        self.changed = []  # the rules that did
        self.closed = set()  # to whom it is shut
        self.why = []
        self.flags = set()

    def base(self, rule):
        return self.listed if rule.on_list else self.running

    def is_open_to(self, rule):
        if self.closed & rule.belongs_to:
            return False
        if rule.combine != "exclusive":
            return True
        return not any(
            other is not rule and rule.closes in other.belongs_to for other in self.changed
        )

    @property
    def figures(self):
        """What is shown of it, as conditions of approvals see it."""
        return {
            "list_total": self.sign * self.list_total,
            "net": self.sign * self.net,
            "cost": None if self.cost is None else self.sign * self.cost,
        }


class Quote:
    def __init__(self, lines, policy):
        self.lines = lines
        self.policy = policy
        for line in lines:
            line.quote = self
        self.skus = tuple(line.cells["sku"] for line in lines if line.is_sold)
        self.amount = 0
        self.uses = {}
        self.steps = {}
        self.approval = ""

    def rounded(self):
        """What is left of each line in minor units: of returns as they are, of the others
        so that it adds up to the total, rounded. They are rounded down, and the units
        missing go to the largest remainders."""
        ordered = [i for i, line in enumerate(self.lines) if line.sign > 0]
        exact = [self.policy.seen(line.running) for line in self.lines]
        shown = [self.policy.round(x) for x in exact]
        for i in ordered:
            shown[i] = exact[i] // 1
        total = self.policy.round(self.policy.seen(sum(self.lines[i].running for i in ordered)))
        missing = total - sum(shown[i] for i in ordered)
        for i in sorted(ordered, key=lambda i: (shown[i] - exact[i], i))[:missing]:
            shown[i] += 1
        return shown

    def look(self):
        """What the order has come to; that is rounded, whatever its lines are."""
        total = sum(line.running for line in self.lines if line.is_sold)
        self.amount = self.policy.round(self.policy.seen(total))

    @property
    def figures(self):
        """Sums; the cost of a quote is known if that of each line is."""
        of_lines = [line.figures for line in self.lines]
        sums = {name: sum(f[name] for f in of_lines) for name in ("list_total", "net")}
        costs = [f["cost"] for f in of_lines]
        return {**sums, "cost": None if None in costs else sum(costs)}


def complete(figures):
    """With what follows from them."""
    discount = figures["list_total"] - figures["net"]
    margin = None if figures["cost"] is None else figures["net"] - figures["cost"]
    return {**figures, "discount": discount, "margin": margin}


def for_conditions(figures, scale):
    """In units of the currency, rates as fractions."""
    told = {name: None if x is None else divide(x, scale) for name, x in figures.items()}
    listed, net, margin = told["list_total"], told["net"], told["margin"]
    told["discount_pct"] = divide(told["discount"], listed) if listed else None
    told["margin_pct"] = divide(margin, net) if net and margin is not None else None
    return told


# What a rule takes from a line, exactly


def bands(rows, basis, x):
    """(width, row) of each band as far as x goes, and how much lies below the first."""
    distinct = {row.rank: row for row in reversed(rows)}
    ordered = sorted(distinct.values(), key=lambda row: (row.begin(basis), row.rank))
    begins = [row.begin(basis) for row in ordered]
    widths = [
        max(0, min(x, end) - begin)
        for begin, end in zip(begins, begins[1:] + [max(x, begins[-1])])
    ]
    return list(zip(widths, ordered)), min(x, begins[0])


def highest(rows, basis):
    reached = [row for row in rows if row.is_reached(basis)]
    return max(reached, key=lambda row: row.rank, default=None)


def packages_cost(rule, row, line):
    price, size = row.parsed
    units = max(0, line.qty - (row.start or 1) + 1)
    if rule.mode in ("all", "up"):
        return price * ceiling(divide(units, size))
    whole = units // size
    cost = price * whole
    if rule.mode == "rest":
        cost += line.running * divide(units - whole * size, line.qty)
    return cost


def free_units(buy, free, units, times):
    """Of each buy + free units the free ones, and of what is left those beyond buy."""
    sets, rest = divmod(units, buy + free)
    found = free * sets + max(0, rest - buy)
    return found if times is None else min(found, free * times)


def graduated_take(rule, rows, line):
    x = line.qty if rule.basis == "qty" else line.base(rule)
    parts, below = bands(rows, rule.basis, x)
    if not any(width or row.is_reached(x) for width, row in parts):
        return None
    if rule.kind == "percent":
        share = sum(width * row.parsed for width, row in parts)
        return share if rule.basis == "amount" else divide(line.base(rule) * share, line.qty)
    if rule.kind == "amount":
        return sum(width * row.parsed for width, row in parts)
    cost = sum(width * row.parsed[0] for width, row in parts)
    cost += sum(row.parsed[1] for _, row in parts if row.is_reached(line.qty))
    return line.running - (cost + divide(line.running * below, line.qty))


def line_take(rule, line, left):
    """What it takes, and how often it is used for that, of the uses that are left; None
    if it doesn't hold."""
    rows = [row for row in rule.rows if row.holds(line)]
    if not rows or left == 0:
        return None
    if rule.mode == "graduated":
        take = graduated_take(rule, rows, line)
        return None if take is None else (take, 1)
    if rule.kind == "package":
        return line.running - packages_cost(rule, rows[0], line), 1
    if rule.kind == "bogo":
        free, part = rows[0].parsed
        units = free_units(int(rows[0].start), free, line.units, left)
        return divide(line.base(rule) * units * part, line.qty), -(-units // free)
    basis = {"qty": line.qty, "term": line.term, "amount": line.base(rule)}.get(rule.basis)
    row = highest(rows, basis)
    if row is None:
        return None
    if rule.kind == "percent":
        return line.base(rule) * row.parsed, 1
    if rule.kind == "amount":
        return (row.parsed * line.qty if rule.is_per_unit(row) else row.parsed), 1
    unit, flat = row.parsed
    return line.running - (unit * line.qty + flat), 1


def capped(take, cap):
    return take if cap is None else max(-cap, min(cap, take))


def line_after(policy, line, take):
    """What is left of the line, rounded once. Rounding alone doesn't turn a discount into
    a surcharge, nor leave something of what is taken whole."""
    running, mode_round = line.running, policy.round
    if take == 0 or take >= running:
        return running if take == 0 else 0
    if policy.round_at == "order":
        left = running - take
    elif policy.round_at == "unit" and line.qty:
        if policy.on_price:
            left = mode_round(line.qty * mode_round(divide(running - take, line.qty)))
        else:
            left = running - mode_round(line.qty * mode_round(divide(take, line.qty)))
    elif policy.on_price:
        left = mode_round(running - take)
    else:
        left = running - mode_round(take)
    return max(0, min(left, running)) if take > 0 else max(left, running)


# What a rule takes from an order: what is left of each line, by its index, and whether
# the lines couldn't take all of it


def whole_take(policy, total, take):
    """The take, rounded, and no more than there is."""
    if policy.round_at == "order":
        return min(take, total)
    if policy.on_price:
        take = total - policy.round(total - take)
    else:
        take = policy.round(take)
    return min(take, total)


def spread_over(policy, lines, take, weights):
    how = proportional if policy.round_at == "order" else largest_remainder
    if take < 0:
        shares = [-share for share in how(-take, weights)]
    else:
        room = [max(0, line.running - line.floor) for line in lines]
        shares = spread(take, weights, room, how)
    return [line.running - share for line, share in zip(lines, shares)], sum(shares) != take


def order_bogo(policy, rule, row, lines, uses):
    free, part = row.parsed
    units = free_units(int(row.start), free, sum(line.units for line in lines), uses)
    prices = [policy.seen(divide(line.running, line.qty)) for line in lines]
    cheapest = sorted(range(len(lines)), key=lambda i: (prices[i], i))
    left = [line.running for line in lines]
    cut = False
    for i in cheapest:
        line = lines[i]
        own = min(units, line.units)
        units -= own
        after = line_after(policy, line, divide(line.base(rule) * own * part, line.qty))
        left[i] = max(after, min(line.floor, line.running))
        cut = cut or left[i] > after
    takes = [line.running - after for line, after in zip(lines, left)]
    if rule.cap is not None and sum(takes) > rule.cap:
        how = proportional if policy.round_at == "order" else largest_remainder
        left = [line.running - share for line, share in zip(lines, how(rule.cap, takes))]
    return left, cut


def bundle_times(needs, lines):
    return min(
        sum(line.units for line in lines if line.sku == sku) // need
        for sku, need in needs.items()
    )


def order_bundle(policy, rule, row, lines, uses):
    needs, price, part = row.parsed
    times = bundle_times(needs, lines)
    if uses is not None:
        times = min(times, uses)
    wanted = {sku: times * need for sku, need in needs.items()}
    values = []
    for line in lines:
        own = min(line.units, wanted.get(line.sku, 0))
        if own:
            wanted[line.sku] -= own
        values.append(divide(line.running * own, line.qty))
    worth = sum(values)
    take = worth * part if price is None else worth - times * price
    total = sum(line.running for line, value in zip(lines, values) if value)
    take = capped(whole_take(policy, total, max(0, take)), rule.cap)
    return spread_over(policy, lines, take, values)


def order_row(rule, open_lines):
    """The tier, and the lines it is for: those of every row of that tier."""
    found = []
    for row in rule.rows:
        lines = [line for line in open_lines if row.holds(line)]
        if rule.basis == "qty":
            basis = sum(line.qty for line in lines)
        else:
            basis = sum(line.base(rule) for line in lines)
        if lines and (rule.mode == "graduated" or rule.kind == "bogo" or row.is_reached(basis)):
            found.append((row, lines))
    if not found:
        return None, []
    best = max((row for row, _ in found), key=lambda row: row.rank)
    held = {id(line) for row, lines in found if row.rank == best.rank for line in lines}
    return best, [line for line in open_lines if id(line) in held]


def order_left(policy, rule, quote):
    """(lines, what is left of each, whether something couldn't be given)."""
    open_lines = [line for line in quote.lines if line.is_sold and line.is_open_to(rule)]
    row, lines = order_row(rule, open_lines)
    if not lines or (rule.kind == "bundle" and bundle_times(row.parsed[0], lines) == 0):
        return [], [], False
    if rule.kind == "bogo":
        return lines, *order_bogo(policy, rule, row, lines, rule.uses)
    if rule.kind == "bundle":
        return lines, *order_bundle(policy, rule, row, lines, rule.uses)
    weights = [line.base(rule) for line in lines]
    total = sum(weights)
    if rule.kind == "amount":
        take = row.parsed
    elif rule.mode == "graduated":
        units = sum(line.qty for line in lines)
        x = units if rule.basis == "qty" else total
        parts, _ = bands(rule.rows, rule.basis, x)
        if not any(width or band.is_reached(x) for width, band in parts):
            return [], [], False
        take = sum(width * band.parsed for width, band in parts)
        if rule.basis == "qty":
            take = divide(total * take, units)
    else:
        take = total * row.parsed
    take = whole_take(policy, sum(line.running for line in lines), capped(take, rule.cap))
    return lines, *spread_over(policy, lines, take, weights)


# The waterfall


class Pricing:
    """Prices one quote by a policy."""

    def __init__(self, quote):
        self.policy = quote.policy
        self.quote = quote
        self.in_why = True

    def price(self):
        policy, quote = self.policy, self.quote
        for line, shown in zip(quote.lines, quote.rounded()):
            line.list_total = line.shown = shown
            self.find_floor(line)
        for stage in policy.stages:
            if stage == "guard":
                self.guard()
            for turn in policy.turns[stage] if stage != "guard" else []:
                self.take_turn(turn)
        for line in quote.lines:
            line.net = line.shown
            self.flag(line)
        self.approve()
        self.in_why = False
        for line in quote.lines:
            line.floor = 0  # floors are those of the invoice
        for turn in policy.turns["offinvoice"]:
            self.take_turn(turn)

    def take_turn(self, rules):
        self.quote.look()
        before = [line.running for line in self.quote.lines]
        winners = (self.line_turn if rules[0].scope == "line" else self.order_turn)(rules)
        if self.policy.round_at == "order":
            self.show_rounded(winners)
        else:
            for line, running in zip(self.quote.lines, before):
                if line.running != running:
                    line.shown = line.running
                    rule, losers = winners[id(line)]
                    self.record(line, rule, line.running - running, losers)

    def change(self, line, rule, left):
        if left != line.running:
            line.running = left
            line.changed.append(rule)
            if rule.combine == "exclusive":
                line.closed.add(rule.closes)

    def line_turn(self, rules):
        """By line: the rule that takes the most, and what the others would have taken."""
        winners = {}
        for line in self.quote.lines:
            offers = []
            for rule in rules:
                if not line.is_open_to(rule):
                    continue
                used = self.quote.uses.get(rule.name, 0)
                offer = line_take(rule, line, None if rule.uses is None else rule.uses - used)
                if offer:
                    left = line_after(self.policy, line, capped(offer[0], rule.cap))
                    offers.append((line.running - left, rule, left, used + offer[1]))
            if not offers:
                continue
            best = max(offers, key=lambda offer: offer[0])
            taken, rule, left, used = best
            losers = [(o[1], -o[0]) for o in offers if o is not best and o[0] > 0]
            if taken:
                winners[id(line)] = rule, losers
                self.quote.uses[rule.name] = used
            self.change(line, rule, left)
        return winners

    def order_turn(self, rules):
        offers = []
        for rule in rules:
            lines, left, cut = order_left(self.policy, rule, self.quote)
            if lines:
                taken = [line.running - after for line, after in zip(lines, left)]
                offers.append((sum(taken), rule, lines, left, cut, taken))
        if not offers:
            return {}
        best = max(offers, key=lambda offer: offer[0])
        _, rule, lines, left, cut, _ = best
        winners = {}
        for line, after in zip(lines, left):
            losers = []
            for offer in offers:
                for other, taken in zip(offer[2], offer[5]):
                    if offer is not best and other is line and taken > 0:
                        losers.append((offer[1], -taken))
            if after != line.running:
                winners[id(line)] = rule, losers
            self.change(line, rule, after)
            if cut:
                line.flags.add("discount_cut")
        return winners

    def show_rounded(self, winners):
        """What is shown changes with the total, of lines that no rule changed too: the
        first that changed one is named there."""
        for line, now in zip(self.quote.lines, self.quote.rounded()):
            if now != line.shown:
                rule, losers = winners.get(id(line), (next(iter(winners.values()))[0], []))
                losers = [(loser, self.policy.round(self.policy.seen(x))) for loser, x in losers]
                self.record(line, rule, now - line.shown, losers)
                line.shown = now

    def record(self, line, rule, amount, losers=()):
        steps = self.quote.steps
        steps[rule.stage] = steps.get(rule.stage, 0) + line.sign * amount
        if not self.in_why:
            return
        text = f"{rule.name}:{self.policy.money(line.sign * amount, plus=True)}"
        beaten = [
            f"{loser.name}={self.policy.money(line.sign * x, plus=True)}"
            for loser, x in losers
            if x
        ]
        line.why.append(text + (f" (beats {', '.join(beaten)})" if beaten else ""))

    # Floors and flags

    def find_floor(self, line):
        """The highest, as far as list; of equal ones the first."""
        line.floor, line.floor_rule = 0, None
        for rule in self.policy.guards:
            row = next((row for row in rule.rows if row.holds(line)), None)
            if row is None:
                continue
            if rule.kind == "floor_price":
                floor = ceiling(row.parsed * line.qty)
            elif line.unit_cost is None:
                line.flags.add("cost_missing")
                continue
            else:
                floor = ceiling(divide(line.unit_cost * line.qty, 1 - row.parsed))
            if floor > line.listed:
                line.flags.add("floor_unreachable")
                floor = line.listed
            if floor > line.floor:
                line.floor, line.floor_rule = floor, rule

    def guard(self):
        raised = {}
        for line in self.quote.lines:
            if line.running < line.floor:
                before, line.running = line.running, line.floor
                line.changed.append(line.floor_rule)
                raised[id(line)] = line.floor_rule, []
                if self.policy.round_at != "order":
                    line.shown = line.floor
                    self.record(line, line.floor_rule, line.floor - before)
        if raised and self.policy.round_at == "order":
            self.show_rounded(raised)

    def flag(self, line):
        if line.unit_cost is not None and line.net < line.unit_cost * line.qty:
            line.flags.add("below_cost")
        if line.net > line.list_total:
            line.flags.add("above_list")

    # Approvals

    def approve(self):
        quote, scale = self.quote, self.policy.scale
        quote.look()
        reached = -1
        of_quote = None
        for rule in self.policy.approvals:
            if rule.scope == "order":
                of_quote = of_quote or for_conditions(complete(quote.figures), scale)
                subjects = [(of_quote, quote.lines)]
            else:
                subjects = [
                    (for_conditions(complete(line.figures), scale), [line]) for line in quote.lines
                ]
            for figures, lines in subjects:
                for row in rule.rows:
                    if self.is_reached(rule, row, figures, lines):
                        reached = max(reached, self.policy.levels.index(row.value))
        if reached >= 0:
            quote.approval = self.policy.levels[reached]

    def is_reached(self, rule, row, figures, lines):
        lines = [line for line in lines if row.holds(line, figures)]
        if not lines:
            return False
        return rule.basis != "discount_pct" or row.is_reached(100 * (figures["discount_pct"] or 0))


# Output


def write_lines(policy, rows, quotes, out):
    out.writerow(list(rows[0]) + LINE_COLUMNS)
    lines = {id(line.cells): line for quote in quotes for line in quote.lines}
    for cells in rows:
        line = lines[id(cells)]
        figures = complete(line.figures)
        listed, net, margin, discount = policy.units(figures, "list_total net margin discount")
        out.writerow(
            [
                *cells.values(),
                policy.money(figures["list_total"]),
                policy.money(figures["discount"]),
                policy.money(figures["net"]),
                ratio(net, line.sign * line.qty),
                ratio(discount, listed),
                "" if margin is None else policy.money(figures["margin"]),
                "" if margin is None else ratio(margin, net),
                " | ".join(line.why),
                line.quote.approval,
                flags_text([line]),
            ]
        )


def flags_text(lines):
    return " | ".join(flag for flag in FLAGS if any(flag in line.flags for line in lines))


def tax_of(policy, quote):
    nets = {}
    for line in quote.lines:
        rates = (r for when, r in policy.taxes if all(test(line, None) for test in when))
        rate = next(rates, 0)
        nets[rate] = nets.get(rate, 0) + line.sign * line.net
    inside = policy.tax_included
    return sum(
        policy.round(divide(net * rate, 1 + rate if inside else 1)) for rate, net in nets.items()
    )


def write_totals(policy, quotes, out):
    out.writerow(TOTALS_COLUMNS)
    for quote in quotes:
        figures = complete(quote.figures)
        listed, net, margin, discount = policy.units(figures, "list_total net margin discount")
        tax = tax_of(policy, quote)
        untaxed = figures["net"] - (tax if policy.tax_included else 0)
        exact = payable = untaxed + tax
        if policy.step:
            payable = int(policy.round(divide(exact, policy.step)) * policy.step)
        first = quote.lines[0].cells
        out.writerow(
            [
                first["quote"],
                first.get("date", ""),
                len(quote.lines),
                policy.money(figures["list_total"]),
                policy.money(figures["discount"]),
                policy.money(figures["net"]),
                ratio(discount, listed),
                "" if margin is None else policy.money(figures["cost"]),
                "" if margin is None else policy.money(figures["margin"]),
                "" if margin is None else ratio(margin, net),
                policy.money(sum(line.sign * line.shown for line in quote.lines)),
                policy.money(untaxed),
                policy.money(tax),
                policy.money(payable),
                policy.money(payable - exact),
                quote.approval,
                flags_text(quote.lines),
            ]
        )


def write_waterfall(policy, quotes, out):
    out.writerow(WATERFALL_COLUMNS)
    for quote in quotes:
        name = quote.lines[0].cells["quote"]
        balance = sum(line.sign * line.list_total for line in quote.lines)
        out.writerow([name, "list", policy.money(balance), policy.money(balance)])
        for stage in policy.stages + ["invoice", "offinvoice", "pocket"]:
            amount = quote.steps.get(stage, 0)
            balance += amount
            shown = "" if stage in ("invoice", "pocket") else policy.money(amount)
            out.writerow([name, stage, shown, policy.money(balance)])


def main():
    options = [word for word in sys.argv[1:] if word.startswith("--")]
    policy_path, quotes_path = [word for word in sys.argv[1:] if word not in options]
    policy = Policy(policy_path)
    with open(quotes_path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_quote = {}
    for cells in rows:
        by_quote.setdefault(cells["quote"], []).append(Line(cells, policy))
    quotes = [Quote(lines, policy) for lines in by_quote.values()]
    for quote in quotes:
        Pricing(quote).price()
    writers = {
        "lines": lambda out: write_lines(policy, rows, quotes, out),
        "totals": lambda out: write_totals(policy, quotes, out),
        "waterfall": lambda out: write_waterfall(policy, quotes, out),
    }
    if options and options[0].startswith("--to="):
        for name, write in writers.items():
            with open(f"{options[0][5:]}/{name}", "w", encoding="utf-8", newline="") as file:
                write(csv.writer(file, lineterminator="\n"))
    else:
        name = options[0][2:] if options else "lines"
        writers[name](csv.writer(sys.stdout, lineterminator="\n"))


if __name__ == "__main__":
    main()
