"""Regular expressions over the values of keywords, in what both engines' dialects share.

No sign that somebody typed stands in them as it is but letters, digits and spaces.
"""

from __future__ import annotations

_LONGEST = 40  # characters; both engines bound the size of an expression
_LAST = 0x10FFFF
_ANY = f"[\\x{{0}}-\\x{{{_LAST:X}}}]"


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
    return f"({beginning}{_ANY}*|{beginnings})" if descending else f"{beginning}{_ANY}*"


def _signs(first: int, last: int) -> str:
    return f"[\\x{{{first:X}}}-\\x{{{last:X}}}]" if first <= last else ""


def _before(code: int) -> int:
    """Half of a pair (U+D800 to U+DFFF) is no sign."""
    return 0xD7FF if code == 0xE000 else code - 1


def _after(code: int) -> int:
    return 0xE000 if code == 0xD7FF else code + 1
