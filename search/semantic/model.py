"""A sentence model on disk: texts in, unit vectors out."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.document import Vector
from search.semantic.bert import Array, Bert, UnsuitableModel, read_weights
from search.semantic.wordpiece import WordPiece

_AT_ONCE = 8
_WEIGHTS = "model.safetensors"
_RECIPE = 1  # to be raised when the same text would get another vector


class SentenceModel:
    """A folder in the layout of sentence-transformers: `config.json`, `model.safetensors`,
    `vocab.txt`, and where they are there `sentence_bert_config.json` and `1_Pooling/config.json`.

    Raises `UnsuitableModel` for one that is not BERT, uncased, or lacks a file.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._open(folder)
            self.encode([""])  # what lacks or does not fit shows now
        except (OSError, KeyError, ValueError) as error:
            raise UnsuitableModel(f"no sentence model in {folder}: {error}") from error

    def _open(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        self._bert = Bert(config, read_weights(folder / _WEIGHTS))
        self._pieces = WordPiece(folder / "vocab.txt")
        self.key = _key(folder)
        own = _optional(folder / "sentence_bert_config.json").get("max_seq_length")
        self._most = min(int(own or 256), int(config["max_position_embeddings"]))
        pooling = _optional(folder / "1_Pooling" / "config.json")
        self._is_first = bool(pooling.get("pooling_mode_cls_token"))

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text, in order. What is beyond the model's length is not read."""
        return self.encode_together([[text] for text in texts])

    def encode_together(self, things: Sequence[Sequence[str]]) -> list[Vector]:
        """One vector a thing: the middle of the vectors of its texts, each of which counts alike
        however long it is."""
        units = self._units([text for texts in things for text in texts])
        found: list[Vector] = []
        for texts in things:
            middle = sum(itertools.islice(units, len(texts)), start=np.float32(0))
            unit = middle / np.linalg.norm(middle)
            found.append(Vector(self.key, unit.astype("<f2").tobytes()))
        return found

    def _units(self, texts: Sequence[str]) -> Iterator[Array]:
        numbers = [self._pieces.encode(text, most=self._most) for text in texts]
        for start in range(0, len(numbers), _AT_ONCE):
            for states in self._bert.states(numbers[start : start + _AT_ONCE]):
                pooled = states[0] if self._is_first else states.mean(axis=0)
                yield pooled / np.linalg.norm(pooled)


def _key(folder: Path) -> str:
    """16 hex digits of the files that decide what comes out."""
    digest = hashlib.sha256(f"{_RECIPE}".encode())
    for name in ("config.json", "vocab.txt", _WEIGHTS):
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _optional(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return found
