"""A mail server that takes all and counts: `python -m bench.sink PORT`.

"COUNT" answers how many it took, how many of them twice, and its own processor seconds.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter

TAKEN: Counter[bytes] = Counter()


class Conversation(asyncio.Protocol):
    """As much SMTP as a client needs."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.buffer, self.in_data = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while True:
            part, found, rest = self.buffer.partition(b"\r\n.\r\n" if self.in_data else b"\r\n")
            if not found:
                return
            self.buffer = rest
            self.transport.write(self.answer(part))

    def answer(self, part: bytes) -> bytes:
        if self.in_data:
            self.in_data = False
            TAKEN[part.partition(b"Message-ID: ")[2].partition(b"\r\n")[0]] += 1
            return b"250 taken\r\n"
        word = part[:5].upper()
        self.in_data = word[:4] == b"DATA"
        if word == b"COUNT":
            twice = sum(count - 1 for count in TAKEN.values())
            return f"250 {TAKEN.total()} {twice} {time.process_time():.3f}\r\n".encode()
        return b"354 go on\r\n" if self.in_data else b"250 ok\r\n"


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Conversation, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
