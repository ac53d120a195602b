# seiload: GNU make, no recursion, safe with -j. `make help` lists the targets.
VERSION := 0.1.0

CXX          ?= g++
CXXFLAGS     ?= -O2 -g1
PREFIX       ?= /usr/local
BINDIR       ?= $(PREFIX)/bin
MANDIR       ?= $(PREFIX)/share/man
INSTALL      ?= install
STRIP        ?= strip
FUZZ_CXX     ?= clang++
FUZZ_SECONDS ?= 20
SIM_SECONDS  ?= 60
SIM_SEED     ?=
# The unit tests run as so many processes: they wait more than they compute.
TEST_SHARDS  ?= 4
# The rooms whose unit tests are built; from where GoogleTest is, if it has to be built, too (for another
# processor).
TEST_ROOMS   ?= *
GTEST_SOURCE ?=
# SANITIZE=address,undefined or SANITIZE=thread builds apart (build/san-...) and dynamically.
SANITIZE     ?=

ifeq ($(SANITIZE),)
build  ?= build
# At an address that differs from run to run: costs no instruction a transaction. (-fstack-protector-strong
# with FORTIFY costs 340 of 101,700 on the portable path, 230 where src/crypto goes without: left out.)
STATIC ?= -static-pie
sanitize_flags :=
else
comma  := ,
build  ?= build/san-$(subst $(comma),-,$(SANITIZE))
STATIC ?=
sanitize_flags := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

# make cannot have a blank in a target's name.
$(if $(filter 1,$(words $(build))),,$(error build='$(build)': the name of one folder, without blanks))

# -iquote, not -I: the room sys/ must not stand in front of the system's <sys/...>.
project_cppflags := -iquote src -D_GNU_SOURCE -DSEILOAD_VERSION='"$(VERSION)"'
project_cxxflags := -std=c++20 -fPIE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -ffunction-sections \
                    -fdata-sections
# Debuggers and valgrind read what is compressed as well: 10 MB instead of 22.
project_ldflags  := -Wl,--gc-sections,--compress-debug-sections=zlib -pthread
# One word for the shell, whatever it holds: a blank in DESTDIR must not become a second path.
quote = '$(subst ','\'',$(1))'
# The same bytes from any folder.
here := $(call quote,-ffile-prefix-map=$(CURDIR)=.)
compile = $(CXX) $(project_cxxflags) $(WERROR) $(sanitize_flags) $(project_cppflags) $(CPPFLAGS) $(CXXFLAGS) \
          $(here) -MMD -MP -c -o $@ $<
link    = $(CXX) $(CXXFLAGS) $(LDFLAGS) $(project_ldflags) $(sanitize_flags)

lib_sources  := $(sort $(wildcard src/*/*.cc src/*/*/*.cc))
lib_objects  := $(lib_sources:%.cc=$(build)/%.o)
# The simulation: for the unit tests, and for `make sim`.
sim_sources  := $(sort $(filter-out %_test.cc %/simulate.cc,$(wildcard tests/sim/*.cc)))
test_sources := $(sort $(wildcard $(TEST_ROOMS:%=tests/%/*_test.cc) tests/support/*.cc) \
                       $(if $(filter * sim,$(TEST_ROOMS)),$(sim_sources)))
test_objects := $(test_sources:%.cc=$(build)/%.o)
gtest_built  := $(build)/gtest/gtest-all.o $(build)/gtest/gtest_main.o
gtest        := $(if $(GTEST_SOURCE),$(gtest_built),-lgtest -lgtest_main)
# Programs that tests and measurements use, one file each.
tool_sources := $(sort $(wildcard tests/tools/*.cc tests/bench/*.cc))
tools        := $(patsubst %.cc,$(build)/%,$(notdir $(tool_sources)))
simulate     := $(sim_sources:%.cc=$(build)/%.o) $(build)/tests/sim/simulate.o
fuzz_sources := $(sort $(wildcard tests/fuzz/*_fuzz.cc))
fuzz_names   := $(patsubst tests/fuzz/%_fuzz.cc,%,$(fuzz_sources))
tools_objects := $(tool_sources:%.cc=$(build)/%.o)
shell_files  := $(sort $(wildcard tests/*.sh tests/*/*.sh .ci/*))
# Not the unit tests: GoogleTest's macros take clang-tidy half an hour, and find nothing of ours.
tidy_sources := src/main.cc $(lib_sources)
man_pages    := man/seiload.1 man/seiload.5

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY: $(build)/src/main.o $(fuzz_sources:%.cc=$(build)/%.o)
.PHONY: all test check check-cli check-layers check-objects check-processors \
        check-constant-time check-machine check-musl check-man check-columns e2e e2e-geth sim sim-bites \
        lint lint-shell analyze demo soak bench \
        bench-send bench-compare bytecode instructions install uninstall clean help always
# What was used last, a file a kind, written again when it changes; so is what was made of it. The first time
# nothing is known of what is there already: no reason to make it again.
last = $(if $(wildcard $(1:%=$(build)/flags/%)),,|) $(1:%=$(build)/flags/%)
# (:=, since the variables are others while a target below is made.)
flags_compile := $(CXX) $(project_cxxflags) $(sanitize_flags) $(project_cppflags) $(CPPFLAGS) $(CXXFLAGS)
flags_link    := $(CXX) $(CXXFLAGS) $(LDFLAGS) $(project_ldflags) $(sanitize_flags) $(STATIC) $(TEST_STATIC) \
                 $(LDLIBS)
flags_archive := $(AR) $(lib_objects)
flags_tests   := $(test_objects)
flags         := compile link archive tests pch_standard pch_gtest
$(flags:%=$(build)/flags/%): $(build)/flags/%:
	@mkdir -p $(@D)
	@[ -e $@ ] && old= || old='touch -d 2000-01-01 $@'; printf '%s\n' $(call quote,$(flags_$*)) >$@; $$old

all: $(build)/seiload ## build the static executable (default)

$(build)/seiload: $(build)/src/main.o $(build)/libseiload.a $(call last,link)
	$(link) $(STATIC) -o $@ $(filter-out $(build)/flags/%,$^) $(LDLIBS)

$(build)/libseiload.a: $(lib_objects) $(call last,archive)
	@rm -f $@
	@$(AR) rcs $@ $(lib_objects)

$(build)/%.o: %.cc $(call last,compile)
	@mkdir -p $(@D)
	$(compile)

# Short loops over limbs and words want to be unrolled, which g++ does not at -O2: a batch takes 10 %
# (portable, x86) to 27 % (AVX-512) less time then. (clang++ does by itself and does not know the option.)
$(build)/src/crypto/%.o: private project_cxxflags += $(unroll)
unroll := $(shell $(CXX) -Werror -fpeel-loops -x c++ -E /dev/null >/dev/null 2>&1 && echo -fpeel-loops)

# What one kind of processor runs, chosen at run time (src/crypto/kernels.h): only these files have flags of
# their own.
ifneq ($(filter x86_64% amd64%,$(shell $(CXX) -dumpmachine)),)
kernel = $(build)/src/crypto/$(1)_%.o $(build)/tidy/src/crypto/$(1)_%.ok $(build)/analyze/src/crypto/$(1)_%.ok
kernel_kinds := avx512 avx2 sha_ni
$(call kernel,avx512): private project_cppflags += -mavx512f -mavx512dq -mavx512bw -mavx512vl -mavx512ifma
$(call kernel,avx2): private project_cppflags += -mavx2
$(call kernel,sha_ni): private project_cppflags += -msha -msse4.1
$(call kernel,aes_ni): private project_cppflags += -maes -mpclmul -msse4.1
# -O3 where -O2 is asked for: a batch takes 6 % less time on the path x86 and 8 % on avx512, an inversion
# (below) 10 %. (Not for all: the portable sums take 5 % more.)
faster = $(build)/src/crypto/$(1).o
faster_kinds := avx512 x86 sha_ni aes_ni
$(foreach kind,$(faster_kinds),$(call faster,$(kind)_%)): private override CXXFLAGS := $(CXXFLAGS:-O2=-O3)
endif
# Which every path runs.
$(build)/src/crypto/inverse.o: private override CXXFLAGS := $(CXXFLAGS:-O2=-O3)

for_tests := $(sort $(test_objects) $(tools_objects) $(simulate) $(fuzz_sources:%.cc=$(build)/%.o))
$(for_tests): private project_cppflags += -iquote tests
# What tests is not optimised, what is tested is: half the time of building them. Not with the address
# sanitizer: the linker takes inline functions from any object, and clang++ -O1 leaves them calls.
test_level := $(if $(findstring address,$(SANITIZE)),,-O0)
$(filter %_test.o,$(test_objects)): private override CXXFLAGS += $(test_level)

# The standard headers are parsed once a build for src, GoogleTest's once for the tests, not once a file: half
# the time of a build. Every file includes what it needs by itself too: clang-tidy and PCH= build without.
# ccache keeps what was made from a precompiled header only with CCACHE_SLOPPINESS=pch_defines,time_macros:
# CXX='ccache g++' does without otherwise.
with_pch := $(if $(findstring ccache,$(CXX)),$(findstring pch_defines,$(CCACHE_SLOPPINESS)),yes)
PCH ?= $(if $(with_pch),standard gtest)
standard_headers := algorithm array atomic charconv chrono cmath cstddef cstdint cstdio cstring deque \
                    functional limits map memory mutex optional span string string_view thread tuple utility \
                    variant vector
gtest_headers    := gtest/gtest.h
gtest_level       = $(test_level)

# precompiled NAME,OBJECTS: the headers of $(NAME_headers), for these objects.
define precompiled
flags_pch_$(1) := $(pch_command) $($(1)_level) $($(1)_headers)
$(build)/pch/$(1).h.gch: $(call last,pch_$(1))
	@mkdir -p $$(@D)
	@printf '#include <%s>\n' $$($(1)_headers) >$$(@:.gch=)
	$$(pch_command) $($(1)_level) $$(here) -o $$@ $$(@:.gch=)
$(2): $(build)/pch/$(1).h.gch
$(2): private project_cppflags += -include $(build)/pch/$(1).h $(pch_quiet)
endef
# g++ 12 no longer knows then that a std::string's body comes from a system header, and shows what it thinks
# of it.
pch_quiet := $(if $(findstring clang,$(CXX)),,-Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
pch_command := $(CXX) $(project_cxxflags) $(sanitize_flags) -D_GNU_SOURCE $(CPPFLAGS) $(CXXFLAGS) -MD -MP \
               -x c++-header
# The kernels' flags are not those of the header; it would be read as text there.
kernel_objects := $(filter $(build)/src/crypto/%,$(lib_objects))
pch_objects := $(build)/src/main.o $(filter-out $(kernel_objects),$(lib_objects))
$(if $(filter standard,$(PCH)),$(eval $(call precompiled,standard,$(pch_objects))))
$(if $(filter gtest,$(PCH)),$(eval $(call precompiled,gtest,$(filter %_test.o,$(test_objects)))))

$(build)/unit_tests: $(test_objects) $(build)/libseiload.a $(filter %.o,$(gtest)) \
                     $(call last,link tests)
	$(link) $(TEST_STATIC) -o $@ $(filter-out $(build)/flags/%,$^) $(filter -l%,$(gtest)) $(LDLIBS)

$(build)/gtest/%.o: $(GTEST_SOURCE)/src/%.cc
	@mkdir -p $(@D)
	$(CXX) -std=c++20 -O1 -w -I $(GTEST_SOURCE) -I $(GTEST_SOURCE)/include -c -o $@ $<

# Where a char has no sign (aarch64), or the first byte is the highest (s390x). The rooms that depend on it,
# at -O1.
MACHINE ?= aarch64
check-machine: all ## unit tests of the low rooms and a run on MACHINE, aarch64, by qemu
	@$(MAKE) build=$(build)/$(MACHINE) CXX=$(MACHINE)-linux-gnu-g++ AR=$(MACHINE)-linux-gnu-ar CXXFLAGS=-O1 \
	    TEST_STATIC=-static GTEST_SOURCE=/usr/src/googletest/googletest PCH=standard \
	    TEST_ROOMS='base json crypto tls stats measure sys eth net rpc profile' \
	    all $(build)/$(MACHINE)/unit_tests
	@tests/machine.sh $(build) $(MACHINE)

define tool_rule
$(build)/$(basename $(notdir $(1))): $(build)/$(1:.cc=.o) $(build)/libseiload.a $(call last,link)
	$$(link) -o $$@ $$(filter-out $(build)/flags/%,$$^) $$(LDLIBS)
endef
$(foreach source,$(tool_sources),$(eval $(call tool_rule,$(source))))

$(build)/simulate: $(simulate) $(build)/libseiload.a $(call last,link)
	$(link) -o $@ $(filter-out $(build)/flags/%,$^) $(LDLIBS)

sim: $(build)/simulate ## fresh seeds of simulated loads and runs for SIM_SECONDS; SIM_SEED: from that one on
	$(build)/simulate $(SIM_SECONDS) $(SIM_SEED)

sim-bites: $(build)/simulate ## whether the simulation finds bugs that are put in, one at a time (long)
	tests/sim/bites.sh $(build)

test: $(build)/unit_tests ## build and run the unit tests (needs GoogleTest)
	tests/shards.sh $(TEST_SHARDS) $(build)/unit_tests --gtest_brief=1 $(GTEST_ARGS)

check: check-layers check-columns check-man
check: check-constant-time
check: test check-cli check-objects check-processors ## unit tests, binary, layers, columns, man

check-cli: all $(build)/node $(build)/count_allocations
	tests/run.sh $(build) tests/cli/*.sh

check-layers:
	tests/layers.sh

check-objects: $(build)/libseiload.a
	tests/crypto/objects.sh $(build)

check-processors: all $(build)/unit_tests $(build)/try_instruction
	tests/run.sh $(build) tests/crypto/processors.sh

check-constant-time: all $(build)/constant_time
	tests/run.sh $(build) tests/crypto/constant_time.sh

# musl's headers, by the clang of PyPI's ziglang. The whole program is built so with `make build=build/musl
# PCH= CXX=...`.
MUSL_CXX ?= $(build)/musl/venv/bin/python -m ziglang c++ -target x86_64-linux-musl
posix_header = ^$(hash)include <[a-z0-9/_]+\.h>
posix_sources = $(filter-out src/crypto/%,$(shell grep -lE '$(posix_header)' $(tidy_sources)))
hash := \#
check-musl: ## compile with musl what uses the system's headers (ziglang, by pip)
	@[ -e $(build)/musl/venv/fetched ] || { python3 -m venv $(build)/musl/venv && \
	    $(build)/musl/venv/bin/pip install -q ziglang==0.17.1 && touch $(build)/musl/venv/fetched; }
	@ZIG_GLOBAL_CACHE_DIR=$(build)/musl/cache $(MAKE) build=$(build)/musl PCH= CXXFLAGS=-O0 \
	    CXX='$(MUSL_CXX)' $(patsubst %.cc,$(build)/musl/%.o,$(posix_sources))
	@echo "musl: $(words $(posix_sources)) files that use the system's headers compile"

check-columns: ## no line of more than 110 columns
	tests/columns.sh

check-man:
	@if command -v mandoc >/dev/null; then mandoc -T lint $(man_pages) && echo "man pages: no complaint"; \
	else echo "man pages: not checked, mandoc is not installed"; fi

e2e: $(build)/abi_samples $(build)/tls_get
e2e: all $(build)/node ## runs against real nodes and bad ones (needs what .ci/setup all installs)
	tests/run.sh $(build) tests/e2e/*.sh

e2e-geth: all ## the same against geth, which Go builds first (long; needs go, curl, jq); not part of the gate
	tests/run.sh $(build) tests/e2e-geth/*.sh

# Not part of a build: what it writes is kept beside the sources, and `make e2e` compares.
bytecode: ## compile the Solidity sources in src/workload/contracts and tests/data again (solc, by npm)
	tests/contracts/generate.sh $(build) >$(build)/bytecode.cc
	mv $(build)/bytecode.cc src/workload/contracts/bytecode.cc
	tests/contracts/generate.sh $(build) tests/data/project/out

demo: all ## a first run: loads the embedded chain for 10 s, and prints the report
	$(build)/seiload --mock-chain --scenario EVMTransfer --tps 500 --duration 10s --track-receipts \
	    --stats-interval 2s --metrics-listen-addr=

bench-compare: all $(tools) ## bench beside libsecp256k1 and wrk (installs them), starts, instructions
	@tests/bench/compare.sh $(build)

instructions: $(build)/instructions ## instructions a signature, key, hash of the portable path, by callgrind
	@tests/bench/instructions.sh $(build)

soak: all ## 15 min (SOAK_SECONDS) at 2000 a second with random faults: memory, descriptors, the ledger
	@tests/soak.sh $(build)

bench: all $(tools) ## signatures a second; requests a second and CPU time against nginx (needs nginx)
	@tests/bench/bench.sh $(build)

bench-send: all $(build)/node $(build)/paced_client ## CPU time a transaction, and how it grows
	@tests/bench/send_bench.sh $(build)

# clang's static analyzer takes more time than all the other checks together.
analyze: $(tidy_sources:%.cc=$(build)/analyze/%.ok) ## clang-tidy's static analyzer (long); not in the gate

lint-shell:
	shellcheck -x -P SCRIPTDIR $(shell_files)

tidy_warnings := -Wreserved-identifier -Wreserved-macro-identifier
# As .clang-tidy has it.
analyzer_left_out := ,-clang-analyzer-core.uninitialized.UndefReturn,-clang-analyzer-optin.performance.Padding
tidy_flags = -std=c++20 $(tidy_warnings) $(project_cppflags) -iquote tests
headers := $(wildcard src/*/*.h src/*/*/*.h tests/*/*.h)
# A room at a time; what has flags of its own (see kernel), and main.cc, by itself.
kernel_sources := $(wildcard $(kernel_kinds:%=src/crypto/%_*.cc))
tidy_rooms := $(sort $(foreach file,$(filter-out src/main.cc,$(tidy_sources)),$(word 2,$(subst /, ,$(file)))))
tidied := $(tidy_rooms:%=$(build)/tidy/%.ok) $(patsubst %.cc,$(build)/tidy/%.ok,src/main.cc $(kernel_sources))
in_room = $(filter-out $(kernel_sources),$(filter src/$(1)/%,$(tidy_sources)))
define tidy_room
$(build)/tidy/$(1).ok: $(call in_room,$(1)) tests/tidy.sh .clang-tidy $(headers)
	@mkdir -p $$(@D)
	@echo "clang-tidy src/$(1)"
	@tests/tidy.sh $(build)/tidy/$(1) '-clang-analyzer-*' $$(tidy_flags) -- $(call in_room,$(1))
	@touch $$@
endef
$(foreach room,$(tidy_rooms),$(eval $(call tidy_room,$(room))))
$(build)/tidy/src/%.ok: private tidy_checks := -clang-analyzer-*
$(build)/analyze/%.ok: private tidy_checks := -*,clang-analyzer-*$(analyzer_left_out)
$(build)/tidy/src/%.ok $(build)/analyze/src/%.ok: src/%.cc .clang-tidy $(headers)
	@mkdir -p $(@D)
	@echo "clang-tidy $<"
	@clang-tidy --quiet --checks='$(tidy_checks)' $< -- $(tidy_flags) >$@.log 2>&1 || \
	    { cat $@.log; exit 1; }
	@touch $@

lint: lint-shell $(tidied) ## clang-tidy, mandoc -T lint, shellcheck
	mandoc -T lint $(man_pages)
	@echo "lint: no finding"

fuzz: ## build every fuzz target and run each for FUZZ_SECONDS (needs clang++)
fuzz-keep: ## archive the fewest inputs that cover what `make fuzz` found

fuzz_targets := fuzz $(fuzz_names:%=fuzz-%) fuzz-keep $(fuzz_names:%=fuzz-keep-%)
.PHONY: $(fuzz_targets)
ifeq ($(findstring fuzzer,$(SANITIZE)),)
# On the objects of the sanitized tests, which have the fuzzer's instrumentation too.
$(fuzz_targets):
	@$(MAKE) --no-print-directory CXX='$(FUZZ_CXX)' CXXFLAGS='-O1 -g1' \
	    SANITIZE=fuzzer-no-link,address,undefined build=$(build)/san-fuzzer-no-link-address-undefined $@
else
fuzz: $(fuzz_names:%=fuzz-%)
fuzz-keep: $(fuzz_names:%=fuzz-keep-%)

$(build)/fuzz/%: $(build)/tests/fuzz/%_fuzz.o $(build)/libseiload.a $(call last,link)
	@mkdir -p $(@D)
	$(link) $(subst fuzzer-no-link,fuzzer,$(sanitize_flags)) -o $@ $(filter-out $(build)/flags/%,$^)

# The inputs that a target starts from: tests/fuzz/corpus/NAME/ has those written by hand and each that once
# crashed it, under a name that says what it is; NAME.tar.gz has what `make fuzz-keep` kept, and is unpacked
# into build/.
corpus := tests/fuzz/corpus
work    = $(build)/fuzz/$(1)/$*
fuzz_inputs = $(call work,found) $(wildcard $(corpus)/$*) $(call work,kept)
define unpack_corpus
@rm -rf $(call work,kept)
@mkdir -p $(call work,kept) $(call work,found) $(build)/fuzz/crash
@[ ! -f $(corpus)/$*.tar.gz ] || tar -xzf $(corpus)/$*.tar.gz -C $(call work,kept)
endef

$(fuzz_names:%=fuzz-%): fuzz-%: $(build)/fuzz/%
	$(unpack_corpus)
	@echo "fuzz $*: $(FUZZ_SECONDS) s"
	@$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
	    -artifact_prefix=$(build)/fuzz/crash/$*- $(fuzz_inputs) >$<.log 2>&1 || { tail -n 60 $<.log; exit 1; }
	@sed -n 's/^stat::number_of_executed_units: */fuzz $*: nothing found in /p' $<.log

# The same inputs give the same archive.
$(fuzz_names:%=fuzz-keep-%): fuzz-keep-%: $(build)/fuzz/%
	$(unpack_corpus)
	@rm -rf $(call work,fewest)
	@mkdir -p $(call work,fewest)
	@$< -set_cover_merge=1 $(call work,fewest) $(fuzz_inputs) >$<.log 2>&1 || { tail -n 60 $<.log; exit 1; }
	@tar --sort=name --owner=0 --group=0 --numeric-owner --mode=644 --mtime=@0 --format=ustar \
	    -C $(call work,fewest) -cf - $$(ls $(call work,fewest)) | gzip -9n >$(corpus)/$*.tar.gz
	@echo "fuzz $*: $$(ls $(call work,fewest) | wc -l) inputs in $(corpus)/$*.tar.gz"
endif

bin_dir := $(call quote,$(DESTDIR)$(BINDIR))
man_dir := $(call quote,$(DESTDIR)$(MANDIR))

# The foot of a page names the program and its version, not the system that shows the page.
$(build)/man/%: man/% Makefile
	@mkdir -p $(@D)
	@sed 's/^\.Os$$/.Os seiload $(VERSION)/' $< >$@

install: $(build)/seiload $(man_pages:%=$(build)/%) ## install in $(DESTDIR)$(PREFIX), stripped
	$(INSTALL) -d $(bin_dir) $(man_dir)/man1 $(man_dir)/man5
	$(INSTALL) -m 755 $(build)/seiload $(bin_dir)/seiload
	$(STRIP) $(bin_dir)/seiload
	$(INSTALL) -m 644 $(build)/man/seiload.1 $(man_dir)/man1/seiload.1
	$(INSTALL) -m 644 $(build)/man/seiload.5 $(man_dir)/man5/seiload.5

uninstall: ## remove what install wrote
	rm -f -- $(bin_dir)/seiload $(man_dir)/man1/seiload.1 $(man_dir)/man5/seiload.5

# Only a folder with something in it that this file built, never one that the tree is in.
clean: ## remove everything that was built (build=FOLDER: that folder)
	@there=$$(cd $(build) 2>/dev/null && pwd -P) || exit 0; here=$$(pwd -P); \
	case $$here/ in "$${there%/}"/*) false ;; esac && \
	    { [ -f $(build)/flags/compile ] || [ -f $(build)/libseiload.a ] || [ $(build) = build ]; } || \
	    { echo 'clean: $(build) is not a folder that was built in' >&2; exit 1; }; \
	echo 'rm -rf $(build)'; rm -rf -- $(build)

help: ## list the targets
	@sed -n 's/^\([a-z][a-z0-9-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name text; do \
	    printf '%-13s %s\n' "$$name" "$$text"; done

same = $(and $(findstring <$(1)>,<$(2)>),$(findstring <$(2)>,<$(1)>))
$(foreach one,$(flags),$(if \
    $(call same,$(flags_$(one)),$(file <$(build)/flags/$(one))),,$(eval $(build)/flags/$(one): always)))

built := $(if $(wildcard $(build)/flags/compile),$(wildcard $(build)/src $(build)/tests $(build)/pch))
-include $(if $(built),$(shell find $(built) -name '*.d'))
