from django.urls import path

from catalog.api.exports import views

urlpatterns = [
    path("search/export", views.DirectExportView.as_view(), name="api-search-export"),
    path("exports", views.ExportsView.as_view(), name="api-exports"),
    path("exports/<uuid:id>", views.ExportView.as_view(), name="api-export"),
    path("exports/<uuid:id>/content", views.ContentView.as_view(), name="api-export-content"),
]
