"""How this room's refusals are answered (see `house.refusals`)."""

from house.refusals import RefusalAnswer, answers

from .access import Denied
from .people import PersonInvalid


@answers(Denied)
def _denied(error: Denied) -> RefusalAnswer:
    return RefusalAnswer(403, "denied", str(error))


@answers(PersonInvalid)
def _person_invalid(error: PersonInvalid) -> RefusalAnswer:
    return RefusalAnswer(400, "invalid", str(error), fields={name: [text] for name, text in error.fields.items()})
