#include "list.h"

#include <stdlib.h>

#include "csvin.h"
#include "mem.h"

static const char *
copy_items(const struct csvin *in, struct list *list)
{
	list->items = mem_new(csvin_columns(in), sizeof *list->items);
	for (size_t i = 0; i < csvin_columns(in); i++) {
		struct slice item = slice_trim(csvin_names(in)[i]);
		list->items[list->count++] = mem_text(item.p, item.n);
		if (item.n == 0)
			return "an item of the list is empty";
	}
	return NULL;
}

const char *
list_parse(const char *text, struct list *list)
{
	*list = (struct list){NULL, 0};
	struct csvin *in =
	    csvin_open(&(struct csvin_options){.delimiter = ',', .no_sep_line = true},
	        input_memory(slice_of(text), 0, "list"));
	const char *reason = NULL;
	if (csvin_header_status(in) != CSVIN_RECORD)
		reason =
		    "not a list: names separated by commas, in quotes if they hold one";
	else if (csvin_next(in) != CSVIN_END)
		reason = "not a list: there is a line break in it";
	else
		reason = copy_items(in, list);
	csvin_close(in);
	if (reason)
		list_release(list);
	return reason;
}

void
list_release(struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct list){NULL, 0};
}
