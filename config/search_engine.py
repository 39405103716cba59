"""Which search engine the environment asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.environment import Environment


def chosen(env: Environment, directory: Path) -> dict[str, Any]:
    """ENGINE and OPTIONS of `HOLOTYPE_SEARCH`; `directory` is where the embedded one would be."""
    if not env["ELASTICSEARCH_URL"]:
        return {
            "ENGINE": "search.engines.embedded.EmbeddedEngine",
            "OPTIONS": {"directory": directory},
        }
    return {
        "ENGINE": "search.engines.elasticsearch.ElasticsearchEngine",
        "OPTIONS": {
            "hosts": env["ELASTICSEARCH_URL"],
            "prefix": env["INDEX_PREFIX"],
            "api_key": env["ELASTICSEARCH_API_KEY"],
            "ca_certs": env["ELASTICSEARCH_CA_CERTS"],
            "verify": env["ELASTICSEARCH_VERIFY"],
            "timeout": env["ELASTICSEARCH_TIMEOUT"],
            "shards": env["ELASTICSEARCH_SHARDS"],
            "replicas": env["ELASTICSEARCH_REPLICAS"],
        },
    }
