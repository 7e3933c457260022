"""A bulletin: drafted from the history, explained by the units, frozen at release, made again years later."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from docx import Document
from docx.oxml.ns import qn

from board import bulletins, document
from board.frozen_rules import plain_rules, rules_from, rules_version
from board.models import Bulletin, BulletinItem
from board.verdicts import Verdict, verdict_of
from board.views.bulletins import shown
from commitments import papers
from commitments.rules import Rules, rules
from commitments.workflow import deciding, requests
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import Denied
from history.models import Event
from tests.conftest import at
from tests.promises import EVERY_POINT, Promises

pytestmark = pytest.mark.django_db
DATA_ON = date(2021, 5, 31)
JUNE = at(2021, 6, 3)


def drafted(promises: Promises, at: datetime = JUNE) -> Bulletin:
    return bulletins.draft(promises.report, data_on=DATA_ON, actor=promises.cast.supervisor, at=at)


def released(promises: Promises, made: Bulletin | None = None) -> Bulletin:
    made = made or drafted(promises)
    return bulletins.release(made, actor=promises.cast.supervisor, at=JUNE, version=made.version)


def test_a_draft_counts_each_unit_by_verdict(promises: Promises):
    promises.completed(on=at(2021, 5, 6))
    late = promises.in_progress(deadline=date(2021, 5, 20))
    promises.figure(promises.in_progress(**promises.schools()), 3, on=at(2021, 5, 28))
    promises.in_progress(lead=promises.cast.education, deadline=date(2021, 12, 30))
    promises.draft()
    made = drafted(promises)
    assert made.figures["verdicts"] == {"on_time": 1, "late": 1, "on_schedule": 1, "unreported": 1}
    assert [(line["unit"], line["total"]) for line in made.figures["units"]] == [("市教育和体育局", 4)]
    assert [(item.commitment, item.verdict) for item in made.items.all()] == [(late, Verdict.LATE)]
    assert "4项承诺事项中，已办结1项" in made.opening


def test_completed_late_is_told_from_completed_in_time(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 4, 30))
    asked = requests.release(promises.asked(row, on=at(2021, 5, 20)), actor=promises.cast.head, at=at(2021, 5, 20))
    requests.complete(asked, actor=promises.cast.supervisor, at=at(2021, 5, 21), checklist=EVERY_POINT)
    assert verdict_of(promises.fresh(row), on=DATA_ON) == Verdict.LATE_DONE


def test_the_reason_of_an_extension_asked_for_is_taken_over(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 5, 10))
    promises.extension(row, date(2021, 9, 30))
    item = drafted(promises).items.get()
    assert (item.reason_code, item.reason_text) == ("resources", "资金未到位")


def test_a_released_bulletin_is_frozen_and_numbered(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 5, 20))
    made = released(promises)
    assert made.label == "〔2021〕第1期" and made.released_on == date(2021, 6, 3)
    figures = made.figures
    deciding.set_deadline(row, actor=promises.cast.supervisor, at=JUNE, deadline=date(2021, 9, 30), reason="市里决定")
    made.refresh_from_db()
    assert made.figures == figures == bulletins.recomputed(made), "what happens later changes neither"
    with pytest.raises(NotPossible):
        bulletins.edit(made, actor=promises.cast.supervisor, at=JUNE, version=made.version, title="x", opening="y", closing="")
    with pytest.raises(NotPossible):
        released(promises, made)


def test_a_corrected_edition_keeps_what_was_said_and_the_public_page_keeps_it_too(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 5, 20))
    other = promises.in_progress(deadline=date(2021, 5, 21))
    made = drafted(promises)
    assert set(made.items.values_list("reason_code", "reason_text")) == {("", "")}, "no reason is chosen for a unit"
    said = {"reason_code": "resources", "reason_text": "用地未批", "reply": "六月底完成。"}
    bulletins.explain(made.items.get(commitment=row), actor=promises.cast.clerk, at=JUNE, **said)
    first = released(promises, made)
    again = drafted(promises)
    assert again.corrects() == first and again.title.endswith("（更正）")
    item = again.items.get(commitment=row)
    assert (item.reason_code, item.reason_text, item.reply, item.replied_by) == (*said.values(), promises.cast.clerk)
    second = released(promises, again)
    assert [p.reply for p in second.published.filter(commitment__in=[row, other]).order_by("code")] == ["六月底完成。", ""]
    assert first.corrects() is None and second.corrects() == first


def test_the_next_month_not_yet_released_is_proposed_and_no_earlier_one_is_let_out_after_it(promises: Promises):
    promises.in_progress()
    assert bulletins.next_day(promises.report, on=date(2021, 6, 15)) == DATA_ON
    released(promises)
    assert bulletins.next_day(promises.report, on=date(2021, 6, 15)) == date(2021, 6, 30)
    assert bulletins.next_day(promises.report, on=date(2021, 9, 15)) == date(2021, 8, 31)
    with pytest.raises(Invalid, match="2021年5月31日"):
        bulletins.draft(promises.report, data_on=date(2021, 4, 30), actor=promises.cast.supervisor, at=JUNE)


def test_it_is_made_again_by_its_own_thresholds_not_todays(promises: Promises, monkeypatch):
    promises.figure(promises.in_progress(**promises.schools(), deadline=date(2021, 12, 31)), 6, on=at(2021, 5, 28))
    promises.in_progress()
    made = released(promises)
    monkeypatch.setattr("board.bulletins.rules", lambda: Rules(report_red_days=400))
    assert bulletins.recomputed(made) == made.figures
    assert made.figures["verdicts"]["unreported"] == 1


def test_thresholds_survive_being_kept():
    changed = Rules(behind_red_points=Rules.behind_red_points + 5, before_rungs=(9, 2))
    assert rules_from(json.loads(json.dumps(plain_rules(changed)))) == changed
    assert rules_version(changed) != rules_version(rules())


def test_the_unit_replies_and_a_supervisor_does_not_speak_for_it(promises: Promises):
    promises.in_progress(deadline=date(2021, 5, 20))
    item = drafted(promises).items.select_related("bulletin", "department").get()
    cast = promises.cast
    said = {"reason_code": "resources", "reason_text": "用地未批", "reply": "六月底完成。"}
    bulletins.explain(item, actor=cast.clerk, at=JUNE, **said)
    bulletins.explain(item, actor=cast.supervisor, at=JUNE, reason_code="policy", reason_text="", reply="督查员代写")
    item.refresh_from_db()
    assert (item.reason_code, item.reply, item.replied_by) == ("policy", "六月底完成。", cast.clerk)
    with pytest.raises(Denied):
        bulletins.explain(item, actor=cast.other_clerk, at=JUNE, **said)


def test_a_reply_with_a_private_number_is_refused(promises: Promises):
    promises.in_progress(deadline=date(2021, 5, 20))
    item = drafted(promises).items.get()
    with pytest.raises(Invalid) as refusal:
        named = "电话一三八一二三四五六七八、鲁P12345、0635-8288288"
        bulletins.explain(item, actor=promises.cast.clerk, at=JUNE, reason_code="other", reply=named)
    assert all(number in str(refusal.value) for number in ("一三八一二三四五六七八", "鲁P12345", "0635-8288288"))
    plain = "158万件，2021年，12345热线，1580000000元"
    assert bulletins.explain(item, actor=promises.cast.clerk, at=JUNE, reason_code="other", reply=plain).reply == plain


def test_nobody_else_releases(promises: Promises):
    promises.in_progress()
    made = drafted(promises)
    for person in (promises.cast.head, promises.cast.leader, promises.cast.auditor):
        with pytest.raises(Denied):
            bulletins.release(made, actor=person, at=JUNE, version=made.version)


def test_what_somebody_else_changed_is_not_released_unseen(promises: Promises):
    promises.in_progress()
    made = drafted(promises)
    bulletins.edit(made, actor=promises.cast.supervisor_2, at=JUNE, version=1, title="通报", opening="正文", closing="")
    with pytest.raises(Conflict):
        released(promises, made)


def test_one_draft_at_a_time_and_none_of_a_day_to_come(promises: Promises):
    promises.in_progress()
    drafted(promises)
    with pytest.raises(NotPossible):
        drafted(promises)
    with pytest.raises(Invalid):
        bulletins.draft(promises.report, data_on=date(2021, 6, 4), actor=promises.cast.supervisor, at=JUNE)


def test_its_steps_stand_in_the_history_without_its_words(promises: Promises):
    promises.in_progress()
    made = released(promises)
    events = Event.objects.filter(stream=made.stream).order_by("seq")
    assert [event.action for event in events] == ["draft_bulletin", "release_bulletin"]
    assert made.opening not in str([event.data for event in events])


def test_the_document_carries_the_table_and_chinese_faces(promises: Promises, settings):
    promises.in_progress(deadline=date(2021, 5, 20))
    made = drafted(promises)
    BulletinItem.objects.update(reply="六月底完成。")
    paper = Document(io.BytesIO(document.written(shown(released(promises, made), promises.cast.supervisor))))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "〔2021〕第1期" in text and "六月底完成。" in text and made.opening in text
    assert [cell.text for cell in paper.tables[0].rows[1].cells][:2] == ["市教育和体育局", "1"]
    faces = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in paper.paragraphs for run in paragraph.runs}
    assert faces <= {papers.TITLE_FONT, papers.HEAVY_FONT, papers.BODY_FONT}
    assert settings.BULLETIN_TO in text and text.index(settings.SUPERVISION_OFFICE) < text.index("2021年6月3日")
    assert paper.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert "PAGE" in paper.sections[0].footer._element.xml


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_supervisor_drafts_edits_and_releases_by_page(promises: Promises, settings):
    settings.BUSINESS_DATE = "2021-06-03"
    promises.in_progress(deadline=date(2021, 5, 20))
    client = sign_in(promises.cast.supervisor)
    assert client.get("/bulletins/").context["not_yet"] is None
    answer = client.post("/bulletins/", {"report": promises.report.slug, "data_on": "2021-05-31"}, follow=True)
    made = Bulletin.objects.get()
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    client.post(made.get_absolute_url(), {"title": "督查通报", "opening": "情况如下。", "closing": "请抓紧。", "version": "1"})
    confirm = client.get(f"{made.get_absolute_url()}release/").content.decode()
    assert "不能撤回" in confirm and "2021年5月31日" in confirm and "有1项单位未说明原因" in confirm
    made.refresh_from_db()
    assert made.is_draft, "looking releases nothing"
    client.post(f"{made.get_absolute_url()}release/", {"version": "2"})
    made.refresh_from_db()
    assert (made.title, made.state) == ("督查通报", "released")
    assert client.get("/bulletins/").context["not_yet"] == date(2021, 6, 30)  # June has not ended
    assert "完全一致" in client.get(f"{made.get_absolute_url()}check/").content.decode()
    assert client.get(f"{made.get_absolute_url()}bulletin.docx").content[:2] == b"PK"


def test_a_unit_finds_what_it_has_to_explain_and_keeps_what_it_typed(promises: Promises, settings):
    settings.BUSINESS_DATE = "2021-06-03"
    promises.in_progress(deadline=date(2021, 5, 20))
    item = drafted(promises).items.get()
    client = sign_in(promises.cast.clerk)
    assert f"/bulletins/items/{item.pk}/" in client.get("/my/").content.decode()
    answer = client.post(f"/bulletins/items/{item.pk}/", {"reason_code": "other", "reply": "联系13812345678"})
    assert answer.status_code == 422 and "联系13812345678" in answer.content.decode()
    client.post(f"/bulletins/items/{item.pk}/", {"reason_code": "other", "reply": "六月底完成。"})
    item.refresh_from_db()
    assert item.reply == "六月底完成。"
    assert f"/bulletins/items/{item.pk}/" not in client.get("/my/").content.decode()
