"""bench-events.py EVENTS: that many events of a tenth as many leads, shuffled, the same
bytes on every machine."""
import sys

STAGES = ["Lead"] * 4 + ["MQL"] * 3 + ["SQL"] * 2 + ["Opportunity", "Won", "Lost"]
CHANNELS = ["Paid Search", "Organic", "Email", "Events", "Partner"]


def main(events):
    state = 1
    ids = max(1, events // 10)
    rows = []
    sys.stdout.write("id,stage,time,channel,amount\n")
    for _ in range(events):
        # A linear congruential generator (Knuth, MMIX): no library's may change.
        state = (state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        x = state >> 11
        lead = x % ids
        second = (x >> 20) % 86400
        day = (x >> 8) % 336
        rows.append(
            "L%07d,%s,2026-%02d-%02d %02d:%02d:%02d,%s,\n"
            % (lead, STAGES[(x >> 33) % 12], day // 28 + 1, day % 28 + 1,
               second // 3600, second // 60 % 60, second % 60, CHANNELS[lead % 5])
        )
        if len(rows) == 50000:
            sys.stdout.write("".join(rows))
            rows.clear()
    sys.stdout.write("".join(rows))


main(int(sys.argv[1]))
