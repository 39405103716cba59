"""Forms of tests: a random document, and what a browser does with its form."""

from __future__ import annotations

import copy
import json
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import strategies as st

from catalog.pages.entry.form import Form
from catalog.pages.entry.state import State
from tests.entry.recording import SCHEMA
from tests.entry.sent import sent_by

# What a database can store: no NUL, no lone surrogates.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.sampled_from(["1", "1.0", "a\r\nb", "\nfirst", " ", "2024-13-45", "850 um", "grating"])
)
NAMES = (
    st.sampled_from(
        ["name", "x", "sites", "layers", "label", "type", "angle", "file", "0", "a/b~c", "", "ü #?"]
    )
    | TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def document_of(draw: st.DrawFn) -> dict[str, Any]:
    named = st.fixed_dictionaries(
        {},
        optional={name: VALUES | like(SCHEMA["properties"][name]) for name in SCHEMA["properties"]},
    )
    return {**draw(named), **draw(st.dictionaries(NAMES, VALUES, max_size=2))}


def like(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that nearly fit, so that groups, lists and alternatives are drawn."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"]["probe"]
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            return st.one_of([like(each) for each in schema[keyword]])
    if "const" in schema:
        return st.just(schema["const"]) | TEXTS
    if schema.get("type") == "object":
        inner = {name: like(each) for name, each in schema.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=inner)
    if schema.get("type") == "array":
        return st.lists(like(schema["items"]), max_size=3)
    return SCALARS


DOCUMENTS = st.composite(document_of)()


def sent(form: Form, **changes: str) -> QueryDict:
    html = render_to_string("catalog/entry/form.html", {"form": form.draw()})
    query = QueryDict(mutable=True)
    for name, value in {**sent_by(html), **changes}.items():
        query[name] = value
    return query


def edited(form: Form, edits: dict[str, str], do: str = "") -> Form:
    form.receive(sent(form, **edits, do=do))
    return form


def form_with(document: dict[str, Any], **state: Any) -> Form:
    return Form(SCHEMA, state=State(document=copy.deepcopy(document), **state))


def same(one: Any, other: Any) -> bool:
    """As JSON: 1 is not 1.0, and true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
