# revutils: see README.md. Everything that is built goes to $(BUILD).

VERSION := $(shell sed -n 's/.*OPTIONS_VERSION "\(.*\)"/\1/p' common/options.h)
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60
JOBS ?= $(shell nproc)

CC ?= cc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2
# What an attacker's file finds harder to use. Fortified functions need an optimiser, and
# would hide from sanitizers what these look for.
HARDENING := -fstack-protector-strong -fPIE
ifeq ($(filter -O0 -fsanitize%,$(CFLAGS)),)
HARDENING += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
# No fused multiply-add: results are the same to the byte with every compiler, and on every
# machine of the same C library but for what is found by iteration (clv, forecast,
# lead-train, pipeline): the last digits of these follow its logarithms and powers.
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -ffp-contract=off $(HARDENING) $(WARNINGS) $(CFLAGS)
ALL_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)
LIBS := -lcsv -lm -pthread

# A tool is a folder whose main source carries its name.
TOOLS := $(foreach tool,$(notdir $(wildcard cmd/*)),$(if $(wildcard cmd/$(tool)/$(tool).c),$(tool)))
BINARIES := $(TOOLS:%=$(BUILD)/bin/%)
MANUALS := $(wildcard man/*.[157])
COMPLETIONS := $(foreach shell,bash zsh fish,$(TOOLS:%=$(BUILD)/completions/$(shell)/%))
LIBRARY := $(BUILD)/libcommon.a
PARTS := $(TOOLS:%=$(BUILD)/cmd/%/parts.a)
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%, \
	$(filter-out %/tool_fuzz.c,$(wildcard tests/fuzz/*_fuzz.c))) \
	$(TOOLS:%=$(BUILD)/fuzz/%-tool_fuzz)
SHIM := $(BUILD)/tests/torture/shim.so
STREAM := $(BUILD)/tests/torture/stream
BENCH_TOOLS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c)) $(BUILD)/tests/unit/csvcopy
SOURCES := $(wildcard common/*.[ch] cmd/*/*.[ch] tests/unit/*.[ch] tests/fuzz/*.[ch] \
	tests/torture/*.[ch] tests/bench/*.c)
SCRIPTS := .ci/run $(wildcard tests/*.sh tests/*.bash tests/*.bats tests/torture/*.sh \
	tests/bench/*.sh)
# The drivers first: what is wrong there explains what fails elsewhere.
TEST_FILES := tests/unit.bats $(filter-out tests/unit.bats,$(sort $(wildcard tests/*.bats)))
# What the tests need, and then what lint, analyze, fuzz and coverage do, and bench compares.
PACKAGES := gcc make libcsv-dev bats parallel python3 sqlite3 mandoc
MORE_PACKAGES := clang clang-format clang-tidy cppcheck shellcheck valgrind gcovr time
BROWSER_PACKAGES := chromium nodejs npm libxml2-utils fonts-liberation
PEERS := miller mawk datamash sqlite3 python3-pandas python3-scipy python3-sklearn \
	python3-statsmodels r-base-core r-cran-forecast

# What check-package, check-spreadsheet, check-completions and all recipes of README need.
CHECKERS := debhelper dpkg-dev lintian libreoffice-calc zsh fish miller gnuplot-nox

all: $(BINARIES) $(COMPLETIONS)

# What several modules of a tool share is tested without its main(): it is an archive of
# its own.
$(LIBRARY): $(patsubst %.c,$(BUILD)/%.o,$(wildcard common/*.c))
	rm -f $@
	$(AR) rcs $@ $^

define tool_rules
$(BUILD)/cmd/$(1)/parts.a: $$(patsubst %.c,$(BUILD)/%.o,$$(filter-out \
    cmd/$(1)/$(1).c,$$(wildcard cmd/$(1)/*.c)))
	rm -f $$@
	$$(AR) rcs $$@ $$^

$(BUILD)/bin/$(1): $(BUILD)/cmd/$(1)/$(1).o $(BUILD)/cmd/$(1)/parts.a $(LIBRARY)
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS)
endef
$(foreach tool,$(TOOLS),$(eval $(call tool_rules,$(tool))))

# Eight results that are computed one by one are stored sooner than put into a vector.
$(BUILD)/common/csvscan.o: SCALAR := -fno-tree-slp-vectorize

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(SCALAR) $(CPPFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(PARTS) $(LIBRARY)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

define completion_rule
$(BUILD)/completions/$(1)/%: $(BUILD)/bin/%
	@mkdir -p $$(@D)
	$$< --completion=$(1) > $$@.new
	mv $$@.new $$@
endef
$(foreach shell,bash zsh fish,$(eval $(call completion_rule,$(shell))))

deps:
	@if command -v apt-get >/dev/null; then \
		sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		$$sudo apt-get update -q && \
		DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -qy \
			--no-install-recommends $(PACKAGES); \
	else \
		echo "Install what these packages of Debian hold: $(PACKAGES)"; \
	fi

more-deps: deps
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -qy \
		--no-install-recommends $(MORE_PACKAGES)

check-deps: deps
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -qy \
		--no-install-recommends $(CHECKERS)

# Test files run beside each other where GNU parallel is installed.
BATS_FLAGS = $(shell [ $(JOBS) -gt 1 ] && parallel --version 2>/dev/null | \
	grep -q '^GNU' && echo --jobs $(JOBS) --no-parallelize-within-files)

check: all $(UNIT_TESTS)
	BUILD=$(BUILD) bats $(BATS_FLAGS) $(TEST_FILES)

# Preloaded, it has calls of the system fail.
$(SHIM): tests/torture/shim.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) -O1 -g -shared -fPIC -o $@ $<

torture-shim: $(SHIM)

# 20 GB through each tool that streams, or so many bytes: make torture-long BYTES=1000000000
$(STREAM): tests/torture/stream.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARNINGS) -O2 -g -o $@ $<

torture-long: all $(STREAM)
	BUILD=$(BUILD) bash tests/torture/long.sh $(BYTES)

check-bigendian: all
	BUILD=$(BUILD) bash tests/torture/bigendian.sh

check-compilers:
	BUILD=$(BUILD) bash tests/torture/compilers.sh

torture: all $(SHIM)
	BUILD=$(BUILD) bash tests/torture/run.sh

demo: all
	PATH="$(abspath $(BUILD))/bin:$$PATH" BUILD=$(BUILD) bash tests/demo.sh

# The pages in a browser: what is on the console, what they load, which texts overlap;
# screenshots are in $(BUILD)/browser/shots, to be looked at. npm gets playwright-core and
# html-validate into $(BUILD)/browser.
check-browser: all
	@command -v chromium npm xmllint >/dev/null || \
		{ echo "Install what these packages of Debian hold: $(BROWSER_PACKAGES)"; exit 1; }
	BUILD=$(BUILD) bash tests/browser.sh

asan:
	ASAN=1 $(MAKE) check BUILD=build/asan \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
		-fno-sanitize-recover=all"

# Threads of all tools that have them. A thread that is there when an error ends the program
# is no leak.
tsan:
	$(MAKE) all BUILD=build/tsan CC=clang CFLAGS="-O1 -g -fsanitize=thread"
	@for script in roi funnel attribute "rows lead-score" "rows discount-calc"; do \
		echo "== $$script"; folder=$$(mktemp -d); \
		(cd $$folder && PATH=$(abspath build/tsan)/bin:$$PATH \
			TSAN_OPTIONS=report_thread_leaks=0 \
			python3 $(CURDIR)/tests/jobs_$${script%% *}.py $${script#* }) || exit; \
		rm -r $$folder; \
	done
	PATH=$(abspath build/tsan)/bin:$$PATH BUILD=build/tsan ASAN=1 \
		bats -f "--jobs" tests/forecast.bats

# The archives first, so that a target may bring its own of a module (fuzz_diag.h).
$(BUILD)/fuzz/%: tests/fuzz/%.c $(PARTS) $(LIBRARY)
	@mkdir -p $(@D)
	clang $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $< $(PARTS) $(LIBRARY) $(LIBS)

# A whole tool is one that reads all kinds of its files.
$(BUILD)/fuzz/%-tool_fuzz: tests/fuzz/tool_fuzz.c $(PARTS) $(LIBRARY)
	@mkdir -p $(@D)
	clang $(ALL_CFLAGS) -Dmain=tool_main -c -o $@.o cmd/$*/$*.c
	clang $(ALL_CFLAGS) -fsanitize=fuzzer -DTOOL='"$*"' -o $@ $< $@.o \
		$(BUILD)/cmd/$*/parts.a $(LIBRARY) $(LIBS)

fuzzers: $(FUZZERS)

fuzz:
	$(MAKE) fuzzers BUILD=build/fuzz CC=clang CFLAGS="-O1 -g -fno-sanitize-recover=all \
		-fsanitize=fuzzer-no-link,address,undefined"
	bash tests/fuzz.sh $(FUZZ_SECONDS) build/fuzz/fuzz/*_fuzz

# Without what fuzzing reaches. Threads count too, so counters are atomic. A test that
# failed is no reason to say nothing of what was reached; and gcov at times finds that a
# branch was taken -1 times, in what threads ran.
COVERAGE := $(BUILD)/coverage

coverage:
	find $(COVERAGE) -name '*.gcda' -delete 2>/dev/null || true
	$(MAKE) check BUILD=$(COVERAGE) CFLAGS="-O0 -g --coverage -fprofile-update=atomic" || \
		touch $(COVERAGE)/failed
	gcovr --root . --object-directory $(COVERAGE) --filter common/ --filter cmd/ \
		--gcov-ignore-parse-errors --json $(COVERAGE)/report.json --txt $(COVERAGE)/report.txt
	python3 tests/coverage.py $(COVERAGE)/report.json
	@echo "by file: $(COVERAGE)/report.txt"
	@! rm $(COVERAGE)/failed 2>/dev/null || { echo "tests have failed"; exit 1; }

analyze:
	clang-tidy --quiet --warnings-as-errors='*' $(wildcard common/*.c cmd/*/*.c) -- \
		-std=c11 -D_GNU_SOURCE
	cppcheck --quiet --std=c11 --enable=warning,performance,portability \
		--inline-suppr --error-exitcode=1 -D_GNU_SOURCE common cmd
	$(MAKE) all BUILD=build/analyze CC=gcc CFLAGS="-O2 -fanalyzer -Werror"

lint:
	mandoc -Tlint -Wwarning $(MANUALS)
	shellcheck $(SCRIPTS)
	clang-format --dry-run -Werror $(SOURCES)
	bash tests/lint.sh
	$(MAKE) all build/lint/tests/unit/quote_test build/lint/tests/bench/data \
		BUILD=build/lint CC=clang \
		CFLAGS="-O2 -Werror"
	@if command -v gcc >/dev/null; then \
		$(MAKE) build/lint/gcc/bin/discount-calc build/lint/gcc/tests/unit/quote_test \
			BUILD=build/lint/gcc CC=gcc CFLAGS=-O2 && \
		bash tests/compilers.sh build/lint build/lint/gcc; \
	else \
		echo "there is no gcc: its bytes aren't compared with clang's"; \
	fi

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^

bench: all $(BENCH_TOOLS)
	BUILD=$(BUILD) bash tests/bench/run.sh

# What bench compares with, as far as it can be had. The packages of npm go to $(BUILD).
bench-peers:
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -qy \
		--no-install-recommends $(PEERS)
	if command -v npm >/dev/null; then \
		npm install --prefix $(BUILD)/peers --no-audit --no-fund @duckdb/node-api \
			nodejs-polars nodejs-polars-linux-x64-gnu; \
	else \
		echo "there is no npm: DuckDB and Polars are left out"; \
	fi

# Every tool without a shared library, to be copied to any Linux of the same processor.
static:
	$(MAKE) all BUILD=$(BUILD)/static LDFLAGS="-no-pie -static"
	strip $(TOOLS:%=$(BUILD)/static/bin/%)

INSTALL_BIN := $(DESTDIR)$(PREFIX)/bin
INSTALL_SHARE := $(DESTDIR)$(PREFIX)/share
ZSH_FUNCTIONS ?= $(PREFIX)/share/zsh/site-functions

install: all
	install -d $(INSTALL_BIN)
	install -m 755 $(BINARIES) $(INSTALL_BIN)
	for page in $(MANUALS); do \
		install -D -m 644 -t $(INSTALL_SHARE)/man/man$${page##*.} "$$page" || exit 1; \
	done
	for tool in $(TOOLS); do \
		install -D -m 644 $(BUILD)/completions/bash/$$tool \
			$(INSTALL_SHARE)/bash-completion/completions/$$tool && \
		install -D -m 644 $(BUILD)/completions/zsh/$$tool \
			$(DESTDIR)$(ZSH_FUNCTIONS)/_$$tool && \
		install -D -m 644 $(BUILD)/completions/fish/$$tool \
			$(INSTALL_SHARE)/fish/vendor_completions.d/$$tool.fish || exit 1; \
	done

uninstall:
	for tool in $(TOOLS); do \
		rm -f $(INSTALL_BIN)/$$tool \
			$(INSTALL_SHARE)/bash-completion/completions/$$tool \
			$(DESTDIR)$(ZSH_FUNCTIONS)/_$$tool \
			$(INSTALL_SHARE)/fish/vendor_completions.d/$$tool.fish; \
	done
	for page in $(MANUALS); do \
		rm -f $(INSTALL_SHARE)/man/man$${page##*.}/"$${page##*/}"; \
	done

# What is committed, with the date of the commit: the same bytes wherever it is made.
TARBALL := $(BUILD)/revutils-$(VERSION).tar.gz

dist:
	@mkdir -p $(BUILD)
	git archive --prefix=revutils-$(VERSION)/ -o $(TARBALL) HEAD

# A package to install with `apt install ./build/deb/revutils_*.deb`. Debian's tools want a
# folder debian/ in the sources. Its tests are left out: `make check` has run them.
deb: dist
	rm -rf $(BUILD)/deb
	mkdir -p $(BUILD)/deb
	cp $(TARBALL) $(BUILD)/deb/revutils_$(VERSION).orig.tar.gz
	tar -xzf $(TARBALL) -C $(BUILD)/deb
	cp -r .debian $(BUILD)/deb/revutils-$(VERSION)/debian
	cd $(BUILD)/deb/revutils-$(VERSION) && \
		SOURCE_DATE_EPOCH=$$(git -C $(CURDIR) log -1 --format=%ct) DEB_BUILD_OPTIONS=nocheck \
		env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc
	rm -rf $(BUILD)/deb/revutils-$(VERSION)

# What people see who press TAB, in each shell that is installed.
# The pictures of README, as the tools draw them.
.PHONY: pictures
pictures: all
	PATH="$(abspath $(BUILD))/bin:$$PATH" bash tests/pictures.sh man

.PHONY: check-completions check-spreadsheet
check-completions: all
	for shell in bash zsh fish; do \
		! command -v $$shell >/dev/null || \
			PATH="$(abspath $(BUILD))/bin:$$PATH" python3 tests/completions.py $$shell || \
			exit 1; \
	done

# Through LibreOffice Calc and back.
check-spreadsheet: all
	PATH="$(abspath $(BUILD))/bin:$$PATH" python3 tests/spreadsheet.py

# The package, built twice, looked at, put in and taken out again.
check-package:
	bash tests/package.sh

clean:
	rm -rf build $(BUILD)

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)

.PHONY: all static deps more-deps check-deps check check-browser check-package torture torture-shim torture-long check-bigendian check-compilers demo \
	asan tsan fuzz fuzzers coverage analyze lint bench bench-peers install uninstall dist deb clean
.DELETE_ON_ERROR:
.SECONDARY:
# What is installed is there before anything is built, with -j too.
ifneq ($(filter deps more-deps check-deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
