"""A metadata record as nested definition lists that people can read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from catalog.pages.values import field_words, moment_words

FIRST_VALUES = 20
# More than this is read in the JSON document, not on a page.
MAX_NODES = 4000
_WEB = re.compile(r"https?://[^\s<>\"]+", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_Pairs = list[tuple[Any, ...]]


# From a dotted path without list indexes to what the schema calls it, and to its unit.
Meanings = Mapping[str, tuple[str, str]]


def render(content: Any, meanings: Meanings | None = None) -> SafeString:
    """HTML of any JSON value; every text in it is escaped."""
    return _Writer(meanings or {}).value(content, "")


def is_empty(value: Any) -> bool:
    """Null, "", [], {} and what holds nothing else: said once, under the filled fields."""
    if isinstance(value, dict):
        return all(is_empty(each) for each in value.values())
    if isinstance(value, list):
        return all(is_empty(each) for each in value)
    return value is None or value == ""


class _Writer:
    def __init__(self, meanings: Meanings) -> None:
        self._left = MAX_NODES
        self._meanings = meanings

    def value(self, value: Any, path: str) -> SafeString:
        self._left -= 1
        if self._left < 0:
            return mark_safe('<span class="absent">more in the JSON document</span>')
        if isinstance(value, dict):
            return self._object(value, path)
        if isinstance(value, list):
            return self._list(value, path)
        return self._with_unit(value, path)

    def _with_unit(self, value: Any, path: str) -> SafeString:
        unit = self._meanings.get(path, ("", ""))[1]
        if not unit or isinstance(value, bool) or not isinstance(value, int | float):
            return _scalar(value)
        return format_html("{} <span>{}</span>", _scalar(value), unit)

    def _label(self, name: str, path: str) -> str:
        return self._meanings.get(path, ("", ""))[0] or field_words(name)

    def _object(self, content: dict[str, Any], path: str) -> SafeString:
        filled = {name: each for name, each in content.items() if not is_empty(each)}
        if not filled:
            return mark_safe('<span class="absent">Not given</span>')
        rows: _Pairs = []
        for name, each in filled.items():
            branch = isinstance(each, dict) or (
                isinstance(each, list) and any(isinstance(one, dict | list) for one in each)
            )
            place = f"{path}.{name}" if path else name
            label, shape = self._label(name, place), "branch" if branch else "leaf"
            rows.append((shape, name, label, self.value(each, place)))
            if self._left < 0:
                break
        body = format_html_join("", '<div class="{}"><dt title="{}">{}</dt><dd>{}</dd></div>', rows)
        absent = [field_words(name) for name in content if name not in filled]
        note = _absent(absent) if absent and self._left >= 0 else SafeString("")
        return format_html('<dl class="tree">{}</dl>{}', body, note)

    def _list(self, items: list[Any], path: str) -> SafeString:
        plain = not any(isinstance(each, dict | list) for each in items)
        shape = "values values--inline" if plain else "values"
        first = self._items(items[:FIRST_VALUES], shape, path)
        rest = items[FIRST_VALUES:]
        if not rest:
            return first
        return format_html(
            "{}<details><summary>{} more of {}</summary>{}</details>",
            first,
            f"{len(rest):,}",
            f"{len(items):,}",
            self._items(rest, shape, path),
        )

    def _items(self, items: list[Any], shape: str, path: str) -> SafeString:
        written: _Pairs = []
        for each in items:
            if self._left < 0:
                break
            written.append((self.value(each, path),))
        item = '<li><span class="tag">{}</span></li>' if shape.endswith("inline") else "<li>{}</li>"
        return format_html('<ul class="{}">{}</ul>', shape, format_html_join("", item, written))


def _absent(names: list[str]) -> SafeString:
    shown = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return format_html('<p class="absent small">Not given: {}</p>', shown)


def _scalar(value: Any) -> SafeString:
    if value is None or value == "":
        return mark_safe('<span class="absent">Not given</span>')
    if isinstance(value, bool):
        return SafeString("Yes" if value else "No")
    if isinstance(value, int | float):
        return format_html('<span class="mono">{}</span>', repr(value))
    text = str(value)
    if _WEB.fullmatch(text):
        return format_html('<a href="{0}" rel="nofollow noopener noreferrer">{0}</a>', text)
    if _MOMENT.fullmatch(text):
        return _moment(text)
    return format_html("{}", text)


def _moment(text: str) -> SafeString:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return format_html("{}", text)
    return format_html('<time datetime="{}">{}</time>', text, moment_words(moment))
