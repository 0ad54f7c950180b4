# Everything that people do with this checkout. Needs GNU make and Python 3.11 or newer, nothing else.
# `make` alone explains itself.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?=
PORT ?= 8000
INCIDENTS_DATA ?= ./instance
# Tests run in three processes, since browsers and servers make one wait; tests that share a thing name it with @pytest.mark.xdist_group.
JOBS ?= 3
TESTS ?= tests
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup
# Installing: exact versions with hashes; a pip that asks no questions and reaches only its own index.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
CODE := $(wildcard incidents tests tools benchmarks migrations wsgi.py)
CATALOGUES := $(wildcard incidents/translations/*/LC_MESSAGES/*.po)

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test test-full check fix bench messages lock clean browser

help: ## Show this list
	@echo 'Two commands are enough:  make run   and   make test'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo 'Settings: PORT=$(PORT)  INCIDENTS_DATA=$(INCIDENTS_DATA)  PYTHON=python3.x (first use only)'
	@echo '          TESTS=tests/test_x.py  JOBS=$(JOBS)  INCIDENTS_REQUIRE_BROWSER=1  CHROMIUM=path'

run: $(VENV)/run.stamp $(VENV)/catalogues.stamp ## Serve the demonstration on http://127.0.0.1:8000
	@INCIDENTS_DATA='$(INCIDENTS_DATA)' $(BIN)/incidents demo
	@INCIDENTS_DATA='$(INCIDENTS_DATA)' exec $(BIN)/incidents serve --host 127.0.0.1 --port '$(PORT)'

test: check browser ## Every check and every test, on SQLite and PostgreSQL (up to 20 minutes)
	$(PYTEST) $(TESTS)

test-full: export INCIDENTS_TEST_FULL := 1
test-full: check browser ## The same with every variant (up to 75 minutes)
	$(PYTEST) -m 'not alone' $(TESTS)
	$(BIN)/python -m pytest -m alone $(TESTS)

check: $(VENV)/test.stamp $(VENV)/catalogues.stamp ## Style, types, layers and translations; a minute
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/python -m tools.catalogues check

fix: $(VENV)/test.stamp ## Repair what can be repaired without thinking
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/test.stamp $(VENV)/catalogues.stamp ## Print the figures of speed and size beside a bare baseline
	$(BIN)/python -m benchmarks

messages: $(VENV)/test.stamp ## Merge new sentences into the translation catalogues
	$(BIN)/python -m tools.catalogues update

lock: ## Renew the hash-locked requirements (needs uv)
	sh tools/lock.sh

clean: ## Remove what set-up and checks made; data stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find incidents tests tools benchmarks migrations -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	find incidents -name '*.mo' -delete 2>/dev/null || true

browser: $(VENV)/test.stamp
	@$(BIN)/python -m tools.ensure_browser

# ---------------------------------------------------------------- set-up

# The first Python that is new enough and can make an environment. It is tried, not only looked up.
$(VENV)/made.stamp: requirements/build.txt
	@set -e; chosen='$(PYTHON)'; \
	for one in $${chosen:-python3 python3.14 python3.13 python3.12 python3.11}; do \
	  if "$$one" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	  then chosen=found; break; fi; \
	done; \
	if [ "$$chosen" != found ]; then \
	  echo 'No Python 3.11 or newer that can make an environment (on Debian: apt install python3-venv).' >&2; \
	  echo 'Name one with: make ... PYTHON=/path/to/python3' >&2; exit 1; \
	fi; \
	echo "Making the environment with $$($$one --version)"; "$$one" -m venv --clear $(VENV)
	@$(PIP) install -qq --require-hashes --only-binary :all: -r requirements/build.txt
	@touch $@

$(VENV)/run.stamp: $(VENV)/made.stamp requirements/run.txt pyproject.toml
	@echo 'Installing what the product needs'
	@$(PIP) install -qq --require-hashes --only-binary :all: -r requirements/run.txt
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements/test.txt
	@echo 'Installing what the tests need'
	@$(PIP) install -qq --require-hashes --only-binary :all: -r requirements/test.txt
	@touch $@

$(VENV)/catalogues.stamp: $(VENV)/made.stamp $(CATALOGUES)
	@$(BIN)/python -m tools.catalogues compile
	@touch $@
