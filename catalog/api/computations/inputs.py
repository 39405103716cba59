"""The body that a computation is reported from."""

from __future__ import annotations

from typing import Any

from catalog.api.fields import Choice, Moment, Object, Text
from catalog.api.strict import Strict, many
from catalog.provenance.checks import MAX_EDGES
from catalog.provenance.inputs import ComputationInput, Environment, Reference, Software

STATUSES = ("running", "succeeded", "failed", "aborted")


class SoftwareInput(Strict):
    repository = Text(most=500, required=False, default="")
    commit = Text(most=100, required=False, default="")
    version = Text(most=100, required=False, default="")
    path = Text(most=500, required=False, default="", help_text="Inside the repository.")


class EnvironmentInput(Strict):
    image = Text(most=500, required=False, default="")
    digest = Text(most=200, required=False, default="", help_text="sha256:…")


class ReferenceInput(Strict):
    dataset = Text(most=500, some=True, help_text="Id, PID or another identifier of a dataset.")
    role = Text(most=100, required=False, default="")


class ComputationBody(Strict):
    """One run; `source` and `run_id` are its identity."""

    source = Text(  # type: ignore[assignment]
        most=100, some=True, help_text="The system that ran it: slurm, codeocean …"
    )
    run_id = Text(most=300, some=True, help_text="Its name there.")
    name = Text(most=300, some=True)
    software = SoftwareInput(required=False)
    environment = EnvironmentInput(required=False)
    parameters = Object(required=False, default=dict)
    agent = Text(most=300, required=False, default="", help_text="Who or what started it.")
    used = many(ReferenceInput, MAX_EDGES, required=False, default=list)
    generated = many(ReferenceInput, MAX_EDGES, required=False, default=list)
    started = Moment(required=False, allow_null=True, default=None)
    ended = Moment(required=False, allow_null=True, default=None)
    status = Choice(STATUSES, required=False, default="succeeded")


def computation_input(values: dict[str, Any]) -> ComputationInput:
    """What the service takes, from a validated `ComputationBody`."""
    made = {
        "software": Software(**values.get("software", {})),
        "environment": Environment(**values.get("environment", {})),
        "used": tuple(Reference(**row) for row in values["used"]),
        "generated": tuple(Reference(**row) for row in values["generated"]),
    }
    return ComputationInput(**{**values, **made})
