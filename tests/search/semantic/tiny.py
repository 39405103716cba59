"""A sentence model of a few kilobytes, made of fixed random numbers, in the published layout.

What it says is nonsense, but always the same; equal texts are equal and others are not.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

WIDTH, HEADS, LAYERS, INNER, LONGEST = 32, 4, 2, 64, 32
_PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz0123456789.,-"]
PIECES = [*_PIECES, *(f"##{piece}" for piece in _PIECES[4:]), "mouse", "cortex", "##s"]
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": WIDTH,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "intermediate_size": INNER,
    "max_position_embeddings": LONGEST,
    "layer_norm_eps": 1e-12,
}


def write_model(folder: Path, *, seed: int = 7, width: int = WIDTH) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(CONFIG | {"hidden_size": width}))
    (folder / "vocab.txt").write_text("\n".join(PIECES))
    chance = np.random.default_rng(seed)
    tables = {
        name: chance.normal(0, 0.4, shape).astype("<f4") for name, shape in _shapes(width).items()
    }
    _write_safetensors(folder / "model.safetensors", tables)
    return folder


def write_cone(folder: Path, *, narrow: float) -> Path:
    """A model whose vectors say little but which words there are, with `narrow` the same in all."""
    write_model(folder)
    chance = np.random.default_rng(3)
    tables = {
        name: np.full(shape, name.endswith("weight"), "<f4")
        if "LayerNorm" in name
        else chance.normal(0, 1 if "word" in name else 0.02, shape).astype("<f4")
        for name, shape in _shapes(WIDTH).items()
    }
    tables[f"encoder.layer.{LAYERS - 1}.output.LayerNorm.bias"][0] = narrow
    _write_safetensors(folder / "model.safetensors", tables)
    return folder


def write_file(folder: Path, name: str, content: object) -> None:
    """One of the files beside the weights, as sentence-transformers writes them."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(content))


def _shapes(width: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECES), width),
        "embeddings.position_embeddings.weight": (LONGEST, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        **_both("embeddings.LayerNorm", (width,)),
    }
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}."
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            shapes |= _both(f"{layer}attention.{name}", (width, width))
        shapes |= _both(f"{layer}attention.output.LayerNorm", (width,))
        shapes |= _both(f"{layer}intermediate.dense", (INNER, width))
        shapes |= _both(f"{layer}output.dense", (width, INNER))
        shapes |= _both(f"{layer}output.LayerNorm", (width,))
    return shapes


def _both(name: str, shape: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}


def _write_safetensors(path: Path, tables: dict[str, np.ndarray]) -> None:
    header, content = {}, b""
    for name, table in tables.items():
        plain = table.tobytes()
        offsets = [len(content), len(content) + len(plain)]
        header[name] = {"dtype": "F32", "shape": list(table.shape), "data_offsets": offsets}
        content += plain
    described = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(described)) + described + content)
