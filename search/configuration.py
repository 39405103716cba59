"""`settings.HOLOTYPE_SEARCH`: what the project tells this library, most of it as dotted paths."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def configured(name: str, default: Any = None) -> Any:
    """ENGINE, OPTIONS, PROPERTIES, SOURCES, RELATIONS (see `search.relations`), LABELS, CHORES
    (see `search.chores`), AFTER_DRAIN (see `search.listeners`), DRIFT_SAMPLE, MODEL (see
    `search.semantic.encoding`), REINDEX_RATE or ROLLBACK_HOURS."""
    given: dict[str, Any] = settings.HOLOTYPE_SEARCH
    return given.get(name, default)
