"""催办单 and 督办单: climbing when unanswered, skipping only with a reason, each a document in the official layout."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from commitments import documents
from commitments.models import Commitment, Reminder, UrgingNote
from commitments.workflow import urging
from commitments.workflow.table import Invalid, NotPossible
from history.models import Event
from house.quotes import within
from tests.conftest import at
from workdays.calendar import current

from .promises import under_way

JUNE_30 = date(2021, 6, 30)
SUPERVISION = UrgingNote.Level.SUPERVISION


@pytest.fixture
def note(cast) -> UrgingNote:
    """Issued on Monday 5 July, to be answered by the 8th."""
    rows = [under_way(cast, deadline=JUNE_30) for _ in range(2)]
    return urging.urge(rows, actor=cast.supervisor, at=at(2021, 7, 5), demand="加快办理")[0]


def test_a_document_counts_lateness_from_the_day_the_figure_is_due(cast, note):
    item = note.items.order_by("pk")[0].commitment
    Commitment.objects.filter(pk=item.pk).update(figures_due_on=date(2021, 7, 31))
    told = documents.paper(UrgingNote.objects.get(pk=note.pk), current()).paragraphs
    assert "尚未到期" in told[1] and "已超期3个工作日" in told[2]


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
    assert "市长批示" in "".join(documents.paper(order, current()).paragraphs)


def test_consequences_climb_with_the_level(cast, note):
    order = urging.climb(note, actor=cast.supervisor, at=at(2021, 7, 9))
    assert "督办单" in documents.paper(note, current()).paragraphs[-1]
    assert "通报" in documents.paper(order, current()).paragraphs[-1]
    assert any(note.number in text for text in documents.paper(order, current()).paragraphs)


def test_the_word_file_has_the_layout_of_official_documents(cast, note):
    content = documents.docx(note, current())
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    sizes = [
        round(length / Mm(1)) for length in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ]
    assert sizes == [210, 297, 37, 28]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "催办单" and texts[1] == note.number and texts[3] == "聊城市教育和体育局："
    assert "2021年7月5日" in texts[-1] and "已超期3个工作日" in "".join(texts)
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


def test_quotes_inside_the_quote_are_single(cast, note):
    row = note.items.all()[0].commitment
    row.quote = "开展聊城“最美”系列评选"
    row.save()
    fresh = UrgingNote.objects.get(pk=note.pk)
    assert "原文：“开展聊城‘最美’系列评选”。" in "".join(documents.paper(fresh, current()).paragraphs)
    assert within("“双招‘双’引”, the city’s") == "‘双招“双”引’, the city’s"


def test_the_page_prints_the_same_words_and_climbs_by_one_button(client, cast, note, settings):
    settings.BUSINESS_DATE = "2021-07-09"
    client.force_login(cast.supervisor)
    page = client.get(reverse("commitments:urging_note", args=[note.pk])).content.decode()
    assert all(text in page for text in documents.paper(note, current()).paragraphs)
    assert reverse("commitments:urging_climb", args=[note.pk]) in page
    assert "unanswered=1" in client.get(reverse("commitments:urging")).content.decode()
    mine = client.get("/my/").content.decode()
    assert note.number in mine and "没有按期答复" in mine
    assert client.post(reverse("commitments:urging_climb", args=[note.pk])).status_code == 302
    assert UrgingNote.objects.get(level=SUPERVISION).follows == note
    file = client.get(reverse("commitments:urging_docx", args=[note.pk]))
    assert file.status_code == 200 and file.content[:2] == b"PK"
