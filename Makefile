# Every target is one call of bootstrap.py, so that Windows, which has no make, misses nothing.
# Another interpreter: make test PYTHON=python3.12      More words for the command: make test ARGS="-k gini"
PYTHON ?= python3
ARGS ?=

.PHONY: help setup appendices test test-all lab notebooks lock
.DEFAULT_GOAL := help

help:        ## this list
	@sed -n 's/^\([a-z-]*\): *## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

setup:       ## .venv with the pinned packages
	@$(PYTHON) bootstrap.py setup

appendices:  ## everything appendices.toml asks for, into outputs/
	@$(PYTHON) bootstrap.py appendices $(ARGS)

test:        ## lint, unit tests, notebooks: what has to pass before a change is accepted
	@$(PYTHON) bootstrap.py test $(ARGS)

test-all:    ## the same with the slow tests
	@$(PYTHON) bootstrap.py test-all $(ARGS)

lab:         ## the notebooks in JupyterLab
	@$(PYTHON) bootstrap.py lab $(ARGS)

notebooks:   ## run the committed notebooks again and strip them
	@$(PYTHON) bootstrap.py notebooks $(ARGS)

lock:        ## write constraints.txt anew (needs uv)
	@$(PYTHON) bootstrap.py lock $(ARGS)
