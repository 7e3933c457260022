from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "commitments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from history.verify import OBJECTS

        from . import policy, refusals  # noqa: F401 - register the rules and the answers
        from .models import Commitment

        OBJECTS["commitment"] = lambda: (
            f"commitment:{code}" for code in Commitment.objects.values_list("code", flat=True).iterator()
        )
