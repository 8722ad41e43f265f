"""Nothing that somebody writes gets lost: offline, after the login ended, in two windows, between two people."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Response, jsonify, redirect, render_template_string, request
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from app import differences, serve
from app.extensions import bootstrap
from app.speech import init_speech
from app.web import HEADERS
from tests.e2e.conftest import free_port

PAGE = """{% from "components/editor.html" import editor, writing_tools %}
{% from "components/forms.html" import post_button %}
{% from "components/differences.html" import differences %}
<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Protokoll</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{{ url_for('bootstrap.static', filename='css/bootstrap.min.css') }}">
<link rel="stylesheet" href="{{ url_for('static', filename='stadtteilwerk.css') }}"></head>
<body data-owner="{{ server.owner }}"><div class="page"><main><h1>Protokoll</h1>
{% if lines %}{{ differences(lines) }}{% endif %}
<form method="post" action="/protokoll"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<input type="hidden" name="version" value="{{ server.version }}">
{{ editor("text", server.text, "Notizen", "/protokoll/%d/speichern" % server.number, server.version, "minutes-1",
          longest=2000) }}
</form>{{ post_button("/abmelden", "Abmelden") }}</main></div>{{ writing_tools() }}</body></html>"""
LOGIN = """<!doctype html><html lang="de"><head><title>Anmelden</title></head><body><h1>Anmelden</h1></body></html>"""


@dataclass
class Minutes:
    """What the server knows of one text; a test changes it behind the browser's back."""

    number: int = field(default_factory=itertools.count(1).__next__)
    text: str = ""
    version: int = 1
    owner: int = 7
    signed_in: bool = True
    token: str = "first"
    works: bool = True
    refusal: str = ""
    puts_aside: bool = False
    aside: str = ""
    states: dict[int, str] = field(default_factory=dict)
    saves: int = 0
    lines: list[Any] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.states[self.version] = self.text
        self.text, self.version = text, self.version + 1

    def answer(self, form: dict[str, str]) -> Any:
        self.saves += 1
        if not self.works:
            return "", 503
        if self.refusal:
            return jsonify(message=self.refusal), 422
        if not self.signed_in:
            return redirect("/anmelden")
        if form["csrf_token"] != self.token:
            return "Das Formular ist abgelaufen", 400
        text, seen = form["text"].replace("\r\n", "\n").strip(), int(form["version"])
        if seen == self.version:
            self.write(text)
            return jsonify(version=self.version, saved_at="20:14")
        merged = differences.merge(self.states[seen], text, self.text)
        if merged is None:
            self.aside = text if self.puts_aside else ""
            answer = {"theirs": self.text, "by": "Kim Beispiel", "url": "/vergleich", "kept": self.puts_aside}
            return jsonify(version=self.version, **answer), 409
        self.write(merged)
        note = "Mit der Änderung von Kim Beispiel zusammengeführt"
        return jsonify(version=self.version, saved_at="20:14", text=merged, note=note)


class Served:
    """What is served now; every test begins with new minutes."""

    minutes = Minutes()


def pages() -> Flask:
    """The few pages around an editor, with the macros, scripts and headers of the house."""
    app = Flask("app", root_path=str(serve.ROOT / "app"), template_folder="../templates")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(serve.ROOT / "app" / "translations")
    init_speech(app, preferred=lambda: "de")
    bootstrap.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = lambda: Served.minutes.token

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @app.get("/protokoll")
    def show() -> Any:
        if not Served.minutes.signed_in:
            return redirect("/anmelden")
        return render_template_string(PAGE, server=Served.minutes, lines=Served.minutes.lines)

    @app.post("/protokoll/<int:number>/speichern")
    def save(number: int) -> Any:
        if number != Served.minutes.number:
            return "", 404  # sent by a page of the last test when it was closed
        return Served.minutes.answer(request.form)

    @app.post("/protokoll")
    def submit() -> Any:
        Served.minutes.answer(request.form)
        return redirect("/anmelden")

    @app.post("/abmelden")
    def log_out() -> Any:
        Served.minutes.signed_in = False
        return redirect("/anmelden")

    app.add_url_rule("/anmelden", "login", lambda: LOGIN)
    return app


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """The address of these pages; the demo's server is not needed here."""
    server = make_server(serve.HOST, free_port(), pages(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://{serve.HOST}:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def minutes() -> Minutes:
    """The text as the server has it."""
    Served.minutes = Minutes()
    return Served.minutes


class Writer:
    """Somebody at the editor; time stands still until they say so."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.clock.install(time="2025-03-05T20:09:59+01:00")
        page.clock.pause_at("2025-03-05T20:10:00+01:00")
        self.open()

    def open(self) -> None:
        self.page.goto("/protokoll")

    @property
    def text(self) -> Any:
        return self.page.get_by_label("Notizen")

    @property
    def status(self) -> Any:
        return self.page.get_by_role("status")

    def write(self, words: str, at: str = "Control+End") -> None:
        self.text.focus()
        self.page.keyboard.press(at)
        self.page.keyboard.insert_text(words)
        self.page.clock.run_for(400)  # until the copy is kept

    def wait(self, seconds: int = 3) -> None:
        self.page.clock.run_for(seconds * 1000)

    def wait_for_saves(self, count: int) -> int:
        """Let time pass until the server was asked so often; say after how many seconds that was."""
        for seconds in range(100):
            if Served.minutes.saves >= count:
                return seconds
            self.wait(1)
            self.page.wait_for_timeout(10)  # in which answers arrive
        raise AssertionError(f"The server was asked {Served.minutes.saves} times only.")

    def let_the_server_answer(self, minutes: Minutes) -> None:
        """Let the server be asked, if it is, and answer; the time of the page stands still meanwhile."""
        for _try in range(500):
            if minutes.saves:
                return
            self.page.wait_for_timeout(10)

    def copies(self) -> dict[str, str]:
        return dict(
            self.page.evaluate("Object.entries(localStorage).map(([k, v]) => [k, JSON.parse(v).text])")
        )

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words)).to_be_visible()

    def sees_saved(self) -> None:
        expect(self.status).to_have_text("Gespeichert 20:14")
        expect(self.page.get_by_text("Noch nicht gespeichert", exact=True)).to_be_hidden()


@pytest.fixture
def kim(minutes: Minutes, desk: Page) -> Writer:
    return Writer(desk)


@pytest.fixture
def alex(minutes: Minutes, phone: Page) -> Writer:
    return Writer(phone)


def test_what_is_typed_is_saved_after_a_pause_and_no_copy_stays(minutes, kim):
    kim.write("Kim begrüßt alle.")
    assert kim.copies() == {"stw:7:minutes-1": "Kim begrüßt alle."}
    kim.sees("Noch nicht gespeichert")
    assert minutes.saves == 0
    kim.wait()
    kim.sees_saved()
    assert (minutes.text, kim.copies()) == ("Kim begrüßt alle.", {})


def test_who_writes_without_a_pause_is_saved_all_the_same(minutes, kim):
    for number in range(5):  # twelve seconds, never three without a key
        kim.write(f"wort{number} ")
        kim.wait(2)
    kim.let_the_server_answer(minutes)
    assert minutes.saves == 1
    assert minutes.text.startswith("wort0 wort1")


def test_leaving_the_field_saves_at_once(minutes, kim):
    kim.write("Schnell notiert")
    kim.page.keyboard.press("Tab")
    kim.sees_saved()
    assert minutes.text == "Schnell notiert"


def test_without_a_connection_the_copy_stays_and_is_saved_when_it_is_back(minutes, kim):
    kim.page.context.set_offline(True)
    kim.write("Aus dem Funkloch")
    kim.wait()
    kim.sees("keine Verbindung. Dein Text ist auf diesem Gerät gesichert.")
    assert kim.copies() == {"stw:7:minutes-1": "Aus dem Funkloch"}
    kim.page.context.set_offline(False)
    kim.sees_saved()
    assert (minutes.text, kim.copies()) == ("Aus dem Funkloch", {})


def test_a_server_in_trouble_is_asked_again_with_growing_pauses(minutes, kim):
    minutes.works = False
    kim.write("Noch einmal")
    first, second, third, fourth = (kim.wait_for_saves(count) for count in (1, 2, 3, 4))
    assert (first >= 3, second >= 5, third >= 10, fourth >= 20) == (True, True, True, True)
    kim.sees("gerade geht es nicht")
    minutes.works = True
    assert kim.wait_for_saves(5) >= 40
    kim.sees_saved()


def test_after_a_reload_in_the_middle_the_copy_is_offered_and_can_be_taken(minutes, kim):
    minutes.works = False
    kim.write("Halb fertig")
    kim.open()
    expect(kim.text).to_have_value("")
    kim.sees("Auf diesem Gerät liegt ein Text von 20:10, der noch nicht gespeichert war.")
    minutes.works = True
    kim.page.get_by_role("button", name="Übernehmen").click()
    expect(kim.text).to_have_value("Halb fertig")
    kim.wait()
    kim.sees_saved()
    assert minutes.text == "Halb fertig"


def test_an_offered_copy_stays_until_it_is_answered_whatever_is_typed(minutes, kim):
    minutes.works = False
    kim.write("Von vorhin")
    kim.open()
    minutes.works = True
    kim.write("Etwas anderes")
    kim.wait()
    kim.sees_saved()
    assert kim.copies() == {"stw:7:minutes-1": "Von vorhin"}
    kim.page.get_by_role("button", name="Verwerfen").click()
    expect(kim.page.get_by_text("Auf diesem Gerät")).to_have_count(0)
    assert kim.copies() == {}
    expect(kim.text).to_have_value("Etwas anderes")


def test_a_copy_of_an_older_version_says_that_the_text_was_changed_meanwhile(minutes, kim):
    minutes.write("Eins\n\nZwei")
    kim.open()
    minutes.works = False
    kim.write(" und drei")
    minutes.works = True
    minutes.write("EINS\n\nZwei")
    kim.open()
    kim.sees("Inzwischen hat jemand den Text hier geändert.")
    kim.page.get_by_role("button", name="Übernehmen").click()
    kim.wait()
    expect(kim.text).to_have_value("EINS\n\nZwei und drei")
    assert minutes.text == "EINS\n\nZwei und drei"


def test_changes_of_two_people_in_different_passages_become_one(minutes, kim):
    minutes.write("Eins\n\nZwei")
    kim.open()
    minutes.write("Anfang\n\nEins\n\nZwei")
    kim.write(" und drei")
    kim.wait()
    kim.sees("Mit der Änderung von Kim Beispiel zusammengeführt")
    expect(kim.text).to_have_value("Anfang\n\nEins\n\nZwei und drei")
    kim.page.keyboard.type("!")  # the caret is still behind the last word
    expect(kim.text).to_have_value("Anfang\n\nEins\n\nZwei und drei!")


def test_an_answer_that_got_lost_is_no_change_by_somebody_else(minutes, kim):
    minutes.write("Eins")
    kim.open()
    kim.page.route("**/speichern", lambda route: (route.fetch(), route.abort()), times=1)
    kim.write(" zwei")
    kim.wait()
    kim.sees("keine Verbindung")
    assert minutes.text == "Eins zwei"
    kim.write(" drei")
    kim.wait_for_saves(3)  # the second is told that the text was changed, and sees that it was by itself
    kim.sees_saved()
    assert minutes.text == "Eins zwei drei"


def test_what_was_typed_while_the_merged_text_was_on_its_way_stays(minutes, kim):
    minutes.write("Eins\n\nZwei")
    kim.open()
    minutes.write("Anfang\n\nEins\n\nZwei")
    with kim.page.expect_request("**/speichern"):
        kim.page.route("**/speichern", lambda route: (kim.page.keyboard.type(" vier"), route.continue_()))
        kim.write(" drei")
        kim.wait()
    kim.sees("zusammengeführt")
    expect(kim.text).to_have_value("Anfang\n\nEins\n\nZwei drei vier")
    kim.page.unroute_all()
    kim.wait()
    kim.sees_saved()
    assert minutes.text == "Anfang\n\nEins\n\nZwei drei vier"


def test_what_was_typed_meanwhile_where_somebody_else_wrote_is_not_mixed_up(minutes, kim):
    minutes.write("Eins\n\nZwei")
    kim.open()
    minutes.write("Anfang\n\nEins\n\nZwei")

    def type_first(route: Any) -> None:
        kim.page.keyboard.press("Control+Home")
        kim.page.keyboard.type("Nein, ")
        route.continue_()

    kim.page.route("**/speichern", type_first, times=1)
    kim.write(" drei")
    kim.wait()
    kim.sees("zusammengeführt")
    expect(kim.text).to_have_value("Nein, Eins\n\nZwei drei")
    kim.wait()
    kim.sees("Kim Beispiel hat dieselbe Stelle geändert")
    assert minutes.text == "Anfang\n\nEins\n\nZwei drei"


def test_when_two_change_the_same_passage_nothing_is_overwritten_and_both_are_shown(minutes, kim):
    minutes.write("Wir treffen uns.")
    kim.open()
    minutes.write("Wir treffen uns im Garten.")
    kim.write(" Am Hafen.")
    kim.wait()
    kim.sees("Kim Beispiel hat dieselbe Stelle geändert")
    expect(kim.page.get_by_role("link", name="Beide Texte ansehen")).to_have_attribute("href", "/vergleich")
    kim.write(" Mit Kuchen.")
    kim.wait(20)
    assert (minutes.text, minutes.saves) == ("Wir treffen uns im Garten.", 1)
    assert kim.copies() == {"stw:7:minutes-1": "Wir treffen uns. Am Hafen. Mit Kuchen."}


def test_what_the_server_put_aside_is_no_longer_kept_here_and_what_follows_is_sent_along(minutes, kim):
    minutes.write("Wir treffen uns.")
    minutes.puts_aside = True
    kim.open()
    minutes.write("Wir treffen uns im Garten.")
    kim.write(" Am Hafen.")
    kim.wait()
    kim.sees("Dein Text liegt beiseite, nichts ist verloren.")
    assert (minutes.aside, kim.copies()) == ("Wir treffen uns. Am Hafen.", {})
    kim.write(" Mit Kuchen.")
    assert kim.copies() == {"stw:7:minutes-1": "Wir treffen uns. Am Hafen. Mit Kuchen."}
    kim.page.get_by_role("link", name="Beide Texte ansehen").click()
    expect(kim.page).to_have_title("Anmelden")  # where this test's form leads to
    assert (minutes.aside, kim.copies()) == ("Wir treffen uns. Am Hafen. Mit Kuchen.", {})
    assert minutes.text == "Wir treffen uns im Garten."


@pytest.mark.parametrize("stale", ["login", "token"])
def test_when_the_login_is_over_the_text_stays_and_is_offered_after_the_next_one(minutes, kim, stale):
    if stale == "login":
        minutes.signed_in = False
    else:
        minutes.token = "second"
    kim.write("Bis hierher")
    kim.wait()
    kim.sees("Deine Anmeldung ist abgelaufen. Melde dich neu an, dein Text ist noch da.")
    kim.page.get_by_role("link", name="Neu anmelden").click()
    expect(kim.page).to_have_title("Anmelden" if stale == "login" else "Protokoll")
    kim.page.wait_for_load_state("networkidle")  # what was sent on leaving was refused, too
    minutes.signed_in = True
    kim.open()
    kim.sees("Auf diesem Gerät liegt ein Text von 20:10")
    kim.page.get_by_role("button", name="Übernehmen").click()
    kim.wait()
    kim.sees_saved()
    assert minutes.text == "Bis hierher"


def test_nobody_is_offered_the_text_of_somebody_else(minutes, kim):
    minutes.works = False
    kim.write("Nur für mich")
    minutes.owner = 8
    kim.open()
    expect(kim.text).to_have_value("")
    expect(kim.page.get_by_text("Auf diesem Gerät")).to_have_count(0)
    assert kim.copies() == {"stw:7:minutes-1": "Nur für mich"}


def test_logging_out_saves_and_leaves_nothing_on_the_device(minutes, kim):
    kim.page.evaluate("localStorage.setItem('stw:7:other', JSON.stringify({text: 'x', at: Date.now()}))")
    kim.write("Letztes Wort")
    kim.page.get_by_role("button", name="Abmelden").click()
    expect(kim.page).to_have_title("Anmelden")
    assert (minutes.text, kim.copies()) == ("Letztes Wort", {})


def test_logging_out_with_a_text_that_cannot_be_saved_asks_first(minutes, kim):
    minutes.works = False
    kim.write("Nicht verlieren")
    answers = ["dismiss", "accept"]
    kim.page.on("dialog", lambda dialog: getattr(dialog, answers.pop(0))())
    with kim.page.expect_event("dialog"):
        kim.page.get_by_role("button", name="Abmelden").click()
    kim.sees("gerade geht es nicht")
    assert kim.copies() == {"stw:7:minutes-1": "Nicht verlieren"}
    kim.page.get_by_role("button", name="Abmelden").click()
    expect(kim.page).to_have_title("Anmelden")
    assert kim.copies() == {}


def test_a_copy_older_than_a_week_is_thrown_away(minutes, kim):
    kim.page.evaluate(
        "localStorage.setItem('stw:7:minutes-1', JSON.stringify({text: 'alt', version: 1, at: Date.now() - 8 * 864e5}))"
    )
    kim.open()
    expect(kim.page.get_by_text("Auf diesem Gerät")).to_have_count(0)
    assert kim.copies() == {}


def test_a_text_that_is_too_long_or_refused_says_so_and_is_kept(minutes, kim):
    kim.text.fill("x" * 2001)
    kim.wait()
    kim.sees("Dieser Text ist zu lang: höchstens 2.000 Zeichen. Er ist noch da, aber nicht gespeichert.")
    assert minutes.saves == 0
    minutes.refusal = "Das Protokoll ist schon genehmigt."
    kim.text.fill("kurz")
    kim.wait()
    kim.sees("Das Protokoll ist schon genehmigt.")
    expect(kim.page.get_by_text("zu lang")).to_have_count(0)
    assert kim.copies() == {"stw:7:minutes-1": "kurz"}


def test_a_second_window_with_the_same_text_is_mentioned(minutes, kim):
    other = kim.page.context.new_page()
    other.goto("/protokoll")
    other.get_by_label("Notizen").fill("Doppelt")
    kim.wait(1)
    kim.sees("Du schreibst das auch in einem anderen Fenster.")


def test_a_browser_that_keeps_nothing_is_said_once_and_saving_goes_on(minutes, kim):
    kim.page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    kim.open()
    kim.write("Ohne Netz")
    kim.sees("Dieser Browser hebt keinen Text auf.")
    kim.wait()
    kim.sees_saved()
    assert minutes.text == "Ohne Netz"


def test_the_button_saves_and_leaves_no_copy_behind(minutes, kim):
    kim.write("Fertig")
    kim.page.get_by_role("button", name="Text speichern").click()
    expect(kim.page).to_have_title("Anmelden")  # where this test's form leads to
    assert (minutes.text, kim.copies()) == ("Fertig", {})


def test_the_buttons_under_gestalten_work_with_the_keyboard_and_can_be_undone(minutes, kim):
    kim.write("Wichtig")
    kim.page.keyboard.press("Shift+Home")
    kim.page.get_by_text("Gestalten").focus()
    kim.page.keyboard.press("Enter")
    for mark, text in [
        ("Fett", "**Wichtig**"), ("Fett", "Wichtig"), ("Überschrift", "# Wichtig"), ("Überschrift", "Wichtig"),
        ("Liste", "- Wichtig"), ("Liste", "Wichtig"), ("Link", "[Wichtig](https://)"),
    ]:  # fmt: skip
        if mark != "Fett":
            kim.text.press("Shift+Home")
        kim.page.get_by_role("button", name=mark).press("Enter")
        expect(kim.text).to_have_value(text)
        expect(kim.text).to_be_focused()
    kim.page.keyboard.type("https://demo.example/")
    expect(kim.text).to_have_value("[Wichtig](https://demo.example/)")
    for _ in range(2):
        kim.page.keyboard.press("Control+z")
    expect(kim.text).to_have_value("Wichtig")


def test_a_list_of_several_lines_and_a_pasted_address(minutes, alex):
    alex.page.get_by_text("Gestalten").tap()
    alex.text.fill("Kim\n\nAlex")
    alex.text.press("Control+a")
    alex.page.get_by_role("button", name="Liste").tap()
    expect(alex.text).to_have_value("- Kim\n\n- Alex")
    alex.text.fill("https://demo.example/")
    alex.text.press("Control+a")
    alex.page.get_by_role("button", name="Link").tap()
    alex.page.keyboard.type("Einladung")
    expect(alex.text).to_have_value("[Einladung](https://demo.example/)")


def test_the_editor_with_all_its_notices_has_no_barrier(minutes, alex, axe):
    minutes.lines = differences.compare("Eins\nZwei ist alt\nDrei", "Zwei ist neu\nDrei\nVier")
    minutes.works = False
    alex.write("Von vorhin")
    alex.open()
    alex.page.get_by_text("Gestalten").tap()
    minutes.works, minutes.signed_in = True, False
    alex.write("Jetzt")
    alex.wait()
    alex.sees("Deine Anmeldung ist abgelaufen")
    alex.page.get_by_text("Diesen Text ansehen").tap()
    alex.sees("Von vorhin")
    alex.page.clock.resume()  # axe needs time
    axe(alex.page)
