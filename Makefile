# seiload: GNU make, no recursion, safe with -j. `make help` lists the targets.
VERSION := 0.1.0

CXX      ?= g++
CXXFLAGS ?= -O2 -g
PREFIX   ?= /usr/local
BINDIR   ?= $(PREFIX)/bin
MANDIR   ?= $(PREFIX)/share/man
INSTALL  ?= install
# SANITIZE=address,undefined or SANITIZE=thread builds apart (build/san-...) and dynamically.
SANITIZE ?=

ifeq ($(SANITIZE),)
build  ?= build
STATIC ?= -static
sanitize_flags :=
else
comma  := ,
build  ?= build/san-$(subst $(comma),-,$(SANITIZE))
STATIC ?=
sanitize_flags := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# -iquote, not -I: the room sys/ must not stand in front of the system's <sys/...>.
project_cppflags := -iquote src -D_GNU_SOURCE -DSEILOAD_VERSION='"$(VERSION)"'
project_cxxflags := -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -ffunction-sections \
                    -fdata-sections $(WERROR) $(sanitize_flags)
project_ldflags  := -Wl,--gc-sections -pthread $(sanitize_flags)
compile = $(CXX) $(project_cxxflags) $(project_cppflags) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

lib_sources  := $(sort $(wildcard src/*/*.cc))
lib_objects  := $(lib_sources:%.cc=$(build)/%.o)
test_sources := $(sort $(wildcard tests/*/*_test.cc tests/support/*.cc))
test_objects := $(test_sources:%.cc=$(build)/%.o)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all test clean help
all: $(build)/seiload ## build the static executable (default)

$(build)/seiload: $(build)/src/main.o $(build)/libseiload.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) $(STATIC) $(project_ldflags) -o $@ $^ $(LDLIBS)

$(build)/libseiload.a: $(lib_objects)
	@rm -f $@
	$(AR) rcs $@ $^

$(build)/%.o: %.cc
	@mkdir -p $(@D)
	$(compile)

$(test_objects): project_cppflags += -iquote tests

$(build)/unit_tests: $(test_objects) $(build)/libseiload.a
	$(CXX) $(CXXFLAGS) $(LDFLAGS) $(project_ldflags) -o $@ $^ -lgtest -lgtest_main $(LDLIBS)

test: $(build)/unit_tests ## build and run the unit tests (needs GoogleTest)
	$(build)/unit_tests --gtest_brief=1 $(GTEST_ARGS)

clean: ## remove everything that was built
	rm -rf build

help: ## list the targets
	@grep -hE '^[a-z][a-z-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 16

-include $(shell find $(build) -name '*.d' 2>/dev/null)
