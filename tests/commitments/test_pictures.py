"""Photos given as evidence: shown small, upright and without the camera's words; whole only as a download."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageFile

from commitments import pictures
from commitments.models import Evidence
from commitments.rules import rules
from commitments.workflow import reporting
from tests.conftest import Cast
from tests.pages import signed_in, text_of
from tests.promises import MARCH, Promises, photo

pytestmark = pytest.mark.django_db
GPS, ORIENTATION, A_QUARTER_LEFT = 0x8825, 0x0112, 6


@pytest.fixture
def kept(cast: Cast):
    """Keeps a photo as evidence and gives the row."""
    row = Promises(cast).in_progress()

    def keep(content: bytes, name: str = "现场.jpg") -> Evidence:
        piece = Evidence(file=ContentFile(content, name=name), name=name, shows="现场", size=len(content))
        return reporting.add_evidence(row, [piece], actor=cast.clerk, at=MARCH)[0]

    return keep


def drawn(response) -> Image.Image:
    return Image.open(BytesIO(b"".join(response.streaming_content)))


def test_a_list_shows_a_small_picture_and_a_click_a_large_one(cast, kept):
    piece = kept(photo(4000, 3000))
    clerk = signed_in(cast.clerk)
    page = text_of(clerk.get(piece.commitment.get_absolute_url()))
    assert f'href="/evidence/{piece.pk}/picture/"' in page
    assert f'src="/evidence/{piece.pk}/thumbnail/"' in page
    small = clerk.get(f"/evidence/{piece.pk}/thumbnail/")
    assert drawn(small).size == (192, 144)
    assert drawn(clerk.get(f"/evidence/{piece.pk}/picture/")).size == (1600, 1200)
    assert small.headers["X-Content-Type-Options"] == "nosniff"
    assert small.headers["Cache-Control"] == "private, no-store"


def test_a_telephones_photo_says_that_it_is_not_drawn_and_is_a_download(cast, kept):
    piece = kept(b"\x00\x00\x00\x18ftypheic rest", "IMG_0042.HEIC")
    clerk = signed_in(cast.clerk)
    page = text_of(clerk.get(piece.commitment.get_absolute_url()))
    assert "手机照片（HEIC），此处不能显示，请下载查看。" in page and f"/evidence/{piece.pk}/thumbnail/" not in page
    assert clerk.get(f"/evidence/{piece.pk}/thumbnail/").status_code == 404
    whole = clerk.get(f"/evidence/{piece.pk}/")
    assert whole.headers["Content-Disposition"].startswith("attachment") and b"heic" in b"".join(whole.streaming_content)


def test_a_photo_is_hidden_from_other_units(cast, kept):
    piece = kept(photo())
    stranger = signed_in(cast.other_clerk)
    assert [stranger.get(f"/evidence/{piece.pk}/{way}").status_code for way in ("thumbnail/", "picture/", "")] == [404] * 3


def test_what_is_shown_stands_upright_and_tells_neither_place_nor_camera(cast, kept):
    exif = Image.Exif()
    exif[ORIENTATION] = A_QUARTER_LEFT
    exif[0x010F] = "某品牌手机"
    exif.get_ifd(GPS)[2] = (36.0, 27.0, 12.0)
    given = photo(400, 300, exif=exif)
    assert Image.open(BytesIO(given)).getexif().get_ifd(GPS)
    piece = kept(given)
    clerk = signed_in(cast.clerk)
    for way in ("thumbnail", "picture"):
        seen = drawn(clerk.get(f"/evidence/{piece.pk}/{way}/"))
        assert seen.width < seen.height
        assert not seen.getexif() and "exif" not in seen.info
        left, right = seen.getpixel((5, seen.height // 2)), seen.getpixel((seen.width - 5, seen.height // 2))
        assert left[2] > 200 and right[0] > 200  # the red half is turned to the right
    assert b"".join(clerk.get(f"/evidence/{piece.pk}/").streaming_content) == given


def test_a_transparent_drawing_lies_on_white(cast, kept):
    file = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    piece = kept(file.getvalue(), "图.png")
    assert min(drawn(signed_in(cast.clerk).get(f"/evidence/{piece.pk}/picture/")).getpixel((10, 10))) > 250


@pytest.mark.parametrize("content", [b"\xff\xd8\xff photo", photo()[:200], photo(300, 200, kind="PNG")[:150]])
def test_a_broken_photo_is_not_shown_but_can_be_fetched(cast, kept, content):
    piece = kept(content)
    clerk = signed_in(cast.clerk)
    assert clerk.get(f"/evidence/{piece.pk}/thumbnail/").status_code == 404
    assert clerk.get(f"/evidence/{piece.pk}/").status_code == 200


def test_more_pixels_than_allowed_are_never_unpacked(kept, monkeypatch):
    monkeypatch.setattr(pictures, "rules", lambda: replace(rules(), picture_max_pixels=1000))
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda *a: pytest.fail("unpacked"))
    with pytest.raises(pictures.NotDrawable):
        pictures.shown(kept(photo()), pictures.THUMBNAIL)


def test_a_picture_is_drawn_once(kept, monkeypatch):
    piece = kept(photo())
    first = pictures.shown(piece, pictures.THUMBNAIL)
    monkeypatch.setattr(pictures, "_draw", lambda *a: pytest.fail("drawn again"))
    assert pictures.shown(piece, pictures.THUMBNAIL) == first
    assert [file.name for file in first.parent.iterdir()] == [first.name]
