"""The collections: projects, selections across them, and collections of collections."""

from __future__ import annotations

from collections.abc import Callable

from catalog.demo.people import INSTITUTE
from catalog.demo.plan import CollectionPlan, DatasetPlan

_OLD = ("m0731", "m0732", "m0733", "m0734", "r0231", "r0232", "r0233")
_TEACHING = (
    "vis-m0401-s2",
    "vis-m0401-s2-traces",
    "nav-r0211-s1",
    "nav-r0211-maps",
    "song-z0101-d45",
    "song-z0101-d90",
    "omr-d0501",
    "skin-s0071-2",
)


def collections(datasets: tuple[DatasetPlan, ...]) -> tuple[CollectionPlan, ...]:
    """Twelve, children before their parents."""

    def those(choose: Callable[[str], bool]) -> tuple[str, ...]:
        return tuple(each.name for each in datasets if choose(each.name) and not each.withdrawn)

    return (
        CollectionPlan(
            "movies",
            "Two-photon movies",
            "Raw and motion-corrected movies of twelve mice that judge contrast.",
            "public",
            "tomas",
            those(lambda name: name.startswith("vis-m") and not name.endswith("aligned")),
        ),
        CollectionPlan(
            "paper-choice",
            "Data behind Villaverde et al. 2026",
            "Everything that a figure of the paper was drawn from, and the figures.",
            "public",
            "amara",
            those(lambda name: name.startswith("vis-") and name.endswith("aligned"))
            + those(lambda name: name.startswith(("vis-choice", "vis-figure"))),
        ),
        CollectionPlan(
            "choice",
            "Choice and confidence in the visual cortex",
            "The project of the Okonkwo lab: what cortex knows before the mouse turns the wheel.",
            "public",
            "amara",
            children=("movies", "paper-choice"),
        ),
        CollectionPlan(
            "aged",
            "Animals older than 600 days",
            "Mice and rats of a great age: recordings, units, maps and brains.",
            "public",
            "elin",
            those(lambda name: any(each in name for each in _OLD)),
        ),
        CollectionPlan(
            "lifespan",
            "Place codes across the lifespan",
            "Hippocampal maps of young and old mice and rats, from probe to figure.",
            "public",
            "elin",
            those(lambda name: name.startswith("nav-")),
            children=("aged",),
        ),
        CollectionPlan(
            "song",
            "How a young finch finds its song",
            "Eight birds on days 45, 65 and 90, with the guests from Northgate University.",
            "public",
            "dara",
            those(lambda name: name.startswith("song-")),
        ),
        CollectionPlan(
            "larvae",
            "Whole brains of zebrafish larvae",
            "Light-sheet volumes of twelve larvae and the map that they make together.",
            "public",
            "yuki",
            those(lambda name: name.startswith("omr-")),
        ),
        CollectionPlan(
            "turns",
            "Marmoset conversations",
            "For the people of the project until its paper is out.",
            "private",
            "elin",
            those(lambda name: name.startswith("turns-")),
        ),
        CollectionPlan(
            "brains",
            "Brains after the experiment",
            "Sections and cleared brains of the animals of other projects.",
            "public",
            "mei",
            those(lambda name: name.startswith("hist-")),
            children=("aged",),
        ),
        CollectionPlan(
            "skin",
            "Camouflage of the common cuttlefish",
            "Videos of settling animals, and the space of their patterns.",
            "internal",
            "ines",
            those(lambda name: name.startswith("skin-")),
        ),
        CollectionPlan(
            "teaching",
            "A first look at circuits: data for teaching",
            "One recording of each kind, small enough for an afternoon.",
            "public",
            "sofia",
            _TEACHING,
            children=("paper-choice",),
        ),
        CollectionPlan(
            "institute",
            INSTITUTE,
            "All projects of the institute.",
            "public",
            "noor",
            children=(
                "choice",
                "lifespan",
                "song",
                "larvae",
                "turns",
                "brains",
                "skin",
                "teaching",
            ),
        ),
    )
