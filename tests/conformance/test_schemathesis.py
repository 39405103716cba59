"""The whole API against its own description: schemathesis with all its checks.

The rules that a description cannot express stand, with their reasons, in schemathesis.toml.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from openapi_spec_validator import validate

from catalog.api.schemas.examples import PUBLISHED
from tests.catalogue import REPOSITORY, Catalogue, catalogue_in

pytestmark = pytest.mark.conformance
DESCRIPTION = "/api/v1/openapi.json"
UNLIMITED = "100000000/min"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """A small catalogue with some of everything, without throttles."""
    rates = {f"THROTTLE_{kind}": UNLIMITED for kind in ("ANONYMOUS", "USER", "TOKEN")}
    with catalogue_in(tmp_path_factory.mktemp("conformance"), **rates) as catalogue:
        session = catalogue.session()
        fill(session, f"{catalogue.url}/api/v1")
        yield catalogue


def fill(session: requests.Session, api: str) -> None:
    def post(path: str, body: object) -> dict[str, object]:
        answer = session.post(f"{api}/{path}", json=body, timeout=60)
        assert answer.status_code in (200, 201), answer.text
        made: dict[str, object] = answer.json()
        return made

    post("schemas", PUBLISHED)
    record = {"schema": "lab/behaviour", "version": "1.0.0", "content": {"subject_id": "M-1"}}
    for access in ("public", "private", "discoverable"):
        body = {"title": f"A {access} dataset", "access": access, "metadata": [record]}
        made = post("datasets", body)
        run = {"source": "test", "run_id": access, "name": "run"}
        post("computations", {**run, "generated": [{"dataset": made["id"]}]})
    post("collections", {"title": "A collection", "access": "public"})
    post("schemas", {**PUBLISHED, "version": "2.0.0"})
    migration = post("migrations", {"schema": "lab/behaviour", "from": "1.0.0", "to": "2.0.0"})
    post(f"migrations/{migration['id']}/rehearse", {})


def test_the_description_is_valid_openapi(served: Catalogue) -> None:
    validate(requests.get(served.url + DESCRIPTION, timeout=60).json())


def test_the_description_is_made_without_a_warning(served: Catalogue) -> None:
    served.manage("spectacular", "--validate", "--fail-on-warn", "--file=/dev/null")


def test_every_operation_is_named_once_and_every_body_has_an_example(served: Catalogue) -> None:
    description = requests.get(served.url + DESCRIPTION, timeout=60).json()
    operations = [
        operation
        for path in description["paths"].values()
        for method, operation in path.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["description"] or operation.get("summary"), operation["operationId"]
        bodies = operation.get("requestBody", {}).get("content", {}).values()
        assert not bodies or any("examples" in body for body in bodies), operation["operationId"]
        told = {
            kind
            for status, answer in operation["responses"].items()
            if status >= "400"
            for kind in answer["content"]
        }
        assert told == {"application/problem+json"}, operation["operationId"]


@pytest.mark.parametrize("who", ["administrator", "anonymous"])
def test_no_check_of_schemathesis_fails(served: Catalogue, who: str, tmp_path: Path) -> None:
    headers = ["-H", f"Authorization: Bearer {served.token()}"] if who == "administrator" else []
    report = tmp_path / "report.json"
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            "run",
            served.url + DESCRIPTION,
            "--checks=all",
            "--phases=examples,coverage,fuzzing",
            "--max-examples=10",
            "--continue-on-failure",
            "--no-color",
            "--seed=1",
            "--request-timeout=60",
            f"--report-json-path={report}",
            *headers,
        ],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert json.loads(report.read_text())
