#!/bin/sh
# Installs the Debian packages that tests use, where this machine lets us (root, or sudo without a
# password). Never fails: a test whose tool is missing is skipped and says how to get it.
# HOLOTYPE_SYSTEM_PACKAGES=0 leaves the machine as it is.
set -u

has() { command -v "$1" >/dev/null 2>&1; }

missing=
has postgres || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
has redis-server || missing="$missing redis-server"
has chromium || has chromium-browser || has google-chrome || [ -n "${CHROMIUM_PATH:-}" ] ||
    missing="$missing chromium fonts-dejavu-core"
# Maven brings the tests their Elasticsearch (tests/services/elasticsearch.py).
has mvn || [ -n "${ELASTICSEARCH_URL:-}" ] || missing="$missing maven"

[ -n "$missing" ] || exit 0
[ "${HOLOTYPE_SYSTEM_PACKAGES:-1}" != 0 ] || exit 0
has apt-get || exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif has sudo && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Some tests will be skipped. To run them all: sudo apt-get install$missing"
    exit 0
fi

echo "Installing Debian packages for the tests:$missing"
{
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
            -o Dpkg::Use-Pty=0 $missing
} </dev/null >/dev/null || echo "apt-get failed; the tests that need$missing will say so."
exit 0
