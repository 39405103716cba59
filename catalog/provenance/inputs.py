"""What a computation is reported from."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Literal

Status = Literal["running", "succeeded", "failed", "aborted"]


@dataclasses.dataclass(frozen=True, slots=True)
class Software:
    """Where the code is: a repository, an exact commit or version, and the path inside it."""

    repository: str = ""
    commit: str = ""
    version: str = ""
    path: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Environment:
    image: str = ""
    digest: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """Names a dataset by id, PID or any of its identifiers; `role` is free ("input", "model")."""

    dataset: str
    role: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ComputationInput:
    """One run. (`source`, `run_id`) is its identity: reporting it again updates it."""

    source: str
    run_id: str
    name: str
    software: Software = dataclasses.field(default_factory=Software)
    environment: Environment = dataclasses.field(default_factory=Environment)
    parameters: dict[str, Any] = dataclasses.field(default_factory=dict)
    agent: str = ""
    used: tuple[Reference, ...] = ()
    generated: tuple[Reference, ...] = ()
    started: dt.datetime | None = None
    ended: dt.datetime | None = None
    status: Status = "succeeded"
