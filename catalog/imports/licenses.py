"""License names as people write them, as SPDX identifiers."""

from __future__ import annotations

import re

_SPDX = (
    *("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0"),
    *("CC-BY-NC-SA-4.0", "CC-BY-NC-ND-4.0", "CC-BY-3.0", "CC-BY-SA-3.0"),
    *("MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-3.0-only", "ODbL-1.0"),
    *("ODC-By-1.0", "PDDL-1.0"),
)


def _folded(name: str) -> str:
    """Letters and digits alone, so that case, spaces and punctuation do not matter."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_KNOWN = {_folded(spdx): spdx for spdx in _SPDX} | {
    _folded(written): spdx
    for written, spdx in (
        ("CC0", "CC0-1.0"),
        ("Creative Commons Zero v1.0 Universal", "CC0-1.0"),
        ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
        ("creativecommons.org/publicdomain/zero/1.0", "CC0-1.0"),
        ("creativecommons.org/licenses/by/4.0", "CC-BY-4.0"),
        ("creativecommons.org/licenses/by-sa/4.0", "CC-BY-SA-4.0"),
        ("creativecommons.org/licenses/by-nc/4.0", "CC-BY-NC-4.0"),
    )
}


def spdx(name: str) -> str:
    """`CC BY 4.0`, `cc-by-4.0` or its URL as `CC-BY-4.0`; "" where no license is known by it."""
    bare = re.sub(r"^https?://(?:www\.)?", "", name.strip())
    return _KNOWN.get(_folded(bare), "")
