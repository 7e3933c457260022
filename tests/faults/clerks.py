"""Clerks at their pages while everything breaks: each report is posted until it is answered, under one key."""

from __future__ import annotations

import threading
import time
import uuid

import requests


class Clerk(threading.Thread):
    """Reports progress again and again; `answered` holds the narratives the house said yes to."""

    def __init__(self, base: str, username: str, codes: list[str], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.base, self.username, self.codes, self.stop = base, username, codes, stop
        self.session = requests.Session()
        self.session.trust_env = False
        self.answered: list[tuple[str, str]] = []
        self.repeated = 0

    def run(self) -> None:
        turn = 0
        while not self.stop.is_set():
            code = self.codes[turn % len(self.codes)]
            key = uuid.uuid4().hex
            narrative = f"{self.username} {key}"
            while not self._report(code, narrative, key):
                self.repeated += 1
                if self.stop.wait(0.3):
                    return
            self.answered.append((code, narrative))
            turn += 1
            self.stop.wait(0.4)

    def _report(self, code: str, narrative: str, key: str) -> bool:
        """Whether it was answered with yes."""
        url = f"{self.base}/commitments/{code}/actions/report_progress/"
        try:
            if "sessionid" not in self.session.cookies and not self._sign_in():
                return False
            page = self.session.get(url, timeout=5)
            if page.url != url:
                self.session.cookies.pop("sessionid", None)
                return False
            version = page.text.partition('name="version" value="')[2].partition('"')[0]
            data = {"narrative": narrative, "version": version, "idempotency_key": key}
            answer = self.session.post(url, data=data, headers=self._headers(url), timeout=5, allow_redirects=False)
        except requests.RequestException:
            return False
        return answer.status_code == 302 and "login" not in answer.headers["Location"]

    def _sign_in(self) -> bool:
        url = f"{self.base}/accounts/login/"
        self.session.get(url, timeout=5)
        data = {"username": self.username, "password": "fault-test"}
        return self.session.post(url, data=data, headers=self._headers(url), timeout=5, allow_redirects=False).status_code == 302

    def _headers(self, url: str) -> dict[str, str]:
        return {"X-CSRFToken": self.session.cookies.get("csrftoken", ""), "Referer": url}


def settle(clerks: list[Clerk]) -> None:
    """Let each finish the report it is at."""
    for clerk in clerks:
        clerk.join(timeout=20)
    time.sleep(0.1)
