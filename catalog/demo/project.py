"""A project: what its datasets have in common."""

from __future__ import annotations

import dataclasses

from catalog.datasets.inputs import (
    AccessLevel,
    DatasetInput,
    Funding,
    Record,
    RelatedIdentifier,
)
from catalog.demo.manifests import Series, manifest
from catalog.demo.people import BY_USERNAME
from catalog.demo.plan import DatasetPlan
from catalog.demo.sessions import Session

KEY = "icb-demo:"


@dataclasses.dataclass(frozen=True, slots=True)
class Project:
    """`people` are usernames in the order of the author list; the first two own the datasets.
    `paper` is the DOI of a preprint (under 10.5555, the prefix for tests)."""

    slug: str
    title: str
    lab: str
    people: tuple[str, ...]
    keywords: tuple[str, ...]
    funding: Funding
    license: str = "CC-BY-4.0"
    access: AccessLevel = "public"
    grants: tuple[tuple[str, str], ...] = ()
    paper: str = ""

    def dataset(
        self,
        name: str,
        title: str,
        description: str,
        files: tuple[Series, ...],
        *,
        session: Session | None = None,
        records: tuple[Record, ...] = (),
        keywords: tuple[str, ...] = (),
        dates: dict[str, str] | None = None,
        raw: bool = False,
        access: AccessLevel | None = None,
        publish: bool = False,
        draft: bool = False,
        withdrawn: str = "",
    ) -> DatasetPlan:
        """The dataset `name` of this project; with `session`, described by its two records.

        Raw data belongs to who recorded it, all else to the project's first author.
        """
        location = f"s3://icb-{'raw' if raw else 'derived'}/{self.slug}/{name}"
        data = DatasetInput(
            title=title,
            description=f"{description}\n\nPart of the project “{self.title}”.",
            access=access or self.access,
            license=self.license,
            keywords=(*self.keywords, *keywords),
            creators=tuple(BY_USERNAME[each].as_creator() for each in self.people),
            funding=(self.funding,),
            related=self._related(),
            dates=dates or (session.dates if session else {}),
            location=location,
            key=f"{KEY}{name}",
            identifiers=(name, location),
            draft=draft,
            records=(*(session.records if session else ()), *records),
            files=manifest(name, location, files),
        )
        owner = session.who if session and raw else self.people[0]
        lab = (f"group:{self.lab}", "editor")
        return DatasetPlan(data, owner, (lab, *self.grants), publish, withdrawn)

    def _related(self) -> tuple[RelatedIdentifier, ...]:
        if not self.paper:
            return ()
        return (RelatedIdentifier(self.paper, "DOI", "IsSupplementTo"),)
