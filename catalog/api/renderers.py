"""JSON answers, written by orjson: four times as fast as Python's encoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

# Dates are left to REST framework's encoder, so that they are spelled as they ever were.
_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
# Line ends in JavaScript, though not in JSON.
_SEPARATORS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"))
_default = JSONEncoder().default


class FastJSONRenderer(JSONRenderer):
    """What orjson does not know (integers beyond 64 bits, keys that are no strings), and
    indentation where a client asks for it, are left to Python's encoder."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        context = renderer_context or {}
        plain: bytes = b""
        if data is not None and self.get_indent(accepted_media_type or "", context) is None:
            try:
                plain = orjson.dumps(data, default=_default, option=_OPTIONS)
            except orjson.JSONEncodeError:
                plain = b""
        if not plain:
            return super().render(data, accepted_media_type, renderer_context)
        for sign, escaped in _SEPARATORS:
            plain = plain.replace(sign, escaped)
        return plain
