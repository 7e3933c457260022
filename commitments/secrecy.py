"""Readable marks of secrecy (密级标志): a file that bears one is refused and not kept (严禁上传涉密文件).

What can be read is read: names, the text of office files and PDFs. Pictures and scans cannot be; the form's warning
is for those.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

LEVELS = ("绝密", "机密", "秘密")
LEVEL = "|".join(LEVELS)
# GB/T 9704: the level with a star and its term (机密★1年), or the level as a field or a line of its own.
MARK = re.compile(rf"({LEVEL})\s*[★☆*＊]|密\s*级\s*[:：]\s*({LEVEL})|^[\s【\[（(]*({LEVEL})[\s】\]）)]*$", re.MULTILINE)
NAME = re.compile(rf"({LEVEL})\s*[★☆*＊]|[【\[（(]({LEVEL})[】\]）)]|^({LEVEL})[-_—\s.]")
OLE_MARKS = [f"{level}{star}".encode("utf-16-le") for level in LEVELS for star in "★☆"]
ZIPPED = {"docx", "xlsx", "wps", "et", "ofd"}
MOST_TEXT = 20_000_000  # characters of one file that are looked at
MOST_PAGES = 50


def is_marked(file: IO[bytes], name: str, suffix: str) -> bool:
    """Whether the name or the readable text of `file` bears a mark of secrecy."""
    return bool(NAME.search(name)) or any(MARK.search(text) for text in _texts(file, suffix)) or _ole_marked(file, suffix)


def _texts(file: IO[bytes], suffix: str) -> Iterator[str]:
    file.seek(0)
    if suffix == "pdf":
        yield from _pages(file.read())
    elif suffix in ZIPPED and zipfile.is_zipfile(file):
        yield from _members(file)


def _members(file: IO[bytes]) -> Iterator[str]:
    """The text of every XML part, a line per paragraph or cell; a part that cannot be unpacked has none."""
    left = MOST_TEXT
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if not member.filename.endswith(".xml") or left <= 0:
                continue
            try:
                with archive.open(member) as part:
                    content = part.read(left)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
                continue
            left -= len(content)
            lines = re.sub(rb"</(w:p|si|c|ofd:TextCode|TextCode)>", b"\n", content)
            yield re.sub(r"<[^>]+>", "", lines.decode("utf-8", errors="replace"))


def _pages(content: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return  # locked or damaged: nothing to be read
    try:
        for number in range(min(len(document), MOST_PAGES)):
            yield document[number].get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        return
    finally:
        document.close()


def _ole_marked(file: IO[bytes], suffix: str) -> bool:
    """The old office formats keep Chinese text as UTF-16."""
    if suffix not in {"doc", "xls", "wps", "et"}:
        return False
    file.seek(0)
    content = file.read()
    return any(mark in content for mark in OLE_MARKS)
