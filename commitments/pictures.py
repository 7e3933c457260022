"""Photos as they are shown: small, upright, without what the camera wrote beside the picture (place, device, owner).

Only what is shown is stripped. The file as it was given is evidence – its digest stands in the history – and goes out,
whole, as a download to those who read the commitment's details.

The pictures made here can always be made again: they lie in a folder of their own, outside the evidence and its backup.
"""

from __future__ import annotations

import os
import tempfile
import threading
import warnings
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from .models import Evidence
from .rules import rules

THUMBNAIL, SCREEN = 192, 1600  # longest side in pixels: twice what a list shows; a whole screen
FORMATS = ("JPEG", "PNG")
QUALITY = 80
# One at a time in a process: the memory needed is that of one picture, however many are asked for.
_drawing = threading.Lock()


class NotDrawable(Exception):
    """A file that is no picture after all, is cut off, or unpacks to more pixels than `picture_max_pixels`."""


def shown(evidence: Evidence, side: int) -> Path:
    """The WebP file that shows this photo with at most `side` pixels a side; made at the first need.

    Raises NotDrawable, and FileNotFoundError where the evidence file itself is gone.
    """
    kept = Path(settings.PICTURES_DIR, f"{Path(str(evidence.file.name)).name}-{side}.webp")
    if not kept.exists():
        with _drawing:
            _draw(evidence, side, kept)
    return kept


def _draw(evidence: Evidence, side: int, kept: Path) -> None:
    with evidence.file.open("rb") as stream:
        try:
            picture = _reduced(stream, side)
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as problem:  # what decoders raise
            raise NotDrawable(str(problem)) from problem
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=kept.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            picture.save(out, "WEBP", quality=QUALITY)
        os.replace(unfinished, kept)  # whoever reads meanwhile sees the whole picture or none
    except BaseException:
        os.unlink(unfinished)
        raise


def _reduced(stream: object, side: int) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is the lower one
        picture = Image.open(stream, formats=FORMATS)  # type: ignore[arg-type]
    if picture.width * picture.height > rules().picture_max_pixels:
        raise ValueError(f"{picture.width} × {picture.height} pixels")
    picture.draft("RGB", (side, side))  # a JPEG is unpacked no larger than needed
    picture.thumbnail((side, side))
    upright = ImageOps.exif_transpose(picture)
    paper = Image.new("RGB", upright.size, "white")  # a new picture: nothing beside its pixels comes along
    seen = upright.convert("RGBA")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
