"""A server with TLS and passwords: who gets in, and what is said to those who do not."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch

from search.document import Change
from search.engines.base import EngineDown
from search.engines.elasticsearch import ElasticsearchEngine
from tests.search.contract.library import Library, document
from tests.services.elasticsearch import SECURED, certificate, start_node
from tests.services.server import Missing

pytestmark = pytest.mark.slow_once

ROLES = """
holotype:
  cluster: [monitor]
  indices: [{names: ["holotype.*"], privileges: [create_index, manage, read, write]}]
reader:
  cluster: [monitor]
  indices: [{names: ["holotype.*"], privileges: [read, view_index_metadata]}]
"""
USERS = {"boss": "superuser", "writer": "holotype", "guest": "reader"}
PASSWORD = "correct horse"


@dataclasses.dataclass(frozen=True)
class Guarded:
    url: str
    ca_certs: str

    def url_for(self, user: str, password: str = PASSWORD) -> str:
        parts = urlsplit(self.url)
        return f"https://{user}:{password.replace(' ', '%20')}@{parts.netloc}"

    def engine(self, user: str, password: str = PASSWORD) -> ElasticsearchEngine:
        return ElasticsearchEngine(self.url_for(user, password), ca_certs=self.ca_certs)


def hashed(password: str) -> str:
    """As the server's file of users has it: a salt of eight bytes before what is digested."""
    salt = b"8 bytes!"
    digest = hashlib.sha256(password.encode() + salt).digest()
    return f"{{SSHA256}}{base64.b64encode(salt).decode()}{base64.b64encode(digest).decode()}"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Guarded]:
    with tempfile.TemporaryDirectory(prefix="holotype-guarded-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the server, as another user, must get through to its own folder
        try:
            server = start_node(folder=folder / "node", security=SECURED, files=files(folder))
        except Missing as missing:
            pytest.skip(str(missing))
        yield Guarded(server.url, str(folder / "certificate.pem"))
        server.stop()


def files(folder: Path) -> dict[str, str]:
    key, cert = certificate(folder)
    return {
        "key.pem": key,
        "certificate.pem": cert,
        "roles.yml": ROLES,
        "users": "".join(f"{user}:{hashed(PASSWORD)}\n" for user in USERS),
        "users_roles": "".join(f"{role}:{user}\n" for user, role in USERS.items()),
    }


def test_a_password_in_the_address_and_an_authority_of_our_own(guarded: Guarded) -> None:
    with closing(guarded.engine("writer")) as engine:
        engine.apply([Change("a", 1, document("a"))])
        with engine.rebuild() as rebuild:
            rebuild.apply([Change("a", 1, document("a"))])
            rebuild.publish()
        assert Library(engine).found() == {"a"}
        assert engine.problems() == []


def test_an_api_key(guarded: Guarded) -> None:
    with closing(Elasticsearch(guarded.url_for("boss"), ca_certs=guarded.ca_certs)) as boss:
        key = boss.security.create_api_key(name="holotype")["encoded"]
    with closing(
        ElasticsearchEngine(guarded.url, api_key=key, ca_certs=guarded.ca_certs)
    ) as engine:
        engine.apply([Change("b", 1, document("b"))])
        assert "b" in Library(engine).found()


def test_lacking_rights_are_named(guarded: Guarded) -> None:
    with closing(guarded.engine("guest")) as engine:
        [problem] = engine.problems()
        assert problem == (
            "The credentials lack create_index, manage, write on holotype.*; grant them."
        )
        with pytest.raises(EngineDown, match="refuses"):
            engine.apply([Change("c", 1, document("c"))])


def test_a_wrong_password_and_a_stranger_certificate_are_told(guarded: Guarded) -> None:
    with closing(guarded.engine("writer", "wrong")) as engine:
        assert "credentials" in engine.problems()[0]
        with pytest.raises(EngineDown, match="credentials"):
            engine.check()
    with closing(ElasticsearchEngine(guarded.url_for("writer"))) as engine:
        assert "certificate" in engine.problems()[0].lower()
