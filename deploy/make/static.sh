#!/bin/sh
# Collects the static files into $HOLOTYPE_HOME/static, where one of them is newer than the last time.
set -eu

collected="$HOLOTYPE_HOME/static/.collected"
newer() {
    find .venv/installed-base.txt static_vendor catalog collections_app config search \
        \( -name installed-base.txt -o -path 'static_vendor*' -o -path '*/static/*' \) \
        -newer "$collected" 2>/dev/null | head -n 1
}

if [ -e "$collected" ] && [ -z "$(newer)" ]; then
    exit 0
fi
mkdir -p "$HOLOTYPE_HOME/static"
: >"$collected.begun" # a file that changes while we collect counts as newer
.venv/bin/python manage.py collectstatic --no-input --verbosity 0
mv "$collected.begun" "$collected"
