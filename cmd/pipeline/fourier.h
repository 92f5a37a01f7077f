/*
 * The discrete Fourier transform (Cooley & Tukey 1965, Math. Comp. 19:297-301), of sizes
 * that are powers of two. Apart from memory, pure.
 */
#ifndef FOURIER_H
#define FOURIER_H

#include <stddef.h>

struct fourier_value {
	double re, im;
};

struct fourier {
	size_t size;
	struct fourier_value *circle; /* exp(-2πi k / size), k < size */
};

/* A zeroed one may be initialised, and one of another size too. To be released. */
void fourier_init(struct fourier *fourier, size_t size);
void fourier_release(struct fourier *fourier);

/* In place: x[k] becomes Σ x[j] exp(-2πi jk / size). */
void fourier_transform(const struct fourier *fourier, struct fourier_value *x);

#endif
