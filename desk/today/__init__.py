"""What the rooms bring to `/my/`, a file per role; importing this registers them (`desk.sections`)."""

from . import hotline, leaders, supervisors, units
from .beside import beside

__all__ = ["beside", "hotline", "leaders", "supervisors", "units"]
