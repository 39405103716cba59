"""What a saved search finds, as an Atom feed (RFC 4287)."""

from __future__ import annotations

import dataclasses
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from catalog.access.caller import Caller
from catalog.errors import Conflict
from catalog.models import SavedSearch
from catalog.pages.asking import page
from catalog.saved.feeds import reader_of
from catalog.saved.queries import read_saved_search
from catalog.saved.question import breaks_of, request_of
from search.engines.base import BadQuery, EngineDown
from search.request import Hit, Sort
from search.service import search as searched

MOST = 50


@page
def saved_feed(request: HttpRequest, search_id: str) -> HttpResponse:
    """The last changed first. Open to everybody for a public search, of what is public; with a
    secret address to one person, of what that person may see."""
    reader = reader_of(search_id, request.GET.get("token", ""))
    search = read_saved_search(caller=reader, search_id=search_id)
    if breaks_of(search.query):
        raise Conflict("This saved search cannot be asked any more; its page says why.")
    try:
        hits = _hits(reader, search)
    except BadQuery as bad:
        raise Conflict(str(bad)) from None
    except EngineDown:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    return HttpResponse(atom(search, hits), content_type="application/atom+xml; charset=utf-8")


def _hits(reader: Caller, search: SavedSearch) -> tuple[Hit, ...]:
    asked = dataclasses.replace(
        request_of(search.query), sort=Sort("modified"), limit=MOST, highlight=False
    )
    return searched(labels=reader.labels, request=asked).hits


def atom(search: SavedSearch, hits: tuple[Hit, ...]) -> str:
    """An entry's id is the same for ever, so that a reader shows it once."""
    address = f"{settings.SITE_URL}/saved/{search.pk}"
    updated = max((_changed(hit) for hit in hits), default=search.modified.isoformat())
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>urn:uuid:{search.pk}</id>",
        f"<title>{_text(search.name)}</title>",
        f"<updated>{updated}</updated>",
        f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>',
        f"<author><name>{_text(settings.SITE_NAME)}</name></author>",
        *(line for hit in hits for line in _entry(hit)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(hit: Hit) -> list[str]:
    source = hit.source
    link = quoteattr(f"{settings.SITE_URL}{source['url']}")
    people = "".join(
        f"<author><name>{_text(name)}</name></author>" for name in source.get("creators", [])
    )
    return [
        "<entry>",
        f"<id>urn:uuid:{hit.id}</id>",
        f"<title>{_text(source['title'])}</title>",
        f'<link rel="alternate" type="text/html" href={link}/>',
        f"<published>{source['created']}</published>",
        f"<updated>{_changed(hit)}</updated>",
        people,
        f"<summary>{_text(source.get('description', ''))}</summary>",
        "</entry>",
    ]


def _changed(hit: Hit) -> str:
    return str(hit.source.get("modified") or hit.source["created"])


def _text(value: object) -> str:
    """XML 1.0 has no place for most control characters, however they are written."""
    kept = (c for c in str(value) if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
    return escape("".join(kept))
