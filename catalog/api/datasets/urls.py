from django.urls import path

from catalog.api.datasets import actions, contents, views
from catalog.api.datasets.bulk import BulkView

_ONE = "datasets/<uuid:id>"
_RECORD = f"{_ONE}/records/<schemapart:namespace>/<schemapart:name>"

urlpatterns = [
    path("datasets", views.DatasetsView.as_view(), name="api-datasets"),
    path("datasets/bulk", BulkView.as_view(), name="api-datasets-bulk"),
    path(_ONE, views.DatasetView.as_view(), name="api-dataset"),
    path(f"{_ONE}/open", actions.OpenView.as_view(), name="api-dataset-open"),
    path(f"{_ONE}/publish", actions.PublishView.as_view(), name="api-dataset-publish"),
    path(f"{_ONE}/withdraw", actions.WithdrawView.as_view(), name="api-dataset-withdraw"),
    path(f"{_ONE}/access", actions.AccessView.as_view(), name="api-dataset-access"),
    path(f"{_ONE}/grants", actions.GrantsView.as_view(), name="api-dataset-grants"),
    path(
        f"{_ONE}/grants/<principal:principal>",
        actions.GrantView.as_view(),
        name="api-dataset-grant",
    ),
    path(f"{_ONE}/versions", contents.VersionsView.as_view(), name="api-dataset-versions"),
    path(
        f"{_ONE}/versions/<int:number>", contents.VersionView.as_view(), name="api-dataset-version"
    ),
    path(f"{_ONE}/records", contents.RecordsView.as_view(), name="api-dataset-records"),
    path(_RECORD, contents.RecordView.as_view(), name="api-dataset-record"),
    path(f"{_ONE}/files", contents.FilesView.as_view(), name="api-dataset-files"),
    path(f"{_ONE}/lineage", contents.LineageView.as_view(), name="api-dataset-lineage"),
    path(f"{_ONE}/similar", contents.SimilarView.as_view(), name="api-dataset-similar"),
]
