"""Searches that show what the catalogue can do, for the home page."""

from __future__ import annotations

import dataclasses
from urllib.parse import urlencode

from catalog.models import AuditEntry

# The audit entry that says the demo was loaded.
LOADED = {"object_type": "demo", "object_id": "icb"}


def is_loaded() -> bool:
    return AuditEntry.objects.filter(**LOADED).exists()


@dataclasses.dataclass(frozen=True, slots=True)
class ExampleSearch:
    """`parameters` as `/api/v1/search` and the search page take them."""

    title: str
    parameters: tuple[tuple[str, str], ...]

    @property
    def query(self) -> str:
        """The query string, without its question mark."""
        return urlencode(self.parameters)


EXAMPLE_SEARCHES = (
    ExampleSearch("Animals older than 85 weeks", (("age.gte", "85 wk"),)),
    ExampleSearch(
        "Two-photon movies of 25 frames a second or more",
        (("modality", "Two-photon imaging"), ("frame_rate.gte", "25 Hz")),
    ),
    ExampleSearch("Place maps of aged animals", (("q", "place maps aged"), ("state", "published"))),
    ExampleSearch(
        "Zebra finches between day 60 and day 70",
        (("species", "Taeniopygia guttata"), ("age.gte", "60 d"), ("age.lte", "70 d")),
    ),
    ExampleSearch(
        "Neuropixels in field CA1",
        (("q", "Neuropixels"), ("brain_region", "Field CA1")),
    ),
    ExampleSearch("Brains stained for parvalbumin", (("stain", "anti-parvalbumin"),)),
    ExampleSearch(
        "Cuttlefish in water below 16 °C",
        (("species", "Sepia officinalis"), ("temperature.lt", "16 Cel")),
    ),
    ExampleSearch(
        "Every run of the motion correction",
        (
            ("type", "computation"),
            ("repository", "https://git.icb.example/pipelines/motion-correction"),
        ),
    ),
)
