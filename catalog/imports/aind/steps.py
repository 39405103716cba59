"""The data processes of an asset, wherever its version of the records keeps them."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any

from catalog.imports.aind.reading import Notebook
from catalog.imports.values import items, mapping, pointer, text

_LONGEST_KEY = 150


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One data process. `key` identifies it within its asset; `place` is its JSON Pointer."""

    key: str
    place: str
    content: dict[str, Any]
    agent: str
    pipeline: dict[str, Any]


def read_steps(processing: object, notes: Notebook) -> tuple[Step, ...]:
    """Every step in document order.

    `processing_pipeline.data_processes` (0.4 to 1.x, sometimes with arrays inside the array),
    `data_processes` (until 0.3, and again since 2.0) and `analyses` are all read.
    """
    whole = mapping(processing)
    pipeline = mapping(whole.get("processing_pipeline"))
    steps: list[Step] = []
    for prefix, holder, path in (
        ("", pipeline.get("data_processes"), ("processing_pipeline", "data_processes")),
        ("", whole.get("data_processes"), ("data_processes",)),
        ("analyses/", whole.get("analyses"), ("analyses",)),
    ):
        for index, (place, value) in enumerate(_flat(holder, pointer("processing", *path))):
            if not isinstance(value, dict):
                notes.add(place, value, "Not taken: a data process must be a JSON object.")
                continue
            steps.append(
                Step(
                    key=_step_name(value) or f"{prefix}{index}",
                    place=place,
                    content=value,
                    agent=_agent(value, pipeline),
                    pipeline=_pipeline(value, whole, pipeline),
                )
            )
    return _with_distinct_keys(steps)


def _flat(holder: object, place: str) -> Iterator[tuple[str, Any]]:
    waiting = [(place, holder)]
    while waiting:
        here, value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(
                reversed([(f"{here}/{index}", entry) for index, entry in enumerate(value)])
            )
        elif value is not None:
            yield here, value


def _step_name(step: dict[str, Any]) -> str:
    """Since 2.0 the name is the identity of a step (the dependency graph refers to it)."""
    name = text(step.get("name"))
    is_second = "process_type" in step or "code" in step
    return name if is_second and len(name) <= _LONGEST_KEY else ""


def _with_distinct_keys(steps: list[Step]) -> tuple[Step, ...]:
    seen: Counter[str] = Counter()
    distinct: list[Step] = []
    for step in steps:
        seen[step.key] += 1
        times = seen[step.key]
        key = step.key if times == 1 else f"{step.key}~{times}"
        distinct.append(dataclasses.replace(step, key=key))
    return tuple(distinct)


def _agent(step: dict[str, Any], pipeline: dict[str, Any]) -> str:
    """Who ran it: the people of the step, or the one who ran the pipeline."""
    people = (
        text(person) or text(mapping(person).get("name"))
        for field in ("experimenters", "analyst_full_name", "processor_full_name")
        for person in items(step.get(field))
    )
    return ", ".join(dict.fromkeys(filter(None, people))) or text(
        pipeline.get("processor_full_name")
    )


def _pipeline(
    step: dict[str, Any], whole: dict[str, Any], pipeline: dict[str, Any]
) -> dict[str, Any]:
    """The pipeline that the step belongs to, as a code object {"url", "version"}."""
    listed = [entry for entry in items(whole.get("pipelines")) if isinstance(entry, dict)]
    wanted = text(step.get("pipeline_name"))
    if wanted:
        listed = [entry for entry in listed if text(entry.get("name")) == wanted]
    if len(listed) == 1:
        return listed[0]
    return older_pipeline(whole) or older_pipeline(pipeline)


def older_pipeline(holder: dict[str, Any]) -> dict[str, Any]:
    """Until 1.x: `pipeline_url` and `pipeline_version`."""
    url = text(holder.get("pipeline_url"))
    return {"url": url, "version": holder.get("pipeline_version")} if url else {}
