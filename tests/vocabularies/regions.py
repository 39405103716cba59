"""A small tree of brain regions, and a schema that is bound to it."""

from __future__ import annotations

from typing import Any

from catalog.access.caller import Caller
from catalog.datasets.inputs import Record
from catalog.models import VocabularyVersion
from catalog.schemas.vocabularies.edit import import_vocabulary, publish_vocabulary
from catalog.schemas.vocabularies.formats.tabular import read
from tests.builders import make_steward

NAME = "icb/regions"
CSV = """\
code,label,synonyms,broader,iri,definition,deprecated,replaced_by
R:1,Brain,,,,,,
R:2,Isocortex,neocortex|Néocortex latéral,R:1,https://example.org/R2,The six-layered part.,,
R:3,Primary visual area,V1|VISp,R:2,,,,
R:4,Thalamus,,R:1,,,,
R:5,Lateral geniculate,LGd,R:4,,,,
R:6,Striate cortex,,R:2,,,yes,R:3
"""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "region": {
            "type": "string",
            "title": "Region",
            "x-property": "region",
            "x-vocabulary": f"{NAME}@1.0.0",
        },
        "probes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"target": {"type": "string", "x-vocabulary": f"{NAME}@1.0.0"}},
            },
        },
    },
}


def draft(
    text: str = CSV, version: str = "1.0.0", actor: Caller | None = None
) -> VocabularyVersion:
    done = import_vocabulary(
        actor=actor or make_steward(), name=NAME, version=version, terms=read(text)
    )
    assert done.version is not None
    return done.version


def publish(version: str = "1.0.0") -> VocabularyVersion:
    return publish_vocabulary(actor=make_steward(), name=NAME, version=version)


def published() -> VocabularyVersion:
    draft()
    return publish()


def region_record(region: str, *targets: str) -> Record:
    probes = [{"target": target} for target in targets]
    return Record(schema="icb/session", content={"region": region, "probes": probes})
