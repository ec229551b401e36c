# Two commands do everything on a fresh machine with python3 (and its venv) and make: `make run` and `make test`.
.POSIX:
.SILENT:
.PHONY: run test test-slow install check bench lock clean

UV = 0.13.9
PYTHON = python3

run: .venv/run
	.venv/bin/nonet run

test: .venv/dev .venv/system
	.venv/bin/python -m pytest -m "not slow" -n 2 --dist loadfile

test-slow: .venv/dev .venv/system
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
	echo "Making .venv ..."
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV) || true
	touch $@

.venv/run: .venv/uv requirements.lock pyproject.toml
	echo "Installing what Nonet needs into .venv; the first time takes a minute or two ..."
	INSTALL="$$(test -x .venv/bin/uv && echo .venv/bin/uv pip install --quiet --python .venv/bin/python || echo .venv/bin/python -m pip install --quiet --disable-pip-version-check)"; \
	$$INSTALL --require-hashes -r requirements.lock && $$INSTALL --no-deps --editable .
	touch $@

.venv/dev: .venv/run requirements-dev.lock
	INSTALL="$$(test -x .venv/bin/uv && echo .venv/bin/uv pip install --quiet --python .venv/bin/python || echo .venv/bin/python -m pip install --quiet --disable-pip-version-check)"; \
	$$INSTALL --require-hashes -r requirements-dev.lock
	touch $@

# What tests talk to: an emoji font to draw with, a browser, a database server. Where one cannot be installed, the tests
# that need it say so and skip.
.venv/system: .venv/uv
	WANTED=""; \
	ls /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf >/dev/null 2>&1 || WANTED="$$WANTED fonts-noto-color-emoji"; \
	command -v chromium >/dev/null || WANTED="$$WANTED chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || WANTED="$$WANTED postgresql"; \
	test -z "$$WANTED" || \
	{ test "$$(id -u)" = 0 && apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$WANTED >/dev/null; } || \
	echo "to test everything, install$$WANTED"
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
