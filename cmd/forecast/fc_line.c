#include "fc_line.h"

void
fc_line_fit(const double *y, size_t n, struct fc_line *line)
{
	double middle = (double)(n + 1) / 2, sum = 0, product = 0, square = 0;
	for (size_t t = 1; t <= n; t++) {
		double x = (double)t - middle;
		sum += y[t - 1];
		product += x * y[t - 1];
		square += x * x;
	}
	line->slope = n > 1 ? product / square : 0;
	line->intercept = sum / (double)n - line->slope * middle;
}

double
fc_line_at(const struct fc_line *line, size_t t)
{
	return line->intercept + line->slope * (double)t;
}
