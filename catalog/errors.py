"""What a service answers when it does not do what was asked. One renderer turns these into
problem details (RFC 9457); services and views have no HTTP in them beyond these meanings."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where (JSON Pointer into the body), and a sentence about it.

    `extra` carries what a validator knows besides, e.g. `keyword` and `schema_path`.
    """

    pointer: str
    detail: str
    extra: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"pointer": self.pointer, "detail": self.detail, **self.extra}


class ServiceError(Exception):
    """`problems` has one entry per fault; nothing was changed."""

    status_code = 400
    title = "Bad request"

    def __init__(self, detail: str, *, problems: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = [fault.as_dict() for fault in problems]
        self.headers: dict[str, str] = {}


class NotAllowed(ServiceError):
    status_code = 403
    title = "Not allowed"


class NotFound(ServiceError):
    """Also what is said of a thing whose existence the caller may not know."""

    status_code = 404
    title = "Not found"

    def __init__(self, detail: str = "There is nothing at this address that you may see.") -> None:
        super().__init__(detail)


class Conflict(ServiceError):
    status_code = 409
    title = "Conflict"


class Gone(ServiceError):
    """Withdrawn: `tombstone` is what is left."""

    status_code = 410
    title = "Withdrawn"

    def __init__(self, tombstone: dict[str, Any]) -> None:
        super().__init__("This dataset was withdrawn. Its tombstone says why.")
        self.extensions = {"tombstone": tombstone}


class PreconditionFailed(ServiceError):
    status_code = 412
    title = "Changed in the meantime"


class TooMuch(ServiceError):
    """More than one request, or one person, may have at once."""

    status_code = 413
    title = "Too much at once"


class Invalid(ServiceError):
    status_code = 422
    title = "Not valid"


class PreconditionRequired(ServiceError):
    status_code = 428
    title = "If-Match is required"
