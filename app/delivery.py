"""The two ways out for a mail: a mail server, or files as long as there is none.

Both take one mail after the other, for a round, and say honestly what became of it.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email import charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any

import flask_mail
from flask import current_app

SERVER_ANSWERS_WITHIN_S = 60
LONGEST_LINE = 998
"""Bytes of one line that every mail server has to take (RFC 5321, section 4.5.3.1.6)."""


class Refused(Exception):
    """The mail did not go out, for now or for good; the text is the server's."""

    def __init__(self, words: str, *, for_now: bool) -> None:
        super().__init__(words)
        self.for_now = for_now

    @classmethod
    def by_server(cls, code: int, words: bytes | str) -> Refused:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        return cls(f"{code} {text}", for_now=400 <= code < 500)


class Lost(Exception):
    """The line broke while the words of the mail were on it: the server may have taken it or not."""


def mails_become_files() -> bool:
    """Say whether there is no mail server, so that mails are written to the instance folder."""
    return not current_app.config["MAIL_SERVER"]


class _HeadersAsTheyAre(EmailPolicy):
    """Leaves alone what mail programs and servers look for in a mail to a list.

    Python's own policy turns an address that is longer than a line into encoded words: no program would find
    the link in them that ends a subscription (RFC 8058).
    """

    def fold(self, name: str, value: Any) -> str:
        """Write a header as text."""
        if not name.lower().startswith("list-"):
            return str(super().fold(name, value))
        return f"{name}: {self.linesep.join(str(value).splitlines())}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Write a header as bytes."""
        if not name.lower().startswith("list-"):
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


POLICY = _HeadersAsTheyAre(linesep="\r\n")


class Message(flask_mail.Message):
    """A mail that may carry an iCalendar file, so that mail programs offer to enter or change the appointment."""

    def __init__(self, *, calendar: str = "", **parts: Any) -> None:
        super().__init__(**parts)
        if calendar:
            # The big programs read the part beside the words (RFC 6047); others only open what is attached.
            self.alts["calendar"] = calendar
            self.attach("termin.ics", "application/ics", calendar.encode())

    def _message(self) -> MIMEBase:
        """Put the parts together. Flask-Mail's check for line breaks leaves out the further headers."""
        for name, value in (self.extra_headers or {}).items():
            if any(not line.startswith(" ") for line in value.splitlines()[1:]) or value.endswith(
                ("\r", "\n")
            ):
                raise flask_mail.BadHeaderError(name)
        message = super()._message()
        message.policy = POLICY
        return message

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        """Make the part of these words. Flask-Mail knows neither `method` nor lines that are too long."""
        words = text or ""
        if subtype == "calendar":
            part = _encoded(words, subtype, charset.BASE64)
            part.set_param("method", _method(words), requote=False)
            return part
        if any(len(line.encode()) > LONGEST_LINE for line in words.split("\n")):
            return _encoded(words, subtype, charset.QP)
        return super()._mimetext(words, subtype)


def _encoded(words: str, subtype: str, encoding: int) -> MIMEText:
    utf8 = charset.Charset("utf-8")
    utf8.body_encoding = encoding
    return MIMEText(words, subtype, utf8)  # type: ignore[arg-type]  # it takes a Charset since Python 3.5


def _method(calendar: str) -> str:
    found = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.MULTILINE)
    if found is None:
        raise ValueError("This calendar file does not say what is to be done with it.")
    return found[1]


@dataclass(frozen=True)
class Copy:
    """One of the mails of a circular, ready to leave."""

    sender: str
    recipient: str
    """Both as the mail server is told them."""
    content: bytes

    def as_bytes(self) -> bytes:
        """Return the mail as it is sent."""
        return self.content


class MailFolder:
    """Where mails go as long as there is no mail server."""

    def __init__(self) -> None:
        self.is_open = True
        self.folder: Path = current_app.config["INSTANCE"] / "mail"

    def take(self, message: Message | Copy, name: str) -> None:
        """Write the mail to a file of this name. Raises Refused when there is no room for it."""
        target = self.folder / f"{name}.eml"
        partial = target.with_suffix(".part")
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            partial.write_bytes(message.as_bytes())
            partial.rename(target)
        except OSError as error:
            self.is_open = False
            raise Refused(str(error), for_now=True) from error

    def close(self) -> None:
        """Nothing to close."""


class _Watched(smtplib.SMTP):
    words_were_sent = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Note that from here on nobody knows what the server has, should the line break."""
        self.words_were_sent = True
        return super().data(msg)


class _WatchedTls(_Watched, smtplib.SMTP_SSL):
    pass


class _Connection(flask_mail.Connection):
    def configure_host(self) -> _Watched:
        """Connect. Unlike Flask-Mail: with a limit of time, and knowing whom we give the password to."""
        trusted = ssl.create_default_context()
        address = (self.mail.server, self.mail.port or 0)
        if self.mail.use_ssl:
            host: _Watched = _WatchedTls(*address, timeout=SERVER_ANSWERS_WITHIN_S, context=trusted)
        else:
            host = _Watched(*address, timeout=SERVER_ANSWERS_WITHIN_S)
        try:
            if self.mail.use_tls and not self.mail.use_ssl:
                host.starttls(context=trusted)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host


class MailServer:
    """The mail server on one line for a whole round; connected when there is a first mail to send."""

    def __init__(self) -> None:
        self.is_open = True
        """False once the server could not be reached: what else waits need not try now."""
        self.connection = _Connection(current_app.extensions["mail"])

    def take(self, message: Message | Copy, name: str) -> None:
        """Hand the mail over. Raises Refused, or Lost when nobody knows."""
        # A server may close the line after the mail before: then this one is tried on a new line.
        is_first = self.connection.host is None
        host = self._connected()
        try:
            if isinstance(message, Copy):
                host.sendmail(message.sender, [message.recipient], message.content)
            else:
                self.connection.send(message)
        except smtplib.SMTPServerDisconnected as error:
            self.close()
            if host.words_were_sent:
                raise Lost(str(error)) from error
            if is_first:
                raise Refused(str(error), for_now=True) from error
            self.take(message, name)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            code, words = _answer(error)
            if code == 421:  # "closing the line"
                self.close()
                if not is_first and not host.words_were_sent:
                    self.take(message, name)
                    return
            raise Refused.by_server(code, words) from error

    def _connected(self) -> _Watched:
        if self.connection.host is None:
            try:
                self.connection.host = self.connection.configure_host()
            except (OSError, smtplib.SMTPException) as error:
                # Also a wrong password: that is about us, not about this mail.
                self.is_open = False
                raise Refused(_words_of(error), for_now=True) from error
        host: Any = self.connection.host
        host.words_were_sent = False
        return host  # type: ignore[no-any-return]  # configure_host made it

    def close(self) -> None:
        """Take leave of the server, if it is still there."""
        host, self.connection.host = self.connection.host, None
        if host is not None:
            with suppress(OSError, smtplib.SMTPException):
                host.quit()
            host.close()


def _answer(error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> tuple[int, bytes | str]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return code, words
    return error.smtp_code, error.smtp_error


def _words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(Refused.by_server(error.smtp_code, error.smtp_error))
    return str(error)
