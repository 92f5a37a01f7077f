#include "fourier.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/mem.h"

void
fourier_init(struct fourier *fourier, size_t size)
{
	if (fourier->size == size)
		return;
	fourier->circle = mem_resize(fourier->circle, size, sizeof *fourier->circle);
	fourier->size = size;
	for (size_t k = 0; k < size; k++) {
		double angle = -2 * M_PI * (double)k / (double)size;
		fourier->circle[k] = (struct fourier_value){cos(angle), sin(angle)};
	}
}

void
fourier_release(struct fourier *fourier)
{
	free(fourier->circle);
	*fourier = (struct fourier){0, NULL};
}

static void
reverse_bits(struct fourier_value *x, size_t n)
{
	for (size_t i = 1, j = 0; i < n; i++) {
		size_t bit = n >> 1;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			struct fourier_value t = x[i];
			x[i] = x[j];
			x[j] = t;
		}
	}
}

void
fourier_transform(const struct fourier *fourier, struct fourier_value *x)
{
	size_t n = fourier->size;
	reverse_bits(x, n);
	for (size_t half = 1; half < n; half *= 2) {
		size_t stride = n / (2 * half);
		for (size_t start = 0; start < n; start += 2 * half) {
			struct fourier_value *a = x + start, *b = a + half;
			for (size_t k = 0; k < half; k++) {
				struct fourier_value w = fourier->circle[k * stride];
				double re = b[k].re * w.re - b[k].im * w.im;
				double im = b[k].re * w.im + b[k].im * w.re;
				b[k] = (struct fourier_value){a[k].re - re, a[k].im - im};
				a[k].re += re;
				a[k].im += im;
			}
		}
	}
}
