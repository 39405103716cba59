"""Every setting that the environment can give, with its default and a line of help.

`docs/reference/settings.md` lists them, and a test holds the two together.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import environ

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    name: str
    kind: type
    default: Any
    help: str


SETTINGS = (
    Setting("HOLOTYPE_HOME", str, str(REPOSITORY / "var"), "Folder of the database, index, files."),
    Setting(
        "HOLOTYPE_PROFILE",
        str,
        "laptop",
        "`laptop` or `production`; the second refuses to start with an insecure setting.",
    ),
    Setting("PORT", int, 8000, "Port that `manage.py serve` listens on."),
    Setting("HOLOTYPE_BIND", str, "127.0.0.1", "Address that `manage.py serve` listens on."),
    Setting("HOLOTYPE_WEB_WORKERS", int, 2, "Web worker processes."),
    Setting("HOLOTYPE_WEB_THREADS", int, 4, "Threads in each web worker."),
    Setting("SECRET_KEY", str, "", "Django's secret; made and kept in HOLOTYPE_HOME when empty."),
    Setting("DEBUG", bool, False, "Django's debug pages. Never in production."),
    Setting(
        "ALLOWED_HOSTS", list, ["localhost", "127.0.0.1", "[::1]"], "Host names that are served."
    ),
    Setting("CSRF_TRUSTED_ORIGINS", list, [], "Origins (https://…) whose forms are accepted."),
    Setting(
        "SITE_URL", str, "", "Public address; empty means http://localhost:PORT. Used in links."
    ),
    Setting("HOLOTYPE_SITE_NAME", str, "Holotype", "Name of the catalogue, on every page."),
    Setting(
        "HOLOTYPE_PID_BASE",
        str,
        "ark:/99999/h",
        "What PIDs start with; the default is the ARK namespace for tests.",
    ),
    Setting("DATABASE_URL", str, "", "postgresql://…; empty means SQLite in HOLOTYPE_HOME."),
    Setting(
        "ELASTICSEARCH_URL",
        str,
        "",
        "https://user:password@host:9200, several separated by commas; empty means the embedded "
        "search engine.",
    ),
    Setting("ELASTICSEARCH_API_KEY", str, "", "Encoded API key, instead of user and password."),
    Setting("ELASTICSEARCH_CA_CERTS", str, "", "PEM file of the authority of the certificates."),
    Setting(
        "ELASTICSEARCH_VERIFY", bool, True, "Check the servers' certificates. Always in production."
    ),
    Setting("ELASTICSEARCH_TIMEOUT", int, 10, "Seconds that a request to the servers may take."),
    Setting("ELASTICSEARCH_SHARDS", int, 1, "Shards of a new index; facets are exact with one."),
    Setting(
        "ELASTICSEARCH_REPLICAS",
        str,
        "0-1",
        "Copies of each shard: a number, or a range that follows the cluster's size.",
    ),
    Setting(
        "INDEX_PREFIX", str, "holotype", "What the names of this catalogue's indices start with."
    ),
    Setting(
        "DRIFT_SAMPLE",
        int,
        300,
        "Documents a minute that the indexer compares with the index, and mends; 0: none.",
    ),
    Setting("REINDEX_RATE", int, 0, "Documents a second of a rebuild; 0: as fast as it goes."),
    Setting(
        "ROLLBACK_HOURS", int, 24, "Hours that a replaced index is kept, to be able to go back."
    ),
    Setting(
        "SEMANTIC_MODEL",
        str,
        "auto",
        "Folder of a sentence model; `auto`: the one of the extra `semantic`, if it is installed; "
        "`none`: search by words alone.",
    ),
    Setting("CELERY_BROKER_URL", str, "", "redis://…; empty means no broker is needed."),
    Setting(
        "CACHE_URL",
        str,
        "",
        "redis://…: throttles count over all web workers; empty: each worker for itself.",
    ),
    Setting("AWS_ACCESS_KEY_ID", str, "", "Credentials for object stores (boto3 reads them)."),
    Setting("AWS_SECRET_ACCESS_KEY", str, "", "Credentials for object stores."),
    Setting("AWS_ENDPOINT_URL", str, "", "Object store other than AWS."),
    Setting("AWS_REGION", str, "us-east-1", "Region of the object store."),
    Setting("TRUSTED_PROXIES", int, 0, "How many reverse proxies stand in front (throttles)."),
    Setting("THROTTLE_ANONYMOUS", str, "600/min", "Requests of one anonymous address."),
    Setting("THROTTLE_USER", str, "6000/min", "Requests of one signed-in user."),
    Setting("THROTTLE_TOKEN", str, "60000/min", "Requests of one token."),
    Setting("THROTTLE_LOGIN", str, "20/min", "Sign-in attempts of one address."),
    Setting("BULK_MAX_BYTES", int, 10**10, "Largest body of the bulk endpoint, in bytes."),
    Setting("EXPORT_DIRECT_ROWS", int, 10_000, "Results that one request may export at once."),
    Setting("EXPORT_ROWS", int, 1_000_000, "Rows that one export job may have."),
    Setting("EXPORT_JOBS", int, 5, "Export jobs that one person may have waiting or running."),
    Setting("EXPORT_KEEP_HOURS", int, 48, "Hours that the file of an export is kept."),
    Setting("LOG_FORMAT", str, "console", "`console` for people, `json` for machines."),
    Setting("LOG_LEVEL", str, "INFO", "DEBUG, INFO, WARNING or ERROR."),
    Setting("EMAIL_URL", str, "consolemail://", "How mail is sent (smtp+tls://…)."),
    Setting(
        "HOLOTYPE_WEBHOOK_HOSTS",
        list,
        [],
        "Host names that webhooks may call although their addresses are not public.",
    ),
    Setting("DEFAULT_FROM_EMAIL", str, "holotype@localhost", "Sender of mail."),
)


class Environment:
    """Typed reads of the table above; a name that is not in it is a bug, not a setting."""

    def __init__(self) -> None:
        self._env = environ.Env()
        self._settings = {setting.name: setting for setting in SETTINGS}

    def __getitem__(self, name: str) -> Any:
        setting = self._settings[name]
        if os.environ.get(name, "") == "":
            return setting.default
        read = {str: self._env.str, int: self._env.int, bool: self._env.bool, list: self._env.list}
        return read[setting.kind](name)
