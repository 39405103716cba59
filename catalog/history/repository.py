"""The git repository of everything published, written from the table of publications.

One commit a publication, each made of nothing but its row: written again from the same rows, the
repository has the same hashes. It holds no truth of its own and may be lost at any time.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from catalog.history.files import files_of
from catalog.models import Publication

_BRANCH = Ref(b"refs/heads/main")
_COMMITTER = b"Holotype <>"
_TRAILER = "Publication: "
_FILE = 0o100644


class Unusable(Exception):
    """The repository is damaged, or tells of publications that are not in the database."""


class History:
    """An open repository."""

    def __init__(self, folder: Path) -> None:
        """Made where there is none. Raises Unusable."""
        try:
            self._repo = Repo(str(folder)) if folder.exists() else _new(folder)
        except (NotGitRepository, OSError, ValueError) as error:
            raise Unusable(str(error)) from error
        self._store: BaseObjectStore = self._repo.object_store

    def close(self) -> None:
        self._repo.close()

    def last(self) -> int:
        """The key of the publication that was committed last; 0 where there is none.

        Raises Unusable where the newest commit is not what that publication gives.
        """
        head = self._head()
        if head is None:
            return 0
        commit = self._commit(head)
        number = commit.message.decode().rpartition(_TRAILER)[2].strip()
        row = Publication.objects.filter(pk=int(number) if number.isdecimal() else 0).first()
        if row is None or not _is_of(commit, row):
            raise Unusable(f"commit {head.decode()} is of no publication")
        return row.pk

    def append(self, publication: Publication) -> None:
        """Commit the next one. The branch moves last: what a crash leaves unfinished is done again."""
        head = self._head()
        tree = self._commit(head).tree if head else None
        for path, content in files_of(publication).items():
            blob = Blob.from_string(content)
            self._store.add_object(blob)
            tree = self._put(tree, path.encode().split(b"/"), blob.id)
        assert tree is not None, "every publication has files"
        commit = _commit_of(publication, tree, head)
        self._store.add_object(commit)
        tag = f"refs/tags/{publication.name}/{publication.version}".encode()
        self._repo.refs[Ref(tag)] = commit.id
        self._repo.refs[_BRANCH] = commit.id

    def _head(self) -> ObjectID | None:
        return self._repo.refs.as_dict().get(_BRANCH)

    def _commit(self, key: ObjectID) -> Commit:
        try:
            found = self._store[key]
        except (KeyError, OSError, ValueError) as error:
            raise Unusable(str(error)) from error
        if not isinstance(found, Commit):
            raise Unusable(f"{key.decode()} is no commit")
        return found

    def _put(self, tree: ObjectID | None, path: list[bytes], blob: ObjectID) -> ObjectID:
        """The tree with the blob at the path; only the folders on the way are written anew."""
        here = Tree()
        if tree is not None:
            before = self._store[tree]
            assert isinstance(before, Tree)
            for name, mode, key in before.items():
                here.add(name, mode, key)
        name, *below = path
        if below:
            inner = here[name][1] if name in here else None
            here[name] = (stat.S_IFDIR, self._put(inner, below, blob))
        else:
            here[name] = (_FILE, blob)
        self._store.add_object(here)
        return here.id


def _new(folder: Path) -> Repo:
    folder.mkdir(parents=True)
    return Repo.init_bare(str(folder), default_branch=b"main")


def _commit_of(publication: Publication, tree: ObjectID, parent: ObjectID | None) -> Commit:
    commit = Commit()
    commit.tree = tree
    commit.parents = [parent] if parent else []
    for name, value in _fields(publication).items():
        setattr(commit, name, value)
    return commit


def _fields(publication: Publication) -> Mapping[str, bytes | int]:
    """All of a commit but what it contains. Whole seconds, as git keeps them, in UTC."""
    at = int(publication.at.timestamp())
    message = f"{publication.message}\n\n{_TRAILER}{publication.pk}\n"
    return {
        "author": publication.author.encode(),
        "committer": _COMMITTER,
        "author_time": at,
        "commit_time": at,
        "author_timezone": 0,
        "commit_timezone": 0,
        "encoding": b"UTF-8",
        "message": message.encode(),
    }


def _is_of(commit: Commit, publication: Publication) -> bool:
    return all(getattr(commit, name) == value for name, value in _fields(publication).items())
