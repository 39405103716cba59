from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.units import UnitError, check_unit, compatible, convert, parse_quantity
from tests.effort import effort


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("8 wk", "d", 56.0),
        ("8", "d", 8.0),
        (" 8wk ", "d", 56.0),
        ("8 weeks", "d", 56.0),
        ("2 mo", "d", 60.875),
        ("1 a", "d", 365.25),
        ("1.5 h", "min", 90.0),
        ("90 s", "min", 1.5),
        ("250 ms", "s", 0.25),
        ("500 um", "mm", 0.5),
        ("500 µm", "um", 500.0),
        ("25 g", "mg", 25_000.0),
        ("3 uL", "mL", 0.003),
        ("20 Cel", "K", 293.15),
        ("98.6 [degF]", "Cel", 37.0),
        ("310150 mK", "Cel", 37.0),
        ("30 kHz", "Hz", 30_000.0),
        ("-70 mV", "V", -0.07),
        ("1.5 TB", "By", 1.5e12),
        ("20 GB", "B", 2e10),
        ("1 KiBy", "By", 1024.0),
        ("5 mW/mm2", "mW/cm2", 500.0),
        ("3 {cells}/uL", "/mL", 3000.0),
        ("5 s-1", "Hz", 5.0),
        ("1e3 g", "kg", 1.0),
        ("50 %", "1", 0.5),
        ("8", "no such unit", 8.0),
    ],
)
def test_quantities_are_read_in_the_unit_of_their_property(
    text: str, unit: str, number: float
) -> None:
    assert parse_quantity(text, unit=unit) == number


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("8 kg", "d", "“kg” cannot be given in “d”"),
        ("8 foo", "d", "“foo” is not a unit"),
        ("eight", "d", "does not start with a number"),
        ("", "d", "does not start with a number"),
        ("nan", "d", "does not start with a number"),
        ("inf d", "d", "does not start with a number"),
        ("1,5 d", "d", "write decimals with a point"),
        ("8 wk", "", "the field has none"),
        ("1e999 d", "d", "too large"),
        ("3 dB", "1", "logarithmic"),
        ("8 d" + "d" * 100, "d", "too long"),
        ("8 wk", "no such unit", "is not a unit"),
    ],
)
def test_what_is_no_quantity_is_refused_with_a_reason(text: str, unit: str, words: str) -> None:
    with pytest.raises(UnitError, match=words):
        parse_quantity(text, unit=unit)


@pytest.mark.parametrize(
    "text",
    [
        "9**9**9**9 d",
        "9 d**9**9**9**9",
        "9 (((((((((d",
        "9 __import__('os').system('true')",
        "9 d" + ".d" * 25,
        "1e999999999 d",
        "9" * 60 + " d",
        "9 " + "m" * 60,
        "9 [" + "x" * 30 + "]",
        "9 {" + "{" * 40,
    ],
)
def test_hostile_quantities_cost_nothing(text: str) -> None:
    parse_quantity("1 wk", unit="d")

    def refused() -> None:
        with pytest.raises(UnitError):
            parse_quantity(text, unit="kg")

    took, _ = effort(refused)
    assert took < 0.8


@given(st.text(max_size=70), st.sampled_from(["d", "mm", "", "Cel"]))
def test_any_text_is_a_number_or_a_unit_error(text: str, unit: str) -> None:
    with contextlib.suppress(UnitError):
        assert isinstance(parse_quantity(text, unit=unit), float)


@given(st.floats(-1e12, 1e12), st.sampled_from([("wk", "d"), ("um", "mm"), ("Cel", "K")]))
def test_conversion_there_and_back_is_the_same_number(value: float, pair: tuple[str, str]) -> None:
    one, other = pair
    there = convert(value, from_unit=one, to_unit=other)
    assert convert(there, from_unit=other, to_unit=one) == pytest.approx(value, rel=1e-12, abs=1e-9)


def test_units_are_checked_and_compared() -> None:
    check_unit("mm")
    with pytest.raises(UnitError):
        check_unit("bananas")
    assert compatible("wk", "a")
    assert not compatible("wk", "mm")
    assert not compatible("bananas", "mm")
    with pytest.raises(UnitError):
        convert(float("nan"), from_unit="d", to_unit="wk")
