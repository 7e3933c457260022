"""A report's file becomes a stored text and drafts, or one sentence and nothing."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Commitment, Report, Stage
from commitments.workflow import assigning
from drafts import loading
from drafts.models import Mark, Reading
from history.models import Event
from history.verify import verify

from .conftest import NOW, TEXT


def test_every_draft_stands_verbatim_and_waits_to_be_read(report):
    rows = list(report.commitments.all())
    assert {"新建改建中小学24所", "改造老旧小区172个"} <= {row.quote for row in rows}
    assert not any("90个" in row.quote or "18所" in row.quote for row in rows)  # what was done is no promise
    for row in rows:
        assert report.text[row.start : row.end] == row.quote
        assert row.stage == Stage.DRAFT and row.lead_suggested
    assert Mark.objects.filter(state=Mark.State.PENDING).count() == len(rows)
    assert Event.objects.filter(action="create").count() == len(rows) and verify().broken == []


def test_the_text_s_own_deadline_is_taken(report):
    assert report.commitments.get(quote__contains="实验学校新校区").deadline.isoformat() == "2022-09-30"


def test_codes_go_on_where_the_year_stands(report, cast):
    codes = list(report.commitments.order_by("code").values_list("code", flat=True))
    assert codes[0].startswith("2022-00-001") and len(set(codes)) == len(codes)


def test_a_second_drafting_is_refused_and_a_second_storing_is_silent(report, cast, tmp_path):
    file = tmp_path / "report.txt"
    file.write_text(TEXT, encoding="gb18030")
    call_command("load_report", file, slug="town-2022", year=2022, title="x", stdout=io.StringIO())
    with pytest.raises(CommandError, match="已有承诺"):
        call_command("load_report", file, slug="town-2022", year=2022, title="x", draft=True)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"\x00\x01\x02" * 50])
@pytest.mark.django_db
def test_what_cannot_be_read_leaves_nothing(content, tmp_path):
    file = tmp_path / ("report.pdf" if content.startswith(b"%PDF") else "report.txt")
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("load_report", file, slug="broken", year=2022, title="x", draft=True)
    assert not Report.objects.exists() and not Reading.objects.exists() and not Commitment.objects.exists()


@pytest.mark.parametrize("slug", ["bad slug!", "镇2022", "a" * 61, "upload"])
@pytest.mark.django_db
def test_a_slug_that_no_address_can_hold_is_refused(slug, tmp_path):
    file = tmp_path / "report.txt"
    file.write_text(TEXT)
    with pytest.raises(CommandError, match=slug[:20]):
        call_command("load_report", file, slug=slug, year=2022, title="x")
    assert not Report.objects.exists()


def test_a_report_being_read_is_not_the_city_s_report_until_a_promise_is_assigned(report, cast, client):
    def menu(person):
        client.force_login(person)
        return client.get("/my/").content.decode()

    later = loading.load(
        TEXT.replace("2022", "2023").encode(), "x.txt", slug="later", year=2023, title="x", with_drafts=True, at=NOW
    )[0]
    first = report.commitments.order_by("pk").first()
    assigning.assign(first, actor=cast.supervisor, at=NOW, lead=cast.education)
    assert Report.objects.current_first().first() == report and list(Report.objects.at_work()) == [report]
    assert "/reports/town-2022/" in menu(cast.hotline)
    assert client.get("/reports/later/").status_code == 404  # no draft there is his unit's
    client.force_login(cast.supervisor)
    assert client.get("/reports/later/").status_code == 200
    assigning.assign(later.commitments.order_by("pk").first(), actor=cast.supervisor, at=NOW, lead=cast.education)
    assert "/reports/later/" in menu(cast.hotline)
