/*
 * The convolution of many two-point distributions by characteristic functions: the part
 * of sumdist.c for many deals. Apart from memory, pure.
 */
#ifndef SPECTRUM_H
#define SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>

#include "fourier.h"
#include "vasicek.h"

/* A deal on the grid: `cell` + `beyond` cells, of which the latter is less than 1, or
 * nothing. */
struct spectrum_deal {
	size_t cell;
	double beyond;
	double quantile; /* Φ⁻¹ of its chance */
	double chance;
	bool against; /* the chance falls with the common factor, as of not being won */
};

/* Its chance, given the factor. */
static inline double
spectrum_chance(const struct spectrum_deal *deal, double rho, double z)
{
	return vasicek_chance(deal->quantile, rho, deal->against ? -z : z);
}

/* How many products of complex numbers it takes; infinite if there are too many
 * frequencies. */
double spectrum_work(const struct spectrum_deal *deals, size_t count, size_t nodes,
    const struct fourier *fourier);

/* Adds the probability of each cell of the grid to cells, as many as the transform has;
 * all deals together have to fit. */
void spectrum_convolve(const struct spectrum_deal *deals, size_t count, double rho,
    const struct vasicek_node *nodes, size_t nodes_count, const struct fourier *fourier,
    double *cells);

#endif
