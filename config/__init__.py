"""Settings, addresses, and the Celery application, which a web process needs to wake workers."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
