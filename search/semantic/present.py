"""Which model vectors are computed of, and what becomes of it when that changes."""

from __future__ import annotations

import structlog
from django.db.models import Q

from search.lifeline import StopSign
from search.models import Embedding, EmbeddingState, EmbeddingTask
from search.sources import keys_of_kind, kinds

log = structlog.get_logger("holotype.semantic")
_AT_ONCE = 1_000
_announced: set[str] = set()  # the models that this process made the present one


def becomes_present(model: str, stop: StopSign) -> bool:
    """Whether `model` is the present one, which it becomes where it is new.

    Each process puts a model forward once. Where another is present after that, a process that
    started since was given that one, and this one does no more: two of them would undo each
    other's work for as long as both ran.
    """
    present = EmbeddingState.objects.values_list("model", flat=True).first()
    if present != model:
        if present is not None and model in _announced:
            return False
        if not _want_everything(stop):
            return False
        EmbeddingState.objects.update_or_create(id=1, defaults={"model": model, "has_former": True})
        log.info("the sentence model is a new one", present=model, former=present)
    _announced.add(model)
    return True


def forget_former(model: str) -> bool:
    """Remove some of the vectors of models before the present one; whether there may be more. Not
    before every document has its new one: until then, the way back to another model is short."""
    state = EmbeddingState.objects.filter(model=model, has_former=True)
    if not state.exists() or EmbeddingTask.objects.exists():
        return False
    others = Q(model__lt=model) | Q(model__gt=model)  # `<>` would read the whole index
    some = list(Embedding.objects.filter(others).values_list("id", flat=True)[:_AT_ONCE])
    if some:
        Embedding.objects.filter(id__in=some).delete()
    else:
        state.update(has_former=False)
    return bool(some)


def _want_everything(stop: StopSign) -> bool:
    """Also what was indexed before needs a vector of the new model. False where it was stopped:
    whoever comes next begins anew, so that nothing is left out."""
    for kind in kinds():
        for keys in keys_of_kind(kind, _AT_ONCE):
            if stop.is_set():
                return False
            tasks = (EmbeddingTask(kind=kind, key=key) for key in keys)
            EmbeddingTask.objects.bulk_create(tasks, ignore_conflicts=True)
    return True
