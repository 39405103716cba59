"""Marmosets taking turns: private, for its people only, and one run that failed."""

from __future__ import annotations

import datetime as dt

from catalog.datasets.inputs import Funding
from catalog.demo.animals import Animal, cohort
from catalog.demo.chance import chance
from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, RunPlan
from catalog.demo.project import Project
from catalog.demo.sessions import Session, at, targets
from catalog.demo.tools import SORT

PROJECT = Project(
    slug="turns",
    title="Turn-taking in marmoset conversations",
    lab="lindqvist",
    people=("elin", "rafael"),
    keywords=("vocal communication", "turn-taking", "auditory cortex"),
    funding=Funding("Fjordheim Foundation", "FF-2025-0090", "Your turn"),
    license="CC-BY-NC-4.0",
    access="private",
)
PAIR: tuple[Animal, ...] = tuple(
    cohort(
        "C",
        31,
        2,
        born=dt.date(2021, 3, 8),
        days_apart=140,
        species="Callithrix jacchus",
        common="marmoset",
        weight=365.0,
        light_cycle="Outdoor",
    )
)


def build() -> Part:
    sessions = [_session(animal, number) for animal in PAIR for number in (1, 2, 3)]
    done = [session for session in sessions if not session.name.endswith("s3")][:3]
    datasets = [_recording(session) for session in sessions]
    datasets += [_sorted(session) for session in done]
    runs = [_sorting(session) for session in done]
    return Part(tuple(datasets), (*runs, _failed(sessions[-1])))


def _session(animal: Animal, number: int) -> Session:
    luck = chance("turns", animal.id, number)
    return Session(
        name=f"turns-{animal.id.lower()}-s{number}",
        animal=animal,
        start=at(2026, 6, 1, days=number * 7 + int(animal.id[-1]), minutes=luck.randint(0, 90)),
        minutes=luck.randint(35, 50),
        modality=("Extracellular electrophysiology", "Audio recording"),
        who="elin",
        rig="duet room",
        more={
            "task": "Vocal turn-taking",
            "trials": luck.randint(60, 150),
            "temperature": round(luck.uniform(24.0, 26.0), 1),
            "targets": targets(("Auditory cortex",), "Right"),
            "probes": [
                {
                    "name": "probe 0",
                    "type": "Neuropixels 1.0",
                    "channels": 384,
                    "depth": luck.randint(2400, 4200),
                    "sampling_rate": 30,
                }
            ],
            "microphones": [{"name": "left", "sampling_rate": 96}],
        },
    )


def _recording(session: Session) -> DatasetPlan:
    return PROJECT.dataset(
        session.name,
        f"Marmoset {session.animal.id} in conversation, session {session.name[-1]}",
        "Two animals that hear but do not see each other; both microphones, one probe.",
        (
            Series("probe/ap.cbin", 24_000_000_000),
            Series("probe/lf.cbin", 2_000_000_000),
            Series("audio/side_{}.wav", 950_000_000, 2),
            Series("calls.csv", 41_000),
        ),
        session=session,
        raw=True,
    )


def _sorted(session: Session) -> DatasetPlan:
    return PROJECT.dataset(
        f"{session.name}-sorted",
        f"Units of marmoset {session.animal.id}, session {session.name[-1]}",
        "Spike times and metrics; units that answer to the animal's own voice are flagged.",
        (Series("spike_times.npy", 150_000_000), Series("metrics.csv", 97_000)),
        session=session,
    )


def _sorting(session: Session) -> RunPlan:
    return SORT.run(
        session.name,
        used=(session.name,),
        generated=(f"{session.name}-sorted",),
        after=session.end,
        reporter="rafael",
        parameters={"drift": "nonrigid", "threshold": [9, 8], "batch_s": 2.2},
    )


def _failed(session: Session) -> RunPlan:
    return SORT.run(
        f"{session.name}, first try",
        used=(session.name,),
        generated=(),
        after=session.end,
        reporter="rafael",
        parameters={
            "drift": "nonrigid",
            "threshold": [9, 8],
            "batch_s": 8.8,
            "exit": {"code": 137, "said": "out of memory in batch 212 of 268"},
        },
        status="failed",
    )
