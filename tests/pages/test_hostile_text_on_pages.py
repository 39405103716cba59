"""Text from outside stands on pages as text."""

from __future__ import annotations

from catalog.datasets.inputs import Creator
from tests.builders import a_file, make_dataset, make_schema, subject_record
from tests.pages.world import World
from tests.searching import drain_all

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
MARKUP = ("<script>alert", "<img src=x", 'javascript:alert(3)"', "'javascript:")


def assert_harmless(page: str) -> None:
    assert not [found for found in MARKUP if found in page]


def test_titles_names_keywords_paths_and_records_are_escaped(world: World) -> None:
    dataset = make_dataset(
        world.owner,
        title=f"Title {ATTACK}",
        description=f"{ATTACK} [link](javascript:alert(3)) javascript:alert(3)",
        keywords=(ATTACK, '"><svg/onload=alert(4)>'),
        license=ATTACK[:90],
        creators=(Creator(name=ATTACK, affiliations=(ATTACK,)),),
        location=ATTACK,
        files=(a_file("a/" + ATTACK.replace("/", "_")),),
        records=(subject_record(sex="Male", **{ATTACK: ATTACK, "nested": [{"x": ATTACK}]}),),
    )
    drain_all()
    client = world.client("owner")
    for page in ("", "/edit", "/files", "/history", "/lineage", "/share", "/withdraw"):
        text = client.get(f"/datasets/{dataset.pk}{page}").content.decode()
        assert_harmless(text)
        assert "<svg/onload" not in text
    form = client.get(f"/datasets/{dataset.pk}/records/test/subject").content.decode()
    assert_harmless(form)
    assert "&lt;img src=x" in form
    for page in (
        "/",
        "/datasets/",
        "/search?q=title",
        "/search?q=alert",
        "/admin/catalog/dataset/",
    ):
        assert_harmless(client.get(page).content.decode())


def test_what_is_typed_into_search_comes_back_as_text(world: World) -> None:
    client = world.client("nobody")
    for query in ("q", "species", "sort", "cursor", "type", "filter", "nope"):
        assert_harmless(client.get("/search", {query: ATTACK}).content.decode())


def test_a_web_address_in_a_record_is_a_link_that_gives_nothing_away(world: World) -> None:
    record = subject_record(source="https://example.org/a?b=1&c=2", bad="javascript:alert(1)")
    dataset = make_dataset(world.owner, records=(record,))
    page = world.client("nobody").get(f"/datasets/{dataset.pk}").content.decode()
    link = '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener noreferrer">'
    assert link in page
    assert 'href="javascript' not in page


def test_no_page_has_inline_script_or_style(world: World) -> None:
    client = world.client("administrator")
    pages = (
        "/",
        "/search?q=mice",
        f"/datasets/{world.derived.pk}",
        f"/datasets/{world.public.pk}/edit",
        "/account/",
        "/admin/",
        "/admin/catalog/dataset/",
        "/admin/catalog/user/add/",
        f"/admin/catalog/user/{world.owner.known.pk}/change/",
        "/nothing/here",
    )
    for page in pages:
        text = client.get(page).content.decode()
        assert " style=" not in text, page
        assert "<style" not in text, page
        assert "<script>" not in text, page
        assert " onclick=" not in text, page


def test_what_a_schema_says_stands_in_its_form_as_text(world: World) -> None:
    hostile = {
        "title": ATTACK,
        "type": "object",
        "required": [f"b{ATTACK}"],
        "properties": {
            ATTACK: {
                "title": ATTACK,
                "description": ATTACK,
                "type": "string",
                "examples": [ATTACK],
            },
            f"b{ATTACK}": {"enum": [ATTACK, "x"]},
            f"c{ATTACK}": {"type": "array", "title": ATTACK, "items": {"type": "string"}},
            f"d{ATTACK}": {"oneOf": [{"title": ATTACK, "type": "object"}, {"const": ATTACK}]},
            f"e{ATTACK}": {"type": "object", "properties": {"x": {"const": ATTACK}}},
        },
    }
    make_schema(name="test/hostile", content=hostile)
    client = world.client("owner")
    address = f"/datasets/{world.private.pk}/records/test/hostile"
    page = client.get(address).content.decode()
    assert_harmless(page)
    assert page.count("&lt;img src=x") > 8
    sent = {"state": '{"document": {}}', f"s:/{ATTACK}": ATTACK}
    assert_harmless(client.post(address, sent).content.decode())
    assert_harmless(client.get(f"/datasets/{world.private.pk}/records/new").content.decode())
