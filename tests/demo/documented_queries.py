"""The examples of docs/reference/query-language.md, as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/query-language.md"
_CODE = re.compile(r"`([^`]+)`")
# What is no example: placeholders, names, JSON, and the trees of programs.
_NO_QUERY = re.compile(r"PID|…|^q$|^\W+$|^GET|^POST|/api/|^field:value$|name\":")


def documented_queries() -> list[str]:
    """Blocks of the page, and what the first columns of its tables show. Those for programs are
    JSON and tested as that."""
    text = PAGE.read_text(encoding="utf-8").partition("## For programs")[0]
    blocks = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    rows = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `")]
    cells = [code for row in rows for code in _CODE.findall(row)]
    return [query for query in (*blocks, *cells) if not _NO_QUERY.search(query)]
