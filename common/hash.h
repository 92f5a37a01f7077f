/*
 * A hash of bytes. Pure, and the same on every machine: an order of output may depend on
 * it.
 */
#ifndef HASH_H
#define HASH_H

#include <endian.h>
#include <stdint.h>

#include "slice.h"

/* What 128 bits of a product hold, in half as many. */
static inline uint64_t
hash_product(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/*
 * Sixteen bytes at a time, multiplied and folded (the mixing step of Wang Yi's wyhash,
 * public domain). Different seeds give independent hashes. The last loads may overlap
 * those before, as the length is part of the hash: it tells apart what they read alike.
 */
static inline uint64_t
hash_bytes(struct slice key, uint64_t seed)
{
	uint64_t h = (0x9e3779b97f4a7c15U ^ key.n) + seed, first = 0, last = 0;
	for (; key.n > 16; key.p += 16, key.n -= 16) {
		memcpy(&first, key.p, 8);
		memcpy(&last, key.p + 8, 8);
		h = hash_product(le64toh(first) ^ 0xe7037ed1a0b428dbU, le64toh(last) ^ h);
	}
	if (key.n >= 4)
		slice_words(key, &first, &last);
	else if (key.n)
		first = (uint64_t)(unsigned char)key.p[0] << 16 |
		        (uint64_t)(unsigned char)key.p[key.n / 2] << 8 |
		        (unsigned char)key.p[key.n - 1];
	return hash_product(hash_product(first ^ 0xa0761d6478bd642fU, last ^ h) ^ key.n,
	    0xe7037ed1a0b428dbU);
}

/* All bits of a hash in half as many. */
static inline uint32_t
hash_folded(uint64_t hash)
{
	return (uint32_t)(hash ^ hash >> 32);
}

#endif
