"""The city's bodies from a file, loaded once and kept as people changed them."""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from .models import Department, Post


@transaction.atomic
def load_departments(path: Path) -> int:
    """Create the posts and bodies that are not there yet, by code; returns how many bodies were created."""
    content = json.loads(path.read_text(encoding="utf-8"))
    posts = {
        post["code"]: Post.objects.get_or_create(code=post["code"], defaults={"name": post["name"], "order": order})[0]
        for order, post in enumerate(content["posts"], start=1)
    }
    standing = set(Department.objects.values_list("code", flat=True))
    new = [
        Department(
            **{name: record[name] for name in ("code", "name", "short_name", "aliases", "duties", "kind")},
            post=posts.get(record["post"]),
            valid_from=_day(record["valid_from"]),
            valid_until=_day(record["valid_until"]),
            order=order,
        )
        for order, record in enumerate(content["departments"], start=1)
        if record["code"] not in standing
    ]
    Department.objects.bulk_create(new)
    created = {unit.code for unit in new}
    for record in content["departments"]:
        if record["successor"] and record["code"] in created:
            Department.objects.filter(code=record["code"]).update(successor=Department.objects.get(code=record["successor"]))
    return len(new)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
