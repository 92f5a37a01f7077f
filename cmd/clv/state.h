/*
 * Purchases written down as a state, to be added to others: --partial and --merge.
 *
 * Beside what all states have (statefile.h) a fact has a day, and a group: what the
 * columns of --by hold. Those of a customer's day are one already; nothing is rounded.
 */
#ifndef CLV_STATE_H
#define CLV_STATE_H

#include "../../common/csvout.h"
#include "../../common/statefile.h"
#include "book.h"

struct clv_state_texts {
	const char *by; /* or NULL */
};

extern const struct statefile_kind clv_state_kind;

void clv_state_write(struct csvout *out, const struct clv_book *book,
    struct clv_state_texts *texts, const struct options_common *options);

struct clv_state;

/*
 * Reads the states in options->files into *book, to be released; what doesn't fit ends
 * the program with status 65. What they were made with, the columns of --by and the
 * moment of --as-of, is put into *texts, as long as the state is there, *by, to be
 * released, and *options.
 */
struct clv_state *clv_state_read(struct clv_state_texts *texts, struct list *by,
    struct options_common *options, struct clv_book *book);
void clv_state_free(struct clv_state *state);

#endif
