"""Reading drafts over: each verb, its undo, two people at once; nothing is published by it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from commitments.models import Commitment, Stage
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import Denied
from drafts import review
from drafts.models import Mark
from history.verify import verify

from .conftest import NOW


def draft(report, words: str) -> Commitment:
    return report.commitments.select_related("report").get(quote__contains=words)


def state(row: Commitment) -> str:
    return Mark.objects.get(commitment=row).state


def test_accepting_changes_the_mark_and_publishes_nothing(report, cast):
    row = review.accept(draft(report, "老旧小区"), actor=cast.supervisor, at=NOW)
    assert (state(row), row.stage) == ("accepted", Stage.DRAFT)
    assert not Commitment.objects.published().exists()


def test_a_rejected_draft_is_gone_from_the_registry_and_can_come_back(report, cast):
    row = review.reject(draft(report, "老旧小区"), actor=cast.supervisor, at=NOW, reason="重复")
    assert row not in Commitment.objects.kept()
    review.undo(report, actor=cast.supervisor, at=NOW)
    row.refresh_from_db()
    assert (row.stage, row.is_published, state(row)) == (Stage.DRAFT, True, "pending")


def test_correcting_cuts_quote_and_sentence_from_the_text(report, cast):
    row = draft(report, "老旧小区")
    start = report.text.index("老旧小区172个")
    done = review.correct(row, actor=cast.supervisor, at=NOW, start=start, end=start + len("老旧小区172个"))
    assert (done.quote, state(done)) == ("老旧小区172个", "accepted")
    assert done.context.startswith("改造老旧小区172个")
    review.undo(report, actor=cast.supervisor, at=NOW)
    done.refresh_from_db()
    assert (done.quote, state(done)) == ("改造老旧小区172个", "pending")


@pytest.mark.parametrize(
    "fields, named",
    [
        ({"start": 0, "end": 10_000}, "start"),
        ({"kind": "quantified", "value": None}, "value"),
        ({"value_max": 5}, "value_max"),
        ({"quote": "x"}, "quote"),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(report, cast, fields, named):
    row = draft(report, "老旧小区")
    with pytest.raises(Invalid) as wrong:
        review.correct(row, actor=cast.supervisor, at=NOW, **fields) if "quote" not in fields else review.drafts.correct_draft(
            row, actor=cast.supervisor, at=NOW, **fields
        )
    assert named in wrong.value.fields
    standing = Commitment.objects.get(pk=row.pk)
    assert (standing.version, standing.quote) == (row.version, row.quote)


def test_splitting_makes_two_and_undo_makes_one(report, cast):
    start = report.text.index("新建改建中小学24所、幼儿园30所")
    row = draft(report, "中小学24所")
    other = draft(report, "幼儿园30所")
    review.reject(other, actor=cast.supervisor, at=NOW)
    wide = review.correct(row, actor=cast.supervisor, at=NOW, start=start, end=start + len("新建改建中小学24所、幼儿园30所"))
    wide.report = report
    first, second = review.split(wide, start + len("新建改建中小学24所"), actor=cast.supervisor, at=NOW)
    assert (first.quote, second.quote) == ("新建改建中小学24所", "幼儿园30所") or second.quote == "幼儿园30所"
    review.undo(report, actor=cast.supervisor, at=NOW)
    assert (second.kind, second.value, second.unit) == ("quantified", 30, "所")  # read at its place
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.quote == "新建改建中小学24所、幼儿园30所" and second.stage == Stage.CANCELLED


def test_joining_rejects_the_other(report, cast):
    one, other = draft(report, "中小学24所"), draft(report, "幼儿园30所")
    joined = review.join(one, other, actor=cast.supervisor, at=NOW)
    other.refresh_from_db()
    assert "中小学24所" in joined.quote and "幼儿园30所" in joined.quote and other.stage == Stage.CANCELLED


def test_a_missed_promise_is_added_once(report, cast):
    start = report.text.index("实施城市更新三年行动")
    row = review.add(report, start, start + 10, actor=cast.supervisor, at=NOW)
    assert (row.quote, row.stage, row.section) == ("实施城市更新三年行动", Stage.DRAFT, draft(report, "老旧小区").section)
    with pytest.raises(Invalid):
        review.add(report, start, start + 10, actor=cast.supervisor, at=NOW)


def test_one_step_after_the_other_is_undone_and_what_was_added_leaves_no_trace(report, cast):
    before, row = review.progress(report), draft(report, "老旧小区")
    start = report.text.index("实施城市更新三年行动")
    added = review.add(report, start, start + 10, actor=cast.supervisor, at=NOW)
    review.correct(added, actor=cast.supervisor, at=NOW, title="城市更新")
    review.accept(row, actor=cast.supervisor, at=NOW)
    review.correct(row, actor=cast.supervisor, at=NOW, title="老旧小区")
    review.reject(row, actor=cast.supervisor, at=NOW)
    for _n in range(5):
        review.undo(report, actor=cast.supervisor, at=NOW)
    row.refresh_from_db()
    assert (row.title, row.stage, state(row)) == ("改造老旧小区172个", Stage.DRAFT, "pending")
    assert review.progress(report) == before


def test_only_supervisors_review(report, cast):
    for person in (cast.clerk, cast.head, cast.auditor, cast.hotline):
        with pytest.raises(Denied):
            review.accept(draft(report, "老旧小区"), actor=person, at=NOW)


def test_the_second_of_two_readers_gets_a_conflict(report, cast):
    row = draft(report, "老旧小区")
    review.accept(row, actor=cast.supervisor, at=NOW, version=row.version)
    with pytest.raises(Conflict):
        review.reject(row, actor=cast.supervisor_2, at=NOW, version=row.version)
    row.refresh_from_db()
    assert row.stage == Stage.DRAFT


def test_nobody_undoes_what_somebody_changed_since(report, cast):
    row = draft(report, "老旧小区")
    review.accept(row, actor=cast.supervisor, at=NOW)
    review.correct(row, actor=cast.supervisor_2, at=NOW, title="改造老旧小区")
    with pytest.raises(NotPossible):
        review.undo(report, actor=cast.supervisor, at=NOW)
    with pytest.raises(NotPossible):
        review.undo(report, actor=cast.clerk, at=NOW)
    assert verify().broken == []


def test_a_number_set_aside_is_accounted_for(report, cast):
    before = review.unaccounted(report)
    report.reading.loose_numbers = [{"start": 3, "end": 7, "words": "2022", "context": "", "reason": "year"}]
    assert len(review.unaccounted(report)) == 1
    review.set_aside(report, 3, 7, actor=cast.supervisor, at=NOW, reason="年份")
    assert review.unaccounted(report) == [] and isinstance(before, list)


def test_the_page_serves_a_hundred_drafts_in_few_queries_and_no_form_each(report, cast, client, django_assert_max_num_queries):
    client.force_login(cast.supervisor)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("drafts:review", args=[report.slug])).content.decode()
    assert page.count("data-version") == report.commitments.count() and "改造老旧小区172个" in page
    row = draft(report, "老旧小区")
    step = reverse("drafts:decide", args=[report.slug, row.code, "reject"])
    assert step not in page
    opened = client.get(reverse("drafts:card", args=[report.slug, row.code]))
    assert step in opened.content.decode() and "改造老旧小区172个" in opened.content.decode()
    alone = client.get(reverse("drafts:correct", args=[report.slug, row.code])).content.decode()
    assert 'name="title"' in alone and "hx-post" not in alone  # a page of its own: nothing there takes the pieces


def asked(client, report, name: str, row: Commitment | None = None, *more: str, **data) -> str:
    """What a step answers to htmx."""
    args = [report.slug, *([row.code] if row else []), *more]
    answer = client.post(reverse(f"drafts:{name}", args=args), data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_step_answers_with_what_it_touched_alone(report, cast, client):
    client.force_login(cast.supervisor)
    row, rest = draft(report, "老旧小区"), report.commitments.exclude(quote__contains="老旧小区")
    accepted = asked(client, report, "decide", row, "accept", version=row.version)
    assert f'id="d-{row.code}"' in accepted and "已采纳" in accepted and 'id="b-' not in accepted
    undone = asked(client, report, "undo")
    assert f'id="d-{row.code}"' in undone and f'id="b-{row.start}"' in undone
    assert not any(f'id="d-{other.code}"' in accepted + undone for other in rest)
    start = report.text.index("实施城市更新三年行动")
    added = asked(client, report, "add", quote="实施城市更新三年行动", start=start)
    new = report.commitments.get(start=start)
    assert f'id="d-{new.code}"' in added and f'href="#d-{new.code}"' in added and 'name="title"' in added


def test_a_step_brings_what_somebody_else_changed_meanwhile(report, cast, client):
    client.force_login(cast.supervisor)
    seen = client.get(reverse("drafts:review", args=[report.slug])).context["seen"]
    others = draft(report, "老旧小区")
    review.reject(others, actor=cast.supervisor_2, at=datetime.fromisoformat(seen))
    own = draft(report, "中小学")
    answer = asked(client, report, "decide", own, "accept", version=own.version, seen=seen)
    assert f'id="d-{others.code}"' in answer and "剔除1条" in answer
    later = (datetime.fromisoformat(seen) + timedelta(minutes=1)).isoformat()
    quiet = client.get(reverse("drafts:news", args=[report.slug]), {"seen": later}, headers={"HX-Request": "true"})
    assert quiet.status_code == 204


def test_cards_answer_to_htmx_and_pages_to_forms(report, cast, client):
    client.force_login(cast.supervisor)
    row = draft(report, "老旧小区")
    address = reverse("drafts:decide", args=[report.slug, row.code, "accept"])
    card = client.post(address, {"version": row.version}, headers={"HX-Request": "true"})
    assert card.status_code == 200 and f'id="d-{row.code}"' in card.content.decode()
    joined = client.post(
        reverse("drafts:decide", args=[report.slug, row.code, "join"]), {"other": "2022-99-001"}, headers={"HX-Request": "true"}
    )
    assert joined.status_code == 409 and "2022-99-001" in joined.content.decode()
    late = client.post(address, {"version": row.version}, headers={"HX-Request": "true"})
    assert late.status_code == 409 and state(row) == "accepted"
    page = client.post(reverse("drafts:decide", args=[report.slug, row.code, "reject"]), {})
    assert page.status_code == 302
    wrong = client.post(
        reverse("drafts:correct", args=[report.slug, draft(report, "中小学").code]), {"quote": "不在报告里的话", "title": "x"}
    )
    assert wrong.status_code == 422 and "不在报告里的话" in wrong.content.decode()
