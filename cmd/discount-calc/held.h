/*
 * Lines as they are kept until the last one of their quote has been read, in the order of
 * the input. Made for millions: some 110 bytes each, beside their cells.
 */
#ifndef HELD_H
#define HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "../../common/money.h"
#include "../../common/rowstore.h"
#include "../../common/slice.h"

struct held_line {
	struct money qty; /* without its sign */
	struct money list_price, cost, term;
	const struct rowstore_row *cells;
	uint32_t quote;       /* number of the quote */
	uint32_t file, place; /* the latter a physical line */
	bool is_return, has_cost, has_term;
	bool is_whole; /* what passes is kept as the row stands in the file */
};

struct held;

/* Each line has so many words of answers beside it. */
struct held *held_new(size_t words);
void held_free(struct held *held);
void held_clear(struct held *held);

/*
 * Room for another line, zeroed, and its answers, which is not one until held_add() puts
 * it in: its quote and its cells are copied.
 */
struct held_line *held_room(struct held *held, uint64_t **answers);
void
held_add(struct held *held, struct slice quote, const struct slice *cells, size_t count);

/* A line of the quote isn't here: the quote is damaged. */
void held_damage(struct held *held, struct slice quote);

/* Takes over what a part of the same file holds, which so many physical lines were
 * before: the part is empty then. */
void held_merge(struct held *whole, struct held *part, size_t lines);

/* Quotes have numbers from 0, in the order in which they were mentioned. */
size_t held_quotes(const struct held *held);
struct slice held_quote_id(const struct held *held, size_t quote);
bool held_is_damaged(const struct held *held, size_t quote);
size_t held_quote_lines(const struct held *held, size_t quote);

/* A place among the lines. */
struct held_place {
	size_t block, line;
};

/* The line at the place, with its answers, and goes on to the next; NULL at the end. */
const struct held_line *
held_next(const struct held *held, struct held_place *at, const uint64_t **answers);

/*
 * Lines in a row, and quotes in a row: of these all lines, and no others. The next span
 * gets as few as can be, but `least` lines unless there are no more. False: all quotes
 * had their turn. Nothing can be added any more, but after held_clear().
 */
struct held_span {
	struct held_place from;
	size_t lines;
	size_t first_quote, quotes;
};
bool held_cut(struct held *held, size_t least, struct held_span *span);

#endif
