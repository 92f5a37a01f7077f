# revutils: see README.md. Everything that is built goes to $(BUILD).

VERSION := 0.1.0
BUILD := build
PREFIX ?= /usr/local
DESTDIR ?=

CC ?= cc
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2
# Results are the same to the byte on every machine: no fused multiply-add behind our back.
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE -ffp-contract=off $(WARNINGS) $(CFLAGS)
LIBS := -lcsv -lm

TOOLS := $(notdir $(wildcard cmd/*))
COMMON_OBJECTS := $(patsubst common/%.c,$(BUILD)/common/%.o,$(wildcard common/*.c))
LIBRARY := $(BUILD)/libcommon.a
BINARIES := $(TOOLS:%=$(BUILD)/bin/%)

all: $(BINARIES)

$(LIBRARY): $(COMMON_OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

define tool_rule
$(BUILD)/bin/$(1): $(patsubst %.c,$(BUILD)/%.o,$(wildcard cmd/$(1)/*.c)) $(LIBRARY)
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(LIBS)
endef
$(foreach tool,$(TOOLS),$(eval $(call tool_rule,$(tool))))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD)

.PHONY: all clean
