#include "recent_dates.h"

#include <stdlib.h>

#include "../../common/hash.h"
#include "../../common/mem.h"

enum { SLOTS = 4096, LONGEST = 24 };

struct slot {
	uint8_t length; /* 0: empty */
	uint8_t period_length;
	char text[LONGEST];
	char period[DATE_TEXT];
	int64_t us;
};

struct roi_recent_dates {
	struct slot slots[SLOTS];
	struct slot *last; /* of the last find() or note() */
	struct slot other; /* for texts that are too long to be kept */
};

struct roi_recent_dates *
roi_recent_dates_new(void)
{
	return mem_new(1, sizeof(struct roi_recent_dates));
}

void
roi_recent_dates_free(struct roi_recent_dates *dates)
{
	free(dates);
}

void
roi_recent_dates_forget(struct roi_recent_dates *dates)
{
	for (size_t i = 0; i < SLOTS; i++)
		dates->slots[i].length = 0;
}

static struct slot *
slot_of(struct roi_recent_dates *dates, struct slice text)
{
	if (text.n == 0 || text.n > LONGEST)
		return &dates->other;
	return &dates->slots[hash_bytes(text, 0) % SLOTS];
}

bool
roi_recent_dates_find(struct roi_recent_dates *dates, struct slice text, int64_t *us)
{
	struct slot *slot = slot_of(dates, text);
	if (slot == &dates->other ||
	    !slice_equal((struct slice){slot->text, slot->length}, text))
		return false;
	dates->last = slot;
	*us = slot->us;
	return true;
}

void
roi_recent_dates_note(struct roi_recent_dates *dates, struct slice text, int64_t us)
{
	struct slot *slot = slot_of(dates, text);
	slot->length = 0;
	if (slot != &dates->other) {
		slot->length = (uint8_t)text.n;
		memcpy(slot->text, text.p, text.n);
	}
	slot->period_length = 0;
	slot->us = us;
	dates->last = slot;
}

struct slice
roi_recent_dates_period(
    struct roi_recent_dates *dates, int64_t us, enum date_period period)
{
	struct slot *slot = dates->last;
	if (slot->period_length == 0)
		slot->period_length = (uint8_t)date_period_name(
		    date_period_start(us, period), period, slot->period);
	return (struct slice){slot->period, slot->period_length};
}
