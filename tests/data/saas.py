#!/usr/bin/env python3
"""The leads of a software company over 18 months, as events: the example of the demo.

Writes CSV to stdout, as an export of a CRM's stage history has it: sorted by time, the
latest leads still on their way. The same bytes in every python3 from 3.7 on: the only
source of chance is random.random() with a fixed seed, everything else is integers and
single multiplications.

What is built in, so that a tool that finds something else is wrong: each channel has its
own rates and speed, and none of them changes over the 18 months. New leads grow by 2 % a
month, are few in August and December and on weekends. Of the MQLs and SQLs six in a
hundred are missing in the history. One lost lead in eight comes back. An opportunity has
an amount (yearly), which a discount may lower when it is won.
"""
import datetime
import random
import sys

START = datetime.datetime(2025, 1, 1)
END = datetime.datetime(2026, 7, 1)  # nothing is known from here on
LEADS = 20000
DAY = 86400

STAGES = ["Lead", "MQL", "SQL", "Opportunity", "Won"]
MEAN_DAYS = [8, 9, 13, 42]  # from each stage to the next
LOST_AFTER_DAYS = [25, 20, 20, 50]

# name, share of leads in %, chance in % to pass each stage, pace in % of MEAN_DAYS
CHANNELS = [
    ("Organic", 30, [52, 46, 62, 28], 100),
    ("Paid search", 24, [42, 36, 54, 23], 90),
    ("Paid social", 20, [27, 24, 46, 18], 120),
    ("Webinar", 12, [58, 38, 56, 25], 140),
    ("Partner", 9, [63, 60, 70, 37], 75),
    ("Outbound", 5, [38, 50, 66, 24], 170),
]
REGIONS = [("North America", 46), ("EMEA", 34), ("APAC", 20)]
OWNERS = {
    "North America": ["A. Alvarez", "B. Brandt", "C. Chen", "D. Dubois"],
    "EMEA": ["E. Eriksen", "F. Fischer", "G. Garcia"],
    "APAC": ["H. Hayashi", "I. Iyer"],
}
PLANS = [("Starter", 50, 180, 20), ("Team", 35, 300, 60), ("Business", 15, 480, 250)]
MONTHS = [96, 100, 106, 102, 100, 94, 88, 70, 108, 112, 104, 66]  # January to December
WEEKDAYS = [100, 112, 110, 104, 84, 20, 24]  # Monday to Sunday

chance = random.Random(20260630).random


def happens(percent):
    return chance() * 100 < percent


def pick(rows, share=1):
    """One of the rows, by the shares in their column `share`, which add up to 100."""
    at = chance() * 100
    for row in rows:
        at -= row[share]
        if at < 0:
            return row
    return rows[-1]


def delay(mean_days):
    """Seconds: many short ones, some up to four times the mean."""
    return datetime.timedelta(seconds=int(4 * mean_days * DAY * chance() * chance()))


def days():
    """Each day with its weight: a whole number that grows and has its seasons."""
    day = START
    while day < END:
        months = (day.year - START.year) * 12 + day.month - 1
        weight = MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * (100 + 2 * months)
        yield day, weight
        day += datetime.timedelta(days=1)


def amounts():
    """What the opportunity is worth a year, and what it is won for, in cents."""
    _, _, price, most_seats = pick(PLANS)
    seats = 3 + int(most_seats * chance() * chance())
    listed = seats * price * 100
    discount = 5 * int(5 * chance() * chance())
    return listed, listed * (100 - discount) // 100


def journey(entry, channel):
    """(stage, time) of one way through the funnel; the last may be Lost."""
    _, _, percents, pace = channel
    time = entry
    yield "Lead", time
    for step, percent in enumerate(percents):
        if not happens(percent):
            if happens(85):
                yield "Lost", time + delay(LOST_AFTER_DAYS[step])
            return
        time += delay(MEAN_DAYS[step] * pace // 100)
        skipped = STAGES[step + 1] in ("MQL", "SQL") and happens(6)
        if not skipped:
            yield STAGES[step + 1], time
        if happens(8):  # put back and forth between owners
            yield STAGES[step + 1], time + delay(2)


def lead(entry):
    """(stage, time, channel, region, owner, cents) of each event of one lead."""
    channel = pick(CHANNELS)
    region = pick(REGIONS)[0]
    owners = OWNERS[region]
    owner = owners[int(len(owners) * chance())]
    listed, won = amounts()
    events = list(journey(entry, channel))
    if events[-1][0] == "Lost" and happens(12):
        back = events[-1][1] + datetime.timedelta(days=30) + delay(45)
        events += journey(back, channel)
    for stage, time in events:
        cents = {"Opportunity": listed, "Won": won}.get(stage)
        yield stage, time, channel[0], region, "" if stage == "Lead" else owner, cents


def main():
    calendar = list(days())
    total = sum(weight for _, weight in calendar)
    rows = []
    number = 0
    for day, weight in calendar:
        for _ in range(int(LEADS * weight / total + chance())):
            number += 1
            entry = day + datetime.timedelta(seconds=int((7 + 6 * chance() + 6 * chance()) * 3600))
            for order, event in enumerate(lead(entry)):
                if event[1] < END:
                    rows.append((event[1], number, order, event))
    rows.sort(key=lambda row: row[:3])
    lines = ["lead_id,stage,time,channel,region,owner,amount\n"]
    for _, number, _, (stage, time, channel, region, owner, cents) in rows:
        amount = "" if cents is None else "%d.%02d" % divmod(cents, 100)
        cells = ["L%06d" % number, stage, time.isoformat() + "Z", channel, region, owner, amount]
        lines.append(",".join(cells) + "\n")
    sys.stdout.write("".join(lines))


if __name__ == "__main__":
    main()
