"""The reference commands of the tools, on files small enough to run them thousands of times.

A case has a name, the arguments of a command, the files it reads (name: bytes), and which
of these is data, which rules. Each tool has at least one; `quick` ones are enough for a
look.
"""

from dataclasses import dataclass, field
from pathlib import Path

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
    quick: bool = False

    @property
    def tool(self):
        return self.argv[0]

    def with_files(self, **changed):
        return Case(self.name, self.argv, {**self.files, **changed}, self.passes_through)


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


def states(tool_cases, run):
    """For each case that writes partial results, one that merges them: run(case) gives
    its output."""
    for case in tool_cases:
        if "--partial" in case.argv:
            yield Case(
                case.name.replace("partial", "merge"),
                (case.tool, "--merge", "state.csv"),
                {"state.csv": run(case)},
            )


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
