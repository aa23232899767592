# `make run` and `make test` are all a fresh clone needs. Set-up itself is in .ci/setup.sh.

BIN := .venv/bin
PORT ?= 7860
# Files of tests at a time. Each needs about 2 GB of memory.
WORKERS ?= 2
# The models that tests ask. They are fetched once, into the cache directory of this user.
TESTED := e5-small qwen-1.5b qwen-0.5b gemma-270m
export HF_HUB_OFFLINE ?= 1

.PHONY: help run index test test-all bench lint lock clean

help:
	@echo "make run    set up, fetch the models, index the articles in seeds/, serve the page on 127.0.0.1:$(PORT)"
	@echo "make index  set up, fetch the models and index the articles in seeds/"
	@echo "make test   set up and run the tests (make test-all: the slow ones, too)"
	@echo "make bench  set up and measure speed: make bench DATA=FOLDER, the test sets (docs/performance.md)"
	@echo "make lint   set up and check style and types"
	@echo "make lock   pin the newest versions that fit in constraints.txt"
	@echo "make clean  remove .venv and caches (not index/)"
	@echo "Another Python or port: make run PYTHON=/path/to/python3.12 PORT=7861"

run: index
	$(BIN)/onrecord serve --port $(PORT)

index:
	@.ci/setup.sh
	$(BIN)/onrecord model get
	$(BIN)/onrecord index

test:
	@.ci/setup.sh dev
	$(BIN)/onrecord model get $(TESTED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# With the tests that take half a minute or more each: a cluster, the benchmarks in small.
test-all:
	@.ci/setup.sh dev
	$(BIN)/onrecord model get $(TESTED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m ""

bench:
	@[ -d "$(DATA)" ] || { echo "Name the folder with the test sets: make bench DATA=FOLDER"; exit 2; }
	@.ci/setup.sh dev
	$(BIN)/onrecord model get
	$(BIN)/onrecord index "$(DATA)/bbc-news" --index benchmarks/results/index
	$(BIN)/python -m benchmarks.startup --index benchmarks/results/index
	$(BIN)/python -m benchmarks.first_token --data "$(DATA)" --index benchmarks/results/index
	$(BIN)/python -m benchmarks.memory --data "$(DATA)" --index benchmarks/results/index
	$(BIN)/python -m benchmarks.load --data "$(DATA)" --index benchmarks/results/index
	$(BIN)/python -m benchmarks.index_speed --data "$(DATA)"
	$(BIN)/python -m benchmarks.peers --data "$(DATA)"
	$(BIN)/python -m benchmarks.plots

lint:
	@.ci/setup.sh dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lock:
	@.ci/setup.sh dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --all-extras \
		--no-annotate --upgrade --custom-compile-command "make lock" --output-file constraints.txt pyproject.toml

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
