from django.urls import path

from catalog.api.account import views

urlpatterns = [
    path("me", views.MeView.as_view(), name="api-me"),
    path("tokens", views.TokensView.as_view(), name="api-tokens"),
    path("tokens/<uuid:id>", views.TokenView.as_view(), name="api-token"),
]
