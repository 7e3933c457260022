"""The guide shows the pictures that `make screenshots` takes: none missing, none idle, none too heavy."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def screenshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "bin" / "screenshots.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_guide_and_pictures_fit(screenshots: ModuleType):
    assert screenshots.check() == []


def test_what_does_not_fit_is_said(screenshots: ModuleType):
    screenshots.PICTURES["idle"] = ("", "/public/", screenshots.WIDE, "")
    del screenshots.PICTURES["public"]
    screenshots.HEAVIEST = 1000
    wrong = screenshots.check()
    assert "the guide shows public, but no line of PICTURES takes it" in wrong
    assert "idle is taken, but nobody shows it" in wrong
    assert any(line.startswith("clerk-my weighs") for line in wrong)
