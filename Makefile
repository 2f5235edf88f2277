# make demo: install into .venv and answer for the README's patient. make test: the whole test suite.
# make editor: what an editor shows in rule files, asked of the real language server; it needs Node 20 and npm.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LANGUAGE_SERVER := tests/editor/node_modules/.package-lock.json

.PHONY: demo test lint editor bench clean

demo: $(INSTALLED)
	@$(BIN)/posology evaluate tests/examples/readme/patient.yaml

test: $(INSTALLED) lint
	$(BIN)/posology check
	$(BIN)/posology fmt --check rules
	$(BIN)/python -m pytest

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy

editor: $(INSTALLED) $(LANGUAGE_SERVER)
	$(BIN)/python -m pytest tests/editor

$(LANGUAGE_SERVER): tests/editor/package.json tests/editor/package-lock.json
	cd tests/editor && npm ci --silent
	@touch $@

bench: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[bench]"
	$(BIN)/python benchmarks/run.py

# Again only where what is installed has changed: later calls start at once.
$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) .venv-* tests/editor/node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
