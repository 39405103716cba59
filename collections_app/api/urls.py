from django.urls import path

from catalog.api import converters as converters
from collections_app.api import views

_ONE = "collections/<uuid:id>"

urlpatterns = [
    path("collections", views.CollectionsView.as_view(), name="api-collections"),
    path(_ONE, views.CollectionView.as_view(), name="api-collection"),
    path(f"{_ONE}/freeze", views.FreezeView.as_view(), name="api-collection-freeze"),
    path(f"{_ONE}/members", views.MembersView.as_view(), name="api-collection-members"),
    path(f"{_ONE}/members/<uuid:member>", views.MemberView.as_view(), name="api-collection-member"),
    path(f"{_ONE}/grants", views.CollectionGrantsView.as_view(), name="api-collection-grants"),
    path(
        f"{_ONE}/grants/<principal:principal>",
        views.CollectionGrantView.as_view(),
        name="api-collection-grant",
    ),
]
