"""Two-photon imaging of mice that judge contrast: the longest chain, from movies to figures."""

from __future__ import annotations

import dataclasses
import datetime as dt

from catalog.datasets.inputs import Funding, Record
from catalog.demo.animals import Animal, cohort
from catalog.demo.chance import chance
from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, RunPlan
from catalog.demo.project import Project
from catalog.demo.sessions import Session, at, targets
from catalog.demo.tools import ALIGN, MOTION, TRACES

PROJECT = Project(
    slug="choice",
    title="Choice and confidence in the visual cortex",
    lab="okonkwo",
    people=("tomas", "amara", "yuki"),
    keywords=("vision", "decision making", "confidence", "cortex"),
    funding=Funding("Fjordheim Foundation", "FF-2023-0117", "How cortex commits to a choice"),
    paper="10.5555/icb.choice.2026",
)
REGIONS = (
    "Primary visual area",
    "Primary visual area",
    "Anterolateral visual area",
    "Posterior parietal association areas",
)
_LINES = (
    ("Slc17a7-IRES2-Cre/wt; Ai162(TIT2L-GC6s-ICL-tTA2)/wt", "GCaMP6s"),
    ("Pvalb-IRES-Cre/wt; TIGRE-jGCaMP8m/wt", "jGCaMP8m"),
)
_CHUNK, _MOVIE = 1_150_000_000, 2_400_000_000

_MICE = cohort(
    "M",
    401,
    12,
    born=dt.date(2024, 5, 20),
    days_apart=9,
    species="Mus musculus",
    common="mouse",
    weight=24.5,
    strain="C57BL/6J",
    light_cycle="Reversed",
)
ANIMALS = tuple(
    dataclasses.replace(mouse, genotype=_LINES[index % 2][0]) for index, mouse in enumerate(_MICE)
)


def build() -> Part:
    datasets: list[DatasetPlan] = []
    runs: list[RunPlan] = []
    for index, mouse in enumerate(ANIMALS):
        sessions = [_session(index, mouse, number) for number in (1, 2, 3)]
        for session in sessions:
            datasets += _recording(index, session)
            runs.append(_motion(session))
        for session in sessions[1:]:
            datasets.append(_traces(index, session))
            runs.append(_detection(session))
        datasets.append(_aligned(mouse))
        runs.append(_alignment(mouse, sessions[1:]))
    return Part(tuple(datasets), tuple(runs))


def _session(index: int, mouse: Animal, number: int) -> Session:
    luck = chance("choice", mouse.id, number)
    trials = luck.randint(310, 560)
    return Session(
        name=f"vis-{mouse.id.lower()}-s{number}",
        animal=mouse,
        start=at(2024, 9, 16, days=index * 11 + number * 2, minutes=luck.randint(0, 420)),
        minutes=luck.randint(48, 75),
        modality=("Two-photon imaging", "Behavior video"),
        who="tomas" if index % 3 else "amara",
        rig=f"2p-{1 + index % 2}",
        more={
            "task": "Contrast discrimination",
            "trials": trials,
            "reward": round(trials * luck.uniform(0.0021, 0.0029), 2),
            "temperature": round(luck.uniform(21.5, 23.5), 1),
            "targets": targets((REGIONS[index % 4],)),
            "cameras": [{"name": "eye", "frame_rate": 60, "width": 640, "height": 480}],
            "stimuli": [
                {"name": "Gabor patches, 6 to 100 % contrast", "presentations": trials * 2},
                {"name": "Gray screen", "presentations": trials},
            ],
        },
    )


def _imaging(index: int) -> Record:
    planes = 4 if index % 2 else 1
    rate = 30.9 / planes
    return Record(
        "icb/imaging",
        {
            "microscope": "Mesoscope B" if planes > 1 else "Bergamo A",
            "indicator": _LINES[index % 2][1],
            "excitation_wavelength": 920,
            "objective": {"magnification": 16, "numerical_aperture": 0.8},
            "frame_rate": round(rate, 2),
            "frames": int(rate * 3400),
            "planes": [
                {
                    "index": plane,
                    "depth": 150 + 60 * plane + 5 * (index % 4),
                    "brain_region": REGIONS[index % 4],
                    "width": 512,
                    "height": 512,
                    "pixel_size": 0.78,
                }
                for plane in range(planes)
            ],
        },
        "1.0.0",
    )


def _recording(index: int, session: Session) -> tuple[DatasetPlan, DatasetPlan]:
    mouse, region = session.animal, REGIONS[index % 4]
    number = session.name[-1]
    chunks = chance("chunks", session.name).randint(22, 60)
    raw = PROJECT.dataset(
        session.name,
        f"Two-photon imaging of the {region.lower()} while mouse {mouse.id} judges contrast,"
        f" session {number}",
        f"A head-fixed mouse turns a wheel towards the grating of higher contrast and waits for"
        f" its reward as long as it is sure. {session.more['trials']} trials; movies as they came"
        f" from the microscope, eye camera and wheel.",
        (
            Series("movie/plane_{}.tif", _CHUNK, chunks),
            Series("behavior/trials.csv", 61_000),
            Series("behavior/wheel.parquet", 5_300_000),
            Series("eye/eye.mp4", 870_000_000),
            Series("stimuli/gabors.json", 48_000),
        ),
        session=session,
        records=(_imaging(index),),
        raw=True,
        access="public" if index < 9 else "internal",
    )
    corrected = PROJECT.dataset(
        f"{session.name}-moco",
        f"Motion-corrected movie, mouse {mouse.id}, session {number}",
        "Rigid, then piecewise registration of each plane to its mean of 500 quiet frames."
        " Shifts and the correlation with the template stand beside the movie.",
        (
            Series("plane_{}/movie.h5", _MOVIE, 4 if index % 2 else 1),
            Series("shifts.csv", 3_800_000),
            Series("quality.json", 2_100),
        ),
        session=session,
        records=(_imaging(index),),
        access="public" if index < 9 else "internal",
    )
    return raw, corrected


def _traces(index: int, session: Session) -> DatasetPlan:
    cells = chance("cells", session.name).randint(140, 820)
    return PROJECT.dataset(
        f"{session.name}-traces",
        f"Fluorescence of {cells} cells of mouse {session.animal.id}, session {session.name[-1]}",
        f"Masks, ΔF/F and deconvolved events of {cells} cells, neuropil subtracted."
        f" Cells that a person rejected are kept and flagged.",
        (
            Series("masks.h5", 9_400_000),
            Series("dff.h5", 310_000_000),
            Series("events.h5", 120_000_000),
            Series("cells.csv", 88_000),
        ),
        session=session,
        records=(_imaging(index),),
        keywords=("calcium imaging",),
        publish=index < 6,
    )


def _aligned(mouse: Animal) -> DatasetPlan:
    return PROJECT.dataset(
        f"vis-{mouse.id.lower()}-aligned",
        f"Responses of mouse {mouse.id}, aligned to trials",
        "Trials × cells × time around stimulus, turn and reward, both sessions together, with"
        " choice, contrast and waiting time of each trial.",
        (Series("responses.h5", 260_000_000), Series("trials.parquet", 140_000)),
        records=(mouse.record(dt.date(2025, 2, 3)),),
        keywords=("calcium imaging",),
        publish=True,
    )


def _motion(session: Session) -> RunPlan:
    return MOTION.run(
        session.name,
        used=(session.name,),
        generated=(f"{session.name}-moco",),
        after=session.end,
        reporter="tomas",
        parameters={"grid": [4, 4], "max_shift_um": 12, "template_frames": 500},
    )


def _detection(session: Session) -> RunPlan:
    return TRACES.run(
        session.name,
        used=(f"{session.name}-moco",),
        generated=(f"{session.name}-traces",),
        after=session.end + dt.timedelta(days=3),
        reporter="tomas",
        parameters={"diameter_um": 11, "neuropil": 0.7, "threshold": 0.85, "classifier": "v7"},
    )


def _alignment(mouse: Animal, sessions: list[Session]) -> RunPlan:
    name = f"vis-{mouse.id.lower()}-aligned"
    return ALIGN.run(
        name,
        used=tuple(f"{session.name}-traces" for session in sessions),
        generated=(name,),
        after=sessions[-1].end + dt.timedelta(days=9),
        reporter="amara",
        parameters={"window_s": [-1.0, 3.0], "bin_ms": 50},
    )
