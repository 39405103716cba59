"""Who made the data and who paid for it."""

from __future__ import annotations

import re
from typing import Any

from catalog.datasets.inputs import Creator, Funding
from catalog.imports.aind.reading import Notebook
from catalog.imports.values import items, mapping, name_of, pointer, text

_ORCID = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])/?", re.ASCII | re.IGNORECASE
)
_ADDRESS = re.compile(r"(?P<first>[a-z]+)\.(?P<last>[a-z]+)@[\w.-]+", re.ASCII | re.IGNORECASE)
_NOBODY = frozenset({"unknown", "n/a", "na", "nan", "none", "null", "other", "tbd", ""})
_PLACE = "data_description"
# How the oldest records write the institution.
_INSTITUTIONS = {
    "AIBS": "Allen Institute for Brain Science",
    "AIND": "Allen Institute for Neural Dynamics",
}


def orcid(value: object) -> str:
    """The 19 characters of an ORCID iD, bare or as a URL; "" unless its check digit is right.

    The check digit is ISO 7064 MOD 11-2.
    """
    found = _ORCID.fullmatch(text(value))
    if found is None:
        return ""
    bare = found[1].upper()
    *digits, check = tuple(bare.replace("-", ""))
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    expected = (12 - total % 11) % 11
    return bare if check == ("X" if expected == 10 else str(expected)) else ""


def institution(described: dict[str, Any]) -> str:
    """The institution's full name."""
    name = name_of(described.get("institution"))
    return _INSTITUTIONS.get(name, name)


def read_creators(described: dict[str, Any], notes: Notebook) -> tuple[Creator, ...]:
    """The investigators; the institution where the record names none (DataCite asks for one)."""
    creators: dict[str, Creator] = {}
    for index, person in enumerate(items(described.get("investigators"))):
        creator = _creator(person, pointer(_PLACE, "investigators", index), notes)
        if creator and (creator.orcid or creator.name not in creators):
            creators[creator.name] = creator
    if creators:
        return tuple(creators.values())
    organization = institution(described)
    if organization.lower() in _NOBODY:
        return ()
    notes.add(
        pointer(_PLACE, "investigators"),
        described.get("investigators"),
        "No investigator is named: the institution stands as creator.",
    )
    return (Creator(name=organization, kind="organizational"),)


def _creator(person: object, place: str, notes: Notebook) -> Creator | None:
    name = name_of(person)
    if name.lower() in _NOBODY:
        notes.add(place, name or person, "Not taken as creator: no name.")
        return None
    if found := _ADDRESS.fullmatch(name):
        notes.add(place, name, "An e-mail address: the name in it was taken.")
        name = f"{found['first']} {found['last']}".title()
    given = mapping(person).get("registry_identifier")
    iri = orcid(given)
    if given and not iri:
        notes.add(
            f"{place}/registry_identifier", given, "Not taken: not a valid ORCID iD (0000-0000-…)."
        )
    return Creator(name=name, orcid=iri)


def read_funding(described: dict[str, Any], notes: Notebook) -> tuple[Funding, ...]:
    """Funder and award number of each source."""
    found: list[Funding] = []
    for index, source in enumerate(items(described.get("funding_source"))):
        given = source.get("funder") if isinstance(source, dict) else source
        funder = name_of(given)
        if not funder:
            place = pointer(_PLACE, "funding_source", index)
            notes.add(place, source, "Not taken: it names no funder.")
            continue
        funding = Funding(funder, text(mapping(source).get("grant_number")))
        if funding not in found:
            found.append(funding)
    return tuple(found)
