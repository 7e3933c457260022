from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "board"
    verbose_name = _("board")

    def ready(self) -> None:
        from history.verify import OBJECTS
        from house import opening

        from . import daycounts, policy, today, trend  # noqa: F401 - they register themselves
        from .models import Bulletin

        opening.ERRANDS.append(daycounts.errand)
        OBJECTS["bulletin"] = lambda: (f"bulletin:{pk}" for pk in Bulletin.objects.values_list("pk", flat=True).iterator())
