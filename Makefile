# What a developer runs. Needs GNU make and Python 3.11 to 3.13 with venv; where packages come from is
# pip's own configuration (pip.conf, PIP_INDEX_URL …).

PYTHON      ?= python3
RASA_PYTHON ?= python3.10
DEMO        ?=
TESTS       ?= tests
PYTEST_ARGS ?=
MUTATE      ?=
RASA_EPOCHS ?= 100

VENV   := .venv
RUN    := $(VENV)/bin
RASA   := .rasa
PINNED := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check check-format check-lint check-types check-imports check-house format coverage mutate meanings tree docs rasa clean setup setup-dev

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

demo: setup ## Run the whole walk on invented consumers, then serve it; DEMO=once ends after the round
	@$(RUN)/duly demo $(if $(filter once,$(DEMO)),--once)

test: setup-dev ## Run every test; those that need PostgreSQL find the machine's, or start their own
	@$(RUN)/python -m tools.postgres $(RUN)/python -m pytest -n auto --dist worksteal $(PYTEST_ARGS) $(TESTS)

check: check-format check-lint check-types check-imports check-house ## Check format, lint, types, import contracts and the rules of the house

check-format: setup-dev
	@echo "format"  && $(RUN)/ruff format --check --quiet . || { $(RUN)/ruff format --check .; exit 1; }

check-lint: setup-dev
	@echo "lint"    && $(RUN)/ruff check --quiet --output-format concise .

check-types: setup-dev
	@echo "types"   && $(RUN)/mypy --no-error-summary

check-imports: setup-dev
	@echo "imports" && $(RUN)/lint-imports --no-logo

check-house: setup-dev
	@echo "house"   && $(RUN)/python -m pytest -q tests/architecture

format: setup-dev ## Put the format right, and what lint can put right by itself
	@$(RUN)/ruff format .
	@$(RUN)/ruff check --fix .

coverage: setup-dev ## Measure which branches of the law its own tests reach: it must be all of them
	@$(RUN)/python -m pytest -q -n auto --cov=compliance --cov-report=term-missing:skip-covered --cov-fail-under=100 tests/law

mutate: setup-dev ## Change each number, comparison and date of the law in turn; MUTATE='s14_b --sample 50' for a part
	@$(RUN)/python -m tools.mutate $(MUTATE)

meanings: setup-dev ## Encode the training data anew, after nlu_data/ was changed: some two minutes
	@$(RUN)/python -m tools.meanings

tree: setup-dev ## Draw the tree in docs/architecture.md from the docstrings
	@$(RUN)/python -m tools.tree --write

docs: tree ## Write what is made of the code: the tree, docs/law.md, docs/law-cases.md and the index of law cases
	@$(RUN)/python -m tools.law --write

rasa: $(RASA)/models/duly.tar.gz ## Make a separate environment with Rasa (Python 3.10, 2.7 GB) and train it from nlu_data/

clean: ## Remove environments, caches and the demo's data
	@rm -rf $(VENV) $(RASA) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(VENV)/.runtime
setup-dev: $(VENV)/.dev

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no '$(PYTHON)' here. Duly needs Python 3.11, 3.12 or 3.13: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
	  { echo "Duly needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -1). Try: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments; install its venv (Debian, Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(PINNED) | $(VENV)/bin/python
	@echo "Installing what Duly needs, at the versions of constraints.txt"
	@$(RUN)/python tools/install.py $(VENV) --no-compile -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(PINNED) | $(VENV)/bin/python
	@echo "Installing what Duly and its tests need, at the versions of constraints.txt"
	@$(RUN)/python tools/install.py $(VENV) --no-compile -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.runtime

# Above Python 3.10 pip would quietly pick Rasa 1.10 of 2020: hence the exact version and the exact Python.
$(RASA)/bin/rasa:
	@$(RASA_PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null || \
	  { echo "Rasa 3.6 needs Python 3.10, and '$(RASA_PYTHON)' is not one. Try: make rasa RASA_PYTHON=/path/to/python3.10" >&2; exit 1; }
	@echo "Making a virtual environment for Rasa in $(RASA) (2.7 GB)"
	@rm -rf $(RASA) && $(RASA_PYTHON) -m venv $(RASA)
	@$(RASA)/bin/python tools/install.py $(RASA) --no-compile -c constraints-rasa.txt 'rasa==3.6.21' || { rm -rf $(RASA); exit 1; }

$(RASA)/models/duly.tar.gz: $(RASA)/bin/rasa $(wildcard nlu_data/*.yml nlu_data/*/*.yml)
	@echo "Training Rasa from nlu_data/, $(RASA_EPOCHS) times over (30 take a quarter of an hour on two cores)"
	@mkdir -p $(RASA)/models && sed 's/epochs: .*/epochs: $(RASA_EPOCHS)/' nlu_data/config.yml >$(RASA)/config.yml
	@PYTHONWARNINGS=ignore RASA_TELEMETRY_ENABLED=false TF_CPP_MIN_LOG_LEVEL=2 SQLALCHEMY_SILENCE_UBER_WARNING=1 LOG_LEVEL=WARNING \
	  $(RASA)/bin/rasa train nlu --nlu nlu_data/nlu --config $(RASA)/config.yml --domain nlu_data/domain.yml \
	  --out $(RASA)/models --fixed-model-name duly
	@echo "Serve it: $(RASA)/bin/rasa run --enable-api -m $@ -i 127.0.0.1 -p 5005"
