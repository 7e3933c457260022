"""A backup of everything people have entered – the database and the evidence files – in one file, and back again.

The file is a zip: `manifest.json`, `tables/<model>.jsonl` (a row a line), `evidence/…`. It knows no engine: a backup
of SQLite restores into PostgreSQL. The database is read as it stood at one instant, the files after it: a file is only
ever added, so every file the rows name is there. Secret keys are not in it; they are kept apart, or a stolen backup
would open what they encrypt. Sessions are not in it; people sign in again.
"""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from .errors import Refused

FORMAT = 1
LEFT_OUT = {"sessions.Session", "house.Heartbeat"}
CHUNK = 2_000


def tables() -> list[type[models.Model]]:
    """Every model with a table of its own, those between two others as well."""
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return [model for model in found if model._meta.label not in LEFT_OUT]


def write(path: Path, *, at: datetime) -> dict[str, int]:
    """Write the backup to `path`, whole or not at all; how many rows of each model and how many files it holds."""
    unfinished = path.with_name(path.name + ".unfinished")
    counts: dict[str, int] = {}
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            with _one_instant():
                for model in tables():
                    counts[model._meta.label] = _write_table(archive, model)
            counts["evidence"] = _write_evidence(archive)
            manifest = {"format": FORMAT, "taken_at": at.isoformat(), "migrations": _migrations(), "counts": counts}
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


def restore(path: Path) -> dict[str, int]:
    """Put a backup into an empty, migrated database and an empty evidence folder; all of it or nothing.

    Refused where people have worked already, and where the backup is of another version of the house.
    """
    try:
        archive = zipfile.ZipFile(path)
        manifest = json.loads(archive.read("manifest.json"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Refused(f"{path}: no backup of this house ({error})") from error
    with archive:
        if manifest.get("format") != FORMAT or manifest["migrations"] != _migrations():
            raise Refused(f"{path}: made by another version; restore it with that version, then upgrade")
        if damaged := archive.testzip():
            raise Refused(f"{path}: damaged at {damaged}")
        folder = Path(settings.MEDIA_ROOT)
        if folder.is_dir() and any(item.is_file() for item in folder.rglob("*")):
            raise Refused(f"{folder}: the evidence folder is not empty")
        with transaction.atomic():
            _empty_seeds()
            for model in tables():
                _read_table(archive, model)
            _reset_sequences()
            files = _read_evidence(archive, folder)
    found = {model._meta.label: model._base_manager.count() for model in tables()} | {"evidence": files}
    if found != manifest["counts"]:
        raise Refused(f"{path}: restored, but the counts differ from the manifest; do not use this database")
    return found


@contextmanager
def _one_instant() -> Iterator[None]:
    """Read as of one instant without keeping writers waiting (`atomic` would take SQLite's write lock)."""
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _write_table(archive: zipfile.ZipFile, model: type[models.Model]) -> int:
    fields = [(field.attname, isinstance(field, models.JSONField)) for field in model._meta.concrete_fields]
    rows = 0
    with archive.open(f"tables/{model._meta.label}.jsonl", "w", force_zip64=True) as table:
        for row in model._base_manager.order_by("pk").iterator(CHUNK):
            line = {name: value if is_json else _plain(value) for name, is_json in fields for value in [getattr(row, name)]}
            table.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            rows += 1
    return rows


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case _ if hasattr(value, "isoformat"):
            return value.isoformat()
        case _:
            return str(value)  # decimals, UUIDs, names of files


def _read_table(archive: zipfile.ZipFile, model: type[models.Model]) -> None:
    fields = model._meta.concrete_fields
    with archive.open(f"tables/{model._meta.label}.jsonl") as table:
        for line in table:
            data = json.loads(line)
            row = model(**{field.attname: _value(field, data[field.attname]) for field in fields})
            row.save_base(raw=True, force_insert=True)  # as it stood: no field sets itself anew


def _value(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return (field.target_field if field.is_relation else field).to_python(value)


def _empty_seeds() -> None:
    """Clear what migrations themselves filled; anything else means that somebody works here."""
    seeds = {"contenttypes.ContentType", "auth.Permission", "workdays.CalendarDay", "workdays.YearArrangement"}
    filled = [model for model in tables() if model._base_manager.exists()]
    if others := [model._meta.label for model in filled if model._meta.label not in seeds]:
        raise Refused(f"the database is not empty ({', '.join(others)}); restore into a new one")
    try:
        for model in reversed(filled):
            model._base_manager.all()._raw_delete(connection.alias)  # type: ignore[attr-defined]
    except DatabaseError as error:
        raise Refused(f"the database cannot be cleared ({error}); restore into a new one") from error


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _write_evidence(archive: zipfile.ZipFile) -> int:
    folder, files = Path(settings.MEDIA_ROOT), 0
    for item in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if item.is_file():
            archive.write(item, f"evidence/{item.relative_to(folder).as_posix()}", zipfile.ZIP_STORED)
            files += 1
    return files


def _read_evidence(archive: zipfile.ZipFile, folder: Path) -> int:
    files = 0
    for member in archive.infolist():
        if not member.filename.startswith("evidence/"):
            continue
        target = (folder / member.filename.removeprefix("evidence/")).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise Refused(f"{member.filename}: leads out of the evidence folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, open(target, "wb", opener=_for_the_owner) as file:
            while block := source.read(2**20):
                file.write(block)
        files += 1
    return files


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
