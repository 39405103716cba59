"""Synthetic datasets: the same for the same number, spread like a catalogue's own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

SPECIES = ("Mus musculus", "Rattus norvegicus", "Macaca mulatta", "Homo sapiens", "Danio rerio")
REGIONS = ("VISp", "VISl", "CA1", "CA3", "MOs", "ACAd", "LGd", "SCs", "RSP", "ENTl")
MODALITIES = ("ecephys", "ophys", "behavior", "smartspim", "fmost", "mri")
LICENSES = ("CC-BY-4.0", "CC0-1.0", "CC-BY-NC-4.0")
WORDS = (
    *("visual", "motor", "cortex", "spikes", "calcium", "imaging", "passive", "natural"),
    *("movies", "gratings", "reward", "learning", "light", "sheet", "brain", "atlas"),
    *("registered", "sorted", "units", "quality", "optogenetic", "tagging", "sleep", "running"),
    *("pupil", "lick", "decision", "working", "memory", "sequence", "novelty", "arousal"),
)

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Session",
    "type": "object",
    "required": ["subject_id", "species"],
    "properties": {
        "subject_id": {"type": "string", "x-property": "subject_id"},
        "species": {"type": "string", "x-property": "species"},
        "modality": {"type": "string", "x-property": "modality"},
        "region": {"type": "array", "items": {"type": "string"}, "x-property": "region"},
        "age": {"type": "number", "minimum": 0, "x-unit": "d", "x-property": "age"},
        "weight": {"type": "number", "minimum": 0, "x-unit": "g", "x-property": "weight"},
        "session_start": {
            "type": "string",
            "format": "date-time",
            "x-property": "session_start",
        },
        "notes": {"type": "string"},
    },
}


def datasets(
    count: int, *, seed: int = 1, prefix: str = "bench", first: int = 0
) -> Iterator[dict[str, Any]]:
    """Bodies for POST /api/v1/datasets, each with one record and three files: those from `first`
    up to, not including, `count`. One depends on nothing but its number and the seed."""
    for number in range(first, count):
        yield _dataset(random.Random(f"{seed}:{number}"), number, prefix)


def _dataset(chance: random.Random, number: int, prefix: str) -> dict[str, Any]:
    subject = str(600_000 + chance.randrange(90_000))
    modality = chance.choice(MODALITIES)
    words = chance.choices(WORDS, k=6)
    record = _record(chance, subject, modality)
    return {
        "key": f"{prefix}:{number}",
        "title": f"{modality} {subject} {' '.join(words[:3])}",
        "description": " ".join(chance.choices(WORDS, k=40)),
        "access": "public",
        "license": chance.choice(LICENSES),
        "keywords": words[3:],
        "creators": [{"name": f"Scientist {chance.randrange(300)}"}],
        "metadata": [{"schema": "bench/session", "version": "1.0.0", "content": record}],
        "files": [
            {
                "path": f"{subject}/{name}",
                "size": chance.randrange(10**9),
                "uri": f"s3://bench/{subject}/{name}",
            }
            for name in ("raw.nwb", "events.csv", "session.json")
        ],
    }


def _record(chance: random.Random, subject: str, modality: str) -> dict[str, Any]:
    day = f"20{chance.randint(20, 26)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return {
        "subject_id": subject,
        "species": chance.choices(SPECIES, weights=(70, 12, 8, 6, 4))[0],
        "modality": modality,
        "region": chance.sample(REGIONS, chance.randint(1, 3)),
        "age": chance.randint(20, 400),
        "weight": round(chance.uniform(15, 45), 1),
        "session_start": f"{day}T09:00:00Z",
        "notes": " ".join(chance.choices(WORDS, k=15)),
    }


_EIGHT = "facets=species,modality,region,license,keyword,creator,age,session_start"
QUERIES = (
    f"q=visual+cortex&{_EIGHT}",
    f"q=reward+learning&species=Mus+musculus&{_EIGHT}",
    f"age.gte=8%20wk&age.lt=20%20wk&{_EIGHT}",
    f"q=spikes&sort=-age&{_EIGHT}",
    _EIGHT,
    f"q=%22light+sheet%22&modality=smartspim&{_EIGHT}",
)
# What the peer can be asked too: a range of numbers and a keyword, twenty results, newest first.
RANGE = (100, 160)
KEYWORD = "ecephys"
PLAIN = f"age.gte={RANGE[0]}&age.lt={RANGE[1]}&modality={KEYWORD}&limit=20"
