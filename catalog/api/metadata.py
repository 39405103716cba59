"""The answer to OPTIONS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.metadata import BaseMetadata

if TYPE_CHECKING:
    # The framework's views import this module while they are made.
    from rest_framework.request import Request
    from rest_framework.views import APIView


class Metadata(BaseMetadata):
    """What an address is and takes; what may be asked of it stands in the `Allow` header."""

    def determine_metadata(self, request: Request, view: APIView) -> dict[str, Any]:
        return {
            "name": view.get_view_name(),
            "description": view.get_view_description(),
            "renders": [renderer.media_type for renderer in view.renderer_classes],
            "parses": [parser.media_type for parser in view.parser_classes],
        }
