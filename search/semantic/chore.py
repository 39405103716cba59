"""The chore that computes vectors: a few documents at a time, none of it in anybody's request."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from search.changes import build
from search.document import Document, Vector
from search.lifeline import StopSign
from search.models import EmbeddingTask
from search.outbox import is_behind, mark
from search.semantic.encoding import encoder
from search.semantic.present import becomes_present, forget_former
from search.semantic.vectors import digest_of, keep, texts_of

if TYPE_CHECKING:
    from search.semantic.model import SentenceModel

_AT_ONCE = 12  # about a second of one core
_CLAIM = dt.timedelta(minutes=2)  # then whoever claimed it is taken for dead


def work(stop: StopSign) -> bool:
    """Compute the vectors of the oldest tasks; mark their documents, so that they are indexed
    anew. While the index is behind only now and then: to be found at all comes first.

    A task is removed together with the mark: killed before, it is done again. Of whatever has a
    vector that the index does not know there is a task or a mark: `search.drift` and
    `search.integrity` rely on it."""
    model = encoder()
    if model is None or not becomes_present(model.key, stop):
        return False
    tasks = _claimed()
    if not tasks:
        return forget_former(model.key)
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for task in tasks:
        keys[task.kind].append(task.key)
    for kind, some in keys.items():
        documents, _ = build(kind, some)
        lacking = [each for each in documents.values() if each.vector is None]
        vectors = _vectors(model, lacking)
        with transaction.atomic():
            keep(vectors)
            mark(kind, [each.id for each in documents.values()])
            EmbeddingTask.objects.filter(kind=kind, key__in=some).delete()
    return not is_behind()


def _claimed() -> list[EmbeddingTask]:
    """Tasks that nobody else works on. Two who race may both get them, and do the same twice."""
    now = timezone.now()
    free = EmbeddingTask.objects.filter(Q(claimed=None) | Q(claimed__lt=now - _CLAIM))
    tasks = list(free.order_by("id")[:_AT_ONCE])
    if tasks:
        EmbeddingTask.objects.filter(id__in=[task.id for task in tasks]).update(claimed=now)
    return tasks


def _vectors(model: SentenceModel, documents: list[Document]) -> dict[str, Vector]:
    every = (texts_of(each.title, each.description) for each in documents)
    things = {digest_of(texts): texts for texts in every}
    return dict(zip(things, model.encode_documents(list(things.values())), strict=True))
