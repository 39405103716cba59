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

MILLION = 10**6


def cases() -> Iterator[tuple[str, bytes]]:
    """(name, document) of each kind of hostility that the registry must bound."""
    levels = 10**4
    yield "10^4 levels", b'{"not":' * levels + b"{}" + b"}" * levels
    names = b",".join(b'"p%d":{}' % number for number in range(MILLION))
    yield "10^6 properties", b'{"properties":{' + names + b"}}"
    yield "exponential $ref", _chain(60, times=2)
    yield "10^4 references in a row", _chain(levels, times=1)
    yield "catastrophic regex", json.dumps({"pattern": "((a{1000}){1000}){1000}"}).encode()
    patterns = [{"pattern": f"(x+x+)+y{number}"} for number in range(5000)]
    yield "5,000 regexes", json.dumps({"allOf": patterns}).encode()
    yield "100 MB", b'{"description":"' + b"x" * (100 * MILLION) + b'"}'
    yield "remote $ref", b'{"$ref":"http://127.0.0.1:9/schema.json"}'
    yield "recursive $ref", b'{"$ref":"#"}'


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
