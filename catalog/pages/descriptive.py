"""The form of a dataset's descriptive core: what was typed, as it was typed, and what it means."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from django.http import QueryDict

from catalog.datasets.inputs import AccessLevel, Creator, DatasetInput, Funding, RelatedIdentifier
from catalog.models import Access, DatasetVersion

MAX_ROWS = 1000
TEXTS = ("title", "description", "license", "keywords", "location")
LABELS = {
    "title": "Title",
    "description": "Description",
    "license": "License",
    "keywords": "Keywords",
    "location": "Data location",
    "schema": "Describe it with",
    "access": "Access",
    "creators": "Creators",
    "funding": "Funding",
    "related": "Related work",
    "dates": "Dates",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    example: str = ""
    choices: tuple[str, ...] = ()


# DataCite 4.6: dateType, relatedIdentifierType and relationType, the common ones first.
_DATES = ("Collected", "Created", "Available", "Issued", "Submitted", "Updated", "Valid", "Other")
_KINDS = ("DOI", "URL", "ARK", "arXiv", "Handle", "ISBN", "PMID", "URN")
_RELATIONS = (
    *("IsSupplementTo", "IsDerivedFrom", "IsSourceOf", "References", "IsReferencedBy", "IsCitedBy"),
    *("Cites", "IsPartOf", "HasPart", "IsDocumentedBy", "IsNewVersionOf", "IsVersionOf"),
)
ROWS: Mapping[str, tuple[Column, ...]] = {
    "creators": (
        Column("name", "Name", "Lovelace, Ada"),
        Column("orcid", "ORCID iD", "0000-0002-1825-0097"),
        Column("affiliations", "Affiliations, separated by ;"),
        Column("kind", "Kind", choices=("personal", "organizational")),
    ),
    "funding": (
        Column("funder", "Funder"),
        Column("award_number", "Award number"),
        Column("award_title", "Award title"),
    ),
    "related": (
        Column("identifier", "Identifier", "10.1234/abcd"),
        Column("kind", "Kind", choices=_KINDS),
        Column("relation", "This dataset …", choices=_RELATIONS),
    ),
    "dates": (
        Column("type", "What happened", choices=_DATES),
        Column("date", "Date or interval", "2024-05-17 or 2024-05-17/2024-05-20"),
    ),
}
Rows = list[dict[str, str]]


@dataclasses.dataclass
class Draft:
    """`texts` and `rows` hold exactly what the form shows; nothing typed is ever dropped."""

    texts: dict[str, str]
    rows: dict[str, Rows]

    def to_input(self) -> DatasetInput:
        """What was typed as a dataset; empty rows mean nothing."""
        texts = self.texts
        return DatasetInput(
            title=texts["title"].strip(),
            description=texts["description"].replace("\r\n", "\n").strip(),
            license=texts["license"].strip(),
            location=texts["location"].strip(),
            keywords=tuple(_lines(texts["keywords"])),
            access=cast(AccessLevel, texts.get("access") or "private"),
            draft=texts.get("draft") == "on",
            creators=tuple(_creator(row) for row in self.filled("creators")),
            funding=tuple(
                Funding(row["funder"], row["award_number"], row["award_title"])
                for row in self.filled("funding")
            ),
            related=tuple(
                RelatedIdentifier(row["identifier"], row["kind"], row["relation"])
                for row in self.filled("related")
            ),
            dates={row["type"]: row["date"] for row in self.filled("dates")},
        )

    def filled(self, name: str) -> Rows:
        """Rows in which something was typed (a choice alone is nothing)."""
        return [self._stripped(row) for row in self.rows[name] if _is_filled(name, row)]

    def place_of(self, name: str, index: int) -> int:
        """The row on the form that is the `index`-th of the filled ones."""
        places = [place for place, row in enumerate(self.rows[name]) if _is_filled(name, row)]
        return places[index] if index < len(places) else 0

    def _stripped(self, row: dict[str, str]) -> dict[str, str]:
        return {key: value.strip() for key, value in row.items()}

    def own_faults(self) -> list[dict[str, Any]]:
        """What only a form can get wrong: one date type twice, a date without its day."""
        faults, seen = [], set()
        for index, row in enumerate(self.filled("dates")):
            if row["type"] in seen:
                text = f"{row['type']} stands in the list twice; keep one of the two."
                faults.append({"pointer": f"/dates/{index}/type", "detail": text})
            seen.add(row["type"])
        return faults


def draft_of(version: DatasetVersion) -> Draft:
    """The form of what is stored."""
    return Draft(
        {
            "title": version.title,
            "description": version.description,
            "license": version.license,
            "location": version.location,
            "keywords": "\n".join(version.keywords),
        },
        {
            "creators": [_creator_row(each) for each in version.creators],
            "funding": [_plain_row("funding", each) for each in version.funding],
            "related": [_plain_row("related", each) for each in version.related],
            "dates": [{"type": name, "date": str(on)} for name, on in version.dates.items()],
        },
    )


def empty_draft() -> Draft:
    texts = dict.fromkeys(TEXTS, "") | {"access": Access.PRIVATE.value, "draft": "on", "schema": ""}
    return Draft(texts, {name: [] for name in ROWS} | {"creators": [empty_row("creators")]})


def empty_row(name: str) -> dict[str, str]:
    return {column.name: column.choices[0] if column.choices else "" for column in ROWS[name]}


def draft_from(post: QueryDict) -> Draft:
    """What the form sends, row by row in the order of the page."""
    texts = {name: post.get(name, "") for name in (*TEXTS, "access", "draft", "schema")}
    rows = {name: [_row(post, name, place) for place in range(_count(post, name))] for name in ROWS}
    return Draft(texts, rows)


def apply_row_button(draft: Draft, button: str) -> str:
    """`add:creators` or `remove:creators:1`, as the form's buttons say; gives the id to go to."""
    verb, _, rest = button.partition(":")
    name, _, place = rest.partition(":")
    rows = draft.rows.get(name)
    if rows is None:
        return ""
    if verb == "add" and len(rows) < MAX_ROWS:
        rows.append(empty_row(name))
    elif verb == "remove" and place.isdigit() and int(place) < len(rows):
        del rows[int(place)]
    return f"{name}-{len(rows) - 1}-{ROWS[name][0].name}" if rows else f"add-{name}"


def differences(mine: Draft, theirs: Draft) -> dict[str, str]:
    """Fields whose saved value is not what was typed, with the saved value as text."""
    found = {}
    for name in TEXTS:
        if _plain(mine.texts[name]) != _plain(theirs.texts[name]):
            found[name] = theirs.texts[name] or "(empty)"
    for name in ROWS:
        saved = theirs.filled(name)
        if mine.filled(name) != saved:
            lines = ("; ".join(filter(None, row.values())) for row in saved)
            found[name] = "\n".join(lines) or "(none)"
    return found


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _count(post: QueryDict, name: str) -> int:
    text = post.get(f"{name}-count", "0")
    return min(int(text), MAX_ROWS) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _row(post: QueryDict, name: str, place: int) -> dict[str, str]:
    return {column.name: post.get(f"{name}-{place}-{column.name}", "") for column in ROWS[name]}


def _is_filled(name: str, row: Mapping[str, str]) -> bool:
    return any(row[column.name].strip() for column in ROWS[name] if not column.choices)


def _lines(text: str) -> Sequence[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _creator(row: Mapping[str, str]) -> Creator:
    orcid = row["orcid"].removeprefix("https://orcid.org/").removeprefix("http://orcid.org/")
    affiliations = (part.strip() for part in row["affiliations"].split(";"))
    kind: Literal["personal", "organizational"] = "personal"
    if row["kind"] == "organizational":
        kind = "organizational"
    return Creator(row["name"], orcid, tuple(filter(None, affiliations)), kind)


def _creator_row(creator: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": creator.get("name", ""),
        "orcid": creator.get("orcid", ""),
        "affiliations": "; ".join(creator.get("affiliations", [])),
        "kind": creator.get("kind", "personal"),
    }


def _plain_row(name: str, entry: Mapping[str, Any]) -> dict[str, str]:
    return {column.name: str(entry.get(column.name, "")) for column in ROWS[name]}
