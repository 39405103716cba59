"""Addresses of the pages about collections."""

from __future__ import annotations

from django.urls import path

from collections_app.pages import edit, views

urlpatterns = [
    path("collections/", views.collection_list, name="collections"),
    path("collections/new", edit.new_collection, name="collection_new"),
    path("collections/<uuid:collection_id>", views.collection_page, name="collection"),
    path("collections/<uuid:collection_id>/freeze", views.freeze_page, name="collection_freeze"),
    path("collections/<uuid:collection_id>/edit", edit.edit_page, name="collection_edit"),
]
