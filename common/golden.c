#include "golden.h"

double
golden_least(double (*function)(void *data, double x), void *data, double low,
    double high, double near)
{
	const double ratio = 0.618033988749894848;
	double left = high - ratio * (high - low), right = low + ratio * (high - low);
	double of_left = function(data, left), of_right = function(data, right);
	while (high - low > near) {
		if (of_left < of_right) {
			high = right;
			right = left;
			of_right = of_left;
			left = high - ratio * (high - low);
			of_left = function(data, left);
		} else {
			low = left;
			left = right;
			of_left = of_right;
			right = low + ratio * (high - low);
			of_right = function(data, right);
		}
	}
	return of_left < of_right ? left : right;
}
