"""The admin site: every signed-in person may enter; what they see there is policy's business."""

from __future__ import annotations

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest

from catalog.pages.signing_in import SignInForm


class HolotypeAdminSite(AdminSite):
    site_header = site_title = settings.SITE_NAME
    index_title = "Lists"
    site_url = "/"
    enable_nav_sidebar = False
    login_form = SignInForm
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_authenticated
