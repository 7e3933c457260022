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
    lines = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect(root: Any, pieces: list[str]) -> None:
    """Text in reading order with a line end around blocks; an explicit stack, for pages nest deeply."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, closing = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        block = tag in _BLOCKS
        if closing:
            pieces.append("\n" if block else "")
            pieces.append(re.sub(r"[\r\n]+", " ", node.tail or ""))
            continue
        if not tag or tag in _SKIPPED or tag == "title":
            pieces.append(re.sub(r"[\r\n]+", " ", node.tail or ""))
            continue
        pieces.append("\n" if block else "")
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

    try:
        document = docx.Document(BytesIO(data))
        return "\n".join(line for line in _docx_lines(document) if line.strip())
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


def _docx_lines(document: Any) -> list[str]:
    """Paragraphs and table rows in order, with the numbers Word draws itself put back as text."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    counters: dict[tuple[str, int], int] = {}
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(_numbering(document, block, counters) + block.text.replace("\r", "\n"))
        elif isinstance(block, Table):
            lines.extend("，".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows)
    return lines


_DRAWN_IN_CHINESE = listed(
    "chineseCounting chineseCountingThousand chineseLegalSimplified ideographDigital japaneseCounting taiwaneseCounting"
)


def _numbering(document: Any, paragraph: Any, counters: dict[tuple[str, int], int]) -> str:
    """一、 or （一） as Word's automatic numbering shows it; empty where the paragraph has none."""
    properties = paragraph._p.pPr
    number = properties.numPr if properties is not None else None
    if number is None or number.numId is None:
        return ""
    list_id, level = str(number.numId.val), number.ilvl.val if number.ilvl is not None else 0
    counters[list_id, level] = counters.get((list_id, level), 0) + 1
    for key in [key for key in counters if key[0] == list_id and key[1] > level]:
        del counters[key]
    try:
        root = document.part.numbering_part._element
    except (KeyError, NotImplementedError):
        return ""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    abstract = root.xpath(f"./w:num[@w:numId='{list_id}']/w:abstractNumId/@w:val")
    drawn = root.xpath(f"./w:abstractNum[@w:abstractNumId='{abstract[0]}']/w:lvl[@w:ilvl='{level}']") if abstract else []
    if not drawn:
        return ""
    shape, pattern = drawn[0].find(f"{space}numFmt"), drawn[0].find(f"{space}lvlText")
    drawn_as = shape.get(f"{space}val") if shape is not None else ""
    if pattern is None or drawn_as not in (*_DRAWN_IN_CHINESE, "decimal"):
        return ""
    count = counters[list_id, level]
    value = str(count) if drawn_as == "decimal" else _chinese_count(count)
    return re.sub(r"%\d", value, pattern.get(f"{space}val") or "")


def _chinese_count(count: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(count, 10)
    if count >= 100:
        return str(count)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (digits[ones] if ones else "")


# --- pdf ------------------------------------------------------------------------------------------------------------------------
def _pdf(data: bytes, name: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(f"{name} is protected by a password") from None
        raise Unreadable(f"{name} is a broken PDF") from None
    try:
        if len(document) > 1000:
            raise Unreadable(f"{name} has {len(document)} pages; a report has fewer than 1,000")
        pages = []
        for page in document:
            layer = page.get_textpage()
            pages.append(layer.get_text_range().replace("\r\n", "\n").replace("\r", "\n").split("\n"))
            layer.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise Unreadable(f"{name} is a broken PDF") from None
    finally:
        document.close()
    if sum(len(line.strip()) for page in pages for line in page) < 8 * len(pages):
        raise Unreadable(f"{name} is a scan without a text layer; run text recognition first")
    return _reflowed(_without_furniture(pages))


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """The lines of all pages without page numbers and the lines that stand at the edge of most pages."""
    edges: dict[str, int] = {}
    for page in pages:
        lines = [line.strip() for line in page if line.strip()]
        for line in set(lines[:2] + lines[-2:]):
            key = re.sub(r"\d+", "#", line)
            edges[key] = edges.get(key, 0) + 1
    furniture = {key for key, count in edges.items() if count >= 3 and count > 0.5 * len(pages) and len(key) < 40}
    out = []
    for page in pages:
        lines = [line.strip() for line in page if line.strip()]
        for index, line in enumerate(lines):
            at_edge = index < 2 or index >= len(lines) - 2
            if at_edge and (
                re.fullmatch(r"[-—–· ]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*/\s*\d+|\s*共\s*\d+\s*页)?[-—–· ]*", line)
                or re.sub(r"\d+", "#", line) in furniture
            ):
                continue
            out.append(line)
    return out


def _reflowed(lines: list[str]) -> str:
    """Lines of a page joined to paragraphs: a line as wide as its neighbours goes on in the next."""
    widths = sorted(len(line) for line in lines)
    full = widths[int(0.8 * (len(widths) - 1))] if widths else 0
    text: list[str] = []
    open_ended = False
    for line in lines:
        starts = re.match(
            r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]+部分|各位代表|——", line
        )
        if text and open_ended and not (starts and text[-1][-1:] in "。！？；：") and not (starts and len(text[-1]) < full - 2):
            joint = " " if re.search(r"[A-Za-z]$", text[-1]) and re.match(r"[A-Za-z]", line) else ""
            text[-1] += joint + line
        else:
            text.append(line)
        open_ended = len(line) >= full - 2 and not (line[-1:] in "。！？" and len(line) < full - 1)
    return "\n".join(text)
