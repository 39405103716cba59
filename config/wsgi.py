"""The WSGI application that `manage.py serve` and every other WSGI server runs."""

import os

from django.core.wsgi import get_wsgi_application

from config.chunked import ChunkedBodies
from search.garbage import expect_bursts

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_wsgi_application()


def _wrapped() -> ChunkedBodies:
    from django.conf import settings

    return ChunkedBodies(
        django_application,
        limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        streaming=["/api/v1/datasets/bulk"],
    )


application = _wrapped()
expect_bursts()
