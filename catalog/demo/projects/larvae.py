"""Whole brains of zebrafish larvae under the light sheet."""

from __future__ import annotations

import datetime as dt

from catalog.datasets.inputs import Funding, Record
from catalog.demo.animals import Animal, cohort
from catalog.demo.chance import chance
from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, RunPlan
from catalog.demo.project import Project
from catalog.demo.sessions import Session, targets
from catalog.demo.tools import FIGURES, REGISTER

PROJECT = Project(
    slug="larvae",
    title="A whole brain that follows a moving world",
    lab="okonkwo",
    people=("yuki", "amara"),
    keywords=("whole brain", "optomotor response", "larval zebrafish"),
    funding=Funding("Council for Open Neuroscience", "CON-4471", "Every neuron, one behavior"),
)
# An atlas that nobody registered here: runs that used it have a reference that waits.
ATLAS = "zebrafish-brain-atlas-2021"
REGIONS = ("Optic tectum", "Hindbrain", "Cerebellum", "Pretectum")
FISH: tuple[Animal, ...] = tuple(
    cohort(
        "D",
        501,
        12,
        born=dt.date(2025, 10, 6),
        days_apart=7,
        species="Danio rerio",
        common="zebrafish larva",
        genotype="elavl3:RiboL1-jGCaMP8s; mitfa w2/w2",
        strain="nacre",
        weight=0.0006,
    )
)


def build() -> Part:
    sessions = [_session(index, fish) for index, fish in enumerate(FISH)]
    datasets = [each for session in sessions for each in _pair(session)]
    runs = [_registration(session) for session in sessions]
    return Part((*datasets, _map()), (*runs, _averaging(sessions)))


def _session(index: int, fish: Animal) -> Session:
    luck = chance("larvae", fish.id)
    day = fish.born + dt.timedelta(days=5 + index % 3)
    return Session(
        name=f"omr-{fish.id.lower()}",
        animal=Animal(
            fish.id, fish.species, "Unknown", fish.born, fish.weight, fish.genotype, fish.strain
        ),
        start=dt.datetime.combine(day, dt.time(10, luck.randint(0, 59)), dt.UTC),
        minutes=luck.randint(25, 62),
        modality=("Light-sheet microscopy", "Behavior video"),
        who="yuki",
        rig="light sheet 2",
        more={
            "task": "Optomotor response",
            "trials": luck.randint(24, 60),
            "temperature": round(luck.uniform(27.8, 28.8), 1),
            "targets": targets(REGIONS, "Both"),
            "cameras": [{"name": "tail", "frame_rate": 300, "width": 320, "height": 320}],
            "stimuli": [{"name": "Drifting gratings from below", "presentations": 96}],
        },
    )


def _imaging(session: Session) -> Record:
    rate = chance("volumes", session.name).choice((1.5, 2.0, 3.0, 4.0))
    planes = [
        {"index": place, "depth": 20 + 60 * place, "brain_region": region, "pixel_size": 0.41}
        for place, region in enumerate(REGIONS)
    ]
    content = {
        "microscope": "Light sheet 2",
        "indicator": "RiboL1-jGCaMP8s",
        "excitation_wavelength": 488,
        "objective": {"magnification": 16, "numerical_aperture": 0.8},
        "frame_rate": rate,
        "frames": int(rate * 60 * session.minutes),
        "planes": planes,
    }
    return Record("icb/imaging", content, "1.0.0")


def _pair(session: Session) -> tuple[DatasetPlan, DatasetPlan]:
    fish = session.animal
    volumes = chance("blocks", session.name).randint(30, 110)
    raw = PROJECT.dataset(
        session.name,
        f"Whole-brain activity of zebrafish larva {fish.id}, {fish.age(session.day)} days old,"
        f" in a moving world",
        "A paralyzed larva sees gratings drift below it; what its tail nerves say moves the"
        " gratings. Volumes of the whole brain, in blocks of a minute or less.",
        (
            Series("volumes/block_{}.h5", 4_600_000_000, volumes),
            Series("tail/tail.mp4", 410_000_000),
            Series("stimulus.csv", 220_000),
        ),
        session=session,
        records=(_imaging(session),),
        raw=True,
        publish=True,
    )
    registered = PROJECT.dataset(
        f"{session.name}-registered",
        f"Activity of larva {fish.id} in atlas coordinates",
        "Every segmented nucleus with its position in the atlas and its trace.",
        (Series("nuclei.parquet", 18_000_000), Series("traces_{}.h5", 900_000_000, 4)),
        session=session,
        keywords=("registered",),
    )
    return raw, registered


def _map() -> DatasetPlan:
    return PROJECT.dataset(
        "omr-map",
        "A functional map of the optomotor response from twelve larvae",
        "For each voxel of the atlas: how strongly, how fast and in which direction it follows"
        " the moving world, with the number of larvae that agree.",
        (Series("map_{}.tif", 310_000_000, 6), Series("regions.csv", 96_000)),
        keywords=("map", "figure"),
        publish=True,
    )


def _registration(session: Session) -> RunPlan:
    return REGISTER.run(
        session.name,
        used=(session.name,),
        models=(ATLAS,),
        generated=(f"{session.name}-registered",),
        after=session.end,
        reporter="yuki",
        parameters={"transform": "SyN", "resolution_um": 2, "iterations": [200, 100, 50]},
    )


def _averaging(sessions: list[Session]) -> RunPlan:
    return FIGURES.run(
        "larvae, functional map",
        used=tuple(f"{session.name}-registered" for session in sessions),
        generated=("omr-map",),
        after=dt.datetime(2026, 2, 9, 9, tzinfo=dt.UTC),
        reporter="yuki",
        parameters={"kernel_s": 2.4, "min_larvae": 5},
    )
