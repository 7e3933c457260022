from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("Commitments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from departments.people import HANDS_OVER
        from history.verify import OBJECTS
        from house import watch
        from workdays.entering import FORESIGHTS, LISTENERS

        from . import policy, refusals, watchdog  # noqa: F401 - register the rules and the answers
        from .handing_over import hand_over
        from .models import Commitment
        from .recounting import recount, would_move

        HANDS_OVER.append(hand_over)
        LISTENERS.append(recount)
        FORESIGHTS.append(would_move)
        watch.DETAILS["outbox"] = watchdog.details
        watch.FIGURES.append(watchdog.figures)
        OBJECTS["commitment"] = lambda: (
            f"commitment:{code}" for code in Commitment.objects.values_list("code", flat=True).iterator()
        )
