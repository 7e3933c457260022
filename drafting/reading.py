"""A report's text out of a file: txt, md, html, docx, pdf with a text layer. Refuses with one clear sentence.

The text is what offsets count in. For .txt and .md it is the decoded file with line ends as Python's text mode reads them
(\\r\\n and \\r become \\n) and without a byte order mark; nothing else is taken away, not even the line that names a source.
For the other formats it is one line per paragraph.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from .wording import listed

LARGEST_FILE = 60_000_000  # bytes
LARGEST_TEXT = 1_000_000  # characters: thirty times the longest provincial report known
LARGEST_UNPACKED = 80_000_000  # bytes of a docx when unpacked
MOST_PACKED = 200  # times a docx member may grow

SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")


class Unreadable(Exception):
    """The file cannot be read as a report. The message is one sentence for the person who gave it."""


@dataclass(frozen=True)
class Reading:
    """The text as read, and how: `encoding` for plain text, `format` by content rather than by name."""

    text: str
    format: str
    encoding: str = ""
    notes: tuple[str, ...] = ()


def read(path: Path, *, force: bool = False) -> Reading:
    """The text of a file. `force` lets pass what can still be read: too long, mixed encodings, another language."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise Unreadable(f"{path.name} has {size // 1_000_000} MB; a report has at most {LARGEST_FILE // 1_000_000} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"{path.name} does not exist") from None
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be opened: {error.strerror}") from error
    return read_bytes(data, path.name, force=force)


def read_bytes(data: bytes, name: str, *, force: bool = False) -> Reading:
    """The text of an uploaded file called `name`."""
    if not data.strip():
        raise Unreadable(f"{name} is empty")
    kind = _format(data, name)
    if kind == "docx":
        reading = Reading(_docx(data, name), kind)
    elif kind == "pdf":
        reading = Reading(_pdf(data, name), kind)
    else:
        text, encoding = _decoded(data, name, force)
        reading = Reading(_html(text) if kind == "html" else text, kind, encoding)
    if not reading.text.strip():
        raise Unreadable(f"{name} holds no text")
    if not force:
        _checked(reading.text, name)
    return reading


def _format(data: bytes, name: str) -> str:
    suffix = Path(name).suffix.lower()
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return "docx"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Unreadable(f"{name} is an old Word file or protected by a password; save it as an open docx")
    if suffix == ".pdf":
        raise Unreadable(f"{name} is no PDF or is broken")
    if suffix == ".docx":
        raise Unreadable(f"{name} is no Word document or is broken")
    if suffix not in SUFFIXES and suffix:
        known = ", ".join(SUFFIXES)
        raise Unreadable(f"{name} is of a kind that cannot be read; readable are {known}")
    if suffix in (".html", ".htm") or re.match(rb"\s*(?:<!doctype html|<html)", data[:200], re.I):
        return "html"
    return "md" if suffix == ".md" else "txt"


# --- plain text ---------------------------------------------------------------------------------------------------------------
def _decoded(data: bytes, name: str, force: bool) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-sig"]
    elif b"\0" in data[:4000]:
        even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
        candidates = ["utf-16-le" if odd >= even else "utf-16-be"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and _garbled(text):
            break
        return _line_ends(text), encoding
    if not force:
        raise Unreadable(f"{name} mixes encodings or is damaged: it is neither UTF-8 nor GB18030 throughout")
    chosen = min(
        (data.decode(encoding, "replace") for encoding in candidates), key=lambda text: text.count("�") + 5 * _rare(text)
    )
    return _line_ends(chosen), "mixed"


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rare(text: str) -> int:
    """How many characters hardly ever stand in a Chinese report: what GB18030 makes of bytes in another encoding."""
    return len(
        re.findall(
            r"[\u3400-\u4dbf\ue000-\uf8ff\ufffd\u0100-\u02ff\u0370-\u03ff\u0400-\u04ff\u2500-\u259f]|[鈥锛銆鐨勫鍦浠涓绗鏄€鍏鍙]",
            text,
        )
    )


def _garbled(text: str) -> bool:
    return _rare(text) > max(4, len(text) / 50)


def _checked(text: str, name: str) -> None:
    if len(text) > LARGEST_TEXT:
        raise Unreadable(f"{name} has {len(text):,} characters; a report has at most {LARGEST_TEXT:,}")
    letters = re.findall(r"[^\W\d_]", text)
    chinese = sum(1 for letter in letters if "\u4e00" <= letter <= "\u9fff")
    if not letters:
        raise Unreadable(f"{name} holds no words")
    kana = len(re.findall(r"[\u3040-\u30ff\uac00-\ud7af]", text))
    if chinese < 0.5 * len(letters) or kana > 0.1 * len(letters):
        raise Unreadable(f"{name} is not written in Chinese")


# --- html -----------------------------------------------------------------------------------------------------------------------
_BLOCKS = listed("p div br h1 h2 h3 h4 h5 h6 li tr table section article title center ul ol blockquote dd dt main")
_SKIPPED = {"script", "style", "noscript", "nav", "footer", "header", "aside", "form", "button", "select", "iframe", "svg"}


def _html(markup: str) -> str:
    from lxml import html

    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    try:
        root = html.document_fromstring(body)
    except (ValueError, html.etree.ParserError):
        return ""
    pieces: list[str] = []
    _collect(root, pieces)
    lines = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in "".join(pieces).split("\n") if not _leads_away(line))
    return "\n".join(text for line in lines if (text := line.translate(_NO_LINK_MARKS).strip()))


_LINK, _END = "\ue000", "\ue001"  # around the words of a link, until it is known whether a line holds anything else
_NO_LINK_MARKS = {ord(_LINK): None, ord(_END): None}
_TO_NEIGHBOURS = re.compile(r"[\s【\[]*(?:上|下)一(?:篇|条|页|则)\s*[：:】\]]?")


def _leads_away(line: str) -> bool:
    """Whether a line is a button or the title of another page: nothing but links and short words between them, no sentence."""
    plain = line.translate(_NO_LINK_MARKS).strip()
    if _TO_NEIGHBOURS.match(plain) and not plain.endswith("。"):
        return True
    if _LINK not in line or plain[-1:] in "。！；":
        return False
    beside = re.sub(f"{_LINK}[^{_END}]*{_END}", "", line)
    return len(re.sub(r"[\W\d_]", "", beside)) <= 6  # a date or a number beside a link is no sentence either


def _collect(root: Any, pieces: list[str]) -> None:
    """Text in reading order with a line end around blocks; an explicit stack, for pages nest deeply."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, closing = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        block = tag in _BLOCKS
        if closing:
            pieces.append("\n" if block else _END if tag == "a" else "")
            pieces.append(re.sub(r"[\r\n]+", " ", node.tail or ""))
            continue
        if not tag or tag in _SKIPPED or tag == "title":
            pieces.append(re.sub(r"[\r\n]+", " ", node.tail or ""))
            continue
        pieces.append("\n" if block else _LINK if tag == "a" else "")
        pieces.append(re.sub(r"[\r\n]+", " ", node.text or ""))
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))


# --- docx -----------------------------------------------------------------------------------------------------------------------
def _docx(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _unpackable(archive, name)
            if "word/document.xml" not in archive.namelist():
                raise Unreadable(f"{name} is no Word document")
    except zipfile.BadZipFile:
        raise Unreadable(f"{name} is a broken Word document") from None
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    from . import word

    try:
        document = docx.Document(BytesIO(data))
        return "\n".join(line for line in word.lines(document) if line.strip())
    except (PackageNotFoundError, LxmlError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Unreadable(f"{name} is a broken Word document") from error


def _unpackable(archive: zipfile.ZipFile, name: str) -> None:
    """Sizes are checked before anything is unpacked."""
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(f"{name} is protected by a password")
    total = sum(member.file_size for member in members)
    if (
        total > LARGEST_UNPACKED
        or len(members) > 5000
        or any(
            member.file_size > 1_000_000 and member.file_size > MOST_PACKED * max(1, member.compress_size) for member in members
        )
    ):
        raise Unreadable(f"{name} unpacks to far more than a report holds and was not opened")


# --- pdf ------------------------------------------------------------------------------------------------------------------------
def _pdf(data: bytes, name: str) -> str:
    import pypdfium2

    from . import pages

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(f"{name} is protected by a password") from None
        raise Unreadable(f"{name} is a broken PDF") from None
    try:
        if len(document) > 1000:
            raise Unreadable(f"{name} has {len(document)} pages; a report has fewer than 1,000")
        layers = []
        for page in document:
            layer = page.get_textpage()
            layers.append(pages.lines_of(layer))
            layer.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise Unreadable(f"{name} is a broken PDF") from None
    finally:
        document.close()
    if sum(len(line.text) for layer in layers for line in layer) < 8 * len(layers):
        raise Unreadable(f"{name} is a scan without a text layer; run text recognition first")
    return pages.paragraphs(pages.without_furniture(layers))
