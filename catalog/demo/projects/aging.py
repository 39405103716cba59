"""Neuropixels in the hippocampus of young and very old mice and rats."""

from __future__ import annotations

import datetime as dt

from catalog.datasets.inputs import Funding
from catalog.demo.animals import Animal, cohort
from catalog.demo.chance import chance
from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, RunPlan
from catalog.demo.project import Project
from catalog.demo.sessions import Session, at, targets
from catalog.demo.tools import FIGURES, MAPS, SORT

PROJECT = Project(
    slug="lifespan",
    title="Place codes across the lifespan",
    lab="lindqvist",
    people=("rafael", "elin", "mei"),
    keywords=("navigation", "place cells", "aging", "hippocampus"),
    funding=Funding("Harbour Trust for Healthy Aging", "HT-88/2024", "Maps that do not fade"),
    access="discoverable",
    grants=(("org:northgate", "viewer"),),
    paper="10.5555/icb.lifespan.2026",
)
_MOUSE = {
    "species": "Mus musculus",
    "common": "mouse",
    "genotype": "wt/wt",
    "strain": "C57BL/6JRj",
    "weight": 29.0,
}
_RAT = {
    "species": "Rattus norvegicus",
    "common": "rat",
    "genotype": "wt/wt",
    "strain": "Long-Evans",
    "weight": 412.0,
}
ANIMALS: tuple[Animal, ...] = (
    *cohort("M", 711, 4, born=dt.date(2025, 8, 4), days_apart=13, **_MOUSE),
    *cohort("M", 731, 4, born=dt.date(2023, 12, 11), days_apart=17, **_MOUSE),
    *cohort("R", 211, 3, born=dt.date(2025, 7, 21), days_apart=20, **_RAT),
    *cohort("R", 231, 3, born=dt.date(2023, 11, 6), days_apart=15, **_RAT),
)
_TASKS = ("Linear track", "Open field")
# From this age on, in days, an animal counts as old: most of its kind are dead.
OLD = 600


def build() -> Part:
    datasets: list[DatasetPlan] = []
    runs: list[RunPlan] = []
    for index, animal in enumerate(ANIMALS):
        sessions = [_session(index, animal, number) for number in (1, 2)]
        for session in sessions:
            datasets += [_recording(session), _sorted(session)]
            runs.append(_sorting(session))
        datasets.append(_maps(animal, sessions))
        runs.append(_mapping(animal, sessions))
    return Part((*datasets, *_results()), (*runs, _last_run()))


def is_old(animal: Animal) -> bool:
    return animal.age(dt.date(2026, 1, 12)) > OLD


def _session(index: int, animal: Animal, number: int) -> Session:
    luck = chance("lifespan", animal.id, number)
    regions = ("Field CA1", "Entorhinal area, medial part") if index % 3 == 0 else ("Field CA1",)
    return Session(
        name=f"nav-{animal.id.lower()}-s{number}",
        animal=animal,
        start=at(2026, 1, 12, days=index * 4 + number, minutes=luck.randint(0, 300)),
        minutes=luck.randint(32, 58),
        modality=("Extracellular electrophysiology", "Behavior video"),
        who="rafael" if index % 4 else "elin",
        rig="npx-track",
        more={
            "task": _TASKS[number - 1],
            "trials": luck.randint(40, 130),
            "temperature": round(luck.uniform(20.5, 22.5), 1),
            "targets": targets(regions, "Right"),
            "probes": [
                {
                    "name": f"probe {place}",
                    "type": "Neuropixels 2.0",
                    "channels": 384,
                    "depth": luck.randint(2200, 3900),
                    "sampling_rate": 30,
                }
                for place in range(len(regions))
            ],
            "cameras": [{"name": "above", "frame_rate": 50, "width": 1280, "height": 1024}],
        },
    )


def _label(animal: Animal) -> str:
    return f"{'aged' if is_old(animal) else 'young'} {animal.common} {animal.id}"


def _recording(session: Session) -> DatasetPlan:
    animal, probes = session.animal, len(session.more["probes"])
    return PROJECT.dataset(
        session.name,
        f"Neuropixels recording of the {_label(animal)} on the {session.more['task'].lower()}",
        f"{probes} probe{'s' if probes > 1 else ''} in the hippocampal formation of a"
        f" {animal.age(session.day)} days old {animal.common}, position from above at 50 Hz."
        f" Chocolate drops at both ends.",
        (
            Series("probe_{}/ap.cbin", 21_000_000_000, probes),
            Series("probe_{}/lf.cbin", 1_900_000_000, probes),
            Series("probe_{}/geometry.json", 31_000, probes),
            Series("video/above_{}.mp4", 640_000_000, 6),
            Series("position.parquet", 2_700_000),
        ),
        session=session,
        keywords=("aged" if is_old(animal) else "young",),
        raw=True,
    )


def _sorted(session: Session) -> DatasetPlan:
    units = chance("units", session.name).randint(90, 430)
    return PROJECT.dataset(
        f"{session.name}-sorted",
        f"{units} units of the {_label(session.animal)}, {session.more['task'].lower()}",
        f"Spike times and waveforms of {units} units after drift correction; metrics by which"
        f" to choose among them, none chosen yet.",
        (
            Series("spike_times.npy", 190_000_000),
            Series("spike_clusters.npy", 95_000_000),
            Series("templates.npy", 61_000_000),
            Series("metrics.csv", 130_000),
            Series("drift.json", 22_000),
        ),
        session=session,
        keywords=("spike sorting",),
    )


def _maps(animal: Animal, sessions: list[Session]) -> DatasetPlan:
    return PROJECT.dataset(
        f"nav-{animal.id.lower()}-maps",
        f"Place maps of the {_label(animal)}",
        "Rate maps of every unit on the track and in the open field, information per spike,"
        " stability between halves, and 1,000 shuffles of each.",
        (
            Series("maps.h5", 74_000_000),
            Series("units.parquet", 410_000),
            Series("preview_{}.svg", 120_000, 8),
        ),
        records=(animal.record(sessions[-1].day),),
        keywords=("place maps", "aged" if is_old(animal) else "young"),
        access="public",
        publish=True,
    )


def _results() -> list[DatasetPlan]:
    shown = (
        ("nav-comparison", "Stability of place maps by age, mice and rats", "table"),
        ("nav-figure-1", "Figure: maps of old animals are stable, but fewer", "figure"),
        ("nav-figure-2", "Figure: remapping between rooms at 3 and 24 months", "figure"),
    )
    return [
        PROJECT.dataset(
            name,
            title,
            "What fourteen animals say together: old ones keep their maps from day to day and"
            " lose a third of their place cells.",
            (Series(f"{kind}.pdf", 1_400_000), Series("source_data.csv", 320_000)),
            keywords=(kind,),
            access="public",
            publish=True,
        )
        for name, title, kind in shown
    ]


def _sorting(session: Session) -> RunPlan:
    return SORT.run(
        session.name,
        used=(session.name,),
        generated=(f"{session.name}-sorted",),
        after=session.end,
        reporter="rafael",
        parameters={"drift": "nonrigid", "threshold": [9, 8], "batch_s": 2.2, "gpu": "L40S"},
    )


def _mapping(animal: Animal, sessions: list[Session]) -> RunPlan:
    name = f"nav-{animal.id.lower()}-maps"
    return MAPS.run(
        name,
        used=tuple(f"{session.name}-sorted" for session in sessions),
        generated=(name,),
        after=sessions[-1].end + dt.timedelta(days=5),
        reporter="rafael",
        parameters={"bin_cm": 2, "smooth_cm": 4, "speed_min_cm_s": 3, "shuffles": 1000},
    )


def _last_run() -> RunPlan:
    return FIGURES.run(
        "lifespan, comparison and figures",
        used=tuple(f"nav-{animal.id.lower()}-maps" for animal in ANIMALS),
        generated=("nav-comparison", "nav-figure-1", "nav-figure-2"),
        after=at(2026, 5, 4),
        reporter="elin",
        parameters={"test": "permutation", "permutations": 20000, "old_from_days": OLD},
    )
