/*
 * The transactions: read, sorted by customer and day, those of a day made one.
 */
#ifndef CLV_BOOK_H
#define CLV_BOOK_H

#include "../../common/group.h"
#include "../../common/money.h"
#include "../../common/strmap.h"
#include "plan.h"

/* What exports call the column of customers. */
#define CLV_CUSTOMER_NAMES                                                               \
	"customer id|customer_email|client id|user id|account id|contact id|buyer id|"   \
	"email|id"

struct clv_purchase {
	uint32_t customer; /* a number of `customers` */
	int32_t day;       /* since 1970-01-01 */
	uint32_t group, order;
	struct money amount;
};

struct clv_book {
	struct strmap *customers; /* in the order of the input */
	struct group *groups; /* what their first purchase has in the columns of --by */
	struct clv_purchase *purchases;
	size_t count, capacity;
	size_t *first; /* by customer and one more: where their purchases begin */
	bool has_amount;
	int64_t as_of_day;
	char delimiter;
};

/* To be filled by clv_book_add(), and then finished. To be released. */
void clv_book_init(struct clv_book *book, size_t by_count);

/* Adds a purchase, with the cells of --by; false if there are too many. */
bool clv_book_add(struct clv_book *book, struct slice customer, int64_t day,
    const struct slice *cells, struct money amount);

/* When all is added: sorts it. Amounts of a day that add up to too much end the program.
 */
void clv_book_finish(struct clv_book *book, const struct options_common *common);

/* Reads all; rows later than --as-of are ignored. To be released. */
void clv_book_read(struct clv_book *book, const struct clv_plan *plan,
    const struct options_common *common);
void clv_book_release(struct clv_book *book);

/* The group of a customer. */
uint32_t clv_book_group(const struct clv_book *book, uint32_t customer);

#endif
