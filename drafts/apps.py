from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "drafts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import duties  # noqa: F401 - registers who keeps them
