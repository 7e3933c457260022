from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "house"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401 - registers the system checks
