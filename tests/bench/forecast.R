# forecast.R FILE: the next 18 months of each product, as the mean of what R's package
# forecast makes of it by exponential smoothing and by the theta method. Prints product,sum.
suppressMessages(library(forecast))
sales <- read.csv(commandArgs(TRUE)[1])
for (product in unique(sales$product)) {
  y <- ts(sales$amount[sales$product == product], frequency = 12)
  mean <- (forecast(ets(y), h = 18)$mean + thetaf(y, h = 18)$mean) / 2
  cat(product, ",", format(sum(mean), digits = 12), "\n", sep = "")
}
