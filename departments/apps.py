from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = _("Units and people")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from house import opening

        from . import policy, refusals  # noqa: F401 - register the rules and how refusals are answered

        if not settings.DEMO:
            from .first import make_first_administrator

            opening.PREPARATIONS.append(make_first_administrator)
