#!/bin/sh
# The demo catalogue, from nothing to a served address. Each step does nothing where its work is done,
# so a second start is quick and keeps what the user changed.
set -eu

HOLOTYPE_HOME=${HOLOTYPE_HOME:-$PWD/var}
mkdir -p "$HOLOTYPE_HOME"
HOLOTYPE_HOME=$(cd "$HOLOTYPE_HOME" && pwd)
PORT=${PORT:-8000}
export HOLOTYPE_HOME PORT
python=.venv/bin/python

sh deploy/make/venv.sh base
"$python" deploy/make/frontend.py
"$python" manage.py migrate --no-input --verbosity 0
sh deploy/make/static.sh
"$python" manage.py load_demo
exec "$python" manage.py serve
