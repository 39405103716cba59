"""From which assets an asset was made: what the record declares, and what its steps read."""

from __future__ import annotations

from typing import Any

from catalog.imports.aind.identity import Identity
from catalog.imports.aind.names import ancestors, asset_names, is_uri, parse_raw, reference
from catalog.imports.aind.reading import Notebook
from catalog.imports.values import items, mapping, pointer, text, unique
from catalog.provenance.inputs import Reference

_PLACE = "data_description"
# input_data_name until 1.x (input_data in between), source_data since 2.0.
_DECLARED = ("input_data_name", "source_data", "input_data")
# The institute's file shares: what lies there was not uploaded yet, so no asset lies there.
_SHARES = ("//allen/", "/allen/", "\\\\allen\\", "z:\\", "y:/")


def declared_inputs(raw: dict[str, Any], identity: Identity, notes: Notebook) -> tuple[str, ...]:
    """The assets that this one was made from; where none is declared, the one its name says."""
    described = mapping(raw.get(_PLACE))
    found: list[str] = []
    for field in _DECLARED:
        for index, value in enumerate(items(described.get(field))):
            found.extend(_declared(value, pointer(_PLACE, field, index), identity, notes))
    parent = tuple(name for name in ancestors(identity.name)[:1] if not is_self(name, identity))
    if not found and parent:
        why = "The record declares no input: the one that the asset's name says was taken."
        notes.add(pointer(_PLACE, "input_data_name"), parent[0], why)
        return parent
    return unique(found)


def _declared(value: object, place: str, identity: Identity, notes: Notebook) -> tuple[str, ...]:
    given = _named_or_located(value)
    if not given:
        notes.add(place, value, "Not taken as input: neither a name nor a URL.")
        return ()
    if is_self(given, identity):
        notes.add(place, given, "Not taken as input: it is this asset itself.")
        return ()
    names = () if is_uri(given) else asset_names(given)
    return (names[0] if names else reference(given),)


def _named_or_located(value: object) -> str:
    if isinstance(value, dict):
        return text(value.get("name")) or text(value.get("url")) or text(value.get("location"))
    return text(value)


def is_self(value: str, identity: Identity) -> bool:
    """Whether a name or URI refers to the asset itself, in whichever bucket."""
    return value in identity.identifiers or reference(value) in identity.identifiers


def on_share(path: str) -> bool:
    """Whether a path lies on the institute's own file shares."""
    return path.lower().startswith(_SHARES)


def step_paths(step: dict[str, Any]) -> tuple[str, ...]:
    """The locations that a step says it read."""
    return tuple(path for path in map(text, items(step.get("input_location"))) if path)


def step_inputs(
    step: dict[str, Any], place: str, identity: Identity, scratch: frozenset[str], notes: Notebook
) -> tuple[str, ...]:
    """Assets that the step itself names: in its path, or (since 2.0) in `code.input_data`.

    `scratch` holds the names that other steps of the same asset wrote: intermediate results.
    """
    found: list[str] = []
    for path in step_paths(step):
        names = _assets_at(path, identity)
        taken = [name for name in names if name not in scratch]
        found.extend(taken)
        if not taken and not any(is_self(name, identity) for name in (path, *asset_names(path))):
            why = "Not taken as input of its own: a path inside a run or on a file share."
            notes.add(f"{place}/input_location", path, why)
    for asset in _listed_assets(mapping(step.get("code")).get("input_data")):
        given = _named_or_located(asset)
        if not given:
            why = "Not taken as input: neither a name nor a URL."
            notes.add(f"{place}/code/input_data", asset, why)
        elif not is_self(given, identity):
            found.append(reference(given))
    return unique(found)


def _assets_at(path: str, identity: Identity) -> tuple[str, ...]:
    """Names of other assets in a path; a storage URI as a whole where it holds no name."""
    if on_share(path) or is_self(path, identity):
        return ()
    names = asset_names(path)
    if not names and is_uri(path):
        return (reference(path),)
    return tuple(name for name in names[:1] if not is_self(name, identity))


def _listed_assets(value: object) -> list[Any]:
    """Data assets of `code.input_data`, those of combined data one by one."""
    listed: list[Any] = []
    for entry in items(value):
        combined = items(entry.get("assets")) if isinstance(entry, dict) else []
        listed.extend(combined or [entry])
    return listed


def uploaded_asset(step: dict[str, Any], identity: Identity, inputs: tuple[str, ...]) -> str:
    """The asset that a step produced when that is an input of this one rather than this one.

    A derived asset's record repeats the steps by which its raw asset was compressed and uploaded.
    They are told by where they read and wrote: the file shares, or the raw asset's own prefix.
    """
    outputs = [text(step.get(key)) for key in ("output_location", "output_path")]
    written = {name for path in outputs for name in asset_names(path)}
    if not inputs or any(is_self(name, identity) for name in written):
        return ""
    earlier = unique(name for given in inputs for name in (given, *ancestors(given)))
    before = [name for name in earlier if not is_self(name, identity)]
    for name in before:
        if any(is_uri(path) and name in asset_names(path) for path in outputs):
            return name
    sources = (*step_paths(step), text(step_parameters(step).get("input_source")))
    shared = [path for path in (*outputs, *sources) if on_share(path)]
    if not shared:
        return ""
    roots = [name for name in before if parse_raw(name)] or before
    return next((name for name in roots if any(name in path for path in shared)), roots[0])


def step_parameters(step: dict[str, Any]) -> dict[str, Any]:
    """`parameters` until 1.x, `code.parameters` since 2.0."""
    return mapping(step.get("parameters")) or mapping(mapping(step.get("code")).get("parameters"))


def references(names: tuple[str, ...]) -> tuple[Reference, ...]:
    return tuple(Reference(dataset=name, role="input") for name in names)
