#!/usr/bin/env python3
"""bench-statsmodels.py FILE: what statsmodels' theta model makes of the products in FILE."""
import csv
import sys

from statsmodels.tsa.forecasting.theta import ThetaModel

products = {}
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        products.setdefault(row["product"], []).append(float(row["amount"]))
for name, y in products.items():
    print(name, *ThetaModel(y, period=12).fit().forecast(18))
