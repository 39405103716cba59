"""What the pages of vocabularies do, by the name of the button; each answers with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from django.http import HttpRequest

from catalog.access.caller import Caller
from catalog.errors import Fault, Invalid
from catalog.models import VocabularyVersion
from catalog.schemas.vocabularies.edit import (
    deprecate_term,
    import_vocabulary,
    merge_terms,
    publish_vocabulary,
)
from catalog.schemas.vocabularies.formats.table import ENDINGS, read_terms

_LARGEST = 50_000_000
Perform = Callable[[Caller, VocabularyVersion, HttpRequest], str]


def import_given(caller: Caller, request: HttpRequest) -> str:
    """What the form of the import page holds. Raises Invalid, Conflict, NotAllowed."""
    rehearse = "rehearse" in request.POST
    done = import_vocabulary(
        actor=caller,
        name=request.POST.get("name", "").strip(),
        version=request.POST.get("version", "").strip(),
        title=request.POST.get("title", "").strip(),
        terms=read_terms(*_content(request)),
        rehearse=rehearse,
    )
    counts = f"{done.added:,} added, {done.changed:,} changed, {done.removed:,} removed"
    if rehearse:
        return f"{done.terms:,} terms are in order: {counts}. Nothing was stored."
    return f"{done.terms:,} terms are in the draft: {counts}."


def _content(request: HttpRequest) -> tuple[str, str]:
    """The text and its format: of the file where there is one, else of the box (CSV)."""
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("content", ""), "csv"
    format_ = ENDINGS.get(PurePath(file.name or "").suffix.lower(), "")
    if not format_:
        known = ", ".join(ENDINGS)
        raise _refused(f"The file's name must end in one of {known}, which says what it is.")
    if (file.size or 0) > _LARGEST:
        raise _refused(f"The file has {file.size:,} bytes; at most {_LARGEST:,}.")
    try:
        return file.read().decode("utf-8-sig"), format_
    except UnicodeDecodeError:
        raise _refused("The file is no text in UTF-8; save it so.") from None


def _refused(sentence: str) -> Invalid:
    return Invalid("Nothing was imported.", problems=[Fault("/file", sentence)])


def _publish(caller: Caller, version: VocabularyVersion, request: HttpRequest) -> str:
    publish_vocabulary(actor=caller, name=version.vocabulary.name, version=version.version)
    return "Published. This version never changes again; schemas can be bound to it."


def _deprecate(caller: Caller, version: VocabularyVersion, request: HttpRequest) -> str:
    deprecate_term(
        actor=caller,
        name=version.vocabulary.name,
        version=version.version,
        code=request.POST.get("code", ""),
        replaced_by=request.POST.get("replaced_by", "").strip(),
    )
    return "The term is deprecated."


def _merge(caller: Caller, version: VocabularyVersion, request: HttpRequest) -> str:
    merge_terms(
        actor=caller,
        name=version.vocabulary.name,
        version=version.version,
        code=request.POST.get("code", ""),
        into=request.POST.get("into", "").strip(),
    )
    return "Merged: the other term has its names and what was below it."


PERFORM: Mapping[str, Perform] = {
    "publish": _publish,
    "deprecate": _deprecate,
    "merge": _merge,
}
