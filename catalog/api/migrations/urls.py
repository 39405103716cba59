from django.urls import path

from catalog.api.migrations import runs, views

_RUN = "migration-runs/<uuid:id>"

urlpatterns = [
    path("migrations", views.MigrationsView.as_view(), name="api-migrations"),
    path("migrations/<uuid:id>", views.MigrationView.as_view(), name="api-migration"),
    path(
        "migrations/<uuid:id>/operations",
        views.OperationsView.as_view(),
        name="api-migration-operations",
    ),
    path(
        "migrations/<uuid:id>/rehearse", views.RehearseView.as_view(), name="api-migration-rehearse"
    ),
    path("migrations/<uuid:id>/runs", views.MigrationRunsView.as_view(), name="api-migration-runs"),
    path(_RUN, runs.RunView.as_view(), name="api-migration-run"),
    path(f"{_RUN}/apply", runs.ApplyView.as_view(), name="api-migration-apply"),
    path(f"{_RUN}/undo", runs.UndoView.as_view(), name="api-migration-undo"),
    path(f"{_RUN}/pause", runs.PauseView.as_view(), name="api-migration-pause"),
    path(f"{_RUN}/resume", runs.ResumeView.as_view(), name="api-migration-resume"),
    path(f"{_RUN}/cancel", runs.CancelView.as_view(), name="api-migration-cancel"),
    path(f"{_RUN}/outcomes", runs.OutcomesView.as_view(), name="api-migration-outcomes"),
    path(
        f"{_RUN}/outcomes/<uuid:outcome>",
        runs.OutcomeView.as_view(),
        name="api-migration-outcome",
    ),
]
