"""Random plans and deals, paid by commission and by fractions: commission_oracle.py N SEED.

What is checked: every row's commission and all of the totals are the oracle's, to the cent;
the amounts in why add up to the commission; the parts of a deal to the deal; the rows of a
rep's period to what was earned; the order of the input's rows changes nothing; a deal that is
split in its cell pays what it pays split in rows; and at the break-even of --compare the plan
pays what is wanted, a cent below it less.
"""

import csv
import io
import random
import re
import subprocess
import sys
from datetime import date
from fractions import Fraction as F

REPS = ["Ana", "Bo", "Cy", "Dé"]
MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
SPANS = {"month": [[m] for m in MONTHS], "quarter": [MONTHS[:3], MONTHS[3:]], "year": [MONTHS]}
LONG = {"month": 1, "quarter": 3, "year": 12}
CENT = F(1, 100)


def span_name(span, month):
    return {"month": month, "quarter": f"2026-Q{(int(month[5:]) + 2) // 3}", "year": "2026"}[span]


def rounded(x, how):
    """To cents; half of one is up (away from zero), even or down."""
    sign, units = (-1 if x < 0 else 1), abs(x) * 100
    whole, rest = units // 1, units % 1
    up = {"half-up": rest >= F(1, 2), "half-down": rest > F(1, 2), "up": rest > 0, "down": False,
          "half-even": rest > F(1, 2) or (rest == F(1, 2) and whole % 2 == 1)}[how]
    return sign * (whole + up) * CENT


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


def random_rule(r, k):
    basis = r.choice(["", "attainment", "credited"])
    starts = [F(0)] if r.random() < 0.8 or not basis else [F(r.randint(1, 50), 100)]
    for _ in range(r.randint(0, 3) if basis else 0):
        starts.append(starts[-1] + F(r.randint(10, 90), 100))
    if basis == "credited":
        starts = [s * 5000 for s in starts]
    first = r.choice(["target/quota", F(r.randint(0, 3000), 10000)])
    # Accelerators and decelerators: times the first rate, or a rate of their own.
    rates = [first] + [("x", F(r.randint(0, 30), 10)) if r.random() < .5 else
                       F(r.randint(0, 3000), 10000) for _ in starts[1:]]
    return {"name": f"R{k}", "basis": basis, "product": r.choice(["", "", "gem"]),
            "base": r.choice(["amount", "amount", "margin"]),
            "mode": r.choice(["marginal", "retroactive"]), "tiers": list(zip(starts, rates))}


def random_grant(r, low, high, of_span, span):
    """{(rep, period): value}, either of which may be None for all."""
    if r.random() < .4:
        return {}
    grant = {(None, None): F(r.randint(low, high))}
    if r.random() < .4:
        grant[r.choice(REPS), None] = F(r.randint(low, high))
    if r.random() < .4:
        month = r.choice(MONTHS)
        grant[r.choice(REPS + [None]),
              span_name(span, month) if of_span else month] = F(r.randint(low, high))
    return grant


def random_plan(r):
    span = r.choice(["month", "month", "quarter", "year"])
    size = {"month": 1, "quarter": 2, "year": 4}[span]
    plan = {"span": span, "round": r.choice(["half-up", "half-even", "half-down", "up", "down"]),
            "credit": r.choice(["amount", "amount", "margin"]), "overlay": r.random() < .2,
            "rates": [random_rule(r, k) for k in range(r.randint(1, 3))], "spiffs": []}
    plan["quota"] = {(None, None): F(r.randint(500, 9000) * size),
                     **random_grant(r, 500, 9000 * size, True, span)}
    plan["target"] = {(None, None): F(r.randint(100, 3000)),
                      **random_grant(r, 100, 3000, True, span)}
    plan["salary"] = random_grant(r, 0, 4000, False, span)
    if r.random() < 0.5:
        plan["spiffs"].append(("S", "gem", F(r.randint(0, 9999), 100), False, ""))
    if r.random() < 0.3:
        plan["spiffs"].append(("P", "seat", F(r.randint(1, 20), 100), True,
                               r.choice(["", "margin"])))
    plan["gate"] = r.choice([None, None, ("%", F(r.randint(1, 120), 100)),
                             ("", F(r.randint(100, 9000)))])
    plan["cap"] = random_grant(r, 50, 2000, False, span) if r.random() < .5 else {}
    plan["span_cap"] = random_grant(r, 100, 5000, True, span) if r.random() < .3 else {}
    plan["deal_cap"] = r.choice([None, None, F(r.randint(20, 900))])
    plan["draw"] = random_grant(r, 0, 900, False, span)
    plan["forgiven"] = r.random() < 0.3
    plan["guarantee"] = random_grant(r, 0, 700, False, span) if r.random() < .5 else {}
    plan["clawback"] = r.choice([None, F(1), F(1, 2)])
    plan["window"] = r.choice([None, 30])
    return plan


def granted(grant, rep, period):
    for key in (rep, period), (rep, None), (None, period), (None, None):
        if key in grant:
            return grant[key]
    return None


def grant_rows(plan, name, key, mode="", scope=""):
    for (rep, period), value in plan[key].items():
        yield f"{name},{key.split('_')[-1]},,{rep or ''},{period or ''},,,{mode},{scope},,{float(value)},"


def rate_text(rate):
    if isinstance(rate, tuple):
        return f"x{float(rate[1])}"
    return rate if isinstance(rate, str) else f"{float(rate)}"


def plan_rows(plan):
    yield "rule,kind,when,rep,period,base,basis,mode,scope,from,value,within"
    yield f"set,round,,,,,,,,,{plan['round']},"
    yield f"set,credit,,,,,,,,,{plan['credit']},"
    if plan["span"] != "month":
        yield f"set,quota_period,,,,,,,,,{plan['span']},"
    if plan["overlay"]:
        yield "set,shares,,,,,,,,,overlay,"
    yield from grant_rows(plan, "Q", "quota")
    yield from grant_rows(plan, "T", "target")
    yield from grant_rows(plan, "SAL", "salary")
    for rule in plan["rates"]:
        when = f"product={rule['product']}" if rule["product"] else ""
        for start, rate in rule["tiers"]:
            begin = "" if not rule["basis"] else (
                f"{float(start * 100):.10g}%" if rule["basis"] == "attainment" else float(start))
            mode = rule["mode"] if rule["basis"] else ""
            yield (f"{rule['name']},rate,{when},,,{rule['base']},{rule['basis']},{mode},,{begin},"
                   f"{rate_text(rate)},")
    for name, product, value, percent, base in plan["spiffs"]:
        text = f"{float(value * 100):.10g}%" if percent else float(value)
        yield f"{name},spiff,product={product},,,{base},,,,,{text},"
    if plan["gate"] is not None:
        kind, value = plan["gate"]
        text = f"{float(value * 100):.10g}%" if kind else float(value)
        yield f"G,gate,,,,,,,,,{text},"
    yield from grant_rows(plan, "C", "cap")
    yield from grant_rows(plan, "SC", "span_cap", scope="quota")
    if plan["deal_cap"] is not None:
        yield f"DC,cap,,,,,,,deal,,{float(plan['deal_cap'])},"
    yield from grant_rows(plan, "D", "draw", "nonrecoverable" if plan["forgiven"] else "recoverable")
    yield from grant_rows(plan, "U", "guarantee")
    if plan["clawback"] is not None:
        within = f"{plan['window']}d" if plan["window"] else ""
        yield f"B,clawback,,,,,,,,,{float(plan['clawback'] * 100)}%,{within}"


def random_shares(r, overlay):
    if r.random() >= 0.4:
        return [(r.choice(REPS), 100)]
    reps = r.sample(REPS, r.randint(2, 3))
    if overlay:
        return [(rep, r.randint(1, 100)) for rep in reps]
    left, shares = 100, []
    for rep in reps[:-1]:
        shares.append((rep, r.randint(1, left // 2)))
        left -= shares[-1][1]
    return [*shares, (reps[-1], left)]


def random_deals(r, plan):
    deals = []
    for i in range(r.randint(1, 14)):
        deal = {"deal": f"D{i}", "date": f"{r.choice(MONTHS)}-{r.randint(1, 28):02}",
                "product": r.choice(["gem", "seat"]), "shares": random_shares(r, plan["overlay"]),
                "amount": F(r.randint(1, 400000), 100)}
        deal["margin"] = deal["amount"] * r.randint(1, 9) * 10 // 1 * CENT
        deals.append(deal)
        if r.random() < 0.3 and deal["date"] < "2026-05-28":
            # By quarters, so that no rounding lets a part be refunded beyond itself.
            deal["amount"] = F(r.randint(1, 400) * 100)
            deal["margin"] = deal["amount"] / 4
            later = r.choice([m for m in MONTHS if m >= deal["date"][:7]])
            day = max(f"{later}-{r.randint(1, 28):02}", deal["date"])
            part = r.choice([F(1), F(1, 4)])
            for _ in range(1 if part == 1 or r.random() < .7 else 2):
                deals.append(dict(deal, date=day, amount=-deal["amount"] * part,
                                  margin=-deal["margin"] * part))
    return deals


class Climb:
    """A rate's quota period: what it has come to by now."""

    def __init__(self, rule, plan, quota, target):
        scale = quota if rule["basis"] == "attainment" else 1
        self.tiers, first = [], None
        for start, rate in rule["tiers"]:
            if rate == "target/quota":
                rate = target / quota
            elif isinstance(rate, tuple):
                rate = first * rate[1]
            first = rate if first is None else first
            self.tiers.append((start * scale, rate))
        self.rule, self.base, self.paid, self.how = rule, F(0), F(0), plan["round"]
        self.bands = [F(0)] * len(self.tiers)

    def add(self, before, after, amount):
        if self.rule["basis"] != "attainment":
            before, after = self.base, self.base + amount
        self.base += amount
        if self.rule["mode"] == "retroactive" and self.rule["basis"]:
            rate = ([F(0)] + [rate for s, rate in self.tiers if s <= after])[-1]
            total = rounded(rate * self.base, self.how)
        else:
            ends = [s for s, _ in self.tiers[1:]] + [F(10) ** 15]
            for i, (start, _) in enumerate(self.tiers):
                def inside(x, low=start, high=ends[i]):
                    return min(max(x, low), high)
                if amount and after != before:
                    way = inside(after) - inside(before)
                    self.bands[i] += amount * way / (after - before)
                elif amount and start <= after and (i + 1 == len(self.tiers) or after < ends[i]):
                    self.bands[i] += amount
            total = sum(rounded(b * rate, self.how) for b, (_, rate) in zip(self.bands, self.tiers))
        step, self.paid = total - self.paid, total
        return step


def credits_of(plan, deals):
    credits = []
    for i, deal in enumerate(deals):
        weights = [s for _, s in deal["shares"]]
        parts = {}
        for what in "amount", "margin":
            parts[what] = ([rounded(deal[what] * s / 100, "half-up") for s in weights]
                           if plan["overlay"] else hamilton(deal[what], weights))
        done = F(0)
        for k, (rep, share) in enumerate(deal["shares"]):
            credits.append({"i": i, "rep": rep, "deal": deal, "amount": parts["amount"][k],
                            "margin": parts["margin"][k], "pay": F(0), "rates": F(0),
                            "spiff": F(0), "claw": F(0), "before": done, "share": F(share, 100)})
            done += F(0) if plan["overlay"] else F(share, 100)
    return credits


def first_month(plan, rep, own, first):
    months = [own[0]["deal"]["date"][:7]] if own else []
    for key in "quota", "target", "salary", "cap", "span_cap", "draw", "guarantee":
        for who, period in plan[key]:
            if who == rep:
                of_span = key in ("quota", "target", "span_cap")
                months.append(first if period is None else next(
                    m for m in MONTHS if (span_name(plan["span"], m) if of_span else m) == period))
    return min(months, default=None)


def pay(plan, deals):
    """Credits with what they pay, {(rep, month): totals}."""
    credits = credits_of(plan, deals)
    first, last = min(d["date"] for d in deals)[:7], max(d["date"] for d in deals)[:7]
    totals, records = {}, {}
    for rep in REPS:
        own = sorted((c for c in credits if c["rep"] == rep), key=lambda c: c["deal"]["date"])
        begin = first_month(plan, rep, own, first)
        balance = F(0)
        for months in SPANS[plan["span"]]:
            span = {"credited": F(0), "held": F(0), "capped": F(0), "pay": F(0), "climbs": {}}
            name = span_name(plan["span"], months[0])
            quota, target = (granted(plan[k], rep, name) for k in ("quota", "target"))
            # Months behind the deals have salaries too.
            year = [f"2026-{m:02}" for m in range(1, 13)]
            at = year.index(months[0])
            salaries = sum(granted(plan["salary"], rep, m) or F(0)
                           for m in year[at:at + LONG[plan["span"]]])
            for month in months:
                if begin is None or not begin <= month <= last:
                    continue
                mine = [c for c in own if c["deal"]["date"][:7] == month]
                total = run_period(plan, mine, records, span, rep, month, quota, target)
                total.update(settle(plan, rep, month, total["earned"], balance))
                balance = total["draw_balance"]
                salary = granted(plan["salary"], rep, month) or F(0)
                total["pay"] = total["paid"] + salary
                total["due"] = total["paid"] - total["draw"]
                span["pay"] += total["pay"]
                total.update(quota=quota, attainment=span["credited"] / quota,
                             credited_to_date=span["credited"], ote=salaries + target,
                             own=salaries, pay_to_date=span["pay"])
                total["ote_pct"] = span["pay"] / total["ote"]
                totals[rep, month] = total
    return credits, totals


def run_period(plan, mine, records, span, rep, month, quota, target):
    plain = [c for c in mine if c["amount"] >= 0 or plan["clawback"] is None]
    credited, opened = F(0), None
    need = F(0)
    if plan["gate"] is not None:
        need = plan["gate"][1] * (quota if plan["gate"][0] else 1)
    for c in plain:
        before = span["credited"]
        span["credited"] += c[plan["credit"]]
        credited += c[plan["credit"]]
        if opened is None and span["credited"] >= need:
            opened = c
        for rule in plan["rates"]:
            holds = rule["product"] in ("", c["deal"]["product"])
            if holds:
                span["climbs"].setdefault(rule["name"], Climb(rule, plan, quota, target))
            if rule["name"] in span["climbs"] and (holds or (
                    rule["basis"] == "attainment" and rule["mode"] == "retroactive")):
                c["rates"] += span["climbs"][rule["name"]].add(
                    before, span["credited"], c[rule["base"]] if holds else F(0))
        for _, product, value, percent, base in plan["spiffs"]:
            if product != c["deal"]["product"]:
                continue
            if percent:
                c["spiff"] += rounded(value * c[base or "amount"], plan["round"])
            elif c["amount"] >= 0:
                c["spiff"] += (rounded(value * (c["before"] + c["share"]), plan["round"])
                               - rounded(value * c["before"], plan["round"]))
    if plan["gate"] and span["credited"] < need:
        for c in plain:
            span["held"] += c["rates"]
            c["rates"] = F(0)
    elif span["held"]:
        # A refund may be the only row of the period, or the last one.
        (opened or mine[-1])["rates"] += span["held"]
        span["held"] = F(0)
    limit(plan, mine, span, rep, month)
    for c in plain:
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
            taken = rounded(record[2] * record[3] / record[1], plan["round"])
            c["claw"], record[4] = record[4] - taken, taken
            c["pay"] += c["claw"]
    sums = {k: sum((c[k] for c in mine), F(0)) for k in ("spiff", "claw", "pay")}
    return {"deals": sum(c["amount"] >= 0 for c in mine), "credited": credited,
            "spiffs": sums["spiff"], "clawbacks": sums["claw"], "earned": sums["pay"],
            "commission": sums["pay"] - sums["spiff"] - sums["claw"]}


def limit(plan, mine, span, rep, month):
    cap = granted(plan["cap"], rep, month)
    span_cap = granted(plan["span_cap"], rep, span_name(plan["span"], month))
    total = F(0)
    for c in mine:
        c["pay"] = c["rates"] + c["spiff"]
        if plan["deal_cap"] is not None:
            c["pay"] = min(c["pay"], plan["deal_cap"])
        if cap is not None:
            before, total = total, total + c["pay"]
            c["pay"] = min(total, cap) - min(before, cap)
    for c in mine:
        if span_cap is not None:
            before, span["capped"] = span["capped"], span["capped"] + c["pay"]
            c["pay"] = min(span["capped"], span_cap) - min(before, span_cap)


def days(a, b):
    return (date.fromisoformat(b) - date.fromisoformat(a)).days


def settle(plan, rep, month, earned, balance):
    least = granted(plan["guarantee"], rep, month) or F(0)
    draw = granted(plan["draw"], rep, month) or F(0)
    said = draw
    if plan["forgiven"]:
        least, draw = max(least, draw), F(0)
    top_up = max(least - max(earned, F(0)), F(0))
    due = earned + top_up
    draw = max(draw, least)
    ahead = max(draw - due, F(0))
    back = min(balance, due - draw) if due >= draw else F(0)
    return {"top_up": top_up, "draw": said, "advanced": ahead, "recovered": back,
            "paid": due + ahead - back, "draw_balance": balance + ahead - back}


def volume_pay(plan, rep, span, total, volume):
    """What the plan pays for the volume, unrounded."""
    need = F(0)
    if plan["gate"] is not None:
        need = plan["gate"][1] * (total["quota"] if plan["gate"][0] else 1)
    if volume < need:
        return F(0)
    due = F(0)
    target = granted(plan["target"], rep, span)
    for rule in plan["rates"]:
        tiers = Climb(rule, plan, total["quota"], target).tiers
        if rule["mode"] == "retroactive" and rule["basis"]:
            due += volume * ([F(0)] + [rate for s, rate in tiers if s <= volume])[-1]
        else:
            ends = [s for s, _ in tiers[1:]] + [F(10) ** 18]
            due += sum(max(min(volume, end) - s, 0) * rate for (s, rate), end in zip(tiers, ends))
    return due


def caps_of(plan, rep, span, month):
    caps = [granted(plan["span_cap"], rep, span)]
    if plan["span"] == "month":
        caps.append(granted(plan["cap"], rep, month))
    return [cap for cap in caps if cap is not None]


def check_compare(plan, totals, seed):
    if any(rule["product"] or rule["base"] != plan["credit"] for rule in plan["rates"]):
        return
    salary = F(random.Random(seed).randint(0, 6000))
    last = {}
    for rep, month in sorted(totals):
        last[rep, span_name(plan["span"], month)] = (totals[rep, month], month)
    rows = run(f"--compare={float(salary)}")
    assert [(row["payee"], row["period"]) for row in rows] == list(last), seed
    for row in rows:
        rep, span = row["payee"], row["period"]
        total, month = last[rep, span]
        assert F(row["credited"]) == total["credited_to_date"], (seed, row)
        assert F(row["pay"]) == total["pay_to_date"], (seed, row)
        assert F(row["difference"]) == total["pay_to_date"] - salary, (seed, row)
        wanted = salary - total["own"]

        def due(volume):
            return min([volume_pay(plan, rep, span, total, volume),
                        *caps_of(plan, rep, span, month)])
        if row["breakeven_volume"] == "":
            assert due(F(10) ** 14) < wanted, (seed, row)
            continue
        volume = F(row["breakeven_volume"])
        assert due(volume) >= wanted, (seed, row)
        assert volume == 0 or due(volume - CENT) < wanted, (seed, row)
        assert abs(float(row["breakeven_attainment"]) - volume / total["quota"]) < 1e-9 * max(
            1, volume / total["quota"]), (seed, row)


def run(*options):
    done = subprocess.run(["commission", "--plan=plan.csv", *options, "deals.csv"],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def write_deals(deals, shuffle=None, rows_of=None):
    rows = []
    for deal in deals:
        reps = "|".join(f"{rep}:{share}" for rep, share in deal["shares"])
        for rep, share in deal["shares"] if rows_of == deal["deal"] else [(reps, "")]:
            rows.append(f"{deal['deal']},{deal['date']},{rep},{deal['product']},"
                        f"{float(deal['amount']):.2f},{float(deal['margin']):.2f},{share}")
    if shuffle:
        rows = shuffle(rows)
    with open("deals.csv", "w", encoding="utf-8") as file:
        file.write("\n".join(["deal,date,rep,product,amount,margin,split", *rows]) + "\n")


def check_deals(plan, deals, credits, seed):
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
        assert plan["overlay"] or parts[i] == (deal[plan["credit"]] if counts else 0), (seed, i)
    return earned


def check_totals(totals, earned, seed):
    table = run("--totals")
    assert [(t["payee"], t["period"]) for t in table] == sorted(totals), seed
    for row in table:
        want = totals[row["payee"], row["period"]]
        assert F(row["earned"]) == earned.get((row["payee"], row["period"]), 0), (seed, row)
        for name in row.keys() - {"payee", "period"}:
            if name in ("attainment", "ote_pct"):
                off = abs(float(row[name]) - want[name])
                assert off <= 1e-11 * max(1, abs(want[name])), (seed, name, row)
            elif name not in ("commission", "spiffs"):
                assert F(row[name]) == want[name], (seed, name, row, float(want[name]))
        # Caps count as commission, also where they take SPIFFs.
        assert (F(row["commission"]), F(row["spiffs"])) == (
            want["commission"], want["spiffs"]), (seed, row)
    return table


def check(seed):
    r = random.Random(seed)
    plan = random_plan(r)
    deals = random_deals(r, plan)
    with open("plan.csv", "w", encoding="utf-8") as file:
        file.write("\n".join(plan_rows(plan)) + "\n")
    write_deals(deals)
    credits, totals = pay(plan, deals)
    earned = check_deals(plan, deals, credits, seed)
    table = check_totals(totals, earned, seed)
    check_compare(plan, totals, seed)
    # Rows of one rep and date keep their order; others may stand anywhere.
    if len({d["date"] for d in deals}) == len(deals):
        write_deals(deals, shuffle=lambda lines: r.sample(lines, len(lines)))
        assert run("--totals") == table, seed
        write_deals(deals, rows_of=r.choice([d["deal"] for d in deals]))
        assert run("--totals") == table, seed


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    for i in range(seed, seed + count):
        check(i)
    print(f"{count} plans")


main()
