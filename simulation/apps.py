from collections.abc import Callable

from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "simulation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from house import opening

        if settings.DEMO:
            opening.PREPARATIONS.append(_people)
            opening.LINES.append(_sign_ins)
            opening.ERRANDS.append(_year)


def _people(say: Callable[[str], object]) -> None:
    from .people import make_people, take_password_from_settings

    make_people()
    take_password_from_settings()


def _sign_ins() -> list[str]:
    from .people import sign_in_lines

    return sign_in_lines()


def _year() -> tuple[str, list[str]] | None:
    """The year of the demonstration, begun or gone on with, until the day the desk is set to."""
    from django.conf import settings

    from .models import SimulatedYear

    if not settings.BUSINESS_DATE:
        return None
    kept = SimulatedYear.objects.filter(report__slug=settings.DEMO_REPORT).first()
    if kept and kept.is_complete:
        return None
    until = kept.until.isoformat() if kept else settings.BUSINESS_DATE
    seed = str(kept.seed) if kept else "2021"
    return "simulation", ["simulate_year", "--report", settings.DEMO_REPORT, "--seed", seed, "--until", until]
