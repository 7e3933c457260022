from collections.abc import Callable

from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hotline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from commitments.messages import SENTENCES
        from history.verify import OBJECTS
        from house import opening
        from house.api import FOR_PROGRAMS
        from workdays.entering import FORESIGHTS, LISTENERS

        from .callers import keys

        keys.ring()  # a key that cannot seal keeps the house shut
        from . import panel, policy  # noqa: F401 - what stands beside a commitment, and the rules
        from .models import WorkOrder
        from .open311.answers import out_of_place
        from .workflow import notices, recounting

        FOR_PROGRAMS["/open311/"] = out_of_place
        OBJECTS["work_order"] = lambda: (
            f"work_order:{number}" for number in WorkOrder.objects.values_list("number", flat=True).iterator()
        )
        SENTENCES[notices.KIND] = notices.sentence
        LISTENERS.append(recounting.recount)
        FORESIGHTS.append(recounting.would_move)
        opening.PREPARATIONS.append(_thesaurus)


def _thesaurus(say: Callable[[str], object]) -> None:
    from config import clock

    from .suggesting import loading

    loaded = loading.load(at=clock.now())
    if any(loaded):
        say(f"thesaurus: {loaded}")
