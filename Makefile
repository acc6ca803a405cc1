# The commands of this project. PYTHON chooses what .venv is made with:
#   make clean setup PYTHON=python3.12
PYTHON ?= python3

# This file marks a finished .venv. The scripts in .venv contain its path and that of its Python, so
# a moved or copied .venv, or one whose Python is gone, is made again.
READY := .venv/ready-$(shell [ -x .venv/bin/python ] || rm -rf .venv; pwd | cksum | cut -d' ' -f1)
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps
IN_VENV := PATH="$(CURDIR)/.venv/bin:$$PATH"

CHECKED := __main__.py benchmarks provider scripts tests
EXAMPLES := $(wildcard examples/*/__main__.py examples/*/policies/__main__.py) \
	examples/fleet-automation/fleet.py
FORMS_CONFIG := .github/ISSUE_TEMPLATE/config.yml
FORMS := $(filter-out $(FORMS_CONFIG),$(wildcard .github/ISSUE_TEMPLATE/*.yml))
WORKFLOWS := $(wildcard .github/workflows/*.yml examples/*/.github/workflows/*.yml)

.DEFAULT_GOAL := help
.PHONY: help venv setup lint clients test thorough acceptance versions demo docs bench format lock dist clean

help: ## List these commands
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: venv ## Create .venv with the locked packages and install the Pulumi engine
	@.venv/bin/python scripts/engine.py

venv: $(READY)

$(READY): requirements-dev.txt pyproject.toml \
		$(addprefix provider/pulumi_northflank/,pulumi-plugin.json version.py)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "$(PYTHON) is older than Python 3.10. Choose another one: make setup PYTHON=python3.12")'
	@echo "Installing the locked packages into .venv (about a minute)"
	@[ -e $@ ] || { rm -rf .venv && $(PYTHON) -m venv .venv; }
	@$(PIP) --require-hashes --requirement requirements-dev.txt
	@$(PIP) --no-build-isolation --editable .
	@touch $@

lint: setup ## Check style, format, types, workflows and known vulnerabilities
	@$(IN_VENV) ruff check --quiet $(CHECKED) examples
	@$(IN_VENV) ruff format --quiet --check $(CHECKED) examples
	@$(IN_VENV) mypy --no-error-summary $(CHECKED)
	@$(IN_VENV) python scripts/audit.py
	@$(IN_VENV) check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(IN_VENV) check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(IN_VENV) check-jsonschema --quiet --builtin-schema vendor.github-issue-forms $(FORMS)
	@$(IN_VENV) check-jsonschema --quiet --builtin-schema vendor.github-issue-config $(FORMS_CONFIG)
	@for program in $(EXAMPLES); do $(IN_VENV) mypy --no-error-summary $$program || exit 1; done

clients: setup ## Install Northflank's clients and Pulumi's SDK for Node, which some tests use (needs Node 20)
	@$(IN_VENV) python scripts/clients.py

test: lint ## Run the linters and the tests (five minutes)
	@$(IN_VENV) pytest --numprocesses auto --dist worksteal

thorough: clients ## Run the tests that take longer, and measure test coverage
	@$(IN_VENV) pytest --numprocesses auto --dist worksteal -m thorough
	@$(IN_VENV) pytest --numprocesses auto --dist worksteal --cov --cov-report term tests/unit tests/emulator

versions: setup ## Run some of the tests with the oldest and the newest Pulumi (half an hour)
	@$(IN_VENV) python scripts/versions.py

acceptance: setup ## Ask a real account what is not documented (docs/acceptance.md)
	@$(IN_VENV) python -m tests.acceptance $(ARGS)

demo: setup ## Watch the provider create, change and delete schedules on a local emulator
	@$(IN_VENV) python scripts/demo.py

docs: setup ## Generate docs/reference.md and the schema of the Pulumi package from the code
	@$(IN_VENV) python scripts/reference.py
	@$(IN_VENV) python scripts/package_schema.py

bench: clients ## Run the benchmarks, and write docs/benchmarks.md (hours)
	@$(IN_VENV) python benchmarks

format: setup ## Format the code and apply the linter's automatic fixes
	@$(IN_VENV) ruff check --quiet --fix-only $(CHECKED) examples
	@$(IN_VENV) ruff format --quiet $(CHECKED) examples

lock: setup ## Update requirements-dev.txt (to upgrade everything: make lock UPGRADE=--upgrade)
	@$(IN_VENV) uv pip compile --quiet $(UPGRADE) --universal --python-version 3.10 \
		--generate-hashes --custom-compile-command 'make lock' --extra emulator \
		--override requirements-dev.override.txt \
		--output-file requirements-dev.txt pyproject.toml requirements-dev.in

dist: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct)
dist: venv ## Build wheel, sdist and SBOM in dist/: the same bytes each time for a commit
	@rm -rf dist
	@$(IN_VENV) uv build --quiet --offline --no-build-isolation --python .venv/bin/python
	@$(IN_VENV) python scripts/sbom.py > dist/pulumi_northflank-$$(.venv/bin/hatchling version).cdx.json \
		|| { rm -rf dist; exit 1; }

clean: ## Delete everything these commands created, except .acceptance and the engine in ~/.pulumi
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* dist \
		tests/clients/node_modules examples/typescript/node_modules
	@find $(CHECKED) examples -name __pycache__ -prune -exec rm -rf {} +
