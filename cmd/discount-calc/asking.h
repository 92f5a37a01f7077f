/*
 * The conditions of a policy, asked of the lines. Those about the columns of a line are
 * answered while it is read, and the answers kept as bits; those that look at the rest of
 * the quote, or at amounts, when they are known.
 */
#ifndef ASKING_H
#define ASKING_H

#include "../../common/options.h"
#include "../../common/reader.h"
#include "../../common/rowstore.h"
#include "policy.h"
#include "quote.h"

struct asking;

/* Binds the policy's conditions to the columns of the reader, whose role `code` holds a
 * list. A column that isn't there ends the program. All must outlive it. */
struct asking *asking_new(const struct policy *policy, struct reader *reader, size_t code,
    const struct options_common *options);
void asking_free(struct asking *asking);

/* The answers of a row are so many words of bits, by number of the condition. */
size_t asking_words(const struct asking *asking);

/* Asks what can be asked of the row that is being read; false if it was rejected. */
bool asking_row(struct asking *asking, uint64_t *answers);

/* The columns (of the reader) whose cells have to be kept for later questions. */
size_t asking_columns(const struct asking *asking);
size_t asking_column(const struct asking *asking, size_t i);

/*
 * Asks a condition that isn't about the line alone. `cells` are those of the line, from
 * `first` on the ones that had to be kept. Cells that can't be compared, CONDITION_FAULT,
 * are described by asking_fault() then.
 */
enum condition_result
asking_later(struct asking *asking, size_t condition, const struct quote *quote,
    size_t line, const struct rowstore_row *cells, size_t first);

/* What is wrong with the cell, until the next question. */
const char *asking_fault(const struct asking *asking);

/* Does any of the conditions depend on the time? */
bool asking_needs_now(const struct policy *policy);

/* Is the condition answered when the line is read? */
bool asking_is_early(const struct asking *asking, size_t condition);

#endif
