#include "credit.h"

#include <stdlib.h>

#include "../../common/mem.h"

void
attr_credit_init(struct attr_credit *credit, enum attr_model model, size_t channels)
{
	*credit = (struct attr_credit){
	    .model = model, .channels = channels, .exact = attr_model_is_single(model)};
	size_t n = channels + 1;
	if (credit->exact) {
		credit->exact_conversions = mem_new(n, sizeof *credit->exact_conversions);
		credit->exact_value = mem_new(n, sizeof *credit->exact_value);
	} else {
		credit->conversions = mem_new(n, sizeof *credit->conversions);
		credit->value = mem_new(n, sizeof *credit->value);
	}
}

void
attr_credit_release(struct attr_credit *credit)
{
	free(credit->exact_conversions);
	free(credit->exact_value);
	free(credit->conversions);
	free(credit->value);
}

void
attr_credit_give(
    struct attr_credit *credit, size_t channel, double conversions, double value)
{
	attr_sum_add(&credit->conversions[channel], conversions);
	attr_sum_add(&credit->value[channel], value);
}

struct attr_worth
attr_worth_of(const struct attr_outcome *outcome)
{
	return (struct attr_worth){outcome->conversions, outcome->value,
	    money_to_double(outcome->conversions), money_to_double(outcome->value)};
}

static bool
give_all(struct attr_credit *credit, size_t channel, const struct attr_worth *worth)
{
	if (credit->exact)
		return money_add(&credit->exact_conversions[channel],
		           worth->exact_conversions) &&
		       money_add(&credit->exact_value[channel], worth->exact_value);
	attr_credit_give(credit, channel, worth->conversions, worth->value);
	return true;
}

bool
attr_credit_share(struct attr_credit *credit, struct attr_weigher *weigher,
    const struct attr_touch *touches, size_t n, const struct attr_worth *worth,
    double *scratch)
{
	if (n == 0)
		return give_all(credit, credit->channels, worth);
	if (credit->exact) {
		size_t i = attr_weigher_single(weigher, credit->model, touches, n);
		return give_all(credit, touches[i].channel, worth);
	}
	attr_weigher_shares(weigher, credit->model, touches, n, scratch);
	for (size_t i = 0; i < n; i++)
		attr_credit_give(credit, touches[i].channel,
		    worth->conversions * scratch[i], worth->value * scratch[i]);
	return true;
}
