"""Reads pytest's JUnit reports in a folder, prints one closing line; exits 1 where none ran."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path


def count(report: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        found.update(passed=total - skipped - failed, failed=failed, skipped=skipped)
    return found


def main(folder: str) -> int:
    reports = {report.stem: count(report) for report in sorted(Path(folder).glob("*.xml"))}
    for name, found in reports.items():
        print(f"{name}: {line(found)}")
    total = sum(reports.values(), Counter[str]())
    print(f"total: {line(total)}")
    missing = {"sqlite", "postgres"} - reports.keys()
    if missing:
        print(f"No report of the run on {' and '.join(sorted(missing))}.")
    ran = all(found["passed"] + found["failed"] for found in reports.values())
    return 0 if reports and ran and not missing and not total["failed"] else 1


def line(found: Counter[str]) -> str:
    return f"{found['passed']} passed, {found['failed']} failed, {found['skipped']} skipped"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
