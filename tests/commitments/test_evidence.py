"""Which files are taken as evidence: by content, not by name; marked ones are refused and not kept."""

import io
import zipfile

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments import evidence
from commitments.models import Evidence
from tests.promises import Promises

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**members: str) -> bytes:
    """A zip with these members; `__` stands for the slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return out.getvalue()


def docx(text: str) -> bytes:
    return zipped(word__document=f"<w:document><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:document>")


def pdf(text: str) -> bytes:
    """A small real PDF with one line of text."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


GOOD = {
    "a.jpg": b"\xff\xd8\xff\xe0 photo",
    "a.jpeg": b"\xff\xd8\xff\xe1 photo",
    "a.png": b"\x89PNG\r\n\x1a\n rest",
    "a.heic": b"\x00\x00\x00\x18ftypheic rest",
    "a.pdf": pdf("Hello"),
    "a.ofd": zipped(OFD="<ofd:OFD/>"),
    "a.doc": OLE + b"rest",
    "a.docx": docx("验收合格"),
    "a.xls": OLE + b"rest",
    "a.xlsx": zipped(xl__workbook="<workbook/>"),
    "a.wps": OLE + b"rest",
    "b.wps": docx("验收合格"),
    "a.et": OLE + b"rest",
    "b.et": zipped(xl__workbook="<workbook/>"),
    "A.JPG": b"\xff\xd8\xff\xe0 photo",
}


def check(name: str, content: bytes) -> None:
    evidence.check(SimpleUploadedFile(name, content))


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(forms.ValidationError) as refused:
        check(name, content)
    return " ".join(refused.value.messages)


@pytest.mark.parametrize("name", GOOD)
def test_what_phones_and_offices_make_is_taken(name):
    check(name, GOOD[name])


@pytest.mark.parametrize("name", GOOD)
def test_content_that_is_not_what_the_name_says_is_refused_by_name(name):
    assert name in refusal(name, b"MZ\x90\x00 a program")


def test_a_zip_without_the_formats_own_member_is_no_office_file():
    for name in ("a.docx", "a.xlsx", "a.ofd"):
        assert name in refusal(name, zipped(something="<x/>"))


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.zip", "noending", "a.pdf.exe"])
def test_types_not_on_the_list_are_refused_by_name(name):
    assert name in refusal(name, b"%PDF-1.4")


def test_a_file_too_large_is_refused_by_name(settings, monkeypatch):
    from commitments import rules

    monkeypatch.setattr(evidence, "rules", lambda: rules.Rules(evidence_max_bytes=2**20))
    assert "big.jpg" in refusal("big.jpg", b"\xff\xd8\xff" + bytes(2**20))
    check("small.jpg", b"\xff\xd8\xff" + bytes(2**20 - 3))


def test_an_empty_file_is_refused():
    assert "a.jpg" in refusal("a.jpg", b"")


def test_a_zip_that_unpacks_to_far_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(evidence, "MAX_UNZIPPED", 1000)
    refusal("a.docx", docx("一" * 2000))


@pytest.mark.parametrize("name", ["机密★1年 会议纪要.jpg", "【秘密】方案.jpg", "绝密_方案.jpg", "（机密）.jpg"])
def test_a_mark_of_secrecy_in_the_name_is_refused(name):
    assert name in refusal(name, GOOD["a.jpg"])


@pytest.mark.parametrize("text", ["机密★1年", "秘密 ★ 长期", "绝密☆", "密级：秘密", "机密", "【秘密】"])
def test_a_mark_of_secrecy_in_an_office_file_is_refused(text):
    for name in ("a.docx", "a.wps"):
        refusal(name, docx(text))
    refusal("a.xlsx", zipped(xl__workbook="<workbook/>", xl__sharedStrings=f"<sst><si><t>{text}</t></si></sst>"))
    refusal("a.ofd", zipped(OFD="<ofd:OFD/>", Doc_0__Pages__Page_0__Content=f"<ofd:TextCode>{text}</ofd:TextCode>"))


def test_a_mark_of_secrecy_in_an_old_office_file_is_refused():
    for name in ("a.doc", "a.xls", "a.wps", "a.et"):
        refusal(name, OLE + "内部 机密★3年 文件".encode("utf-16-le"))


def test_a_mark_of_secrecy_in_a_header_is_refused():
    refusal("a.docx", zipped(word__document="<w:document/>", word__header1="<w:p>秘密★1年</w:p>"))


def test_a_mark_of_secrecy_in_a_pdf_is_refused(monkeypatch):
    import re

    from commitments import secrecy

    check("a.pdf", pdf("SECRET* ten years"))
    monkeypatch.setattr(secrecy, "MARK", re.compile(r"SECRET\*"))  # the small PDF's font has no Chinese
    refusal("a.pdf", pdf("SECRET* ten years"))


@pytest.mark.parametrize("text", ["保守商业秘密的制度", "已签订保密协议", "机密性要求高的系统", "秘密花园小学"])
def test_words_that_only_speak_of_secrets_are_no_marks(text):
    check("a.docx", docx(text))


def test_a_locked_or_damaged_pdf_is_a_pdf_with_nothing_to_read():
    check("a.pdf", b"%PDF-1.7 damaged")


@pytest.mark.django_db
def test_a_marked_file_is_not_kept(promises: Promises, cast, client, tmp_path, settings):
    from pathlib import Path

    settings.BUSINESS_DATE = "2021-05-06"
    row = promises.in_progress()
    client.force_login(cast.clerk)
    for name, content in (("纪要.docx", docx("机密★1年")), ("假.pdf", b"MZ program")):
        response = client.post(
            f"/commitments/{row.code}/actions/report_progress/",
            {"narrative": "已完成", "evidence-0-file": SimpleUploadedFile(name, content), "evidence-0-shows": "纪要"},
        )
        assert response.status_code == 422
        assert name in response.content.decode() and "已完成" in response.content.decode()
    assert not Evidence.objects.exists() and not row.progress_reports.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
