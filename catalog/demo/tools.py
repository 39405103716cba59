"""The institute's programs: where their code is, and a run of one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from catalog.demo.chance import chance, commit, sha256
from catalog.demo.people import BY_USERNAME
from catalog.demo.plan import RunPlan
from catalog.provenance.inputs import (
    ComputationInput,
    Environment,
    Reference,
    Software,
    Status,
)

SOURCE = "icb-cluster"


@dataclasses.dataclass(frozen=True, slots=True)
class Tool:
    """`releases` are (first day, version): a run takes the newest of its day.

    A run takes about `minutes`.
    """

    title: str
    slug: str
    path: str
    minutes: int
    releases: tuple[tuple[dt.date, str], ...]

    def release(self, on: dt.date) -> str:
        return [version for day, version in self.releases if day <= on][-1]

    def software(self, on: dt.date) -> Software:
        version = self.release(on)
        return Software(
            repository=f"https://git.icb.example/pipelines/{self.slug}",
            commit=commit(self.slug, version),
            version=version,
            path=self.path,
        )

    def environment(self, on: dt.date) -> Environment:
        image = f"registry.icb.example/pipelines/{self.slug}:{self.release(on)}"
        return Environment(image=image, digest=f"sha256:{sha256('image', image)}")

    def run(
        self,
        name: str,
        *,
        used: tuple[str, ...],
        generated: tuple[str, ...],
        after: dt.datetime,
        reporter: str,
        parameters: dict[str, Any],
        status: Status = "succeeded",
        models: tuple[str, ...] = (),
        late: bool = False,
    ) -> RunPlan:
        """A run that starts some hours `after`. `models` are inputs in the role "reference"."""
        luck = chance("run", self.slug, name)
        started = after + dt.timedelta(minutes=luck.randint(90, 2800))
        ended = started + dt.timedelta(seconds=int(60 * self.minutes * luck.uniform(0.5, 1.9)))
        inputs = [Reference(each, "input") for each in used]
        data = ComputationInput(
            source=SOURCE,
            run_id=f"{self.slug}/{name}",
            name=f"{self.title}: {name}",
            software=self.software(started.date()),
            environment=self.environment(started.date()),
            parameters=parameters,
            agent=BY_USERNAME[reporter].name,
            used=(*inputs, *(Reference(each, "reference") for each in models)),
            generated=tuple(Reference(each, "output") for each in generated),
            started=started,
            ended=ended,
            status=status,
        )
        return RunPlan(data, reporter, late)


def _tool(title: str, slug: str, path: str, minutes: int, *versions: str) -> Tool:
    first = dt.date(2023, 1, 1)
    releases = ((first + dt.timedelta(days=450 * i), each) for i, each in enumerate(versions))
    return Tool(title, slug, path, minutes, tuple(releases))


MOTION = _tool("Motion correction", "motion-correction", "run.py", 45, "2.3.0", "2.4.1", "3.0.2")
TRACES = _tool("Cell detection", "cell-traces", "detect.py", 80, "1.8.0", "1.9.3", "2.0.0")
ALIGN = _tool("Trial alignment", "trial-align", "align.py", 6, "0.9.1", "1.0.0", "1.0.4")
DECODE = _tool("Choice decoder", "choice-decoder", "train.py", 210, "0.2.0", "0.4.0", "0.5.1")
FIGURES = _tool("Figures", "figures", "make_figures.py", 4, "2023.2", "2024.3", "2026.1")
SORT = _tool("Spike sorting", "spike-sorting", "sort.py", 130, "3.1.0", "4.0.0", "4.0.6")
MAPS = _tool("Place maps", "place-maps", "maps.py", 12, "1.1.0", "1.2.0", "1.2.2")
SYLLABLES = _tool("Syllable annotation", "syllables", "annotate.py", 25, "0.7.0", "0.8.2", "0.9.0")
REGISTER = _tool("Atlas registration", "atlas-registration", "warp.py", 55, "1.0.0", "1.3.0", "1.4")
PATTERNS = _tool("Skin patterns", "skin-patterns", "embed.py", 300, "0.1.0", "0.1.6", "0.3.0")
