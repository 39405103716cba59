"""What the indexer's process does, step by step."""

from __future__ import annotations

from catalog.access.caller import Caller, caller_of
from catalog.alerts import baseline, matching
from catalog.alerts.seeing import notices_of
from catalog.alerts.subscribing import subscribe
from catalog.alerts.telling import tell
from catalog.models import SavedSearch, Subscription, User
from catalog.saved.services import create_saved_search
from search.lifeline import StopSign
from tests.searching import drain_all


def work() -> None:
    """Index what changed, prepare new alerts, ask the saved searches."""
    drain_all()
    baseline._looked = float("-inf")
    while baseline.prepare(StopSign()):
        pass
    while matching.match(StopSign()):
        pass


def anew(caller: Caller) -> Caller:
    """The same person with the rights that they have now."""
    return caller_of(User.objects.get(pk=caller.known.pk))


def told(caller: Caller) -> list[str]:
    """Titles of what the notices of a person tell, oldest first."""
    rows = notices_of(anew(caller)).select_related("subscription__search").order_by("pk")
    return [each.title for each in tell(rows, anew(caller))]


def alert(
    caller: Caller, query: str = "q=mice", *, search: SavedSearch | None = None, **options: str
) -> Subscription:
    """A saved search with an alert, ready."""
    search = search or create_saved_search(actor=caller, name="Mice", query=query)
    row, _ = subscribe(actor=caller, search_id=search.pk, **options)
    work()
    row.refresh_from_db()
    return row
