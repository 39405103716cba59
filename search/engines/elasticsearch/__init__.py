"""The engine for clusters: Elasticsearch 9. The only package that imports its client."""

from __future__ import annotations

from search.engines.elasticsearch.engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
