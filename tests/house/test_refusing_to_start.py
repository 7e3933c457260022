"""Production refuses an unsafe value and says which one."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from config.keys import own_secret
from config.sockets import LONGEST, short_socket
from house.checks import one_host_database, unsafe_values

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def production(settings):
    settings.TESTING = settings.DEBUG = False
    settings.SECRET_KEY = "x" * 50
    settings.ALLOWED_HOSTS = ["city.example"]
    settings.BUSINESS_DATE = ""
    settings.ALLOW_BUSINESS_DATE = False
    return settings


def test_safe_values_pass(production):
    assert unsafe_values(None) == []


@pytest.mark.parametrize(
    "name, value",
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "django-insecure-" + "x" * 50),
        ("ALLOWED_HOSTS", []),
        ("ALLOWED_HOSTS", ["city.example", "*"]),
        ("BUSINESS_DATE", "2021-06-30"),
    ],
)
def test_an_unsafe_value_is_refused_by_its_name(production, name, value):
    setattr(production, name, value)
    (problem,) = unsafe_values(None)
    assert problem.is_serious() and problem.msg.startswith(f"{name} ")


def test_a_business_date_may_be_allowed_for_a_demonstration(production):
    production.BUSINESS_DATE, production.ALLOW_BUSINESS_DATE = "2021-06-30", True
    assert unsafe_values(None) == []


def test_sqlite_is_only_warned_about(monkeypatch):
    monkeypatch.setitem(django_settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    (problem,) = one_host_database(None)
    assert not problem.is_serious()


@pytest.mark.parametrize("start", [["manage.py", "check"], ["-c", "import config.wsgi"]], ids=["command", "web"])
def test_every_way_in_refuses(start, tmp_path):
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {"DATA_DIR": str(tmp_path), "ALLOWED_HOSTS": "*", "DEBUG": "0"}
    answer = subprocess.run([sys.executable, *start], cwd=ROOT, env=env, capture_output=True, text=True)
    assert answer.returncode == 1
    assert "ALLOWED_HOSTS must name the hosts" in answer.stderr


def test_processes_that_start_together_agree_on_one_private_key(tmp_path):
    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: own_secret(path), range(32)))
    assert len(keys) == 1 and len(keys.pop()) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_deep_data_directory_still_has_a_socket_the_kernel_takes(tmp_path):
    deep = tmp_path / ("深" * 40) / "valkey.sock"
    assert len(os.fsencode(short_socket(deep))) <= LONGEST
    assert short_socket(deep) == short_socket(deep)
    assert short_socket(Path("/srv/y/valkey.sock")) == Path("/srv/y/valkey.sock")
