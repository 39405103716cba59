"""How long a record takes against a large schema, through the service that stores records.

`python -m bench.validation --schemas FOLDER --records FOLDER` registers each schema in a catalogue
of its own (in memory) and validates each record that is of it, as `put_record` does; milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="holotype-bench-") as home:
        os.environ.update(HOLOTYPE_HOME=home, DJANGO_SETTINGS_MODULE="config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print(json.dumps(_measured(options), indent=2))


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    from catalog.access.caller import caller_of
    from catalog.imports.schema_files import import_schema
    from catalog.models import User
    from catalog.schemas.registry import find_version, validate_against

    actor = caller_of(User.objects.create(username="bench", is_steward=True))
    for path in sorted(options.schemas.glob("*.json")):
        import_schema(actor=actor, stem=path.stem, data=path.read_bytes(), repaired=True)
    told = {}
    for path in sorted(options.records.glob("*.json")):
        content = json.loads(path.read_bytes())
        kind = str(content.get("object_type", "")).lower().replace(" ", "")
        took, first = [], 0.0
        for turn in range(options.rounds + 1):
            began = time.perf_counter()
            pinned = find_version(actor=actor, name=f"aind/{kind}")
            if isinstance(pinned, str):
                break
            problems = validate_against(pinned, content)
            elapsed = (time.perf_counter() - began) * 1000
            first = elapsed if turn == 0 else first
            took += [elapsed] if turn else []
            assert not problems, f"{path.name} is not valid"
        if took:
            told[path.stem] = {
                "kB": round(path.stat().st_size / 1000, 1),
                "first_ms": round(first, 1),
                "p50_ms": round(statistics.median(took), 2),
                "max_ms": round(max(took), 2),
            }
    return told


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.validation", description=__doc__)
    parser.add_argument("--schemas", type=Path, required=True)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=50)
    return parser.parse_args()


if __name__ == "__main__":
    main()
