"""What a token's scopes let pass. What its owner may do is the policy table's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission

from catalog.access.caller import ALL_SCOPES

if TYPE_CHECKING:
    from rest_framework.request import Request


class ScopePermission(BasePermission):
    """A view says with `scope` what its writes need ("write" where it says nothing), with
    `signed_in_only` that nobody anonymous may read it, and with `only_reads` that it changes
    nothing whatever the method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        reading = request.method in SAFE_METHODS or getattr(view, "only_reads", False)
        signed_in = request.user.is_authenticated
        if not signed_in and (not reading or getattr(view, "signed_in_only", False)):
            raise NotAuthenticated("Sign in, or send a token as `Authorization: Bearer …`.")
        needed = "read" if reading else getattr(view, "scope", "write")
        scopes = getattr(request.user, "token_scopes", ALL_SCOPES)
        if needed not in scopes:
            raise PermissionDenied(f"This token lacks the scope `{needed}`; make one that has it.")
        return True
