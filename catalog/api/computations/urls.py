from django.urls import path

from catalog.api.computations import views

urlpatterns = [
    path("computations", views.ComputationsView.as_view(), name="api-computations"),
    path("computations/<uuid:id>", views.ComputationView.as_view(), name="api-computation"),
    path(
        "computations/<uuid:id>/lineage",
        views.ComputationLineageView.as_view(),
        name="api-computation-lineage",
    ),
]
