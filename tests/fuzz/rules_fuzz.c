/*
 * Any bytes as a file of lead rules: they are read, or refused with a message.
 */
#include "../../cmd/lead-score/rules.h"
#include "../../cmd/lead-score/score.h"
#include "../../common/mem.h"
#include "fuzz_diag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever the rules are, a lead for which each holds once has a score that adds up. */
static void
check_score(const struct rules *rules)
{
	struct score score;
	struct score_part *parts = mem_new(rules->rows_count, sizeof *parts);
	for (size_t i = 0; i < rules->rows_count; i++)
		parts[i] = (struct score_part){rules->rows[i].points, 1};
	score_init(&score, rules);
	score_compute(&score, rules, parts);
	if (score.reasons_count > rules->rows_count + rules->categories_count + 2)
		abort();
	score_release(&score);
	free(parts);
}

static void
read_and_score(const char *path)
{
	struct rules rules;
	rules_read(path, &rules);
	check_score(&rules);
	rules_release(&rules);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(data, size, read_and_score);
	return 0;
}
