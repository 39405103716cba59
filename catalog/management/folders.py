"""Folders and reports of the import commands."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from search.problems import Problem


def json_files(folder: str) -> list[Path]:
    """Every *.json in the folder, by name. Raises CommandError where there is none."""
    path = Path(folder)
    if not path.is_dir():
        raise CommandError(f"{folder} is not a folder")
    found = sorted(each for each in path.glob("*.json") if each.is_file())
    if not found:
        raise CommandError(f"{folder} holds no *.json file")
    return found


def write_report(
    out: OutputWrapper,
    form: str,
    counts: Mapping[str, int],
    problems: Sequence[Problem],
    **more: Any,
) -> None:
    """As JSON one object; as text the problems, then the counts (`more` was told before)."""
    if form == "json":
        listed = [dataclasses.asdict(problem) for problem in problems]
        report = {"counts": counts, "problems": listed, **more}
        out.write(json.dumps(report, indent=2, ensure_ascii=False))
        return
    for problem in problems:
        out.write(f"{problem.where}: {problem.what} → {problem.what_to_do}")
    out.write(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items()))
