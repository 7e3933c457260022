#!/usr/bin/env python3
"""Bring the catalogues up to the strings in the code, without GNU gettext.

Each room keeps the translations of its own strings in ROOM/locale/zh_Hans/LC_MESSAGES/django.po; what stands in
templates/ belongs to `desk`. Translations are kept, obsolete ones dropped, entries sorted by their English text.
`--check` writes nothing and fails when a catalogue is behind, a translation is missing, or two rooms say one English text
differently.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
SKIP = {"var", ".venv", "node_modules", "tests", "bin", "docs", "fixtures"}
KEYWORDS: dict[str, tuple[int, ...] | tuple[tuple[int, str] | int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def rooms() -> list[Path]:
    """The packages of the house that can hold strings."""
    return sorted(
        folder for folder in ROOT.iterdir() if folder.is_dir() and (folder / "__init__.py").is_file() and folder.name not in SKIP
    )


def found_in(room: Path) -> Iterator[tuple[str, int, str, tuple[str, ...], str | None]]:
    """(file, line, function, words, context) of every string of `room`."""
    folders = [room, ROOT / "templates"] if room.name == "desk" else [room]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt", ".xml"}:
                continue
            source = path.read_text("utf-8")
            yield from ((str(path.relative_to(ROOT)), *each) for each in strings(source, is_template=path.suffix != ".py"))


def strings(source: str, *, is_template: bool) -> Iterator[tuple[int, str, tuple[str, ...], str | None]]:
    if is_template:
        from django.utils.translation import templatize

        if "{%" not in source and "{{" not in source:
            return
        source = templatize(source)
    for line, function, words, _comments in extract_python(io.BytesIO(source.encode()), list(KEYWORDS), [], {}):
        spec = KEYWORDS[function]
        given = words if isinstance(words, tuple | list) else (words,)
        context = None
        if spec is None:
            chosen = given[:1]
        else:
            chosen = tuple(given[place - 1] for place in spec if isinstance(place, int) and place <= len(given))
            context = next((given[place[0] - 1] for place in spec if isinstance(place, tuple)), None)
        if chosen and all(isinstance(word, str) and word for word in chosen):
            yield line, function, tuple(chosen), context


def catalogue_of(room: Path) -> tuple[Path, Catalog, Catalog]:
    """Its place, what stands there, and what should."""
    place = room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
    old = Catalog(locale=LOCALE)
    if place.is_file():
        with place.open("rb") as file:
            old = read_po(file, locale=LOCALE)
    new = Catalog(locale=LOCALE, project="Yanbixing", charset="utf-8", header_comment=f"# {room.name}: Simplified Chinese.")
    kept = {(message.id, message.context): message for message in old if message.id}
    for _file, _line, _function, words, context in found_in(room):
        key = words[0] if len(words) == 1 else words
        standing = kept.get((key, context))
        flags = {"python-format"} if any("%(" in word for word in words) else set()
        text = standing.string if standing else ("" if len(words) == 1 else ("",))
        if len(words) > 1 and isinstance(text, tuple):
            text = text[:1]  # Chinese has one form
        new.add(key, text, context=context, flags=flags)
    return place, old, new


def written(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalogue, width=10_000, no_location=True, omit_header=True, sort_output=True)
    head = (
        f'{catalogue.header_comment}\nmsgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n"Language: zh_Hans\\n"\n\n'
    )
    return head.encode() + out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """English texts without a translation."""
    return [
        str(message.id[0] if isinstance(message.id, tuple) else message.id)
        for message in catalogue
        if message.id and not (message.string[0] if isinstance(message.string, tuple) else message.string)
    ]


def otherwise(
    room: str, catalogue: Catalog, words: dict[tuple[str, str | None], tuple[str, str]]
) -> Iterator[tuple[str, str, str, str]]:
    """(English, Chinese here, the other room, Chinese there): Django would show one room's word in both.

    `words` remembers what the rooms before said.
    """
    for message in catalogue:
        text = message.id[0] if isinstance(message.id, tuple) else message.id
        chinese = message.string[0] if isinstance(message.string, tuple) else message.string
        if not text or not chinese:
            continue
        other, theirs = words.setdefault((text, message.context), (room, chinese))
        if theirs != chinese:
            yield text, chinese, other, theirs


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is missing")
    parser.add_argument("rooms", nargs="*", help="only these rooms")
    options = parser.parse_args()
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    wrong = 0
    words: dict[tuple[str, str | None], tuple[str, str]] = {}
    for room in rooms():
        if options.rooms and room.name not in options.rooms:
            continue
        place, _old, new = catalogue_of(room)
        if not len(new) and not place.exists():
            continue
        content = written(new)
        if options.check and (not place.is_file() or place.read_bytes() != content):
            print(f"{place.relative_to(ROOT)} is behind the code: run python bin/messages.py")
            wrong += 1
        elif not options.check:
            place.parent.mkdir(parents=True, exist_ok=True)
            if not place.is_file() or place.read_bytes() != content:
                place.write_bytes(content)
        for text in missing(new):
            print(f"{place.relative_to(ROOT)}: no translation of {text!r}")
            wrong += 1
        for text, ours, other, theirs in otherwise(room.name, new, words):
            print(f"{place.relative_to(ROOT)}: {text!r} is {ours!r} here and {theirs!r} in {other}; one word, or a context")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
