"""Asking a council information system: one host, ten seconds, twenty megabytes, and no way into our own network.

The address that a name resolves to is looked at before it is connected to, and it is that very address that is
connected to: a name that changes its mind in between leads nowhere else.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.districts.councils.oparl.addresses import Address, OddAddress, is_public

MOST_S = 10.0
"""For one answer, from the name of the host to the last byte."""
MOST_BYTES = 20 * 1024 * 1024
MOST_REDIRECTS = 5
CHUNK = 64 * 1024
NAME = "Stadtteilwerk (OParl 1.1)"


class Trouble(Exception):
    """Why the source could not be read, in words for the office."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Trouble):
    """There is nothing at an address (404, 410)."""


class _TooSlow(OSError):
    """The time is up."""


@dataclass
class Deadline:
    """A moment by which something has to be done."""

    lasts_s: float
    begun: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return how many seconds are left. Raises when there are none."""
        left = self.lasts_s - (time.monotonic() - self.begun)
        if left <= 0:
            raise _TooSlow
        return left


class _Incoming(io.RawIOBase):
    """What comes in, until the deadline: however steadily the other side drips."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line, self._deadline = line, deadline

    def readable(self) -> bool:
        """Say that it is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some. Raises when the time is up."""
        self._line.settimeout(self._deadline.left())
        return self._line.recv_into(buffer)


@dataclass(frozen=True)
class _Line:
    """A connection, as far as http.client asks for one; whoever opened it closes it."""

    line: socket.socket
    deadline: Deadline

    def sendall(self, content: Any) -> None:
        """Send all of it, within the time."""
        self.line.settimeout(self.deadline.left())
        self.line.sendall(content)

    def makefile(self, *_mode: object) -> io.BufferedReader:
        """Return what comes in."""
        return io.BufferedReader(_Incoming(self.line, self.deadline), CHUNK)

    def close(self) -> None:
        """Leave it open."""


@dataclass
class Client:
    """Asks one host for documents."""

    home: Address
    allows_private: bool = False
    most_s: float = MOST_S
    most_bytes: int = MOST_BYTES

    def document(self, address: Address) -> Any:
        """Return what is at an address of the host, read as JSON. Raises Trouble with what to tell the office."""
        return _as_json(self._content(address, Deadline(self.most_s)))

    def _content(self, address: Address, deadline: Deadline) -> bytes:
        for _step in range(MOST_REDIRECTS + 1):
            connection = http.client.HTTPConnection(address.host, address.port)
            try:
                with _connected(address, deadline, allows_private=self.allows_private) as line:
                    connection.sock = _Line(line, deadline)  # all that is asked of a socket
                    answer = _ask(connection, address)
                    if answer.status not in (301, 302, 303, 307, 308):
                        return self._body(answer)
                    address = self._led_on(answer, address)
            except Trouble:
                raise
            except (TimeoutError, _TooSlow) as error:
                raise Trouble(
                    _("Die Antwort hat länger als %(most)d Sekunden gedauert.", most=MOST_S)
                ) from error
            except ssl.SSLError as error:
                raise Trouble(_("Die sichere Verbindung (https) kam nicht zustande.")) from error
            except (http.client.HTTPException, OSError, ValueError, zlib.error) as error:
                raise Trouble(
                    _("Die Verbindung ist abgebrochen, oder die Antwort war unverständlich.")
                ) from error
        raise Trouble(_("Die Adresse leitet immer wieder weiter und kommt nirgends an."))

    def _led_on(self, answer: http.client.HTTPResponse, address: Address) -> Address:
        try:
            return self.home.at_home(answer.getheader("Location", ""), relative_to=address)
        except OddAddress as error:
            raise Trouble(
                _("Die Adresse leitet zu einem anderen Server weiter. Dorthin gehen wir nicht.")
            ) from error

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        if answer.status in (404, 410):
            raise NotFound(_("Unter der Adresse gibt es nichts (404)."))
        if answer.status != 200:
            raise Trouble(
                _("Der Server hat mit einem Fehler geantwortet (%(status)d).", status=answer.status)
            )
        if (answer.length or 0) > self.most_bytes:
            raise self._too_much()
        packed = (answer.getheader("Content-Encoding") or "identity").strip().lower()
        unpack = None
        if packed in ("gzip", "x-gzip", "deflate"):
            unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
        elif packed not in ("", "identity"):
            raise Trouble(_("Die Antwort ist auf eine Weise gepackt, die wir nicht kennen."))
        parts: list[bytes] = []
        size = 0
        while chunk := answer.read(CHUNK):
            part = unpack.decompress(chunk, self.most_bytes - size + 1) if unpack else chunk
            size += len(part)
            if size > self.most_bytes:
                raise self._too_much()
            parts.append(part)
        if answer.length or (unpack and not unpack.eof):
            raise Trouble(_("Die Antwort hört mittendrin auf."))
        return b"".join(parts)

    def _too_much(self) -> Trouble:
        return Trouble(
            _("Die Antwort ist größer als %(most)d Megabyte.", most=self.most_bytes // 1024 // 1024)
        )


def _ask(connection: http.client.HTTPConnection, address: Address) -> http.client.HTTPResponse:
    usual = address.site.rpartition("//")[2]
    connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
    for name, value in (("Host", usual), ("Accept", "application/json"), ("Accept-Encoding", "identity"),
                        ("User-Agent", NAME), ("Connection", "close")):  # fmt: skip
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _connected(address: Address, deadline: Deadline, *, allows_private: bool) -> socket.socket:
    """Return a connection to the host, by the address that was looked at."""
    found = [one for one in _resolved(address, deadline) if allows_private or is_public(one)]
    if not found:
        raise Trouble(_("Der Server liegt in einem privaten Netz. Dorthin gehen wir nicht."))
    line = None
    for ip in found[:4]:
        with suppress(OSError):
            line = socket.create_connection((ip, address.port), timeout=deadline.left())
            break
    deadline.left()
    if line is None:
        raise Trouble(_("Der Server ist nicht zu erreichen."))
    if address.scheme == "http":
        return line
    try:
        line.settimeout(deadline.left())
        return ssl.create_default_context().wrap_socket(line, server_hostname=address.host)
    except BaseException:
        line.close()
        raise


def _resolved(address: Address, deadline: Deadline) -> list[str]:
    """Return the IP addresses of the host. In a thread: the system's own search knows no deadline."""
    found: list[str] = []

    def search() -> None:
        with suppress(OSError, UnicodeError):
            rows = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    thread = threading.Thread(target=search, daemon=True)
    thread.start()
    thread.join(deadline.left())
    deadline.left()
    if not found:
        raise Trouble(_("Den Server gibt es nicht, oder sein Name ist gerade nicht zu finden."))
    return list(found)


def _as_json(content: bytes) -> Any:
    try:
        return json.loads(_text(content))
    except (ValueError, RecursionError) as error:  # too deep; a number of 5,000 digits
        raise Trouble(_("Die Antwort ist kein lesbares OParl (JSON).")) from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")  # what old programs write
