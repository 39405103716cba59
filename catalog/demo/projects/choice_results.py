"""What the twelve mice say together: a decoder, three figures, and one of them corrected."""

from __future__ import annotations

from catalog.demo.manifests import Series
from catalog.demo.plan import DatasetPlan, Part, Revision, RunPlan
from catalog.demo.projects.choice import ANIMALS, PROJECT
from catalog.demo.sessions import at
from catalog.demo.tools import DECODE, FIGURES

_CORRECTED = Revision(
    "vis-figure-2",
    "Psychometric curves and decoded confidence, one panel a mouse. Version 2: panel c showed"
    " the standard deviation where its legend promised the standard error.",
)


def build() -> Part:
    return Part((_decoder(), *_figures()), _runs(), (_CORRECTED,))


def _decoder() -> DatasetPlan:
    return PROJECT.dataset(
        "vis-choice-decoder",
        "A decoder of choice and confidence from twelve mice",
        "Ridge and network decoders, trained on eleven mice and tested on the twelfth, in turn."
        " Choice is read out 240 ms before the wheel turns; confidence at 410 ms.",
        (
            Series("weights/fold_{}.h5", 42_000_000, 12),
            Series("scores.csv", 18_000),
            Series("config.json", 3_100),
        ),
        keywords=("model", "decoding"),
        publish=True,
    )


def _figures() -> list[DatasetPlan]:
    shown = (
        ("vis-figure-1", "Figure 1: the task, the field of view, example cells"),
        ("vis-figure-2", "Figure 2: psychometric curves and decoded confidence"),
        ("vis-figure-3", "Figure 3: choice spreads from parietal to visual cortex"),
    )
    return [
        PROJECT.dataset(
            name,
            title,
            "The figure as it was submitted, with the numbers behind each panel.",
            (
                Series("figure.pdf", 1_900_000),
                Series("figure.svg", 3_200_000),
                Series("source_data.csv", 240_000),
                Series("notebook.ipynb", 410_000),
            ),
            keywords=("figure",),
            publish=True,
        )
        for name, title in shown
    ]


def _runs() -> tuple[RunPlan, ...]:
    aligned = tuple(f"vis-{mouse.id.lower()}-aligned" for mouse in ANIMALS)
    figures = tuple(f"vis-figure-{number}" for number in (1, 2, 3))
    trained = DECODE.run(
        "vis-choice-decoder",
        used=aligned,
        generated=("vis-choice-decoder",),
        after=at(2025, 3, 10),
        reporter="amara",
        parameters={"folds": 12, "ridge": 0.1, "hidden": [64, 32], "seed": 41},
    )
    drawn = FIGURES.run(
        "choice, figures 1 to 3",
        used=("vis-choice-decoder", aligned[0], aligned[3]),
        generated=figures,
        after=at(2025, 6, 2),
        reporter="amara",
        parameters={"style": "journal", "dpi": 300},
    )
    again = FIGURES.run(
        "choice, figure 2 corrected",
        used=("vis-choice-decoder",),
        generated=("vis-figure-2",),
        after=at(2026, 2, 16),
        reporter="amara",
        parameters={"style": "journal", "dpi": 300, "panels": {"c": {"error": "sem"}}},
        late=True,
    )
    return trained, drawn, again
