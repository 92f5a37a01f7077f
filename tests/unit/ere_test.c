/*
 * Regular expressions: they find what regexec() finds, and none takes long.
 */
#include <regex.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../../common/ere.h"
#include "../../common/mem.h"
#include "check.h"

static uint64_t state = 20261130;

static size_t
chance(size_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(state >> 33) % n;
}

static void
make(char *text, size_t most, const char *alphabet)
{
	size_t n = chance(most + 1);
	for (size_t i = 0; i < n; i++)
		text[i] = alphabet[chance(strlen(alphabet))];
	text[n] = '\0';
}

static struct ere *
good(const char *expression)
{
	char reason[100];
	struct ere *ere = ere_new(expression, false, reason, sizeof reason);
	CHECK(ere != NULL);
	return ere;
}

/* Short expressions on short texts: what is put around them changes nothing. */
static void
test_same_as_regexec(void)
{
	size_t taken = 0, found = 0;
	for (size_t i = 0; i < 20000; i++) {
		char expression[12], text[8], reason[100];
		make(expression, 11, "ab.*()|^$[]b+?");
		regex_t plain;
		bool valid = regcomp(&plain, expression, REG_EXTENDED | REG_NOSUB) == 0;
		struct ere *ere = ere_new(expression, false, reason, sizeof reason);
		CHECK(!ere || valid);
		for (size_t k = 0; ere && k < 10; k++) {
			make(text, 7, "abc");
			bool want = regexec(&plain, text, 0, NULL, 0) == 0;
			bool got = ere_matches(ere, slice_of(text));
			found += got;
			if (got != want)
				CHECK_TEXT(text, expression); /* they differ */
		}
		taken += ere != NULL;
		ere_free(ere);
		if (valid)
			regfree(&plain);
	}
	CHECK(taken > 2000 && found > 2000);
}

/* `^` and `$` are the ends of the text, not of its lines. */
static void
test_lines(void)
{
	static const struct {
		const char *expression, *text;
		bool found;
	} cases[] = {
	    {"^b$", "a\nb", false},
	    {"^b", "a\nb", false},
	    {"a$", "a\nb", false},
	    {"^a.b$", "a\nb", true},
	    {"a\nb", "xa\nb", true},
	    {"a[[:space:]]b", "a\nb", true},
	    {"a[^x]b", "a\nb", true},
	    {"^$", "\n", false},
	    {"(^|,)b", "a,b", true},
	    {"(^|,)b", "a\nb", false},
	    {"^[[:alpha:])]*$", "a)b", true},
	    {"^[])[.(.]+*]*$", "](+*)", true},
	    {"^[^]()]*$", "a)", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct ere *ere = good(cases[i].expression);
		CHECK(ere_matches(ere, slice_of(cases[i].text)) == cases[i].found);
		ere_free(ere);
	}
}

/* Those that take the square of the text's length, or a new state for each byte, where
 * nothing keeps them from it. */
static void
test_time(void)
{
	static const char *const expressions[] = {"a.{0,999}c", "(a|b)*a(a|b){12}c",
	    "(a|b)*a(a|b){200}c", "[[:alpha:]]{999}z", "((((((a*)*)*)*)*)*)c",
	    "a?b?a?b?a?b?a?b?a?b?a?b?a?b?a?b?c", "(.*)(.*)(.*)(.*)(.*)(.*)c"};
	char *text = mem_new(ERE_LONGEST_TEXT, 1);
	for (size_t i = 0; i < ERE_LONGEST_TEXT; i++)
		text[i] = "ab"[chance(2)];
	clock_t before = clock();
	for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
		struct ere *ere = good(expressions[i]);
		CHECK(!ere_matches(ere, (struct slice){text, ERE_LONGEST_TEXT}));
		ere_free(ere);
	}
	CHECK((double)(clock() - before) / CLOCKS_PER_SEC < 60);
	free(text);
}

/* What it has learned from texts is forgotten: it finds the same ever after. */
static void
test_many_texts(void)
{
	struct ere *ere = good("b(a|b)*c$");
	for (size_t i = 0; i < 20000; i++)
		CHECK(ere_matches(ere, slice_of(i % 2 ? "abac" : "abaca")) == i % 2);
	ere_free(ere);
}

/* Where the heap can't grow malloc() gets its memory elsewhere, and errno is ENOMEM all
 * the same: no reason to give up. */
static void
test_walled_heap(void)
{
	uintptr_t page = 4096, end = ((uintptr_t)sbrk(0) + page - 1) / page * page;
	void *wall = mmap((void *)end, page, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	char *text = mem_new(ERE_LONGEST_TEXT, 1);
	for (size_t i = 0; i < ERE_LONGEST_TEXT; i++)
		text[i] = "ab"[chance(2)];
	struct ere *eres[20];
	for (size_t i = 0; i < 20; i++) {
		eres[i] = good("(a|b)*a(a|b){12}c");
		CHECK(!ere_matches(eres[i], (struct slice){text, ERE_LONGEST_TEXT}));
	}
	for (size_t i = 0; i < 20; i++)
		ere_free(eres[i]);
	free(text);
	if (wall != MAP_FAILED)
		munmap(wall, page);
}

static void
test_refused(void)
{
	static const char *const expressions[] = {"(a*)\\1", "a**", "a{1,2}b{1,2}",
	    "a{1,1000}", "((a{1,255}){1,255}){1,255}", "(((((((((a)))))))))", "a)(b", "(",
	    "a\\"};
	for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
		char reason[100] = "";
		CHECK(!ere_new(expressions[i], true, reason, sizeof reason));
		CHECK(reason[0] != '\0');
	}
	char *text = mem_new(502, 1), reason[100];
	memset(text, 'a', 501);
	CHECK(!ere_new(text, true, reason, sizeof reason));
	free(text);
}

int
main(void)
{
	test_walled_heap();
	test_same_as_regexec();
	test_lines();
	test_time();
	test_many_texts();
	test_refused();
	return check_result();
}
