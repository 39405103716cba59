"""Celery: used where a broker is set; the embedded setting drains in the indexer process."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("holotype")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
