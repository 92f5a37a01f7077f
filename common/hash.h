/*
 * A hash of bytes. Pure, and the same on every machine of one byte order; no order of
 * output depends on it.
 */
#ifndef HASH_H
#define HASH_H

#include <stdint.h>

#include "slice.h"

/*
 * Eight bytes at a time, each multiplied and folded (the mixing step of Wang Yi's wyhash,
 * public domain). Different seeds give independent hashes. Loads may overlap, as the
 * length is part of the hash: it tells apart what they read alike.
 */
static inline uint64_t
hash_bytes(struct slice key, uint64_t seed)
{
	__extension__ typedef unsigned __int128 wide;
	uint64_t h = (0x9e3779b97f4a7c15U ^ key.n) + seed, word = 0;
	const char *p = key.p;
	size_t n = key.n;
	for (; n > 8; p += 8, n -= 8) {
		memcpy(&word, p, 8);
		wide product = (wide)(h ^ word) * 0xe7037ed1a0b428dbU;
		h = (uint64_t)product ^ (uint64_t)(product >> 64);
	}
	if (key.n >= 8) {
		memcpy(&word, p + n - 8, 8);
	} else if (n >= 4) {
		uint32_t first, last;
		memcpy(&first, p, 4);
		memcpy(&last, p + n - 4, 4);
		word = (uint64_t)last << 32 | first;
	} else if (n) {
		word = (uint64_t)(unsigned char)p[0] << 16 |
		       (uint64_t)(unsigned char)p[n / 2] << 8 | (unsigned char)p[n - 1];
	}
	wide product = (wide)(h ^ word) * 0xa0761d6478bd642fU;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* All bits of a hash in half as many. */
static inline uint32_t
hash_folded(uint64_t hash)
{
	return (uint32_t)(hash ^ hash >> 32);
}

#endif
