# A table of contents: the logic lives in Rust. `make` alone prints help.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --warn-undefined-variables --no-builtin-rules

XTASK := cargo xtask
# Seconds for each fuzz target; the targets and the planted bugs, all by default.
T ?= 60
TARGET ?=
BUG ?=
FUZZ_TARGETS = $(or $(TARGET),$$($(XTASK) targets))

# Cargo shows the build on standard error; standard output is the program's alone.
CONFORM := cargo run --release --locked --package errconform-cli --

.PHONY: help
help: ## Print this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

.PHONY: conform
conform: ## Judge the real Python SDK against all vectors (sets itself up)
	$(CONFORM) run python python-async --or-reference

.PHONY: test
test: ## Run every test of the workspace (brings pytest along)
	cargo test --workspace --locked --no-run
	cargo test --workspace --locked --quiet

.PHONY: lint
lint: ## Check formatting and lints as continuous integration does
	cargo fmt --all --check && cargo clippy --workspace --all-targets --locked -- -D warnings

.PHONY: snapshots
snapshots: ## Expand the cases and rewrite every file and page that is derived from them
	$(CONFORM) snapshots update

.PHONY: bench
bench: ## Measure speed, as ratios inside one run; last, how many inputs a minute the oracles check
	cargo bench --locked --package errconform-contract --bench reader
	cargo bench --locked --package errconform-cli --bench cpu
	$(XTASK) corpus replay --repeat 200

.PHONY: fuzz
fuzz: ## Fuzz every target, or TARGET, for T seconds (needs nightly and cargo-fuzz)
	$(XTASK) fuzz --seconds $(T) $(TARGET)

.PHONY: fuzz-canary
fuzz-canary: ## Prove that the fuzzers find planted bugs, or BUG, each within T seconds
	cargo run --quiet --release --locked --package errconform-xtask --features planted -- canary --seconds $(T) $(BUG)

.PHONY: fuzz-coverage
fuzz-coverage: ## Lines that the working corpus of TARGET reaches (needs llvm-tools; default: all targets)
	for target in $(FUZZ_TARGETS); do bash fuzz/coverage.sh $$target; done

.PHONY: fuzz-minimize
fuzz-minimize: ## Drop inputs of the working corpus of TARGET that reach nothing more (default: all targets)
	for target in $(FUZZ_TARGETS); do cargo +nightly fuzz cmin $$target; done

.PHONY: fuzz-layout
fuzz-layout: ## Build as OSS-Fuzz does and check the layout
	$(XTASK) layout

.PHONY: mutants
mutants: ## Change the code under test and see which tests notice (needs cargo-mutants; hours)
	cargo mutants --package errconform-contract --package errconform-tables --package errconform-suite --package errconform-judge --package errconform-cases --test-workspace true
