"""Every choice is an environment variable; unset means the embedded default, strict as in
production. `DEMO=1` (written into .env by `make run`) loosens what only a machine of one's own may."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from marketplace.config import logs, policies, signing_in

BASE_DIR = Path(__file__).resolve().parents[2]
environ.Env.read_env(BASE_DIR / ".env")
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
PORT = env.str("PORT", default="8000")  # serving says it where this is no port
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=1)  # processes of the web server
WEB_THREADS = 8  # of each of them
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
# A database cannot be opened in a folder that is not there, nor files be served from one.
for _folder in (VAR_DIR, STATIC_ROOT):
    _folder.mkdir(parents=True, exist_ok=True)

SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}" if DEMO else "").rstrip("/")
SITE_NAME = "Proven"
_site = urlsplit(SITE_URL)
_https = _site.scheme == "https"
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default=f"hello@{_site.hostname or 'localhost'}")

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="") or ("demo-only-" * 6 if DEMO else "unset")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if DEMO else [_site.hostname or "unset.invalid"]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

INSTALLED_APPS = [
    "marketplace.core",
    "marketplace.accounts",
    "marketplace.organisations",
    "marketplace.notifications",
    "cms",
    "search",
    "wagtail.contrib.redirects",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "marketplace.accounts.admin.apps.PeopleConfig",  # Wagtail's users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "marketplace.config",  # last: closes the registries
]

MIDDLEWARE = [
    "marketplace.core.middleware.RequestIdMiddleware",
    # What browsers are told goes with every answer, so its givers stand outside of all that answer.
    "marketplace.config.policies.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "marketplace.config.compression.PageGZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marketplace.organisations.middleware.ActorMiddleware",
    "marketplace.accounts.doors.AdminDoorMiddleware",
    "marketplace.accounts.holding.SecondStepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "marketplace.config.policies.AdminPolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.kept_site.KeptSiteMiddleware",
]

ROOT_URLCONF = "marketplace.config.urls"
WSGI_APPLICATION = "marketplace.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "marketplace" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data ---------------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": env.db("DATABASE_URL")
    if env.str("DATABASE_URL", default="")
    else {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "proven.sqlite3")}
}
_options = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # Web and runner write at once: WAL, the write lock taken at the start, and patience.
    _options |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    # Each new connection reads the whole schema again, which takes longer than most pages' statements.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    from marketplace.config.pooling import PooledConnection  # nobody else needs its library

    # Search asks short questions with long lists of terms: compiling them takes longer than they do.
    _options["options"] = f"{_options.get('options', '')} -c jit=off".strip()
    # A server that has gone without a word is noticed in seconds, where TCP itself takes a quarter of
    # an hour. None of it ends a statement that takes long: its server still answers below it.
    for _name, _value in {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 20_000,  # milliseconds
    }.items():
        _options.setdefault(_name, _value)
    # One for every thread that may ask at once: those of the server, the runner, six checks of
    # health. So nobody ever waits for a connection but while the database is away.
    _pool = {"min_size": 1, "max_size": WEB_THREADS + 1 + 6, "timeout": 5}
    _options.setdefault("pool", {**_pool, "connection_class": PooledConnection})
    # A connection that a restart of the database has cut is replaced before a page is given it.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.str("REDIS_URL", default="")
# Without it the database engine answers alone, and nothing of Elasticsearch's library is loaded.
ELASTICSEARCH_URL = env.str("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_PREFIX = env.str("ELASTICSEARCH_PREFIX", default="proven")  # of its indexes' names
RATE_LIMITED = env.bool("RATE_LIMITED", default=True)  # how often one address may search
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "marketplace.core.cache.RoutingCache",
        "KEY_FUNCTION": "marketplace.core.cache.plain_key",
    },
    "durable": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "durable_cache",
        # So many that nobody pushes the count of their attempts out by making others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "fast": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 1_000},  # of a drawn page's size each
        }
    ),
}

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
ALIVE_FILE = env.str("ALIVE_FILE", default="")  # touched by a worker or beat while it is well

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail:")
globals().update(**EMAIL_CONFIG)
# All mail goes through the outbox; what EMAIL_URL names stands behind it.
MAIL_TRANSPORT = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_BACKEND = "marketplace.notifications.mail.OutboxBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10
MAIL_BODIES_KEPT_DAYS = env.int("MAIL_BODIES_KEPT_DAYS", default=30)  # what a mail said
UNCONFIRMED_KEPT_DAYS = env.int("UNCONFIRMED_KEPT_DAYS", default=30)  # accounts nobody confirmed
MAIL_KEPT_DAYS = env.int("MAIL_KEPT_DAYS", default=180)  # that there was one, to whom and when
# How long something waits until the moderators are told of it by mail, once a day.
MODERATORS_TOLD_AFTER_HOURS = env.int("MODERATORS_TOLD_AFTER_HOURS", default=4)
INVITATIONS_KEPT_DAYS = env.int("INVITATIONS_KEPT_DAYS", default=90)  # whom, once the link ended
# Whoever keeps, outside of the database, how far the log of events had got each day.
EVENT_HEAD_TO = [each.strip() for each in env.list("EVENT_HEAD_TO", default=[])]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default=f"Proven <{CONTACT_EMAIL}>")

MEGABYTE = 1024 * 1024
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
FILE_UPLOAD_HANDLERS = [
    "marketplace.config.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATICFILES_DIRS = [BASE_DIR / "marketplace" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "marketplace.config.static_files.StaticFiles"
    },
}
WHITENOISE_USE_FINDERS = DEMO

# Whether the site may fetch from its own machine: for tests alone.
FETCH_FROM_LOOPBACK = False

# People -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
globals().update(signing_in.settings_from(env, site_name=SITE_NAME))

# By their names alone browsers keep such cookies to this host, to https and to what it set itself.
SESSION_COOKIE_NAME = "__Host-session" if _https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
# Whoever runs the site asks the process itself, which speaks no https.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's preview shows pages in a frame of its own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which would have it DENY
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policies.PUBLIC}

# Language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# Wagtail ------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL or None
WAGTAILADMIN_LOGIN_URL = "/sign-in/"
WAGTAIL_FRONTEND_LOGIN_URL = "/sign-in/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "cms/password_required.html"  # noqa: S105 - a template's path
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "cms/password_required.html"  # noqa: S105
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
WAGTAIL_AUTOSAVE_INTERVAL = 5000  # milliseconds after the last key, not half a second
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # whatever it is, it is handed over to keep
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.admin.uploads.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.int("LARGEST_PICTURE_MB", default=10) * MEGABYTE
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # all frames of a moving one together
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.admin.uploads.DocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = env.int("LARGEST_DOCUMENT_MB", default=20) * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # in one request: no form of the site sends more than one
# A file that is somewhat too large is told so by its form; one that is far too large is not taken in.
LARGEST_REQUEST = 2 * max(WAGTAILIMAGES_MAX_UPLOAD_SIZE, WAGTAILDOCS_MAX_UPLOAD_SIZE)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

LOGGING = logs.logging_for(
    demo=DEMO,
    form=env.str("LOG_FORMAT", default=""),
    level=env.str("LOG_LEVEL", default=""),
)
