# Autoencoders, Measured. Each command is a line or two over public tools, so that
# you can type it yourself: python -m venv .venv, pip install -r requirements.txt
# and then the lines below, with the programs of .venv/bin.

PYTHON ?= python3
export REQUIRE
# glibc keeps freed memory for the next step: convolutions train twice as fast.
export MALLOC_TOP_PAD_ ?= 67108864
BIN = .venv/bin
# `make test CHAPTER=01` and `make refresh CHAPTER="01 02"` take only these.
CHROMIUM ?= $(firstword $(foreach name,chromium chromium-browser google-chrome chrome,$(shell command -v $(name))))
NOTEBOOKS = $(CHAPTER:%=chapters/%_*.ipynb)
TESTS = $(if $(CHAPTER),tests/test_notebooks.py $(NOTEBOOKS) -k "$(subst _ ,_ or ,$(CHAPTER:%=%_))") $(ARGS)
# All tests run by JOBS processes, a file each, so JOBS notebooks at a time: auto
# is as many as there are cores, and 3 GiB of memory for each.
JOBS ?= auto
WORKERS = $(if $(CHAPTER),,-n $(JOBS) --dist loadfile --no-loadscope-reorder)
LIMIT = $(if $(MINUTES),--minutes $(MINUTES))

.PHONY: help book pdf check test test-colab lab minutes data refresh draw study seeds serve links lint constraints
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/  make \1\t/p' Makefile | expand -t 20

book: .venv/ready  ## build the site from the notebooks' stored outputs
	$(BIN)/jupyter-book build . -n -W --keep-going
	@echo "The book is at $(CURDIR)/_build/html/index.html"

pdf: .venv/ready  ## the whole book as one PDF, printed by Chromium or Chrome
	$(if $(CHROMIUM),,$(error make pdf needs Chromium or Chrome: CHROMIUM=/path/to/it))
	$(BIN)/jupyter-book build . -n -W --keep-going --builder singlehtml
	$(CHROMIUM) --headless $(if $(filter 0,$(shell id -u)),--no-sandbox) --virtual-time-budget=60000 --no-pdf-header-footer --generate-pdf-document-outline --print-to-pdf=_build/book.pdf "file://$(CURDIR)/_build/singlehtml/index.html"
	@echo "The book is at $(CURDIR)/_build/book.pdf"

check: book  ## all that runs no notebook: the files, the helpers, the site
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile tests $(ARGS)

test: .venv/ready  ## check all, and run every notebook; MINUTES=60 for what fits
	$(BIN)/python -m pytest $(WORKERS) $(LIMIT) $(TESTS)

test-colab: .venv-colab/ready  ## the same with the versions that Google Colab has
	.venv-colab/bin/python -m pytest $(WORKERS) $(LIMIT) $(TESTS)

lab: .venv/ready  ## open the chapters in JupyterLab
	$(BIN)/python -m jupyter trust chapters/*.ipynb
	$(BIN)/python -m jupyterlab chapters $(if $(filter 0,$(shell id -u)),--allow-root) $(ARGS)

minutes: .venv/ready  ## how long each notebook takes on this machine
	$(BIN)/python tools/ledger.py --minutes $(NOTEBOOKS)

data: .venv/ready  ## download the data sets; an error unless all are the real ones
	$(BIN)/python tools/fetch_data.py

refresh: .venv/ready  ## run the chapters on the real data and store the results
	$(BIN)/python tools/refresh.py $(NOTEBOOKS)
	$(if $(CHAPTER),,$(BIN)/python tools/draw.py)

draw: .venv/ready  ## train the models that the first page draws with, and store them
	$(BIN)/python tools/draw.py

study: .venv/ready  ## run a chapter with more seeds and store the spread: CHAPTER=05
	$(BIN)/python tools/study.py $(if $(SEEDS),--seeds "$(SEEDS)") $(NOTEBOOKS) $(ARGS)

seeds: .venv/ready  ## the margins of the claims: CHAPTER=01 SEEDS="1 2 3"
	$(BIN)/python tools/seeds.py $(if $(SEEDS),--seeds "$(SEEDS)") $(NOTEBOOKS) $(ARGS)

serve: book  ## build the site and show it at http://localhost:8000
	$(BIN)/python -m http.server 8000 --bind localhost --directory _build/html

links: .venv/ready  ## ask every link to another site whether it still leads there
	$(BIN)/jupyter-book build . -n --keep-going --builder linkcheck

lint: .venv/ready  ## check and format the code, the notebooks' too
	$(BIN)/python -m ruff check . && $(BIN)/python -m ruff format --check .

# The environment. The pinned versions make it the same everywhere; where a pin
# cannot be had (another Python, another system), the ranges decide, and a line
# says so. REQUIRE=pins makes that a failure.
.venv/ready: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info < (3, 14) or sys.exit("Python 3.11, 3.12 or 3.13 is needed (newer ones have no TensorFlow yet, older ones no Keras 3.13), and $(PYTHON) is %d.%d: make PYTHON=python3.13 ..." % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q -r requirements.txt -c constraints.txt || { \
	  echo "The pinned versions of constraints.txt could not be installed (see above)."; \
	  case " $(REQUIRE) " in *" pins "*) exit 1;; esac; \
	  echo "Taking the newest that requirements.txt allows: numbers may differ in the last digits."; \
	  $(BIN)/python -m pip install -q -r requirements.txt; }
	@touch .venv/ready

.venv-colab/ready: requirements.txt constraints-colab.txt
	$(PYTHON) -m venv .venv-colab
	.venv-colab/bin/python -m pip install -q -r requirements.txt -c constraints-colab.txt
	@touch .venv-colab/ready

constraints:  ## renew the environment and constraints.txt with the newest versions
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install -q -r requirements.txt
	(sed -n '/^#/p' constraints.txt; $(BIN)/python -m pip freeze) > constraints.new && mv constraints.new constraints.txt
	@touch .venv/ready
