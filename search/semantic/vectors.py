"""Documents and the vectors of their texts, as far as they are computed."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from search.document import Document, Vector
from search.models import Embedding, EmbeddingTask
from search.semantic.encoding import encoder

_LONGEST = 4_000  # characters; more than any model here reads


def texts_of(title: str, description: str) -> tuple[str, ...]:
    """What a document's vector is made of: its title, and its title with its description. Alone a
    title says most; it must not drown (docs/explanation/relevance.md)."""
    whole = f"{title}. {description}"[:_LONGEST] if description else title
    return (title,) if whole == title else (title, whole)


def digest_of(texts: Sequence[str]) -> str:
    return hashlib.sha256("\x00".join(texts).encode("utf-8", "replace")).hexdigest()


def attach(documents: dict[str, Document]) -> dict[str, Document]:
    """The same documents, with the vectors that are known."""
    model = encoder()
    if model is None or not documents:
        return documents
    digests = {
        key: digest_of(texts_of(document.title, document.description))
        for key, document in documents.items()
    }
    known = _known(model.key, digests.values())
    return {
        key: dataclasses.replace(document, vector=known.get(digests[key]))
        for key, document in documents.items()
    }


def vector_of(title: str, description: str) -> Vector | None:
    """The vector of such a document; None without a model, or where it is not computed yet."""
    model = encoder()
    if model is None:
        return None
    digest = digest_of(texts_of(title, description))
    return _known(model.key, [digest]).get(digest)


def want(kind: str, documents: Mapping[str, Document]) -> None:
    """Note for the workers which documents lack a vector."""
    if encoder() is None:
        return
    lacking = [key for key, document in documents.items() if document.vector is None]
    tasks = (EmbeddingTask(kind=kind, key=key) for key in lacking)
    EmbeddingTask.objects.bulk_create(tasks, ignore_conflicts=True)


def keep(vectors: Mapping[str, Vector]) -> None:
    """Store vectors by the digests of their texts; one that is there already stays."""
    rows = (
        Embedding(model=vector.model, digest=digest, halves=vector.halves)
        for digest, vector in vectors.items()
    )
    Embedding.objects.bulk_create(rows, ignore_conflicts=True)


def _known(model: str, digests: Iterable[str]) -> dict[str, Vector]:
    rows = Embedding.objects.filter(model=model, digest__in=set(digests))
    found = rows.values_list("digest", "halves")
    return {digest: Vector(model, bytes(halves)) for digest, halves in found}
