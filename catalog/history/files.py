"""What each kind of publication puts into the repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from catalog.models import Publication


def files_of(publication: Publication) -> Mapping[str, bytes]:
    """Path → content. The same publication always gives the same bytes.

    `settings.HOLOTYPE_PUBLISHED` names the function that knows, for each kind.
    """
    function: Callable[[Publication], Mapping[str, bytes]] = import_string(
        settings.HOLOTYPE_PUBLISHED[publication.kind]
    )
    return function(publication)


def tag_of(publication: Publication) -> str:
    """The name under which the version is found; "" for what is no version.

    A schema and a vocabulary may be called the same.
    """
    below = {"schema": "", "vocabulary": "vocabularies/"}.get(publication.kind)
    return "" if below is None else f"{below}{publication.name}/{publication.version}"
