"""What a caller may read of vocabularies, and looking terms up."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Length, StrIndex

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import NotFound
from catalog.models import Term, Vocabulary, VocabularyVersion
from catalog.schemas.annotations import REFERENCE
from catalog.schemas.vocabularies.terms import TermInput
from search.terms import fold


def readable_vocabulary_versions(caller: Caller) -> Q:
    """Filter of versions: drafts only for stewards."""
    if "read" not in caller.scopes:
        return Q(pk__in=[])
    if may(caller, "vocabulary.read", "private"):
        return Q()
    return ~Q(state=VocabularyVersion.State.DRAFT)


def vocabularies_seen(caller: Caller) -> QuerySet[Vocabulary]:
    """Those with a version that the caller may read; `latest` is the newest such version."""
    versions = VocabularyVersion.objects.filter(
        readable_vocabulary_versions(caller), vocabulary=OuterRef("pk")
    ).order_by("-major", "-minor", "-patch")
    return (
        Vocabulary.objects.filter(Exists(versions))
        .annotate(
            latest=Subquery(versions.values("version")[:1]),
            latest_state=Subquery(versions.values("state")[:1]),
            terms=Subquery(versions.values("term_count")[:1]),
        )
        .order_by("pk")
    )


def read_vocabulary(*, caller: Caller, name: str) -> Vocabulary:
    """Raises NotFound."""
    found = vocabularies_seen(caller).filter(name=name).first()
    if found is None:
        raise NotFound(f"There is no vocabulary {name} that you may see.")
    return found


def versions_seen(*, caller: Caller, name: str) -> QuerySet[VocabularyVersion]:
    """Newest first. Raises NotFound."""
    vocabulary = read_vocabulary(caller=caller, name=name)
    return VocabularyVersion.objects.filter(
        readable_vocabulary_versions(caller), vocabulary=vocabulary
    ).select_related("vocabulary")


def read_version(*, caller: Caller, name: str, version: str = "") -> VocabularyVersion:
    """A version, by default the newest. Raises NotFound."""
    rows = versions_seen(caller=caller, name=name)
    row = (rows.filter(version=version) if version else rows).first()
    if row is None:
        raise NotFound(f"There is no {name} {version} that you may see.")
    return row


def version_named(reference: str) -> VocabularyVersion | None:
    """What `icb/brain-regions@1.0.0` names, where that is published."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        return None
    return (
        VocabularyVersion.objects.exclude(state=VocabularyVersion.State.DRAFT)
        .filter(vocabulary__name=match["name"], version=match["version"])
        .select_related("vocabulary")
        .first()
    )


def completions(version: VocabularyVersion, typed: str, *, limit: int = 20) -> list[Term]:
    """Terms of which a name, or a word of one, begins with what was typed: first what is called
    just so, then labels that begin so, synonyms, words inside; short labels before long ones.
    Deprecated terms come last."""
    wanted = fold(typed)
    if not wanted:
        return list(below(version, "")[:limit])
    score = Case(
        When(names__startswith=f"\n {wanted}\n", then=0),
        When(names__contains=f"\n {wanted}\n", then=1),
        When(names__startswith=f"\n {wanted}", then=2),
        When(names__contains=f"\n {wanted}", then=3),
        default=4,
        output_field=IntegerField(),
    )
    found = _called(version.pk, f" {wanted}").alias(score=score, length=Length("label"))
    return list(found.order_by("deprecated", "score", "length", "label")[:limit])


def below(version: VocabularyVersion, code: str) -> QuerySet[Term]:
    """The terms right below one (the top ones for ""), by label."""
    rows = version.terms.order_by("label", "code")
    if not code:
        return rows.filter(broader=[])
    return rows.alias(at=StrIndex("broader", Value(json.dumps(code, ensure_ascii=False)))).filter(
        at__gt=0
    )


def called(version_id: uuid.UUID, name: str) -> list[Term]:
    """The terms that have this name, whatever its case and accents; those whose label it is
    alone where there are any."""
    folded = fold(name)
    found = list(_called(version_id, f"\n {folded}\n").order_by("code")[:20]) if folded else []
    return [term for term in found if fold(term.label) == folded] or found


def _called(version_id: uuid.UUID, text: str) -> QuerySet[Term]:
    """Terms whose names hold `text`. `StrIndex` is several times as quick as LIKE."""
    rows = Term.objects.filter(version_id=version_id)
    return rows.alias(at=StrIndex("names", Value(text))).filter(at__gt=0)


def terms_of(version: VocabularyVersion, *, batch: int = 2_000) -> Iterator[TermInput]:
    """All of them, as they would be imported."""
    for row in version.terms.order_by("code").iterator(chunk_size=batch):
        yield as_input(row)


def as_input(row: Term) -> TermInput:
    return TermInput(
        code=row.code,
        label=row.label,
        synonyms=tuple(row.synonyms),
        iri=row.iri,
        definition=row.definition,
        broader=tuple(row.broader),
        deprecated=row.deprecated,
        replaced_by=row.replaced_by,
    )
