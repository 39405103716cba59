"""Pure readers of the data-asset records of the Allen Institute for Neural Dynamics."""

from __future__ import annotations

from catalog.imports.aind.asset import read_asset
from catalog.imports.aind.bindings import PROPERTIES, aind_bindings
from catalog.imports.aind.parts import schema_name_from_file
from catalog.imports.aind.reading import AssetReading, Note, Unreadable

__all__ = [
    "PROPERTIES",
    "AssetReading",
    "Note",
    "Unreadable",
    "aind_bindings",
    "read_asset",
    "schema_name_from_file",
]
