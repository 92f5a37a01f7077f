/*
 * ISO 4217: the currency codes in use, with those withdrawn since 2021, which older
 * records hold, and how many decimals their minor unit has. Codes without a minor unit
 * (metals, tests, none) aren't known here.
 * Source: ISO 4217:2015, list one as maintained by SIX (facts), as of 2026.
 */
#ifndef CURRENCY_H
#define CURRENCY_H

#include <stdbool.h>

#include "slice.h"

/* The decimals of the minor unit (USD 2, JPY 0, KWD 3), or -1 if no code reads so.
 * Codes are in capitals. */
int currency_decimals(struct slice code);

/*
 * Which currency sign stands at the beginning of the text? Returns its length in bytes,
 * 0 if none does; *code is the ISO code it stands for, or NULL where several use it
 * ($, ¥, kr). The signs are listed in currency.c; CHF and the like are codes.
 */
size_t currency_sign(struct slice text, const char **code);

/*
 * Can an amount written with this sign or code be one of the currency? A sign that
 * several use is that of any which has no sign of its own in currency.c: `$5` may be USD
 * or MXN, but not EUR.
 */
bool currency_agrees(struct slice written, const char *code);

#endif
