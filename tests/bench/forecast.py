"""forecast.py FILE: the next 18 months of each product, as the mean of what statsmodels
makes of it by exponential smoothing and by the theta method. Prints product,sum."""
import sys
import warnings

import pandas
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.forecasting.theta import ThetaModel

warnings.simplefilter("ignore")
sales = pandas.read_csv(sys.argv[1])
for product, rows in sales.groupby("product"):
    y = rows["amount"].reset_index(drop=True)
    ets = ETSModel(y, error="mul", trend="add", damped_trend=True, seasonal="mul",
                   seasonal_periods=12)
    theta = ThetaModel(y, period=12)
    mean = (ets.fit(disp=False).forecast(18) + theta.fit().forecast(18)) / 2
    print(product, "%.6f" % mean.sum(), sep=",")
