"""train.py LEADS.csv: what lead-train is compared with: one-hot levels and
standardised numbers into scikit-learn's logistic regression."""
import sys

import pandas
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

leads = pandas.read_csv(sys.argv[1])
won = leads.pop("won")
leads = leads.drop(columns=["id", "name"])
numbers = leads.select_dtypes("number").columns
levels = leads.columns.difference(numbers)
model = make_pipeline(
    make_column_transformer((StandardScaler(), numbers), (OneHotEncoder(), levels)),
    LogisticRegression(max_iter=1000),
)
model.fit(leads, won)
