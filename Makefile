# Two commands do everything on a fresh machine with python3 (and its venv) and make: `make run` and `make test`.
.POSIX:
.SILENT:
.PHONY: run test test-slow install check bench lock clean

UV = 0.13.9
PYTHON = python3
MODEL = dalle-mini/dalle-mini
PROMPT = a spaghetti parade

run: .venv/run
	.venv/bin/nonet model pull --offline $(MODEL) >/dev/null 2>&1 || .venv/bin/nonet model pull $(MODEL)
	.venv/bin/nonet imagine "$(PROMPT)"

test: .venv/dev .venv/font
	.venv/bin/python -m pytest -m "not slow"

test-slow: .venv/dev
	.venv/bin/python -m pytest -m slow

check: .venv/dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: .venv/dev
	.venv/bin/python -m tests.bench.against_min_dalle

install: .venv/run

# uv installs in a second what pip installs in a minute; where uv cannot be had, pip does the same with the same hashes.
.venv/uv:
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV) || true
	touch $@

.venv/run: .venv/uv requirements.lock pyproject.toml
	INSTALL="$$(test -x .venv/bin/uv && echo .venv/bin/uv pip install --quiet --python .venv/bin/python || echo .venv/bin/python -m pip install --quiet --disable-pip-version-check)"; \
	$$INSTALL --require-hashes -r requirements.lock && $$INSTALL --no-deps --editable .
	touch $@

.venv/dev: .venv/run requirements-dev.lock
	INSTALL="$$(test -x .venv/bin/uv && echo .venv/bin/uv pip install --quiet --python .venv/bin/python || echo .venv/bin/python -m pip install --quiet --disable-pip-version-check)"; \
	$$INSTALL --require-hashes -r requirements-dev.lock
	touch $@

# Training pictures are made of this font. Where it cannot be installed, the tests that draw with it say so and skip.
.venv/font: .venv/uv
	ls /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf >/dev/null 2>&1 || \
	{ test "$$(id -u)" = 0 && apt-get -qq update && apt-get -qq install -y --no-install-recommends fonts-noto-color-emoji >/dev/null; } || \
	echo "install fonts-noto-color-emoji to test the training pictures, too"
	touch $@

lock: .venv/uv
	LOCK=".venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-config"; \
	$$LOCK pyproject.toml -o requirements.lock && \
	$$LOCK pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock && \
	for extra in postgres cuda12 cuda13; do \
		$$LOCK pyproject.toml --extra postgres --extra $$extra -c requirements.lock -o requirements-$$extra.lock || exit; \
	done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
