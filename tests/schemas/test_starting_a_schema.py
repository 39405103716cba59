"""First drafts from a sample record and from a table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.errors import Invalid
from catalog.schemas.document import digest_of, parse_schema
from catalog.schemas.starting.guessing import label_of, name_of, split_unit
from catalog.schemas.starting.record import schema_of_record
from catalog.schemas.starting.table import schema_of_table
from catalog.schemas.validation import validate

# What `read_json` lets through.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, VALUES, max_size=5))
@settings(max_examples=150, deadline=None)
def test_a_record_is_valid_under_the_schema_that_it_gave(record: dict[str, Any]) -> None:
    schema = schema_of_record(record)
    parse_schema(schema)
    assert list(validate(record, schema=schema, digest=digest_of(schema))) == []
    assert list(schema["properties"]) == list(record)


def test_a_record_tells_types_lists_and_groups() -> None:
    schema = schema_of_record(
        {
            "date_of_birth": "2024-01-02",
            "seen": "2024-01-02T10:00:00Z",
            "weight": 23.5,
            "ears": 2,
            "alive": True,
            "probes": [{"depth": 1}, {"depth": 2.5, "name": None}],
        }
    )
    fields = schema["properties"]
    assert fields["date_of_birth"] == {
        "title": "Date of birth",
        "type": "string",
        "format": "date",
        "examples": ["2024-01-02"],
    }
    assert fields["seen"]["format"] == "date-time"
    assert [fields[name]["type"] for name in ("weight", "ears", "alive")] == [
        "number",
        "integer",
        "boolean",
    ]
    entry = fields["probes"]["items"]["properties"]
    assert (fields["probes"]["type"], entry["depth"]["type"]) == ("array", "number")
    assert "type" not in entry["name"]


def test_a_header_alone_gives_names_labels_and_units() -> None:
    fields = schema_of_table("Animal ID,Weight (g),Genotype (short)\n")["properties"]
    assert fields == {
        "animal_id": {"title": "Animal ID", "type": "string"},
        "weight": {"title": "Weight", "type": "number", "x-unit": "g"},
        "genotype_short": {"title": "Genotype (short)", "type": "string"},
    }


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_rows_tell_what_is_a_number_a_date_or_a_choice(between: str) -> None:
    rows = ["id,born,age [d],sex,alive,code"]
    rows += [f"m{n},2024-01-0{n},{n}0,{'FM'[n % 2]},yes,00{n}" for n in range(1, 7)]
    text = "\ufeff" + "\r\n".join(rows).replace(",", between)
    fields = schema_of_table(text)["properties"]
    parse_schema(schema_of_table(text))
    assert fields["born"]["format"] == "date"
    assert fields["age"] | {"title": ""} == {
        "title": "",
        "type": "number",
        "x-unit": "d",
        "examples": [10],
    }
    assert fields["sex"]["enum"] == ["F", "M"]
    assert fields["alive"]["type"] == "boolean"
    # A leading zero is no number's.
    assert fields["code"] == {"title": "Code", "type": "string", "examples": ["001"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no header"),
        (" \n ", "no header"),
        ("Weight (g),weight", "called 'weight'"),
        ('"unclosed', "cannot be read"),
        (",".join(f"c{n}" for n in range(2_001)), "more than 2,000"),
    ],
)
def test_what_is_no_table_is_told(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        schema_of_table(text)
    assert said in refused.value.problems[0]["detail"]


def test_words_are_made_of_names_and_names_of_words() -> None:
    assert label_of("date_of_birth") == "Date of birth"
    assert label_of("RF power") == "RF power"
    assert name_of("Größe (µm)") == "gr_e_m"
    assert split_unit("Depth (um)") == ("Depth", "um")
    assert split_unit("Depth (deep)") == ("Depth (deep)", "")
