# `make` lists the targets. Everything runs in .venv, which is made from the locked requirements when need be.
# STACK=prod names another stack than `local`; ARGS='--diff' passes arguments on to Pulumi or pytest.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
NO_PYTHON = no Python 3.11 or newer is on PATH; install one, or name it: make PYTHON=/path/to/python3
PY = .venv/bin/python
LOCAL = $(PY) -m tools.local
STACK_OPTION = $(if $(STACK),--stack $(STACK))
SOURCES = $(wildcard config stack components policies localcloud ops scripts tools tests)

.DEFAULT_GOAL = help
.PHONY: help up preview refresh down status test check fmt tools docs bench venv lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: venv ## Bring the architecture up in the local cloud
	@$(LOCAL) up $(STACK_OPTION) $(ARGS)

preview: venv ## Show what `up` would change
	@$(LOCAL) preview $(STACK_OPTION) $(ARGS)

refresh: venv ## Show, and take into the state, what was changed behind Pulumi's back
	@$(LOCAL) refresh $(STACK_OPTION) $(ARGS)

down: venv ## Destroy what is up, and stop the local cloud
	@$(LOCAL) down $(STACK_OPTION) $(ARGS)

status: venv ## Say what is running and what is deployed
	@$(LOCAL) status $(ARGS)

test: check tools ## Run all that CI runs: check, then the tests
	@$(PY) -m pytest tests/unit tests/contract -q -n 2 --dist loadfile $(ARGS)
	@$(PY) -m pytest tests/engine -q -n 2 --dist loadgroup $(ARGS)

check: venv ## Check format, lint and types
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy --strict $(SOURCES)

fmt: venv ## Format the code and mend what the linter can
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

tools: venv ## Get the Pulumi toolchain if need be, and say which one is in use
	@$(PY) -m tools.pulumi

docs: venv ## Generate the pages that are made from the code
	@$(PY) -m scripts.generate_docs $(ARGS)

bench: tools ## Measure speed: figures, and ratios of runs side by side
	@$(PY) -m tests.bench $(ARGS)

venv: ## Make .venv from the locked requirements
	@$(or $(PYTHON),$(error $(NO_PYTHON))) tools/venv.py

lock: venv ## Recompile the locked requirements (ARGS=--upgrade for the newest versions)
	@$(PY) -m tools.lock $(ARGS)

clean: ## Stop the local cloud; delete it, its stacks, and all caches in the checkout
	@test ! -f .venv/complete || $(LOCAL) clean
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
