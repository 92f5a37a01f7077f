#!/usr/bin/env python3
"""forecast-lemonade.py: what a lemonade stand sold in its summer, 120 days, as CSV: date, stand
and amount. Made up: more in July than in June, most at weekends, a second stand from July
on, and nothing at all when it rains."""
import datetime

START = datetime.date(2026, 5, 11)


def main():
    state = 20260511
    print("date,stand,amount")
    for i in range(118):
        day = START + datetime.timedelta(i)
        state = (state * 1103515245 + 12345) % 2**31
        luck = state // 65536 % 100
        if luck < 15:
            continue
        cups = 10 + i // 8 + (12 if day.weekday() >= 5 else 0) + luck // 8
        print(f"{day},corner,{cups * 75 / 100:.2f}")
        if day.month >= 7:
            print(f"{day},pool,{(cups // 2 + i // 12) * 90 / 100:.2f}")


main()
