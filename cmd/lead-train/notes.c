#include "notes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/stats.h"
#include "drift.h"
#include "scorecard.h"
#include "trial.h"

static struct diag_shown
name_of(const struct learn_plan *plan, size_t column)
{
	return diag_show(slice_of(plan->table->columns[column].name));
}

static void
note_column(struct diag_shown name, struct screen screen, bool kept)
{
	const char *fate = kept ? "kept" : "left out";
	const char *how = kept ? "" : "; to keep it, name it in --keep";
	switch (screen.verdict) {
	case SCREEN_FIT:
		break;
	case SCREEN_CONSTANT:
		diag_note(
		    "note: column \"%s\" is the same in all rows: %s", name.text, fate);
		break;
	case SCREEN_IDENTIFIER:
		diag_note("note: column \"%s\" names the row (nearly one value a row): "
		          "%s%s",
		    name.text, fate, how);
		break;
	case SCREEN_LEAK:
		diag_note("note: column \"%s\" looks like a leak of the outcome "
		          "(information value %.2f): %s%s",
		    name.text, screen.information, fate, how);
		break;
	case SCREEN_DATE:
		diag_note("note: column \"%s\" holds dates: %s%s", name.text, fate, how);
		break;
	}
}

bool
notes_columns(
    const struct learn_plan *plan, const uint32_t *rows, size_t count, bool quiet)
{
	size_t left = 0;
	for (size_t i = 0; i < plan->table->count; i++) {
		struct screen screen =
		    screen_column(plan->table, &plan->table->columns[i], rows, count);
		left += plan->kept[i] || screen.verdict == SCREEN_FIT;
		if (!quiet)
			note_column(name_of(plan, i), screen, plan->kept[i]);
	}
	return left > 0;
}

/* How many of the rows are positive. */
static uint64_t
positives(const struct learn_plan *plan, const uint32_t *rows, size_t count)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += plan->table->outcome[rows[i]];
	return sum;
}

void
notes_drift(
    const struct learn_plan *plan, const uint32_t *rows, size_t later, size_t count)
{
	const uint32_t *after = rows + later;
	size_t before_count = later, after_count = count - later;
	uint64_t won_before = positives(plan, rows, before_count);
	uint64_t won_after = positives(plan, after, after_count);
	double z =
	    stats_two_proportions_z(won_after, after_count, won_before, before_count);
	if (fabs(z) > DRIFT_ERRORS)
		diag_note("note: drift: %.1f%% of the last %zu rows succeeded, of those "
		          "before %.1f%%",
		    100 * (double)won_after / (double)after_count, after_count,
		    100 * (double)won_before / (double)before_count);
	for (size_t i = 0; i < plan->table->count; i++) {
		const struct table_column *column = &plan->table->columns[i];
		struct screen screen = screen_column(plan->table, column, rows, count);
		if (!plan->kept[i] && screen.verdict != SCREEN_FIT)
			continue;
		double drift =
		    drift_index(column, rows, before_count, after, after_count);
		if (drift > DRIFT_INDEX)
			diag_note("note: drift: column \"%s\" differs in the last %zu "
			          "rows (stability index %.2f)",
			    name_of(plan, i).text, after_count, drift);
	}
}

void
notes_learned(const struct learn_plan *plan, const struct learned *learned,
    const uint32_t *rows, size_t count)
{
	double *scores = mem_new(count, sizeof *scores);
	card_score(&learned->card, rows, count, scores);
	diag_note(
	    "note: %zu rules from %zu rows, %llu of them successes: up to %zu bins, "
	    "%zu pairs, ridge %.3g; AUC %.4f here, %.4f by cross-validation",
	    scorecard_rules(&learned->card), count,
	    (unsigned long long)positives(plan, rows, count), learned->bins,
	    learned->card.pairs_count, learned->ridge,
	    trial_auc(plan->table, rows, count, scores),
	    trial_auc(plan->table, rows, count, learned->eta));
	free(scores);
}

void
notes_points(double auc, double auc_of_log_odds)
{
	if (auc < auc_of_log_odds)
		diag_note("note: whole points cost %.4f of AUC: %.4f instead of %.4f, by "
		          "cross-validation",
		    auc_of_log_odds - auc, auc, auc_of_log_odds);
	else
		diag_note("note: whole points cost no AUC: %.4f, and %.4f by the card of "
		          "log-odds, by cross-validation",
		    auc, auc_of_log_odds);
}
