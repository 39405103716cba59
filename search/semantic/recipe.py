"""How a published sentence model wants its texts, and what makes a vector of what comes out.

Read from the files that sentence-transformers writes beside the weights. What they ask for and is
not done here is refused: vectors made otherwise would look right and mean little.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from search.semantic.bert import UnsuitableModel

_STEPS = frozenset({"Transformer", "Pooling", "Normalize"})
_MEAN = frozenset({"mean", "mean_tokens"})
_FIRST = frozenset({"cls", "cls_token"})
# The names under which encode_query and encode_document of sentence-transformers look.
_QUERY = ("query",)
_DOCUMENT = ("document", "passage", "corpus")


@dataclasses.dataclass(frozen=True, slots=True)
class Recipe:
    """`longest`: word pieces read of a text. `takes_first`: the state of the first piece stands for
    the text, else the mean of all. The prompts are put before a text."""

    longest: int = 256
    takes_first: bool = False
    query_prompt: str = ""
    document_prompt: str = ""


def read_recipe(folder: Path) -> Recipe:
    """Raises `UnsuitableModel`, and `ValueError` where a file is no JSON."""
    _check_steps(folder)
    if _object(folder / "tokenizer_config.json").get("do_lower_case") is False:
        raise UnsuitableModel("it tells capitals from small letters, which is not done here")
    pooling = _object(folder / "1_Pooling" / "config.json")
    prompts = _object(folder / "config_sentence_transformers.json")
    recipe = Recipe(
        longest=int(_object(folder / "sentence_bert_config.json").get("max_seq_length") or 256),
        takes_first=_takes_first(pooling),
        query_prompt=_prompt(prompts, _QUERY),
        document_prompt=_prompt(prompts, _DOCUMENT),
    )
    if pooling.get("include_prompt") is False and (recipe.query_prompt or recipe.document_prompt):
        raise UnsuitableModel("it leaves its prompts out of the mean, which is not done here")
    return recipe


def _check_steps(folder: Path) -> None:
    path = folder / "modules.json"
    steps = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    for step in steps:
        name = str(step["type"]).rpartition(".")[2]
        if name not in _STEPS:
            raise UnsuitableModel(f"it has a step {name!r}, which is not done here")


def _takes_first(pooling: Mapping[str, Any]) -> bool:
    prefix = "pooling_mode_"
    modes = {name.removeprefix(prefix) for name in pooling if name.startswith(prefix)}
    modes = {mode for mode in modes if pooling[prefix + mode]}
    if "pooling_mode" in pooling:
        modes.add(str(pooling["pooling_mode"]))
    if modes <= _MEAN:
        return False
    if modes <= _FIRST:
        return True
    raise UnsuitableModel(f"its pooling is {', '.join(sorted(modes))}; only mean and cls are done")


def _prompt(config: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The one of the first name that there is, else the default."""
    prompts = config.get("prompts") or {}
    found = next((prompts[name] for name in names if name in prompts), None)
    return str(prompts.get(config.get("default_prompt_name"), "") if found is None else found)


def _object(path: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none."""
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if not isinstance(found, dict):
        raise UnsuitableModel(f"{path.name} holds no JSON object")
    return found
