"""How long the verdict on two versions of real schemas takes, with the records asked.

`python -m bench.verdicts --schemas FOLDER --records FOLDER`: seconds to compare both versions of
each schema, and milliseconds to validate the records of that kind against the older one, as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any


def main() -> None:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from catalog.schemas.repair import repair

    pairs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(options.schemas.glob("*-*.json")):
        content = repair(json.loads(path.read_bytes())).content
        pairs[path.stem.rpartition("-")[0]].append(content)
    records: dict[str, list[Any]] = defaultdict(list)
    for path in sorted(options.records.glob("*.json")):
        content = json.loads(path.read_bytes())
        records[str(content.get("object_type", "")).lower().replace(" ", "")].append(content)
    told = {
        name: _measured(versions[0], versions[1], records[name])
        for name, versions in pairs.items()
        if len(versions) == 2
    }
    print(json.dumps(told, indent=2))


def _measured(old: dict[str, Any], new: dict[str, Any], records: list[Any]) -> dict[str, Any]:
    from catalog.schemas.compare import compare
    from catalog.schemas.document import digest_of
    from catalog.schemas.validation import validate

    began, busy = time.perf_counter(), time.thread_time()
    verdict = compare(old, new).verdict
    told = {
        "verdict": verdict,
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(time.thread_time() - busy, 2),
    }
    digest, began = digest_of(old), time.perf_counter()
    offending = sum(bool(validate(record, schema=old, digest=digest)) for record in records)
    asked = round((time.perf_counter() - began) * 1000)
    return {**told, "records": len(records), "refused_by_old": offending, "asked_ms": asked}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.verdicts", description=__doc__)
    parser.add_argument("--schemas", type=Path, required=True)
    parser.add_argument("--records", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
