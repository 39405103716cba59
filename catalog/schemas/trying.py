"""Trying a draft that is not saved: is it a schema, and would this record fit it."""

from __future__ import annotations

from typing import Any

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.errors import NotAllowed
from catalog.models import Schema, SchemaVersion
from catalog.schemas.addresses import Address
from catalog.schemas.document import digest_of
from catalog.schemas.preparing import Prepared, prepare
from catalog.schemas.problems import Problem
from catalog.schemas.register import faults_of_names
from catalog.schemas.validation import validate
from catalog.schemas.vocabularies.using import with_terms


def check_may_draft(actor: Caller, name: str) -> None:
    """Raises NotAllowed for who neither registers schemas nor edits this one."""
    schema = Schema.objects.filter(name=name).first()
    grants = list(schema.grants.all()) if schema else []
    if not may(actor, "schema.create", "private") and not may(
        actor, "schema.edit", "private", grants
    ):
        raise NotAllowed("Only stewards and the schema's editors do this.")


def try_schema(
    *,
    actor: Caller,
    name: str,
    version: str,
    content: dict[str, Any],
) -> Prepared:
    """The draft, if it could be saved. Raises NotAllowed, Invalid with a diagnosis per place."""
    check_may_draft(actor, name)
    own = SchemaVersion.objects.filter(schema__name=name, version=version).first()
    return prepare(
        actor=actor,
        own=Address(name, version),
        content=content,
        own_id=own.pk if own else None,
        faults=tuple(faults_of_names(name, version)),
        refusal="It is no usable schema yet.",
    )


def try_record(prepared: Prepared, record: object) -> list[Problem]:
    """What would keep the record from being stored under the draft; its terms are looked up."""
    digest = digest_of(prepared.whole)
    content, strange = with_terms(record, schema=prepared.whole, digest=digest)
    return [*strange, *validate(content, schema=prepared.whole, digest=digest)]
