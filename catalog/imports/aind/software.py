"""Which code a data process ran: a repository and its version, or a container image."""

from __future__ import annotations

import dataclasses
import re
from typing import Any
from urllib.parse import urlsplit

from catalog.imports.values import mapping, text, unique
from catalog.provenance.inputs import Environment, Software

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)
_SHORT_COMMIT = re.compile(r"[0-9a-f]{7,64}", re.IGNORECASE)
_IMAGE_URL = re.compile(r"(?:oras|docker)://(?P<image>[^\s/]+/\S+)")
# Hosts are told by how container registries are named: …cr.io, quay.…, registry.…, ….dkr.ecr.…
_BARE_IMAGE = re.compile(
    r"(?P<image>(?:[a-z]*cr|quay|docker|registry[\w-]*|[\w-]+\.dkr\.ecr)\.[\w.-]+(?::\d+)?/\S+)"
)
_SCP = re.compile(r"git@(?P<host>[\w.-]+):(?P<path>\S+)")
_FORGES = frozenset({"github.com", "www.github.com", "gitlab.com", "bitbucket.org"})
_NO_VERSION = frozenset({"unknown", "none", "null", "n/a", "nan"})


@dataclasses.dataclass(frozen=True, slots=True)
class Located:
    """What a code URL says; `ref` is the branch, tag or commit in it."""

    repository: str = ""
    ref: str = ""
    path: str = ""
    image: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Code:
    """`leftover` is what of the URL has no place in `software` and `environment`."""

    software: Software = dataclasses.field(default_factory=Software)
    environment: Environment = dataclasses.field(default_factory=Environment)
    leftover: str = ""

    @property
    def known(self) -> bool:
        return bool(self.software.repository or self.environment.image)


def code_url(step: dict[str, Any]) -> str:
    """The URL of the code: `code_url` until 1.x, `code.url` since 2.0, `url` of a pipeline."""
    code = step.get("code")
    return text(step.get("code_url")) or text(mapping(code).get("url")) or text(code)


def read_code(step: dict[str, Any]) -> Code:
    """The code of a process, of any version of the records."""
    code, url = mapping(step.get("code")), code_url(step)
    located = locate(url)
    commit, version = _versions(step, code)
    ref_commit = located.ref if _COMMIT.fullmatch(located.ref) else ""
    ref_version = "" if ref_commit else located.ref
    image = _container(code.get("container")) or located.image
    placed = bool(located.repository or located.image)
    return Code(
        Software(
            repository=located.repository,
            commit=commit or ref_commit,
            version=version or ref_version or (_tag(image) if located.image else ""),
            path=located.path or text(code.get("run_script")),
        ),
        _environment(image),
        leftover=(ref_version if version and ref_version != version else "") if placed else url,
    )


def locate(url: str) -> Located:
    """Take a code URL apart: repository, ref, path inside it, or a container image."""
    if found := _IMAGE_URL.fullmatch(url) or _BARE_IMAGE.fullmatch(url):
        return Located(image=found["image"])
    if url.endswith((".sif", ".simg")):
        return Located(image=url)
    if found := _SCP.fullmatch(url):
        url = f"https://{found['host']}/{found['path']}"
    elif url.partition("/")[0] in _FORGES:
        url = f"https://{url}"
    try:
        parts = urlsplit(url.removeprefix("git+"))
        host = parts.hostname or ""
    except ValueError:  # e.g. an IPv6 host that does not close its bracket
        return Located()
    if parts.scheme not in ("http", "https", "git", "ssh") or "." not in host:
        return Located()
    if host not in _FORGES:
        return Located(repository=url.rstrip("/"))
    return _on_forge(host.removeprefix("www."), parts.path)


def _on_forge(host: str, path: str) -> Located:
    """`/org/repo[.git[@ref]]`, `/org/repo/tree/ref/path` or `/org/repo/path`."""
    path, _, after = path.partition(".git@")
    owner, repository, *rest = [*(part for part in path.split("/") if part), "", ""]
    if not owner or not repository:
        return Located()
    rest = [part for part in rest if part]
    ref = after.strip("/")
    if rest[:1] == ["-"]:
        rest = rest[1:]
    if len(rest) > 1 and rest[0] in ("tree", "blob", "commit", "src"):
        ref, rest = ref or rest[1], rest[2:]
    return Located(
        repository=f"https://{host}/{owner}/{repository.removesuffix('.git')}",
        ref=ref,
        path="/".join(rest),
    )


def _versions(step: dict[str, Any], code: dict[str, Any]) -> tuple[str, str]:
    """(commit, version): a full hash is a commit, wherever it was written."""
    hashed = text(code.get("commit_hash"))
    written = unique(
        text(value)
        for value in (
            step.get("code_version"),
            code.get("version"),
            step.get("software_version"),
            step.get("version"),
        )
    )
    known = [value for value in written if value.lower() not in _NO_VERSION]
    commits = [value for value in known if _COMMIT.fullmatch(value)]
    if _SHORT_COMMIT.fullmatch(hashed):
        commits.insert(0, hashed)
    version = next((value for value in known if value not in commits), "")
    return (commits[0].lower() if commits else ""), version


def _container(value: object) -> str:
    """2.x: `{"container_type", "tag", "uri"}`."""
    container = mapping(value)
    uri, tag = text(container.get("uri")), text(container.get("tag"))
    image = locate(uri).image or uri
    return f"{image}:{tag}" if image and tag and not _tag(image) else image


def _tag(image: str) -> str:
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def _environment(image: str) -> Environment:
    name, _, digest = image.partition("@")
    return Environment(image=name, digest=digest)
