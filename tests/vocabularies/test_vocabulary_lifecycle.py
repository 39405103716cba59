"""Importing, rehearsing, publishing, merging and deprecating."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.db import DatabaseError, transaction

from catalog.errors import Conflict, Invalid, NotAllowed, NotFound
from catalog.models import AuditEntry, Term, VocabularyVersion
from catalog.schemas.vocabularies.edit import (
    deprecate_term,
    import_vocabulary,
    merge_terms,
    publish_vocabulary,
)
from catalog.schemas.vocabularies.formats.tabular import read
from catalog.schemas.vocabularies.queries import below, called, completions
from tests.builders import make_caller, make_steward
from tests.vocabularies.regions import CSV, NAME, draft, publish, published

pytestmark = pytest.mark.django_db


def labels(terms: Iterable[Term]) -> list[str]:
    return [term.label for term in terms]


def test_an_import_makes_a_draft_with_its_tree() -> None:
    version = draft()
    assert (version.state, version.term_count) == ("draft", 6)
    assert labels(below(version, "")) == ["Brain"]
    assert labels(below(version, "R:2")) == ["Primary visual area", "Striate cortex"]
    visual = version.terms.get(code="R:3")
    assert visual.ancestors == ["R:2", "R:1"]
    assert version.terms.get(code="R:1").narrower == 2


def test_a_rehearsal_counts_and_stores_nothing() -> None:
    published()
    text = CSV.replace("Thalamus", "Thalamus proper") + "R:7,Midbrain,,R:1,,,,\n"
    text = "".join(line for line in text.splitlines(True) if not line.startswith("R:6"))
    done = import_vocabulary(
        actor=make_steward(), name=NAME, version="1.1.0", terms=read(text), rehearse=True
    )
    assert (done.version, done.added, done.changed, done.removed) == (None, 1, 1, 1)
    assert VocabularyVersion.objects.count() == 1


def test_a_draft_is_replaced_by_the_next_import_and_a_published_version_never() -> None:
    draft()
    assert draft("code,label\nR:9,Only\n").term_count == 1
    assert labels(Term.objects.all()) == ["Only"]
    publish()
    with pytest.raises(Conflict, match="under a new version"):
        draft()


def _renamed(version: VocabularyVersion) -> None:
    version.terms.filter(code="R:1").update(label="Other")


def _removed(version: VocabularyVersion) -> None:
    version.terms.filter(code="R:1").delete()


def _added(version: VocabularyVersion) -> None:
    Term.objects.create(version=version, code="new", label="new", names="\n new\n")


def _back_to_draft(version: VocabularyVersion) -> None:
    VocabularyVersion.objects.filter(pk=version.pk).update(state="draft")


@pytest.mark.parametrize("change", [_renamed, _removed, _added, _back_to_draft])
def test_the_database_itself_keeps_published_terms(
    change: Callable[[VocabularyVersion], None],
) -> None:
    version = published()
    with pytest.raises(DatabaseError), transaction.atomic():
        change(version)


def test_only_stewards_change_vocabularies() -> None:
    person = make_caller()
    with pytest.raises(NotAllowed):
        import_vocabulary(actor=person, name=NAME, version="1.0.0", terms=read(CSV))
    draft()
    with pytest.raises(NotAllowed):
        publish_vocabulary(actor=person, name=NAME, version="1.0.0")
    with pytest.raises(NotAllowed):
        deprecate_term(actor=person, name=NAME, version="1.0.0", code="R:1")
    with pytest.raises(NotAllowed):
        merge_terms(actor=person, name=NAME, version="1.0.0", code="R:1", into="R:2")


def test_every_fault_of_an_import_is_told_and_nothing_stored() -> None:
    with pytest.raises(Invalid) as refused:
        import_vocabulary(
            actor=make_steward(), name="Bad", version="1", terms=read("code,label\n,\nx,\n")
        )
    places = [problem["pointer"] for problem in refused.value.problems]
    assert places[:2] == ["/name", "/version"]
    assert {"/content (line 2)", "/content (line 3)"} <= set(places)
    assert not VocabularyVersion.objects.exists()


def test_labels_that_several_terms_share_are_told_apart() -> None:
    version = draft("code,label\na,Drosophila\nb,Drosophila\nc,Mus\n")
    assert sorted(labels(version.terms.all())) == ["Drosophila (a)", "Drosophila (b)", "Mus"]
    assert len(called(version.pk, "drosophila")) == 2


def test_a_merged_term_leaves_its_names_and_what_is_below_to_the_other() -> None:
    version = draft()
    merge_terms(actor=make_steward(), name=NAME, version="1.0.0", code="R:4", into="R:2")
    kept, gone = version.terms.get(code="R:2"), version.terms.get(code="R:4")
    assert "Thalamus" in kept.synonyms
    assert (gone.deprecated, gone.replaced_by, gone.synonyms) == (True, "R:2", [])
    assert labels(below(version, "R:2")) == [
        *("Lateral geniculate", "Primary visual area", "Striate cortex"),
    ]


def test_a_merge_that_would_close_a_circle_changes_nothing() -> None:
    version = draft()
    with pytest.raises(Invalid, match="was not changed"):
        merge_terms(actor=make_steward(), name=NAME, version="1.0.0", code="R:1", into="R:3")
    assert version.terms.get(code="R:1").deprecated is False


def test_a_deprecated_term_names_its_successor() -> None:
    version = draft()
    deprecate_term(actor=make_steward(), name=NAME, version="1.0.0", code="R:4", replaced_by="R:2")
    assert version.terms.get(code="R:4").replaced_by == "R:2"
    for code, replaced_by in (("nowhere", ""), ("R:5", "nowhere")):
        with pytest.raises(Invalid):
            deprecate_term(
                actor=make_steward(),
                name=NAME,
                version="1.0.0",
                code=code,
                replaced_by=replaced_by,
            )
    publish()
    with pytest.raises(Conflict, match="never changes"):
        deprecate_term(actor=make_steward(), name=NAME, version="1.0.0", code="R:5")
    with pytest.raises(NotFound):
        deprecate_term(actor=make_steward(), name=NAME, version="9.0.0", code="R:5")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("iso", "Isocortex"),
        ("neoc", "Isocortex"),
        ("lateral", "Lateral geniculate"),
        ("VISUAL", "Primary visual area"),
        ("v1", "Primary visual area"),
        ("r:5", "Lateral geniculate"),
        ("geni", "Lateral geniculate"),
        ("latéral", "Lateral geniculate"),
    ],
)
def test_completion_by_any_name_and_any_word_of_it(typed: str, first: str) -> None:
    assert labels(completions(published(), typed))[0] == first


def test_completion_puts_deprecated_terms_last_and_finds_no_part_of_a_word() -> None:
    version = published()
    assert labels(completions(version, "cortex")) == ["Striate cortex"]
    assert completions(version, "ortex") == []
    assert completions(version, "%") == completions(version, "_") == []


def test_every_change_is_in_the_audit_trail() -> None:
    published()
    actions = AuditEntry.objects.filter(object_type="vocabulary").values_list("action", flat=True)
    assert list(actions.order_by("id")) == ["vocabulary.import", "vocabulary.publish"]
