"""Cuttlefish matching what they lie on; the newest recordings are still drafts."""

from __future__ import annotations

import datetime as dt

from catalog.datasets.inputs import Funding
from catalog.demo.animals import Animal, cohort
from catalog.demo.chance import chance
from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, RunPlan
from catalog.demo.project import Project
from catalog.demo.sessions import Session, at
from catalog.demo.tools import FIGURES, PATTERNS

PROJECT = Project(
    slug="skin",
    title="A skin that thinks: camouflage of the common cuttlefish",
    lab="okonkwo",
    people=("ines", "amara"),
    keywords=("camouflage", "skin patterns", "cephalopod"),
    funding=Funding("Northgate University", "NU-SEED-44", "Twenty thousand chromatophores"),
)
BACKGROUNDS = ("fine gravel", "checkerboard", "white sand")
PARTS = ("mantle", "head", "arms", "fins")
ANIMALS: tuple[Animal, ...] = tuple(
    cohort(
        "S",
        71,
        5,
        born=dt.date(2026, 1, 19),
        days_apart=6,
        species="Sepia officinalis",
        common="cuttlefish",
        weight=240.0,
        strain="Wild-caught eggs, Atlantic coast",
    )
)
# The last animals' recordings are not finished.
_READY = 3


def build() -> Part:
    sessions = [
        _session(place, animal, number)
        for place, animal in enumerate(ANIMALS)
        for number in range(len(BACKGROUNDS))
    ]
    ready = sessions[: _READY * len(BACKGROUNDS)]
    videos = [_video(session, draft=session not in ready) for session in sessions]
    return Part(
        (*videos, *(_embedding(part) for part in PARTS), _figure()),
        (_embedding_run(ready), _drawing()),
    )


def _session(place: int, animal: Animal, number: int) -> Session:
    luck = chance("skin", animal.id, number)
    rate = luck.choice((60, 90, 120))
    return Session(
        name=f"skin-{animal.id.lower()}-{number + 1}",
        animal=animal,
        start=at(2026, 8, 10, days=place * 9 + number, minutes=luck.randint(0, 240)),
        minutes=luck.randint(18, 40),
        modality=("Behavior video",),
        who="ines",
        rig="tank 3",
        more={
            "task": "Background matching",
            "temperature": round(luck.uniform(14.2, 17.6), 1),
            "cameras": [
                {"name": f"camera {camera}", "frame_rate": rate, "width": 3840, "height": 2160}
                for camera in (1, 2)
            ],
            "stimuli": [{"name": BACKGROUNDS[number].capitalize(), "presentations": 12}],
        },
    )


def _video(session: Session, *, draft: bool) -> DatasetPlan:
    background = session.more["stimuli"][0]["name"].lower()
    rate = session.more["cameras"][0]["frame_rate"]
    return PROJECT.dataset(
        session.name,
        f"Cuttlefish {session.animal.id} settling on {background}",
        f"Two cameras at {rate} frames a second, fine enough to tell single chromatophores."
        f" Water at {session.more['temperature']} °C.",
        (
            Series("camera_1/clip_{}.mp4", 2_200_000_000, 12),
            Series("camera_2/clip_{}.mp4", 2_200_000_000, 12),
            Series("calibration.json", 9_000),
        ),
        session=session,
        keywords=(background,),
        raw=True,
        draft=draft,
    )


def _embedding(part: str) -> DatasetPlan:
    return PROJECT.dataset(
        f"skin-patterns-{part}",
        f"Patterns of the {part} of three cuttlefish, as points in a space of 64 dimensions",
        f"One point for every frame in which the {part} can be seen, and where in the space the"
        f" animal came to rest on each background.",
        (Series("points.parquet", 640_000_000), Series("rest.csv", 12_000)),
        keywords=("embedding",),
        publish=part == "mantle",
    )


def _figure() -> DatasetPlan:
    return PROJECT.dataset(
        "skin-figure-1",
        "Figure: a cuttlefish tries several patterns before it settles",
        "Paths through the space of patterns, each from the moment the background changed.",
        (Series("figure.pdf", 2_800_000), Series("paths.mp4", 96_000_000)),
        keywords=("figure",),
    )


def _embedding_run(sessions: list[Session]) -> RunPlan:
    return PATTERNS.run(
        "three animals",
        used=tuple(session.name for session in sessions),
        generated=tuple(f"skin-patterns-{part}" for part in PARTS),
        after=sessions[-1].end,
        reporter="ines",
        parameters={"dimensions": 64, "crop_px": 512, "epochs": 40, "precision": "bf16"},
    )


def _drawing() -> RunPlan:
    return FIGURES.run(
        "skin, figure 1",
        used=tuple(f"skin-patterns-{part}" for part in PARTS),
        generated=("skin-figure-1",),
        after=at(2026, 10, 12),
        reporter="ines",
        parameters={"style": "talk"},
    )
