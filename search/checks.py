"""What must be true of the settings and the engine for search to work and to lose nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from search.engine import engine
from search.semantic.encoding import fault


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


@register("search", deploy=True)
def engine_problems(**_: Any) -> list[CheckMessage]:
    """What the engine itself finds wrong: its version, our rights, its room. It asks a server, so
    it runs only with `check --deploy`."""
    try:
        problems = engine().problems()
    except ValueError as error:  # a setting that cannot be
        problems = [str(error)]
    return [
        Error(f"The search engine: {problem}", hint="See docs/how-to/operate.md.", id="search.E002")
        for problem in problems
    ]


@register("search", deploy=True)
def model_fault(**_: Any) -> list[CheckMessage]:
    """Whether the sentence model can be used. That opens it, so only with `check --deploy`."""
    reason = fault()
    if not reason:
        return []
    return [
        Error(
            f"SEMANTIC_MODEL: {reason}. Words alone are searched.",
            hint="See docs/how-to/search-by-meaning.md.",
            id="search.E003",
        )
    ]
