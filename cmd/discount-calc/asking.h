/*
 * The conditions of a policy, asked of the lines. What they ask of the columns of a line
 * is answered while it is read, what they ask of the skus of a quote once for the quote,
 * and the answers are kept as bits; what they ask of amounts, whenever it matters.
 */
#ifndef ASKING_H
#define ASKING_H

#include "../../common/options.h"
#include "../../common/reader.h"
#include "policy.h"
#include "quote.h"

struct asking;

/* Binds the policy's conditions to the columns of the reader, whose role `code` holds a
 * list. A column that isn't there ends the program. All must outlive it. */
struct asking *asking_new(const struct policy *policy, struct reader *reader, size_t code,
    const struct options_common *options);
void asking_free(struct asking *asking);

/*
 * One for a thread beside others, which the whole has to outlive: of the rows of a part's
 * reader, see parts.h, or, with NULL, of quotes and amounts. Nothing ends the program
 * then: asking_is_in_trouble() says that something has to be said, which asking again in
 * the whole does.
 */
struct asking *asking_part(const struct asking *whole, struct reader *part);
bool asking_is_in_trouble(const struct asking *asking);

/* The answers of a row are so many words of bits, by number of the condition. */
size_t asking_words(const struct asking *asking);

/* Asks of the row that is being read what can be; false if it was rejected. */
bool asking_row(struct asking *asking, uint64_t *answers);

/* Asks of the quote, of which these are the lines, what is the same for all of them. */
void asking_quote(struct asking *asking, struct quote_line *const *lines, size_t count);

/* Does the condition hold for the line of the quote that was asked last, whose answers
 * these are? */
bool asking_holds(struct asking *asking, size_t condition, const struct quote *quote,
    size_t line, const uint64_t *answers);

/* Does any of the conditions depend on the time? */
bool asking_needs_now(const struct policy *policy);

#endif
