"""The addresses of pages: short, without suffixes, the same for everybody."""

from __future__ import annotations

from django.urls import path, re_path

from catalog.models.schema import NAME
from catalog.pages import (
    account,
    actions,
    build,
    compare,
    dataset,
    edit,
    exports,
    feed,
    files,
    home,
    lineage,
    lists,
    migration_runs,
    migrations,
    notices,
    operations,
    picker,
    properties,
    saved,
    saved_edit,
    schema_actions,
    schema_assist,
    schema_compare,
    schema_edit,
    schema_publish,
    schemas,
    search,
    share,
    vocabularies,
    vocabulary_typing,
)
from catalog.pages.entry import lookups
from catalog.pages.entry import page as entry

_SCHEMA = NAME.strip("^$")
_ACTIONS = [
    path(f"datasets/<uuid:dataset_id>/{verb}", actions.action_page, {"verb": verb})
    for verb in actions.ACTIONS
]

urlpatterns = [
    path("", home.home, name="home"),
    path("search", search.search_page, name="search"),
    path("search/build", build.build_page, name="search_build"),
    path("search/properties", picker.properties_page, name="search_properties"),
    path("search/selected", compare.selected, name="search_selected"),
    path("compare", compare.compare_page, name="compare"),
    path("saved/", saved.saved_list, name="saved"),
    path("saved/new", saved.saved_new, name="saved_new"),
    path("saved/<uuid:search_id>", saved_edit.saved_page, name="saved_search"),
    path("saved/<uuid:search_id>/results", saved.saved_results, name="saved_results"),
    path("saved/<uuid:search_id>/feed.atom", feed.saved_feed, name="saved_feed"),
    path("notices/", notices.notices_page, name="notices"),
    path("files", files.files_page, name="files"),
    path("exports/", exports.exports_page, name="exports"),
    path("exports/<uuid:export_id>", exports.export_page, name="export"),
    path("account/", account.account_page, name="account"),
    path("datasets/", lists.dataset_list, name="datasets"),
    path("datasets/new", edit.new_dataset, name="dataset_new"),
    path("datasets/<uuid:dataset_id>", dataset.dataset_page, name="dataset"),
    path("datasets/<uuid:dataset_id>/edit", edit.edit_page, name="dataset_edit"),
    path("datasets/<uuid:dataset_id>/files", dataset.files_page, name="dataset_files"),
    path("datasets/<uuid:dataset_id>/history", dataset.history_page, name="dataset_history"),
    path("datasets/<uuid:dataset_id>/lineage", lineage.lineage_page, name="dataset_lineage"),
    path("datasets/<uuid:dataset_id>/share", share.share_page, name="dataset_share"),
    path("datasets/<uuid:dataset_id>/records/new", entry.choose_page, name="record_new"),
    re_path(
        rf"^datasets/(?P<dataset_id>[0-9a-f-]{{36}})/records/(?P<schema>{_SCHEMA})\.json$",
        dataset.record_json,
        name="record_json",
    ),
    re_path(
        rf"^datasets/(?P<dataset_id>[0-9a-f-]{{36}})/records/(?P<schema>{_SCHEMA})$",
        entry.record_page,
        name="record",
    ),
    *_ACTIONS,
    path("operations/search-index", operations.search_index_page, name="search_index"),
    path("computations/", lists.computation_list, name="computations"),
    path("computations/<uuid:computation_id>", lists.computation_page, name="computation"),
    path("schemas/", schemas.schema_list, name="schemas"),
    re_path(rf"^schemas/(?P<name>{_SCHEMA})\.json$", schemas.schema_json, name="schema_json"),
    path("schemas/new", schema_edit.schema_new, name="schema_new"),
    path("schemas/assist", schema_assist.schema_assist, name="schema_assist"),
    re_path(
        rf"^schemas/(?P<name>{_SCHEMA})/compare$",
        schema_compare.schema_compare,
        name="schema_compare",
    ),
    re_path(rf"^schemas/(?P<name>{_SCHEMA})/options$", lookups.options, name="schema_options"),
    re_path(rf"^schemas/(?P<name>{_SCHEMA})/edit$", schema_edit.schema_edit, name="schema_edit"),
    re_path(
        rf"^schemas/(?P<name>{_SCHEMA})/publish$",
        schema_publish.schema_publish,
        name="schema_publish",
    ),
    re_path(rf"^schemas/(?P<name>{_SCHEMA})/act$", schema_actions.schema_action, name="schema_act"),
    re_path(rf"^schemas/(?P<name>{_SCHEMA})$", schemas.schema_page, name="schema"),
    path("vocabularies/", vocabularies.vocabulary_list, name="vocabularies"),
    path("vocabularies/new", vocabulary_typing.vocabulary_new, name="vocabulary_new"),
    path("vocabularies/import", vocabularies.vocabulary_import, name="vocabulary_import"),
    re_path(rf"^vocabularies/(?P<name>{_SCHEMA})/terms$", lookups.terms, name="vocabulary_terms"),
    re_path(
        rf"^vocabularies/(?P<name>{_SCHEMA})$", vocabularies.vocabulary_page, name="vocabulary"
    ),
    re_path(
        rf"^schemas/(?P<name>{_SCHEMA})/migrations$", migrations.migration_list, name="migrations"
    ),
    re_path(
        rf"^schemas/(?P<name>{_SCHEMA})/properties$", properties.properties_page, name="properties"
    ),
    path("migrations/<uuid:migration_id>", migrations.migration_page, name="migration"),
    path("migrations/runs/<uuid:run_id>", migration_runs.run_page, name="migration_run"),
    re_path(r"^(?P<pid>ark:/?[0-9]{5,9}/[0-9A-Za-z./_-]{1,200})$", dataset.pid_page, name="pid"),
]
