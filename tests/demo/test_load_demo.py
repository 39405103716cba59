"""Loading the demo: once for all that is asked of it here, because it takes seconds."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.access.caller import ANONYMOUS, caller_of
from catalog.audit.record import broken_links
from catalog.demo.people import PEOPLE
from catalog.demo.searches import EXAMPLE_SEARCHES
from catalog.management.progress import Progress
from catalog.models import AuditEntry, Computation, Dataset, Edge, MetadataRecord, User
from catalog.provenance.lineage import lineage_of_dataset
from collections_app.models import Collection
from collections_app.queries import members_seen
from search.models import OutboxMark
from tests.demo.documented_queries import documented_queries
from tests.searching import drain_all, found, terms, use_index


def load() -> dict[str, Any]:
    out = io.StringIO()
    call_command("load_demo", "--format=json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def dataset(name: str) -> Dataset:
    return Dataset.objects.get(identifiers__value=name)


@pytest.mark.django_db
def test_the_demo_loads_is_searchable_and_keeps_what_people_changed(
    settings: Settings,
    tmp_path: Path,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    use_index(settings, tmp_path / "index")
    report = load()
    _counts_are_right(report)
    _records_are_valid()
    drain_all()
    _searches_impress()
    _documented_queries_are_understood()
    _queries_find()
    _lineage_is_long()
    _people_see_what_policy_says()
    _second_load_changes_nothing(django_assert_max_num_queries)


def _counts_are_right(report: dict[str, Any]) -> None:
    assert report["problems"] == []
    assert not report["already_loaded"]
    assert report["counts"]["datasets"] == Dataset.objects.count() == 300
    assert report["counts"]["computations"] == Computation.objects.count() == 150
    assert report["counts"]["collections"] == Collection.objects.count() == 12
    assert report["counts"]["schema_versions"] == 5
    assert report["counts"]["people"] == len(PEOPLE)
    for login in report["logins"]:
        assert authenticate(username=login["username"], password=login["password"])
    assert broken_links() == []


def _records_are_valid() -> None:
    assert not MetadataRecord.objects.filter(valid=False).exists()
    dangling = Edge.objects.filter(version__isnull=True).values_list("reference", flat=True)
    assert set(dangling) == {"zebrafish-brain-atlas-2021", "mouse-common-coordinates-25um"}
    assert set(Dataset.objects.values_list("stage", flat=True)) == {
        "draft",
        "open",
        "published",
        "withdrawn",
    }
    corrected = dataset("vis-figure-2")
    assert [version.number for version in corrected.versions.all()] == [2, 1]
    assert dataset("hist-m0408").tombstone.citation.startswith("Zhou-Aalto, Mei")


def _searches_impress() -> None:
    for example in EXAMPLE_SEARCHES:
        assert found(example.query).total >= 3, example.title
    result = found("facets=species,modality,brain_region,stain")
    assert terms(result, "species")["Danio rerio"] == 24
    assert terms(result, "modality")["Two-photon imaging"] == 78
    assert len(terms(result, "brain_region")) >= 8
    # One property, two versions of a schema, two units.
    assert found("species=Mus%20musculus&age.gte=100&age.lte=150").total > 20
    assert found("age.gte=100%20wk").total == found("age.gte=700").total > 20
    assert found("q=M0401&type=computation").total > 3


def _documented_queries_are_understood() -> None:
    examples = documented_queries()
    assert len(examples) > 30
    for query in examples:
        result = found(urlencode({"q": query}))
        assert result.notes == (), query
    assert found(urlencode({"q": 'sections:(brain_region:"Field CA1" position:<0)'})).total > 5
    assert found(urlencode({"q": "stains:(stain:anti* dilution:>400)"})).total > 5


def _queries_find() -> None:
    """The same as the parameters, where these can say it."""
    for query, parameters in (
        ('species:"danio rerio"', "species=Danio%20rerio"),
        ("age:>=100 wk", "age.gte=100%20wk"),
        ("age:[100 TO 150]", "age.gte=100&age.lte=150"),
        ("modality:(Two-photon imaging)", "modality=Two-photon%20imaging"),
        ("exists:stain", "stain.exists=true"),
        ("icb/imaging.frames:>10", "icb/imaging.frames.gt=10"),
    ):
        result = found(urlencode({"q": query}))
        assert result.total == found(parameters).total > 0, query
    # In one object: the sums of both halves are no less than the whole, and the halves differ.
    whole, behind, before = (
        found(urlencode({"q": f'sections:(brain_region:"Field CA1" {more})'})).total
        for more in ("", "position:<0", "-position:<0")
    )
    assert 0 < max(behind, before) <= whole <= behind + before
    movies = Collection.objects.get(title="Two-photon movies")
    members = found(urlencode({"q": f"in:{movies.pid}"})).total
    assert members > 10
    derived = dataset("vis-m0401-s2").pid
    assert found(urlencode({"q": f"derived-from:{derived}"})).total > 3
    assert found(urlencode({"q": "used-code:git.icb.example/pipelines"})).total > 20


def _lineage_is_long() -> None:
    figure = dataset("vis-figure-3")
    graph = lineage_of_dataset(caller=ANONYMOUS, dataset=figure, direction="upstream", depth=10)
    assert not graph["truncated"]
    kinds = [node["kind"] for node in graph["nodes"]]
    assert kinds.count("computation") >= 50
    raw = lineage_of_dataset(
        caller=ANONYMOUS, dataset=dataset("vis-m0401-s2"), direction="downstream", depth=10
    )
    assert any("Figure 3" in node.get("label", "") for node in raw["nodes"])


def _people_see_what_policy_says() -> None:
    users = {user.username: user for user in User.objects.all()}
    visitor, elin, noor = (users[name] for name in ("visitor", "elin", "noor"))
    assert found("species=Callithrix%20jacchus").total == 0
    assert found("species=Callithrix%20jacchus", visitor).total == 0
    assert found("species=Callithrix%20jacchus", elin).total == 9
    assert found("", noor).total == 299  # all but the tombstone
    assert found("state=draft", visitor).total == 0
    assert found("state=draft", users["ines"]).total == 6
    # Names of discoverable files are for those who have a role.
    assert found("q=spike_clusters.npy", visitor).total < found("q=spike_clusters.npy", elin).total
    institute = Collection.objects.get(key="icb-demo:institute")
    assert members_seen(ANONYMOUS, institute).count() == 6
    assert members_seen(caller_of(elin), institute).count() == 8


def _second_load_changes_nothing(max_queries: DjangoAssertNumQueries) -> None:
    User.objects.filter(username="yuki").update(first_name="Yukiko")
    Collection.objects.filter(key="icb-demo:song").update(title="Songs")
    entries, marks = AuditEntry.objects.count(), OutboxMark.objects.count()
    with max_queries(3):
        report = load()
    assert report["already_loaded"]
    assert set(report["counts"].values()) == {0}
    assert (AuditEntry.objects.count(), OutboxMark.objects.count()) == (entries, marks)
    assert User.objects.get(username="yuki").first_name == "Yukiko"
    assert Collection.objects.filter(title="Songs").exists()


@pytest.mark.django_db
def test_it_is_refused_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not loaded with HOLOTYPE_PROFILE=production"):
        call_command("load_demo")
    assert not User.objects.exists()


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_a_line_a_stage_elsewhere() -> None:
    terminal, log = _Terminal(), io.StringIO()
    for stream in (terminal, log):
        progress = Progress(stream)
        for done in (1, 2, 3):
            progress("Datasets", done, 3)
    assert "█" in terminal.getvalue()
    assert terminal.getvalue().endswith("3 of 3\n")
    assert log.getvalue() == "Datasets: 3\n"
