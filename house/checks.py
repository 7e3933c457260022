"""What an installation must not start with; each check says which setting."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security)
def unsafe_values(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuses unsafe values where DEBUG is off (the suite itself runs with test values)."""
    if settings.DEBUG or settings.TESTING:
        return []
    problems = []
    if len(settings.SECRET_KEY) < 32 or settings.SECRET_KEY.startswith("django-insecure"):
        problems.append(("SECRET_KEY", "is too short or an example; leave it out and one is made", "house.E001"))
    if "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS:
        problems.append(("ALLOWED_HOSTS", "must name the hosts this installation answers to", "house.E002"))
    if settings.BUSINESS_DATE and not settings.ALLOW_BUSINESS_DATE:
        problems.append(("BUSINESS_DATE", "is for demonstrations; with DEBUG off it needs ALLOW_BUSINESS_DATE=1", "house.E003"))
    return [Error(f"{name} {why}.", id=code) for name, why, code in problems]


@register(Tags.security, deploy=True)
def one_host_database(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """`check --deploy` mentions SQLite: right for a newcomer and one host, not for several."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return [Warning("DATABASE_URL names SQLite: one host only; use PostgreSQL for more.", id="house.W001")]
    return []
