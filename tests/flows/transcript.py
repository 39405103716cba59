"""Shell transcripts in Markdown: ```console blocks with `$ command` lines and their output."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_END = "--- end of output ---"
# What differs from run to run, and what it is called in a comparison.
_VARIABLE = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "ID"),
    (re.compile(r"ark:/99999/h[0-9a-z]{12}"), "PID"),
    (re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)"), "TIME"),
    (re.compile(r"(\"score\": )[0-9.]+"), r"\1SCORE"),
)


@dataclasses.dataclass(frozen=True)
class Step:
    """`command` may span lines (ended by backslashes or an open quote)."""

    command: str
    output: str


def steps_of(markdown: str) -> list[Step]:
    """Every step of every console block, in order."""
    steps: list[Step] = []
    for block in _BLOCK.findall(markdown):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            taken = 1
            while lines[taken - 1].endswith("\\") or _is_open("\n".join(lines[:taken])):
                taken += 1
            steps.append(Step("\n".join(lines[:taken]), "\n".join(lines[taken:]).strip()))
    return steps


def _is_open(command: str) -> bool:
    return command.count("'") % 2 == 1


def run(commands: list[str], *, folder: Path, environment: dict[str, str]) -> list[str]:
    """What each command prints, all of them in one shell."""
    script = "\n".join(f"{command}\necho '{_END}'" for command in commands)
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        timeout=300,
    )
    return [output.strip() for output in done.stdout.split(_END)[:-1]]


def comparable(output: str) -> str:
    """Without what differs from run to run."""
    for pattern, name in _VARIABLE:
        output = pattern.sub(name, output)
    return output
