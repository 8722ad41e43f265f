"""Who posts an urgent notice to whom, changes it, takes it back."""

from __future__ import annotations

import pytest

from app import clock
from tests.notices.conftest import TEXT, TITLE, Notices, on_today, titles
from tests.pages import Browser, manners
from tests.people import NOW, World

POST = "Eilmeldung veröffentlichen"


def test_a_speaker_posts_to_the_own_space(world: World, notices: Notices) -> None:
    page = Browser(world.client_of("speaker")).open("/ktv/eilmeldungen/").follow("Eilmeldung schreiben")
    assert page.value("shown_until") == "2025-03-12"
    page = page.press(POST, title=TITLE, text=TEXT)
    assert (page.status, page.heading) == (200, TITLE)
    assert "nebenan" in page
    assert "**" not in page
    assert on_today(world, "member") == on_today(world, "councillor") == [TITLE]
    assert not any(on_today(world, who) for who in ("foreign_member", "group_member", "board"))


def test_who_wrote_it_does_not_have_it_on_the_own_start_page(world: World, notices: Notices) -> None:
    notices.add()
    assert on_today(world, "speaker") == []
    assert titles(Browser(world.client_of("speaker")).open("/ktv/")) == [TITLE]


def test_a_notice_of_the_county_reaches_the_members_of_all_districts(world: World, notices: Notices) -> None:
    Browser(world.client_of("board")).open("/kreis/eilmeldungen/neu").press(POST, title=TITLE, text=TEXT)
    reached = ("member", "speaker", "foreign_member", "foreign_speaker", "office")
    assert {who: on_today(world, who) for who in reached} == dict.fromkeys(reached, [TITLE])
    # A seat in a council makes nobody a member of the party; a group alone does not, either.
    assert on_today(world, "councillor") == on_today(world, "group_member") == []


def test_a_notice_of_the_county_to_a_chosen_district_reaches_that_one_alone(
    world: World, notices: Notices
) -> None:
    page = Browser(world.client_of("office")).open("/kreis/eilmeldungen/neu")
    page = page.press(POST, title=TITLE, text=TEXT, to=str(world.spaces["ktv"]))
    assert page.facts()["Für"] == "Kröpeliner-Tor-Vorstadt"
    assert on_today(world, "member") == on_today(world, "board") == [TITLE]
    assert on_today(world, "foreign_member") == []
    path = f"/kreis/eilmeldungen/{notices.newest().id}"
    assert Browser(world.client_of("member")).open(path).status == 200
    assert Browser(world.client_of("foreign_member")).open(path).status == 404
    assert TITLE not in Browser(world.client_of("foreign_member")).open("/kreis/eilmeldungen/")
    for action in ("gelesen", "antworten"):
        answer = world.client_of("foreign_member").post(f"{path}/{action}", data={"text": "Ich auch"})
        assert answer.status_code == 404


@pytest.mark.parametrize("slug", ["alt", "kreis", "nirgends"])
def test_nothing_goes_to_what_cannot_be_chosen(world: World, notices: Notices, slug: str) -> None:
    before = world.dump()["urgent_notice"]
    form = {
        "title": TITLE,
        "text": TEXT,
        "shown_until": "2025-03-12",
        "to": str(world.spaces.get(slug, 99_999)),
    }
    assert world.client_of("board").post("/kreis/eilmeldungen/neu", data=form).status_code == 422
    assert world.dump()["urgent_notice"] == before


def test_a_speaker_cannot_choose_another_district(world: World) -> None:
    form = {"title": TITLE, "text": TEXT, "shown_until": "2025-03-12", "to": str(world.spaces["mitte"])}
    assert world.client_of("speaker").post("/ktv/eilmeldungen/neu", data=form).status_code == 422


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("title", "", "worum es geht"),
        ("title", "x" * 161, "höchstens 160 Zeichen"),
        ("text", " \n ", "was alle wissen sollen"),
        ("text", "x" * 5001, "höchstens 5000 Zeichen"),
        ("text", "x" * 900_000, "höchstens 5000 Zeichen"),
        ("shown_until", "", "den letzten Tag"),
        ("shown_until", "2025-02-30", "Diesen Tag gibt es nicht"),
        ("shown_until", "2025-03-04", "von heute an"),
        ("shown_until", "2025-05-05", "höchstens 60 Tage"),
        ("shown_until", "0001-01-01", "von heute an"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_everything_typed_is_kept(
    world: World, field: str, typed: str, complaint: str
) -> None:
    page = Browser(world.client_of("speaker")).open("/ktv/eilmeldungen/neu")
    values = {"title": TITLE, "text": TEXT, "shown_until": "2025-03-12", field: typed}
    page = page.press(POST, **values)
    assert page.status == 422
    assert complaint in page.error(field)
    assert {name: page.value(name) for name in values if name != field} == {
        name: value for name, value in values.items() if name != field
    }
    assert [one for one in manners(page) if "tokens" not in one] == []


@pytest.mark.parametrize("typed", ["2025-03-05", "2025-05-04"])
def test_it_is_shown_from_one_day_to_sixty(world: World, notices: Notices, typed: str) -> None:
    page = Browser(world.client_of("speaker")).open("/ktv/eilmeldungen/neu")
    assert page.press(POST, title=TITLE, text=TEXT, shown_until=typed).status == 200
    assert notices.newest().shown_until.isoformat() == typed


def test_the_words_can_be_put_right_as_long_as_nobody_answered(world: World, notices: Notices) -> None:
    key = notices.add()
    page = Browser(world.client_of("speaker")).open(f"/ktv/eilmeldungen/{key}").follow("Eilmeldung ändern")
    page = page.press("Eilmeldung ändern", text="Wir treffen uns im **Hof**.")
    assert page.facts()["Geändert"] == "Mi., 05.03.2025, 19:00 Uhr"
    (shown,) = Browser(world.client_of("member")).open("/").main.all("article")
    assert "geändert" in shown.text


def test_words_that_were_answered_stay(world: World, notices: Notices) -> None:
    key = notices.add()
    page = Browser(world.client_of("speaker")).open(f"/ktv/eilmeldungen/{key}/bearbeiten")
    notices.answer(key, "Danke")
    page = page.press("Eilmeldung ändern", text="Etwas anderes")
    assert page.status == 422
    assert "schon jemand geantwortet" in page.complaints
    assert page.value("text") == "Etwas anderes"
    assert notices.get(key).text == TEXT
    assert "Eilmeldung ändern" not in Browser(world.client_of("speaker")).open(f"/ktv/eilmeldungen/{key}")


def test_who_comes_second_is_told_and_keeps_what_was_typed(world: World, notices: Notices) -> None:
    key = notices.add()
    page = Browser(world.client_of("speaker")).open(f"/ktv/eilmeldungen/{key}/bearbeiten")
    notices.set(key, text="Von jemand anderem")
    page = page.press("Eilmeldung ändern", text="Von mir")
    assert page.status == 422
    assert "jemand anderes" in page.complaints
    assert page.value("text") == "Von mir"
    assert notices.get(key).text == "Von jemand anderem"
    assert page.press("Eilmeldung ändern").status == 200
    assert notices.get(key).text == "Von mir"


def test_what_is_taken_back_is_gone_from_every_page(world: World, notices: Notices) -> None:
    key = notices.add(title="Geheimes Wort", text="Geheimer Text")
    notices.answer(key, "Geheime Antwort")
    page = (
        Browser(world.client_of("speaker")).open(f"/ktv/eilmeldungen/{key}").press("Eilmeldung zurücknehmen")
    )
    assert "zurückgenommen" in page.notices
    member = Browser(world.client_of("member"))
    for path in ("/", "/ktv/", "/ktv/eilmeldungen/", f"/ktv/eilmeldungen/{key}"):
        page = member.open(path)
        assert page.status == 200
        assert "Geheim" not in page.source
    assert "zurückgenommen" in member.open(f"/ktv/eilmeldungen/{key}")
    assert notices.answers(key) == []
    answer = world.client_of("member").post(f"/ktv/eilmeldungen/{key}/antworten", data={"text": "Wie bitte"})
    assert answer.status_code == 422


@pytest.mark.parametrize("action", ["zuruecknehmen", "schliessen", "oeffnen"])
def test_a_page_that_is_out_of_date_changes_nothing(world: World, notices: Notices, action: str) -> None:
    key = notices.add()
    notices.set(key, text="Von jemand anderem")
    before = world.dump()["urgent_notice"]
    page = Browser(world.client_of("speaker")).post(f"/ktv/eilmeldungen/{key}/{action}", version="1")
    assert "jemand anderes" in page.notices or "jemand anderes" in page.root.text
    assert world.dump()["urgent_notice"] == before


def test_in_a_closed_space_nobody_writes(world: World, notices: Notices) -> None:
    key = notices.add("alt", by="of_old")
    page = Browser(world.client_of("office")).open(f"/alt/eilmeldungen/{key}")
    assert page.status == 200
    assert page.buttons() == []
    answer = world.client_of("office").post(f"/alt/eilmeldungen/{key}/antworten", data={"text": "Hallo"})
    assert answer.status_code == 422
    assert notices.answers(key) == []


def test_of_whoever_was_erased_no_name_stays(world: World, notices: Notices) -> None:
    key = notices.add(by="foreign_councillor")
    notices.answer(key, "Bis dann", by="foreign_councillor")
    office = world.client_of("office")
    assert (
        office.post(f"/verwaltung/menschen/{world.people['foreign_councillor']}/loeschen").status_code == 302
    )
    page = Browser(world.client_of("member")).open(f"/ktv/eilmeldungen/{key}")
    assert "Carl Fremd" not in page.source
    assert page.main.text.count("Ehemaliges Mitglied") == 2
    assert "Bis dann" in page


def test_what_was_shown_long_enough_stays_in_the_list(world: World, notices: Notices) -> None:
    notices.add(days=2)
    member = Browser(world.client_of("member"))
    with clock.frozen(
        clock.start_of_day(NOW.date()) + 2 * (clock.end_of_day(NOW.date()) - clock.start_of_day(NOW.date()))
    ):
        assert titles(member.open("/")) == [TITLE]
    with clock.frozen(
        clock.start_of_day(NOW.date()) + 3 * (clock.end_of_day(NOW.date()) - clock.start_of_day(NOW.date()))
    ):
        assert titles(member.open("/")) == titles(member.open("/ktv/")) == []
        assert TITLE in member.open("/ktv/eilmeldungen/").rows
