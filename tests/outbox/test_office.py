"""What the office sees of a mail to many, and what it can do about one of them."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.extensions import db
from app.outbox import MailState, OutgoingMail
from tests.outbox.mailing import mails_of, send_to, with_template
from tests.pages import Browser
from tests.people import World

AGAIN = "Mail noch einmal verschicken"


def test_the_office_reads_the_words_without_anybodys_link_and_sends_one_again(
    world: World, as_office: FlaskClient
) -> None:
    loader = world.app.jinja_env.loader
    with_template(world.app)
    batch_id = send_to(world.app, [1])
    world.app.jinja_env.loader = loader  # the application is lent
    mail_id = mails_of(world.app, batch_id)[0].id
    with world.app.app_context():
        db.session.get_one(OutgoingMail, mail_id).state = MailState.FAILED
        db.session.commit()

    page = Browser(as_office).open(f"/verwaltung/postausgang/{mail_id}")
    assert "Gruß aus Rostock" in page.main.text
    assert "Am Montag treffen wir uns in der Kröpeliner Straße." in page.main.text
    assert "token-001" not in as_office.get(f"/verwaltung/postausgang/{mail_id}").text
    page.press(AGAIN)
    assert mails_of(world.app, batch_id)[0].state is MailState.QUEUED
