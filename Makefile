# Every target sets up what it needs: Python >= 3.11 is the only thing that must be there.
# `make VENV= ...` uses the Python that is there instead, with what is installed in it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(if $(VENV),$(VENV)/bin/)
RUN := $(if $(VENV),$(BIN)python,$(PYTHON))
READY := $(if $(VENV),$(VENV)/.installed)
PYTEST_ARGS ?= -n auto

.PHONY: demo test test-all bench gpu docs gallery lint typecheck format venv clean

demo: venv  ## simulate the headline network and draw it
	$(RUN) -m snn demo

test: venv  ## the test suite without the slow tests
	$(RUN) -m pytest -q $(PYTEST_ARGS)

test-all: venv  ## the test suite with the slow tests
	$(RUN) -m pytest -q -m "slow or not slow" $(PYTEST_ARGS)

bench: venv  ## the speed of every benchmark workload, and of construction
	$(RUN) -m snn bench

# Tests of the cupy backend, and those that go through every backend that is there.
ON_GPU := "cupy or test_draw or test_names or test_kernels or test_synapses or every_backend or any_size or learning_switched"
GPU_TESTS ?= -n 8 --continue-on-collection-errors
GPU_ARGS ?=

gpu: venv  ## every backend test on the GPU, none skipped, then every benchmark, as JSON
	$(if $(VENV),$(RUN) -m pip install --quiet --disable-pip-version-check -e ".[gpu]")
	@$(RUN) -m snn info --require cupy || \
	  { echo "make gpu: no GPU backend runs here; the line above says why"; exit 1; }
	SNN_REQUIRE=cupy $(RUN) -m pytest -q -k $(ON_GPU) $(GPU_TESTS); tests=$$?; \
	  $(RUN) -m benchmarks.gpu $(GPU_ARGS) && exit $$tests

# The warning that is switched off is about MkDocs 2; pyproject.toml asks for MkDocs 1.
docs: venv  ## the documentation, into build/site
	NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs build --strict --quiet

gallery: venv  ## run the examples and renew the gallery's figures; ONLY="chain delays" runs those
	$(RUN) docs/gallery.py $(if $(ONLY),--only $(ONLY))

lint: venv
	$(BIN)ruff check .
	$(BIN)ruff format --check .

format: venv
	$(BIN)ruff check --fix .
	$(BIN)ruff format .

# mypy finds packages by folder, and `backends/` is the package snn.backends: a tree of links shows
# it the layout that the installed package has.
TYPING := build/typing/snn
typecheck: venv
	rm -rf $(TYPING) && mkdir -p $(TYPING)
	ln -s $(addprefix ../../../,$(wildcard snn/*) backends kernels) $(TYPING)/
	cd build/typing && "$(if $(VENV),$(abspath $(BIN))/)mypy" --config-file ../../pyproject.toml -p snn

venv: $(READY)

ifneq ($(READY),)
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "snn needs Python >= 3.11; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $(READY)
endif

clean:
	rm -rf $(VENV) build dist figures
