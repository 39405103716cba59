"""The admin site: every signed-in person may enter; what they see there is policy's business."""

from __future__ import annotations

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest


class HolotypeAdminSite(AdminSite):
    site_header = site_title = settings.SITE_NAME
    index_title = "Home"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_authenticated
