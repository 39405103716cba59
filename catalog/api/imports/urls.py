from django.urls import path

from catalog.api.imports.views import AindImportView

urlpatterns = [path("imports/aind", AindImportView.as_view(), name="import-aind")]
