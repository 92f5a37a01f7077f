/*
 * Any bytes as a file of pipeline's rates: they are read, or refused with a message; what
 * is read gives chances between 0 and 1.
 */
#include "../../cmd/pipeline/rates.h"
#include "fuzz_diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_chances(const struct rates *rates)
{
	static const int32_t ends[] = {0, 30, 400};
	double won[4], chance, sum = 0;
	struct slice none = {"", 0}, stage = slice_of("Talks");
	if (rates_chance(rates, none, stage, &chance) && !(chance >= 0 && chance <= 1))
		abort();
	if (!rates_chances(rates, none, stage, 3, ends, 3, won))
		return;
	for (size_t i = 0; i < 4; i++) {
		if (!(won[i] >= -1e-9 && won[i] <= 1 + 1e-9))
			abort();
		sum += won[i];
	}
	if (sum > 1 + 1e-6)
		abort();
}

static void
read_rates(const char *path)
{
	struct rates *rates = rates_read(path);
	check_chances(rates);
	rates_free(rates);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(data, size, read_rates);
	return 0;
}
