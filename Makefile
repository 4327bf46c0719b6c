# `make demo` shows the hub, `make test` proves it. Both do all their own set-up; config/setup.sh says how.
BIN := .venv/bin
# Wide enough for the tables of the command line, whatever the terminal.
PYTEST := COLUMNS=200 $(BIN)/python -m pytest -q
# Real browsers want the machine to themselves.
BROWSERS := tests/browser tests/stories
OTHERS := tests $(addprefix --ignore=,$(BROWSERS))

.PHONY: help setup demo check test screenshots clean

help:
	@echo "make demo         install everything and start the hub with demo data"
	@echo "make test         everything: check, tests, real browsers"
	@echo "make check        lint, formatting, types and import order"
	@echo "make setup        fill .venv and web/static/vendor"
	@echo "make screenshots  a picture of every page, in screenshots/"
	@echo "make clean        remove what the other commands made"

setup: .venv/.ready web/static/vendor/.ready

.venv/.ready: pyproject.toml config/setup.sh
	@sh config/setup.sh venv

web/static/vendor/.ready: package.json config/setup.sh .venv/.ready
	@sh config/setup.sh browser-files

.venv/.test-tools: config/setup.sh .venv/.ready
	@sh config/setup.sh test-tools

demo: setup
	$(BIN)/hub demo

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check .venv/.test-tools
	$(PYTEST) -n 2 --dist=loadfile $(OTHERS)
	$(PYTEST) $(BROWSERS)

screenshots: setup .venv/.test-tools
	$(BIN)/python -m tests.browser.screenshots

clean:
	rm -rf .venv node_modules web/static/vendor screenshots build dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
