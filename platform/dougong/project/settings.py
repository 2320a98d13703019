"""Django settings: secure as they stand; the operator changes them by environment (see `environment`)."""

import sys

from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from dougong.project import environment
from dougong.project.environment import ROOT, VAR

DEBUG = environment.flag("DOUGONG_DEBUG", default=False)
HTTPS = environment.flag("DOUGONG_HTTPS", default=True)
STAFF_SECOND_FACTOR = environment.flag("DOUGONG_STAFF_SECOND_FACTOR", default=True)
SECRET_KEY = environment.secret_key()
ALLOWED_HOSTS = environment.words("DOUGONG_HOSTS", ".localhost,localhost,127.0.0.1")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "dougong.tenancy",
    "dougong.catalog",
    "dougong.storage",
    "dougong.events",
    "dougong.approvals",
    "dougong.discussion",
    "dougong.files",
    "dougong.preferences",
    "dougong.batches",
    "dougong.jobs_log",
    "dougong.outbox",
    "dougong.once",
    "dougong.search",
    "dougong.commands",
    "dougong.jobs",
    "dougong.workshop.apps.WorkshopConfig",
    "dougong.project",
    # Wagtail for the workshop and the portals, without its images, documents, forms and redirects.
    "dougong.workshop.apps.WagtailUsers",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "modelsearch",
    "taggit",
    "django_jsonform",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dougong.pages.compressing.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "dougong.workshop.middleware.WorkshopHost",
    "dougong.pages.middleware.TenantMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
WORKSHOP_HOST = environment.workshop_host()
ROOT_URLCONF = "dougong.project.urls"
WSGI_APPLICATION = "dougong.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": environment.database(environment.database_address(sys.argv))}
ONE_ROLE = environment.flag("DOUGONG_ONE_ROLE", default=False)
CHANGES_TABLES = environment.changes_tables(sys.argv)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "tenancy.Account"
AUTHENTICATION_BACKENDS = ["dougong.workshop.backend.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates" / "jinja"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "dougong.project.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

WAGTAIL_SITE_NAME = "Dougong 斗拱"
WAGTAILADMIN_BASE_URL = f"{'https' if HTTPS else 'http'}://{WORKSHOP_HOST}"
WAGTAILADMIN_LOGIN_URL = "/sign-in/"
# What the workshop does not offer, and what would ask other hosts.
WAGTAIL_WORKFLOW_ENABLED = WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "platform" / "dougong" / "project" / "locale"]
LANGUAGE_COOKIE_NAME = "dougong_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
# Collected files carry their hash in their name and are served compressed; before the first collectstatic
# (development, tests) they are served as they lie.
COLLECTED = (STATIC_ROOT / "staticfiles.json").exists() and not DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "dougong.project.static_storage.CollectedOrPlain"},
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's pages need them, and a page has sixty of these answers
FILES_ROOT = VAR / "files"
DEMO_ROOT = ROOT / "demo"
MODULES_ROOT = ROOT / "modules"
SCHEMAS_ROOT = ROOT / "schemas"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dougong.pages.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a detail grid of 1,000 lines posts that many; fields are bounded per form
DATA_UPLOAD_MAX_NUMBER_FILES = 20

#: Requests of programs in a minute: of one token, and of all tokens of a company together.
API_PER_TOKEN = environment.number("DOUGONG_API_PER_TOKEN", 600)
API_PER_TENANT = environment.number("DOUGONG_API_PER_TENANT", 6_000)

globals().update(environment.mail())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = (environment.words("DOUGONG_MAIL_FROM", "") or ["dougong@localhost"])[0]
#: In links that leave the pages: letters, links to copy on the command line.
PUBLIC_PORT = (environment.words("DOUGONG_PUBLIC_PORT", "") or [""])[0]

CELERY_BROKER_URL = environment.words("DOUGONG_BROKER", "") or None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Wagtail tells every step of keeping a page; what happened stands in the event log.
    "loggers": {name: {"level": "WARNING"} for name in ("wagtail", "django_tasks")},
}
