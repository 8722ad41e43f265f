"""Inviting, answering and delivering in tests, by the pages and the worker, and a look at what is stored."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app import rounds
from app.calendar.invitations.models import Invitation, Notice, Sending, SendingKind
from app.districts.meetings.models import AgendaItem, ItemKind
from app.extensions import db
from app.outbox import OutgoingMail
from app.tenancy import all_spaces, one_space
from tests.calendar.dates import Dates, url
from tests.pages import Browser, Page, _held
from tests.people import World


class Inviting:
    """Invitations of the small Kreisverband."""

    def __init__(self, world: World, dates: Dates) -> None:
        self.world, self.dates = world, dates

    # --- by the pages

    def browser(self, who: str = "speaker") -> Browser:
        """The browser of somebody."""
        return Browser(self.world.client_of(who))

    def send(self, key: int, *, who: str = "speaker", slug: str = "ktv", **form: Any) -> Page:
        """Choose, look at the preview, send; return the page that follows. Boxes are given as lists."""
        page = self.preview(key, who=who, slug=slug, **form)
        return self.confirm(page)

    def confirm(self, page: Page) -> Page:
        """Press the preview's main button; what is carried along may hold several of a name."""
        button = next(one for one in page.buttons() if "verschicken" in one or "einladen" in one)
        form = page.form(button)
        response = page.browser.client.post(
            form.attrs["action"], data=MultiDict(list(_held(form))), follow_redirects=True
        )
        return Page(response, page.browser)

    def preview(self, key: int, *, who: str = "speaker", slug: str = "ktv", **form: Any) -> Page:
        """Choose, and look at the preview."""
        typed = MultiDict({"everybody": "y", "guests": "", "words": ""} | form)
        if not typed.get("everybody"):
            typed.pop("everybody")
        browser = self.browser(who)
        response = browser.client.post(url(key, "einladung/", slug), data=typed)
        return Page(response, browser)

    def page(self, key: int, who: str = "speaker", slug: str = "ktv") -> Page:
        """The appointment's page."""
        return self.browser(who).open(url(key, slug=slug))

    # --- by the worker

    def deliver(self) -> None:
        """Let the worker send what is due."""
        with self.world.app.app_context():
            rounds.deliver_due()

    # --- what is stored

    def read(self, statement: sa.Select[Any]) -> list[Any]:
        """Rows of any space."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(statement))

    def invitations(self, key: int) -> dict[str, Invitation]:
        """Who is invited, by name."""
        wanted = (
            sa.select(Invitation)
            .options(sa.orm.joinedload(Invitation.person))
            .where(Invitation.appointment_id == key)
        )
        return {one.name: one for one in self.read(wanted)}

    def sendings(self, key: int, *kinds: SendingKind) -> list[Sending]:
        """What those who are invited were told, of these kinds."""
        wanted = sa.select(Sending).where(Sending.appointment_id == key).order_by(Sending.id)
        return [one for one in self.read(wanted) if not kinds or one.kind in kinds]

    def notices(self, key: int) -> list[Notice]:
        """Every message, the first first."""
        wanted = sa.select(Notice).join(Sending, Sending.id == Notice.sending_id)
        return self.read(wanted.where(Sending.appointment_id == key).order_by(Notice.id))

    def notice_of(self, key: int, name: str) -> Notice:
        """The last message to somebody."""
        invitation = self.invitations(key)[name]
        return next(one for one in reversed(self.notices(key)) if one.invitation_id == invitation.id)

    def mails(self, *addresses: str) -> list[OutgoingMail]:
        """The mails about appointments, to these addresses if any are given."""
        wanted = sa.select(OutgoingMail).where(OutgoingMail.kind.startswith("appointment_"))
        rows = self.read(wanted.order_by(OutgoingMail.id))
        return [one for one in rows if not addresses or one.address in addresses]

    def link(self, key: int, name: str) -> str:
        """Somebody's personal link."""
        return f"/antwort/{self.invitations(key)[name].token}"

    def agenda(self, key: int, *items: tuple[str, ItemKind, int], slug: str = "ktv") -> None:
        """Give an appointment an agenda."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            session.add_all(
                AgendaItem(appointment_id=key, position=10 * place, title=title, kind=kind, minutes=minutes)
                for place, (title, kind, minutes) in enumerate(items, start=1)
            )

    def change_rows(self, model: type[Any], *criteria: Any, slug: str = "ktv", **values: object) -> None:
        """Set something directly."""
        with self.world.app.app_context(), one_space(self.world.spaces[slug]) as session:
            for row in session.scalars(sa.select(model).where(*criteria)):
                for name, value in values.items():
                    setattr(row, name, value)

    def commit_mail(self, mail_id: int | None, **values: object) -> None:
        """Set something of a mail directly."""
        with self.world.app.app_context():
            row = db.session.get_one(OutgoingMail, mail_id)
            for name, value in values.items():
                setattr(row, name, value)
            db.session.commit()
