"""Comments on drafts, and the second pair of eyes before publication."""

from __future__ import annotations

import dataclasses
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.access.caller import Caller
from catalog.access.policy import may
from catalog.audit.record import record
from catalog.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from catalog.models import ReviewRule, SchemaNote, SchemaVersion
from catalog.schemas.finding import version_to

MAX_TEXT = 10_000
MAX_NOTES = 1_000
_Kinds = SchemaNote.Kind
STEPS = (_Kinds.REQUEST, _Kinds.APPROVE, _Kinds.CHANGES)


@dataclasses.dataclass(frozen=True, slots=True)
class Review:
    """`state`: "" (none), request, approve or changes, of the content as it is now; `last` is
    the step that says so. `required`: it cannot be published before another steward approves."""

    state: str
    last: SchemaNote | None
    required: bool


def review_of(row: SchemaVersion) -> Review:
    """Steps that were taken about other content do not count any more."""
    last = (
        row.notes.filter(kind__in=STEPS, digest=row.digest)
        .select_related("author")
        .order_by("-pk")
        .first()
    )
    return Review(last.kind if last else "", last, review_required(row.schema.name))


def review_required(name: str) -> bool:
    """The schema's own rule, else its namespace's, else none is required."""
    scopes = (name.partition("/")[0], name)
    rules = dict(ReviewRule.objects.filter(scope__in=scopes).values_list("scope", "required"))
    return rules.get(name, rules.get(scopes[0], False))


def check_reviewed(row: SchemaVersion) -> None:
    """Raises Conflict where an approval is required and missing."""
    review = review_of(row)
    if review.required and review.state != _Kinds.APPROVE:
        raise Conflict(
            f"{row} needs the approval of another steward before it is published, of the"
            " content as it is now. Ask for a review."
        )


@transaction.atomic
def set_review_rule(*, actor: Caller, scope: str, required: bool | None) -> None:
    """Whether drafts of a namespace or schema need a second steward; None: nothing of its own.

    Raises NotAllowed.
    """
    if not may(actor, "schema.review", "private"):
        raise NotAllowed("Only stewards say what needs a review.")
    if required is None:
        ReviewRule.objects.filter(scope=scope).delete()
    else:
        ReviewRule.objects.update_or_create(scope=scope, defaults={"required": required})
    record(
        actor=actor,
        action="schema.review_rule",
        object_type="schema",
        object_id=scope[:60],
        scope=scope,
        required=required,
    )


def rule_of(scope: str) -> bool | None:
    """What a namespace or schema says for itself."""
    return ReviewRule.objects.filter(scope=scope).values_list("required", flat=True).first()


@transaction.atomic
def add_note(
    *,
    actor: Caller,
    name: str,
    version: str,
    kind: str = _Kinds.COMMENT,
    text: str = "",
    pointer: str = "",
    reply_to: uuid.UUID | None = None,
) -> SchemaNote:
    """Comment on a version, or take a step of its review: request, approve, ask for changes.

    Raises NotFound, NotAllowed (who wrote a draft does not approve it), Conflict (a step where
    nothing is reviewed), Invalid.
    """
    row = version_to(_NEEDS[_Kinds(kind)], actor=actor, name=name, version=version)
    faults = _faults(kind, text, pointer)
    if reply_to is not None and not row.notes.filter(pk=reply_to, reply_to=None).exists():
        faults.append(Fault("/reply_to", "There is no such comment to reply to."))
    if faults:
        raise Invalid("Nothing was added.", problems=faults)
    if kind in STEPS:
        _check_step(actor, row, kind)
    if row.notes.count() >= MAX_NOTES:
        raise Conflict(f"{row} has {MAX_NOTES:,} comments, which is all that it takes.")
    note = SchemaNote.objects.create(
        version=row,
        kind=kind,
        digest=row.digest,
        author=actor.known,
        text=text,
        pointer=pointer,
        reply_to_id=reply_to,
    )
    record(
        actor=actor,
        action=f"schema.{kind}",
        object_type="schema",
        object_id=row.pk,
        schema=name,
        version=version,
        note=str(note.pk),
    )
    return note


_NEEDS = {
    _Kinds.COMMENT: "schema.comment",
    _Kinds.REQUEST: "schema.edit",
    _Kinds.APPROVE: "schema.review",
    _Kinds.CHANGES: "schema.review",
}


def _check_step(actor: Caller, row: SchemaVersion, kind: str) -> None:
    if row.state != SchemaVersion.State.DRAFT:
        raise Conflict(f"{row} is {row.state} already; there is nothing to review.")
    if kind == _Kinds.REQUEST:
        return
    last = review_of(row).last
    if last is None:
        raise Conflict("Nobody asked for a review of the content as it is now.")
    asked = row.notes.filter(kind=_Kinds.REQUEST, digest=row.digest).order_by("-pk").first()
    own = {row.author_id, asked.author_id if asked else None}
    if kind == _Kinds.APPROVE and actor.known.pk in own:
        raise NotAllowed("Another steward than the author, and than who asked, approves.")


def _faults(kind: str, text: str, pointer: str) -> list[Fault]:
    faults = []
    if len(text) > MAX_TEXT:
        faults.append(Fault("/text", f"A comment has at most {MAX_TEXT:,} characters."))
    if kind in (_Kinds.COMMENT, _Kinds.CHANGES) and not text.strip():
        faults.append(Fault("/text", "Say what you mean."))
    if pointer and not pointer.startswith("/"):
        faults.append(Fault("/pointer", "A place is a JSON Pointer: /properties/age"))
    if len(pointer) > 1000:
        faults.append(Fault("/pointer", "A place has at most 1,000 characters."))
    return faults


@transaction.atomic
def resolve_note(
    *, actor: Caller, name: str, version: str, note_id: uuid.UUID, resolved: bool
) -> SchemaNote:
    """Mark a comment as dealt with, or not. Raises NotFound, NotAllowed."""
    row = version_to("schema.edit", actor=actor, name=name, version=version)
    note = row.notes.filter(pk=note_id, kind=_Kinds.COMMENT, reply_to=None).first()
    if note is None:
        raise NotFound("There is no such comment.")
    if (note.resolved_at is not None) != resolved:
        note.resolved_by = actor.known if resolved else None
        note.resolved_at = timezone.now() if resolved else None
        note.save()
        record(
            actor=actor,
            action="schema.resolve_comment",
            object_type="schema",
            object_id=row.pk,
            schema=name,
            version=version,
            note=str(note.pk),
            resolved=resolved,
        )
    return note


def notes_seen(*, actor: Caller, name: str, version: str) -> QuerySet[SchemaNote]:
    """In the order in which they were said, for those who may read the drafts of the schema."""
    row = version_to("schema.comment", actor=actor, name=name, version=version, locked=False)
    return row.notes.select_related("author", "resolved_by").order_by("pk")
