"""Reads one whole data-asset record of the Allen Institute for Neural Dynamics.

Records of all schema versions from 0.1 to 2.x are read; what could not be taken is noted.
"""

from __future__ import annotations

from catalog.datasets.inputs import AccessLevel, DatasetInput
from catalog.imports.aind.computations import read_computations
from catalog.imports.aind.core import read_dates, read_license, read_related
from catalog.imports.aind.identity import Identity, read_identity
from catalog.imports.aind.parts import read_records
from catalog.imports.aind.people import read_creators, read_funding
from catalog.imports.aind.reading import AssetReading, Notebook, Unreadable
from catalog.imports.aind.wording import description, keywords, title
from catalog.imports.values import mapping


def read_asset(raw: object, *, access: AccessLevel = "public") -> AssetReading | Unreadable:
    """The dataset and the computations of one record, with notes of what was not taken.

    Never raises: what is malformed is noted and left out, and a record without a name and an id
    (or not an object at all) is `Unreadable`.
    """
    notes = Notebook()
    identity = read_identity(raw, notes)
    if isinstance(identity, Unreadable):
        return identity
    record = mapping(raw)
    dataset = _dataset(record, identity, access, notes)
    computations = read_computations(record, identity, notes)
    return AssetReading(dataset, computations, notes.notes())


def _dataset(
    record: dict[str, object], identity: Identity, access: AccessLevel, notes: Notebook
) -> DatasetInput:
    described = mapping(record.get("data_description"))
    name = identity.name
    return DatasetInput(
        title=title(record, name) or identity.id,
        description=description(record, name),
        access=access,
        license=read_license(described, notes),
        keywords=keywords(record),
        creators=read_creators(described, notes),
        funding=read_funding(described, notes),
        related=read_related(record, notes),
        dates=read_dates(record, name, notes),
        location=identity.location,
        key=identity.key,
        identifiers=identity.identifiers,
        records=read_records(record, notes),
    )
