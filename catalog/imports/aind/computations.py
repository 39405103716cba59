"""Data processes as computations with their edges.

The steps of one asset are a chain inside it: what one hands to the next is not a dataset. So each
step used what the asset was made from and generated the asset. Steps that a derived asset's
record merely repeats (compression and upload of its raw asset) generated the raw asset.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from catalog.imports.aind.identity import Identity
from catalog.imports.aind.inputs import (
    declared_inputs,
    references,
    step_inputs,
    step_parameters,
    uploaded_asset,
)
from catalog.imports.aind.moments import comparable, moment
from catalog.imports.aind.names import ancestors, asset_names, parse_derived
from catalog.imports.aind.reading import Notebook
from catalog.imports.aind.software import Code, code_url, read_code
from catalog.imports.aind.steps import Step, older_pipeline, read_steps
from catalog.imports.values import items, mapping, pointer, text
from catalog.provenance.inputs import ComputationInput, Reference

SOURCE = "aind"
_LONGEST_REMARK = 80
# What the institute's upgrade of old records wrote, not a person.
_MACHINE = "(v1v2 upgrade)"


def read_computations(
    raw: dict[str, Any], identity: Identity, notes: Notebook
) -> tuple[ComputationInput, ...]:
    """One computation per data process; one for the whole where no step made the asset."""
    steps = read_steps(raw.get("processing"), notes)
    inputs = declared_inputs(raw, identity, notes)
    scratch = _intermediates(steps, identity, inputs)
    found = [_computation(step, identity, inputs, scratch, notes) for step in steps]
    own = Reference(dataset=identity.reference)
    if inputs and not any(own in computation.generated for computation in found):
        found.append(_derivation(raw, identity, inputs, notes))
    if mapping(raw.get("processing")).get("dependency_graph"):
        place = pointer("processing", "dependency_graph")
        graph = mapping(raw["processing"])["dependency_graph"]
        notes.add(place, graph, "Not taken as edges: what lies between the steps is no dataset.")
    return tuple(found)


def _intermediates(
    steps: tuple[Step, ...], identity: Identity, inputs: tuple[str, ...]
) -> frozenset[str]:
    """Names that the steps write for each other."""
    kept = {name for given in inputs for name in (given, *ancestors(given))}
    written = {
        name
        for step in steps
        for key in ("output_location", "output_path")
        for name in asset_names(text(step.content.get(key)))
    }
    return frozenset(written - kept - set(identity.identifiers))


def _computation(
    step: Step,
    identity: Identity,
    inputs: tuple[str, ...],
    scratch: frozenset[str],
    notes: Notebook,
) -> ComputationInput:
    uploaded = uploaded_asset(step.content, identity, inputs)
    own = step_inputs(step.content, step.place, identity, scratch, notes)
    used = tuple(dict.fromkeys((*inputs, *own)))
    if uploaded:
        why = f"This step made {uploaded}, not this asset: recorded as generating that."
        notes.add(step.place, _name(step.content), why)
        used = ()
    code = _code(step, bool(uploaded), notes)
    started, ended = _times(step, notes)
    return ComputationInput(
        source=SOURCE,
        run_id=f"{identity.id or identity.name}#{step.key}",
        name=_name(step.content),
        software=code.software,
        environment=code.environment,
        parameters=_parameters(step, notes),
        agent=step.agent,
        used=references(used),
        generated=(Reference(dataset=uploaded or identity.reference),),
        started=started,
        ended=ended,
        status="succeeded",
    )


def _name(step: dict[str, Any]) -> str:
    """The process's name; "Other" is told apart by the remark of whoever wrote it."""
    kind = text(step.get("process_type"))
    name = text(step.get("name")) or kind or "Data process"
    remark = " ".join(text(step.get("notes")).split())
    is_said = 0 < len(remark) <= _LONGEST_REMARK and not remark.startswith(_MACHINE)
    if "Other" in (name, kind) and is_said:
        return f"{name}: {remark}"
    return name


def _code(step: Step, uploaded: bool, notes: Notebook) -> Code:
    """The step's own code, or the pipeline's that the step is part of."""
    code = read_code(step.content)
    if code.leftover:
        notes.add(step.place, code.leftover, "Not taken: this part of the code URL has no place.")
    if code.known:
        return code
    given = code_url(step.content)
    pipeline = Code() if uploaded else read_code({"code": step.pipeline})
    if pipeline.known:
        why = "No code URL: the repository and version of the pipeline were taken."
        notes.add(step.place, given, why)
        return pipeline
    notes.add(step.place, given, "No code URL: it is not known which code ran.")
    return code


def _parameters(step: Step, notes: Notebook) -> dict[str, Any]:
    found = step_parameters(step.content)
    code = mapping(step.content.get("code"))
    for key, given in (
        ("parameters", step.content.get("parameters")),
        ("code/parameters", code.get("parameters")),
    ):
        if given not in (None, "", []) and not isinstance(given, dict):
            place = f"{step.place}/{key}"
            notes.add(place, given, "Not taken: parameters must be a JSON object.")
    return found


def _times(step: Step, notes: Notebook) -> tuple[dt.datetime | None, dt.datetime | None]:
    started = _time(step, "start_date_time", notes)
    ended = _time(step, "end_date_time", notes)
    if started and ended and ended < started:
        place, given = f"{step.place}/end_date_time", step.content.get("end_date_time")
        notes.add(place, given, "Not taken: it lies before the start.")
        return started, None
    return started, ended


def _time(step: Step, key: str, notes: Notebook) -> dt.datetime | None:
    given = step.content.get(key)
    found = moment(given)
    place = f"{step.place}/{key}"
    if found is None:
        if given not in (None, ""):
            notes.add(place, given, "Not taken: not a date and time that can be read.")
        return None
    if found.tzinfo is None:
        notes.add(place, given, "No time zone: read as UTC.")
    return comparable(found)


def _derivation(
    raw: dict[str, Any], identity: Identity, inputs: tuple[str, ...], notes: Notebook
) -> ComputationInput:
    """What the record says of the whole: made from its inputs, by a pipeline where one is named."""
    processing = mapping(raw.get("processing"))
    pipeline = mapping(processing.get("processing_pipeline"))
    listed = [entry for entry in items(processing.get("pipelines")) if isinstance(entry, dict)]
    code = read_code(
        {"code": older_pipeline(pipeline) or older_pipeline(processing) or {}}
        if len(listed) != 1
        else {"code": listed[0]}
    )
    derived = parse_derived(identity.name)
    described = text(mapping(raw.get("data_description")).get("process_name"))
    name = described or (derived.process.replace("_", " ") if derived else "Derivation")
    why = "Lists no step that made this asset: one computation stands for the whole derivation."
    notes.add(pointer("processing"), name, why)
    return ComputationInput(
        source=SOURCE,
        run_id=f"{identity.id or identity.name}#derivation",
        name=name,
        software=code.software,
        environment=code.environment,
        agent=text(pipeline.get("processor_full_name")) if code.known else "",
        used=references(inputs),
        generated=(Reference(dataset=identity.reference),),
    )
