"""What to do about one invalid keyword of one subschema."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from catalog.schemas import dialects
from catalog.schemas.dialects import Dialect


class _Absent:
    """No value, which is not the same as null."""


ABSENT: Final = _Absent()

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
_OTHER_NAMES = {
    "str": "string", "text": "string", "char": "string", "int": "integer", "long": "integer",
    "float": "number", "double": "number", "decimal": "number", "numeric": "number",
    "bool": "boolean", "dict": "object", "map": "object", "list": "array", "tuple": "array",
    "none": "null", "nil": "null",
}  # fmt: skip


_ANNOTATIONS = frozenset(
    {"title", "description", "$comment", "format", "examples", "deprecated", "readOnly",
     "writeOnly", "contentEncoding", "contentMediaType"}
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Mend:
    """The new value of a keyword; `ABSENT` takes it out."""

    keyword: str
    value: Any
    why: str

    @property
    def loosens(self) -> bool:
        """Whether more is accepted afterwards than the keyword may have been meant to accept."""
        return self.value is ABSENT and self.keyword not in _ANNOTATIONS


def mend_keyword(schema: dict[str, Any], keyword: str, dialect: Dialect) -> list[Mend]:
    """How to mend `keyword`, whose value the metaschema refuses; empty where nobody can tell."""
    value = schema[keyword]
    if keyword == "items" and isinstance(value, list) and not dialect.tuple_items:
        return _positions(schema, value)
    if keyword in ("exclusiveMinimum", "exclusiveMaximum") and isinstance(value, bool):
        return _exclusive(schema, keyword, value)
    if keyword == "type":
        return _type(schema, value)
    for keywords, mend in _BY_KEYWORD:
        if keyword in keywords:
            return [mend(keyword, value)]
    return []


def _type(schema: dict[str, Any], value: Any) -> list[Mend]:
    names = value if isinstance(value, list) else [value]
    known = [_type_name(name) for name in names]
    if known and all(known):
        types = list(dict.fromkeys(known))
        why = f"JSON Schema writes its types {', '.join(TYPES)}."
        return [Mend("type", types if isinstance(value, list) else types[0], why)]
    shown = json.dumps(value, ensure_ascii=False)[:100]
    why = f"{shown} is not a type of JSON; without it, a value of any type is accepted here."
    mends = [Mend("type", ABSENT, why)]
    if isinstance(value, str) and value.strip() and "title" not in schema:
        mends.append(Mend("title", value, f"{shown} reads like a title, so it is kept as one."))
    return mends


def _type_name(name: Any) -> str:
    if name is None:
        return "null"
    lower = name.strip().lower() if isinstance(name, str) else ""
    return lower if lower in TYPES else _OTHER_NAMES.get(lower, "")


def _positions(schema: dict[str, Any], value: list[Any]) -> list[Mend]:
    rest = schema.get("additionalItems", ABSENT)
    why = "In 2020-12 the schemas of a list's positions are called `prefixItems`."
    mends = [Mend("prefixItems", value, why)]
    if rest is ABSENT:
        return [*mends, Mend("items", ABSENT, why)]
    why = "In 2020-12 the schema of a list's other entries is called `items`."
    return [*mends, Mend("items", rest, why), Mend("additionalItems", ABSENT, why)]


def _exclusive(schema: dict[str, Any], keyword: str, value: bool) -> list[Mend]:
    inclusive = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}[keyword]
    bound = schema.get(inclusive)
    why = f"Since draft 6 `{keyword}` is the bound itself, no longer a switch on `{inclusive}`."
    if value and isinstance(bound, int | float) and not isinstance(bound, bool):
        return [Mend(keyword, bound, why), Mend(inclusive, ABSENT, why)]
    return [Mend(keyword, ABSENT, why)]


def _text(keyword: str, value: Any) -> Mend:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        joined = " ".join(part.strip() for part in value if part.strip())
        return Mend(keyword, joined, f"`{keyword}` must be one text; the parts are joined.")
    if value is None:
        return Mend(keyword, ABSENT, f"`{keyword}` must be text; null says nothing.")
    text = json.dumps(value, ensure_ascii=False)
    return Mend(keyword, text, f"`{keyword}` must be text; the value is written as text.")


def _number(keyword: str, value: Any) -> Mend:
    whole = keyword.startswith(("min", "max")) and keyword not in ("minimum", "maximum")
    number = _read_number(value)
    if number is not None and (number >= 0 if whole else keyword != "multipleOf" or number > 0):
        plain = int(number) if number == int(number) else number
        if not whole or isinstance(plain, int):
            return Mend(keyword, plain, f"`{keyword}` must be a number; it was written as text.")
    return _dropped(keyword, value)


def _read_number(value: Any) -> float | None:
    try:
        number = float(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return number if number is not None and abs(number) < 1e300 else None


def _flag(keyword: str, value: Any) -> Mend:
    words = {"true": True, "yes": True, "false": False, "no": False}
    if isinstance(value, str) and value.strip().lower() in words:
        flag = words[value.strip().lower()]
        return Mend(keyword, flag, f"`{keyword}` must be true or false, without quotes.")
    return _dropped(keyword, value)


def _names(keyword: str, value: Any) -> Mend:
    if isinstance(value, bool):
        why = "`required` belongs to the object, as a list of names; the field is optional now."
        return Mend(keyword, ABSENT, why)
    names = value if isinstance(value, list) else [value]
    kept = list(dict.fromkeys(name for name in names if isinstance(name, str) and name))
    if not kept:
        return _dropped(keyword, value)
    return Mend(keyword, kept, f"`{keyword}` must be a list of names, each once.")


def _list(keyword: str, value: Any) -> Mend:
    if isinstance(value, list):
        distinct = list({repr(option): option for option in value}.values())
        if distinct and distinct != value:
            return Mend(keyword, distinct, f"`{keyword}` must not name a value twice.")
    elif value is not None and not isinstance(value, dict):
        return Mend(keyword, [value], f"`{keyword}` must be a list.")
    return _dropped(keyword, value)


def _schemas(keyword: str, value: Any) -> Mend:
    """A map of schemas: what is no schema in it becomes one that accepts anything."""
    if not isinstance(value, dict):
        return _dropped(keyword, value)
    kept = (dict, bool, list) if keyword == "dependencies" else (dict, bool)
    mended = {name: sub if isinstance(sub, kept) else _schema(sub) for name, sub in value.items()}
    return Mend(keyword, mended, f"Each entry of `{keyword}` must be a schema: {{…}}.")


def _schema_list(keyword: str, value: Any) -> Mend:
    if isinstance(value, dict):
        return Mend(keyword, [value], f"`{keyword}` must be a list of schemas.")
    if not isinstance(value, list) or not value:
        return _dropped(keyword, value)
    mended = [sub if isinstance(sub, dict | bool) else _schema(sub) for sub in value]
    return Mend(keyword, mended, f"Each entry of `{keyword}` must be a schema: {{…}}.")


def _schema(value: Any) -> dict[str, Any]:
    name = _type_name(value) if isinstance(value, str) else ""
    return {"type": name} if name else {}


def _single_schema(keyword: str, value: Any) -> Mend:
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return _flag(keyword, value)
    if isinstance(value, str) and _type_name(value):
        return Mend(keyword, _schema(value), f"`{keyword}` must be a schema: {{…}}.")
    return _dropped(keyword, value)


def _reference(keyword: str, value: Any) -> Mend:
    if not isinstance(value, str):
        return _dropped(keyword, value)
    encoded = quote(value, safe="#/:?&=%@!$'()*+,;~-._")
    return Mend(keyword, encoded, "Spaces and the like in a reference are written as %20 ….")


def _dropped(keyword: str, value: Any) -> Mend:
    shown = json.dumps(value, ensure_ascii=False)[:100]
    return Mend(keyword, ABSENT, f"{shown} is no value for `{keyword}`, which is left out.")


_BY_KEYWORD: tuple[tuple[frozenset[str], Callable[[str, Any], Mend]], ...] = (
    (frozenset({"title", "description", "$comment"}), _text),
    (frozenset({"pattern", "format", "contentEncoding", "contentMediaType"}), _dropped),
    (
        frozenset(
            {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
             "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
             "minContains", "maxContains"}
        ),
        _number,
    ),
    (frozenset({"uniqueItems", "deprecated", "readOnly", "writeOnly"}), _flag),
    (frozenset({"required"}), _names),
    (frozenset({"enum", "examples"}), _list),
    (dialects.MAPPED - {"patternProperties"}, _schemas),
    (dialects.IN_PLACE_LIST | {"prefixItems"}, _schema_list),
    (dialects.SINGLE, _single_schema),
    (frozenset({"$ref"}), _reference),
)  # fmt: skip
