"""What counts as the same word, and what can be found inside of identifiers."""

from __future__ import annotations

import pytest

from tests.search.contract.library import Library, document


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Calcium", "cALCIUM"),
        ("running mice", "run"),
        ("recording", "recordings"),
        ("naïve Zürich", "naive"),
        ("naive", "naïve"),
        ("Zürich", "zurich"),
        ("Zu\u0308rich", "zürich"),
        ("Alzheimer's disease", "alzheimer"),
        ("Alzheimer’s disease", "Alzheimer's"),
        ("5 µm beads", "μm"),
        ("ﬁne", "fine"),
        ("神経科学 データ", "神経"),
        ("Нейроны", "нейроны"),
    ],
)
def test_case_accents_and_endings_do_not_matter(library: Library, stored: str, typed: str) -> None:
    library.put(document("a", title=stored), document("b", title="other"))
    assert library.found(typed) == {"a"}


SESSION = "ecephys_661279_2023-03-23_15-47-18"
GENOTYPE = "Ai93(TITL-GCaMP6f)/wt;Camk2a-tTA/wt"


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (SESSION, SESSION),
        (SESSION, "661279"),
        (SESSION, "ecephys_661279"),
        (SESSION, "2023-03-23"),
        (SESSION, "ecephys 661279"),
        (SESSION, '"ecephys 661279"'),
        (GENOTYPE, GENOTYPE),
        (GENOTYPE, "Ai93(TITL-GCaMP6f)/wt"),
        (GENOTYPE, "TITL-GCaMP6f"),
        (GENOTYPE, "gcamp6f"),
        (GENOTYPE, "GCaMP6"),
        (GENOTYPE, "gcamp"),
        (GENOTYPE, "ai93"),
        (GENOTYPE, "Camk2a"),
        ("sub-01", "sub-01"),
        ("sub-01", "sub01"),
        ("sub01", "sub-01"),
        ("sub_01", "sub 01"),
        ("smartSPIM", "smartspim"),
        ("smartSPIM", "SmartSPIM"),
        ("smartSPIM", "smart"),
        ("smartSPIM", "SPIM"),
        ("smart-SPIM", "smartSPIM"),
        ("smart-spim", "smartspim"),
        ("light-sheet", "lightsheet"),
        ("light-sheet", "light sheet"),
        ("NWBFile", "nwb"),
        ("https://doi.org/10.48324/dandi.000021", "10.48324/dandi.000021"),
        ("doi:10.1/AB-c", "10.1/ab-c"),
        ("Slc17a7-IRES2-Cre", "ires2"),
        ("p < 0.05", "0.05"),
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("BRCA1", "brca1"),
        ("the 1980s", "1980"),
        ("GCaMP6s", "gcamp6s"),
        ("v1.2.3-rc1", "v1.2.3"),
        ("file.name.tar.gz", "tar.gz"),
    ],
)
def test_an_identifier_is_found_whole_and_in_parts(
    library: Library, stored: str, typed: str
) -> None:
    library.put(document("a", title="title", body=f"see {stored}, and more"), document("b"))
    assert library.found(typed) == {"a"}


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        (SESSION, "661280"),
        (SESSION, "61279"),
        (SESSION, "2023-03-24"),
        ("sub-01", "sub-02"),
        ("10.48324/dandi.000021", "10.48324/dandi.000022"),
        ("TITL-GCaMP6f", "GCaMP6s"),
        ("1.5", "15"),
    ],
)
def test_an_identifier_is_not_found_by_another(library: Library, stored: str, typed: str) -> None:
    library.put(document("a", title="title", body=f"see {stored}, and more"))
    assert library.found(typed) == set()


UUID = "3fa85f64-5717-4d2b-b3fc-2c963f66afa6"
ARK = "ark:/99999/h3d2x7k20mq5.v1"


@pytest.mark.parametrize("typed", [UUID, "3fa85f64", "4d2b", UUID.upper(), ARK, "h3d2x7k20mq5"])
def test_an_identifier_made_of_chance_is_found_whole_and_by_its_groups(
    library: Library, typed: str
) -> None:
    library.put(document("a", identifiers=(UUID, ARK)), document("b"))
    assert library.found(typed) == {"a"}


@pytest.mark.parametrize(
    "typed", ["d2", "fa", "fa85", "85", "2963", "963", "k20", "x7", "20", "mq5"]
)
def test_an_identifier_made_of_chance_is_not_found_by_what_lies_inside(
    library: Library, typed: str
) -> None:
    library.put(
        document("a", identifiers=(UUID, ARK, f"https://n2t.net/{ARK}"), files=(f"x/{UUID}.nwb",)),
        document("b", title="a gene of chance", description=f"{typed} beside {UUID}"),
    )
    assert library.found(typed) == {"b"}
    assert library.found(f"{typed}*") == {"b"}


def test_the_whole_identifier_ranks_above_one_that_shares_a_part(library: Library) -> None:
    library.put(
        document("part", title="ecephys_661279_2022-01-01"),
        document("whole", title="ecephys_661279_2023-03-23"),
    )
    assert library.ids("ecephys_661279_2023-03-23") == ["whole"]
    assert library.found("661279") == {"part", "whole"}


def test_an_overlong_word_does_not_keep_a_document_from_being_found(library: Library) -> None:
    library.put(document("a", title="needle", body="A" * 70_000 + " haystack"))
    assert library.found("needle") == {"a"}
    assert library.found("haystack") == {"a"}


def test_signs_that_no_index_holds_are_passed_over(library: Library) -> None:
    library.put(document("a", title="nul\x00 here \ud800 and there", body="\x00"))
    assert library.found("nul") == {"a"}
    assert library.found("there") == {"a"}
