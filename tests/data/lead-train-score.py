"""[--points | --truth=COLUMN] RULES LEADS COLUMN=VALUE: scores leads by a rules file.

Prints lines of a name and a number: rows, positives, auc, and sum, of the probabilities,
and with --truth away, the mean distance of the log-odds from that column's; with --points
instead low and high, of the scores.
"""
import csv
import math
import re
import sys

MISSING = {"", "-", "--", "\u2014", "n/a", "na", "null"}
TOKEN = re.compile(
    r'\s*("(?:[^"]|"")*"|empty\b|present\b|in\(|>=|<=|!=|[=<>|);]|[^\s"=<>|();]+)')


def text_of(token):
    return token[1:-1].replace('""', '"') if token.startswith('"') else token


def missing(cell):
    return cell.strip().lower() in MISSING


def compile_when(when):
    tokens, at = [], 0
    while at < len(when):
        match = TOKEN.match(when, at)
        assert match, when
        tokens.append(match.group(1))
        at = match.end()
    tests, i = [], 0
    while i < len(tokens):
        column, operator = text_of(tokens[i]), tokens[i + 1]
        i += 2
        if operator in ("empty", "present"):
            tests.append((column, operator, None))
        elif operator == "in(":
            values = []
            while True:
                values.append(text_of(tokens[i]))
                i += 2
                if tokens[i - 1] == ")":
                    break
            tests.append((column, "in", values))
        else:
            value = tokens[i]
            tests.append((column, operator, text_of(value) if operator == "=" else float(value)))
            i += 1
        assert i >= len(tokens) or tokens[i] == ";", when
        i += 1
    return tests


def holds(tests, row):
    for column, operator, value in tests:
        cell = row[column]
        if operator == "empty":
            good = missing(cell)
        elif operator == "present":
            good = not missing(cell)
        elif missing(cell):
            good = False
        elif operator == "in":
            good = cell in value
        elif operator == "=":
            good = cell == value
        elif operator == ">=":
            good = float(cell) >= value
        else:
            assert operator == "<"
            good = float(cell) < value
        if not good:
            return False
    return True


def auc(scores):
    scores = sorted(scores)
    n, total, positives, i = len(scores), 0, 0, 0
    while i < n:
        j = i
        while j < n and scores[j][0] == scores[i][0]:
            j += 1
        run = sum(positive for _, positive in scores[i:j])
        total += run * (i + j + 1) / 2
        positives += run
        i = j
    return (total - positives * (positives + 1) / 2) / (positives * (n - positives))


def read_rules(file):
    """The base, whether points are log-odds, and (tests, points, per) of each rule."""
    base, logistic, rules = 0.0, False, []
    for rule in csv.DictReader(file, strict=True):
        if rule["rule"] == "set":
            assert (rule["on"], rule["when"]) == ("link", "logistic")
            logistic = True
        elif rule["rule"] == "base":
            base = float(rule["points"])
        else:
            assert rule["on"] == "lead" and rule["reason"] and not rule["category"]
            rules.append((compile_when(rule["when"]), float(rule["points"]), rule["per"]))
    return base, logistic, rules


def score_of(base, rules, row):
    score = base
    for tests, points, per in rules:
        if holds(tests, row):
            score += points * (float(row[per]) if per else 1)
    return score


def main():
    options = [word for word in sys.argv[1:] if word.startswith("--")]
    rules_file, leads_file, outcome = [word for word in sys.argv[1:] if not word.startswith("--")]
    outcome, success = outcome.split("=")
    base, logistic, rules = read_rules(open(rules_file, newline=""))
    assert logistic != ("--points" in options)

    scores, away = [], 0.0
    for row in csv.DictReader(open(leads_file, newline=""), strict=True):
        score = score_of(base, rules, row)
        scores.append((score, row[outcome] == success))
        for option in options:
            if option.startswith("--truth="):
                away += abs(score - float(row[option[8:]]))
    print("rows", len(scores))
    print("positives", sum(positive for _, positive in scores))
    print("auc", repr(auc(scores)))
    if logistic:
        print("sum", repr(math.fsum(1 / (1 + math.exp(-score)) for score, _ in scores)))
        print("away", away / len(scores))
    else:
        print("low", min(scores)[0])
        print("high", max(scores)[0])


if __name__ == "__main__":
    main()
