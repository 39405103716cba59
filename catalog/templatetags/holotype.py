"""What templates need besides Django's own: icons, status words, values, the frame of a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import structlog
from django import template
from django.conf import settings
from django.contrib.admin.views.main import PAGE_VAR
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from catalog.alerts.seeing import unread_of
from catalog.pages import tree as trees
from catalog.pages import values
from catalog.pages.asking import caller_for
from catalog.pages.schema_places import place_words

register = template.Library()

# Word → icon: status is always icon + word, never hue alone.
_STATUS = {
    "published": ("published", "Published"),
    "open": ("open", "Open"),
    "draft": ("draft", "Draft"),
    "withdrawn": ("withdrawn", "Withdrawn"),
    "deprecated": ("withdrawn", "Deprecated"),
    "retired": ("withdrawn", "Retired"),
    "request": ("running", "In review"),
    "approve": ("check", "Approved"),
    "changes": ("warning", "Changes asked for"),
    "safe": ("check", "Safe"),
    "undecided": ("warning", "Needs a look at the records"),
    "breaking": ("close", "Needs migration"),
    "compatible": ("check", "Compatible"),
    "running": ("running", "Running"),
    "succeeded": ("check", "Succeeded"),
    "failed": ("close", "Failed"),
    "aborted": ("close", "Aborted"),
    "public": ("globe", "Public"),
    "internal": ("people", "Internal"),
    "discoverable": ("eye", "Discoverable"),
    "private": ("lock", "Private"),
    "restricted": ("lock", "Restricted"),
    "waiting": ("running", "Waiting"),
    "paused": ("info", "Paused"),
    "finished": ("check", "Finished"),
    "cancelled": ("close", "Cancelled"),
    "ready": ("check", "Ready"),
    "frozen": ("lock", "Applied"),
    "valid": ("check", "Valid"),
    "unvalidated": ("warning", "Unvalidated"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("holotype/icons.svg"),
        name,
    )


@register.simple_tag
def status(word: str) -> SafeString:
    """Icon and word of a state, an access level or a run's outcome."""
    picture, text = _STATUS.get(word, ("info", word.capitalize()))
    return format_html('<span class="status status--{}">{} {}</span>', word, icon(picture), text)


@register.simple_tag
def copy_button(target: str, what: str) -> SafeString:
    """Copies the text of the element with the id `target`; shown only where scripts run."""
    return format_html(
        '<button class="button button--quiet button--icon button--small" type="button"'
        ' data-copy="{}" hidden aria-label="Copy {}">{}</button>',
        target,
        what,
        icon("copy"),
    )


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> SafeString | str:
    """` data-theme="dark"` where the reader chose a theme."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    return format_html(' data-theme="{}"', chosen) if chosen in ("dark", "light") else ""


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], prefix: str) -> SafeString | str:
    """` aria-current="page"` on the navigation link of the section that is shown."""
    request = context.get("request")
    here = request is not None and request.path.startswith(prefix)
    return format_html(' aria-current="{}"', "page") if here else ""


@register.simple_tag(takes_context=True)
def unread(context: dict[str, Any]) -> int:
    """How many notices wait for the reader."""
    request = context.get("request")
    return unread_of(caller_for(request)) if request is not None else 0


@register.simple_tag
def request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The address's query with some parameters set, or taken out where the value is empty."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    text = query.urlencode()
    return f"?{text}" if text else "?"


@register.filter
def size(count: int | None) -> str:
    return values.size_words(count)


@register.filter
def moment(value: dt.datetime | str | None) -> SafeString | str:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value) if value else None
    if value is None:
        return values.moment_words(None)
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>',
        value.isoformat(),
        values.moment_words(value),
    )


@register.filter
def day(value: dt.datetime | str | None) -> SafeString | str:
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value) if value else None
    if value is None:
        return values.day_words(None)
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), values.day_words(value)
    )


@register.filter
def thousands(value: int) -> str:
    return f"{value:,}"


@register.filter
def counted(value: int, word: str) -> str:
    """`{{ 3|counted:"dataset" }}` → `3 datasets`; `"entry,entries"` names an odd plural."""
    one, _, many = word.partition(",")
    return values.plural(value, one, many)


@register.filter
def code(sentence: str) -> SafeString:
    """A sentence in which `names` stand between backticks, as in Markdown."""
    words = escape(sentence).split("`")
    if len(words) % 2 == 0:
        return SafeString("`".join(words))
    pairs = enumerate(words)
    return SafeString("".join(f"<code>{each}</code>" if at % 2 else each for at, each in pairs))


@register.filter
def tree(content: Any, meanings: trees.Meanings | None = None) -> SafeString:
    """A JSON document as nested definition lists."""
    return trees.render(content, meanings)


@register.simple_tag
def schema_place(content: Any, pointer: str | None) -> str:
    """Which field of a schema a JSON Pointer is about; "" of the whole."""
    return place_words(content, pointer or "")


@register.simple_tag
def page_link(changes: Any, number: int) -> str:
    """The address of another page of one of Django's lists."""
    return str(changes.get_query_string({PAGE_VAR: number}))
