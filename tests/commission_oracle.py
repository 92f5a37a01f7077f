"""Random plans and deals, paid by commission and by fractions: commission_oracle.py N SEED.

What is checked: every row's commission and the totals are the oracle's, to the cent; the
amounts in why add up to the commission; the parts of a deal to the deal; the rows of a
rep's period to what was earned; the order of the input's rows changes nothing.
"""

import csv
import io
import random
import re
import subprocess
import sys
from fractions import Fraction as F

REPS = ["Ana", "Bo", "Cy", "Dé"]
MONTHS = ["2026-01", "2026-02", "2026-03"]


def cents(x):
    """Rounded half away from zero."""
    sign = -1 if x < 0 else 1
    return sign * F((abs(x) * 100 + F(1, 2)) // 1, 100)


def text(x):
    return f"{'-' if x < 0 else ''}{abs(x) * 100 // 100}.{int(abs(x) * 100 % 100):02}"


def hamilton(total, weights):
    """Spread in cents by largest remainder; ties to the earlier part."""
    sign = -1 if total < 0 else 1
    units = abs(total) * 100
    exact = [units * w / sum(weights) for w in weights]
    parts = [x // 1 for x in exact]
    order = sorted(range(len(exact)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in order[: int(units - sum(parts))]:
        parts[i] += 1
    return [F(sign * p, 100) for p in parts]


def random_plan(r):
    plan = {"rates": [], "spiffs": [], "quota": F(r.randint(500, 9000))}
    for k in range(r.randint(1, 3)):
        basis = r.choice(["", "attainment", "credited"])
        starts = [F(0)] if r.random() < 0.8 or not basis else [F(r.randint(1, 50), 100)]
        for _ in range(r.randint(0, 3) if basis else 0):
            starts.append(starts[-1] + F(r.randint(10, 90), 100))
        if basis == "credited":
            starts = [s * 5000 for s in starts]
        rate = r.choice([None, F(r.randint(0, 3000), 10000)])
        plan["rates"].append({
            "name": f"R{k}", "basis": basis, "product": r.choice(["", "", "gem"]),
            "mode": r.choice(["marginal", "retroactive"]),
            "tiers": [(s, F(r.randint(0, 3000), 10000) if i or rate is not None else None)
                      for i, s in enumerate(starts)]})
    if r.random() < 0.5:
        plan["spiffs"].append(("S", "gem", F(r.randint(0, 9999), 100)))
    plan["target"] = F(r.randint(100, 3000))
    plan["gate"] = r.choice([None, None, F(r.randint(1, 120), 100)])
    plan["cap"] = r.choice([None, None, F(r.randint(50, 2000))])
    plan["deal_cap"] = r.choice([None, None, F(r.randint(20, 900))])
    plan["draw"] = r.choice([None, F(r.randint(0, 900))])
    plan["forgiven"] = r.random() < 0.3
    plan["guarantee"] = r.choice([None, None, F(r.randint(0, 700))])
    plan["clawback"] = r.choice([None, F(1), F(1, 2)])
    plan["window"] = r.choice([None, 30])
    return plan


def plan_rows(plan):
    yield "rule,kind,when,basis,mode,scope,from,value,within"
    yield f"Q,quota,,,,,,{float(plan['quota'])},"
    yield f"T,target,,,,,,{float(plan['target'])},"
    for rule in plan["rates"]:
        when = f"product={rule['product']}" if rule["product"] else ""
        for start, rate in rule["tiers"]:
            begin = "" if not rule["basis"] else (
                f"{float(start * 100):.10g}%" if rule["basis"] == "attainment" else float(start))
            value = "target/quota" if rate is None else f"{float(rate)}"
            mode = rule["mode"] if rule["basis"] else ""
            yield f"{rule['name']},rate,{when},{rule['basis']},{mode},,{begin},{value},"
    for name, product, value in plan["spiffs"]:
        yield f"{name},spiff,product={product},,,,,{float(value)},"
    if plan["gate"] is not None:
        yield f"G,gate,,,,,,{float(plan['gate'] * 100):.10g}%,"
    if plan["cap"] is not None:
        yield f"C,cap,,,,,,{float(plan['cap'])},"
    if plan["deal_cap"] is not None:
        yield f"DC,cap,,,,deal,,{float(plan['deal_cap'])},"
    if plan["draw"] is not None:
        mode = "nonrecoverable" if plan["forgiven"] else "recoverable"
        yield f"D,draw,,,{mode},,,{float(plan['draw'])},"
    if plan["guarantee"] is not None:
        yield f"U,guarantee,,,,,,{float(plan['guarantee'])},"
    if plan["clawback"] is not None:
        within = f"{plan['window']}d" if plan["window"] else ""
        yield f"B,clawback,,,,,,{float(plan['clawback'] * 100)}%,{within}"


def random_deals(r, refunds):
    deals = []
    for i in range(r.randint(1, 14)):
        shares = [(r.choice(REPS), 100)]
        if r.random() < 0.4:
            reps = r.sample(REPS, r.randint(2, 3))
            left, shares = 100, []
            for rep in reps[:-1]:
                shares.append((rep, r.randint(1, left // 2)))
                left -= shares[-1][1]
            shares.append((reps[-1], left))
        deal = {"deal": f"D{i}", "date": f"{r.choice(MONTHS)}-{r.randint(1, 28):02}",
                "product": r.choice(["gem", "seat"]), "shares": shares,
                "amount": F(r.randint(1, 400000), 100)}
        deals.append(deal)
        if refunds and r.random() < 0.3 and deal["date"] < "2026-03-28":
            # By quarters, so that no rounding lets a part be refunded beyond itself.
            deal["amount"] = F(r.randint(1, 400) * 100)
            later = r.choice([m for m in MONTHS if m >= deal["date"][:7]])
            date = max(f"{later}-{r.randint(1, 28):02}", deal["date"])
            part = r.choice([F(1), F(1, 4)])
            for _ in range(1 if part == 1 else r.randint(1, 3)):
                deals.append(dict(deal, date=date, amount=-deal["amount"] * part))
    return deals


class Climb:
    """A rate's period: what it has come to by now."""

    def __init__(self, rule, plan):
        scale = plan["quota"] if rule["basis"] == "attainment" else 1
        self.tiers = [(s * scale, plan["target"] / plan["quota"] if rate is None else rate)
                      for s, rate in rule["tiers"]]
        self.rule, self.base, self.paid = rule, F(0), F(0)
        self.bands = [F(0)] * len(self.tiers)

    def add(self, before, after, amount):
        if self.rule["basis"] != "attainment":
            before, after = self.base, self.base + amount
        self.base += amount
        if self.rule["mode"] == "retroactive" and self.rule["basis"]:
            rate = ([F(0)] + [rate for s, rate in self.tiers if s <= after])[-1]
            total = cents(rate * self.base)
        else:
            ends = [s for s, _ in self.tiers[1:]] + [F(10) ** 15]
            for i, (start, _) in enumerate(self.tiers):
                def inside(x, low=start, high=ends[i]):
                    return min(max(x, low), high)
                if amount:
                    way = inside(after) - inside(before)
                    self.bands[i] += amount * way / (after - before)
            total = sum(cents(b * rate) for b, (_, rate) in zip(self.bands, self.tiers))
        step, self.paid = total - self.paid, total
        return step


def pay(plan, deals):
    """{(index of the deal, rep): commission}, {(rep, month): totals}."""
    credits = []
    for i, deal in enumerate(deals):
        weights = [s for _, s in deal["shares"]]
        done = F(0)
        for (rep, share), part in zip(deal["shares"], hamilton(deal["amount"], weights)):
            credits.append({"i": i, "rep": rep, "deal": deal, "amount": part, "pay": F(0),
                            "spiff": F(0), "before": done, "share": F(share, 100)})
            done += F(share, 100)
    last = max(d["date"][:7] for d in deals)
    totals, records = {}, {}
    for rep in REPS:
        own = sorted((c for c in credits if c["rep"] == rep), key=lambda c: c["deal"]["date"])
        months = [m for m in MONTHS if own and own[0]["deal"]["date"][:7] <= m <= last]
        balance = F(0)
        for month in months:
            mine = [c for c in own if c["deal"]["date"][:7] == month]
            earned = run_period(plan, mine, records)
            totals[rep, month], balance = settle(plan, earned, balance)
    return {(c["i"], c["rep"]): c["pay"] for c in credits}, totals, credits


def run_period(plan, mine, records):
    climbs = {}
    credited = F(0)
    plain = [c for c in mine if c["amount"] >= 0 or plan["clawback"] is None]
    for c in plain:
        before, credited = credited, credited + c["amount"]
        for rule in plan["rates"]:
            holds = rule["product"] in ("", c["deal"]["product"])
            if holds:
                climbs.setdefault(rule["name"], Climb(rule, plan))
            if rule["name"] in climbs and (holds or (
                    rule["basis"] == "attainment" and rule["mode"] == "retroactive")):
                c["pay"] += climbs[rule["name"]].add(
                    before, credited, c["amount"] if holds else F(0))
        for _, product, value in plan["spiffs"]:
            if product == c["deal"]["product"] and c["amount"] >= 0:
                c["spiff"] += (cents(value * (c["before"] + c["share"]))
                               - cents(value * c["before"]))
    total = F(0)
    for c in plain:
        if plan["gate"] is not None and credited < plan["gate"] * plan["quota"]:
            c["pay"] = F(0)
        c["pay"] += c["spiff"]
        if plan["deal_cap"] is not None:
            c["pay"] = min(c["pay"], plan["deal_cap"])
        if plan["cap"] is not None:
            before, total = total, total + c["pay"]
            c["pay"] = min(total, plan["cap"]) - min(before, plan["cap"])
        record = records.setdefault((c["deal"]["deal"], c["rep"]),
                                    [c["deal"]["date"], F(0), F(0), F(0), F(0)])
        record[1] += c["amount"]
        record[2] += c["pay"]
    for c in mine:
        if c not in plain:
            record = records[c["deal"]["deal"], c["rep"]]
            if plan["window"] and days(record[0], c["deal"]["date"]) > plan["window"]:
                continue
            record[3] -= c["amount"] * plan["clawback"]
            taken = cents(record[2] * record[3] / record[1])
            c["pay"], record[4] = record[4] - taken, taken
    return sum((c["pay"] for c in mine), F(0))


def days(a, b):
    from datetime import date
    return (date.fromisoformat(b) - date.fromisoformat(a)).days


def settle(plan, earned, balance):
    least = plan["guarantee"] or F(0)
    draw = plan["draw"] or F(0)
    if plan["forgiven"]:
        least, draw = max(least, draw), F(0)
    top_up = max(least - max(earned, F(0)), F(0))
    due = earned + top_up
    draw = max(draw, least)
    if due < draw:
        return (earned, draw, balance + draw - due), balance + draw - due
    back = min(balance, due - draw)
    return (earned, due - back, balance - back), balance - back


def run(*options):
    done = subprocess.run(["commission", "--plan=plan.csv", *options, "deals.csv"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def write_deals(deals, r=None):
    rows = []
    for deal in deals:
        reps = "|".join(f"{rep}:{share}" for rep, share in deal["shares"])
        rows.append(f"{deal['deal']},{deal['date']},{reps},{deal['product']},"
                    f"{float(deal['amount']):.2f}")
    if r:
        rows = r(rows)
    with open("deals.csv", "w", encoding="utf-8") as file:
        file.write("\n".join(["deal,date,rep,product,amount", *rows]) + "\n")


def check(seed):
    r = random.Random(seed)
    plan = random_plan(r)
    deals = random_deals(r, True)
    with open("plan.csv", "w", encoding="utf-8") as file:
        file.write("\n".join(plan_rows(plan)) + "\n")
    write_deals(deals)
    commissions, totals, credits = pay(plan, deals)
    rows = run()
    assert len(rows) == len(credits), seed
    earned, parts = {}, {}
    for row, credit in zip(rows, credits):
        got = F(row["commission"])
        assert row["payee"] == credit["rep"]
        assert got == credit["pay"], (seed, row, float(credit["pay"]))
        why = sum((F(x) for x in re.findall(r":([-+][0-9.]+)", row["why"])), F(0))
        assert why == got, (seed, row)
        key = row["payee"], row["period"]
        earned[key] = earned.get(key, F(0)) + got
        parts[credit["i"]] = parts.get(credit["i"], F(0)) + F(row["credited"])
    for i, deal in enumerate(deals):
        counts = plan["clawback"] is None or deal["amount"] >= 0
        assert parts[i] == (deal["amount"] if counts else 0), (seed, i)
    table = run("--totals")
    assert [(t["payee"], t["period"]) for t in table] == sorted(totals), seed
    for total in table:
        key = total["payee"], total["period"]
        want = totals[key]
        assert F(total["earned"]) == earned.get(key, 0) == want[0], (seed, total)
        assert (F(total["paid"]), F(total["draw_balance"])) == want[1:], (seed, total, want)
    # Rows of one rep and date keep their order; others may stand anywhere.
    if len({d["date"] for d in deals}) == len(deals):
        write_deals(deals, lambda lines: r.sample(lines, len(lines)))
        assert run("--totals") == table, seed


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    for i in range(seed, seed + count):
        check(i)
    print(f"{count} plans")


main()
