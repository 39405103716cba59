"""pytest plugin: a skip whose reason starts with "needs:" is listed, and fails under a switch.

Such a reason names what the machine lacks and how to get it. With HOLOTYPE_REQUIRE_ALL=1, as in
continuous integration, nothing may be lacking: the test counts as failed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

PREFIX = "needs:"
REQUIRE_ALL = os.environ.get("HOLOTYPE_REQUIRE_ALL") == "1"


def need_of(report: pytest.TestReport | pytest.CollectReport) -> str | None:
    """The reason of a skip that a missing tool or input caused; None for everything else."""
    if not report.skipped or not isinstance(report.longrepr, tuple | list):
        return None
    reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    if reason.startswith(PREFIX) or "HOLOTYPE_REAL_DATA" in reason:
        return reason
    return None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if REQUIRE_ALL and (reason := need_of(report)):
        report.outcome = "failed"
        report.longrepr = f"HOLOTYPE_REQUIRE_ALL=1, but this test {reason}"
    return report


def skipped_needs(terminal: pytest.TerminalReporter) -> Counter[str]:
    reports = terminal.stats.get("skipped", [])
    return Counter(reason for report in reports if (reason := need_of(report)))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A whole module that was skipped while it was collected has no test that could fail."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and terminal is not None and skipped_needs(terminal) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason, number in sorted(skipped_needs(terminalreporter).items()):
        what = "test" if number == 1 else "tests"
        verdict = "FAILED (HOLOTYPE_REQUIRE_ALL=1)" if REQUIRE_ALL else "Skipped"
        terminalreporter.write_line(f"{verdict} {number} {what}: {reason}")
