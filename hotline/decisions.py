"""The decisions on a promise in a reply: one table for page and API – who may, on which form, by which step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404

from . import workflow
from .forms import DeclineForm, OfPromise, PromisedSiteForm, PromiseForm, ReopenForm
from .models import StagedPromise

State = StagedPromise.State


@dataclass(frozen=True)
class Decision:
    """`action` is the name of the rule; `of` the state it is decided from."""

    action: str
    form: type[OfPromise]
    do: Callable[..., StagedPromise]
    of: str = State.WAITING


DECISIONS = {
    "commitment": Decision("take_promise", PromiseForm, workflow.promise_commitment),
    "site": Decision("take_promise", PromisedSiteForm, workflow.promise_site),
    "decline": Decision("decline_promise", DeclineForm, workflow.decline_promise),
    "reopen": Decision("reopen_promise", ReopenForm, workflow.reopen_promise, State.DECLINED),
}


def known(name: str) -> Decision:
    """Raises `Http404` for a decision that does not exist."""
    if name not in DECISIONS:
        raise Http404
    return DECISIONS[name]
