"""Importing, publishing and mending vocabularies."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from catalog.history.publications import note_publication
from catalog.models import Vocabulary, VocabularyVersion
from catalog.models.schema import NAME, VERSION
from catalog.schemas.vocabularies.queries import terms_of
from catalog.schemas.vocabularies.storing import store_terms
from catalog.schemas.vocabularies.terms import TermInput, faults_of, told_apart

_NAME, _VERSION = re.compile(NAME), re.compile(VERSION)


@dataclasses.dataclass(frozen=True, slots=True)
class Imported:
    """Counts against the newest version before (its own draft, where it has one). `version` is
    None where nothing was stored: it was a rehearsal."""

    version: VocabularyVersion | None
    terms: int
    added: int
    changed: int
    removed: int


def import_vocabulary(
    *,
    actor: Caller,
    name: str,
    version: str,
    terms: Sequence[TermInput],
    title: str = "",
    description: str = "",
    rehearse: bool = False,
) -> Imported:
    """Make a draft with these terms, or replace the terms of the draft of that version.

    With `rehearse` everything is checked and counted and nothing stored. Raises NotAllowed,
    Invalid with the place of every fault, Conflict where that version is published.
    """
    _check_may(actor)
    terms = told_apart(terms)
    if faults := [*_faults_of_names(name, version), *faults_of(terms)]:
        raise Invalid("The vocabulary was not imported.", problems=faults)
    with transaction.atomic():
        if not rehearse:
            _lock_name(name, title, description)
        row = _locked(name, version)
        if row is not None and row.state != VocabularyVersion.State.DRAFT:
            raise Conflict(f"{row} is {row.state}. Import the terms under a new version.")
        before = row or _newest(name)
        counts = _compared({term.code: term for term in terms_of(before)} if before else {}, terms)
        if rehearse:
            return Imported(None, len(terms), *counts)
        row = row or _draft(actor, name, version)
        store_terms(row, terms)
        _record(actor, "vocabulary.import", row, terms=len(terms))
        return Imported(row, len(terms), *counts)


def publish_vocabulary(*, actor: Caller, name: str, version: str) -> VocabularyVersion:
    """Freeze a draft: from now on schemas can be bound to it. Raises NotFound, NotAllowed,
    Conflict where it is no draft."""
    with transaction.atomic():
        row = _draft_to_change(actor, name, version)
        row.state, row.published_at = VocabularyVersion.State.PUBLISHED, timezone.now()
        row.revision += 1
        row.save()
        _record(actor, "vocabulary.publish", row)
        note_publication(
            kind="vocabulary",
            source=row.pk,
            name=name,
            version=version,
            author=actor.known,
            message=f"Publish vocabulary {name} {version}",
            at=row.published_at,
            told={"title": row.vocabulary.title, "description": row.vocabulary.description},
        )
        return row


def deprecate_term(
    *, actor: Caller, name: str, version: str, code: str, replaced_by: str = ""
) -> VocabularyVersion:
    """In a draft: nobody should use the term any more, but `replaced_by`. Raises NotFound,
    NotAllowed, Conflict (published), Invalid."""

    def deprecated(term: TermInput) -> TermInput:
        return dataclasses.replace(term, deprecated=True, replaced_by=replaced_by)

    return _change(actor, name, version, code, deprecated, "vocabulary.deprecate_term")


def merge_terms(
    *, actor: Caller, name: str, version: str, code: str, into: str
) -> VocabularyVersion:
    """In a draft: `code` is deprecated in favor of `into`, which takes over its names and the
    terms below it. Raises NotFound, NotAllowed, Conflict (published), Invalid."""
    with transaction.atomic():
        row = _draft_to_change(actor, name, version)
        terms = {term.code: term for term in terms_of(row)}
        if code == into:
            raise _wrong("/into", "A term cannot be merged into itself.")
        for field, each in (("/code", code), ("/into", into)):
            if each not in terms:
                raise _wrong(field, f"There is no term {each[:100]!r} in {row}.")
        merged, kept = terms[code], terms[into]
        names = dict.fromkeys([*kept.synonyms, merged.label, *merged.synonyms])
        names.pop(kept.label, None)
        terms[into] = dataclasses.replace(kept, synonyms=tuple(names))
        terms[code] = dataclasses.replace(
            merged, synonyms=(), broader=(), deprecated=True, replaced_by=into
        )
        for term in list(terms.values()):
            if code in term.broader:
                moved = (into if above == code else above for above in term.broader)
                terms[term.code] = dataclasses.replace(term, broader=tuple(dict.fromkeys(moved)))
        _store_checked(row, list(terms.values()))
        _record(actor, "vocabulary.merge_terms", row, code=code, into=into)
        return row


def _change(
    actor: Caller,
    name: str,
    version: str,
    code: str,
    change: Callable[[TermInput], TermInput],
    action: str,
) -> VocabularyVersion:
    with transaction.atomic():
        row = _draft_to_change(actor, name, version)
        terms = {term.code: term for term in terms_of(row)}
        if code not in terms:
            raise _wrong("/code", f"There is no term {code[:100]!r} in {row}.")
        terms[code] = change(terms[code])
        _store_checked(row, list(terms.values()))
        _record(actor, action, row, code=code)
        return row


def _store_checked(row: VocabularyVersion, terms: Sequence[TermInput]) -> None:
    if faults := faults_of(terms):
        raise Invalid("The vocabulary was not changed.", problems=faults)
    store_terms(row, terms)


def _check_may(actor: Caller) -> None:
    if not may(actor, "vocabulary.edit", "private"):
        raise NotAllowed("Only stewards change vocabularies.")


def _locked(name: str, version: str) -> VocabularyVersion | None:
    return (
        VocabularyVersion.objects.select_for_update(of=("self",))
        .filter(vocabulary__name=name, version=version)
        .select_related("vocabulary")
        .first()
    )


def _draft_to_change(actor: Caller, name: str, version: str) -> VocabularyVersion:
    _check_may(actor)
    row = _locked(name, version)
    if row is None:
        raise NotFound(f"There is no {name} {version}.")
    if row.state != VocabularyVersion.State.DRAFT:
        raise Conflict(f"{row} is {row.state} and never changes; make a new version.")
    return row


def _newest(name: str) -> VocabularyVersion | None:
    return VocabularyVersion.objects.filter(vocabulary__name=name).first()


def _lock_name(name: str, title: str, description: str) -> None:
    """Until commit, made where it is new: of two that make one version, the second replaces."""
    Vocabulary.objects.select_for_update(no_key=True).get_or_create(
        name=name, defaults={"title": title[:200], "description": description[:5000]}
    )


def _draft(actor: Caller, name: str, version: str) -> VocabularyVersion:
    vocabulary = Vocabulary.objects.get(name=name)
    major, minor, patch = (int(part) for part in version.split("."))
    return VocabularyVersion.objects.create(
        vocabulary=vocabulary,
        version=version,
        major=major,
        minor=minor,
        patch=patch,
        author=actor.user,
    )


def _compared(before: dict[str, TermInput], terms: Sequence[TermInput]) -> tuple[int, int, int]:
    """How many were added, changed and removed; the order of names says nothing."""
    old = {code: _unordered(term) for code, term in before.items()}
    new = {term.code: _unordered(term) for term in terms}
    changed = sum(old[code] != new[code] for code in old.keys() & new.keys())
    return len(new.keys() - old.keys()), changed, len(old.keys() - new.keys())


def _unordered(term: TermInput) -> TermInput:
    synonyms, broader = tuple(sorted(term.synonyms)), tuple(sorted(term.broader))
    return dataclasses.replace(term, synonyms=synonyms, broader=broader, place="")


def _record(actor: Caller, action: str, row: VocabularyVersion, **details: object) -> None:
    record(
        actor=actor,
        action=action,
        object_type="vocabulary",
        object_id=row.pk,
        name=row.vocabulary.name,
        version=row.version,
        **details,
    )


def _wrong(pointer: str, sentence: str) -> Invalid:
    return Invalid("The vocabulary was not changed.", problems=[Fault(pointer, sentence)])


def _faults_of_names(name: str, version: str) -> list[Fault]:
    faults = []
    if not _NAME.fullmatch(name) or len(name) > 100:
        sentence = "is no vocabulary's name: a namespace and a name, like icb/brain-regions."
        faults.append(Fault("/name", f"{name[:100]!r} {sentence}"))
    if not _VERSION.fullmatch(version):
        faults.append(Fault("/version", f"{version[:40]!r} is not a semantic version like 1.0.3."))
    return faults
