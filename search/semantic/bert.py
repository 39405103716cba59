"""The forward pass of a BERT encoder (Devlin et al. 2019), in numpy alone.

A sentence model such as all-MiniLM-L6-v2 is small enough for it: no other runtime is needed, and
the weights are read from the safetensors file that models are published in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
_LONGEST_HEADER = 100_000_000  # the format's own limit
_TYPES: dict[str, np.dtype[np.floating[Any]]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}


class UnsuitableModel(ValueError):
    """What lies in the folder is no model that can be run here; the sentence says why."""


class Bert:
    """`config` and `weights` as in `config.json` and `model.safetensors` of a published model.

    Raises `UnsuitableModel`.
    """

    def __init__(self, config: dict[str, Any], weights: dict[str, Array]) -> None:
        if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
            raise UnsuitableModel(
                f"model_type is {config.get('model_type')!r} with {config.get('hidden_act')!r}; "
                "only 'bert' with 'gelu' is understood"
            )
        self.width = int(config["hidden_size"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._weights = {name.removeprefix("bert."): table for name, table in weights.items()}
        self._layers = [f"encoder.layer.{n}." for n in range(int(config["num_hidden_layers"]))]

    def states(self, texts: Sequence[Sequence[int]]) -> list[Array]:
        """For each text, given as numbers of word pieces, one row of `width` a piece.

        Texts are laid end to end, so that none is padded to the length of another; only attention
        looks at them one by one.
        """
        ends = np.cumsum([len(text) for text in texts])
        state = self._embedded(texts)
        for layer in self._layers:
            mixed = self._linear(
                self._attended(state, layer, ends), layer + "attention.output.dense"
            )
            state = self._normed(state + mixed, layer + "attention.output.LayerNorm")
            inner = _gelu(self._linear(state, layer + "intermediate.dense"))
            outer = self._linear(inner, layer + "output.dense")
            state = self._normed(state + outer, layer + "output.LayerNorm")
        return np.split(state, ends[:-1])

    def _embedded(self, texts: Sequence[Sequence[int]]) -> Array:
        pieces = np.concatenate([np.asarray(text) for text in texts])
        places = np.concatenate([np.arange(len(text)) for text in texts])
        summed = (
            self._table("embeddings.word_embeddings")[pieces]
            + self._table("embeddings.position_embeddings")[places]
            + self._table("embeddings.token_type_embeddings")[0]
        )
        return self._normed(summed, "embeddings.LayerNorm")

    def _attended(self, state: Array, layer: str, ends: npt.NDArray[np.int_]) -> Array:
        names = ("query", "key", "value")
        asked, keys, values = (
            self._by_head(self._linear(state, f"{layer}attention.self.{name}")) for name in names
        )
        asked = asked / np.float32(np.sqrt(self.width / self._heads))
        found = np.empty_like(values)
        start = 0
        for end in ends:
            its = slice(start, end)
            shares = _softmax(asked[:, its] @ keys[:, its].transpose(0, 2, 1))
            found[:, its] = shares @ values[:, its]
            start = end
        return found.transpose(1, 0, 2).reshape(state.shape)

    def _by_head(self, rows: Array) -> Array:
        return rows.reshape(len(rows), self._heads, -1).transpose(1, 0, 2)

    def _linear(self, rows: Array, name: str) -> Array:
        return rows @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]

    def _normed(self, rows: Array, name: str) -> Array:
        centered = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centered**2).mean(axis=1, keepdims=True) + np.float32(self._epsilon))
        scaled = centered / spread * self._weights[name + ".weight"] + self._weights[name + ".bias"]
        return np.asarray(scaled, np.float32)

    def _table(self, name: str) -> Array:
        return self._weights[name + ".weight"]


def read_weights(path: Path) -> dict[str, Array]:
    """Every table of floats in a safetensors file: a length, a JSON header, the bytes. They are
    mapped, so that the processes of a host share them.

    The format: https://github.com/huggingface/safetensors#format. Raises `UnsuitableModel`.
    """
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > _LONGEST_HEADER:
            raise UnsuitableModel(f"{path.name} is no safetensors file")
        header = json.loads(file.read(length))
        content = np.asarray(np.memmap(path, np.uint8, "r"))[file.tell() :]
    found: dict[str, Array] = {}
    for name, entry in header.items():
        kind = _TYPES.get(str(entry.get("dtype")))
        if kind is not None:
            first, end = entry["data_offsets"]
            table = content[first:end].view(kind).reshape(entry["shape"])
            found[name] = np.require(table, np.float32, "A")
    return found


def _gelu(values: Array) -> Array:
    """By the tanh approximation of Hendrycks & Gimpel (2016), exact to 0.0005."""
    inner = np.float32(0.7978845608) * values * (1 + np.float32(0.044715) * values * values)
    return np.asarray(np.float32(0.5) * values * (1 + np.tanh(inner)), np.float32)


def _softmax(values: Array) -> Array:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
