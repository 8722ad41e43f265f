"""A mail server for tests that may be unkind."""

from __future__ import annotations

import email
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope

SENDER = "Stadtteilwerk <post@kreis.example>"


class PlainSmtp(SMTP):
    """A mail server that drops the line when its handler says so."""

    def hang_up(self) -> None:
        assert self.transport is not None
        self.transport.abort()


class PlainController(Controller):
    def factory(self) -> PlainSmtp:
        return PlainSmtp(self.handler, hostname="sink.example", decode_data=False)


class Sink:
    """What a mail server does with mail, and what it has taken."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.lines = 0
        self.answers: dict[str, str] = {}
        """By recipient: the answer to RCPT, instead of 250."""
        self.data_answers: list[str] = []
        """The answers to the next mails' words, instead of 250."""
        self.hang_up_at: set[str] = set()
        self.on: Callable[[str], None] = lambda stage: None
        """Called on the server's thread at each stage."""
        self.port = 0

    async def handle_EHLO(  # noqa: N802  # the names are the library's
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.lines += 1
        session.host_name = hostname
        self.on("EHLO")
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: PlainSmtp, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.on("MAIL")
        if "MAIL" in self.hang_up_at:
            self.hang_up_at.remove("MAIL")
            server.hang_up()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.on("RCPT")
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: PlainSmtp, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.on("DATA")
        if "DATA" in self.hang_up_at:
            server.hang_up()
            return "250 never read"
        if self.data_answers:
            return self.data_answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content))
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        self.on("taken")
        return "250 OK"

    def recipients(self) -> list[str]:
        return [recipients[0] for _sender, recipients in self.envelopes]

    def times_taken(self) -> Counter[str]:
        """How often each mail arrived, by its Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.taken)


@contextmanager
def serving(sink: Sink) -> Iterator[Sink]:
    sink.port = free_port()
    controller = PlainController(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def smtp_settings(port: int) -> dict[str, object]:
    return {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": port,
        "MAIL_USE_TLS": False,
        "MAIL_SENDER": SENDER,
    }
