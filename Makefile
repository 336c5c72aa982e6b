# casemgr: the commands of a clone. Each prints what it does.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test test-long lint docs bench clean system

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## an invented ministry with 40 reports on 127.0.0.1:8000 and :8001
	$(BIN)/casemgr demo demo/

test: system $(VENV)/.dev ## everything: style, types, layers, docs, tests on SQLite and PostgreSQL, browser
	$(MAKE) --no-print-directory lint docs
	$(BIN)/pytest -n $(JOBS)

test-long: system $(VENV)/.dev ## also what takes long: a hundred kills, large uploads
	$(BIN)/pytest -n $(JOBS) -m "long or not long"

lint: $(VENV)/.dev ## style, formatting, types, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONWARNINGS=ignore $(BIN)/lint-imports

docs: $(VENV)/.dev ## build the documentation into docs/_build; a warning fails it
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build

bench: $(VENV)/.dev ## measure, and write bench.json; a timing never fails
	$(BIN)/python -m tests.bench --json bench.json

clean: ## remove what these commands made
	rm -rf $(VENV) demo docs/_build bench.json build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

system:
	@sh .ci/system

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("casemgr needs Python 3.11 or newer.") if sys.version_info < (3, 11) else 0'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python cannot make a virtual environment. Run: apt-get install -y python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[all]'
	@touch $@

$(VENV)/.dev: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.demo
