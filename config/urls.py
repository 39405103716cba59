"""Every address of the site."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from catalog.api.urls import documents
from config import health
from config.metrics import MetricsView

urlpatterns = [
    path("api/v1/", include("config.api")),
    path("", include(documents)),
    path("health", health.state, name="health"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", MetricsView.as_view(), name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("catalog.pages.urls")),
    path("", include("collections_app.pages.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
