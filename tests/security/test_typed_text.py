"""What people type is text, in pages and in the headers of mails."""

from __future__ import annotations

import email
import html
import re
from collections import Counter

import pytest
import sqlalchemy as sa

from app import rounds
from app.extensions import db
from app.outbox import OutgoingMail
from app.spaces.models import Space
from tests.security.walking import mails, pages_of, text_fields
from tests.test_access import addresses, form_of, send, values_of

# --- 9. what people type is text


PAYLOAD = "\"'><script>{0}</script><img src=x onerror={0}>{{{{7*7}}}}${{7*7}} javascript:{0}"


WRITTEN = (
    ("space.calendar.create", "speaker"), ("space.calendar.edit", "speaker"), ("space.meetings.add", "speaker"),
    ("space.meetings.edit", "speaker"), ("space.invitations.send", "speaker"), ("space.invitations.answer", "member"),
    ("space.conduct.decide", "speaker"), ("space.conduct.hand_out", "speaker"), ("space.conduct.name_guest", "speaker"),
    ("space.concerns.create", "speaker"), ("space.concerns.move", "speaker"),
    ("space.tasks.create", "member"), ("space.tasks.move", "member"),
    ("space.calendar.cancel", "speaker"), ("space.people.take_in", "speaker"),
    ("space.notices.create", "speaker"), ("exchange.ask", "office"), ("exchange.answer", "office"),
    ("space.polls.create", "speaker"), ("space.lists.describe", "speaker"), ("space.lists.write", "speaker"),
    ("space.settings.edit", "speaker"), ("account.profile", "speaker"), ("office.person", "office"),
    ("office.new_space", "office"), ("office.edit_space", "office"),
)  # fmt: skip


def test_a_script_in_any_text_field_is_shown_as_text_everywhere(world):
    written: dict[str, str] = {}
    for endpoint, actor in WRITTEN:
        form = form_of(world, endpoint, actor)
        for name in text_fields(world, endpoint, actor):
            mark = f"f{len(written):02}"
            short = f"<script>{mark}</script>"  # for fields of forty characters
            written[mark] = form[name] = short if name in ("short_name", "phone") else PAYLOAD.format(mark)
        # An appointment is cancelled last: then it cannot be changed any more.
        (url,) = addresses(world, endpoint, values_of(world, endpoint))
        response = send(world.client_of(actor), "POST", url, form)
        assert response.status_code == 302, (endpoint, re.findall(r'class="error".*', response.text))
    shown: Counter[str] = Counter()
    sent = [mail.html for mail in mails(world)]
    assert sent
    for actor in ("speaker", "member", "office", "board"):
        pages = pages_of(world, world.client_of(actor), also=("/verwaltung/menschen",))
        for url, page in [*pages.items(), *(("mail", text) for text in sent)]:
            if "Content-Type: application/pdf" in page:
                continue  # paper runs nothing; what stands on it is seen by tests/test_documents.py
            for mark, payload in written.items():
                assert f"<script>{mark}" not in page, (url, payload)
                assert f"<img src=x onerror={mark}" not in page, (url, payload)
                assert f'href="javascript:{mark}' not in page, (url, payload)
                shown[mark] += (
                    html.escape(payload, quote=False).replace('"', "&#34;").replace("'", "&#39;") in page
                )
    # A field that is shown nowhere would prove nothing.
    assert not [payload for mark, payload in written.items() if not shown[mark]]


def test_a_search_for_a_script_is_shown_as_text(world, as_office):
    page = as_office.post("/verwaltung/menschen", data={"search": '"><script>x</script>'}).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


# --- 10. line breaks in headers

BREAKS = ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"]


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize(
    ("endpoint", "actor", "name"),
    [
        ("space.people.take_in", "speaker", "name"),
        ("space.people.take_in", "speaker", "email"),
        ("space.calendar.create", "speaker", "title"),
        ("account.profile", "member", "name"),
        ("office.new_space", "office", "name"),
    ],
)
def test_a_line_break_in_a_name_or_title_never_reaches_a_header(world, endpoint, actor, name, line_break):
    form = form_of(world, endpoint, actor)
    form[name] = f"neu@demo.example{line_break}Bcc: evil@demo.example"
    (url,) = addresses(world, endpoint, values_of(world, endpoint))
    response = send(world.client_of(actor), "POST", url, form)
    assert response.status_code < 500
    headers = [value for mail in mails(world) for value in (mail.subject, mail.address)]
    names = [
        value for table in ("person", "space", "appointment") for row in world.dump()[table] for value in row
    ]
    assert not [
        value for value in (*headers, *names) if "Bcc:" in str(value) and len(str(value).splitlines()) > 1
    ]


@pytest.mark.parametrize("line_break", BREAKS)
def test_even_a_stored_line_break_adds_no_header_to_a_mail(world, as_office, line_break):
    evil = f"Ktv{line_break}Bcc: evil@demo.example{line_break}{line_break}Text"
    world.change("office", name=evil)
    with world.app.app_context():
        db.session.get_one(Space, world.spaces["ktv"]).name = evil
        db.session.commit()
    response = as_office.post(f"/ktv/menschen/{world.memberships['invited']}/einladen")
    assert response.status_code in (302, 422, 500)  # a mail that cannot be sent safely is not sent
    with world.app.app_context():
        db.session.execute(sa.delete(OutgoingMail).where(OutgoingMail.id.in_(world.mails.values())))
        db.session.commit()
        rounds.deliver_due()
        files = sorted((world.app.config["INSTANCE"] / "mail").glob("*.eml"))
    for file in files:
        message = email.message_from_bytes(file.read_bytes())
        assert message["Bcc"] is None
        assert set(message.keys()) <= {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
                                       "Content-Type", "Content-Transfer-Encoding"}  # fmt: skip
