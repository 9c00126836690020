# Sundog: `make demo` runs the main job, `make test` everything that must hold.
SHELL := /bin/bash
SWIFT_BUILD := swift build -c release
SUNDOG := .build/release/sundog
CACHE ?= .sundog-cache
SOURCES := Package.swift Sources Generators Tests

.PHONY: help install build test demo lint format bench sanitize clean

help:
	@echo "make demo    install, build, and run the main job on the UCI Adult census"
	@echo "make build   install what is missing and build the release binary, $(SUNDOG)"
	@echo "make test    install, build, and run every test"
	@echo "make bench   print the benchmark tables (needs the demo's data)"
	@echo "make lint    check the formatting; make format mends it"

install:
	@.ci/install

build: install
	$(SWIFT_BUILD) --product sundog

test: install
	$(SWIFT_BUILD) --build-tests
	swift test -c release --skip-build

demo: build
	@.ci/demo $(SUNDOG) $(CACHE)

bench: install
	$(SWIFT_BUILD) --product sundog
	$(SWIFT_BUILD) --product SundogBenchmarks
	@.ci/adult-data $(CACHE)/adult
	@.build/release/SundogBenchmarks marginals
	@.build/release/SundogBenchmarks convolution
	@.build/release/SundogBenchmarks csv Schemas/tabular/adult.json $(CACHE)/adult/train.csv
	@.build/release/SundogBenchmarks schema Schemas/tabular
	@SUNDOG_ADULT=$(CACHE)/adult .build/release/SundogBenchmarks learning
	@Tests/Benchmarks/adult.sh 1 || echo "the Adult table was not scored"

# The trainer's kernels under the address and undefined-behaviour sanitizers.
sanitize: install
	@.ci/sanitize

lint:
	swift format lint --strict --parallel --recursive $(SOURCES)

format:
	swift format --in-place --parallel --recursive $(SOURCES)

clean:
	rm -rf .build
