# Liandong 联动. `make help` lists what can be made; Python 3.11 or newer and make are all that has to be here.
# The virtual environment .venv is made by itself, once, and made anew when requirements/dev.txt changes.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
SERVE ?= 1
PORT ?= 8000
ARGS ?=

BIN := .venv/bin
PACKAGES := liandong graph nlp dispatch api cli city bench
GENERATED := docs/schema.json docs/schema.md
PAGES := docs/knowledge
LINT := tools/cypher-lint

# Text that people really wrote, for measuring the classifier; the tests that want it say so when it isn't there.
ifeq ($(origin LIANDONG_EVAL_DATA),undefined)
ifneq ($(wildcard ../shared/data),)
export LIANDONG_EVAL_DATA := $(abspath ../shared/data)
endif
endif

.PHONY: help
help: ## this list 本说明
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-18s %s\n", $$1, $$2 }'
	@echo
	@echo '  PYTHON=python3.12 chooses the interpreter of .venv; ARGS="-k route" goes to pytest or the benchmark.'

.PHONY: run
run: .venv/ready ## build a small city, load it, show a dispatch, serve [SERVE=0] [PORT=8000] 演示
	@$(BIN)/liandong demo $(if $(filter 0 no false,$(SERVE)),--no-serve,--serve --port $(PORT))

.PHONY: test
test: .venv/ready ## the tests on the embedded engine 测试
	NEO4J_URI= $(BIN)/pytest $(ARGS)

.PHONY: test-neo4j
test-neo4j: .venv/ready ## the same tests on a real Neo4j 5.26; needs a JDK and Maven 在真实 Neo4j 上测试
	$(BIN)/python -m tests.neo4j_server -- $(BIN)/pytest $(ARGS)

.PHONY: lint
lint: lint-python lint-cypher ## format, style, types, import rules, Cypher 静态检查

.PHONY: lint-python
lint-python: .venv/ready ## the part of lint that needs Python only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: lint-cypher
lint-cypher: $(LINT)/node_modules/.package-lock.json ## every query against the schema; needs Node.js and npm
	node --test-reporter=spec $(LINT)/selftest.mjs
	find cypher -name '*.cypher' -print0 | LC_ALL=C sort -z | xargs -0 node $(LINT)/lint.mjs docs/schema.json

.PHONY: format
format: .venv/ready ## rewrite the Python files in the project's format 格式化
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: generated
generated: .venv/ready ## write the derived files anew 重新生成派生文件
	@mkdir -p $(sort $(dir $(GENERATED)))
	@for file in $(GENERATED); do \
	  case $$file in *.json) format=cypher-lint ;; *.md) format=markdown ;; esac; \
	  $(BIN)/liandong schema export --format $$format > $$file.new || { rm -f $$file.new; exit 1; }; \
	  mv $$file.new $$file; \
	done
	@$(BIN)/liandong catalogue pages --out $(PAGES)

.PHONY: check-generated
check-generated: ## fail when a derived file is stale 检查派生文件是否过期
	@before=$$(cksum $(GENERATED) $(PAGES)/*.md 2>/dev/null || true); $(MAKE) --no-print-directory generated; \
	if [ "$$before" != "$$(cksum $(GENERATED) $(PAGES)/*.md)" ]; then \
	  echo '派生文件已过期:运行 make generated 并提交。A derived file was stale: commit what make generated wrote:' $(GENERATED) $(PAGES) >&2; \
	  exit 1; \
	fi

.PHONY: bench
bench: .venv/ready ## measure speed and memory on this machine 性能测量
	$(BIN)/liandong bench $(ARGS)

.PHONY: lock
lock: .venv/locked ## resolve the dependencies anew into requirements/ 更新依赖锁
	@$(call compile,run.txt,pyproject.toml)
	@$(call compile,dev.txt,pyproject.toml --group dev)
	@$(call compile,build.txt,--group build)

# $(1): file in requirements/, $(2): what is resolved; what the file holds stays as long as it fits
define compile
$(BIN)/uv pip compile $(2) --universal --generate-hashes --no-emit-index-url \
  --no-annotate --no-header --python-version 3.11 --quiet --output-file requirements/$(1); \
if grep -n '://' requirements/$(1); then echo 'an address is in requirements/$(1)' >&2; exit 1; fi
endef

.PHONY: clean
clean: ## remove what was made here: .venv, caches, builds; data in .liandong stays 清理
	rm -rf .venv .cache build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf $(LINT)/node_modules
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Two stamps hold what they were made from, so that a new checkout with the same content installs nothing again.
.venv/ready: .venv/locked pyproject.toml
	@if ! cmp -s pyproject.toml $@; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@cp pyproject.toml $@

.venv/locked: requirements/dev.txt
	@if ! cmp -s $< $@; then \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo '需要 Python 3.11 或更高版本,可用 PYTHON=… 指定。Python 3.11 or newer is needed: install it, or name it as in make PYTHON=python3.12 …' >&2; \
	    exit 1; }; \
	  echo '准备 .venv(仅一次)… preparing .venv, once …'; \
	  rm -rf .venv; \
	  $(PYTHON) -m venv .venv || { \
	    echo '无法创建虚拟环境:请安装 venv 模块。The venv module is missing (Debian: python3-venv).' >&2; rm -rf .venv; exit 1; }; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; \
	fi
	@cp $< $@

$(LINT)/node_modules/.package-lock.json: $(LINT)/package-lock.json $(LINT)/package.json
	@command -v node >/dev/null && command -v npm >/dev/null || { \
	  echo '需要 Node.js 20 或更高版本及 npm。Node.js 20 or newer and npm are needed (Debian: nodejs npm).' >&2; exit 1; }
	@cd $(LINT) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@
