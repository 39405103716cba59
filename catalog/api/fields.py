"""Fields that take exactly the JSON type that they say: no "1" for 1, no 1 for true."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

from rest_framework import serializers

from catalog.api.moments import NotAMoment, moment_of

# Tab and line breaks are text; the other control characters no database or page takes.
_STORABLE = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f]"
ANY_TEXT = f"^{_STORABLE}*$"
SOME_TEXT = f"^{_STORABLE}*[^\\s\\u0000-\\u001f\\u0085\\ufeff]{_STORABLE}*$"
MAX_LIST = 1000
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class _Described(serializers.Field[Any, Any, Any, Any]):
    """A field that gives its own schema to the API's description."""

    def describe(self, schema: dict[str, Any]) -> None:
        self._spectacular_annotation = {"field": schema}


class Text(_Described):
    """A string. How long it may be and what it may hold is checked by the service that stores
    it, with a sentence, and only told here to readers of the API's description; with a `sentence`
    it is checked here."""

    default_error_messages = {"type": "This must be text (a JSON string)."}

    def __init__(
        self,
        *,
        most: int = 0,
        some: bool = False,
        pattern: str = "",
        sentence: str = "",
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self._sentence = sentence
        schema: dict[str, Any] = {"type": "string"}
        if some:
            schema["minLength"] = 1
        if most:
            schema["maxLength"] = most
        schema["pattern"] = pattern or (SOME_TEXT if some else ANY_TEXT)
        if pattern and more.get("default") == "":
            schema["pattern"] = f"^({pattern.removeprefix('^').removesuffix('$')})?$"
        self._most, self._pattern = most, re.compile(schema["pattern"])
        self.is_any = not sentence and not self.validators
        self.describe(schema)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("type")
        if self._sentence and not self._fits(data):
            raise serializers.ValidationError(self._sentence)
        return str(data)

    def _fits(self, text: str) -> bool:
        return (not self._most or len(text) <= self._most) and bool(self._pattern.fullmatch(text))

    def to_representation(self, value: Any) -> str:
        return str(value)


class Choice(Text):
    """One of a few words."""

    default_error_messages = {"choice": "This must be one of {known}; you gave {given}."}

    def __init__(self, words: tuple[str, ...], **more: Any) -> None:
        super().__init__(**more)
        self._words = words
        self.describe({"type": "string", "enum": list(words)})

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text not in self._words:
            self.fail("choice", known=", ".join(self._words), given=repr(text[:40]))
        return text


class Whole(_Described):
    """An integer within bounds."""

    default_error_messages = {"type": "This must be a whole number from {least} to {most}."}

    def __init__(self, *, least: int = 0, most: int = 2**63 - 1, **more: Any) -> None:
        super().__init__(**more)
        self._least, self._most = least, most
        self.describe({"type": "integer", "minimum": least, "maximum": most})

    def to_internal_value(self, data: Any) -> int:
        # JSON has one kind of number: 1.0 is the integer 1 (JSON Schema says so too).
        whole = data if not isinstance(data, float) or not data.is_integer() else int(data)
        if isinstance(whole, bool) or not isinstance(whole, int):
            self.fail("type", least=self._least, most=self._most)
        if not self._least <= whole <= self._most:
            self.fail("type", least=self._least, most=self._most)
        return int(whole)

    def to_representation(self, value: Any) -> int:
        return int(value)


class Flag(_Described):
    """true or false."""

    default_error_messages = {"type": "This must be true or false."}

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.describe({"type": "boolean"})

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("type")
        return bool(data)

    def to_representation(self, value: Any) -> bool:
        return bool(value)


class Object(_Described):
    """Any JSON object."""

    default_error_messages = {"type": "This must be an object: {{…}}."}

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.describe({"type": "object", "additionalProperties": True})

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("type")
        return dict(data)

    def to_representation(self, value: Any) -> Any:
        return value


class Moment(_Described):
    """A date and time with its zone (RFC 3339)."""

    default_error_messages = {"moment": "{sentence}"}

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.describe({"type": "string", "format": "date-time"})

    def to_internal_value(self, data: Any) -> dt.datetime:
        try:
            return moment_of(data if isinstance(data, str) else repr(data)[:40])
        except NotAMoment as error:
            self.fail("moment", sentence=str(error))

    def to_representation(self, value: dt.datetime) -> str:
        return value.isoformat()


class Id(_Described):
    """A UUID, as the catalogue writes it."""

    default_error_messages = {"id": "This must be an id (a UUID); you gave {given}."}

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.describe({"type": "string", "format": "uuid"})

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str) or not _UUID.fullmatch(data):
            self.fail("id", given=repr(data)[:60])
        return uuid.UUID(data)

    def to_representation(self, value: Any) -> str:
        return str(value)
