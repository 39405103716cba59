"""What must be true of the settings for the outbox to lose nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("search")
def isolation_level(**_: Any) -> list[CheckMessage]:
    """`drain` reads rows after it took a version, and must see them as they are then."""
    database = settings.DATABASES["default"]
    chosen = database.get("OPTIONS", {}).get("isolation_level")
    # 2 is psycopg.IsolationLevel.READ_COMMITTED, PostgreSQL's own default.
    if "postgresql" not in database["ENGINE"] or chosen in (None, 2):
        return []
    return [
        Error(
            "The database's isolation level must be READ COMMITTED.",
            hint="Remove isolation_level from the OPTIONS of DATABASES['default'].",
            id="search.E001",
        )
    ]
