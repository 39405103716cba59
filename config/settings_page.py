"""docs/reference/settings.md, made from the table of settings: `python -m config.settings_page`."""

from __future__ import annotations

import sys

from config.environment import REPOSITORY, SETTINGS, Setting

_HEAD = """\
# Settings

All settings come from the environment; `config/environment.py` is their one table, and this page
is made from it (`python -m config.settings_page > docs/reference/settings.md`). Each has a default
that works on a laptop. A list is written with commas; an empty value counts as not given.

| name | kind | default | what it is |
|---|---|---|---|
"""
_TAIL = """
## Production

`HOLOTYPE_PROFILE=production` refuses to start with an insecure setting, and tells all of them at
once: a short `SECRET_KEY`, `DEBUG`, `ALLOWED_HOSTS` with `*` or with local names alone, a
`SITE_URL` without https, no PostgreSQL, the PID namespace for tests. It sends browsers to https,
marks cookies as secure, and passes `manage.py check --deploy`.

## What counts requests

Throttles count in `CACHE_URL` where it is set, over all processes. Without it every web worker
counts for itself, so the true limit is up to `HOLOTYPE_WEB_WORKERS` times the one given. A cache
that does not answer throttles nobody, and the log says so.

## How safe a commit is

SQLite runs with a write-ahead log and `synchronous=FULL`: a commit is on the disk before it is
acknowledged, and survives the end of the process in whatever way (also `kill -9`) and of the
machine (a power cut), as far as the disk tells the truth. So does PostgreSQL, as it comes.
"""


def page() -> str:
    """The whole page, in Markdown."""
    return _HEAD + "".join(_row(setting) for setting in SETTINGS) + _TAIL


def _row(setting: Setting) -> str:
    return (
        f"| `{setting.name}` | {setting.kind.__name__} | {_default(setting)} | {setting.help} |\n"
    )


def _default(setting: Setting) -> str:
    value = setting.default
    text = ",".join(value) if isinstance(value, list) else str(value)
    text = text.replace(f"{REPOSITORY}/", "./")
    return f"`{text}`" if text else "empty"


if __name__ == "__main__":
    sys.stdout.write(page())
