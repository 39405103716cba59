"""Regular expressions over the values of keywords, in what both engines' dialects share.

No sign that somebody typed stands in them as it is but letters, digits and spaces.
"""

from __future__ import annotations

import functools
from collections import defaultdict

from search.engines import analysis, values
from search.request import PROPERTIES, Facet

_LONGEST_TYPED = 30  # characters; Elasticsearch takes expressions of 1,000
_LONGEST = 40  # characters; both engines bound the size of an expression
_LAST = 0x10FFFF
ANY_SIGN = f"[\\x{{0}}-\\x{{{_LAST:X}}}]"


def typed_in(facet: Facet, *, any_sign: str, owner: str = "") -> str:
    """For values as an index holds them, behind the token `owner` where it has one: a word begins
    with what was typed into the facet, in whatever case and with or without accents; any value
    where nothing was. `any_sign` stands for one in the engine's dialect.
    """
    typed = " ".join(facet.typed.split())[:_LONGEST_TYPED]
    if facet.property == PROPERTIES:
        # Names stand there escaped, after the letter of their type.
        wanted = "".join(map(_alike, values.key(typed)))
        return f"[kndt]_({any_sign}*_[0-9a-f][0-9a-f])?{wanted}{any_sign}*"
    # The mark that a value begins with stands before a word, too.
    before = f"{owner}={f'({any_sign}*[{_BEFORE_A_WORD}])?' if typed else ''}"
    return f"{before}{''.join(map(_alike, typed))}{any_sign}*"


# ASCII signs but letters and digits.
_BEFORE_A_WORD = " -,:-@_`{-~/\\[\\]\\^"


def _alike(sign: str) -> str:
    folded = analysis.fold(sign)
    alike = _spellings().get(folded if len(folded) == 1 else sign, "")
    if alike:
        return f"[{alike}]"
    return f"\\{sign}" if sign in "\\[]^-&~" else f"[{sign}]"


@functools.cache
def _spellings() -> dict[str, str]:
    """Letter → all of its spellings: case, and the accents of European languages."""
    found: defaultdict[str, str] = defaultdict(str)
    for code in [*range(ord("A"), ord("z") + 1), *range(0xC0, 0x180)]:
        if chr(code).isalpha() and len(folded := analysis.fold(chr(code))) == 1:
            found[folded] += chr(code)
    return dict(found)


def from_text_on(text: str, *, descending: bool) -> str:
    """For tantivy: values from `text` on, upwards or downwards, in the order of code points; and
    all others that begin like a long `text`."""
    beginning = beginnings = ""
    for sign in reversed(text[:_LONGEST]):
        code = ord(sign)
        beyond = _signs(0, _before(code)) if descending else _signs(_after(code), _LAST)
        ways = [f"\\x{{{code:X}}}{beginning}", *([beyond] if beyond else [])]
        beginning = f"({'|'.join(ways)})"
        beginnings = f"(\\x{{{code:X}}}{beginnings})?"
    # Downwards there are also those that end before they differ.
    return f"({beginning}{ANY_SIGN}*|{beginnings})" if descending else f"{beginning}{ANY_SIGN}*"


def _signs(first: int, last: int) -> str:
    return f"[\\x{{{first:X}}}-\\x{{{last:X}}}]" if first <= last else ""


def _before(code: int) -> int:
    """Half of a pair (U+D800 to U+DFFF) is no sign."""
    return 0xD7FF if code == 0xE000 else code - 1


def _after(code: int) -> int:
    return 0xE000 if code == 0xD7FF else code + 1
