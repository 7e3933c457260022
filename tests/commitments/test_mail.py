"""The mail channel in a real SMTP conversation: a server that accepts, refuses, stalls and hangs up."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from commitments import outbox, reminders
from commitments.channels.mail import DigestMail
from commitments.models import Delivery, Reminder
from commitments.models.reminder import DeliveryState
from tests.conftest import at

from .promises import under_way

JUNE_30 = date(2021, 6, 30)
EIGHT = at(2021, 6, 30, 8)


class Server:
    """What aiosmtpd asks at each step; `mood` says how it answers."""

    def __init__(self) -> None:
        self.mood = "accept"
        self.got: list[tuple[list[str], bytes]] = []
        self.dialogues = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.dialogues += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mood == "refuse" and address.startswith("clerk@"):
            return "550 5.1.1 no such mailbox"
        if self.mood == "later":
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mood == "stall":
            await asyncio.sleep(5)
        if self.mood == "hang up":
            server.transport.abort()
            return "250 never heard"
        self.got.append((list(envelope.rcpt_tos), envelope.original_content))
        if self.mood == "hang up after":
            server.transport.abort()
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(settings) -> Iterator[Server]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 0.5
    yield handler
    controller.stop()


@pytest.fixture
def due(cast, server) -> None:
    """One item due today, for clerk and colleague."""
    under_way(cast, deadline=JUNE_30)
    Reminder.objects.filter(rung__startswith="event-").update(state=DeliveryState.SENT)
    assert reminders.plan(JUNE_30) == 2


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("digest__recipient__username", "state"))


def test_accepted_mails_arrive_whole_over_one_connection(due, server):
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 2
    assert server.dialogues == 1 and len(server.got) == 2
    recipients, content = server.got[0]
    letter = message_from_bytes(content, policy=policy.default)
    assert recipients == [letter["To"]]
    assert letter["Message-ID"] == Delivery.objects.get(address=recipients[0]).message_id
    assert letter["Auto-Submitted"] == "auto-generated" and "2021年6月30日" in letter["Subject"]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None and html is not None
    assert "承诺" in plain.get_content() and "承诺" in html.get_content()


def test_a_refused_recipient_fails_with_the_servers_words_and_the_next_one_gets_his(due, server):
    server.mood = "refuse"
    summary = outbox.send(at=EIGHT, on=JUNE_30)
    assert (summary.sent, summary.failed) == (1, 1)
    assert states() == {"clerk": "failed", "colleague": "sent"}
    assert Delivery.objects.get(state="failed").reason == "SMTP 550 5.1.1 no such mailbox"


def test_a_server_that_asks_to_try_later_is_tried_later(due, server):
    server.mood = "later"
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 2
    assert states() == {"clerk": "waiting", "colleague": "waiting"}
    server.mood = "accept"
    assert outbox.send(at=EIGHT, on=JUNE_30, is_patient=True).sent == 0  # the pause is not over
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 2 and len(server.got) == 2


@pytest.mark.parametrize("mood", ["stall", "hang up"])
def test_a_server_that_stalls_or_hangs_up_loses_nothing(due, server, mood):
    server.mood = mood
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 2
    assert not server.got and set(states().values()) == {"waiting"}
    assert all(Delivery.objects.values_list("is_doubtful", flat=True))
    server.mood = "accept"
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 2
    assert sorted(to for to, _ in server.got) == [["clerk@example.invalid"], ["colleague@example.invalid"]]


def test_a_mail_that_arrived_unconfirmed_comes_again_under_the_same_message_id(due, server):
    server.mood = "hang up after"
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 0
    server.mood = "accept"
    assert outbox.send(at=EIGHT, on=JUNE_30).sent == 2
    twice: dict[str, list[str]] = {}
    for to, content in server.got:
        twice.setdefault(to[0], []).append(message_from_bytes(content)["Message-ID"])
    assert all(len(ids) == 2 and len(set(ids)) == 1 for ids in twice.values())


def test_nobody_at_the_address_leaves_all_waiting_with_the_reason(due, settings):
    settings.EMAIL_PORT = 1
    assert outbox.send(at=EIGHT, on=JUNE_30).failed == 2
    assert set(states().values()) == {"waiting"}
    assert Delivery.objects.filter(reason__startswith="ConnectionRefusedError", refusals=0).count() == 2


LONG = "承诺" * 400


@pytest.mark.parametrize("subject", ["Overdue", "言必行，2021年6月30日：" + "事项𠀀" * 30, "words " * 40 + "end"])
@pytest.mark.parametrize("body", ["承诺\n.\n..\n收尾", f"{LONG}\r\n一行"])
def test_a_mail_is_read_as_it_was_written(subject, body):
    mail = DigestMail(
        subject, body, "言必行 <from@example.invalid>", ["李四 <to@example.invalid>"], headers={"Message-ID": "<1@x>"}
    )
    mail.attach_alternative(f"<p>{body}</p>", "text/html")
    content = mail.message().as_bytes(linesep="\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 998 and b"\n" not in content.replace(b"\r\n", b"")
    read = message_from_bytes(content, policy=policy.default)
    assert not read.defects and read["Subject"] == subject.strip() and read["Message-ID"] == "<1@x>"
    assert read["From"].addresses[0].display_name == "言必行" and read["To"].addresses[0].addr_spec == "to@example.invalid"
    plain, html = (read.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.splitlines() == body.splitlines() and html.splitlines() == f"<p>{body}</p>".splitlines()


@pytest.mark.parametrize("wrong", ["a@b@c", "a@b\nBcc: c@d"])
def test_what_is_no_address_fails_for_good_and_the_next_one_gets_his(cast, due, server, wrong):
    cast.clerk.email = wrong
    cast.clerk.save(update_fields=["email"])
    outbox.send(at=EIGHT, on=JUNE_30)
    assert states() == {"colleague": "sent", "clerk": "failed"}
    assert [recipients for recipients, _content in server.got] == [["colleague@example.invalid"]]
