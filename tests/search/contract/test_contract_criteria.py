"""Trees of criteria: what holds together, what is ruled out, and what stands in one object."""

from __future__ import annotations

import pytest

from search.criteria import (
    AllOf,
    AnyOf,
    Criterion,
    InText,
    Not,
    OneOf,
    Starting,
    Where,
    Within,
    Words,
)
from search.document import PropertyDefinition
from search.engines.base import BadQuery
from search.engines.values import identifier_key
from search.request import Facet
from tests.search.contract.library import (
    AGE,
    DAY,
    LAB,
    MOMENT,
    NOTES,
    SPECIES,
    STARTED,
    Library,
    document,
    having,
    instance,
    where,
)

PROCEDURES = "procedures"
TYPE = PropertyDefinition("procedures.type", "keyword")
VOLUME = PropertyDefinition("procedures.volume", "number", unit="nL")
AT = PropertyDefinition("procedures.at", "date")
REMARK = PropertyDefinition("procedures.remark", "text")


def is_(definition: PropertyDefinition, value: str) -> Where:
    return Where(where(definition, "is", value))


def above(definition: PropertyDefinition, value: float) -> Where:
    return Where(where(definition, "gt", value))


def procedures(*parts: Criterion) -> Within:
    return Within((PROCEDURES,), AllOf(parts))


@pytest.fixture
def surgeries(library: Library) -> Library:
    """The issue's own example, and neighbors of it."""

    def procedure(type_: str, volume: float, remark: str = "", day: int = 0) -> object:
        values = {TYPE: type_, VOLUME: volume, REMARK: remark, AT: MOMENT + day * DAY}
        return instance({name: value for name, value in values.items() if value}, PROCEDURES)

    library.put(
        document(
            "small",
            instances=(procedure("injection", 5), procedure("perfusion", 50, "went well", 9)),
        ),
        document(
            "large", instances=(procedure("Injection", 50, "went badly"), procedure("rest", 1))
        ),
        document("elsewhere", instances=(instance({TYPE: "injection", VOLUME: 50.0}, "other"),)),
        document("many", instances=tuple(procedure("dose", n, day=n) for n in range(37))),
        document("none"),
    )
    return library


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ([is_(TYPE, "injection"), above(VOLUME, 5)], {"large"}),
        ([is_(TYPE, "injection"), Not(above(VOLUME, 5))], {"small"}),
        ([is_(TYPE, "perfusion"), Where(where(VOLUME, "eq", 50.0))], {"small"}),
        ([is_(TYPE, "dose"), Where(where(VOLUME, "between", 36.0, 40.0))], {"many"}),
        ([is_(TYPE, "dose"), above(VOLUME, 36)], set()),
        ([Where(where(TYPE, "eq", "injection"))], {"small"}),
        ([Where(where(TYPE, "starts", "INJ"))], {"small", "large"}),
        ([Not(is_(TYPE, "injection"))], {"small", "large", "many"}),
        ([AnyOf((is_(TYPE, "rest"), above(VOLUME, 49)))], {"small", "large"}),
        ([is_(TYPE, "injection"), Where(where(REMARK, "eq", "badly"))], {"large"}),
        ([is_(TYPE, "injection"), Where(where(REMARK, "phrase", "went well"))], set()),
        ([is_(TYPE, "injection"), Where(where(REMARK, "exists", False))], {"small"}),
        ([Where(where(REMARK, "exists", True)), above(VOLUME, 1)], {"small", "large"}),
        ([is_(TYPE, "dose"), Where(where(AT, "gte", MOMENT + 36 * DAY))], {"many"}),
        ([], {"small", "large", "many"}),
    ],
)
def test_conditions_within_hold_in_one_object(
    surgeries: Library, inside: list[Criterion], expected: set[str]
) -> None:
    assert surgeries.found(criteria=procedures(*inside)) == expected


def test_the_same_conditions_side_by_side_may_hold_in_different_objects(
    surgeries: Library,
) -> None:
    apart = AllOf((is_(TYPE, "injection"), above(VOLUME, 5)))
    assert surgeries.found(criteria=apart) == {"small", "large", "elsewhere"}
    assert surgeries.found(criteria=Not(procedures(is_(TYPE, "injection")))) == {
        "elsewhere",
        "many",
        "none",
    }


def test_several_scopes_are_alternatives(surgeries: Library) -> None:
    either = Within((PROCEDURES, "other", "nowhere"), AllOf((above(VOLUME, 49),)))
    assert surgeries.found(criteria=either) == {"small", "large", "elsewhere"}


def test_an_object_that_is_gone_is_not_found(surgeries: Library) -> None:
    surgeries.remove("many")
    assert surgeries.found(criteria=procedures(is_(TYPE, "dose"))) == set()


def test_facets_are_of_what_the_criteria_leave(surgeries: Library) -> None:
    result = surgeries.search(
        criteria=procedures(is_(TYPE, "injection"), above(VOLUME, 5)), facets=(Facet(TYPE),)
    )
    found = {(bucket.value, bucket.count) for bucket in result.facets[TYPE.name].buckets}
    assert found == {("Injection", 1), ("rest", 1)}


@pytest.fixture
def texts(library: Library) -> Library:
    library.put(
        document(
            "cortex",
            title="Imaging of visual cortex",
            description="GCaMP6f in layer 4",
            creators=("Ada Byron", "Grace Hopper"),
            identifiers=("ark:/1/a", "https://doi.org/10.1/X"),
            files=("sub-01/raw.nwb",),
            file_labels=frozenset({"user:1"}),
            media_types=("application/x-nwb",),
            groups=("box",),
        ),
        having(
            "thalamus",
            {AGE: (10.0, 50.0), SPECIES: "Mus musculus", LAB: "Straße", NOTES: "visual cortex"},
            title="Thalamus",
            description="visual",
            type="collection",
        ),
        having("young", {AGE: (30.0,), SPECIES: "Mus spretus", STARTED: MOMENT}, title="Image"),
    )
    return library


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (AllOf(()), {"cortex", "thalamus", "young"}),
        (AnyOf(()), set()),
        (Words("cortex thalamus"), {"cortex", "thalamus"}),
        (Words('"visual cortex" -imaging'), {"thalamus"} - {"thalamus"}),
        (AllOf((Words("visual"), Words("cortex"))), {"cortex"}),
        (AllOf((Words("visual"), Not(Words("cortex")))), {"thalamus"}),
        (AnyOf((AllOf((Words("image"), is_(SPECIES, "mus spretus"))), Words("layer"))),
         {"young", "cortex"}),
        (Not(Words("visual")), {"young"}),
        (Starting("imagin"), {"cortex"}),
        (Starting("IMAG"), {"cortex", "young"}),
        (Starting("gcamp"), {"cortex"}),
        (Starting("amp6"), set()),
        (Starting("…"), set()),
        (InText("title", "cortex imaging"), {"cortex"}),
        (InText("title", "cortex visual", phrase=True), set()),
        (InText("title", "Visual Cortex", phrase=True), {"cortex"}),
        (InText("title", "?", phrase=True), set()),
        (InText("description", "visual"), {"thalamus"}),
        (InText("creators", "byron"), {"cortex"}),
        (InText("creators", "Byron Grace", phrase=True), set()),
        (OneOf("id", ("young", "nobody")), {"young"}),
        (OneOf("type", ("collection",)), {"thalamus"}),
        (OneOf("identifiers", (identifier_key("doi:10.1/x"),)), {"cortex"}),
        (OneOf("identifiers", (identifier_key("ARK:/1/A"),)), {"cortex"}),
        (OneOf("identifiers", (identifier_key("young"),)), {"young"}),
        (OneOf("groups", ("box",)), {"cortex"}),
        (OneOf("groups", ()), set()),
        (is_(SPECIES, "MUS MUSCULUS"), {"thalamus"}),
        (Where(where(SPECIES, "starts", "mus ")), {"thalamus", "young"}),
        (Where(where(SPECIES, "eq", "mus musculus")), set()),
        (is_(LAB, "straße"), {"thalamus"}),
        (is_(LAB, "STRASSE"), set()),
        (Where(where(NOTES, "phrase", "cortex visual")), set()),
        (Where(where(NOTES, "phrase", "visual cortex")), {"thalamus"}),
        (Where(where(AGE, "between", 20.0, 40.0)), {"young"}),
        (Where(where(AGE, "between", 50.0, 50.0)), {"thalamus"}),
        (Where(where(AGE, "between", 40.0, 20.0)), set()),
        (Where(where(AGE, "between", 29.5, 30.0)), {"young"}),
        (Where(where(AGE, "between", -1.7e308, 1.7976931348623157e308)), {"thalamus", "young"}),
        (Where(where(STARTED, "between", MOMENT, MOMENT)), {"young"}),
        (Where(where(STARTED, "between", MOMENT - DAY, MOMENT - DAY / 2)), set()),
    ],
)  # fmt: skip
def test_what_a_criterion_finds(texts: Library, criteria: Criterion, expected: set[str]) -> None:
    assert texts.found(criteria=criteria, types=()) == expected


def test_files_are_found_by_those_who_may(texts: Library) -> None:
    for criterion in (
        InText("files", "raw.nwb"),
        InText("files", "sub-01", phrase=True),
        OneOf("media_types", ("application/x-nwb",)),
    ):
        assert texts.found(criteria=criterion, labels={"public", "user:1"}) == {"cortex"}
        assert texts.found(criteria=criterion) == set()
        assert texts.found(criteria=Not(criterion), types=()) == {"cortex", "thalamus", "young"}


def test_criteria_rank_and_are_marked(texts: Library) -> None:
    either = AnyOf((Words("visual"), AllOf((Words("imaging"), InText("title", "cortex")))))
    result = texts.search(criteria=either, types=())
    assert [hit.id for hit in result.hits] == ["cortex", "thalamus"]
    assert result.hits[0].score is not None
    assert result.hits[0].highlights["title"] == (
        "<mark>Imaging</mark> of <mark>visual</mark> <mark>cortex</mark>",
    )
    [unranked] = texts.search(criteria=is_(SPECIES, "mus spretus")).hits
    assert (unranked.score, unranked.highlights) == (None, {})


def test_words_and_criteria_must_both_hold(texts: Library) -> None:
    assert texts.found("visual", criteria=Not(Words("cortex")), types=()) == {"thalamus"}


@pytest.mark.parametrize(
    "criteria",
    [
        AllOf(tuple(Words("x") for _ in range(1_000))),
        Where(where(LAB, "between", 1.0, 2.0)),
        Where(where(AGE, "gt", "much")),
    ],
)
def test_what_cannot_be_asked_is_refused(library: Library, criteria: Criterion) -> None:
    with pytest.raises(BadQuery):
        library.search(criteria=criteria)


def test_deep_trees_are_refused(library: Library) -> None:
    tree: Criterion = Words("x")
    for _ in range(100):
        tree = AllOf((Not(tree),))
    with pytest.raises(BadQuery, match="levels"):
        library.search(criteria=tree)
