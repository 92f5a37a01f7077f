"""The reference commands of the tools, on files small enough to run them thousands of times.

A case has a name, the arguments of a command, the files it reads (name: bytes), and which
of these is data, which rules. Each tool has at least one; `quick` ones are enough for a
look.
"""

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from runner import DONE, Runner, badly_ended, lay_out, output_of

QUICK = "quick" in sys.argv[1:]
OLD = b"precious\n"
DATA = Path(__file__).resolve().parent.parent / "data"


def sample(name, lines=None):
    """The first lines of an example."""
    return b"".join((DATA / name).read_bytes().splitlines(keepends=True)[:lines])


@dataclass(frozen=True)
class Case:
    name: str
    argv: tuple
    files: dict = field(hash=False)
    passes_through: bool = False  # each row comes back, with more columns
    # It searches for an ERE. Where memory runs out in that, and is there again, glibc leaves
    # what it had, and would free some of it twice if asked to free it.
    searches: bool = False
    quick: bool = False

    @property
    def tool(self):
        return self.argv[0]


EVENTS = sample("lemonade.csv", 12)
FUNNEL = ("funnel-stats", "--stages=Walked by,Stopped,Tasted,Bought", "--by=channel")
QUOTED = (
    b'\xef\xbb\xbfid,stage,time,"chan\n""nel""",amount\r\n'
    b'1,Lead,2026-01-01,"Ads, ""paid""\n\nat night",\n'
    b"1,Won,2026-01-03T10:30,\xc3\xa9,\"20\"\r"
    b'"2","Lead",2026-01-02 00:00:09Z,"",1.50\n\n'
    b"3,Lead,2026-02-01,\xc3\xa9,7"
)
RATES = b"currency,rate\nUSD,0.92\n"


def as_utf16(data):
    return b"\xff\xfe" + data.decode("utf-8").encode("utf-16-le")


def small_leads():
    """Some of each outcome, so that there is something to learn."""
    lines = sample("lead-train-leads.csv").splitlines(keepends=True)
    return b"".join(lines[:1] + lines[1:400:6])


CASES = (
    Case("funnel", (*FUNNEL, "events.csv"), {"events.csv": EVENTS}, quick=True),
    Case(
        "funnel-quoted",
        ("funnel-stats", "--stages=Lead,Won", "--by=#4", "--summary", "events.csv"),
        {"events.csv": QUOTED},
    ),
    Case("funnel-utf16", (*FUNNEL, "events.csv"), {"events.csv": as_utf16(EVENTS)}),
    Case(
        "funnel-wide",
        ("funnel-stats", "--wide", "--stages=Walked by,Stopped,Tasted,Bought", "wide.csv"),
        {"wide.csv": sample("lemonade-wide.csv", 8)},
    ),
    Case("funnel-partial", (*FUNNEL, "--partial", "events.csv"), {"events.csv": EVENTS}),
    Case(
        "lead-score",
        ("lead-score", "--rules=rules.csv", "-c", "id=host", "leads.csv"),
        {
            "rules.csv": sample("leadscore-lemonade-rules.csv"),
            "leads.csv": sample("leadscore-lemonade-leads.csv"),
        },
        passes_through=True,
        quick=True,
    ),
    Case(
        "lead-score-activities",
        ("lead-score", "--rules=rules.csv", "--activities=done.csv", "--top=3", "leads.csv"),
        {
            "rules.csv": sample("leadscore-saas-rules.csv"),
            "done.csv": sample("leadscore-saas-activities.csv"),
            "leads.csv": sample("leadscore-saas-leads.csv", 7),
        },
        searches=True,
        quick=True,
    ),
    Case(
        "lead-train",
        ("lead-train", "--outcome=won", "--points=100", "leads.csv"),
        {"leads.csv": small_leads()},
    ),
    Case(
        "discount",
        ("discount-calc", "--policy=policy.csv", "quotes.csv"),
        {
            "policy.csv": sample("discount-lemonade-policy.csv"),
            "quotes.csv": sample("discount-lemonade-quotes.csv"),
        },
        passes_through=True,
        quick=True,
    ),
    Case(
        "discount-waterfall",
        ("discount-calc", "--policy=policy.csv", "--waterfall", "--format=json", "quotes.csv"),
        {
            "policy.csv": sample("discount-saas-policy.csv"),
            "quotes.csv": sample("discount-saas-quotes.csv"),
        },
    ),
    Case(
        "attribute",
        ("attribute", "--model=last,linear,markov,shapley", "--wide", "paths.csv"),
        {"paths.csv": sample("attribute-lemonade.csv")},
        quick=True,
    ),
    Case(
        "attribute-touches",
        (
            "attribute",
            "--model=last-non-direct,full-path",
            "--lookback=90d",
            "--milestones=Lead,Opportunity",
            "--conversions=deals.csv",
            "touches.csv",
        ),
        {
            "deals.csv": sample("attribute-saas-deals.csv"),
            "touches.csv": sample("attribute-saas-touches.csv"),
        },
    ),
    Case(
        "roi",
        ("roi", "--by=channel", "--total", "spend.csv", "results.csv"),
        {"spend.csv": sample("roi-spend.csv"), "results.csv": sample("roi-results.csv")},
        quick=True,
    ),
    Case(
        "roi-exports",
        ("roi", "--by=campaign", "--rate=USD=0.92", "google.csv", "meta.csv"),
        {"google.csv": sample("roi-google-ads.csv"), "meta.csv": sample("roi-meta-ads.csv")},
    ),
    Case(
        "roi-partial",
        ("roi", "--by=channel", "--partial", "spend.csv"),
        {"spend.csv": sample("roi-spend.csv")},
    ),
    Case(
        "forecast",
        ("forecast", "--period=week", "--by=stand", "--horizon=2", "sales.csv"),
        {"sales.csv": sample("forecast-lemonade.csv", 60)},
    ),
    Case(
        "forecast-partial",
        ("forecast", "--period=week", "--by=stand", "--partial", "sales.csv"),
        {"sales.csv": sample("forecast-lemonade.csv", 60)},
    ),
    Case(
        "pipeline",
        ("pipeline", "--horizon=2", "--quota=300", "deals.csv"),
        {"deals.csv": sample("pipeline-lemonade.csv")},
        quick=True,
    ),
    Case(
        "pipeline-partial",
        ("pipeline", "--partial", "deals.csv"),
        {"deals.csv": sample("pipeline-lemonade.csv")},
    ),
    Case(
        "clv",
        ("clv", "--horizon=4w", "orders.csv"),
        {"orders.csv": sample("clv-orders.csv", 40)},
    ),
    Case(
        "clv-partial",
        ("clv", "--by=channel", "--partial", "orders.csv"),
        {"orders.csv": sample("clv-orders.csv", 40)},
    ),
    Case(
        "clv-sbg",
        ("clv", "--model=sbg", "--horizon=6", "survivors.csv"),
        {"survivors.csv": b"period,survivors\n0,1000\n1,631\n2,468\n3,382\n4,326\n"},
    ),
    Case(
        "commission",
        ("commission", "--plan=plan.csv", "deals.csv"),
        {"plan.csv": sample("commission-plan.csv"), "deals.csv": sample("commission-deals.csv")},
        quick=True,
    ),
    Case(
        "commission-totals",
        ("commission", "--plan=plan.csv", "--totals", "--format=table", "deals.csv"),
        {"plan.csv": sample("commission-plan.csv"), "deals.csv": sample("commission-deals.csv")},
    ),
    Case(
        "revenue-plan",
        ("revenue-plan", "--target=500000", "--costs=Lead:40", "--total", "funnel.csv"),
        {"funnel.csv": sample("revplan-funnel.csv")},
        quick=True,
    ),
)


def variants():
    """The same files for other commands: too many to have every call fail in each, enough
    for fuzzing and for comparisons."""
    files = {case.name: case.files for case in CASES}
    season = {"season.csv": b"period,weight\nQ1,1\nQ2,1\nQ3,1\nQ4,2\n"}
    actual = {"actual.csv": sample("revplan-actual.csv")}
    listed = [
        ("funnel", "funnel-stats --stages=Tasted,Bought --cohort=week --order=strict events.csv", {}),
        ("lead-score", "lead-score --rules=rules.csv --lint leads.csv", {}),
        ("lead-score-activities", "lead-score --rules=rules.csv --activities=done.csv --explain=L1 leads.csv", {}),
        ("lead-train", "lead-train --outcome=won --evaluate --folds=3 leads.csv", {}),
        ("discount", "discount-calc --policy=policy.csv --totals quotes.csv", {}),
        ("discount", "discount-calc --policy=policy.csv --breakeven=-2 quotes.csv", {}),
        ("discount", "discount-calc --allocate=50 quotes.csv", {}),
        ("discount-waterfall", "discount-calc --policy=policy.csv --explain=S3:1 quotes.csv", {}),
        ("discount-waterfall", "discount-calc --policy=policy.csv --lint", {}),
        ("attribute", "attribute --removal paths.csv", {}),
        ("attribute", "attribute --model=first,position,j --format=json paths.csv", {}),
        ("roi", "roi --cashflow --discount-rate=0.1 spend.csv results.csv", {}),
        ("roi", "roi --period=month --margin=0.7 spend.csv results.csv", {}),
        ("roi-exports", "roi --by=campaign --rate=USD=0.92 --rate=GBP=1.15 google.csv meta.csv", {}),
        ("forecast", "forecast --period=week --compare sales.csv", {}),
        ("forecast", "forecast --period=month --fitted --method=holt sales.csv", {}),
        ("pipeline", "pipeline --deals deals.csv", {}),
        ("pipeline", "pipeline --backtest --period=week deals.csv", {}),
        ("pipeline", "pipeline --flow=deals.csv --by=owner deals.csv", {}),
        ("clv", "clv --cohorts=month orders.csv", {}),
        ("clv", "clv --model=pareto-nbd --params orders.csv", {}),
        ("commission", "commission --plan=plan.csv --totals deals.csv", {}),
        ("commission", "commission --plan=plan.csv --compare=9000 deals.csv", {}),
        ("commission", "commission --plan=plan.csv --explain=D3 deals.csv", {}),
        ("commission", "commission --plan=plan.csv --lint", {}),
        ("revenue-plan", "revenue-plan --target=4500000 --actual=actual.csv funnel.csv", actual),
        (
            "revenue-plan",
            "revenue-plan --target=3105000 --period=quarter --from=2027-01-01 --to=2027-12-31"
            " --season=season.csv funnel.csv",
            season,
        ),
    ]
    for number, (name, command, more) in enumerate(listed):
        yield Case(f"{name}-{number}", tuple(command.split()), {**files[name], **more})


MORE = tuple(variants())


def merges():
    """For each case that writes partial results, one that merges them."""
    for case in CASES:
        if "--partial" in case.argv:
            yield Case(
                case.name.replace("partial", "merge"),
                (case.tool, "--merge", "state.csv"),
                {"state.csv": output_of(case)},
            )


def threaded():
    """Cases whose rows are dealt to three files, which as many threads read."""
    for case in CASES:
        if case.name in ("funnel", "lead-score", "discount", "attribute-touches", "roi", "forecast"):
            name = case.argv[-1]
            lines = case.files[name].splitlines(keepends=True)
            parts = {f"{i}-{name}": b"".join(lines[:1] + lines[1 + i :: 3]) for i in range(3)}
            yield replace(
                case,
                name=f"{case.name}-threads",
                argv=(*case.argv[:-1], "--jobs=3", *parts),
                files={**case.files, **parts},
            )


def chosen(with_merges=False):
    """The cases of this run: with the word quick those that are enough for a look."""
    if QUICK:
        return [case for case in CASES if case.quick]
    return [*CASES, *(merges() if with_merges else ())]


class Bench:
    """A case with its result, in a folder that has place for an old file, for -o."""

    def __init__(self, case):
        self.case = case
        self.runner = Runner()
        lay_out(case.files)
        os.mkdir("made")
        self.target = Path("made", "target")
        self.argv_to_file = (case.tool, "-o", str(self.target), *case.argv[1:])
        self.want = self.runner.run(case.argv)
        if self.want.status != DONE:
            raise AssertionError(f"{case.name}: {self.want}")

    def run_to(self, to_file, **settings):
        """With the shim, to the old file or to stdout."""
        if not to_file:
            return self.runner.run_shimmed(self.case.argv, **settings)
        self.target.write_bytes(OLD)
        return self.runner.run_shimmed(self.argv_to_file, **settings)

    def clear(self):
        """Removes what stands beside the target: contents by name."""
        found = {path.name: path.read_bytes() for path in Path("made").iterdir() if path.name != "target"}
        for name in found:
            os.unlink(Path("made", name))
        return found

    def differs(self, outcome):
        return None if outcome == self.want else f"not the same: {outcome}"

    def fails(self, outcome, *statuses):
        return badly_ended(self.case, outcome, statuses, self.want.err)
