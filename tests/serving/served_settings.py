"""Settings of a catalogue of notes that `manage.py serve` serves."""

from tests.search.notes_settings import *  # noqa: F403

ROOT_URLCONF = "tests.serving.served_urls"
WEB_WORKERS = 2
WEB_THREADS = 2
