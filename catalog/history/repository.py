"""The git repository of everything published, written from the table of publications.

One commit a publication, each made of nothing but its row: written again from the same rows, the
repository has the same hashes. It holds no truth of its own and may be lost at any time.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob, Commit, ObjectID, Tree, TreeEntry
from dulwich.refs import HEADREF, SYMREF, Ref
from dulwich.repo import Repo

from catalog.history.files import files_of, tag_of
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
        if self._repo.refs.read_ref(HEADREF) != SYMREF + _BRANCH:
            raise Unusable("HEAD does not name the branch")

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
        """Commit the next one. The branch moves last: what a crash leaves is done again."""
        head = self._head()
        before = self._commit(head).tree if head else None
        tree = self._with(before, files_of(publication))
        commit = _commit_of(publication, tree, head)
        self._store.add_object(commit)
        if tag := tag_of(publication):
            self._repo.refs[Ref(f"refs/tags/{tag}".encode())] = commit.id
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

    def _with(self, tree: ObjectID | None, files: Mapping[str, bytes]) -> ObjectID:
        """The tree with the files in it; only the folders on their way are written anew."""
        here = Tree()
        for name, mode, key in self._entries(tree):
            here.add(name, mode, key)
        below: dict[bytes, dict[str, bytes]] = {}
        for path, content in files.items():
            first, _, rest = path.partition("/")
            if rest:
                below.setdefault(first.encode(), {})[rest] = content
            else:
                blob = Blob.from_string(content)
                self._store.add_object(blob)
                here[first.encode()] = (_FILE, blob.id)
        for name, inner in below.items():
            before = here[name][1] if name in here else None
            here[name] = (stat.S_IFDIR, self._with(before, inner))
        self._store.add_object(here)
        return here.id

    def _entries(self, tree: ObjectID | None) -> Iterable[TreeEntry]:
        if tree is None:
            return ()
        found = self._store[tree]
        assert isinstance(found, Tree)
        return found.items()


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
