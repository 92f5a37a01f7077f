/*
 * A scored lead as a row of the output: the input's cells, then `score`, a column for
 * each category, `grade`, `status` and `reasons`.
 */
#ifndef SCORED_H
#define SCORED_H

#include <stddef.h>

#include "../../common/csvout.h"
#include "../../common/reader.h"
#include "rules.h"
#include "score.h"

struct scored;

/*
 * Takes note of the header of the file that the reader stands on. `reasons` is how many
 * of them are shown, `top` how many rows, the best ones (0: all, as they come).
 */
struct scored *scored_new(const struct rules *rules, struct reader *reader,
    size_t reasons, size_t top, bool replace);
void scored_free(struct scored *scored);

/*
 * One for a part of what the whole's reader reads, see parts.h, which the whole has to
 * outlive: where scored_fits() says that the columns of the file do. Its rows go to a
 * csvout_part(), or are kept until scored_merge() has them in the whole.
 */
bool scored_fits(const struct scored *whole);
struct scored *scored_part(const struct scored *whole, struct reader *part);
void scored_merge(struct scored *whole, struct scored *part);

void scored_declare(const struct scored *scored, struct csvout *out);

/* Writes the row that the reader stands on, or keeps it among the best. */
void scored_row(struct scored *scored, const struct score *score, const char *status,
    struct csvout *out);

/* Writes the rows that were kept: by falling score, equal ones as they came. */
void scored_finish(struct scored *scored, struct csvout *out);

#endif
