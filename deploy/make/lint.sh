#!/bin/sh
# Every check of the source, all of them even where one fails, so that one run tells everything.
set -u

failed=
check() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed, $name"
}

sh deploy/make/venv.sh test || exit 1
# Settings read the environment; the checks must see the defaults, in a home of their own.
HOLOTYPE_HOME=$(mktemp -d)
export HOLOTYPE_HOME
trap 'rm -rf "$HOLOTYPE_HOME"' EXIT
unset DATABASE_URL ELASTICSEARCH_URL CELERY_BROKER_URL HOLOTYPE_PROFILE

check "ruff check" .venv/bin/python -m ruff check .
check "ruff format" .venv/bin/python -m ruff format --check .
check "import direction" .venv/bin/lint-imports --no-cache
check "migrations" .venv/bin/python manage.py makemigrations --check --dry-run
check "dead code" .venv/bin/python -m vulture
check "mypy" .venv/bin/python -m mypy

if [ -n "$failed" ]; then
    echo "Failed: ${failed#, }"
    exit 1
fi
echo "All checks passed."
