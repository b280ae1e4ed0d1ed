# Loopgate. `make` lists what there is. Needs Node 20 or newer with npm; the Node that runs Loopgate comes with `make deps`.

SYSTEM_PATH := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
NODE := node_modules/.bin/node
INSTALLED := node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help run test deps build check example test-coverage test-clients bench campaign fake-telegram docker-build docker-compose clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: build ## Install if needed, build, and start Loopgate on 127.0.0.1:8080
	@exec $(NODE) cli/dist/loopgate.js serve

test: deps ## Install if needed, and run every check and every test
	@$(NODE) scripts/test.ts

deps: $(INSTALLED) ## Install what package-lock.json names, if that was not done yet
	@case "$$($(NODE) --version 2>&1)" in v24.*) ;; *) \
	  echo "Loopgate needs its own Node 24 in node_modules/.bin/node, and found: $$($(NODE) --version 2>&1)" >&2; \
	  echo "npm puts it there with the install script of the package 'node', unless scripts are switched off:" >&2; \
	  echo "see 'npm config get ignore-scripts', then 'rm -rf node_modules' and 'make deps'." >&2; exit 1;; esac

# npm runs on the machine's own Node, since it replaces the one in node_modules.
$(INSTALLED): package-lock.json
	@PATH="$(SYSTEM_PATH)"; command -v npm >/dev/null && command -v node >/dev/null || \
	  { echo "Loopgate needs Node 20 or newer with npm to install: https://nodejs.org" >&2; exit 1; }
	@PATH="$(SYSTEM_PATH)"; node --eval 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || \
	  { echo "Loopgate needs Node 20 or newer to install, and found $$(PATH="$(SYSTEM_PATH)" node --version)" >&2; exit 1; }
	@echo "npm ci"; PATH="$(SYSTEM_PATH)" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

build: deps ## Bundle the command line and the server into cli/dist, the client into client/dist
	@$(NODE) scripts/build.ts

check: deps ## Format, lint, types, unused code, generated files
	@$(NODE) scripts/check.ts

example: build ## Play a story of examples/: make example STORY=trading
	@$(NODE) examples/start.ts $(STORY)

test-coverage: build ## Run the tests and write what they reach to coverage/
	@vitest run --coverage

bench: build ## Measure speed, beside the bare database in the same run
	@$(NODE) bench/main.ts

test-clients: build ## Run the real Claude Code, Codex, Gemini CLI and Copilot CLI, offline, for about ten minutes; installs them into your cache
	@vitest run --config test/mcp/real/vitest.config.ts

campaign: build ## Run kills, simulation and fuzz for long: make campaign MINUTES=30
	@$(NODE) scripts/campaign.ts $(or $(MINUTES),30)

fake-telegram: deps ## Start a Telegram without a token, in this terminal
	@$(NODE) fake-telegram/src/main.ts

docker-build: ## Build the image loopgate
	docker build --tag loopgate .

docker-compose: ## Start PostgreSQL in a container, for DB_ADAPTER=postgres
	docker compose --profile database up --detach --wait
	@echo "DB_ADAPTER=postgres DB_URI=postgres://loopgate:loopgate@127.0.0.1:5432/loopgate"

clean: ## Delete what was built or measured; node_modules stays
	rm -rf cli/dist cli/README.md cli/LICENSE coverage node_modules/.cache
