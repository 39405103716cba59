"""What a clone of a catalogue's repository holds beside schemas: vocabularies, and what became of
schema versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.access.caller import Caller
from catalog.errors import Conflict, Fault, Invalid, NotFound
from catalog.imports.schema_files import Diagnosis, SchemaFile
from catalog.models import SchemaVersion, VocabularyVersion
from catalog.models.schema import VERSION
from catalog.schemas.lifecycle import deprecate_schema, retire_schema
from catalog.schemas.problems import BadDocument
from catalog.schemas.reading import read_json
from catalog.schemas.vocabularies.edit import import_vocabulary, publish_vocabulary
from catalog.schemas.vocabularies.formats import tabular
from catalog.schemas.vocabularies.queries import terms_of

Named = tuple[str, str]  # name and version
_MOVES = {"deprecated": deprecate_schema, "retired": retire_schema}
_REFUSALS = (Conflict, Invalid, NotFound, BadDocument, UnicodeDecodeError)


def schemas_of(folder: Path) -> Mapping[Path, Named]:
    """schemas/{namespace}/{name}/{version}.json; `latest.json` is one of them again."""
    return _files(folder, "schemas", ".json")


def vocabularies_of(folder: Path) -> Mapping[Path, Named]:
    """vocabularies/{namespace}/{name}/{version}.csv."""
    return _files(folder, "vocabularies", ".csv")


def states_of(folder: Path) -> Mapping[Path, Named]:
    """schemas/{namespace}/{name}/{version}.state.json, older versions first: a successor had not
    been deprecated itself when it was named."""
    return _files(folder, "schemas", ".state.json")


def _files(folder: Path, shelf: str, ending: str) -> dict[Path, Named]:
    found = {}
    for path in folder.glob(f"{shelf}/*/*/*{ending}"):
        version = path.name.removesuffix(ending)
        if re.fullmatch(VERSION, version):
            found[path] = f"{path.parts[-3]}/{path.parts[-2]}", version
    order = {
        path: (name, [int(part) for part in n.split(".")]) for path, (name, n) in found.items()
    }
    return {path: found[path] for path in sorted(found, key=order.__getitem__)}


def import_vocabulary_file(*, actor: Caller, named: Named, path: Path) -> SchemaFile:
    """Import and publish a version of a vocabulary. Raises NotAllowed, OSError."""
    name, version = named
    data = path.read_bytes()
    known = VocabularyVersion.objects.filter(vocabulary__name=name, version=version)
    row = known.exclude(state=VocabularyVersion.State.DRAFT).first()
    if row is not None and tabular.write(terms_of(row)).encode() == data:
        return SchemaFile("unchanged", name, version)
    try:
        about = _about(path.with_name("about.json"))
        terms = tabular.read(data.decode())
        import_vocabulary(
            actor=actor,
            name=name,
            version=version,
            terms=terms,
            title=about["title"],
            description=about["description"],
        )
        publish_vocabulary(actor=actor, name=name, version=version)
    except _REFUSALS as refusal:
        return SchemaFile("refused", name, version, problems=_told(refusal))
    return SchemaFile("created", name, version)


def import_state(*, actor: Caller, named: Named, path: Path) -> SchemaFile:
    """Deprecate or retire a schema version, as its catalogue did. Raises NotAllowed, OSError."""
    name, version = named
    try:
        told = _texts(read_json(path.read_bytes()), "state", "reason", "successor")
        row = SchemaVersion.objects.filter(schema__name=name, version=version).first()
        if row is not None and (row.state, row.state_reason) == (told["state"], told["reason"]):
            return SchemaFile("unchanged", name, version)
        if (move := _MOVES.get(told.pop("state"))) is None:
            known = " or ".join(_MOVES)
            raise Invalid("Nothing was changed.", problems=[Fault("/state", f"It is {known}.")])
        move(actor=actor, name=name, version=version, **told)
    except _REFUSALS as refusal:
        return SchemaFile("refused", name, version, problems=_told(refusal))
    return SchemaFile("created", name, version)


def _about(path: Path) -> dict[str, str]:
    told = read_json(path.read_bytes()) if path.exists() else {}
    return _texts(told, "title", "description")


def _texts(content: Any, *names: str) -> dict[str, str]:
    told = content if isinstance(content, dict) else {}
    return {name: str(told.get(name, "")) for name in names}


def _told(refusal: Exception) -> tuple[Diagnosis, ...]:
    advice = "correct the file, or import into an empty catalogue"
    if isinstance(refusal, BadDocument):
        return tuple(Diagnosis(p.pointer, p.message, advice) for p in refusal.problems)
    if isinstance(refusal, Invalid):
        return tuple(
            Diagnosis(str(each["pointer"]), str(each["detail"]), advice)
            for each in refusal.problems
        )
    return (Diagnosis("", getattr(refusal, "detail", str(refusal)), advice),)
