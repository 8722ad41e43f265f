"""A mail to many as it goes over the line: put together once, and in each copy only what is its reader's own.

Putting one together takes longer than sending it. The copies are what `Message` would have made of them.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from email.utils import formatdate

from flask_mail import sanitize_address
from markupsafe import escape

from app.delivery import POLICY, Copy, Message

AUTO_SUBMITTED = {"Auto-Submitted": "auto-generated"}
UNSUBSCRIBE_MARK = "\U000f5357\U000fabcd\U000f5357"
"""Stands in the words of a batch where each one's own link goes. Nobody types these: they mean nothing."""
PROBE = secrets.token_hex(32)
"""Stands where a token goes; as long as the longest."""
WRITTEN_AS_THEY_ARE = ("7bit", "8bit")


@dataclass(frozen=True)
class Circular:
    """What a mail to many says."""

    subject: str
    text: str
    html: str
    """Both with the mark where the reader's link goes."""
    link: str
    """Begins the address that ends it; the reader's token follows."""
    list_id: str
    reply_to: str = ""

    def message(self, address: str, token: str, message_id: str) -> Message:
        """Put the mail to one reader together."""
        link = self.link + token
        message = Message(
            subject=self.subject,
            recipients=[address],
            body=self.text.replace(UNSUBSCRIBE_MARK, link),
            html=self.html.replace(UNSUBSCRIBE_MARK, str(escape(link))),
            reply_to=self.reply_to or None,
            extra_headers={
                **AUTO_SUBMITTED,
                "List-Id": self.list_id,
                "List-Unsubscribe": f"<{link}/sofort>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
        message.msgId = message_id
        return message


class Press:
    """Makes the copies of a circular."""

    def __init__(self, circular: Circular) -> None:
        self.circular = circular
        self.pieces: list[bytes] = []
        """The mail, cut where the copies differ; empty if it has to be put together for each one."""
        address, number = f"{PROBE}@example.org", f"<{PROBE}@example.org>"
        self.lines = {
            "To": POLICY.fold_binary("To", address),
            "Date": POLICY.fold_binary("Date", formatdate(0, localtime=True)),
            "Message-ID": POLICY.fold_binary("Message-ID", number),
        }
        probe = circular.message(address, PROBE, number)
        self.sender = sanitize_address(probe.sender)
        probe.date = 0
        if probe.has_bad_headers():
            return  # the copies are refused one by one, as any mail
        mime = probe._message()
        if any(
            part.get("Content-Transfer-Encoding", "8bit") not in WRITTEN_AS_THEY_ARE for part in mime.walk()
        ):
            return  # a token is not found there, or would make a line too long
        mail = mime.as_bytes()
        if all(mail.count(line) == 1 for line in self.lines.values()):
            cuts = b"|".join(re.escape(cut) for cut in [*self.lines.values(), PROBE.encode()])
            self.pieces = re.split(b"(" + cuts + b")", mail)

    def copy(self, address: str, token: str, message_id: str) -> Copy | Message:
        """Return the mail to one reader. The token is at most 64 letters, digits, hyphens and underscores."""
        if not self.pieces or address.splitlines() != [address]:
            return self.circular.message(address, token, message_id)
        recipient = sanitize_address(address)
        own = {
            PROBE.encode(): token.encode("ascii"),
            self.lines["To"]: POLICY.fold_binary("To", recipient),
            self.lines["Date"]: POLICY.fold_binary("Date", formatdate(localtime=True)),
            self.lines["Message-ID"]: POLICY.fold_binary("Message-ID", message_id),
        }
        return Copy(self.sender, recipient, b"".join([own.get(piece, piece) for piece in self.pieces]))
