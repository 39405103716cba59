"""Settings of a process of its own that serves the notes of `tests/search/notes.py`."""

from config.settings import *  # noqa: F403
from config.settings import HOME
from tests.search.notes_setup import search_settings

HOLOTYPE_SEARCH = search_settings(HOME / "index")
