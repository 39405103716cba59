"""What must be true of the server for the engine to work."""

from __future__ import annotations

from elasticsearch import ApiError, Elasticsearch

from search.engines.base import EngineDown
from search.engines.elasticsearch.boundary import boundary

_OLDEST = 9
_RIGHTS = ("create_index", "manage", "read", "write")
# An answer to "which rights have I" that means that there is no security to ask.
_NO_SECURITY = (400, 404, 405, 500)


def check_version(client: Elasticsearch) -> None:
    """Raises `EngineDown` for a server that is too old."""
    version = str(client.info()["version"]["number"])
    if int(version.split(".")[0]) < _OLDEST:
        raise EngineDown(f"the server is Elasticsearch {version}; {_OLDEST} or newer is needed")


def problems(client: Elasticsearch, prefix: str) -> list[str]:
    """Sentences, each with its fix."""
    check_version(client)
    return [*_rights(client, prefix), *_room(client, prefix)]


def _rights(client: Elasticsearch, prefix: str) -> list[str]:
    pattern = f"{prefix}.*"
    asked = [{"names": [pattern], "privileges": list(_RIGHTS)}]
    try:
        answer = client.security.has_privileges(index=asked)
    except ApiError as error:
        if error.status_code in _NO_SECURITY:
            return []
        raise
    held = answer["index"].get(pattern, {})
    lacking = [right for right in _RIGHTS if not held.get(right)]
    if not lacking:
        return []
    return [f"The credentials lack {', '.join(lacking)} on {pattern}; grant them."]


def _room(client: Elasticsearch, prefix: str) -> list[str]:
    """The server stops writing to indices when a disk is nearly full."""
    with boundary("looking at its health"):
        health = client.cluster.health()
    if health["status"] == "red":
        return ["The cluster is red: shards are missing. See GET _cluster/allocation/explain."]
    return _blocked(client, prefix) or _nearly_full(client)


def _nearly_full(client: Elasticsearch) -> list[str]:
    """Above the high watermark the server moves shards away, and above the next it blocks."""
    nodes = client.nodes.stats(metric="fs")["nodes"].values()
    full = sorted(
        node["name"]
        for node in nodes
        for disk in node.get("fs", {}).get("data", [])
        if disk["available_in_bytes"] < disk.get("high_watermark_free_space_in_bytes", 0)
    )
    if not full:
        return []
    names = ", ".join(full[:3])
    return [
        f"A disk is nearly full (above the high watermark) on {names}. Make room, or add nodes."
    ]


def _blocked(client: Elasticsearch, prefix: str) -> list[str]:
    answer = client.indices.get_settings(
        index=f"{prefix}.*", name="index.blocks.read_only_allow_delete", expand_wildcards="open"
    )
    blocked = sorted(
        name
        for name, about in answer.items()
        if about["settings"].get("index", {}).get("blocks", {}).get("read_only_allow_delete")
        in ("true", True)
    )
    if not blocked:
        return []
    return [f"A disk is full: {', '.join(blocked[:3])} take no writes. Make room, or add nodes."]
