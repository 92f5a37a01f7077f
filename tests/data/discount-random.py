#!/usr/bin/env python3
"""SEED QUOTES DIR [WITHOUT...]: a random policy and random quotes for discount-calc.

Writes DIR/policy.csv and DIR/quotes.csv, the same for the same arguments. The policy is
valid, and no tie in it is one that would be an error: within a stage and scope each rule
has a priority of its own, and only the rules of a group of which the best counts may
share theirs. Every fourth policy has rules of lines alone, none of which looks at other
lines, so that the order of lines can't matter.

Each WITHOUT leaves a feature out, by the words given to may() below.
"""

import csv
import os
import random
import sys

STAGES = "contract volume term promo manual partner distributor order".split()
SKUS = "cup cookie tea seat api book".split()
SEGMENTS = ["edu", "partner", "retail", "", ""]
REGIONS = ["EU", "us", "Apac"]
CODES = "LAUNCH10 DEAL5 SUN".split()
POLICY = (
    "rule stage kind scope when basis mode from value base combine group priority cap note"
).split()
QUOTES = "quote line sku qty list_price cost term date code segment region".split()
STATIC, LINE, QUOTE = range(3)  # what conditions look at: cells, the line's amount, all


class Maker:
    def __init__(self, seed, without):
        self.rng = random.Random(seed)
        self.without = without
        self.lines_only = seed % 4 == 0
        self.decimals = 2
        self.rows = []
        self.count = 0
        self.groups = {}
        self.free = {}

    # Chance

    def may(self, feature, chance):
        drawn = self.rng.random() < chance
        return drawn and feature not in self.without

    def one(self, *choices):
        return self.rng.choice(choices)

    def shares(self, **shares):
        """One of the words, by their shares, without those that are left out."""
        words = [word for word in shares if word not in self.without]
        return self.rng.choices(words, [shares[word] for word in words])[0]

    def money(self, most, decimals=None):
        """From small to most, evenly in its digits."""
        decimals = self.decimals if decimals is None else decimals
        places = len(str(most * 10**decimals)) - 1
        digits = int(10 ** self.rng.uniform(places / 4, places))
        whole, rest = divmod(max(1, digits), 10**decimals)
        return f"{whole}.{rest:0{decimals}}" if decimals else str(whole)

    def rate(self, most=60):
        percent = self.rng.randint(1, most)
        return self.one(
            f"{percent}%",
            f"{percent}%",
            f"{percent}.5%" if percent < 99 else "99.5%",
            f"{self.rng.randint(1, 100 * most - 1) / 100:.2f}%",
            f"{self.rng.uniform(1, most):.{self.rng.randint(3, 9)}f}%",
            f"{percent / 100:.2f}",
        )

    # Settings

    def set(self, kind, value, when=""):
        self.rows.append({"rule": "set", "kind": kind, "value": value, "when": when})

    def settings(self):
        currency = self.shares(none=3, USD=3, JPY=2, KWD=2, decimals=1)
        if currency == "decimals":
            self.decimals = self.one(0, 1, 2, 3, 4, 6)
            self.set("decimals", str(self.decimals))
        elif currency != "none":
            self.decimals = {"USD": 2, "JPY": 0, "KWD": 3}[currency]
            self.set("currency", currency)
        modes = {"half-up": 4, "half-even": 3, "half-down": 2, "up": 2, "down": 2}
        self.set("round", self.shares(**modes))
        self.set("round_on", self.shares(price=3, discount=2))
        if not self.lines_only and self.may("round-order", 0.2):
            self.set("round_at", "order")
        else:
            self.set("round_at", self.shares(line=4, unit=2))
        if self.may("tax", 0.5):
            if self.may("tax-when", 0.5):
                self.set("tax", self.rate(30), self.test(STATIC))
            self.set("tax", self.rate(30))
        if self.may("tax", 0.3):
            self.set("prices_include_tax", "yes")
        if self.may("cash", 0.3):
            steps = {0: ["5", "10"], 1: ["0.5"], 2: ["0.05", "0.50", "1"]}
            self.set("cash", self.one(*steps.get(self.decimals, ["0.005", "0.010", "0.25"])))

    def stages(self):
        """In their order, or one of the user's own, which must name those with rules."""
        stages = STAGES + ["guard"]
        if self.may("stages", 0.5):
            used = {row["stage"] for row in self.rows if row["rule"] != "set"}
            stages = [stage for stage in stages if stage in used or self.rng.random() < 0.5]
            self.rng.shuffle(stages)
            stages += self.one([], [], ["approve"], ["approve", "offinvoice"])
            if stages:
                self.set("stages", "|".join(stages))

    # Conditions

    def test(self, sees):
        rng = self.rng
        kinds = "sku segment region term date code qty price cost".split()
        if not self.lines_only:
            kinds += ["has"]
        kinds += ["line_amount"] * (sees >= LINE) + ["amount"] * 2 * (sees >= QUOTE)
        sku, other = rng.sample(SKUS, 2)
        code = rng.choice(CODES)
        low = rng.randint(1, 20)
        return {
            "sku": lambda: self.one(f"sku={sku}", f"sku in({sku}|{other})", f"sku!={sku}"),
            "segment": lambda: self.one(
                "segment=EDU", "segment in(edu|partner)", "segment empty", "segment present"
            ),
            "region": lambda: self.one("region=eu", 'region="EU"', "region!=us"),
            "term": lambda: self.one("term>=12", "term<36", "term empty", "term between(12|24)"),
            "date": lambda: self.one(
                "date>=2026-07-01", "date<=2026-08-31", "date between(2026-06-01|2026-09-30)"
            ),
            "code": lambda: self.one(f"code={code}", f"code!={code}", f"code in({code}|X)"),
            "qty": lambda: self.one(f"qty>={low}", f"qty<{low}", f"qty between(1|{low})"),
            "price": lambda: self.one("list_price>5", "list_price<=20"),
            "cost": lambda: self.one("cost present", "cost empty"),
            "has": lambda: self.one(f"has={sku}", f"has in({sku}|{other})", f"has!={sku}"),
            "line_amount": lambda: f"line_amount{self.one('>=', '<')}{self.money(500)}",
            "amount": lambda: f"amount{self.one('>=', '>', '<')}{self.money(2000)}",
        }[rng.choice(kinds)]()

    def when(self, sees):
        return ";".join(self.test(sees) for _ in range(self.one(0, 0, 1, 1, 2)))

    # Rules

    def name(self, word):
        self.count += 1
        return f"{word}{self.count}"

    def priority(self, stage, scope):
        """One that no other rule there has; one of them may have none."""
        if (stage, scope) not in self.free:
            free = [str(n) for n in range(1, 40)] + [""] * 2
            self.rng.shuffle(free)
            self.free[stage, scope] = [
                n for i, n in enumerate(free) if n or "" not in free[:i]
            ]
        return self.free[stage, scope].pop()

    def add_rule(self, word, tiers, **cells):
        name = self.name(word)
        if self.may("shuffled", 0.2):
            self.rng.shuffle(tiers)
        for tier in tiers:
            self.rows.append({"rule": name, **cells, **tier})

    def same_rows(self, sees, value, start=""):
        """A row, or two of the same value: one or the other condition."""
        rows = [{"when": self.when(sees), "value": value, "from": start}]
        if self.may("or-rows", 0.2):
            rows.append({**rows[0], "when": self.when(sees)})
        return rows if rows[0] != rows[-1] else rows[:1]

    def starts(self, basis):
        """Rising, far enough apart that no two bands begin together."""
        count = self.rng.randint(1, 4)
        if basis == "term":
            return sorted(self.rng.sample(["12", "24", "36"], min(count, 3)))
        if basis == "amount":
            found = {self.money(2000) for _ in range(count)}
            found = sorted(found, key=float)
        else:
            step = self.one(2, 2, 5)
            found = [str(n * step) for n in sorted(self.rng.sample(range(0, 20), count))]
            if self.may("qty-first", 0.5):
                found[0] = "1"
        return [(">" if self.may("above", 0.15) else "") + n for n in found]

    def tiered(self, scope, sees, value, graduates):
        """Basis, mode and rows of a percent, an amount or a price."""
        bases = ["", "", "qty", "amount"] + ["term"] * (scope == "line")
        basis = self.rng.choice(bases)
        if not basis:
            if scope == "order":
                return {}, self.same_rows(sees, value()) if self.may("order-rows", 0.2) else [
                    {"when": self.when(sees), "value": value()}
                ]
            return {}, self.same_rows(sees, value())
        cells = {"basis": basis}
        if basis == "amount" and self.may("amount-base", 0.3):
            cells["base"] = "list" if self.may("list-base", 0.5) else "running"
        if basis in graduates and self.may("graduated", 0.5):
            cells["mode"] = "graduated"
        elif self.may("graduated", 0.2):
            cells["mode"] = "all"
        when = self.when(sees)
        apart = scope == "line" and self.may("tier-when", 0.2)
        return cells, [
            {"when": self.when(sees) if apart else when, "from": start, "value": value()}
            for start in self.starts(basis)
        ]

    def sign(self, combine, chance=0.08):
        return "-" if combine != "best" and self.may("surcharge", chance) else ""

    def percent(self, scope, sees, combine):
        sign = self.sign(combine)
        value = lambda: sign + (self.rate() if sign or self.may("all", 0.95) else "100%")
        cells, rows = self.tiered(scope, sees, value, ["qty", "amount"])
        base = "list" if self.may("list-base", 0.5) else self.one("", "running")
        return {"base": base, **cells}, rows

    def amount(self, scope, sees, combine):
        sign = self.sign(combine)
        if scope == "order":
            return self.tiered(scope, sees, lambda: sign + self.money(100), [])
        per = self.one("unit", "unit", "line")
        decimals = self.decimals + (per == "unit" and self.may("fine", 0.2))
        most = 10 if per == "unit" else 60
        return self.tiered(
            scope,
            sees,
            lambda: f"{sign}{self.money(most, decimals)}/{per}",
            ["qty"] if per == "unit" else [],
        )

    def price(self, scope, sees, combine):
        flat = self.may("flat", 0.3)
        value = lambda: self.money(50) + (f"+{self.money(20)}" if flat else "")
        cells, rows = self.tiered(scope, sees, value, ["qty"])
        cells.pop("base", None)
        return cells, rows

    def package(self, scope, sees, combine):
        rows = self.same_rows(sees, f"{self.money(100)}/{self.rng.randint(2, 12)}")
        start = self.one("", "", "", "3", "11")
        for row in rows:
            row["from"] = start
        return {"mode": self.one("", "up", "down", "rest")}, rows

    def bogo(self, scope, sees, combine):
        value = self.one("1", "1", "2", "1@50%", "3@25%")
        rows = self.same_rows(sees, value, str(self.rng.randint(1, 6)))
        if scope == "order" and "order-rows" in self.without:
            rows = rows[:1]
        return {"base": "list" if self.may("list-base", 0.3) else self.one("", "running")}, rows

    def bundle(self, scope, sees, combine):
        parts = [
            sku + self.one("", "", "*2", "*3")
            for sku in self.rng.sample(SKUS, self.one(1, 2, 2, 3))
        ]
        price = self.rate() if self.may("bundle-rate", 0.4) else self.money(100)
        return {}, [{"when": self.when(sees), "value": "+".join(parts) + "=" + price}]

    def cap(self, kind, scope):
        words = []
        if self.may("cap", 0.25) and (kind != "amount" or scope == "line"):
            words.append(self.money(100))
        countable = scope == "line" or kind in ("bogo", "bundle")
        if countable and not self.lines_only and self.may("uses", 0.15):
            words.append(f"{self.rng.randint(1, 3)}x")
        return " ".join(words)

    def add(self, stage, scope, combine="", group="", priority=None):
        kinds = {"percent": 6, "amount": 4, "bogo": 2}
        kinds.update({"price": 3, "package": 2} if scope == "line" else {"bundle": 3})
        if combine == "best" and "best-raise" in self.without:  # those may make it dearer
            kinds = {kind: kinds[kind] for kind in kinds if kind not in ("price", "package")}
        kind = self.shares(**kinds)
        sees = LINE if self.lines_only else QUOTE
        cells, tiers = getattr(self, kind)(scope, sees, combine)
        shown_scope = scope
        if scope == ("order" if kind == "bundle" else "line") and self.rng.random() < 0.5:
            shown_scope = ""
        self.add_rule(
            kind[:2].upper(),
            tiers,
            stage=stage,
            kind=kind,
            scope=shown_scope,
            **cells,
            combine=combine or self.one("", "stack"),
            group=group,
            priority=self.priority(stage, scope) if priority is None else priority,
            cap=self.cap(kind, scope),
        )

    def add_some(self):
        """A rule, a group of which the best counts, or an exclusive one and what it
        shuts out."""
        stage = self.rng.choice(STAGES)
        if self.may("offinvoice", 0.1):
            stage = "offinvoice"
        scope = "line" if self.lines_only else self.shares(line=6, order=4)
        if self.may("best", 0.2):
            group = self.name("best")
            shared = self.priority(stage, scope) if self.rng.random() < 0.5 else None
            for _ in range(self.one(2, 2, 3)):
                self.add(stage, scope, "best", group, shared)
        elif self.may("exclusive", 0.15):
            group = ""
            if self.may("ex-group", 0.5):
                across = self.may("ex-across", 0.3)  # of several stages
                group = self.groups.setdefault("" if across else stage, self.name("ex"))
            self.add(stage, scope, "exclusive", group)
            if self.rng.random() < 0.5:
                self.add(stage, self.one(scope, "line"), "stack", group)
        else:
            self.add(stage, scope)

    def add_floors(self):
        for _ in range(self.one(0, 1, 1, 2)):
            kind = self.shares(floor_price=1, floor_margin=1)
            value = self.money(20) if kind == "floor_price" else self.rate(70)
            tiers = [{"when": self.when(STATIC), "value": value}]
            self.add_rule("FL", tiers, stage="guard", kind=kind)

    def add_approvals(self):
        scope = self.one("", "order", "line")
        levels = ["rep", "manager", "director", "cfo"]
        cells = {"stage": "approve", "kind": "approve", "scope": scope}
        if self.may("ladder", 0.7):
            starts = sorted(self.rng.sample(range(0, 60, 5), self.rng.randint(1, 4)))
            percent = self.one("", "%")
            when = self.when(STATIC) if self.may("approve-when", 0.3) else ""
            tiers = [
                {"when": when, "from": f"{start}{percent}", "value": level}
                for start, level in zip(starts, levels)
            ]
            self.add_rule("AP", tiers, **cells, basis="discount_pct")
        for _ in range(self.one(0, 0, 1, 2)):
            asks = [
                f"discount_pct>={self.rate()}",
                f"net>={self.money(2000)}",
                f"discount>{self.money(200)}",
                f"list_total<{self.money(100)};net>0",
                f"margin empty",
                "margin empty",
            ]
            if self.may("approve-amount", 1):
                asks += [f"amount>{self.money(2000)}"] * 2
            if self.may("approve-margin", 1):
                asks += [f"margin_pct<{self.rate()}", f"margin<{self.money(100)}"]
            when = self.rng.choice(asks)
            tiers = [{"when": when, "value": self.rng.choice(levels + ["board"])}]
            self.add_rule("AP", tiers, **{**cells, "scope": self.one("", "order", "line")})

    def policy(self):
        self.settings()
        for _ in range(self.rng.randint(1, 7)):
            self.add_some()
        if self.may("floors", 0.5):
            self.add_floors()
        if self.may("approve", 0.6):
            self.add_approvals()
        self.stages()
        return self.rows

    # Quotes

    def qty(self):
        rng = self.rng
        kind = self.shares(few=55, some=16, many=8, huge=1, fraction=12, zero=3, returns=5)
        return {
            "few": lambda: str(rng.randint(1, 12)),
            "some": lambda: str(rng.randint(13, 120)),
            "many": lambda: str(rng.randint(100, 5000)),
            "huge": lambda: str(rng.randint(10**5, 10**8)),
            "fraction": lambda: f"{rng.uniform(0.1, 30):.{rng.randint(1, 3)}f}",
            "zero": lambda: "0",
            "returns": lambda: "-" + self.one(str(rng.randint(1, 30)), "2.5"),
        }[kind]()

    def quote(self, number):
        rng = self.rng
        day = f"2026-{rng.randint(5, 11):02}-{rng.randint(1, 30):02}"
        shared = {
            "quote": f"Q{number:06}",
            "date": "" if rng.random() < 0.05 else day,
            "segment": rng.choice(SEGMENTS),
            "region": rng.choice(REGIONS),
            "code": self.one("", rng.choice(CODES), ";".join(rng.sample(CODES, 2))),
            "term": self.one("", "6", "12", "24", "36", "60"),
        }
        for line in range(1, self.one(1, 1, 2, 2, 3, 3, 4, 5, 6) + 1):
            price = self.money(1000, rng.randint(0, 4)) if rng.random() < 0.98 else "0"
            if self.may("huge", 0.01):
                price = self.money(10**7, rng.randint(0, 6))
            cost = f"{float(price) * rng.uniform(0.1, 1.05):.{rng.randint(2, 6)}f}"
            cells = {"sku": rng.choice(SKUS), "qty": self.qty(), "list_price": price}
            cells["cost"] = "" if rng.random() < 0.1 else cost
            if rng.random() < 0.1:
                cells["term"] = self.one("", "12", "36")
            if rng.random() < 0.1:
                cells["segment"] = rng.choice(SEGMENTS)
            yield {**shared, **cells, "line": line}


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    seed, quotes, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    maker = Maker(seed, set(sys.argv[4:]))
    os.makedirs(folder, exist_ok=True)
    write(os.path.join(folder, "policy.csv"), POLICY, maker.policy())
    rows = (line for number in range(quotes) for line in maker.quote(number))
    write(os.path.join(folder, "quotes.csv"), QUOTES, rows)


if __name__ == "__main__":
    main()
