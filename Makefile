# Holotype's commands. Each is a short script in deploy/make/; `make` alone lists them.
# Settings come from the environment: PORT (8000), HOLOTYPE_HOME (./var), PYTHON, TEST_WORKERS, ARGS.

.SUFFIXES:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?=
export PYTHON
ARGS ?=

.PHONY: help demo test lint bench conformance venv lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: ## the demo catalogue, from nothing to a served address
	@sh deploy/make/demo.sh

test: ## all tests, on SQLite and on PostgreSQL (ARGS='-k name' goes to pytest)
	@sh deploy/make/test.sh $(ARGS)

lint: ## style, types, import direction, migrations, dead code
	@sh deploy/make/lint.sh

bench: ## the benchmarks (ARGS goes to them)
	@sh deploy/make/venv.sh test
	@.venv/bin/python -m bench $(ARGS)

conformance: ## the API's description against its specification and against the running API
	@sh deploy/make/venv.sh test
	@.venv/bin/python deploy/make/conformance.py $(ARGS)

venv: ## .venv with everything that developers need
	@sh deploy/make/venv.sh test

lock: ## pin the dependencies anew (UPGRADE=1 lifts every pin)
	@sh deploy/make/lock.sh

clean: ## remove what tools left behind; .venv and your data in var/ stay
	@rm -rf static_vendor .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis var/test-reports
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
