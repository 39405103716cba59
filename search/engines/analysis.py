"""From text to terms, the same way for documents and for queries.

Lower case, ASCII folding and English stems of runs of letters and digits; runs of Chinese and
Japanese signs are cut into single ones. Identifiers are found whole (as a phrase of their runs)
and by each run; what lies inside of a run (`smart` in `smartSPIM`, `gcamp` in `GCaMP6f`) and what
is joined over hyphens (`sub01` for `sub-01`) are `parts`, indexed apart; but UUIDs and names of
ARKs are made of chance, and what lies inside of their runs means nothing. Stems decide what is
found; the words as they are written, also indexed apart, decide most of the order.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

import tantivy

from search.engines.words import clean

TOKENIZER = "words"
WRITTEN = "written"
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_RUST_SIGNS = r"\x{3040}-\x{30FF}\x{3400}-\x{4DBF}\x{4E00}-\x{9FFF}"
_LONGEST = 200  # bytes; what is longer is not a word
# Ends words with digits in them, which no stemmer should touch: GCaMP6s is not a few GCaMP6.
_END = "\ue000"


def _folded() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(
            tantivy.Tokenizer.regex(
                rf"[{_RUST_SIGNS}]|[[\p{{L}}\p{{N}}\p{{M}}\x{{E000}}]--[{_RUST_SIGNS}]]+"
            )
        )
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.remove_long(_LONGEST))
    )


WORDS = _folded().filter(tantivy.Filter.stemmer("english")).build()
WRITTEN_WORDS = _folded().build()
ANALYZERS = {TOKENIZER: WORDS, WRITTEN: WRITTEN_WORDS}

# The same runs in Python, for finding parts and matches in text that is shown.
_IN_A_RUN = re.compile(rf"[^\W_{_SIGNS}]")
RUN = re.compile(rf"[{_SIGNS}]|{_IN_A_RUN.pattern}+")
_PLAIN_RUN = re.compile(r"[0-9A-Za-z]+")  # the same in ASCII, and quicker
_DIGIT = re.compile(r"\d")
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]+(?:[-_][^\W_]+){1,3}(?![-_]?[^\W_])")
_PLAIN_WORDS = re.compile(r"[^\W\d_][^\W\d_A-Z]*(?:[-/][^\W\d_][^\W\d_A-Z]*)+")
_UNSTEMMED = re.compile(r"(?<![^\W_])(?=[^\W\d_]*\d)[^\W_]*[^\W\d_](?![^\W_])")
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_CASE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
_LETTERS_AND_NUMBER = re.compile(r"[^\W\d_]+\d+")
_DIGEST = re.compile(r"[0-9a-fA-F]{16,}")
# UUIDs (RFC 9562, section 4); names of ARKs, which tell nothing by design (draft-kunze-ark).
_OPAQUE = re.compile(
    r"(?<![^\W_])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![^\W_])"
    r"|ark:/?\d+/[0-9A-Za-z=~*+@_$%./-]+"
)
_UUID_GROUPS = re.compile(r"-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-")  # sought for twenty times as quickly
_LONGEST_JOINED = 40
_LONGEST_SPLIT = 64


def normal(text: str) -> str:
    """`text` as it is given to the index."""
    plain = _plain(text)
    return _UNSTEMMED.sub(rf"\g<0>{_END}", plain) if _DIGIT.search(plain) else plain


def _plain(text: str) -> str:
    text = clean(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace(_END, " "))
    return _POSSESSIVE.sub("", text) if "'" in text or "’" in text else text


def runs(text: str) -> list[str]:
    """Those of `RUN`."""
    return (_PLAIN_RUN if text.isascii() else RUN).findall(text)


def is_run(text: str, start: int, end: int) -> bool:
    """Whether a piece of `text` that is made of nothing but the signs of one run is a whole one:
    no letter or digit goes on before or after it. What `RUN` finds, asked of one place."""
    goes_on = _IN_A_RUN.match
    if not goes_on(text, start):
        return True
    return not (goes_on(text, end) or (start > 0 and goes_on(text, start - 1)))


def terms(text: str) -> list[str]:
    """The terms of `text` in their order."""
    return WORDS.analyze(normal(text))


def written_terms(text: str) -> list[str]:
    """The same, not stemmed: what `terms` answers, word for word, but for its endings."""
    return WRITTEN_WORDS.analyze(normal(text))


def parts(texts: Iterable[str]) -> str:
    """Words found inside of the runs of `texts`, and compounds joined; each once."""
    # Nothing of what is found reaches over the end of a line.
    text = _plain("\n".join(map(without_opaque, texts)))
    is_compound = "-" in text or "_" in text
    found = set(map(joined, set(_COMPOUND.findall(text)))) if is_compound else set[str]()
    for run in set(runs(text)):
        if not (run.islower() and run.isalpha()):  # most are, and have no pieces
            found.update(pieces(run))
    found.discard("")
    return normal(" ".join(sorted(found)))


def without_opaque(text: str) -> str:
    """`text` without the identifiers in it that are made of chance."""
    is_likely = "ark:" in text or _UUID_GROUPS.search(text)
    return _OPAQUE.sub(" ", text) if is_likely else text


@functools.lru_cache(maxsize=20_000)
def pieces(run: str) -> frozenset[str]:
    """What somebody may call a part of a run: by case, by digits, letters with their number."""
    if not _is_structured(run):
        return frozenset()
    found = {*_CASE.findall(run), *_LETTERS_OR_DIGITS.findall(run)}
    found.update(_LETTERS_AND_NUMBER.findall(run))
    found.discard(run)
    return frozenset(piece for piece in found if len(piece) > 1)


def split(run: str) -> list[str]:
    """A run cut where its letters' case or kind changes: `sub01` → `sub`, `01`."""
    return _CASE.findall(run) if _is_structured(run) else [run]


def plain_words(compound: str) -> list[str]:
    """The words of `food/drug` and `Blood-alcohol`, without single letters (`e-mail`); empty where
    a piece is a code or a name, as in `TITL-GCaMP6f`, or there is one word only."""
    if not _PLAIN_WORDS.fullmatch(compound):
        return []
    return [piece for piece in re.split("[-/]", compound) if len(piece) > 1]


def joined(compound: str) -> str:
    """`smart-spim` → `smartspim`; empty where that is long or a number (`2023-03-23`)."""
    whole = re.sub(r"[\W_]", "", compound)
    has_letter = any(map(str.isalpha, whole))
    return whole if has_letter and len(whole) <= _LONGEST_JOINED else ""


@functools.lru_cache(maxsize=100_000)
def forms(run: str) -> frozenset[str]:
    """All terms by which a run of a shown text may have been found."""
    return frozenset((*terms(run), *(term for piece in pieces(run) for term in terms(piece))))


def fold(text: str) -> str:
    """`text` without case and accents, its words separated by single spaces."""
    return " ".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    text = text.replace(_END, " ")
    if text.isascii():
        return runs(text.lower())
    plain = unicodedata.normalize("NFKD", clean(text).translate(_UNDECOMPOSED))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return runs(plain.casefold())


_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE", "œ": "oe"}
)


def _is_structured(run: str) -> bool:
    if run.isalpha():
        return 2 < len(run) <= _LONGEST_SPLIT and not (run[1:].islower() or run.isupper())
    is_number = run.isdigit() or _DIGEST.fullmatch(run)
    return 2 < len(run) <= _LONGEST_SPLIT and not is_number
