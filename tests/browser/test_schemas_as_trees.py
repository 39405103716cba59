"""The editor's modules without its page: what is read from a schema, and what edits leave."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, sync_playwright

from tests.browser.driving import ARGUMENTS

pytestmark = pytest.mark.browser
Run = Callable[[str, object], Any]
KEPT: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$comment": "unknown keywords everywhere",
    "type": "object",
    "if": {"required": ["a"]},
    "then": {"required": ["b"]},
    "properties": {
        "a": {"type": "string", "x-ours": {"deep": [1, None]}, "contentEncoding": "base64"},
        "b": {"anyOf": [{"$ref": "#/$defs/Probe"}, {"type": "null"}], "title": "Probe"},
        "c": {"type": "array", "items": {"$ref": "#/$defs/Probe"}, "contains": {}},
        "d": {"type": ["number", "string"], "x-unit": "mm"},
        "e": {"type": ["number", "null"], "minimum": 1, "x-unit": "mm"},
        "f": {"oneOf": [{"title": "One", "properties": {"k": {"const": 1}}}, {"type": "string"}]},
        "g": {"$ref": "/schemas/lab/other/1.0.0"},
        "h": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        "__proto__": {"type": "boolean"},
    },
    "required": ["a", "b"],
    "$defs": {"Probe": {"type": "object", "properties": {"depth": {"type": "number"}}}},
}
MODULES = Path(__file__).resolve().parents[2] / "catalog" / "static" / "holotype" / "editor"
IMPORTS = """
const [json, shape, edit, settings, words] = await Promise.all(
  ["json", "shape", "edit", "settings", "words"].map((name) => import(`/${name}.js`)));
const look = (text) => json.parse(text);
const node = (doc, trail) => shape.nodeOf(doc, trail);
"""


@pytest.fixture(scope="module")
def run(chromium_path: str) -> Iterator[Run]:
    """`run(body, given)` is what the body of a function returns in the browser, as JSON.

    There is no server: the modules come from their folder.
    """

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name:
            route.fulfill(path=MODULES / name, content_type="text/javascript")
        else:
            route.fulfill(body="<title>Modules</title>", content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto("https://modules.test/")

        def called(body: str, given: object) -> Any:
            return page.evaluate(f"async (given) => {{ {IMPORTS} {body} }}", given)

        yield called
        browser.close()


def edited(run: Run, body: str, schema: dict[str, Any] = KEPT) -> dict[str, Any]:
    """The schema after `body` changed `doc`."""
    text = run(f"const doc = look(given); {body}; return json.print(doc);", json.dumps(schema))
    changed: dict[str, Any] = json.loads(text)
    return changed


def shapes(run: Run, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Trail → shape and words of every top field."""
    body = """
    const doc = look(given);
    return shape.childrenOf(doc, shape.ROOT).map((child) => {
      const found = shape.shapeAt(doc, child.path);
      return [child.name, {...found, words: words.summaryOf(doc, found)}];
    });"""
    return dict(run(body, json.dumps(schema)))


@pytest.mark.parametrize("text", ['{"a": 1.0, "b": 12345678901234567890, "c": 1e3, "d": -0.10}'])
def test_numbers_come_back_as_they_were_written(run: Run, text: str) -> None:
    compact = "return JSON.stringify(look(given));"
    assert run(compact, text) == text.replace(": ", ":").replace(", ", ",")


def test_real_schemas_come_back_as_they_were(run: Run, real_data: Path) -> None:
    for path in sorted((real_data / "aind" / "schemas").glob("*.json")):
        text = json.dumps(json.loads(path.read_text()), ensure_ascii=False, indent=2)
        assert run("return json.print(look(given)) === given;", text), path.name


def test_layers_are_read_as_one_field(run: Run) -> None:
    found = shapes(run, KEPT)
    assert [found[name]["kind"] for name in KEPT["properties"]] == [
        *("text", "group", "group", "other", "number", "shapes", "external", "list", "yesno")
    ]
    assert (found["b"]["nullable"], found["b"]["shared"]) == (True, "Probe")
    assert found["b"]["own"] == ["properties", "b", "anyOf", 0]
    assert found["c"]["list"] == ["properties", "c"]
    assert found["c"]["core"] == ["$defs", "Probe"]
    assert found["e"]["nullable"] is True
    assert found["e"]["words"] == "Number, in mm"
    assert found["c"]["words"] == "List of groups"
    assert found["h"]["words"] == "List of lists"


def test_the_tree_leads_through_references_lists_and_shapes_and_ends_in_no_loop(run: Run) -> None:
    looped = {
        "properties": {
            "self": {"$ref": "#"},
            "loop": {"$ref": "#/$defs/a"},
            "a/b~c": {"type": "object", "properties": {"*": {}}},
        },
        "$defs": {"a": {"$ref": "#/$defs/a"}},
    }
    body = """
    const doc = look(given.doc);
    return given.trails.map((trail) => node(doc, trail)?.path.join(".") ?? null);"""
    asked = {
        "doc": json.dumps(KEPT),
        "trails": ["", "/b/depth", "/c/depth", "/f/|0/k", "/h/*", "/nowhere", "/b/depth/x"],
    }
    assert run(body, asked) == [
        "",
        "$defs.Probe.properties.depth",
        "$defs.Probe.properties.depth",
        "properties.f.oneOf.0.properties.k",
        "properties.h.items.items",
        None,
        None,
    ]
    asked = {"doc": json.dumps(looped), "trails": ["/self/self/a~1b~0c/*", "/loop"]}
    assert run(body, asked) == ["properties.a/b~c.properties.*", "properties.loop"]


def test_an_edit_changes_what_it_is_about_and_nothing_else(run: Run) -> None:
    body = "edit.setKeyword(doc, ['properties', 'a'], 'maxLength', 9)"
    changed = edited(run, body)
    assert changed["properties"]["a"].pop("maxLength") == 9
    assert changed == KEPT
    assert list(changed["properties"]) == list(KEPT["properties"])


@pytest.mark.parametrize("name", ["b", "g", "f", "e"])
def test_a_list_and_back_is_what_it_was(run: Run, name: str) -> None:
    once = edited(run, f"edit.setMany(doc, ['properties', '{name}'], true)")
    assert once != KEPT
    twice = f"edit.setMany(doc, ['properties', '{name}'], false)"
    assert edited(run, twice, once) == KEPT


def test_another_type_keeps_words_and_what_nobody_knows(run: Run) -> None:
    changed = edited(run, "edit.setKind(doc, ['properties', 'a'], 'number')")["properties"]["a"]
    unknown = {key: KEPT["properties"]["a"][key] for key in ("x-ours", "contentEncoding")}
    assert changed == {"type": "number", **unknown}
    whole = edited(run, "edit.setKind(doc, ['properties', 'e'], 'whole')")["properties"]["e"]
    assert whole == {"type": ["integer", "null"], "minimum": 1, "x-unit": "mm"}
    shared = edited(run, "edit.setKind(doc, ['properties', 'b'], 'any', '#/$defs/Probe')")
    assert shared == KEPT


def test_a_label_of_a_shared_field_is_its_own_and_what_is_shared_can_be_detached(run: Run) -> None:
    body = """
    const field = shape.shapeAt(doc, ['properties', 'c']);
    settings.write(doc, field, { id: 'title', level: 'about' }, 'Probes')"""
    changed = edited(run, body)
    assert changed["properties"]["c"]["title"] == "Probes"
    assert changed["$defs"] == KEPT["$defs"]
    own = edited(run, "edit.detach(doc, ['properties', 'b'])")
    assert own["properties"]["b"]["anyOf"][0] == KEPT["$defs"]["Probe"]
    assert own["$defs"] == KEPT["$defs"]


def test_beside_a_reference_of_an_old_dialect_nothing_is_written(run: Run) -> None:
    old = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"a": {"$ref": "#/definitions/A"}},
        "definitions": {"A": {"type": "string"}},
    }
    changed = edited(run, "edit.setKeyword(doc, ['properties', 'a'], 'title', 'A')", old)
    assert changed["properties"]["a"] == {"allOf": [{"$ref": "#/definitions/A"}], "title": "A"}
    assert shapes(run, changed)["a"]["shared"] == "A"


def test_fields_are_added_renamed_moved_required_and_removed(run: Run) -> None:
    names = list(KEPT["properties"])
    added = edited(run, "edit.addField(doc, [], 'a'); edit.addField(doc, [], null)")
    assert list(added["properties"]) == ["a", "new_field", *names[1:], "new_field_2"]
    renamed = edited(run, "edit.rename(doc, node(doc, '/b'), '__proto__ 2')")
    assert list(renamed["properties"])[1] == "__proto__ 2"
    assert renamed["required"] == ["a", "__proto__ 2"]
    assert edited(run, "edit.rename(doc, node(doc, '/b'), '__proto__')") == KEPT
    moved = edited(run, "edit.move(doc, node(doc, '/b'), 1); edit.move(doc, node(doc, '/a'), -1)")
    assert list(moved["properties"])[:3] == ["a", "c", "b"]
    branches = edited(run, "edit.move(doc, node(doc, '/f/|0'), 1)")["properties"]["f"]["oneOf"]
    assert branches == KEPT["properties"]["f"]["oneOf"][::-1]
    required = edited(run, "edit.setRequired(doc, node(doc, '/c'), true)")
    assert required["required"] == ["a", "b", "c"]
    gone = edited(run, "edit.remove(doc, node(doc, '/a')); edit.remove(doc, node(doc, '/b'))")
    assert list(gone["properties"]) == names[2:]
    assert "required" not in gone


def test_a_field_goes_into_the_group_before_it_and_out_again(run: Run) -> None:
    schema: dict[str, Any] = {
        "properties": {
            "rig": {"type": "array", "items": {"type": "object", "properties": {"age": {}}}},
            "age": {"type": "number", "x-ours": 1},
            "last": {},
        },
        "required": ["age"],
    }
    body = """
    const place = edit.levelIn(doc, node(doc, '/age'));
    edit.relocate(doc, node(doc, '/age'), place)"""
    inside = edited(run, body, schema)
    group = inside["properties"]["rig"]["items"]
    assert group["properties"] == {"age": {}, "age_2": schema["properties"]["age"]}
    assert group["required"] == ["age_2"]
    assert "required" not in inside
    body = """
    const place = edit.levelOut(doc, node(doc, '/rig/age_2'));
    edit.relocate(doc, node(doc, '/rig/age_2'), place)"""
    outside = edited(run, body, inside)
    assert list(outside["properties"]) == ["rig", "age_2", "last"]
    assert outside["required"] == ["age_2"]
    nowhere = """
    const doc = look(given);
    return [edit.levelIn(doc, node(doc, '/rig')), edit.levelIn(doc, node(doc, '/last')),
      edit.levelOut(doc, node(doc, '/last'))];"""
    assert run(nowhere, json.dumps(schema)) == [None, None, None]


def test_fields_are_found_by_name_and_label_in_shared_definitions_once(run: Run) -> None:
    body = """
    const { findFields } = await import('/find.js');
    const doc = look(given.doc);
    return findFields(doc, given.typed).map(({ node, above }) => [node.trail, above.join(' ')]);"""
    asked = {"doc": json.dumps(KEPT), "typed": "DEPTH"}
    assert run(body, asked) == [["/b/depth", "Probe"]]
    assert run(body, asked | {"typed": "probe"}) == [["/b", ""]]
    assert run(body, asked | {"typed": " "}) == []
    looped = {"properties": {"next": {"$ref": "#"}}}
    assert run(body, {"doc": json.dumps(looped), "typed": "next"}) == [["/next", ""]]


def test_new_shapes_are_told_apart_by_a_fixed_field(run: Run) -> None:
    body = """
    edit.setKind(doc, ['properties', 'd'], 'shapes');
    edit.addBranch(doc, ['properties', 'd']);
    const tagged = edit.tagOf(doc, node(doc, '/d/|2'));
    edit.setTag(doc, node(doc, '/d/|2'), tagged + '_now');"""
    branches = edited(run, body)["properties"]["d"]["oneOf"]
    tags = [each["properties"]["kind"]["const"] for each in branches]
    assert tags == ["shape_1", "shape_2", "shape_3_now"]
    assert all(each["required"] == ["kind"] for each in branches)


def test_what_the_panel_does_not_show_is_named(run: Run) -> None:
    body = """
    const doc = look(given);
    return ['', '/a', '/c', '/f'].map((trail) => {
      const found = node(doc, trail);
      return settings.unshown(doc, found, shape.shapeAt(doc, found.path)).map(([, word]) => word);
    });"""
    assert run(body, json.dumps(KEPT)) == [
        ["$comment", "if", "then"],
        ["x-ours", "contentEncoding"],
        ["contains"],
        [],
    ]


def test_what_is_typed_becomes_a_value(run: Run) -> None:
    body = r"""return [
      settings.choicesOf(' 1 \nnull\nnew\nnew\n', [1, null, 'old']),
      ['1', '1,5', '-.5e3', '1.', 'x', ''].map((text) => {
        const value = settings.numberOf(text);
        return value === undefined ? null : Number(json.typed(value));
      }),
      [['yes', 'yesno'], ['12', 'whole'], [' a', 'text']].map(([text, kind]) =>
        settings.exampleOf(text, kind)),
      edit.nameFrom('  Größe der Zelle (µm) '),
      edit.freeName(['a', 'a_2'], 'a'),
    ];"""
    assert run(body, None) == [
        [1, None, "new"],
        [1, 1.5, -500, 1, None, None],
        [True, 12, " a"],
        "gro_e_der_zelle_m",
        "a_3",
    ]


def test_the_line_of_a_place_is_found(run: Run) -> None:
    text = json.dumps(KEPT, indent=2)
    line = run("return json.lineOf(look(given), ['properties', 'e', 'minimum']);", text)
    assert text.split("\n")[line - 1].strip() == '"minimum": 1,'
