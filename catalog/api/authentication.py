"""Who is asking: a token in a header, or a signed-in browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed

from catalog.access.tokens import user_of_token

if TYPE_CHECKING:
    from rest_framework.request import Request

    from catalog.models import User

REALM = 'Bearer realm="holotype"'


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer …` (RFC 6750). A token that is not valid is 401, never "anonymous"."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        scheme, _, secret = request.headers.get("Authorization", "").strip().partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationFailed("Send a token as `Authorization: Bearer …`.")
        user = user_of_token(secret.strip())
        if user is None:
            raise AuthenticationFailed("This token is not known, or it has expired.")
        return user, secret

    def authenticate_header(self, request: Request) -> str:
        return REALM


class SessionAuthentication(authentication.SessionAuthentication):
    """The cookie of somebody who signed in; writes need the CSRF token (`X-CSRFToken`)."""

    def authenticate_header(self, request: Request) -> str:
        return REALM
