"""Schemas made to hurt: what reading and judging each costs, and what it is refused for.

`python -m bench.hostile_schemas` prints milliseconds of processor time (best of three; a busy
machine lengthens the clock, not that) and the sentence, as JSON. Nothing is served or stored.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import Any

from search.garbage import expect_bursts

MILLION = 10**6


def cases() -> Iterator[tuple[str, bytes]]:
    """(name, document) of each kind of hostility that the registry must bound."""
    yield from _large()
    yield from _tangled()
    yield from _flawed()
    yield "catastrophic regex", json.dumps({"pattern": "((a{1000}){1000}){1000}"}).encode()
    yield "long regex", json.dumps({"pattern": "(" * MILLION}).encode()
    patterns = [{"pattern": f"(x+x+)+y{number}"} for number in range(5000)]
    yield "5,000 regexes", json.dumps({"allOf": patterns}).encode()
    yield "1e400", b'{"minimum":1e400}'
    yield "a number of a million digits", b'{"minimum":' + b"9" * MILLION + b"}"
    yield "multipleOf 1e-400", b'{"multipleOf":1e-400}'
    yield "half a character as a name", b'{"properties":{"\\ud800":{}}}'


def _large() -> Iterator[tuple[str, bytes]]:
    levels = 10**4
    yield "10^4 levels", b'{"not":' * levels + b"{}" + b"}" * levels
    names = b",".join(b'"p%d":{}' % number for number in range(MILLION))
    yield "10^6 properties", b'{"properties":{' + names + b"}}"
    fields: dict[str, Any] = {f"p{number}": {} for number in range(90_000)}
    yield "90,000 properties", json.dumps({"properties": fields}).encode()
    yield "100 MB", b'{"description":"' + b"x" * (100 * MILLION) + b'"}'
    yield "a million empty lists", b'{"enum":[' + b"[]," * MILLION + b"[]]}"
    names = b",".join(b'"k%d":1' % number for number in range(300_000))
    yield "300,000 names, one twice", b"{" + names + b',"k1":1}'
    yield "one name twice", b'{"type":"string","type":"object"}'
    yield "90,000 options", json.dumps({"enum": list(range(90_000))}).encode()
    doubled: dict[str, Any] = {}
    for _ in range(15):
        doubled = {"allOf": [doubled, doubled]}
    yield "allOf that doubles", json.dumps(doubled).encode()


def _tangled() -> Iterator[tuple[str, bytes]]:
    """References, and documents embedded in one (`$id`)."""
    yield "exponential $ref", _chain(60, times=2)
    yield "10^4 references in a row", _chain(10**4, times=1)
    yield "remote $ref", b'{"$ref":"http://127.0.0.1:9/schema.json"}'
    yield "20,000 remote $refs", _referring("http://127.0.0.1:9/{}")
    yield "20,000 $refs to nowhere", _referring("#/$defs/{}")
    yield "recursive $ref", b'{"$ref":"#"}'
    links = {f"c{target}": {"$ref": f"d{target}"} for target in range(30)}
    yield "documents that embed each other", _embedding(30, {"properties": links})
    other = {"$schema": "http://json-schema.org/draft-07/schema#", "properties": links}
    yield "documents of other dialects that embed each other", _embedding(30, other)
    below = {"$dynamicAnchor": "n", "properties": {"c": {"$dynamicRef": "#n"}}}
    yield "$dynamicRef with many meanings", _embedding(4_000, below, own={"$dynamicAnchor": "n"})
    yield "$dynamicRef in a circle", _embedding(8, below, own={"$dynamicAnchor": "n"})
    deeper: dict[str, Any] = {"$recursiveAnchor": True, "properties": {"c": {"$recursiveRef": "#"}}}
    older = "https://json-schema.org/draft/2019-09/schema"
    own = {"$schema": older, "$recursiveAnchor": True}
    yield "$recursiveRef in a circle", _embedding(8, deeper, own=own)


def _flawed() -> Iterator[tuple[str, bytes]]:
    """So many flaws that telling them all would cost more than refusing."""
    types = [{"type": f"x{number}"} for number in range(19_900)]
    yield "20,000 invalid types", json.dumps({"allOf": types}).encode()
    required = list(range(90_000))
    yield "90,000 invalid entries of one list", json.dumps({"required": required}).encode()
    fields: dict[str, Any] = {f"p{number}": {"type": "string"} for number in range(15_000)}
    hidden: dict[str, Any] = {"properties": {**fields, "x": {"type": "bad"}}}
    for _ in range(60):
        hidden = {"not": hidden}
    yield "one flaw below many large levels", json.dumps(hidden).encode()


def _referring(address: str) -> bytes:
    references = [{"$ref": address.format(number)} for number in range(19_900)]
    return json.dumps({"allOf": references}).encode()


def _embedding(count: int, part: dict[str, Any], *, own: dict[str, Any] | None = None) -> bytes:
    """A document that refers to so many others, each the same, inside itself."""
    parts = {f"d{number}": {**part, "$id": f"d{number}"} for number in range(count)}
    refers = [{"$ref": name} for name in parts]
    return json.dumps({**(own or {}), "$defs": parts, "allOf": refers}).encode()


def _chain(length: int, *, times: int) -> bytes:
    """Definitions of which each refers to the next one so many times."""
    definitions: dict[str, Any] = {
        f"d{number}": {"allOf": [{"$ref": f"#/$defs/d{number + 1}"}] * times}
        for number in range(length)
    }
    definitions[f"d{length}"] = {}
    return json.dumps({"$ref": "#/$defs/d0", "$defs": definitions}).encode()


def refusal(document: bytes) -> str:
    """The first problem of a document, as whoever registers it is told; "" where it is taken."""
    from catalog.schemas.document import diagnose
    from catalog.schemas.limits import SCHEMA
    from catalog.schemas.problems import BadDocument
    from catalog.schemas.reading import read_json

    try:
        content = read_json(
            document,
            max_bytes=SCHEMA.max_bytes,
            max_depth=SCHEMA.max_depth,
            max_nodes=SCHEMA.max_nodes,
        )
    except BadDocument as bad:
        return bad.problems[0].message
    return next((problem.message for problem in diagnose(content)), "")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    refusal(b"{}")  # loads what is to be loaded
    expect_bursts()  # as in a process that serves
    told = {}
    for name, document in cases():
        took = []
        for _ in range(3):
            began = time.thread_time()
            sentence = refusal(document)
            took.append(time.thread_time() - began)
        told[name] = {"ms": round(min(took) * 1000, 1), "refused": sentence}
    print(json.dumps(told, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
