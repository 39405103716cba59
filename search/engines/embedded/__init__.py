"""The embedded engine: tantivy in a directory of one machine, one writer, many readers."""

from __future__ import annotations

from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
