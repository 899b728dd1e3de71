# Everything the workbench needs, from a fresh clone: `make help`.
# Each finished step leaves a file in .stamps/ and is not done again until what it was made from changes.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first Python on this machine that is new enough.
export PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV   := .venv
PY     := $(VENV)/bin/python
DONE   := .stamps
# What provide_node.sh puts there goes before the machine's own.
export PATH := $(CURDIR)/$(DONE)/node:$(PATH)
# Nothing a developer has set for other work reaches the packages or the tests.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

PACKAGES := $(patsubst %/__init__.py,%,$(wildcard $(addsuffix /__init__.py,workbench disclosure agreements negotiation evaluation)))
CLIENT   := $(shell find workbench/web/client workbench/web/css workbench/web/images -type f 2>/dev/null)
PHRASES  := $(wildcard $(PACKAGES:%=%/translations/zh_Hans_CN/LC_MESSAGES/messages.po))
PIP      := $(PY) -m pip --disable-pip-version-check install --no-deps --require-hashes --progress-bar off
RUFFED   := $(PACKAGES) $(wildcard tests scripts bench migrations wsgi.py)

step = @printf '\n== %s\n' "$(1)"

.PHONY: help
help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: $(DONE)/system $(DONE)/python $(DONE)/client $(DONE)/words  ## set everything up and start nothing

.PHONY: run
run: build  ## set everything up, then start the workbench with its demo world
	$(call step,Database)
	$(PY) -m workbench migrate
	$(call step,Demo world)
	$(PY) -m workbench demo
	$(call step,Web server and worker)
	exec $(PY) -m workbench serve

.PHONY: test
test: $(DONE)/system $(DONE)/system-test $(DONE)/python-test $(DONE)/client $(DONE)/words  ## set everything up, then run all tests this machine can run
	$(PY) scripts/run_tests.py $(TESTFLAGS)

# Each check runs even when an earlier one failed, so that one run shows everything there is to mend.
CHECKS := check-format check-lint check-types check-imports check-templates check-client check-words check-tree
.PHONY: check $(CHECKS)
check: $(DONE)/python-test $(DONE)/npm  ## read the code: format, lint, types, layers, templates, translations
	@$(MAKE) --keep-going $(CHECKS)

check-format:
	$(call step,Format)
	$(VENV)/bin/ruff format --check $(RUFFED)
check-lint:
	$(call step,Lint)
	$(VENV)/bin/ruff check $(RUFFED)
check-types:
	$(call step,Types)
	$(VENV)/bin/mypy $(PACKAGES)
check-imports:
	$(call step,Layers)
	$(VENV)/bin/lint-imports --no-cache --no-logo
check-templates:
	$(call step,Templates)
	$(VENV)/bin/djlint --lint --quiet $(PACKAGES)
check-client:
	$(call step,Types of the browser scripts)
	npm run --silent check
check-words:
	$(call step,Translations)
	$(PY) scripts/words.py check
check-tree:
	$(call step,Tree)
	sh scripts/check_tree.sh

.PHONY: format
format: $(DONE)/python-test  ## put the Python code into the house format
	$(VENV)/bin/ruff check --fix-only --quiet $(RUFFED)
	$(VENV)/bin/ruff format $(RUFFED)

.PHONY: words
words: $(DONE)/python  ## bring new English sentences into the Chinese word lists
	$(PY) scripts/words.py update

.PHONY: bench
bench: $(DONE)/system $(DONE)/python-test $(DONE)/client $(DONE)/words  ## measure this machine with every benchmark in bench/
	@for each in $(wildcard bench/*.py); do \
	    [[ $$each == */_* ]] && continue; printf '\n== %s\n' $$each; $(PY) -m bench.$$(basename $$each .py); done

.PHONY: lock
lock: $(DONE)/python-test  ## renew the locked versions of all libraries
	for each in requirements requirements-dev requirements-node; do \
	    $(VENV)/bin/uv pip compile --upgrade --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	        --no-emit-index-url --custom-compile-command 'make lock' --quiet $$each.in -o $$each.txt; done
	npm update --ignore-scripts

.PHONY: clean
clean:  ## delete what make has built; the data in var/ stays
	rm -rf $(VENV) $(DONE) node_modules build dist workbench/web/static/built .mypy_cache .ruff_cache .pytest_cache
	find $(PACKAGES) -name '*.mo' -delete

# The steps, from the machine up to the bundle.

$(DONE)/system: scripts/system_packages.sh
	$(call step,System libraries)
	@sh scripts/system_packages.sh run
	@mkdir -p $(@D) && touch $@

$(DONE)/system-test: scripts/system_packages.sh
	$(call step,System packages for the tests)
	@mkdir -p $(@D)
	@sh scripts/system_packages.sh test && touch $@ || [ $$? = 3 ]

$(DONE)/venv: | $(DONE)/system
	$(call step,Virtual environment)
	@[ -n "$(PYTHON)" ] || { echo "   Python 3.11 or newer is needed: sudo apt-get install python3"; exit 1; }
	$(PY) -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(DONE)/python: requirements.txt | $(DONE)/venv
	$(call step,Python packages)
	$(PIP) -r requirements.txt
	@printf '#!%s\nimport sys\n\nsys.path.insert(0, "%s")\nfrom workbench.__main__ import main\n\nmain()\n' \
	    "$(CURDIR)/$(PY)" "$(CURDIR)" > $(VENV)/bin/workbench && chmod +x $(VENV)/bin/workbench
	@touch $@

$(DONE)/python-test: requirements-dev.txt $(DONE)/python
	$(call step,Python packages for tests and checks)
	$(PIP) -r requirements-dev.txt
	@touch $@

$(DONE)/node/ready: scripts/provide_node.sh requirements-node.txt | $(DONE)/venv
	$(call step,Node)
	@sh scripts/provide_node.sh $(PY) $(@D)
	@touch $@

$(DONE)/npm: package.json package-lock.json .npmrc $(DONE)/node/ready
	$(call step,Front-end libraries)
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(DONE)/client: scripts/build_client.mjs $(CLIENT) $(DONE)/npm
	$(call step,Front end)
	npm run --silent build
	@touch $@

$(DONE)/words: scripts/words.py $(PHRASES) $(DONE)/python
	$(call step,Translations)
	$(PY) scripts/words.py compile
	@touch $@
