"""Where schema versions are served, and which references lead to one.

A schema refers to another one by the address that this is served at: `/schemas/aind/subject/1.0.3`,
alone or behind the address of the site. Nothing is fetched: the address names a row.
"""

from __future__ import annotations

import dataclasses
import re

from django.conf import settings

from catalog.models.schema import NAME, VERSION

_SERVED = re.compile(rf"/schemas/({NAME.strip('^$')})/({VERSION.strip('^$')})")


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """One version of a schema, registered or not."""

    name: str
    version: str

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}/schemas/{self.name}/{self.version}"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def registered(address: str) -> Address | None:
    """The schema version that an address without fragment names; None where it is none of ours."""
    found = _SERVED.fullmatch(address.removeprefix(settings.SITE_URL))
    return Address(found[1], found[2]) if found else None
