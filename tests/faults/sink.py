"""A mail server in a process of its own that also refuses, stalls and hangs up – and remembers all it took.

`python -m tests.faults.sink PORT FILE SEED`: one JSON line per mail in FILE, on the disk before "250" is said.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from email import message_from_bytes, policy
from typing import IO

# Of a hundred mails.
REFUSED, STALLED, CUT, CUT_AFTER = 4, 1, 2, 1
SAID_AFTER = 0.05  # seconds


class Conversation(asyncio.Protocol):
    """As much SMTP as a client needs."""

    def __init__(self, kept: IO[str], dice: random.Random) -> None:
        self.kept, self.dice = kept, dice
        self.buffer = b""
        self.in_data = False
        self.recipient = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.say("220 sink")

    def say(self, line: str) -> None:
        self.transport.write(f"{line}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            end = b"\r\n.\r\n" if self.in_data else b"\r\n"
            part, found, rest = self.buffer.partition(end)
            if not found:
                return
            self.buffer = rest
            if self.in_data:
                self.in_data = False
                self.take(part)
            else:
                self.command(part.decode())

    def command(self, line: str) -> None:
        word = line[:4].upper()
        if word == "RCPT":
            if self.dice.randrange(100) < REFUSED:
                self.say("451 4.3.0 try again later")
                return
            self.recipient = line.partition("<")[2].partition(">")[0]
        if word == "DATA":
            self.in_data = True
            self.say("354 go on")
        elif word == "QUIT":
            self.say("221 bye")
            self.transport.close()
        else:
            self.say("250 ok")

    def take(self, content: bytes) -> None:
        mood = self.dice.randrange(100)
        if mood < CUT:
            self.transport.abort()
            return
        if mood < CUT + STALLED:
            return  # never answers; the client gives up
        mail = message_from_bytes(content.replace(b"\r\n..", b"\r\n."), policy=policy.default)
        body = mail.get_body(("plain",))
        assert body is not None
        line = {"at": time.time(), "to": self.recipient, "id": mail["Message-ID"], "text": body.get_content()}
        self.kept.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.kept.flush()
        os.fsync(self.kept.fileno())
        if mood < CUT + STALLED + CUT_AFTER:
            self.transport.abort()
            return
        # A while between taking and saying so: the moment in which a kill leaves both sides with another belief.
        asyncio.get_running_loop().call_later(SAID_AFTER, self.say, "250 taken")


async def serve(port: int, path: str, seed: int) -> None:
    dice = random.Random(seed)
    with open(path, "a", encoding="utf-8") as kept:
        server = await asyncio.get_running_loop().create_server(lambda: Conversation(kept, dice), "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
