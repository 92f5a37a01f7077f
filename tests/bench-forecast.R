# bench-forecast.R FILE METHOD: what R's package forecast makes of the products in FILE.
suppressMessages(library(forecast))
arguments <- commandArgs(TRUE)
sales <- read.csv(arguments[1])
for (product in unique(sales$product)) {
  y <- ts(sales$amount[sales$product == product], frequency = 12)
  f <- if (arguments[2] == "ets") forecast(ets(y), h = 18) else thetaf(y, h = 18)
  cat(product, format(f$mean, digits = 12), "\n")
}
