from django.apps import AppConfig
from django.utils.translation import ngettext_lazy


class HouseConfig(AppConfig):
    name = "house"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.validators import MaxLengthValidator

        from . import checks  # noqa: F401 - registers the system checks

        # Django's own sentence speaks of a “variable”, in Chinese too.
        MaxLengthValidator.message = ngettext_lazy(
            "At most %(limit_value)d character; this has %(show_value)d.",
            "At most %(limit_value)d characters; this has %(show_value)d.",
            "limit_value",
        )
