"""The Kreisverteiler of the demo: who signed up, a mail that went out, and the next one as a draft."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from app.accounts.models import Person
from app.demo.filling import Filling
from app.demo.meetings import Hall
from app.demo.people import KTV
from app.demo.rostock import COUNTY
from app.lists.models import Broadcast, BroadcastState, MailingList, Subscriber, SubscriberState
from app.lists.services import CONSENT
from app.outbox import MailBatch

READERS = ("Gerda Musterfrau", "Piet Beispiel", "Nachbarin Vorlage", "Ole Probe")
SENT = """Hallo,

am Sonnabend war die Gesamtmitgliederversammlung. Danke an alle, die da waren und Kuchen gebacken haben.

## Was beschlossen wurde

- Wir sammeln bis zum Sommer Ideen für **sichere Schulwege** in allen Stadtteilen.
- Der nächste Bildungsabend fragt, wie ein Ortsbeirat arbeitet.

Wer mitmachen möchte, antwortet einfach auf diese Mail."""
DRAFT = """Hallo,

in den nächsten Wochen steht einiges an. Hier kommt noch der Kalender hinein.

Bis bald"""


def _token(*parts: object) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:43]


def write(filling: Filling) -> None:
    """Open the Kreisverteiler and the list of one district; send a mail to all, and draft another one."""
    county = _list(COUNTY.slug, "Kreisverteiler", "Termine, Einladungen und was sonst wichtig ist.", filling)
    _list(KTV, "Verteiler KTV", "Was in der Kröpeliner-Tor-Vorstadt ansteht.", filling)
    hall = Hall(COUNTY.slug, filling)
    by = filling.session.get_one(Person, hall.chair(filling.day))
    sent_at = filling.moment(-20, 18)
    batch = MailBatch(
        kind="broadcast", sender_id=by.id, subject="Was auf der Versammlung beschlossen wurde", text="", html="",
        list_name=county.name, list_key=COUNTY.slug, reply_to=by.email or "",
        counts={"sent": 78, "failed": 1}, created_at=sent_at, finished_at=sent_at + timedelta(minutes=2),
    )  # fmt: skip
    filling.session.add(batch)
    filling.session.flush()
    filling.session.add_all(
        [
            Broadcast(
                space_id=hall.space_id, list_id=county.id, subject=batch.subject, text=SENT,
                state=BroadcastState.DONE, by_id=by.id, started_at=sent_at, finished_at=batch.finished_at,
                all_queued_at=sent_at, batch_id=batch.id, letters=9, created_at=sent_at - timedelta(hours=1),
            ),
            Broadcast(
                space_id=hall.space_id, list_id=county.id, subject="Was im Frühling ansteht", text=DRAFT,
                by_id=by.id, created_at=filling.moment(-1, 20),
            ),
        ]
    )  # fmt: skip
    filling.session.flush()


def _list(slug: str, name: str, about: str, filling: Filling) -> MailingList:
    space_id = filling.spaces[slug].id
    found = MailingList(
        space_id=space_id, name=name, about=f"{about} Etwa zweimal im Monat.", is_open=True,
        created_at=filling.moment(-120, 18),
    )  # fmt: skip
    filling.session.add(found)
    filling.session.flush()
    for number, reader in enumerate(READERS):
        email = f"{reader.lower().replace(' ', '.')}@demo.example"
        joined_at = filling.moment(-100 + 9 * number, 19)
        filling.session.add(
            Subscriber(
                space_id=space_id, list_id=found.id, name=reader, email=email, state=SubscriberState.ACTIVE,
                token=_token(slug, email), consent=CONSENT, created_at=joined_at,
                confirmed_at=joined_at + timedelta(minutes=12),
            )
        )  # fmt: skip
    filling.session.flush()
    return found
