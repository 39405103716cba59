"""What one's alerts told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from catalog.alerts.seeing import notices_of, stopped_of
from catalog.alerts.subscribing import mark_read
from catalog.alerts.telling import tell
from catalog.datasets.editing import as_uuid
from catalog.pages.asking import caller_for, signed_in
from catalog.pages.paging import newest_first
from catalog.pages.values import plural


@signed_in
def notices_page(request: HttpRequest) -> HttpResponse:
    """Newest first, each with why it was found. `read` marks one as read, `all` all of them."""
    caller = caller_for(request)
    if request.method == "POST":
        one = request.POST.get("read")
        count = mark_read(actor=caller, notices=[as_uuid(one)] if one else None)
        messages.success(request, f"{plural(count, 'notice')} marked as read.")
        return HttpResponseRedirect("/notices/")
    seen = notices_of(caller).select_related("subscription__search")
    paged = newest_first(seen, request.GET.get("after", ""))
    told = tell(paged.rows, caller)
    context = {
        "paged": paged,
        "told": told,
        "unread": any(each.match.read is None for each in told),
        "stopped": stopped_of(caller),
    }
    return render(request, "catalog/notices.html", context)
