# Two commands do everything on a fresh machine with python3 (and its venv) and make: `make run` and `make test`.
# Another Python is chosen by name: `make run PYTHON=python3.13`.
.POSIX:
.SILENT:
.NOTPARALLEL:
.PHONY: run test test-slow install check bench gpu gpu-wheels lock clean python

UV = 0.13.9
PYTHON = python3
INSTALL = $$(test -x .venv/bin/uv && echo .venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python || echo .venv/bin/python -m pip install --quiet --disable-pip-version-check)
NOT_INSTALLED = { echo "Nonet's packages could not be installed (see above). Is there a network? Then run make again." >&2; exit 1; }

run: python .venv/run
	.venv/bin/python -m bot run

test: python .venv/dev .venv/system
	.venv/bin/python -m pytest -m "not slow" -n 2 --dist loadfile --no-loadscope-reorder

test-slow: python .venv/dev .venv/system
	.venv/bin/python -m pytest -m slow

check: python .venv/dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/python tests/checks/licences.py
	.venv/bin/python tests/checks/layout.py

bench: python .venv/dev
	.venv/bin/python -m tests.bench.against_min_dalle

# Uses .venv, with CUDA as docs/benchmarks.md says; without one, PYTHON and its JAX, beside the wheels of `make gpu-wheels`.
# Needs no network. GPU_OPTIONS as in: make gpu GPU_OPTIONS="--minutes 20 --hands hands"
gpu:
	RUN=.venv/bin/python; \
	if ! test -x $$RUN; then \
	RUN="$(PYTHON)"; export PYTHONPATH="build/gpu-packages:$$PYTHONPATH"; rm -rf build/gpu-packages && mkdir -p build/gpu-packages || exit; \
	for wheel in build/gpu-wheels/*.whl; do test ! -e "$$wheel" || "$$RUN" -m zipfile -e "$$wheel" build/gpu-packages || exit; done; fi; \
	"$$RUN" -m tests.bench.gpu $(GPU_OPTIONS)

gpu-wheels: python .venv/run
	.venv/bin/python -m tests.bench.gpu.wheels build/gpu-wheels

install: python .venv/run

# Refuses a Python that Nonet does not know, and a .venv that cannot be one. A .venv of another version than PYTHON is
# removed, and made again below.
python:
	VERSION='import sys; print("%d.%d" % sys.version_info[:2])'; \
	FOUND="$$("$(PYTHON)" -c "$$VERSION" 2>/dev/null || true)"; \
	case "$$FOUND" in \
	3.11|3.12|3.13|3.14) ;; \
	*) echo "Nonet needs Python 3.11, 3.12, 3.13 or 3.14, but $(PYTHON) is $${FOUND:-missing}; name another one, as in: make run PYTHON=python3.13" >&2; exit 1 ;; \
	esac; \
	if test -L .venv && ! test -e .venv; then \
	echo "Nonet needs a folder .venv here, but .venv is a link to a place that is gone; remove it: rm .venv" >&2; exit 1; fi; \
	if test -e .venv && ! test -d .venv; then \
	echo "Nonet needs a folder .venv here, but .venv is a file; move it away." >&2; exit 1; fi; \
	if test -e .venv && test "$$(.venv/bin/python -c "$$VERSION" 2>/dev/null)" != "$$FOUND"; then \
	echo "Removing .venv: it was not made with Python $$FOUND."; rm -rf .venv; fi

# uv installs in a second what pip installs in a minute; where uv cannot be had, pip does the same with the same hashes.
.venv/uv:
	echo "Making .venv ..."
	test -x .venv/bin/python || "$(PYTHON)" -m venv .venv || \
	{ rm -rf .venv; echo "$(PYTHON) cannot make .venv; where it lacks the module venv, install that (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null 2>&1 || \
	{ echo ".venv has no pip; remove it and run make again: rm -r .venv" >&2; exit 1; }
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV) 2>/dev/null || true
	touch $@

.venv/run: .venv/uv requirements-build.lock requirements.lock pyproject.toml
	echo "Installing what Nonet needs into .venv; the first time takes a minute or two ..."
	$(INSTALL) --require-hashes -r requirements-build.lock -r requirements.lock && \
	$(INSTALL) --no-deps --no-build-isolation --editable . || $(NOT_INSTALLED)
	touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock || $(NOT_INSTALLED)
	touch $@

# What tests talk to: fonts for captions, a browser, a database server. Where one cannot be installed, the tests that need
# it say so and skip.
.venv/system: .venv/uv
	WANTED=""; \
	ldconfig -p 2>/dev/null | grep -q libEGL.so.1 || WANTED="$$WANTED libegl1 libgl1"; \
	ls /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf >/dev/null 2>&1 || WANTED="$$WANTED fonts-noto-color-emoji"; \
	ls /usr/share/fonts/truetype/noto/NotoSansThai-Bold.ttf >/dev/null 2>&1 || WANTED="$$WANTED fonts-noto-core"; \
	ls /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc >/dev/null 2>&1 || WANTED="$$WANTED fonts-noto-cjk"; \
	command -v chromium >/dev/null || WANTED="$$WANTED chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || WANTED="$$WANTED postgresql"; \
	test -z "$$WANTED" || \
	{ test "$$(id -u)" = 0 && apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$WANTED >/dev/null; } || \
	echo "to test everything, install$$WANTED"
	touch $@

lock: python .venv/uv
	LOCK=".venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-config"; \
	sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | $$LOCK - -o requirements-build.lock && \
	$$LOCK pyproject.toml -o requirements.lock && \
	$$LOCK pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock && \
	for extra in postgres cuda12 cuda13; do \
		$$LOCK pyproject.toml --extra postgres --extra $$extra -c requirements.lock -o requirements-$$extra.lock || exit; \
	done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
