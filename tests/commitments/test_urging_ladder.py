"""催办单 and 督办单: climbing when unanswered, skipping only with a reason, each a document in the official layout."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from commitments import documents
from commitments.models import Commitment, Reminder, UrgingItem, UrgingNote
from commitments.workflow import deciding, urging
from commitments.workflow.table import Invalid, NotPossible
from history.models import Event
from house.quotes import within
from tests.conftest import at

from .promises import under_way

JUNE_30 = date(2021, 6, 30)
SUPERVISION = UrgingNote.Level.SUPERVISION


@pytest.fixture
def note(cast) -> UrgingNote:
    """Issued on Monday 5 July, to be answered by the 8th."""
    rows = [under_way(cast, deadline=JUNE_30) for _ in range(2)]
    return urging.urge(rows, actor=cast.supervisor, at=at(2021, 7, 5), demand="加快办理")[0]


def test_a_document_counts_lateness_from_the_day_the_figure_is_due(cast):
    rows = [under_way(cast, deadline=JUNE_30) for _ in range(2)]
    Commitment.objects.filter(pk=rows[0].pk).update(figures_due_on=date(2021, 7, 31))
    (issued,) = urging.urge(rows, actor=cast.supervisor, at=at(2021, 7, 5), demand="加快办理")
    told = documents.paper(issued).paragraphs
    assert "尚未到期" in told[1] and "已超期3个工作日" in told[2]


def test_a_note_stays_as_it_was_issued_whatever_moves_afterwards(client, cast, note):
    """Page, print and file: deadline, days late, title, unit and people are those of its day."""
    row = note.items.order_by("pk")[0].commitment
    client.force_login(cast.supervisor)
    before = client.get(reverse("commitments:urging_note", args=[note.pk])).context["paper"]
    deciding.set_deadline(
        row, actor=cast.supervisor, at=at(2021, 7, 6), version=row.version, deadline=date(2021, 9, 30), reason="汛期"
    )
    Commitment.objects.filter(pk=row.pk).update(title="改了名", quote="改了原文")
    type(cast.education).objects.filter(pk=cast.education.pk).update(name="改了名的局")
    type(cast.clerk).objects.filter(pk__in=[cast.clerk.pk, cast.supervisor.pk]).update(display_name="换了人")
    page = client.get(reverse("commitments:urging_note", args=[note.pk]))
    file = Document(io.BytesIO(client.get(reverse("commitments:urging_docx", args=[note.pk])).content))
    assert page.context["paper"] == before and "2021年6月30日，已超期3个工作日" in before.paragraphs[1]
    assert [before.title, before.number, before.to, *before.paragraphs] == [p.text for p in file.paragraphs if p.text][
        : len(before.paragraphs) + 3
    ]


def test_a_note_names_who_answers_for_it_in_the_unit_and_who_issued_it(cast, note):
    words = documents.paper(note)
    assert f"责任人：{cast.head}（单位负责人）；承办人：{cast.clerk}、{cast.colleague}。" in words.paragraphs
    assert words.issuer == f"（签发人：{cast.supervisor}）"
    cast.head.is_active = False
    cast.head.save()
    order = urging.climb(note, actor=cast.supervisor, at=at(2021, 7, 9))
    assert f"责任人：单位负责人（系统中尚未登记）；承办人：{cast.clerk}、{cast.colleague}。" in documents.paper(order).paragraphs


def test_beside_an_item_stands_the_newest_open_note_else_the_newest(cast, note):
    rows = [item.commitment for item in note.items.all()]

    def told() -> set[UrgingNote]:
        return set(UrgingItem.objects.telling(rows).values())

    urging.reply(note, actor=cast.clerk, at=at(2021, 7, 6), text="本周内完成")
    assert told() == {note}
    (second,) = urging.urge(rows, actor=cast.supervisor, at=at(2021, 7, 7), demand="再催")
    assert told() == {second}
    (third,) = urging.urge(rows, actor=cast.supervisor, at=at(2021, 7, 7, 15), demand="三催")
    urging.reply(third, actor=cast.clerk, at=at(2021, 7, 8), text="已办")
    assert told() == {second}
    order = urging.climb(second, actor=cast.supervisor, at=at(2021, 7, 20))
    assert told() == {order}
    urging.reply(order, actor=cast.clerk, at=at(2021, 7, 21), text="已办")
    assert told() == {order}


def test_an_unanswered_note_climbs_once_to_a_supervision_order_on_its_items(cast, note):
    with pytest.raises(NotPossible, match=note.number):
        urging.climb(note, actor=cast.supervisor, at=at(2021, 7, 8))
    order = urging.climb(note, actor=cast.supervisor, at=at(2021, 7, 9))
    assert (order.level, order.number, order.follows) == (SUPERVISION, "督〔2021〕1号", note)
    assert set(order.items.values_list("commitment", flat=True)) == set(note.items.values_list("commitment", flat=True))
    assert Event.objects.filter(action="urge", data__note=order.number).count() == 2
    assert Reminder.objects.filter(recipient=cast.leader, facts__action="urge").count() == 2  # the leader learns of orders
    with pytest.raises(NotPossible):
        urging.climb(note, actor=cast.supervisor, at=at(2021, 7, 12))


def test_an_answered_note_does_not_climb(cast, note):
    urging.reply(note, actor=cast.clerk, at=at(2021, 7, 7), text="本周内完成")
    with pytest.raises(NotPossible):
        urging.climb(note, actor=cast.supervisor, at=at(2021, 7, 20))


def test_skipping_a_level_needs_a_reason(cast, note):
    fresh = under_way(cast, deadline=JUNE_30)
    with pytest.raises(Invalid) as refusal:
        urging.urge([fresh], actor=cast.supervisor, at=at(2021, 7, 9), demand="限期办结", level=SUPERVISION)
    assert "skip_reason" in refusal.value.fields and not UrgingNote.objects.filter(level=SUPERVISION).exists()
    order = urging.urge(
        [fresh], actor=cast.supervisor, at=at(2021, 7, 9), demand="限期办结", level=SUPERVISION, skip_reason="市长批示"
    )[0]
    assert "市长批示" in "".join(documents.paper(order).paragraphs)


def test_consequences_climb_with_the_level(cast, note):
    order = urging.climb(note, actor=cast.supervisor, at=at(2021, 7, 9))
    assert "督办单" in documents.paper(note).paragraphs[-1]
    assert "通报" in documents.paper(order).paragraphs[-1]
    assert any(note.number in text for text in documents.paper(order).paragraphs)


def test_the_word_file_has_the_layout_of_official_documents(cast, note):
    content = documents.docx(note)
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    sizes = [
        round(length / Mm(1)) for length in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ]
    assert sizes == [210, 297, 37, 28]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "催办单" and texts[1] == note.number and texts[3] == "聊城市教育和体育局："
    assert texts[-1] == f"（签发人：{cast.supervisor}）"
    assert "2021年7月5日" in texts[-2] and "已超期3个工作日" in "".join(texts)
    fonts = {}
    for name, paragraph in (("title", document.paragraphs[0]), ("body", document.paragraphs[4])):
        run = paragraph.runs[0]
        fonts[name] = (run._r.rPr.rFonts.get(qn("w:eastAsia")), run.font.size)
    assert fonts == {"title": ("方正小标宋简体", Pt(22)), "body": ("仿宋_GB2312", Pt(16))}
    archive = zipfile.ZipFile(io.BytesIO(content))
    table = archive.read("word/fontTable.xml").decode()
    assert 'w:name="仿宋_GB2312"' in table and "仿宋,FangSong" in table
    footers = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert footers.count("PAGE") == 2 and "— " in footers


def test_quotes_inside_the_quote_are_single(cast):
    row = under_way(cast, deadline=JUNE_30)
    Commitment.objects.filter(pk=row.pk).update(quote="开展聊城“最美”系列评选")
    (issued,) = urging.urge([row], actor=cast.supervisor, at=at(2021, 7, 5), demand="加快办理")
    assert "原文：“开展聊城‘最美’系列评选”。" in "".join(documents.paper(issued).paragraphs)
    assert within("“双招‘双’引”, the city’s") == "‘双招“双”引’, the city’s"


def test_the_page_prints_the_same_words_and_climbs_by_one_button(client, cast, note, settings):
    settings.BUSINESS_DATE = "2021-07-09"
    client.force_login(cast.supervisor)
    page = client.get(reverse("commitments:urging_note", args=[note.pk])).content.decode()
    assert all(text in page for text in documents.paper(note).paragraphs)
    assert reverse("commitments:urging_climb", args=[note.pk]) in page
    assert "unanswered=1" in client.get(reverse("commitments:urging")).content.decode()
    mine = client.get("/my/").content.decode()
    assert note.number in mine and "没有按期答复" in mine
    assert client.post(reverse("commitments:urging_climb", args=[note.pk])).status_code == 302
    assert UrgingNote.objects.get(level=SUPERVISION).follows == note
    file = client.get(reverse("commitments:urging_docx", args=[note.pk]))
    assert file.status_code == 200 and file.content[:2] == b"PK"


def test_the_commitment_leads_its_unit_to_the_note_and_the_reply(client, cast, note):
    row = note.items.order_by("pk")[0].commitment
    document, answer = reverse("commitments:urging_note", args=[note.pk]), reverse("commitments:reply_urging", args=[note.pk])

    def page(user) -> str:
        client.force_login(user)
        return client.get(row.get_absolute_url()).content.decode()

    assert document in page(cast.clerk) and answer in page(cast.clerk)
    assert document in page(cast.supervisor) and answer not in page(cast.supervisor)
    urging.reply(note, actor=cast.clerk, at=at(2021, 7, 6), text="本周内完成")
    assert document in page(cast.clerk) and answer not in page(cast.clerk)


def test_a_note_issued_before_letters_were_kept_gets_its_own_by_the_deadline_of_its_day(cast, note):
    row = note.items.order_by("pk")[0].commitment
    issued = documents.paper(note).paragraphs
    UrgingNote.objects.update(words={})
    deciding.set_deadline(
        row, actor=cast.supervisor, at=at(2021, 7, 6), version=row.version, deadline=date(2021, 9, 30), reason="汛期"
    )
    import_module("commitments.migrations.0011_notes_as_issued").write_down(apps, None)
    note.refresh_from_db()
    assert documents.paper(note).paragraphs == [text for text in issued if "责任人" not in text]
