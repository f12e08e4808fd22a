# Thin on purpose: what a target does stands in its script.

.PHONY: help demo test papers bench lock vendor clean
.DEFAULT_GOAL := help
# What make bench measures.
SITES ?= 14,300,3000
SECONDS ?= 5
DATABASE ?= both

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 16

demo: ## set up, load a believable year and serve it: PORT=8000 HOST=127.0.0.1
	@scripts/demo.sh

test: ## set up what the tests need and run them all, on both databases and in a browser
	@scripts/test.sh

papers: ## take the conference of 7 December 2015 through its life and write its papers: OUT=out
	@scripts/papers.sh "$(or $(OUT),out)"

bench: ## measure speed under the production server beside a floor: SITES=14,300,3000 SECONDS=5 DATABASE=both
	@scripts/setup.sh
	@.venv/bin/python -m bench.run --sites "$(SITES)" --seconds "$(SECONDS)" --database "$(DATABASE)"
	@.venv/bin/python -m bench.papers

lock: ## lock the packages of pyproject.toml anew, in their newest versions
	@scripts/lock.sh --upgrade

vendor: ## fetch the front end's libraries, icons and fonts anew
	@scripts/setup.sh
	@.venv/bin/python scripts/vendor.py
	@.venv/bin/python scripts/subset_tinos.py

clean: ## remove what setting up and testing made; the database in instance/ stays
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache out
