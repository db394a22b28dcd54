"""How the tracker runs: one file, read from the environment. docs/settings.md lists every variable."""

import os
import sqlite3
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from tracker import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))

SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
HTTPS = _site.scheme == "https"

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(
    DATA_DIR / "secret-key",
    required=HTTPS or (bool(env.text("DATABASE_URL")) and not DEBUG and not env.flag("DEMONSTRATION")),
)
ALLOWED_HOSTS = sorted({_site.hostname or "127.0.0.1", "127.0.0.1", "localhost", *env.words("ALLOWED_HOSTS")})
CSRF_TRUSTED_ORIGINS = (
    [SITE_URL, *env.words("CSRF_TRUSTED_ORIGINS")] if HTTPS else env.words("CSRF_TRUSTED_ORIGINS")
)

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "priorities.apps.PrioritiesConfig",
    "priorities.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    # Before all others: an unchanged public page costs one question to the database.
    "priorities.page_cache.PageCacheMiddleware",
    # Next, so that what the ones below refuse carries the headers too.
    "priorities.middleware.PolicyMiddleware",
    "priorities.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "priorities.middleware.PrivatePagesMiddleware",
    "priorities.views.errors.WrongMethodMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "priorities.context.site",
            ],
        },
    },
]

# SQLite's WAL mode can lose an acknowledged commit in 3.7.0 to 3.51.2 (the "WAL-reset" bug), so only a mended
# library gets it; priorities.checks says which mode is in force.
_mended = {(3, 44): 6, (3, 50): 7}
_version = sqlite3.sqlite_version_info
SQLITE_WAL_IS_SAFE = _version >= (3, 51, 3) or _version[2] >= _mended.get(_version[:2], 1000)
_journal = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    if SQLITE_WAL_IS_SAFE
    else "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
)

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}",
        conn_max_age=0,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Opening a file and setting its pragmas for each request costs more than many a request.
    DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"{_journal} PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;",
    }
    # Tests use a file too: in memory, threads share one cache and lock each other's tables out.
    DATABASES["default"]["TEST"] = {
        "NAME": Path(tempfile.gettempdir()) / f"tracker-test-{os.getpid()}.sqlite3"
    }
elif env.flag("DATABASE_POOL", default=True):
    DATABASES["default"]["OPTIONS"] = {"pool": True}

# What pages are kept in, process by process: nothing in it outlives a change of its plan, see priorities/page_cache.py.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": env.whole_number("KEPT_PAGES", 300)},
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "priorities.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# How often within fifteen minutes one account may be tried, and one address, behind which a ministry may sit.
SIGN_IN_LIMIT = env.whole_number("SIGN_IN_LIMIT", 5)
SIGN_IN_LIMIT_PER_ADDRESS = env.whole_number("SIGN_IN_LIMIT_PER_ADDRESS", 50)
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "session-open"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ja", "日本語")]
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en", "fr", "ja")}
# An address typed without a scheme is https, as in Django 6, where this setting is no more.
FORMS_URLFIELD_ASSUME_HTTPS = True
USE_I18N = True
# What a template shows is for people; what machines read in it (ids, addresses, drawings) is `stringformat:"d"`.
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Files given as evidence are served by a view that asks who may, so they lie where no web server looks.
EVIDENCE_DIR = Path(env.text("EVIDENCE_DIR", str(DATA_DIR / "evidence")))
# Files of large reports, which are made outside the request: where they lie, how long they are kept, who makes them
# (the server itself, or `manage.py work` alone), and how much memory one may take.
REPORT_FILES_DIR = Path(env.text("REPORT_FILES_DIR", str(DATA_DIR / "report-files")))
REPORT_FILES_DAYS = env.whole_number("REPORT_FILES_DAYS", 7)
REPORT_FILES_BY_SERVER = env.flag("REPORT_FILES_BY_SERVER", default=True)
REPORT_MEMORY_MB = env.whole_number("REPORT_MEMORY_MB", 4096)
FILE_UPLOAD_HANDLERS = ["priorities.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.whole_number("SESSION_HOURS", 12) * 3600
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "priorities.views.errors.csrf_failed"
BEHIND_PROXY = env.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

vars().update(env.mail_server("EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", f"no-reply@{_site.hostname or 'localhost'}")

SSO = env.flag("SSO")
OIDC_NAME = ""
if SSO:
    from tracker import sso

    vars().update(sso.settings(INSTALLED_APPS, MIDDLEWARE, https=HTTPS))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
