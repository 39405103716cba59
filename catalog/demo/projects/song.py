"""Juvenile zebra finches learning to sing, with the guests from Northgate."""

from __future__ import annotations

import datetime as dt

from catalog.datasets.inputs import Funding
from catalog.demo.animals import Animal, cohort
from catalog.demo.chance import chance
from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, RunPlan
from catalog.demo.project import Project
from catalog.demo.sessions import Session, targets
from catalog.demo.tools import FIGURES, SYLLABLES

PROJECT = Project(
    slug="song",
    title="How a young finch finds its song",
    lab="lindqvist",
    people=("dara", "elin"),
    keywords=("song learning", "vocal behavior", "development"),
    funding=Funding("Northgate University", "NU-SEED-31", "Practice and memory"),
    license="CC0-1.0",
    grants=(("org:northgate", "editor"),),
)
BIRDS: tuple[Animal, ...] = tuple(
    cohort(
        "Z",
        101,
        8,
        born=dt.date(2024, 9, 2),
        days_apart=12,
        species="Taeniopygia guttata",
        common="zebra finch",
        weight=13.8,
        strain="Northgate colony",
    )
)
# Days since hatching: subsong, plastic song, crystallized song.
AGES = {45: "subsong", 65: "plastic song", 90: "crystallized song"}


def build() -> Part:
    datasets: list[DatasetPlan] = []
    runs: list[RunPlan] = []
    for bird in BIRDS:
        sessions = [_session(bird, age) for age in AGES]
        datasets += [_recording(session) for session in sessions]
        datasets.append(_annotated(bird))
        runs.append(_annotation(bird, sessions))
    return Part((*datasets, _figure()), (*runs, _drawing()))


def _session(bird: Animal, age: int) -> Session:
    luck = chance("song", bird.id, age)
    day = bird.born + dt.timedelta(days=age)
    wired = age == 90
    electrodes = {
        "targets": targets(("HVC",), "Left"),
        "probes": [{"name": "drive", "type": "Tetrode drive", "channels": 16, "sampling_rate": 30}],
    }
    return Session(
        name=f"song-{bird.id.lower()}-d{age}",
        animal=bird,
        start=dt.datetime.combine(day, dt.time(6, luck.randint(0, 59)), dt.UTC),
        minutes=luck.randint(600, 840),
        modality=("Audio recording", *(("Extracellular electrophysiology",) if wired else ())),
        who="dara",
        rig=f"sound box {1 + int(bird.id[1:]) % 4}",
        more={
            "task": "Undirected song",
            "temperature": round(luck.uniform(23.0, 25.5), 1),
            "microphones": [{"name": "top", "sampling_rate": 44.1}],
            **(electrodes if wired else {}),
        },
    )


def _recording(session: Session) -> DatasetPlan:
    bird, age = session.animal, int(session.name.rpartition("-d")[2])
    bouts = chance("bouts", session.name).randint(70, 240)
    wired = "probes" in session.more
    return PROJECT.dataset(
        session.name,
        f"A day of {AGES[age]} of zebra finch {bird.id}, {age} days after hatching",
        f"All {bouts} bouts that bird {bird.id} sang alone in its box, cut out of the day with"
        f" half a second on either side" + (", with single units of HVC." if wired else "."),
        (
            Series("bouts/bout_{}.wav", 1_900_000, bouts),
            Series("bouts.csv", 34_000),
            *((Series("hvc/units.h5", 1_300_000_000),) if wired else ()),
        ),
        session=session,
        keywords=(AGES[age],),
        raw=True,
        publish=age == 45,
    )


def _annotated(bird: Animal) -> DatasetPlan:
    syllables = chance("syllables", bird.id).randint(4, 9)
    return PROJECT.dataset(
        f"song-{bird.id.lower()}-syllables",
        f"Syllables of zebra finch {bird.id} from day 45 to day 90",
        f"Onset, offset and label of every syllable; the adult song has {syllables}. The labels"
        f" of day 90 were checked by ear, the earlier ones follow from them.",
        (Series("syllables.parquet", 5_200_000), Series("spectrograms_{}.h5", 88_000_000, 3)),
        records=(bird.record(bird.born + dt.timedelta(days=90)),),
        keywords=("annotation",),
        publish=True,
    )


def _figure() -> DatasetPlan:
    return PROJECT.dataset(
        "song-figure-1",
        "Figure: variability falls in the afternoon and comes back overnight",
        "Entropy of every syllable against age and time of day, eight birds.",
        (Series("figure.pdf", 980_000), Series("source_data.csv", 1_700_000)),
        keywords=("figure",),
        publish=True,
    )


def _annotation(bird: Animal, sessions: list[Session]) -> RunPlan:
    name = f"song-{bird.id.lower()}-syllables"
    return SYLLABLES.run(
        name,
        used=tuple(session.name for session in sessions),
        generated=(name,),
        after=sessions[-1].end + dt.timedelta(days=2),
        reporter="dara",
        parameters={"window_ms": 8, "embedding": "umap", "min_cluster": 60},
    )


def _drawing() -> RunPlan:
    return FIGURES.run(
        "song, figure 1",
        used=tuple(f"song-{bird.id.lower()}-syllables" for bird in BIRDS),
        generated=("song-figure-1",),
        after=dt.datetime(2025, 9, 1, 9, tzinfo=dt.UTC),
        reporter="dara",
        parameters={"measure": "wiener entropy", "smooth_h": 1.5},
    )
