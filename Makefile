# Two commands: `make demo` and `make test`. Both set up what they need, may be run again, in either order.
PYTHON  ?= python3
VENV    := .venv
DOMAIN  ?=
WORKSPACE := --workspace --exclude astrarium-py --features astrarium/parquet
SOURCES := $(shell git ls-files -co --exclude-standard ground commons domains faces Cargo.toml Cargo.lock pyproject.toml 2>/dev/null)

.PHONY: help demo test test-long bench check vectors examples clean

help:            ## what can be made
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: $(VENV)/installed       ## the main job on real X-ray files: spectra, pictures, a report
	@scripts/demo.sh $(VENV)

test: $(VENV)/installed-tests ## every test: Rust, Python, MPI, reference vectors, the house's checks
	@scripts/test.sh $(VENV)

test-long: $(VENV)/installed-tests ## fuzzing, kills at random blocks, reports in a browser
	@scripts/test_long.sh $(VENV)

bench:           ## floor, peer and ours from one run
	@bench/run.sh

check:           ## fmt, clippy, rustdoc, floors, sizes, generated files
	@cargo xtask check

# the whole workspace with one test by name uses again what `make test` compiled
vectors:         ## reference cases against $$ASTRARIUM_VECTORS; of one domain: make vectors DOMAIN=timing
	@cargo test --quiet $(if $(DOMAIN),--package astrarium-$(DOMAIN),$(WORKSPACE)) --test vectors -- --nocapture

examples: $(VENV)/installed   ## one question a folder, answered and compared
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" cargo xtask examples

$(VENV)/bin/python:
	@echo "== a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

# in-tree builds: a second install compiles only what changed
$(VENV)/installed: $(VENV)/bin/python $(SOURCES)
	@echo "== building and installing the package and the program (the first time takes minutes)"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check '.[plot]'
	@touch $@

$(VENV)/installed-tests: $(VENV)/installed faces/py/tests/requirements.txt
	@echo "== installing what the Python tests need"
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r faces/py/tests/requirements.txt
	@touch $@

clean:           ## remove what was built and set up here
	rm -rf target $(VENV) .venv-bench .venv-bench-ifu demo-results
