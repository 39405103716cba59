"""What a browser would send back of a form, from its HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any


class _Inputs(HTMLParser):
    """Names and values as browsers submit them: text areas lose their first line end, inputs of
    one line all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") in ("text", "date", "hidden"):
            value = given.get("value") or ""
            self.values[name] = value.replace("\n", "").replace("\r", "")
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select, self.values[name] = name, ""
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            text = self.values[self._area].removeprefix("\n")
            self.values[self._area] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self._area = None


def sent_by(html: str) -> dict[str, str]:
    parser = _Inputs()
    parser.feed(html)
    parser.close()
    return parser.values


def places(view: Any) -> Iterator[Any]:
    """Every view of a drawn form."""
    yield view
    for child in view.children:
        yield from places(child)
