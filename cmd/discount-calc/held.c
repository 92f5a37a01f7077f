#include "held.h"

#include <stdlib.h>
#include <string.h>

#include "../../common/mem.h"
#include "../../common/strmap.h"

enum { BLOCK_LINES = 1024 };

struct block {
	size_t count;
	uint64_t *answers; /* by line, in words */
	struct held_line lines[BLOCK_LINES];
};

struct quote {
	uint32_t count; /* lines */
	uint32_t cut;   /* of them that are in a span */
	bool is_damaged;
};

struct held {
	size_t words;
	struct block **blocks; /* any but the last may be the last of a part, not full */
	size_t blocks_count, blocks_capacity;
	struct rowstore **stores; /* of the cells; those of parts behind its own */
	size_t stores_count, stores_capacity;
	struct strmap *ids;
	struct quote *quotes;
	size_t quotes_count, quotes_capacity;
	uint32_t quote; /* the last line's, if there is any */
	bool is_late;   /* a quote's first line isn't here, others may be behind later
	                   quotes */
	struct held_place next; /* where the next span begins */
	size_t quotes_cut;      /* that are in the spans before */
};

static void
add_store(struct held *held, struct rowstore *store)
{
	held->stores = mem_grow(held->stores, &held->stores_capacity,
	    held->stores_count + 1, sizeof(struct rowstore *));
	held->stores[held->stores_count++] = store;
}

struct held *
held_new(size_t words)
{
	struct held *held = mem_new(1, sizeof *held);
	held->words = words;
	held->ids = strmap_new();
	add_store(held, rowstore_new());
	return held;
}

static void
free_blocks(struct held *held, size_t but)
{
	for (; held->blocks_count > but; held->blocks_count--) {
		free(held->blocks[held->blocks_count - 1]->answers);
		free(held->blocks[held->blocks_count - 1]);
	}
}

void
held_free(struct held *held)
{
	if (!held)
		return;
	free_blocks(held, 0);
	for (size_t i = 0; i < held->stores_count; i++)
		rowstore_free(held->stores[i]);
	strmap_free(held->ids);
	free(held->blocks);
	free(held->stores);
	free(held->quotes);
	free(held);
}

void
held_clear(struct held *held)
{
	free_blocks(held, 1);
	if (held->blocks_count)
		held->blocks[0]->count = 0;
	rowstore_clear(held->stores[0]);
	strmap_clear(held->ids);
	held->quotes_count = held->quotes_cut = 0;
	held->is_late = false;
	held->next = (struct held_place){0, 0};
}

static void
add_block(struct held *held, struct block *block)
{
	held->blocks = mem_grow(held->blocks, &held->blocks_capacity,
	    held->blocks_count + 1, sizeof(struct block *));
	held->blocks[held->blocks_count++] = block;
}

/* The block that the next line goes to. */
static struct block *
last_block(struct held *held)
{
	size_t n = held->blocks_count;
	if (n && held->blocks[n - 1]->count < BLOCK_LINES)
		return held->blocks[n - 1];
	struct block *block = mem_resize(NULL, 1, sizeof *block);
	block->count = 0;
	block->answers =
	    mem_resize(NULL, BLOCK_LINES * held->words, sizeof *block->answers);
	add_block(held, block);
	return block;
}

struct held_line *
held_room(struct held *held, uint64_t **answers)
{
	struct block *block = last_block(held);
	struct held_line *line = &block->lines[block->count];
	*answers = block->answers + block->count * held->words;
	*line = (struct held_line){.cells = NULL};
	return line;
}

/* What is known of the quote of this number, which is the next one if it is new. */
static struct quote *
quote_of(struct held *held, uint32_t id)
{
	if (id == held->quotes_count) {
		held->quotes = mem_grow(held->quotes, &held->quotes_capacity,
		    held->quotes_count + 1, sizeof *held->quotes);
		held->quotes[held->quotes_count++] = (struct quote){0};
	}
	return &held->quotes[id];
}

static uint32_t
take_quote(struct held *held, struct slice name)
{
	/* Mostly it is that of the line before. */
	if (held->quotes_count && slice_equal(name, strmap_key(held->ids, held->quote)))
		return held->quote;
	held->quote = strmap_add(held->ids, name);
	quote_of(held, held->quote);
	return held->quote;
}

void
held_add(struct held *held, struct slice quote, const struct slice *cells, size_t count)
{
	struct block *block = last_block(held);
	struct held_line *line = &block->lines[block->count++];
	line->cells = rowstore_add(held->stores[0], cells, count);
	line->quote = take_quote(held, quote);
	held->quotes[line->quote].count++;
}

void
held_damage(struct held *held, struct slice quote)
{
	uint32_t id = take_quote(held, quote); /* which may move the quotes */
	held->is_late |= held->quotes[id].count == 0;
	held->quotes[id].is_damaged = true;
}

/* Merging */

static uint32_t
fewer(size_t a, size_t b)
{
	return (uint32_t)(a < b ? a : b);
}

/* Adds the part's quotes to the whole's; returns their numbers there, to be freed. */
static uint32_t *
merge_quotes(struct held *whole, const struct held *part)
{
	enum { AT_ONCE = 64 };
	struct slice names[AT_ONCE];
	uint32_t *numbers = mem_new(part->quotes_count, sizeof *numbers);
	for (uint32_t i = 0, n; i < part->quotes_count; i += n) {
		n = fewer(part->quotes_count - i, AT_ONCE);
		for (uint32_t k = 0; k < n; k++)
			names[k] = strmap_key(part->ids, i + k);
		strmap_add_many(whole->ids, names, n, numbers + i);
		for (uint32_t k = i; k < i + n; k++) {
			struct quote *quote = quote_of(whole, numbers[k]);
			quote->count += part->quotes[k].count;
			quote->is_damaged |= part->quotes[k].is_damaged;
			whole->quote = numbers[k];
		}
	}
	return numbers;
}

void
held_merge(struct held *whole, struct held *part, size_t lines)
{
	uint32_t *numbers = merge_quotes(whole, part);
	for (size_t i = 0; i < part->blocks_count; i++) {
		struct block *block = part->blocks[i];
		for (size_t k = 0; k < block->count; k++) {
			block->lines[k].quote = numbers[block->lines[k].quote];
			block->lines[k].place += (uint32_t)lines;
		}
		add_block(whole, block);
	}
	for (size_t i = 0; i < part->stores_count; i++)
		add_store(whole, part->stores[i]);
	part->blocks_count = part->stores_count = 0;
	free(numbers);
}

/* Looking */

size_t
held_quotes(const struct held *held)
{
	return held->quotes_count;
}

struct slice
held_quote_id(const struct held *held, size_t quote)
{
	return strmap_key(held->ids, (uint32_t)quote);
}

bool
held_is_damaged(const struct held *held, size_t quote)
{
	return held->quotes[quote].is_damaged;
}

size_t
held_quote_lines(const struct held *held, size_t quote)
{
	return held->quotes[quote].count;
}

const struct held_line *
held_next(const struct held *held, struct held_place *at, const uint64_t **answers)
{
	while (
	    at->block < held->blocks_count && at->line == held->blocks[at->block]->count)
		*at = (struct held_place){at->block + 1, 0};
	if (at->block == held->blocks_count)
		return NULL;
	const struct block *block = held->blocks[at->block];
	*answers = block->answers + at->line * held->words;
	return &block->lines[at->line++];
}

bool
held_cut(struct held *held, size_t least, struct held_span *span)
{
	const struct held_line *line;
	const uint64_t *answers;
	size_t open = 0; /* quotes of which lines are to come */
	*span = (struct held_span){.from = held->next, .first_quote = held->quotes_cut};
	if (held->quotes_cut == held->quotes_count)
		return false;
	while ((open || span->lines < least || held->is_late) &&
	       (line = held_next(held, &held->next, &answers))) {
		struct quote *quote = &held->quotes[line->quote];
		span->lines++;
		span->quotes += quote->cut == 0;
		open += quote->cut == 0;
		open -= ++quote->cut == quote->count;
	}
	if (held->is_late)
		span->quotes = held->quotes_count;
	held->quotes_cut += span->quotes;
	return true;
}
