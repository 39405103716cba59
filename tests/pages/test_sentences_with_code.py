from __future__ import annotations

import pytest

from catalog.templatetags.holotype import code


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (
            "`age` is called `age_weeks` now",
            "<code>age</code> is called <code>age_weeks</code> now",
        ),
        ("`<b>` & more", "<code>&lt;b&gt;</code> &amp; more"),
        ("an odd ` one, <i>", "an odd ` one, &lt;i&gt;"),
        ("plain", "plain"),
    ],
)
def test_names_between_backticks_are_code_and_nothing_is_markup(sentence: str, shown: str) -> None:
    assert code(sentence) == shown
