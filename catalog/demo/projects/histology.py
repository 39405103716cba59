"""Brains after the experiment, of the animals of two other projects."""

from __future__ import annotations

import datetime as dt

from catalog.datasets.inputs import Funding, Record
from catalog.demo.animals import Animal
from catalog.demo.chance import chance
from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, RunPlan
from catalog.demo.project import Project
from catalog.demo.projects import aging, choice
from catalog.demo.tools import REGISTER

PROJECT = Project(
    slug="histology",
    title="Where the probes were: brains after the experiment",
    lab="lindqvist",
    people=("mei", "elin", "tomas"),
    keywords=("histology", "anatomy"),
    funding=Funding("Council for Open Neuroscience", "CON-4102", "Anatomy for everyone"),
    access="discoverable",
    grants=(("group:okonkwo", "viewer"),),
)
# Another atlas that nobody registered here.
ATLAS = "mouse-common-coordinates-25um"
_STAINS = (
    (("DAPI", ""), ("anti-parvalbumin", "Alexa 594")),
    (("DAPI", ""), ("anti-GFP", "Alexa 488")),
    (("NeuroTrace Nissl", "435/455"), ("anti-Iba1", "Alexa 647")),
    (("DAPI", ""), ("anti-NeuN", "Alexa 568"), ("anti-GFAP", "Alexa 647")),
)
WITHDRAWN = "hist-m0408"
_REASON = (
    "The sections of two animals were swapped between staining and imaging, and it cannot be told"
    " any more which is which. Nothing that was computed from them is published."
)
# Last days of the two projects' experiments.
_CHOICE_END, _AGING_END = dt.date(2025, 2, 17), dt.date(2026, 3, 30)
_REGISTERED = 4


def build() -> Part:
    brains = [(animal, _CHOICE_END) for animal in choice.ANIMALS]
    brains += [(animal, _AGING_END) for animal in aging.ANIMALS[:12]]
    datasets = [_brain(index, animal, on) for index, (animal, on) in enumerate(brains)]
    chosen = brains[:_REGISTERED]
    warped = [_registered(animal, on) for animal, on in chosen]
    return Part((*datasets, *warped), tuple(_registration(animal, on) for animal, on in chosen))


def _region(index: int) -> str:
    return choice.REGIONS[index % 4] if index < len(choice.ANIMALS) else "Field CA1"


def _record(index: int, animal: Animal) -> Record:
    luck = chance("histology", animal.id)
    cleared = index % 6 == 5
    first = luck.uniform(-1.2, -2.4)
    content = {
        "modality": "Histology",
        "preparation": "Cleared whole brain" if cleared else "Coronal sections",
        "microscope": "light sheet 1" if cleared else "slide scanner",
        "pixel_size": 1.8 if cleared else 0.65,
        "stains": [
            {"name": name, **({"fluorophore": dye, "dilution": 500} if dye else {})}
            for name, dye in _STAINS[index % 4]
        ],
        "sections": []
        if cleared
        else [
            {
                "index": number,
                "position": round(first - 0.1 * number, 2),
                "brain_region": _region(index),
                "quality": luck.choices(("Good", "Usable", "Torn"), (14, 4, 1))[0],
            }
            for number in range(1, luck.randint(9, 25))
        ],
    }
    if not cleared:
        content["section_thickness"] = luck.choice((40, 50, 100))
    return Record("icb/histology", content, "1.0.0")


def _brain(index: int, animal: Animal, on: dt.date) -> DatasetPlan:
    record = _record(index, animal)
    stained = " and ".join(stain["name"] for stain in record.content["stains"])
    sections = len(record.content["sections"])
    what = f"{sections} coronal sections" if sections else "The cleared brain"
    name = f"hist-{animal.id.lower()}"
    files = (
        (Series("sections/section_{}.tif", 720_000_000, sections),)
        if sections
        else (Series("volume/tile_{}.h5", 3_900_000_000, 48),)
    )
    return PROJECT.dataset(
        name,
        f"{what} of {animal.common} {animal.id}, {stained}",
        f"{animal.common.capitalize()} {animal.id} was {animal.age(on)} days old. The"
        f" {_region(index).lower()} is covered, with the track of the probe or the window.",
        (*files, Series("overview.svg", 2_100_000)),
        records=(animal.record(on), record),
        dates={"Collected": on.isoformat()},
        keywords=(stained,) if " and " not in stained else tuple(stained.split(" and ")),
        raw=True,
        publish=name == WITHDRAWN,
        withdrawn=_REASON if name == WITHDRAWN else "",
    )


def _registered(animal: Animal, on: dt.date) -> DatasetPlan:
    return PROJECT.dataset(
        f"hist-{animal.id.lower()}-atlas",
        f"The brain of {animal.common} {animal.id} in common coordinates",
        "Sections warped to the atlas, with the outline of every region on each of them.",
        (Series("warped.h5", 5_100_000_000), Series("outlines.json", 8_800_000)),
        records=(animal.record(on),),
        keywords=("registered",),
        access="public",
        publish=True,
    )


def _registration(animal: Animal, on: dt.date) -> RunPlan:
    name = f"hist-{animal.id.lower()}"
    return REGISTER.run(
        name,
        used=(name,),
        models=(ATLAS,),
        generated=(f"{name}-atlas",),
        after=dt.datetime.combine(on, dt.time(9), dt.UTC) + dt.timedelta(days=20),
        reporter="mei",
        parameters={"transform": "affine, then SyN", "resolution_um": 25},
    )
