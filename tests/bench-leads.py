"""bench-leads.py LEADS: that many leads of twenty columns with a known outcome, the same
bytes on every machine."""
import math
import sys

COUNTRIES = ["DE", "US", "FR", "AT", "GB", "ES", "IT", "PL"]
SOURCES = ["Web", "Ads", "Event", "Partner", "Referral"]
TITLES = ["CEO", "VP Sales", "Marketing Manager", "Engineer", "Student", "Founder"]
state = 7


def draw(n):
    """0 to n - 1, by a linear congruential generator (Knuth, MMIX)."""
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
    return (state >> 33) * n >> 31


def main(leads):
    names = ["id", "name", "country", "source", "title", "employees", "budget", "visits"]
    extra = ["n%d" % i for i in range(8)] + ["t%d" % i for i in range(4)]
    print(",".join(names + extra + ["won"]))
    for i in range(leads):
        country, source, title = draw(8), draw(5), draw(6)
        employees, budget, visits = draw(1000), draw(200), draw(40)
        numbers = [draw(100) for _ in range(8)]
        levels = [draw(6) for _ in range(4)]
        odds = (-4 + employees / 400 + (source == 4) + 1.5 * (title == 1)
                + (visits > 20 and budget > 100) * 2 - (title == 4) * 2 + numbers[0] / 60)
        won = draw(1000000) < 1e6 / (1 + math.exp(-odds))
        row = [i, "Lead %d" % i, COUNTRIES[country], SOURCES[source], TITLES[title],
               employees, budget, visits] + numbers + ["L%d" % k for k in levels]
        print(",".join(map(str, row)) + (",1" if won else ",0"))


main(int(sys.argv[1]))
