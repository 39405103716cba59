"""A sentence model on disk: texts in, unit vectors out."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import itertools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from search.document import Vector
from search.semantic.background import background_of
from search.semantic.bert import Array, Bert, UnsuitableModel, read_weights
from search.semantic.recipe import Recipe, read_recipe
from search.semantic.wordpiece import WordPiece

_AT_ONCE = 8
_WEIGHTS = "model.safetensors"
_EDITION = 1  # to be raised when the same text would get another vector


class SentenceModel:
    """A folder in the layout of sentence-transformers: `config.json`, `model.safetensors`,
    `vocab.txt`, and where they are there the files of `read_recipe`.

    Raises `UnsuitableModel` for one that is not BERT, uncased, or lacks a file.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._open(folder)
            self.encode_query("")  # what lacks or does not fit shows now
        except (OSError, LookupError, TypeError, ValueError) as error:
            raise UnsuitableModel(f"no sentence model in {folder}: {error}") from error

    def _open(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._bert = Bert(config, read_weights(folder / _WEIGHTS))
        self._pieces = WordPiece(folder / "vocab.txt")
        self._recipe = read_recipe(folder)
        self.key = _key(folder, self._recipe)
        self._most = min(self._recipe.longest, int(config["max_position_embeddings"]))

    def encode_query(self, text: str) -> Vector:
        """What is beyond the model's length is not read, here and below."""
        [unit] = self._units([self._recipe.query_prompt + text])
        return Vector(self.key, unit.astype("<f2").tobytes())

    def encode_documents(self, documents: Sequence[Sequence[str]]) -> list[Vector]:
        """One vector a document, in order: the middle of the vectors of its texts, each of which
        counts alike however long it is."""
        prompt = self._recipe.document_prompt
        units = self._units([prompt + text for texts in documents for text in texts])
        found: list[Vector] = []
        for texts in documents:
            middle = sum(itertools.islice(units, len(texts)), start=np.float32(0))
            unit = middle / np.linalg.norm(middle)
            found.append(Vector(self.key, unit.astype("<f2").tobytes()))
        return found

    @functools.cached_property
    def background(self) -> float:
        """The cosine of unrelated texts."""
        return background_of(self)

    def _units(self, texts: Sequence[str]) -> Iterator[Array]:
        numbers = [self._pieces.encode(text, most=self._most) for text in texts]
        for start in range(0, len(numbers), _AT_ONCE):
            for states in self._bert.states(numbers[start : start + _AT_ONCE]):
                pooled = states[0] if self._recipe.takes_first else states.mean(axis=0)
                yield pooled / np.linalg.norm(pooled)


def _key(folder: Path, recipe: Recipe) -> str:
    """16 hex digits of all that decides what comes out. A recipe that says nothing of its own says
    nothing here: the vectors of such a model are those that it had before recipes were read."""
    digest = hashlib.sha256(f"{_EDITION}".encode())
    for name in ("config.json", "vocab.txt", _WEIGHTS):
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    if recipe != Recipe():
        digest.update(json.dumps(dataclasses.astuple(recipe)).encode())
    return digest.hexdigest()[:16]
