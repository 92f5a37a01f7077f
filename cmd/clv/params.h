/*
 * Parameters in and out: --params, --params-in.
 */
#ifndef CLV_PARAMS_H
#define CLV_PARAMS_H

#include "../../common/csvout.h"
#include "../../common/group.h"
#include "../../common/options.h"
#include "models.h"
#include "plan.h"

/* Declares the columns; then one model of a group. */
void clv_params_declare(struct csvout *out, const struct clv_plan *plan);
void clv_params_write(struct csvout *out, const struct clv_plan *plan,
    const struct group *groups, uint32_t group, const struct clv_estimate *estimate);

/* Reads --params-in into the models of the groups; a file without the columns of --by is
 * for all of them. What is wrong with it ends the program. */
void clv_params_read(const struct clv_plan *plan, const struct options_common *common,
    const struct group *groups, struct clv_estimate *purchases,
    struct clv_estimate *spend);

#endif
