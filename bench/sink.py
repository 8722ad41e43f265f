"""A mail server that takes everything as fast as it can and remembers who got what.

Own code, because the one that the tests use is slower than what is measured. As much of SMTP as smtplib
needs. Run as a module it serves until its input ends, and then tells what it took, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.load import HOST, ROOT

END = b"\r\n.\r\n"


class Taken:
    """What a mail server took, and when."""

    def __init__(self) -> None:
        self.recipients: Counter[str] = Counter()
        self.lines = self.octets = 0
        self.begin = self.end = 0.0

    def summary(self) -> dict[str, Any]:
        """All of it in numbers."""
        return {
            "mails": self.recipients.total(),
            "people": len(self.recipients),
            "lines": self.lines,
            "octets": self.octets,
            "seconds": self.end - self.begin,
        }


class Smtp(asyncio.Protocol):
    """One line to the server."""

    def __init__(self, taken: Taken, on: Callable[[str], None]) -> None:
        self.taken, self.on = taken, on
        self.buffer = bytearray()
        self.in_words = False
        self.recipient = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet; from here on the time counts."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.taken.lines += 1
        self.taken.begin = self.taken.begin or time.perf_counter()
        self.answer(b"220 sink.example")

    def answer(self, words: bytes) -> None:
        """Say something."""
        self.transport.write(words + b"\r\n")

    def data_received(self, data: bytes) -> None:
        """Take commands, and words up to the dot."""
        self.buffer += data
        while True:
            at = self.buffer.find(END if self.in_words else b"\r\n")
            if at < 0:
                return
            if self.in_words:
                words = bytes(self.buffer[: at + 2])
                del self.buffer[: at + len(END)]
                self.take(words)
            else:
                command = bytes(self.buffer[:at])
                del self.buffer[: at + 2]
                self.obey(command)

    def obey(self, command: bytes) -> None:
        """Answer a command."""
        verb = command[:4].upper()
        self.on(verb.decode("ascii", "replace"))
        if verb == b"EHLO":
            self.answer(b"250-sink.example\r\n250 8BITMIME")
        elif verb == b"RCPT":
            self.recipient = command[8:].strip().strip(b"<>").decode()
            self.answer(b"250 OK")
        elif verb == b"DATA":
            self.in_words = True
            self.answer(b"354 Go on")
        elif verb == b"QUIT":
            self.answer(b"221 Bye")
            self.transport.close()
        else:
            self.answer(b"250 OK")

    def take(self, words: bytes) -> None:
        """Note a mail, then say so."""
        self.in_words = False
        self.taken.recipients[self.recipient] += 1
        self.taken.octets += len(words)
        self.taken.end = time.perf_counter()
        self.on("taken")
        self.answer(b"250 OK")


def silent(_stage: str) -> None:
    """Do nothing at any stage."""


async def listen(taken: Taken, on: Callable[[str], None] = silent) -> tuple[asyncio.Server, int]:
    """Serve on a free port."""
    server = await asyncio.get_running_loop().create_server(lambda: Smtp(taken, on), HOST, 0)
    return server, server.sockets[0].getsockname()[1]


@contextmanager
def here(taken: Taken, on: Callable[[str], None]) -> Iterator[int]:
    """Serve on a thread of this process, `on` each stage of it; yields the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server, port = asyncio.run_coroutine_threadsafe(listen(taken, on), loop).result()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@dataclass
class Elsewhere:
    """A mail server in a process of its own."""

    process: subprocess.Popen[str]
    port: int

    def close(self) -> dict[str, Any]:
        """End it; returns what it took."""
        told, _nothing = self.process.communicate("")
        return dict(json.loads(told))


def elsewhere() -> Elsewhere:
    """Serve in a process of its own, so that the server's work is not the client's."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.sink"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    return Elsewhere(process, int(process.stdout.readline()))


async def serve() -> None:
    taken = Taken()
    server, port = await listen(taken)
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()
    print(json.dumps(taken.summary()))


if __name__ == "__main__":
    asyncio.run(serve())
