#include "fc_measure.h"

#include <math.h>

void
fc_measure_add(struct fc_measure *measure, const struct fc_outcome *outcome)
{
	double y = outcome->actual, f = outcome->forecast, size = fabs(y) + fabs(f);
	double absolute = fabs(y - f);
	measure->count++;
	measure->symmetric += size > 0 ? 2 * absolute / size : 0;
	measure->errors += f - y;
	measure->absolute += absolute;
	measure->actual += fabs(y);
	measure->snaive += fabs(y - outcome->snaive);
	if (outcome->scale > 0) {
		measure->scaled += absolute / outcome->scale;
		measure->scales++;
	}
	if (isnan(outcome->low_80))
		return;
	measure->intervals++;
	measure->held_80 += y >= outcome->low_80 && y <= outcome->high_80;
	measure->held_95 += y >= outcome->low_95 && y <= outcome->high_95;
}

void
fc_measure_join(struct fc_measure *measure, const struct fc_measure *other)
{
	measure->count += other->count;
	measure->intervals += other->intervals;
	measure->symmetric += other->symmetric;
	measure->scaled += other->scaled;
	measure->errors += other->errors;
	measure->absolute += other->absolute;
	measure->actual += other->actual;
	measure->snaive += other->snaive;
	measure->held_80 += other->held_80;
	measure->held_95 += other->held_95;
	measure->scales += other->scales;
}

double
fc_measure_scale(const double *y, size_t n, size_t m)
{
	double sum = 0;
	for (size_t t = m; t < n; t++)
		sum += fabs(y[t] - y[t - m]);
	return n > m ? sum / (double)(n - m) : NAN;
}

static double
share(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

double
fc_measure_smape(const struct fc_measure *m)
{
	return share(m->symmetric, (double)m->count);
}

double
fc_measure_mase(const struct fc_measure *m)
{
	return share(m->scaled, (double)m->scales);
}

double
fc_measure_bias(const struct fc_measure *m)
{
	return share(m->errors, m->actual);
}

double
fc_measure_coverage_80(const struct fc_measure *m)
{
	return share((double)m->held_80, (double)m->intervals);
}

double
fc_measure_coverage_95(const struct fc_measure *m)
{
	return share((double)m->held_95, (double)m->intervals);
}

double
fc_measure_skill(const struct fc_measure *m)
{
	return 1 - share(m->absolute, m->snaive);
}
