#include "markup.h"

#include <stdint.h>

#include "utf8.h"

/* What stands for the character in a page; NULL: itself. */
static const char *
escape_of(uint32_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\r': /* a reader of the page would take it for a line end */
		return "\xe2\x90\x8d";
	default:
		break;
	}
	bool c1 = c >= 0x80 && c < 0xa0;
	bool nothing = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
	return c1 || nothing ? UTF8_REPLACEMENT : NULL;
}

/* U+2400 and on: what Unicode has to show a control character by. */
static void
put_control(struct output *output, uint32_t c)
{
	char picture[] = {'\xe2', '\x90', (char)(0x80 + (c == 0x7f ? 0x21 : c))};
	output_write(output, picture, sizeof picture);
}

void
markup_text(struct output *output, struct slice text)
{
	while (text.n) {
		size_t n = utf8_length(text);
		uint32_t c = n ? utf8_character(text, n) : 0xffff;
		const char *escape = escape_of(c);
		bool line_end = c == '\r' && text.n > 1 && text.p[1] == '\n';
		if (n == 0)
			n = 1;
		if (line_end)
			; /* the LF does */
		else if (escape)
			output_text(output, escape);
		else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			put_control(output, c);
		else
			output_write(output, text.p, n);
		text.p += n;
		text.n -= n;
	}
}

void
markup_attribute(struct output *output, const char *name, struct slice text)
{
	output_text(output, " ");
	output_text(output, name);
	output_text(output, "=\"");
	markup_text(output, text);
	output_text(output, "\"");
}
