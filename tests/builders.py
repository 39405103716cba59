"""Small worlds for tests, made through the services."""

from __future__ import annotations

import itertools
from typing import Any

from catalog.access.caller import Caller, caller_of
from catalog.datasets.inputs import Creator, DatasetInput, FileEntry, Record
from catalog.datasets.register import register_dataset
from catalog.models import Dataset, SchemaVersion, User
from catalog.schemas.register import register_schema

_numbers = itertools.count(1)

SUBJECT_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Subject",
    "type": "object",
    "required": ["species"],
    "properties": {
        "species": {"type": "string", "title": "Species", "x-property": "species"},
        "sex": {"type": "string", "enum": ["Female", "Male"]},
        "age": {
            "type": "number",
            "minimum": 0,
            "title": "Age",
            "x-unit": "d",
            "x-property": "age",
        },
    },
}


def make_user(name: str = "", **fields: Any) -> User:
    name = name or f"person{next(_numbers)}"
    user = User(username=name, **fields)
    user.set_unusable_password()
    user.save()
    return user


def make_caller(name: str = "", **fields: Any) -> Caller:
    return caller_of(make_user(name, **fields))


def make_steward() -> Caller:
    return make_caller(is_steward=True)


def make_schema(
    name: str = "test/subject", content: dict[str, Any] | None = None, version: str = "1.0.0"
) -> SchemaVersion:
    row, _ = register_schema(
        actor=make_steward(),
        name=name,
        version=version,
        content=content or SUBJECT_SCHEMA,
        publish=True,
    )
    return row


def make_dataset(actor: Caller | None = None, **fields: Any) -> Dataset:
    """A public dataset that could be published, unless `fields` say otherwise."""
    given: dict[str, Any] = {
        "title": f"Dataset {next(_numbers)}",
        "access": "public",
        "license": "CC-BY-4.0",
        "creators": (Creator(name="Ada Example"),),
        **fields,
    }
    return register_dataset(actor=actor or make_caller(), data=DatasetInput(**given)).dataset


def subject_record(**content: Any) -> Record:
    return Record(schema="test/subject", content={"species": "Mus musculus", **content})


def a_file(path: str = "raw/a.nwb", size: int = 10) -> FileEntry:
    return FileEntry(path=path, size=size, sha256="0" * 64, uri=f"s3://bucket/{path}")
