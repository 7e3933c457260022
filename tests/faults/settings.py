"""The house as it is, in fast motion: sweeps each second instead of each minute, claims that are lost after seconds."""

import os

from config.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {
    "plan reminders": {"task": "commitments.tasks.plan_today", "schedule": 2.0, "options": {"expires": 6}},
    "send reminders": {"task": "commitments.tasks.send_due", "schedule": 1.0, "options": {"expires": 3}},
    "refresh the lights": {"task": "commitments.tasks.refresh_lights", "schedule": 7.0, "options": {"expires": 7}},
    "heartbeat": {"task": "house.tasks.heartbeat", "schedule": 3.0, "options": {"expires": 3}},
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = "127.0.0.1", int(os.environ["SINK_PORT"]), 2
YANBIXING = {
    "digest_hour": 0,  # the run may take place at any hour
    "quiet_from_hour": 0,
    "quiet_until_hour": 0,
    "claim_timeout_minutes": 0.15,
    "outage_pause_minutes": 0.02,
    "backoff_minutes": (0.02, 0.03, 0.05),
    "attempts": 50,  # the sink refuses at random; a message given up would be its doing, not a fault
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
