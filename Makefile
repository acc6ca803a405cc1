# Everything that working on this project takes. Only PYTHON is a choice:
#   make setup PYTHON=python3.12
PYTHON ?= python3

# The Python program, the Pulumi engine and what that starts are found by PATH.
IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"
CHECKED := __main__.py benchmarks provider scripts tests
EXAMPLES := $(wildcard examples/*/__main__.py) examples/fleet-automation/fleet.py
WORKFLOWS := $(wildcard .github/workflows/*.yml examples/*/.github/workflows/*.yml)

.DEFAULT_GOAL := help
.PHONY: help setup lint clients test demo docs schema bench format lock clean

help: ## List what make can do here
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Make .venv with all packages, and get the Pulumi engine
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 10) and "Python 3.10 or newer is needed, and $(PYTHON) is %d.%d: make setup PYTHON=..." % v[:2])'
	@$(PYTHON) scripts/environment.py
	@.venv/bin/python scripts/engine.py

lint: setup ## Check style, format, types, workflows and known vulnerabilities
	@$(IN_VENV) ruff check --quiet $(CHECKED) examples
	@$(IN_VENV) ruff format --quiet --check $(CHECKED) examples
	@$(IN_VENV) mypy --no-error-summary $(CHECKED)
	@$(IN_VENV) python scripts/audit.py
	@$(IN_VENV) check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(IN_VENV) check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@for program in $(EXAMPLES); do $(IN_VENV) mypy --no-error-summary $$program || exit 1; done

clients: setup ## Install Northflank's own clients, for the tests that run them (needs Node)
	@$(IN_VENV) python scripts/clients.py

test: lint clients ## Lint, then run all tests and measure their coverage
	@$(IN_VENV) pytest --numprocesses auto --dist worksteal --cov --cov-report term

demo: setup ## Show the provider at work, against an API on this machine
	@$(IN_VENV) python scripts/demo.py

docs: setup ## Write docs/reference.md anew, from the code
	@$(IN_VENV) python scripts/reference.py

schema: setup ## Compile the JSON Schema anew, into what a check runs first
	@$(IN_VENV) python scripts/compile_schema.py

bench: clients ## Measure it beside what else there is, and write docs/benchmarks.md (hours)
	@$(IN_VENV) python benchmarks

format: setup ## Format the code, and mend what can be mended without thought
	@$(IN_VENV) ruff check --quiet --fix-only $(CHECKED) examples
	@$(IN_VENV) ruff format --quiet $(CHECKED) examples

lock: setup ## Resolve requirements-dev.txt anew (everything newer: make lock UPGRADE=--upgrade)
	@$(IN_VENV) uv pip compile --quiet $(UPGRADE) --universal --python-version 3.10 \
		--generate-hashes --custom-compile-command 'make lock' --extra emulator \
		--override requirements-dev.override.txt \
		--output-file requirements-dev.txt pyproject.toml requirements-dev.in

clean: ## Remove what make made here (the engine in ~/.pulumi stays)
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* dist \
		tests/clients/node_modules
	@find $(CHECKED) examples -name __pycache__ -prune -exec rm -rf {} +
