"""Folders and reports of the import commands."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from catalog.models.schema import VERSION
from search.problems import Problem

_VERSION = re.compile(VERSION)


def json_files(folder: str) -> list[Path]:
    """Every *.json in the folder, by name. Raises CommandError where there is none."""
    path = Path(folder)
    if not path.is_dir():
        raise CommandError(f"{folder} is not a folder")
    found = sorted(each for each in path.glob("*.json") if each.is_file())
    if not found:
        raise CommandError(f"{folder} holds no *.json file")
    return found


def files_of_clone(folder: str) -> dict[Path, tuple[str, str]]:
    """Files of a clone of a catalogue's repository → name and version; empty where it is none.

    They lie at schemas/{namespace}/{name}/{version}.json; `latest.json` is one of them again.
    """
    found = {}
    for path in Path(folder).glob("schemas/*/*/*.json"):
        if _VERSION.fullmatch(path.stem):
            found[path] = f"{path.parts[-3]}/{path.parts[-2]}", path.stem
    return dict(sorted(found.items()))


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
