# Two stamps say what .venv holds: what the program needs, or that and what the tests need (a superset).
RUNS  := .venv/.runs
TESTS := .venv/.tests
# The demo takes the environment that is there.
READY := $(if $(wildcard $(TESTS)),$(TESTS),$(RUNS))
IN    := .venv/bin/python -m
# Four on two cores: the tests with real processes wait more than they work.
JOBS  ?= 4
PROPERTIES := tests/workflow/periods/test_against_the_oracle.py tests/workflow/ladders/test_properties.py \
              tests/sources/test_minor_units.py
LOCK  := uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes \
         --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet

# Where this is set, every process of the tests and the demo would compile the program anew, for a second each.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test long properties mutants chaos findings-report robots pictures letters benchmarks coverage sure check lint types imports spelling compose numbers format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## watch one billing month look after itself (ARGS=--exit ends it after the month)
	@exec .venv/bin/countersign demo $(ARGS)

test: $(TESTS) ## run every test, with real PostgreSQL and Redis (ARGS="tests/web -k act" for some)
	@exec $(IN) pytest -n $(JOBS) --dist worksteal $(ARGS)

long: $(TESTS) ## the tests that take longest, which `make test` leaves out
	@exec $(IN) pytest -m long $(ARGS)

properties: $(TESTS) ## a million cases of billing periods and escalation plans against second opinions, and of money; 5,000 lives of the promise (CASES=20000 LIVES=200 for fewer)
	@CASES=$(or $(CASES),1000000) $(IN) pytest -n 2 --dist worksteal --timeout=0 -v $(PROPERTIES)
	@LIVES=$(or $(LIVES),5000) exec $(IN) pytest -n 2 --dist worksteal -v tests/promise

mutants: $(TESTS) ## plant mistakes in a copy of the program, one at a time: a test must notice each (ARGS=--only=lease)
	@exec $(IN) tests.mutants $(ARGS)

# Two arenas: with one for every thread, glibc keeps what the threads have long given back, and the figure says little.
chaos: $(TESTS) ## the engine against vendors that misbehave (SEED=7, N=5000 wrong answers, POSTGRES=1, ARGS=--without-defence)
	@SEED=$(or $(SEED),1) N=$(or $(N),1000) POSTGRES=$(POSTGRES) MALLOC_ARENA_MAX=2 $(IN) tests.chaos $(ARGS)

findings-report: $(TESTS) ## what the checks notice in the sandbox's year, beside what was planted in it (ARGS=--every lists all, --last=2027-02-28 takes another year)
	@exec $(IN) tests.findings_report $(ARGS)

robots: $(TESTS) ## robots over 100 mails, 10,000 hostile tokens, 20 races of 50 clicks on one seat: nothing decides that must not (ARGS="--mails 20")
	@exec $(IN) tests.robots $(ARGS)

pictures: $(TESTS) ## the pages and the letters as pictures in build/pictures, phone and desk, light and dark (ARGS="--letters opened")
	@exec $(IN) tests.pictures build/pictures $(ARGS)

letters: $(TESTS) ## every letter with sample data on one page, build/letters/index.html, at phone and desk width and as text
	@exec $(IN) tests.gallery build/letters

benchmarks: $(TESTS) ## 200 letters over one line and over four to a relay that takes 50 ms each, on both databases (ARGS="--mails 50")
	@exec $(IN) benchmarks.delivery $(ARGS)

coverage: $(TESTS) ## which lines the tests reach, without the stories, which measuring would slow down too much
	@exec $(IN) pytest -n $(JOBS) --dist worksteal --cov --cov-report=term --ignore tests/stories --ignore tests/acceptance -q

sure: check test ## everything that must hold before a commit: all checks, then all tests

check: lint types imports spelling compose numbers ## all checks without the tests

lint: $(TESTS) ## format and rules (ruff)
	$(IN) ruff format --check .
	$(IN) ruff check .

types: $(TESTS) ## types (mypy, strict)
	$(IN) mypy

imports: $(TESTS) ## who may import whom (import-linter)
	.venv/bin/lint-imports

spelling: $(TESTS) ## spelling (codespell)
	.venv/bin/codespell

compose: $(TESTS) ## docker-compose.yml against the Compose schema
	.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

numbers: $(TESTS) ## how long functions and files are
	$(IN) tests.house.numbers

format: $(TESTS) ## format the code and mend what can be mended
	$(IN) ruff check --fix-only .
	$(IN) ruff format .

lock: ## bring both lock files in line with pyproject.toml (needs uv; ARGS=--upgrade for newer versions)
	$(LOCK) $(ARGS) -o requirements.lock
	$(LOCK) $(ARGS) --extra dev -c requirements.lock -o requirements-dev.lock

clean: ## remove the environment, caches and reports
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage* htmlcov build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUNS): requirements.lock pyproject.toml
	@.ci/environment requirements.lock
	@touch $@

$(TESTS): requirements-dev.lock pyproject.toml
	@.ci/environment requirements-dev.lock
	@touch $(RUNS) $@
