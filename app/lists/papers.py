"""What was written to all as letters, for members who have no address for mail."""

from __future__ import annotations

from flask_babel import gettext as _

from app import clock
from app.documents import pdf as typeset
from app.documents.markdown import blocks
from app.documents.papers import LetterPaper
from app.lists.audience import audience_of, names_of
from app.lists.models import Broadcast
from app.spaces.models import Space
from app.speech import SOURCE, day, speaking


def letters(broadcast: Broadcast, space: Space) -> bytes | None:
    """Return the letters as PDF, a sheet for each of the members of today who need one; None: nobody does."""
    names = names_of(audience_of(space, broadcast.mailing_list).by_letter)
    if not names:
        return None
    with speaking(SOURCE):
        return typeset("letter", _paper(broadcast, space, names))


def _paper(broadcast: Broadcast, space: Space, names: list[str]) -> LetterPaper:
    return {
        "space": space.name,
        "sender": [space.name, *space.contact.splitlines()],
        "return_address": space.name,
        "day": day(clock.today()),
        "subject": broadcast.subject,
        "addressees": [
            {"name": name, "address": [], "greeting": str(_("Hallo %(name)s,", name=name))} for name in names
        ],
        "paragraphs": [],
        "blocks": blocks(broadcast.text),
        "when": "",
        "place": "",
        "access": "",
        "agenda": [],
        "answer": "",
        "notices": [],
        "closing": str(_("Mit solidarischen Grüßen")),
        "signed": list(dict.fromkeys([broadcast.by.name, space.name])),
    }
