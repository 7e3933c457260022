"""A unit, a person and a promise named in HTML: on the pages of a clerk and a supervisor it stands as text."""

from __future__ import annotations

import pytest

from commitments.workflow import reporting, urging
from tests.conftest import Cast
from tests.pages import signed_in
from tests.promises import MAY, Promises

pytestmark = pytest.mark.django_db
NAME = "<img src=x onerror=alert(1)>"
PAGES = [
    "/my/",
    "/my/notices/",
    "/my/jump/?q=onerror",
    "/my/sheet/",
    "/commitments/",
    "/commitments/?q=onerror",
    "/commitments/?group=lead",
    "/commitments/{code}/",
    "/commitments/{code}/card/",
    "/reports/town-2021/",
    "/overdue/",
    "/overdue/urge/?code={code}",
    "/review/",
    "/urging/",
    "/urging/{note}/",
    "/dashboard/",
    "/deliveries/",
    "/reminders/of/{person}/",
    "/commitments/{code}/reminders/",
    "/hotline/",
    "/public/",
]


@pytest.mark.parametrize("who", ["clerk", "supervisor"])
def test_html_in_a_name_is_text_everywhere(cast: Cast, settings, who):
    settings.BUSINESS_DATE = "2021-05-20"
    cast.education.name = cast.education.short_name = NAME
    cast.education.save()
    cast.clerk.first_name = cast.clerk.last_name = NAME[:30]
    cast.clerk.save()
    row = Promises(cast).in_progress(kind="ongoing", title=NAME, deadline=MAY.date())
    reporting.report_progress(row, actor=cast.clerk, at=MAY, narrative=NAME)
    note = urging.urge([row], actor=cast.supervisor, at=MAY, demand=NAME)[0]
    client, shown = signed_in(getattr(cast, who)), 0
    for page in PAGES:
        answer = client.get(page.format(code=row.code, note=note.pk, person=cast.clerk.pk))
        text = answer.content.decode()
        assert "<img src=x" not in text, page
        shown += "&lt;img src=x" in text
    assert shown > 8
