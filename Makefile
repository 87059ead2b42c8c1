# Three commands: `make run` serves the site, `make test` tests it, `make check` reads it critically.
# PORT, DATABASE_URL and the other settings come from the environment, from the command line
# (`make run PORT=8001`) or from .env.

.DEFAULT_GOAL := run
.PHONY: run test check

PY := .venv/bin/python
export PYTHONUNBUFFERED = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# $(call install,LOCK): the virtual environment with what requirements/LOCK.txt names. A copy of the
# lock stands in .venv once it is installed, so that pip is not asked again for the same.
define install
	set -eu; \
	if ! $(PY) -c 'import pip' 2>/dev/null; then \
	  for python in $${PYTHON:-} python3 python3.13 python3.12 python3.11; do \
	    if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then break; fi; \
	    python=; \
	  done; \
	  if [ -z "$$python" ]; then \
	    echo 'Python 3.11 or later with venv is needed: apt install python3 python3-venv' >&2; exit 1; \
	  fi; \
	  echo "Making .venv with $$("$$python" --version)"; \
	  "$$python" -m venv --clear .venv; \
	fi; \
	if ! cmp -s requirements/$(1).txt .venv/installed-$(1).txt; then \
	  printf 'Installing %s packages ' "$$(grep -c == requirements/$(1).txt)"; \
	  { $(PY) -m pip install --no-input --progress-bar off --require-hashes \
	      -r requirements/$(1).txt || echo FAILED; } | { \
	    while read -r word rest; do \
	      case $$word in \
	        Collecting) printf .;; \
	        Installing) printf ' writing them to .venv ';; \
	        FAILED) echo; echo 'The packages could not be installed: see the lines above.' >&2; exit 1;; \
	      esac; \
	    done; }; \
	  cp requirements/$(1).txt .venv/installed-$(1).txt; \
	  echo done; \
	fi; \
	if [ ! -f .env ]; then \
	  ( umask 077; printf 'DEMO=1\nSECRET_KEY=%s\n' \
	    "$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" > .env ); \
	  echo 'Wrote .env: settings for trying things out on this machine'; \
	fi
endef

run:
	@$(call install,run); \
	exec $(PY) manage.py serve --prepare

test:
	@$(call install,test); \
	exec $(PY) -m pytest -rs --numprocesses auto --maxprocesses 4 --dist loadgroup

check:
	@$(call install,check); \
	failed=; \
	step() { echo "$$1"; shift; "$$@" || failed="$$failed yes"; }; \
	step 'ruff' $(PY) -m ruff check .; \
	step 'ruff, layout' $(PY) -m ruff format --check .; \
	step 'mypy' $(PY) -m mypy marketplace cms search; \
	step 'templates' $(PY) -m djlint --quiet --lint marketplace cms search; \
	step 'layers' $(PY) -c 'from importlinter.cli import lint_imports; exit(lint_imports(no_logo=True))'; \
	step 'migrations' $(PY) manage.py makemigrations --check --dry-run; \
	step 'settings of a real site' env DEMO= SITE_URL=https://proven.example TRUSTED_PROXIES=1 \
	  SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	  $(PY) manage.py check --deploy --fail-level WARNING; \
	[ -z "$$failed" ]
