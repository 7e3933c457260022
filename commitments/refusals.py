"""How this room's refusals are answered (see `house.refusals`)."""

from typing import Any

from house.refusals import RefusalAnswer, answers

from .models import Commitment
from .workflow.table import Conflict, Invalid, NotPossible


@answers(NotPossible)
def _not_possible(error: NotPossible) -> RefusalAnswer:
    return RefusalAnswer(409, error.code, str(error))


@answers(Conflict)
def _conflict(error: Conflict) -> RefusalAnswer:
    current: Any = error.current
    shown = {"version": current.version}
    if isinstance(current, Commitment):
        shown |= {"stage": current.stage, "current_value": str(current.current_value or ""), "deadline": str(current.deadline)}
    return RefusalAnswer(409, error.code, str(error), extra={"current": shown})


@answers(Invalid)
def _invalid(error: Invalid) -> RefusalAnswer:
    return RefusalAnswer(400, error.code, str(error), fields={name: [str(text)] for name, text in error.fields.items()})
