/*
 * A period that can be read has a name that reads as the same period, holds its beginning
 * and end and nothing beyond, and lies in each coarser one that it has.
 */
#include <stdint.h>
#include <stdlib.h>

#include "../../cmd/forecast/fc_period.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
check_moments(struct fc_period period)
{
	int64_t start = fc_period_start(period), end = fc_period_end(period);
	require(start < end);
	require(fc_period_of(start, period.kind).place == period.place);
	require(fc_period_of(end, period.kind).place == period.place);
	require(fc_period_of(end + 1, period.kind).place == period.place + 1);
	for (size_t i = 0; i < FC_BY_NUMBER; i++) {
		struct fc_period coarser;
		if (!fc_period_coarser(period, (enum fc_period_kind)i, &coarser))
			continue;
		require(fc_period_start(coarser) <= start);
		require(fc_period_end(coarser) >= end);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice cell = {(const char *)data, size};
	struct fc_period period, back;
	char name[DATE_TEXT];
	if (fc_period_parse_number(cell, &period)) {
		require(period.kind == FC_BY_NUMBER);
		fc_period_name(period, name);
		require(fc_period_parse_number(slice_of(name), &back));
		require(back.place == period.place);
	}
	if (!fc_period_parse(cell, &period))
		return 0;
	require(fc_period_name(period, name) < DATE_TEXT);
	require(fc_period_parse(slice_of(name), &back));
	require(back.kind == period.kind && back.place == period.place);
	if (period.kind != FC_BY_NUMBER)
		check_moments(period);
	return 0;
}
