"""The addresses of pages: short, without suffixes, the same for everybody."""

from __future__ import annotations

from django.urls import path, re_path

from catalog.models.schema import NAME
from catalog.pages import (
    account,
    actions,
    dataset,
    edit,
    exports,
    files,
    home,
    lineage,
    lists,
    records,
    schemas,
    search,
    share,
)

_SCHEMA = NAME.strip("^$")
_ACTIONS = [
    path(f"datasets/<uuid:dataset_id>/{verb}", actions.action_page, {"verb": verb})
    for verb in actions.ACTIONS
]

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search_page, name="search"),
    path("files", files.files_page, name="files"),
    path("exports/", exports.exports_page, name="exports"),
    path("account/", account.account_page, name="account"),
    path("datasets/", lists.dataset_list, name="datasets"),
    path("datasets/new", edit.new_dataset, name="dataset_new"),
    path("datasets/<uuid:dataset_id>", dataset.dataset_page, name="dataset"),
    path("datasets/<uuid:dataset_id>/edit", edit.edit_page, name="dataset_edit"),
    path("datasets/<uuid:dataset_id>/files", dataset.files_page, name="dataset_files"),
    path("datasets/<uuid:dataset_id>/history", dataset.history_page, name="dataset_history"),
    path("datasets/<uuid:dataset_id>/lineage", lineage.lineage_page, name="dataset_lineage"),
    path("datasets/<uuid:dataset_id>/share", share.share_page, name="dataset_share"),
    path("datasets/<uuid:dataset_id>/records/new", records.record_page, name="record_new"),
    re_path(
        rf"^datasets/(?P<dataset_id>[0-9a-f-]{{36}})/records/(?P<schema>{_SCHEMA})\.json$",
        dataset.record_json,
        name="record_json",
    ),
    re_path(
        rf"^datasets/(?P<dataset_id>[0-9a-f-]{{36}})/records/(?P<schema>{_SCHEMA})$",
        records.record_page,
        name="record",
    ),
    *_ACTIONS,
    path("computations/", lists.computation_list, name="computations"),
    path("computations/<uuid:computation_id>", lists.computation_page, name="computation"),
    path("schemas/", schemas.schema_list, name="schemas"),
    re_path(rf"^schemas/(?P<name>{_SCHEMA})\.json$", schemas.schema_json, name="schema_json"),
    re_path(rf"^schemas/(?P<name>{_SCHEMA})$", schemas.schema_page, name="schema"),
    re_path(r"^(?P<pid>ark:/?[0-9]{5,9}/[0-9A-Za-z./_-]{1,200})$", dataset.pid_page, name="pid"),
]
