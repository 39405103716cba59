from django.urls import path

from catalog.api.saved import alerts, views

_ONE = "saved-searches/<uuid:id>"

urlpatterns = [
    path("saved-searches", views.SavedSearchesView.as_view(), name="api-saved-searches"),
    path(_ONE, views.SavedSearchView.as_view(), name="api-saved-search"),
    path(f"{_ONE}/grants", views.SavedSearchGrantsView.as_view(), name="api-saved-search-grants"),
    path(
        f"{_ONE}/grants/<principal:principal>",
        views.SavedSearchGrantView.as_view(),
        name="api-saved-search-grant",
    ),
    path(f"{_ONE}/alert", alerts.AlertView.as_view(), name="api-alert"),
    path(f"{_ONE}/alert/preview", alerts.PreviewView.as_view(), name="api-alert-preview"),
    path(f"{_ONE}/feed-token", views.FeedTokenView.as_view(), name="api-feed-token"),
    path("notices", alerts.NoticesView.as_view(), name="api-notices"),
    path("notices/read", alerts.ReadNoticesView.as_view(), name="api-notices-read"),
]
