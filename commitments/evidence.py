"""Evidence as phones and offices make it: which files are taken, and the sentence for each that is not.

A file is judged by its content, not by its name; one readable mark of secrecy (密级) and it is not kept.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from . import secrecy
from .models import Evidence
from .pasting import read_day
from .rules import rules

if TYPE_CHECKING:
    from .forms import ActionForm

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis"}
ZIP_MEMBERS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml"}
MAX_UNZIPPED = 200 * 1024 * 1024
MAX_PIECES = 30
PIECE = re.compile(r"evidence-(\d{1,9})-")


def collect(form: ActionForm) -> list[Evidence]:
    """The pieces of evidence a form came with, checked but unsaved; problems become errors of the form.

    Fields are `evidence-N-file`, `-url`, `-shows`, `-dated_on`; the API may send a list `evidence` instead.
    """
    kept, problems = [], []
    if _has_more(form):
        problems.append(_("At most %(count)s pieces of evidence at once.") % {"count": MAX_PIECES})
    for number, piece in _pieces(form):
        try:
            kept.append(_read(piece))
        except forms.ValidationError as error:
            problems += [_("Evidence %(number)s: %(problem)s") % {"number": number, "problem": text} for text in error.messages]
    if problems:
        form.add_error(None, problems)
    return kept


def _has_more(form: ActionForm) -> bool:
    """Whether it came with more pieces than are read."""
    numbers = (PIECE.match(name) for name in [*form.data, *(form.files or ())])
    return any(int(number[1]) >= MAX_PIECES for number in numbers if number)


def _pieces(form: ActionForm) -> list[tuple[int, dict[str, Any]]]:
    data: Any = form.data
    files: Any = form.files or {}
    listed = data.get("evidence") if not hasattr(data, "getlist") else None
    if isinstance(listed, list):
        return [(n, {**piece, "file": None}) for n, piece in enumerate(listed[:MAX_PIECES], start=1)]  # files go by multipart
    pieces = []
    for n in range(MAX_PIECES):
        piece = {name: data.get(f"evidence-{n}-{name}", "") for name in ("url", "shows", "dated_on")}
        piece["file"] = files.get(f"evidence-{n}-file")
        if piece["file"] or str(piece["url"]).strip() or str(piece["shows"]).strip():
            pieces.append((n + 1, piece))
    return pieces


def _read(piece: dict[str, Any]) -> Evidence:
    file, url = piece.get("file"), str(piece.get("url") or "").strip()
    shows, dated_on = str(piece.get("shows") or "").strip(), _day(piece.get("dated_on"))
    if len(shows) > 200:
        raise forms.ValidationError(_("Say what it shows in at most 200 characters."))
    if file and url:
        raise forms.ValidationError(_("Give a file or a link, not both."))
    if file:
        check(file)
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        return Evidence(
            file=file,
            name=file.name[-160:],
            size=file.size,
            sha256=digest.hexdigest(),
            shows=shows or file.name[:200],
            dated_on=dated_on,
        )
    if not url:
        raise forms.ValidationError(_("Choose a file or give a link."))
    if len(url) > 500:
        raise forms.ValidationError(_("A link of at most 500 characters."))
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise forms.ValidationError(_("“%(url)s” is no web address.") % {"url": url[:80]}) from None
    return Evidence(url=url, shows=shows, dated_on=dated_on)


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    text = str(value or "").strip()
    if not text:
        return None
    day = read_day(text)
    if day is None:
        raise forms.ValidationError(_("“%(day)s” is no date.") % {"day": text[:20]})
    return day


def check(file: UploadedFile) -> None:
    """Refuses, by name, a file too large, of a type not allowed, or whose content is not what its name says."""
    in_force, name = rules(), file.name or ""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if (file.size or 0) > in_force.evidence_max_bytes:
        raise forms.ValidationError(
            _("%(name)s is larger than %(size)s MB.") % {"name": name, "size": in_force.evidence_max_bytes // 2**20}
        )
    if not file.size:
        raise forms.ValidationError(_("%(name)s is empty.") % {"name": name})
    if suffix not in in_force.evidence_types:
        raise forms.ValidationError(
            _("%(name)s is not of an allowed type (%(types)s).") % {"name": name, "types": ", ".join(in_force.evidence_types)}
        )
    if not _is_what_it_says(file, suffix):
        raise forms.ValidationError(_("The content of %(name)s is not what its name says.") % {"name": name})
    if secrecy.is_marked(file, name, suffix):
        raise forms.ValidationError(
            _("%(name)s bears a mark of secrecy; it was not kept. Classified files are never uploaded.") % {"name": name}
        )
    file.seek(0)


def _is_what_it_says(file: IO[bytes], suffix: str) -> bool:
    file.seek(0)
    head = file.read(16)
    match suffix:
        case "jpg" | "jpeg":
            return head.startswith(b"\xff\xd8\xff")
        case "png":
            return head.startswith(b"\x89PNG\r\n\x1a\n")
        case "heic":
            return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS
        case "pdf":
            return head.startswith(b"%PDF-")
        case "doc" | "xls":
            return head.startswith(OLE)
        case "wps" | "et":  # Kingsoft's own: the old OLE form, or a zip like docx / xlsx
            return head.startswith(OLE) or _has_member(file, "docx" if suffix == "wps" else "xlsx")
        case _:
            return _has_member(file, suffix)


def _has_member(file: IO[bytes], suffix: str) -> bool:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            total = sum(member.file_size for member in archive.infolist())
            return ZIP_MEMBERS[suffix] in archive.namelist() and total <= MAX_UNZIPPED
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
