#!/bin/sh
# All tests on SQLite, then on PostgreSQL those that depend on the database. Arguments go to pytest.
# A failure of the first run does not keep the second from running; either fails the whole.
set -u

reports=var/test-reports
pytest=".venv/bin/python -m pytest -q --numprocesses=${TEST_WORKERS:-auto} --dist=worksteal"

sh deploy/make/venv.sh test || exit 1
sh deploy/make/packages.sh
.venv/bin/python deploy/make/frontend.py
rm -rf "$reports"
mkdir -p "$reports"

status=0
echo "== Tests on SQLite"
$pytest --junitxml="$reports/sqlite.xml" "$@" || status=$?
echo "== Tests on PostgreSQL"
$pytest --database=postgres --junitxml="$reports/postgres.xml" "$@" || {
    second=$?
    [ "$status" -ne 0 ] || status=$second
}
exit "$status"
