# AnBeLo. Needs python 3.11 to 3.13 with pip, and make; no root, no Docker. `make` lists what there is.

PY := .venv/bin/python
CORES := $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# More words for the command: make run ARGS="--port 8080", make test ARGS=tests/rules
ARGS ?=
UV ?= uv
LOCK := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header setup.cfg

.DEFAULT_GOAL := help
.PHONY: help run test sure a11y lighthouse bench strings lock clean chromium check-strings
.DELETE_ON_ERROR:

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-8s %s\n' "$$name" "$$text"; done

run: .venv/.run ## Start everything with its own servers; Ctrl-C stops it, the data stays in .data
	@exec .venv/bin/anbelo run $(ARGS)

test: .venv/.dev chromium ## Run all tests, in parallel, on real servers and a real browser
	@$(PY) -m pytest -n $(CORES) --dist worksteal $(ARGS)

sure: .venv/.dev ## Check everything that needs no running system
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PY) -m djlint anbelo --lint --quiet
	$(PY) -m reuse lint --quiet || { $(PY) -m reuse lint; exit 1; }
	@$(MAKE) --no-print-directory check-strings

a11y: .venv/.dev chromium ## Look at every claimant's page in every language, light and dark, 320 and 1280 pixels
	@ANBELO_THOROUGH=1 $(PY) -m pytest -q -n 2 -s $(addprefix tests/story/test_,accessible.py zoom.py keyboard.py weight.py)

lighthouse: ## Lighthouse's slow phone on the form's pages of a running office (URL=http://127.0.0.1:8000; needs npm)
	@cd benchmarks/lighthouse && npm ci --silent --no-audit --no-fund && \
		CHROME_PATH=$${CHROMIUM:-$$(command -v chromium)} node run.mjs $(URL)

bench: .venv/.dev ## Measure: submissions, pages, jobs, memory
	@$(PY) benchmarks $(ARGS)

# --- words -----------------------------------------------------------------------------------

BABEL := $(PY) -m babel.messages.frontend -q
EXTRACT := $(BABEL) extract -k N_ --no-location --sort-output \
	--project AnBeLo --version 1
# What claimants may read stands here; languages without `"staff": true` need only these words.
PUBLIC := anbelo/intake anbelo/web anbelo/triage anbelo/notices anbelo/api anbelo/core anbelo/callbacks/telling.py
UPDATE := $(BABEL) update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
LISTS := $(PY) -c 'from anbelo.core.texts import SOURCE, offered; \
	print(*(":".join((one.code, one.code.split("-")[0], "staff" if one.staff else "public")) \
	for one in offered() if one.code != SOURCE))'

.PHONY: words
words: .venv/.dev
	@$(EXTRACT) -F translations/sources.cfg -o .venv/staff.pot anbelo
	@$(EXTRACT) -F translations/public.cfg -o .venv/public.pot $(PUBLIC)

strings: words ## Carry new and changed texts into the catalogues of translations/
	@for list in $$($(LISTS)); do \
		set -- $$(echo "$$list" | tr : " "); \
		$(UPDATE) -i .venv/$$3.pot --init-missing -l $$2 -o translations/$$1.po || exit 1; \
	done

check-strings: words
	@for list in $$($(LISTS)); do \
		set -- $$(echo "$$list" | tr : " "); \
		{ [ -f translations/$$1.po ] && \
			$(UPDATE) -i .venv/$$3.pot --check -l $$2 -o translations/$$1.po 2> .venv/words.log; } || { \
			echo "translations/$$1.po lags behind the code: make strings, then translate."; \
			exit 1; }; \
	done

# --- the environment ---------------------------------------------------------------------------

.venv/.run: requirements-run.txt .venv/.made
	@echo "Installing what AnBeLo needs (only now and after updates)."
	@$$(cat .venv/.pip) install -qq --disable-pip-version-check --require-hashes -r requirements-run.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.made
	@echo "Installing what the tests need (only now and after updates)."
	@$$(cat .venv/.pip) install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.run

# The package itself is not built: a path file and a start script point here, so nothing to compile,
# nothing to fetch, and a moved folder goes on working. Where Python has pip but not ensurepip
# (Debian without python3-venv), that pip fills the environment from outside.
.venv/.made:
	@fits='import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; \
	if ! $(PY) -c "$$fits" 2>/dev/null || ! { [ -f .venv/.pip ] || $(PY) -c "import pip"; }; then \
		rm -rf .venv; \
		for maker in ensurepip pip; do \
			for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
				[ -d .venv ] || ! "$$python" -c "import $$maker; $$fits" 2>/dev/null || \
				if [ $$maker = ensurepip ]; then "$$python" -m venv .venv || rm -rf .venv; else \
					"$$python" -m venv --without-pip .venv || rm -rf .venv; \
					echo "$$python -m pip --python $(PY)" > .venv/.pip; \
				fi; \
			done; \
		done; \
	fi; \
	if ! [ -d .venv ]; then \
		echo "AnBeLo needs Python 3.11, 3.12 or 3.13 with venv and pip. On Debian and Ubuntu:"; \
		echo "  apt install python3-venv python3-pip"; \
		echo "If Python is elsewhere: make PYTHON=/path/to/python3.11 run"; \
		exit 1; \
	fi
	@[ -f .venv/.pip ] || echo "$(PY) -m pip" > .venv/.pip
	@echo ../../../.. > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/anbelo.pth"
	@printf '%s\n' "#!/bin/sh" \
		"'''exec' \"\$$(dirname \"\$$(readlink -f \"\$$0\")\")/python\" \"\$$0\" \"\$$@\"" "' '''" \
		"from anbelo.cli import main" "" "main()" > .venv/bin/anbelo
	@chmod +x .venv/bin/anbelo
	@touch $@

# A browser found is used ($CHROMIUM first). None is no reason to skip the stories.
chromium:
	@found() { for name in "$$CHROMIUM" chromium-headless-shell chromium chromium-browser google-chrome \
		google-chrome-stable; do command -v "$$name" > /dev/null 2>&1 && return 0; done; return 1; }; \
	if ! found && [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		install() { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$$1"; }; \
		{ apt-get -qq update && { install chromium-headless-shell || install chromium; }; } \
			> .venv/chromium.log 2>&1 || tail -n 5 .venv/chromium.log; \
	fi; \
	found || { echo "The browser tests need Chromium: install the package chromium" \
		"(apt install chromium), or set CHROMIUM to its path."; exit 1; }

lock: ## Pin all dependencies with their hashes anew (needs uv)
	$(LOCK) --extra embedded --extra dev -o requirements-dev.txt
	$(LOCK) -c requirements-dev.txt -o requirements.txt
	$(LOCK) -c requirements-dev.txt --extra embedded -o requirements-run.txt

clean: ## Remove what was made here; the data in .data stays
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis \
		.schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
