"""What the production profile refuses to start with."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment


def refuse_insecure(env: Environment) -> None:
    """Raises ImproperlyConfigured with every fault at once, each with its mend."""
    faults = list(_faults(env))
    if faults:
        listed = "\n".join(f"  - {fault}" for fault in faults)
        raise ImproperlyConfigured(f"the production profile will not start:\n{listed}")


def _faults(env: Environment) -> list[str]:
    secret, hosts, site = env["SECRET_KEY"], env["ALLOWED_HOSTS"], env["SITE_URL"]
    found = []
    if len(secret) < 50 or len(set(secret)) < 5:
        found.append("SECRET_KEY: give 50 random characters or more")
    if env["DEBUG"]:
        found.append("DEBUG: must be off; it shows internals to everyone")
    if not set(hosts) - {"localhost", "127.0.0.1", "[::1]"} or "*" in hosts:
        found.append("ALLOWED_HOSTS: name the public host, and no *")
    if not site.startswith("https://"):
        found.append("SITE_URL: the public address, starting with https://")
    if not env["DATABASE_URL"].startswith(("postgres://", "postgresql://")):
        found.append("DATABASE_URL: production needs PostgreSQL (postgresql://…)")
    if env["ELASTICSEARCH_URL"].startswith("https") and not env["ELASTICSEARCH_VERIFY"]:
        found.append(
            "ELASTICSEARCH_VERIFY: must be on; name a private authority's certificate in "
            "ELASTICSEARCH_CA_CERTS"
        )
    if "99999" in env["HOLOTYPE_PID_BASE"]:
        found.append("HOLOTYPE_PID_BASE: ark:/99999 is the namespace for tests; use your own")
    return found
