#include "share.h"

#include <math.h>
#include <stdlib.h>

#include "../../common/diag.h"
#include "../../common/mem.h"
#include "../../common/threads.h"

/* What the work on one path takes. */
struct work {
	const struct attr_plan *plan;
	struct attr_data *data;
	struct attr_shared *shared;
	struct attr_weigher *weigher;
	bool *direct; /* by channel */
	struct attr_touch *touches;
	uint32_t *channels;
	double *shares;
	size_t touches_capacity, channels_capacity, shares_capacity;
	uint64_t conversions; /* with touches, of which without: */
	uint64_t missed[ATTR_MILESTONES];
};

static DIAG_NORETURN void
too_large(void)
{
	diag_fatal(EX_DATAERR, "the sum of all values gets too large");
}

/* Which channels are --direct; a name that none has would change nothing, unseen. */
static void
find_direct(struct work *work, bool quiet)
{
	uint32_t count = strmap_count(work->data->channels);
	bool any = false;
	work->direct = mem_new(count, sizeof *work->direct);
	for (uint32_t i = 0; i < count; i++) {
		work->direct[i] = slice_equal_nocase(
		    strmap_key(work->data->channels, i), slice_of(work->plan->direct));
		any |= work->direct[i];
	}
	if (work->plan->direct_given && !any && !quiet)
		diag_note("note: no touch is by --direct=%s",
		    diag_show(slice_of(work->plan->direct)).text);
}

/* Gives what came of a path to its channels, by the models that need touches or by those
 * that don't. */
static void
give(struct work *work, bool by_touches, const struct attr_touch *touches, size_t n,
    const struct attr_outcome *outcome)
{
	if (outcome->conversions.units == 0)
		return;
	struct attr_worth worth = attr_worth_of(outcome);
	work->shares =
	    mem_grow(work->shares, &work->shares_capacity, n, sizeof *work->shares);
	for (size_t i = 0; i < work->shared->count; i++) {
		struct attr_credit *credit = &work->shared->credits[i];
		bool waits = credit->model == ATTR_MARKOV && n > 0;
		if (waits || attr_model_needs_touches(credit->model) != by_touches)
			continue;
		if (!attr_credit_share(
		        credit, work->weigher, touches, n, &worth, work->shares))
			too_large();
	}
}

/* Touches */

static void
note_missed(struct work *work, const struct attr_journey *journey)
{
	unsigned reached = 0;
	for (size_t i = 0; i < journey->n; i++)
		reached |= journey->touches[i].milestones;
	for (size_t i = 0; i < work->plan->rules.milestones; i++)
		work->missed[i] += !(reached >> i & 1);
	work->conversions++;
}

static void
take_journey(void *context, const struct attr_journey *journey)
{
	static const struct money one = {(money_units)1000000000000000000};
	struct work *work = context;
	struct attr_outcome outcome = {.value = journey->value};
	if (journey->converted)
		outcome.conversions = one;
	else
		outcome.nulls = one;
	work->channels = mem_grow(
	    work->channels, &work->channels_capacity, journey->n, sizeof *work->channels);
	for (size_t i = 0; i < journey->n; i++)
		work->channels[i] = journey->touches[i].channel;
	if (!attr_paths_count_in(work->data->paths, &outcome))
		too_large();
	attr_paths_add(work->data->paths, work->channels, journey->n, &outcome);
	give(work, true, journey->touches, journey->n, &outcome);
	if (journey->converted && journey->n)
		note_missed(work, journey);
}

static void
note_milestones(const struct work *work)
{
	const struct list *milestones = &work->data->options->milestones;
	for (size_t i = 0; i < work->plan->rules.milestones; i++)
		if (work->missed[i])
			diag_note("note: the paths of %llu of %llu conversions don't "
			          "reach the milestone %s: its credit goes to their "
			          "other touches",
			    (unsigned long long)work->missed[i],
			    (unsigned long long)work->conversions,
			    diag_show(slice_of(milestones->items[i])).text);
}

/* Paths */

/* Adds the path to the chain. Paths without touches meet no channel, and are left out. */
static void
follow(struct work *work, const uint32_t *channels, size_t n,
    const struct attr_outcome *outcome)
{
	if (n == 0)
		return;
	attr_markov_add(work->shared->markov, channels, n,
	    money_to_double(outcome->conversions), money_to_double(outcome->value),
	    work->plan->no_nulls ? 0 : money_to_double(outcome->nulls));
}

static void
take_path(struct work *work, uint32_t i)
{
	size_t n;
	const uint32_t *channels = attr_paths_channels(work->data->paths, i, &n);
	const struct attr_outcome *outcome = attr_paths_outcome(work->data->paths, i);
	work->touches =
	    mem_grow(work->touches, &work->touches_capacity, n, sizeof *work->touches);
	for (size_t k = 0; k < n; k++)
		work->touches[k] = (struct attr_touch){.channel = channels[k]};
	work->shared->any_unattributed |= n == 0 && outcome->conversions.units != 0;
	give(work, false, work->touches, n, outcome);
	if (work->shared->markov)
		follow(work, channels, n, outcome);
}

/* Markov */

/* Value by the value that is lost, or by the conversions. */
static void
credit_losses(struct attr_credit *credit, const struct attr_shared *shared,
    const struct attr_plan *plan, size_t channels)
{
	double conversions = 0, value = 0, size = 0;
	for (size_t i = 0; i < channels; i++) {
		conversions += shared->losses[i].conversions;
		value += shared->losses[i].value;
		size += fabs(shared->losses[i].value);
	}
	/* Without a conversion nothing is lost, nor shared out. */
	if (conversions <= 0)
		return;
	bool by_value = !plan->value_by_conversion && size > 0;
	if (by_value && fabs(value) < 1e-9 * size)
		diag_fatal(EX_DATAERR,
		    "values above and below 0 cancel out, so that markov can't share "
		    "them out by their loss: say --value-by=conversion");
	for (size_t i = 0; i < channels; i++) {
		const struct attr_loss *loss = &shared->losses[i];
		double share = loss->conversions / conversions;
		attr_credit_give(credit, i, shared->total.conversions * share,
		    shared->total.value * (by_value ? loss->value / value : share));
	}
}

static void
remove_channels(struct work *work)
{
	struct attr_shared *shared = work->shared;
	size_t channels = strmap_count(work->data->channels);
	shared->losses = mem_new(channels, sizeof *shared->losses);
	shared->total = attr_markov_total(shared->markov);
	if (!attr_markov_losses(
	        shared->markov, threads_count(work->data->common->jobs), shared->losses))
		diag_fatal(EX_DATAERR,
		    "markov: the equations of order %zu can't be "
		    "solved exactly: try a lower --order",
		    work->plan->order);
	for (size_t i = 0; i < shared->count; i++)
		if (shared->credits[i].model == ATTR_MARKOV)
			credit_losses(&shared->credits[i], shared, work->plan, channels);
}

static void
work_release(struct work *work)
{
	attr_weigher_free(work->weigher);
	free(work->direct);
	free(work->touches);
	free(work->channels);
	free(work->shares);
}

void
attr_share(struct attr_shared *shared, const struct attr_plan *plan,
    struct attr_data *data, bool quiet)
{
	struct work work = {.plan = plan, .data = data, .shared = shared};
	struct attr_rules rules = plan->rules;
	size_t channels = strmap_count(data->channels);
	*shared = (struct attr_shared){.count = plan->models.count};
	for (size_t i = 0; i < shared->count; i++)
		attr_credit_init(&shared->credits[i], plan->models.list[i], channels);
	find_direct(&work, quiet);
	rules.direct = work.direct;
	work.weigher = attr_weigher_new(&rules, channels);
	bool losses = plan->losses || attr_models_have(&plan->models, ATTR_MARKOV);
	if (losses || plan->chain)
		shared->markov = attr_markov_new(plan->order, channels);
	if (data->has_touches)
		attr_journeys_each(data->journeys, &plan->journeys, take_journey, &work);
	attr_paths_settle(data->paths);
	for (uint32_t i = 0; i < attr_paths_count(data->paths); i++)
		take_path(&work, i);
	if (losses)
		remove_channels(&work);
	if (!quiet)
		note_milestones(&work);
	work_release(&work);
}

void
attr_shared_release(struct attr_shared *shared)
{
	for (size_t i = 0; i < shared->count; i++)
		attr_credit_release(&shared->credits[i]);
	attr_markov_free(shared->markov);
	free(shared->losses);
}
