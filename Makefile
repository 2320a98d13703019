# Two commands: `make demo` and `make test`. Everything lives in .venv; uv is used when it is there.
PYTHON ?= python3
BIN := .venv/bin

PROBES ?= 100000

.PHONY: demo test shots lint mutants probes teeth texts docs clean

demo: .venv/.ready
	@$(BIN)/python manage.py demo $(DEMO)

test: .venv/.ready-dev
	@$(BIN)/python tests/suite.py

shots: .venv/.ready-dev
	@$(BIN)/python -m tests.shots $(SHOTS)

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/licences.py

mutants: .venv/.ready-dev
	$(BIN)/python tests/mutation/run.py

.venv/bin/python:
	@if command -v uv >/dev/null; then uv venv -q --python $(PYTHON) .venv; else $(PYTHON) -m venv .venv && $(BIN)/pip install -q --disable-pip-version-check -U "pip>=25.1"; fi

.venv/.ready: .venv/bin/python pyproject.toml
	@echo "Installing what the demo needs ..."
	@if command -v uv >/dev/null; then uv pip install -q -p $(BIN)/python -e .; else $(BIN)/pip install -q --disable-pip-version-check -e .; fi
	@touch $@

.venv/.ready-dev: .venv/.ready
	@echo "Installing what the tests need ..."
	@if command -v uv >/dev/null; then uv pip install -q -p $(BIN)/python -e . --group dev; else $(BIN)/pip install -q --disable-pip-version-check -e . --group dev; fi
	@touch $@

clean:
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis shots

probes: .venv/.ready-dev
	$(BIN)/python -m tests.probes $(PROBES)

teeth: .venv/.ready-dev
	$(BIN)/python -m tests.teeth $(TEETH)

texts: .venv/.ready-dev
	$(BIN)/python tests/texts.py

docs: .venv/.ready-dev
	$(BIN)/python tests/docs/make_language.py
	$(BIN)/python tests/docs/make_modules.py
