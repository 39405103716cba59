"""How a reporting command speaks: to people, or as one JSON object (`--format json`)."""

from __future__ import annotations

import dataclasses
import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence

from django.core.management.base import OutputWrapper

from search.problems import Problem


def add_format(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="json: one object with counts and a list of problems",
    )


def write(
    out: OutputWrapper, form: str, counts: Mapping[str, int], problems: Sequence[Problem]
) -> None:
    """`{"counts": {…}, "problems": [{"where", "what", "what_to_do"}]}`, or the same in lines."""
    if form == "json":
        listed = [dataclasses.asdict(problem) for problem in problems]
        out.write(json.dumps({"counts": counts, "problems": listed}, indent=2))
        return
    for problem in problems:
        out.write(f"{problem.where}: {problem.what}. What to do: {problem.what_to_do}.")
    out.write(", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items()))
