"""Running a management command and reading its report."""

from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

from django.core.management import call_command


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What a command said; `status` is its exit status."""

    status: int
    counts: dict[str, int]
    problems: list[dict[str, str]]
    whole: dict[str, Any]


def run(command: str, *arguments: object) -> Report:
    """With `--format json`, in this process."""
    out = io.StringIO()
    status = run_into(out, command, *arguments, "--format=json")
    whole = json.loads(out.getvalue())
    return Report(status, whole["counts"], whole["problems"], whole)


def run_into(out: io.StringIO, command: str, *arguments: object) -> int:
    """The exit status; what the command prints goes to `out`."""
    try:
        call_command(command, *(str(each) for each in arguments), stdout=out)
    except SystemExit as end:
        return int(end.code or 0)
    return 0
