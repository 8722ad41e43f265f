"""A concern goes its whole way, and at the end nobody's name is left, wherever one looks."""

from __future__ import annotations

import sqlalchemy as sa

from app import rounds
from app.districts.councils.concerns.models import ConcernState
from app.extensions import db
from app.outbox import OutgoingMail
from tests.districts.councils.concerns.conftest import LIST, NEW, Concerns, at
from tests.pages import Browser
from tests.people import PEOPLE, World, see_everything
from tests.security.walking import mails, pages_of

NAME, CONTACT = "Wilhelmine Quastenflosser", "quastenflosser@nirgends.example"


def everything_stored(world: World) -> str:
    """Every row of the database as text, with the tables of the search that belong to no model."""
    found = [repr(world.dump())]
    with world.app.app_context(), db.engine.connect() as connection:
        see_everything(connection)
        for table in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'SELECT * FROM "{table}"')).all()  # noqa: S608  # names of our own
            found.append(repr([tuple(row) for row in rows]))
    return "\n".join(found)


def everything_shown(world: World, key: int, *roles: str) -> str:
    """What these can fetch of a concern and where it might be spoken of, and every mail."""
    sitting = world.meetings["ktv"]["coming_sitting_id"]
    places = [at(key), LIST, at(key, "bearbeiten"), f"/ktv/sitzungen/{sitting}", "/ktv/", "/", "/austausch/",
              "/verwaltung/verlauf", "/verwaltung/postausgang"]  # fmt: skip
    pages = []
    for role in roles:
        browser = Browser(world.client_of(role))
        pages += [browser.open(place).source for place in places]
        pages.append(browser.open("/suche").press("Suchen", words="Finsterer").source)
    return "\n".join([*pages, *(mail.text + mail.html for mail in mails(world))])


def carry_to_the_answer(speaker: Browser, key: int, sitting_id: int) -> None:
    """Take it up, bring it to the council and the Bürgerschaft, note the answer."""
    page = speaker.open(at(key)).press("Anliegen aufgreifen", next_step="Amt anrufen", next_on="2025-03-10")
    page = page.press("In den Ortsbeirat bringen", sitting=str(sitting_id), item="7.1")
    page = page.press("In die Bürgerschaft bringen", paper="Antrag 2025/BV/0042 der Fraktion")
    page.press("Antwort eintragen", answer="Zwei Laternen kommen im Mai.", answered_on="2025-03-05")


def test_a_guests_concern_goes_its_whole_way_and_no_name_is_left(world: World, concerns: Concerns) -> None:
    councillor, speaker = Browser(world.client_of("councillor")), Browser(world.client_of("speaker"))
    page = councillor.open(NEW, woher="gast").press(
        "Anliegen aufschreiben", title="Finsterer Durchgang", text="Abends sieht man nichts.",
        street="Lange Straße am Markt", topics="Beleuchtung, Wege", name=NAME, contact=CONTACT, agrees="y",
    )  # fmt: skip
    key = concerns.newest().id
    assert NAME in page
    # It is really looked for where it stands: else the end of this test would prove nothing.
    assert NAME in everything_stored(world)
    assert NAME in everything_shown(world, key, "speaker")
    assert NAME not in everything_shown(world, key, "member", "board", "office", "foreign_councillor")

    carry_to_the_answer(speaker, key, world.meetings["ktv"]["coming_sitting_id"])
    page = speaker.open(at(key))
    assert "Zwei Laternen kommen im Mai." in page.main.one("textarea", id="fertiger-text").raw_text
    assert f"mailto:{CONTACT}" in page.source
    page = page.press("Bescheid ist gesagt")

    row = concerns.get(key)
    assert (row.state, row.paper, row.sitting_item) == (ConcernState.TOLD, "2025/BV/0042", "7.1")
    assert [step.state for step in concerns.steps(key)] == [
        ConcernState.RAISED, ConcernState.TAKEN_UP, ConcernState.IN_COUNCIL, ConcernState.IN_PARLIAMENT,
        ConcernState.ANSWERED, ConcernState.TOLD,
    ]  # fmt: skip
    assert "Zwei Laternen kommen im Mai." in page
    assert "Finsterer Durchgang" in speaker.open(LIST)
    stored = everything_stored(world)
    shown = everything_shown(
        world, key, "speaker", "councillor", "member", "board", "office", "foreign_councillor"
    )
    shown += "\n".join(pages_of(world, world.client_of("speaker")).values())
    for planted in (NAME, CONTACT, "Quastenflosser", "quastenflosser"):
        assert planted not in stored
        assert planted not in shown


def test_nothing_links_a_member_with_what_they_raised_but_the_mail_to_them(
    world: World, concerns: Concerns
) -> None:
    before = world.dump()
    member, speaker = Browser(world.client_of("member")), Browser(world.client_of("speaker"))
    page = member.open(NEW).press("Anliegen aufschreiben", title="Finsterer Durchgang", wants_to_hear="y")
    key = concerns.newest().id
    assert "Das hast du aufgeschrieben" in page
    assert PEOPLE["member"].name in speaker.open(at(key)).section("Wem wir Bescheid sagen")

    carry_to_the_answer(speaker, key, world.meetings["ktv"]["coming_sitting_id"])
    speaker.open(at(key)).press("Bescheid ist gesagt")
    with world.app.app_context():
        rounds.deliver_due()

    (mail,) = concerns.mails()
    assert (mail.person_id, mail.address) == (world.people["member"], PEOPLE["member"].email)
    assert "Zwei Laternen kommen im Mai." in mail.text
    new = {table: [row for row in rows if row not in before[table]] for table, rows in world.dump().items()}
    me = world.people["member"]
    with world.app.app_context():
        mine = {
            table.name
            for table in db.metadata.sorted_tables
            for column in table.c
            if any(fk.column.table.name == "person" for fk in column.foreign_keys)
            for row in new[table.name]
            if row[list(table.c).index(column)] == me
        }
    assert mine == {OutgoingMail.__tablename__}
    assert not [step for step in concerns.steps(key) if step.by_id == me]
    assert PEOPLE["member"].name not in repr(
        {name: rows for name, rows in new.items() if name != "outgoing_mail"}
    )
    page = member.open(at(key))
    assert "Das hast du aufgeschrieben" not in page
    assert PEOPLE["member"].name not in speaker.open(at(key)).main.text
