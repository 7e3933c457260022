"""What cannot be read is refused in one sentence of the reader's language, and nothing of it is stored."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils.translation import override

from commitments.models import Commitment, Report
from tests.conftest import Cast


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b" " * 90_000_000)
    return out.getvalue()


BAD = {
    "空.txt": (lambda: b"  ", "是空文件"),
    "坏.docx": (lambda: b"PK\x03\x04broken", "已损坏"),
    "坏.pdf": (lambda: b"%PDF-1.7 broken", "已损坏"),
    "密.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "密码"),
    "炸.docx": (bomb, "解压后"),
    "混.txt": (lambda: "新建学校".encode() * 20 + b"\xff\xfe\x81" + "新建学校".encode("gb18030") * 20, "编码混杂"),
    "en.txt": (lambda: b"The council will build 24 schools by the end of this year. " * 20, "不是中文"),
    "诗.txt": (lambda: ("床前明月光，疑是地上霜。举头望明月，低头思故乡。" * 20).encode(), "未保存"),
    "长.txt": (lambda: ("新建学校24所。" * 150_000).encode(), "篇幅"),
    "图.png": (lambda: b"\x89PNG\r\n\x1a\n", "可读取的格式"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_one_sentence_on_the_page_and_leaves_nothing(cast: Cast, client, name):
    content, sentence = BAD[name]
    client.force_login(cast.supervisor)
    client.cookies["django_language"] = "zh-hans"
    form = {"title": "报告", "year": 2022, "slug": "town-2022", "file": SimpleUploadedFile(name, content())}
    answer = client.post("/drafts/upload/", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Report.objects.exists() and not Commitment.objects.exists()


@pytest.mark.parametrize("name", ["密.docx", "en.txt", "诗.txt"])
def test_the_command_refuses_in_the_same_words(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(BAD[name][0]())
    sentence = "请加 --force" if name == "诗.txt" else BAD[name][1]
    with override("zh-hans"), pytest.raises(CommandError, match=sentence):
        call_command("draft_commitments", path)


def test_force_takes_what_does_not_look_like_a_report(db, tmp_path):
    path = tmp_path / "诗.txt"
    path.write_bytes(BAD["诗.txt"][0]())
    given = {"slug": "poem", "year": 2022, "title": "诗", "draft": True}
    with pytest.raises(CommandError):
        call_command("load_report", path, **given)
    assert not Report.objects.exists()
    call_command("load_report", path, **given, force=True)
    assert Report.objects.get().commitments.count() == 0


def test_a_second_report_under_the_same_name_is_refused_at_that_field(report, cast: Cast, client):
    client.force_login(cast.supervisor)
    client.cookies["django_language"] = "zh-hans"
    form = {"title": "报告", "year": 2022, "slug": report.slug, "file": SimpleUploadedFile("新.txt", report.text.encode())}
    answer = client.post("/drafts/upload/", form)
    assert answer.status_code == 422 and "已有承诺" in answer.context["form"].errors["slug"][0]


def test_a_review_of_the_past_is_taken_with_no_draft(cast: Cast, client):
    client.force_login(cast.supervisor)
    text = "一、2021年工作回顾\n\n过去一年，全市新建学校18所，改造老旧小区90个，地区生产总值增长8.5%。\n"
    form = {"title": "回顾", "year": 2021, "slug": "past", "file": SimpleUploadedFile("past.txt", text.encode("gb18030"))}
    assert client.post("/drafts/upload/", form, follow=True).status_code == 200
    assert Report.objects.get(slug="past").commitments.count() == 0
