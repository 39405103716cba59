"""Settings of a process of its own that serves the notes of `tests/search/notes.py`.

NOTES_ELASTICSEARCH ("URL prefix") lets them be indexed there, instead of by the embedded engine.
"""

import os

from config.settings import *  # noqa: F403
from config.settings import HOLOTYPE_SEARCH, HOME
from tests.search.notes_setup import elasticsearch_settings, search_settings

HOLOTYPE_SEARCH = search_settings(HOME / "index") | {
    "REINDEX_RATE": HOLOTYPE_SEARCH["REINDEX_RATE"]
}
if server := os.environ.get("NOTES_ELASTICSEARCH"):
    HOLOTYPE_SEARCH |= elasticsearch_settings(*server.split())
