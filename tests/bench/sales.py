"""sales.py PRODUCTS: months of sales of products as CSV, 60 to 132 of each up to
2025-12, with trends, seasons and luck."""
import math
import sys

SEASON = [0.8, 0.85, 0.95, 1.0, 1.05, 1.1, 1.15, 1.1, 1.0, 0.95, 0.95, 1.1]


def main():
    state = 1
    print("product,period,amount")
    for product in range(int(sys.argv[1])):
        months = 60 + product * 7 % 73
        level = 100.0 + product
        for i in range(months):
            state = (state * 1103515245 + 12345) % 2**31
            luck = (state // 65536 % 1000 / 1000 - 0.5) * (0.1 + product % 5 * 0.05)
            level *= 1 + luck / 2 + (product % 7 - 2) * 0.001
            month = 2026 * 12 - months + i
            season = 1 + (SEASON[month % 12] - 1) * (product % 3)
            print(f"P{product:04},{month // 12}-{month % 12 + 1:02},"
                  f"{level * season * math.exp(luck):.2f}")


main()
