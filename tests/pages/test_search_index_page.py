"""The page of the search index: what it shows to whom, what its buttons do and leave behind."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.access.caller import caller_of
from catalog.errors import NotAllowed
from catalog.models import AuditEntry
from catalog.operations.search_index import (
    dismiss_dead_letter,
    retry_dead_letters,
    steer_index,
)
from search.models import (
    DeadLetter,
    DriftState,
    OutboxMark,
    PreviousIndex,
    Purpose,
    RebuildState,
    Wish,
)
from tests.pages.world import World

PAGE = "/operations/search-index"


def shown(world: World) -> str:
    answer = world.client("administrator").get(PAGE)
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(world: World, what: str) -> str:
    """What the next page says."""
    answer = world.client("administrator").post(PAGE, {"do": what}, follow=True)
    return str(answer.content.decode())


def last_entry() -> tuple[str, str]:
    entry = AuditEntry.objects.latest("id")
    return entry.action, entry.object_id


@pytest.mark.parametrize("who", ["stranger", "viewer", "owner"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_others_there_is_no_such_page(world: World, who: str, method: str) -> None:
    client = world.client(who)
    assert getattr(client, method)(PAGE, {"do": "rebuild"}).status_code == 404
    assert not RebuildState.objects.exists()


def test_the_services_refuse_others_themselves(world: World) -> None:
    letter = DeadLetter.objects.create(kind="dataset", key="k", reason="r")
    for act in (
        lambda: steer_index(actor=world.owner, step="rebuild"),
        lambda: retry_dead_letters(actor=world.owner),
        lambda: dismiss_dead_letter(actor=world.owner, letter_id=letter.pk),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert DeadLetter.objects.count() == 1


def test_an_idle_index_offers_a_rebuild_and_no_way_back(world: World) -> None:
    page = shown(world)
    assert "Rebuild the index" in page
    assert "former index" not in page
    assert "Every document that the database has could be indexed." in page


def test_a_rebuild_is_wanted_paused_gone_on_with_and_cancelled(world: World) -> None:
    assert "begins to build" in press(world, "rebuild")
    assert last_entry() == ("index.rebuild", "search")
    assert "About to start" in shown(world)
    RebuildState.objects.update(done=30, total=80, process=7, host="somewhere")
    page = shown(world)
    assert "30 of 80 documents" in page
    assert 'value="37"' in page
    press(world, "pause")
    assert RebuildState.objects.get().wish == Wish.PAUSE
    assert "Paused" in shown(world)
    press(world, "resume")
    assert RebuildState.objects.get().wish == Wish.RUN
    press(world, "cancel")
    assert "Being cancelled" in shown(world)
    assert last_entry() == ("index.cancel", "search")


def test_what_cannot_be_done_now_is_told_and_leaves_no_entry(world: World) -> None:
    before = AuditEntry.objects.count()
    assert "Nothing was changed: no rebuild is under way." in press(world, "pause")
    assert "no former index is kept" in press(world, "rollback")
    RebuildState.objects.create()
    assert "is being rebuilt already" in press(world, "rebuild")
    assert AuditEntry.objects.count() == before
    client = world.client("administrator")
    for nonsense in ("", "explode", "retry:x", "dismiss:", "dismiss:999"):
        assert client.post(PAGE, {"do": nonsense}).status_code == 404


def test_a_former_index_is_offered_and_gone_back_to(world: World) -> None:
    PreviousIndex.objects.create(generation="former")
    assert "Go back to the former index" in shown(world)
    press(world, "rollback")
    wanted = RebuildState.objects.get()
    assert (wanted.purpose, wanted.generation) == (Purpose.ROLLBACK, "former")
    assert "Going back to the former index" in shown(world)


def test_a_broken_rebuild_says_why(world: World) -> None:
    RebuildState.objects.create(reason="no space <left> on device")
    page = shown(world)
    assert "Broken off" in page
    assert "no space &lt;left&gt; on device" in page


def test_documents_given_up_are_retried_and_dismissed(world: World) -> None:
    OutboxMark.objects.all().delete()
    letters = [
        DeadLetter.objects.create(kind="dataset", key=f"k{n}", reason="<b>bad</b>")
        for n in range(3)
    ]
    assert "&lt;b&gt;bad&lt;/b&gt;" in shown(world)
    press(world, f"retry:{letters[0].pk}")
    assert [mark.key for mark in OutboxMark.objects.all()] == ["k0"]
    press(world, f"dismiss:{letters[0].pk}")
    assert last_entry() == ("index.dismiss", "k0")
    assert DeadLetter.objects.count() == 2
    assert "2 documents are tried again" in press(world, "retry")
    assert sorted(OutboxMark.objects.values_list("key", flat=True)) == ["k0", "k1", "k2"]


def test_drift_is_shown_and_a_complete_check_asked_for(world: World) -> None:
    DriftState.objects.create(
        compared=70, found=2, finding="dataset 7 is stale", last_found=timezone.now()
    )
    page = shown(world)
    assert "70, of which 2 differed" in page
    assert "dataset 7 is stale" in page
    press(world, "check")
    assert DriftState.objects.get().wanted
    assert "A complete check begins" in shown(world)


def test_an_administrators_token_without_the_scope_may_not(world: World) -> None:
    user = world.administrator.known
    user.token_scopes = frozenset({"read", "write"})  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed):
        steer_index(actor=caller_of(user), step="rebuild")
