"""The web admin as a Django app: Django's own, with our site in the place of its default one."""

from django.contrib.admin.apps import AdminConfig


class HolotypeAdmin(AdminConfig):
    default_site = "config.site.HolotypeAdminSite"
