"""What can be asked for: the natures of work orders, each with the same two questions about the place."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from departments.models import Department
from hotline.models import WorkOrder

from .answers import TYPES, Refused

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-25T00:00:00+08:00"  # when the services or their questions last changed: clients then read them anew


def discovery() -> dict[str, Any]:
    """Where the service is, in which formats, and in what it deliberately differs from the standard."""
    return {
        "changeset": CHANGED,
        "contact": settings.OPEN311_CONTACT or _("The city's 12345 hotline"),
        "key_service": _(
            "The hotline gives keys to apps, each limited in what it may do and in calls a minute. Without a key only the "
            "summary the hotline has released is shown, without exact place, coordinates and pictures; with a key an app "
            "reads in full what it sent itself. Name, phone, e-mail, device and account of a sender are never returned."
        ),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{settings.BASE_URL}/open311/v2",
                "changeset": CHANGED,
                "type": "test" if settings.BUSINESS_DATE else "production",
                "formats": [kind.partition(";")[0] for kind in TYPES.values()],
            }
        ],
    }


def services() -> list[dict[str, Any]]:
    return [
        {
            "service_code": nature.value,
            "service_name": str(nature.label),
            "description": _("%(nature)s to the city's hotline") % {"nature": nature.label},
            "metadata": True,
            "type": "realtime",
            "keywords": "12345",
            "group": _("Hotline"),
        }
        for nature in WorkOrder.Nature
    ]


def definition(code: str) -> dict[str, Any]:
    """The questions of a service. Raises `Refused` 404 for an unknown one."""
    known(code)
    counties = Department.objects.filter(kind__in=[Department.Kind.COUNTY, Department.Kind.ZONE])
    return {
        "service_code": code,
        "attributes": [
            {
                "variable": True,
                "code": "county",
                "datatype": "singlevaluelist",
                "required": False,
                "datatype_description": None,
                "order": 1,
                "description": _("County or zone"),
                "values": [{"key": unit.code, "name": unit.short_name} for unit in counties],
            },
            {
                "variable": True,
                "code": "township",
                "datatype": "string",
                "required": False,
                "datatype_description": None,
                "order": 2,
                "description": _("Township or street"),
                "values": [],
            },
        ],
    }


def known(code: str) -> str:
    """The code of a service there is. Raises `Refused` 404."""
    if code not in WorkOrder.Nature.values:
        raise Refused(404, _("There is no service_code “%(code)s”.") % {"code": code[:40]})
    return code
