from django.urls import path

from catalog.api.files import views

urlpatterns = [
    path("files", views.FilesView.as_view(), name="api-files"),
    path("files/manifest", views.ManifestView.as_view(), name="api-files-manifest"),
]
