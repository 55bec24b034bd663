# Every target sets up what it needs: a virtual environment in .venv with the versions of constraints.txt.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.whosays-installed
CODE := src tests benchmarks training scripts

.PHONY: help venv demo test lint types docs smoke pytest bench bench-ledger bench-speed bench-throughput train clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

venv: $(STAMP) ## a virtual environment with whosays and what its tests and docs need

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,docs]'
	touch $@

demo: $(STAMP) ## read the examples and show their sheets
	$(BIN)/whosays read examples/kharkiv.jsonl --format text

test: lint types docs smoke pytest ## all that a change must pass

lint: $(STAMP) ## linter and format check
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(STAMP) ## type check
	$(BIN)/mypy

docs: $(STAMP) ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

smoke: $(STAMP) ## the program as a user runs it
	$(BIN)/whosays --version
	$(BIN)/whosays read examples/kharkiv/*.* --quiet --no-text > /dev/null

pytest: $(STAMP) ## the tests alone, on a PostgreSQL of their own beside SQLite, and in a real Chromium
	scripts/with-postgresql scripts/with-chromium $(BIN)/pytest

bench: $(STAMP) ## accuracy on public data, where it lies beside the project
	$(BIN)/python -m benchmarks $(ARGS)

bench-ledger: $(STAMP) ## a ledger of 1,000 to 100,000 synthetic reports: rates, times, growth
	$(BIN)/python -m benchmarks.ledger

bench-speed: $(STAMP) ## reading against spaCy's own pipeline: ratio, documents a second, memory, linearity
	$(BIN)/python -m benchmarks.speed $(ARGS)

bench-throughput: $(STAMP) ## adding 2,000 short records with one process and with two: rates, speed-up, memory
	$(BIN)/python -m benchmarks.throughput $(ARGS)

clean: ## remove what the targets made
	rm -rf $(VENV) site build .pytest_cache .mypy_cache .ruff_cache .hypothesis
