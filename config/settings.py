"""All settings, read from the environment by typed helpers, safe by default (docs/architecture.md)."""

import sys
from pathlib import Path
from urllib.parse import quote

import environ
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF

from .keys import own_secret
from .sockets import short_socket

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where this installation keeps its data: database, evidence, mail, broker socket, secret key.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Caller data is sealed with these (hotline/callers/keys.py); made once and kept with the data where none are given.
CALLER_KEYS = env.list("CALLER_KEYS", default=[]) or ["1:aes:" + own_secret(DATA_DIR / "caller_key", length=32)]
CALLER_INDEX_KEY = env.str("CALLER_INDEX_KEY", default="") or own_secret(DATA_DIR / "caller_index_key", length=32)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or own_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("HTTPS", default=False)
DEMO = env.bool("DEMO", default=False)
DEMO_REPORT = "liaocheng-2021"
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")
BUSINESS_DATE = env.str("BUSINESS_DATE", default="")
ALLOW_BUSINESS_DATE = env.bool("ALLOW_BUSINESS_DATE", default=False)
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")

INSTALLED_APPS = [
    "house.apps.HouseConfig",
    "history.apps.HistoryConfig",
    "workdays.apps.WorkdaysConfig",
    "departments.apps.DepartmentsConfig",
    "commitments.apps.CommitmentsConfig",
    "hotline.apps.HotlineConfig",
    "drafts.apps.DraftsConfig",
    "desk.apps.DeskConfig",
    "board.apps.BoardConfig",
    "simulation.apps.SimulationConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "house.compression.PageCompressionMiddleware",
    "board.middleware.NoCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "house.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "departments.middleware.ActingMiddleware",
    "commitments.middleware.RulesMiddleware",
    "desk.middleware.FirstPasswordMiddleware",
    "desk.middleware.SavedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "house.refusals.RefusalMiddleware",
    "house.refusals.NothingHasNulMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "django.template.context_processors.i18n",
                "desk.context.desk",
            ],
        },
    }
]

# Database: SQLite for the newcomer, PostgreSQL by URL. No ATOMIC_REQUESTS: writes open their own short transactions.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{quote(str(DATA_DIR / 'db.sqlite3'))}")}
_DB = DATABASES["default"]
if _DB["ENGINE"] == "django.db.backends.sqlite3":
    _DB["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;"
        ),
    }
elif env.bool("DB_POOL", default=False):  # the web process only: Celery closes connections after each task
    _DB.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "departments.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "departments.sessions.SessionBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = env.int("SIGN_IN_ATTEMPTS", default=10)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Static files: our own, and third-party ones that `make setup` installs (var/vendor), never committed.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
_VENDOR = BASE_DIR / "var" / "vendor"
STATICFILES_DIRS = [("vendor", _VENDOR)] if _VENDOR.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "house.static.HashedStatic"},
}
MEDIA_ROOT = env.str("EVIDENCE_DIR", default=str(DATA_DIR / "media"))  # never served by URL, only by views that ask
PICTURES_DIR = env.str("PICTURES_DIR", default=str(DATA_DIR / "pictures-shown"))  # made from evidence, again at need
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Mail
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{quote(str(DATA_DIR / 'mail'))}"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="yanbixing@localhost")

# Chat robots, a webhook of the city's, an SMS gateway: base addresses; a channel whose address is empty is not offered.
WECOM_URL = env.str("WECOM_URL", default="https://qyapi.weixin.qq.com")
DINGTALK_URL = env.str("DINGTALK_URL", default="https://oapi.dingtalk.com")
FEISHU_URL = env.str("FEISHU_URL", default="https://open.feishu.cn")
WEBHOOK_URL = env.str("WEBHOOK_URL", default="")
SMS_URL = env.str("SMS_URL", default="")

SUPERVISION_OFFICE = env.str("SUPERVISION_OFFICE", default="市政府督查室")  # signs urging notes, supervision orders and bulletins
BULLETIN_TO = env.str("BULLETIN_TO", default="各县（市、区）人民政府，市属开发区管委会，市政府各部门、各直属机构：")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # asked for at /metrics; empty: this machine only

# Celery: see STACK traps – no far eta (dates live in the database), late acknowledgement, no result backend.
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_DIR = DATA_DIR / "broker"
BROKER_SOCKET = short_socket(BROKER_DIR / "valkey.sock")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{quote(str(BROKER_SOCKET))}"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Each room adds its own sweeps here; every one is idempotent, for beat is a single point that may be late.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "house.tasks.heartbeat", "schedule": 60.0},
    "refresh the lights": {"task": "commitments.tasks.refresh_lights", "schedule": crontab(minute=2)},
    # Once a day would do; hourly, a beat that was down at dawn catches up the same day.
    "plan reminders": {"task": "commitments.tasks.plan_today", "schedule": crontab(minute=10, hour="5-19")},
    "send reminders": {"task": "commitments.tasks.send_due", "schedule": crontab(), "options": {"expires": 55}},
    "count the day": {"task": "board.tasks.count_the_day", "schedule": crontab(minute=52, hour=23)},
    "fill missing days": {"task": "board.tasks.fill_missing_days", "schedule": crontab(minute=35, hour="0-6")},
    "follow what is said": {"task": "hotline.tasks.follow_what_is_said", "schedule": crontab(minute="*/10")},
    "learn from links": {"task": "hotline.tasks.learn_from_links", "schedule": crontab(minute=15, hour=2)},
    "erase what is past its time": {"task": "hotline.tasks.erase_expired", "schedule": crontab(minute=40, hour=1)},
    "carry out imports": {"task": "hotline.tasks.carry_out_imports", "schedule": crontab()},
    "forget old answers": {"task": "house.tasks.forget_answers", "schedule": crontab(minute=30, hour=3)},
    "seal the day": {"task": "history.tasks.seal_yesterday", "schedule": crontab(minute=20, hour="0,3")},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# Web safety: nothing from another host, no inline script or style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_FAILURE_VIEW = "house.refusals.csrf_failure"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "departments.authentication.ActingTokenAuthentication",
        "departments.authentication.ActingSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "house.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "house.api.problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "言必行 Yanbixing",
    "DESCRIPTION": "Commitments of the government work report: who answers, by when, how it stands.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "CommitmentStage": "commitments.models.Stage",
        "CommitmentKind": "commitments.models.Kind",
        "SiteStage": "commitments.models.Site.Stage",
        "LinkKind": "hotline.models.Link.Kind",
        "LinkState": "hotline.models.Link.State",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Open311 (docs/open311.md): the identifier clients may send, any where it is empty; whom to ask for a key.
OPEN311_JURISDICTION = env.str("OPEN311_JURISDICTION", default="")
OPEN311_CONTACT = env.str("OPEN311_CONTACT", default="")

# Thresholds of the field (commitments/rules.py lists them with their defaults).
YANBIXING: dict[str, object] = {}

# Log: one line per event; JSON where a machine reads it.
_LOG_JSON = env.bool("LOG_JSON", default=False)
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer() if _LOG_JSON else structlog.dev.ConsoleRenderer(colors=False),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}

TESTING = "pytest" in sys.modules
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    AXES_ENABLED = False
    if _DB["ENGINE"] == "django.db.backends.sqlite3":  # a file as in use: threads share a memory database by other locks
        _DB["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
