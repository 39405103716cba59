from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.schemas.document import digest_of
from catalog.schemas.extract import Extraction, Observed, extract
from catalog.schemas.instants import parse_instant
from search.document import PropertyDefinition

SCHEMA: dict[str, Any] = {
    "properties": {
        "age": {"type": "number", "x-unit": "wk", "title": "Age"},
        "born": {"type": "string", "format": "date", "title": "Date of birth"},
        "barcode": {"type": "string"},
        "secret": {"type": "string", "x-searchable": False},
        "notes": {"type": "string"},
        "species": {"properties": {"name": {"type": "string"}}},
        "devices": {
            "type": "array",
            "items": {
                "properties": {
                    "name": {"type": "string"},
                    "power": {"type": "number", "x-unit": "mW"},
                    "lenses": {"type": "array", "items": {"properties": {"f": {}}}},
                }
            },
        },
        "size": {"oneOf": [{"type": "number", "x-unit": "mm"}, {"type": "number", "x-unit": "um"}]},
    }
}


def run(content: Any, *, schema: Any = SCHEMA, **bindings: PropertyDefinition) -> Extraction:
    return extract(
        schema_name="lab/subject",
        content=content,
        schema=schema,
        digest=digest_of(schema) if schema is not None else "",
        bindings={path.replace("__", "."): bound for path, bound in bindings.items()},
    )


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


def test_an_unbound_path_is_its_own_property() -> None:
    result = run({"age": 8, "born": "2026-03-14", "species": {"name": "Mus musculus"}, "on": True})
    (instance,) = result.instances
    assert instance.scope == "lab/subject"
    assert instance.numbers == {"lab/subject.age": (8.0,)}
    assert instance.dates == {"lab/subject.born": (utc(2026, 3, 14),)}
    assert instance.keywords == {
        "lab/subject.species.name": ("Mus musculus",),
        "lab/subject.on": ("true",),
    }
    assert result.observed == (
        Observed("lab/subject.age", "number", "Age", "wk", declared=True),
        Observed("lab/subject.born", "date", "Date of birth", declared=True),
        Observed("lab/subject.on", "keyword", "On"),
        Observed("lab/subject.species.name", "keyword", "Name", declared=True),
    )


def test_a_bound_value_is_put_under_its_property_in_its_unit() -> None:
    age = PropertyDefinition("age", "number", "Age", unit="d")
    species = PropertyDefinition("species", "keyword", "Species")
    result = run({"age": 8, "species": {"name": "Mus musculus"}}, age=age, species__name=species)
    (instance,) = result.instances
    assert instance.numbers == {"age": (56.0,)}
    assert instance.keywords == {"species": ("Mus musculus",)}
    assert Observed("age", "number", "Age", "d", declared=True) in result.observed


def test_a_bound_number_may_be_written_with_its_unit() -> None:
    age = PropertyDefinition("age", "number", unit="d")
    assert run({"age": "2 d"}, age=age).instances[0].numbers == {"age": (2.0,)}
    assert run({"age": "2"}, age=age).instances[0].numbers == {"age": (14.0,)}
    assert run({"age": "2 kg"}, age=age).instances == ()
    assert run({"age": True}, age=age).instances == ()


def test_a_value_of_an_unclear_unit_is_left_out_rather_than_wrong() -> None:
    assert run({"size": 5}, size=PropertyDefinition("size", "number", unit="mm")).instances == ()


def test_bound_keywords_and_dates_take_what_can_be_read_as_such() -> None:
    code = PropertyDefinition("code", "keyword")
    assert run({"barcode": 5.0}, barcode=code).instances[0].keywords == {"code": ("5",)}
    assert run({"barcode": False}, barcode=code).instances[0].keywords == {"code": ("false",)}
    assert run({"barcode": "x" * 300}, barcode=code).instances == ()
    born = PropertyDefinition("born", "date")
    assert run({"born": "2026"}, born=born).instances == ()
    notes = PropertyDefinition("notes", "text")
    assert run({"notes": "short"}, notes=notes).instances[0].texts == {"notes": ("short",)}


def test_each_object_of_an_array_is_an_instance_of_its_own() -> None:
    devices = [
        {"name": "laser", "power": 5, "lenses": [{"f": 1}, {"f": 2}]},
        {"name": "lamp", "power": 7},
    ]
    result = run({"barcode": "a", "devices": devices, "tags": ["x", "y"]})
    assert [(i.scope, dict(i.keywords), dict(i.numbers)) for i in result.instances] == [
        ("lab/subject", {"lab/subject.barcode": ("a",), "lab/subject.tags": ("x", "y")}, {}),
        (
            "lab/subject.devices",
            {"lab/subject.devices.name": ("laser",)},
            {"lab/subject.devices.power": (5.0,)},
        ),
        ("lab/subject.devices.lenses", {}, {"lab/subject.devices.lenses.f": (1.0,)}),
        ("lab/subject.devices.lenses", {}, {"lab/subject.devices.lenses.f": (2.0,)}),
        (
            "lab/subject.devices",
            {"lab/subject.devices.name": ("lamp",)},
            {"lab/subject.devices.power": (7.0,)},
        ),
    ]


def test_a_text_is_a_date_where_the_schema_says_so_or_says_nothing() -> None:
    assert not run({"barcode": "2026-03-14"}).instances[0].dates
    assert run({"other": "2026-03-14"}).instances[0].dates
    assert run({"barcode": "2026-03-14"}, schema=None).instances[0].dates
    assert run({"born": "soon"}).instances[0].keywords == {"lab/subject.born": ("soon",)}


def test_long_text_is_text_and_short_text_a_keyword() -> None:
    result = run({"notes": "word " * 100, "barcode": "x" * 256})
    (instance,) = result.instances
    assert list(instance.texts) == ["lab/subject.notes"]
    assert list(instance.keywords) == ["lab/subject.barcode"]
    assert result.text.splitlines() == [("word " * 100).strip(), "x" * 256]


def test_what_is_not_searchable_is_in_no_property_and_not_in_the_text() -> None:
    result = run({"secret": "hush", "barcode": "a"})
    assert "hush" not in json.dumps([dict(i.keywords) for i in result.instances])
    assert result.text == "a"


def test_text_holds_each_string_once_in_the_order_of_the_document() -> None:
    content = {"z": "one", "a": ["two", "one"], "b": {"c": "three"}, "d": "  "}
    assert run(content, schema=None).text == "one\ntwo\nthree"


def test_bounds_leave_the_shallow_values_in_and_say_so() -> None:
    rows = [{"number": n, "id": f"r{n}"} for n in range(3_000)]
    result = run({"rows": rows, "last": "kept"}, schema=None)
    assert result.truncated
    assert len(result.instances) == 1_000
    assert result.instances[0].keywords == {"lab/subject.last": ("kept",)}
    assert "r2999" in result.text
    wide = run({f"k{n}": n for n in range(2_000)}, schema=None)
    assert wide.truncated
    assert len(wide.observed) == 500
    many = run({"values": list(range(9_000))}, schema=None)
    assert many.truncated
    assert len(many.instances[0].numbers["lab/subject.values"]) == 5_000
    long = run({"a": ["x" * 1_000 + str(n) for n in range(2_000)]}, schema=None)
    assert len(long.text) <= 1_000_000


def test_numbers_beyond_floats_and_names_beyond_reason_are_left_out() -> None:
    result = run({"a": 10**400, "b": math.inf, "c": math.nan, "k" * 400: 1, "d": 2}, schema=None)
    assert [dict(i.numbers) for i in result.instances] == [{"lab/subject.d": (2.0,)}]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-14", utc(2026, 3, 14)),
        ("2026-03-14T09:30:00Z", utc(2026, 3, 14, 9, 30)),
        ("2026-03-14T09:30:00+02:00", utc(2026, 3, 14, 7, 30)),
        ("2026-03-14t09:30:00.1234567z", utc(2026, 3, 14, 9, 30, 0, 123456)),
        ("2026-03-14 09:30", utc(2026, 3, 14, 9, 30)),
        ("2016-12-31T23:59:60Z", utc(2016, 12, 31, 23, 59, 59)),
        ("0000-01-01", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("0001-01-01T00:00:00+12:00", None),
        ("2026-02-30", None),
        ("2026-W10-1", None),
        ("20260314", None),
        ("2026-03-14T", None),
        ("14/03/2026", None),
        ("٢٠٢٦-٠٣-١٤", None),
    ],
)
def test_instants_are_read_strictly(text: str, moment: dt.datetime | None) -> None:
    assert parse_instant(text) == moment


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat()),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["age", "devices", "name", "size", "born", "secret"]) | st.text(),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(_JSON, st.booleans())
def test_no_json_makes_it_raise_and_every_value_has_its_type(content: Any, known: bool) -> None:
    age = PropertyDefinition("age", "number", unit="d")
    result = run(content, schema=SCHEMA if known else None, age=age)
    listed = {(seen.name, seen.type) for seen in result.observed}
    for instance in result.instances:
        assert instance.scope.startswith("lab/subject")
        for kind in ("keyword", "number", "date", "text"):
            for name, values in getattr(instance, kind + "s").items():
                assert (name, kind) in listed
                assert values
        assert all(math.isfinite(n) for values in instance.numbers.values() for n in values)
        assert all(d.tzinfo is dt.UTC for values in instance.dates.values() for d in values)
        assert all(0 < len(k) <= 256 for values in instance.keywords.values() for k in values)


def test_a_record_nested_without_end_is_taken_as_far_as_it_goes() -> None:
    deep: Any = {"leaf": "x"}
    for _ in range(50_000):
        deep = {"a": deep, "b": 1}
    result = run(deep, schema=None)
    assert result.truncated
    assert result.instances
    while "a" in deep:
        deep = deep.pop("a")
