"""Django's settings. The only module that reads the environment (through `environment.py`)."""

from __future__ import annotations

import os
from pathlib import Path

import environ

from config import logs, production, search_engine
from config.environment import REPOSITORY, Environment
from config.secret import kept_secret

env = Environment()

HOME = Path(env["HOLOTYPE_HOME"]).expanduser().resolve()
HOME.mkdir(parents=True, exist_ok=True)
PRODUCTION = env["HOLOTYPE_PROFILE"] == "production"

SECRET_KEY = env["SECRET_KEY"] or ("" if PRODUCTION else kept_secret(HOME / "secret_key"))
DEBUG = env["DEBUG"]
PORT = env["PORT"]
BIND = env["HOLOTYPE_BIND"]
WEB_WORKERS = env["HOLOTYPE_WEB_WORKERS"]
WEB_THREADS = env["HOLOTYPE_WEB_THREADS"]
SITE_URL = (env["SITE_URL"] or f"http://localhost:{PORT}").rstrip("/")
SITE_NAME = env["HOLOTYPE_SITE_NAME"]
PID_BASE = env["HOLOTYPE_PID_BASE"]
ALLOWED_HOSTS = env["ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS = env["CSRF_TRUSTED_ORIGINS"]
BULK_MAX_BYTES = env["BULK_MAX_BYTES"]
WEBHOOK_HOSTS = env["HOLOTYPE_WEBHOOK_HOSTS"]
EXPORT_DIRECT_ROWS = env["EXPORT_DIRECT_ROWS"]
EXPORT_ROWS = env["EXPORT_ROWS"]
EXPORT_JOBS = env["EXPORT_JOBS"]
EXPORT_KEEP_HOURS = env["EXPORT_KEEP_HOURS"]

INSTALLED_APPS = [
    "config.apps.HolotypeAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "search",
    "catalog",
    "collections_app",
]

MIDDLEWARE = [
    "config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PrivateUnlessSaid",
    "config.middleware.NothingFromElsewhere",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "catalog.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPOSITORY / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ]
        },
    }
]

if env["DATABASE_URL"]:
    DATABASES = {"default": environ.Env.db_url_config(env["DATABASE_URL"])}
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "holotype.sqlite3",
            # Opening it, with the words of `init_command`, costs more than all that a search asks.
            "CONN_MAX_AGE": 60,
            # A file, as in use: threads of one process share nothing in memory.
            "TEST": {"NAME": HOME / "test.sqlite3"},
            "OPTIONS": {
                # A write transaction takes its lock at BEGIN: waiting, instead of failing half way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: what was acknowledged is on the disk, also when the machine loses power.
                # MEMORY: what a statement may have to undo, else written to a file page by page: in
                # a bulk registration five times as much as the write-ahead log.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
            },
        }
    }

# Where the processes of one host keep what they measured, for `GET /metrics` to add up. The client
# of Prometheus takes it from the environment when it is imported first.
METRICS_DIRECTORY = HOME / "metrics"
METRICS_DIRECTORY.mkdir(exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIRECTORY)

# Threads of numpy's BLAS wait for each other by spinning: where other processes want the processors
# as well, two took four times as long for a vector as one. numpy reads it when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

HOLOTYPE_SEARCH = {
    **search_engine.chosen(env, HOME / "index"),
    "PROPERTIES": "catalog.schemas.properties.lookup",
    "SOURCES": {
        "dataset": "collections_app.documents.MemberSource",
        "computation": "catalog.provenance.documents.ComputationSource",
        "collection": "collections_app.documents.CollectionSource",
    },
    "RELATIONS": {
        "derived-from": "catalog.provenance.relations.derived_from",
        "in": "collections_app.relations.inside",
        "used-code": "catalog.provenance.relations.used_code",
    },
    "LABELS": "catalog.access.labels.labels_of",
    "AFTER_DRAIN": ["catalog.alerts.queue.note"],
    "CHORES": [
        "search.drift.sample",
        "search.drift.check_completely",
        "catalog.alerts.baseline.prepare",
        "catalog.alerts.matching.match",
        "catalog.alerts.delivering.deliver",
        "catalog.schemas.checking.work",
        "catalog.history.writing.work",
        "catalog.migrating.chores.work",
        "catalog.exporting.work.work",
        "search.semantic.chore.work",
    ],
    "DRIFT_SAMPLE": env["DRIFT_SAMPLE"],
    "MODEL": env["SEMANTIC_MODEL"],
    "REINDEX_RATE": env["REINDEX_RATE"],
    "ROLLBACK_HOURS": env["ROLLBACK_HOURS"],
}

# Counts of the throttles. Without Redis each web worker counts for itself.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env["CACHE_URL"],
        "KEY_PREFIX": "holotype",
    }
    if env["CACHE_URL"]
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

CELERY_BROKER_URL = env["CELERY_BROKER_URL"]
# A broker that is away must not hold a web request: the mark is stored, the indexer looks too.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 1}
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "catalog.api.authentication.TokenAuthentication",
        "catalog.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["catalog.api.permissions.ScopePermission"],
    "DEFAULT_THROTTLE_CLASSES": ["catalog.api.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": env["THROTTLE_ANONYMOUS"],
        "user": env["THROTTLE_USER"],
        "token": env["THROTTLE_TOKEN"],
        "login": env["THROTTLE_LOGIN"],
    },
    "NUM_PROXIES": env["TRUSTED_PROXIES"],
    "DEFAULT_PAGINATION_CLASS": "catalog.api.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["catalog.api.filters.StrictFilterBackend"],
    "DEFAULT_PARSER_CLASSES": ["catalog.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": [
        "catalog.api.renderers.FastJSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_SCHEMA_CLASS": "catalog.api.openapi.ApiSchema",
    "DEFAULT_METADATA_CLASS": "catalog.api.metadata.Metadata",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "catalog.api.negotiation.Negotiation",
    # Content negotiation is by Accept alone; `format` may be a property that is searched for.
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "config.problems.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Holotype",
    "DESCRIPTION": "FAIR metadata catalogue and search service for scientific datasets.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
}

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [path for path in [REPOSITORY / "static_vendor"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.statics.HashedFiles"},
}
MEDIA_ROOT = HOME / "files"
GIT_ROOT = HOME / "git"
# What each kind of publication puts into the repository there.
HOLOTYPE_PUBLISHED = {
    "schema": "catalog.schemas.published.schema",
    "vocabulary": "catalog.schemas.published.vocabulary",
    "state": "catalog.schemas.published.state",
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
# A data-entry form sends every field that is shown (catalog/pages/entry/drawing.py folds the rest).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGGING = logs.configuration(env["LOG_FORMAT"], env["LOG_LEVEL"])
EMAIL_CONFIG = environ.Env.email_url_config(env["EMAIL_URL"])
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env["DEFAULT_FROM_EMAIL"]

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Those who watch over the process ask it directly, not through the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^health(/|$)", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    production.refuse_insecure(env)
