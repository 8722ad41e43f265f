# Everything here works in a fresh clone: the virtual environment is made and kept up to date on the way.
# PORT and STADTTEILWERK_INSTANCE may stand in the environment or behind the target: make run PORT=5071

# The first Python that is new enough; without one, python3 itself says so (tools/bootstrap.py).
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$python; exit; fi; done; echo python3)
BIN := .venv/bin
STEP = @printf '\n== %s\n'

.DEFAULT_GOAL := help
.PHONY: run test bench lock translations format help

run: ## Start web server and worker with the Rostock demo on http://127.0.0.1:5000
	@$(PYTHON) tools/bootstrap.py runtime && exec $(BIN)/python -m app.serve

test: ## Run everything that guards the project: linters, types, tests on SQLite and PostgreSQL, browser
	@$(PYTHON) tools/bootstrap.py dev
	@$(BIN)/python tools/system_packages.py
	$(STEP) 'ruff' && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(STEP) 'mypy --strict' && $(BIN)/mypy
	$(STEP) 'import-linter' && $(BIN)/lint-imports
	$(STEP) 'djlint' && $(BIN)/djlint --lint templates
	$(STEP) 'pytest on SQLite' && $(BIN)/pytest -n 2 --database sqlite --ignore tests/e2e
	$(STEP) 'pytest on PostgreSQL' && $(BIN)/pytest -n 2 --database postgresql --ignore tests/e2e
	$(STEP) 'pytest in the browser' && $(BIN)/pytest -n 2 tests/e2e

bench: ## Measure against a bare Flask page and print the ratios with their limits
	@$(PYTHON) tools/bootstrap.py dev && $(BIN)/python tools/system_packages.py && exec $(BIN)/python -m bench

lock: ## Remake requirements.lock and requirements-dev.lock from pyproject.toml
	@$(PYTHON) tools/bootstrap.py dev
	@$(BIN)/uv pip compile pyproject.toml $(LOCK_OPTIONS) --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --constraint requirements.lock $(LOCK_OPTIONS) \
		--output-file requirements-dev.lock
	@! grep -nE 'file:|https?:|^-|/(opt|work|tmp|home|root)/' requirements.lock requirements-dev.lock

# --universal: one lock for every Python from 3.11 on. The other options keep addresses and paths out of the file.
LOCK_OPTIONS = --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-config \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

translations: ## Collect the German texts, update the catalogues and compile them
	@$(PYTHON) tools/bootstrap.py dev
	@mkdir -p .venv/translations app/translations
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --sort-output --no-location --no-wrap \
		--add-comments L10N: --keyword _l --keyword lazy_gettext --project Stadtteilwerk \
		--output-file .venv/translations/messages.pot app templates
	@test -d app/translations/en || $(BIN)/pybabel init --no-wrap --locale en \
		--input-file .venv/translations/messages.pot --output-dir app/translations
	@$(BIN)/pybabel update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
		--input-file .venv/translations/messages.pot --output-dir app/translations
	@$(BIN)/pybabel compile --directory app/translations

format: ## Put the code into its usual form and repair what ruff can repair by itself
	@$(PYTHON) tools/bootstrap.py dev && $(BIN)/ruff check --fix . && $(BIN)/ruff format .

help: ## List these targets
	@grep -hE '^[a-z]+: ## ' $(MAKEFILE_LIST) | sed 's/: ## /|/' | while IFS='|' read -r target meaning; \
		do printf '  make %-13s %s\n' "$$target" "$$meaning"; done
