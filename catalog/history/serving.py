"""Speaking git with a client that clones or fetches. Nobody pushes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from dulwich.errors import GitProtocolError, HangupException, NotGitRepository
from dulwich.protocol import ReceivableProtocol
from dulwich.repo import Repo
from dulwich.server import DictBackend, UploadPackHandler

from catalog.history.writing import folder

Write = Callable[[bytes], Any]


class NotWritten(Exception):
    """There is no repository (yet, or just now)."""


def advertise(write: Write) -> None:
    """The branches and tags, in answer to `info/refs`. Raises NotWritten."""
    handler = _handler(b"", write, advertise_refs=True)
    handler.proto.write_pkt_line(b"# service=git-upload-pack\n")
    handler.proto.write_pkt_line(None)
    _speak(handler)


def upload_pack(asked: bytes, write: Write) -> None:
    """The pack that answers what a client asked. Raises NotWritten, ValueError (no git client)."""
    _speak(_handler(asked, write, advertise_refs=False))


def _handler(asked: bytes, write: Write, *, advertise_refs: bool) -> UploadPackHandler:
    try:
        repository = Repo(str(folder()))
    except (NotGitRepository, OSError) as error:
        raise NotWritten from error
    return UploadPackHandler(
        DictBackend({"/": repository}),  # type: ignore[arg-type]  # a Repo is such a backend
        ["/"],
        ReceivableProtocol(io.BytesIO(asked).read, write),
        stateless_rpc=True,
        advertise_refs=advertise_refs,
    )


def _speak(handler: UploadPackHandler) -> None:
    try:
        handler.handle()
    except (GitProtocolError, HangupException, AssertionError) as error:
        raise ValueError(str(error)[:200] or "the conversation broke off") from error
    except (KeyError, OSError) as error:
        # It was taken away to be written anew while it was read.
        raise NotWritten from error
    finally:
        handler.repo.close()  # type: ignore[attr-defined]  # it is the Repo given above
