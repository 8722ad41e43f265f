"""The pages of the exchange.

The words of a search are posted and kept with the login, as in home/search.py, and for the same reasons.
"""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.db import MAX_ID
from app.exchange import asking, bp, following, queries, searching, services
from app.exchange import forgetting as forgetting  # registers itself, as do the next ones
from app.exchange import jobs as jobs
from app.exchange import models as models
from app.exchange import news as news
from app.exchange import suggesting as suggesting
from app.exchange.forms import AnswerForm, QuestionForm, SearchForm
from app.exchange.models import ExchangeAnswer, ExchangeEntry, ExchangeQuestion, Follow, Topic
from app.exchange.outcomes import OUTCOMES
from app.extensions import db
from app.forms import page
from app.search.words import pieces, read, snippet
from app.spaces.door import spaces_open_to
from app.spaces.models import Council, District

USE = Permission.USE_EXCHANGE
OPEN_ON_SHOW = 5


def _number(name: str, otherwise: int) -> int:
    """Return a key from the address; `otherwise` where there is none or no row could have it."""
    text = request.args.get(name, "")
    usable = text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= MAX_ID
    return int(text) if usable else otherwise


def _before() -> int:
    return _number("vor", MAX_ID)


@bp.get("/")
@requires(USE)
def show() -> Response:
    """What the others have: topics of now, open questions, the newest lines."""
    for_faction, before = request.args.get("fraktion") == "1", _before()
    is_first = before == MAX_ID and not for_faction
    return page(
        "exchange/show.html",
        found=queries.overview(before=before, for_faction=for_faction, with_topics=is_first),
        questions=asking.open_questions(OPEN_ON_SHOW) if is_first else [],
        is_first=is_first,
        for_faction=for_faction,
        outcomes=OUTCOMES,
        most=queries.MOST_COUNTED,
        form=SearchForm(formdata=None),
    )


@bp.get("/themen/<id:topic_id>")
@requires(USE)
def topic(topic_id: int) -> Response:
    """What was shared on a topic."""
    found = queries.topic_page(topic_id, reader=current_user.me.id)
    if found is None:
        abort(404)
    return page(
        "exchange/topic.html",
        found=found,
        entries=queries.entries_of_topic(topic_id, before=_before()),
        questions=asking.questions_on_topic(topic_id),
        outcomes=OUTCOMES,
        most=queries.MOST_COUNTED,
    )


@bp.get("/ortsbeiraete/")
@requires(USE)
def councils() -> Response:
    """All councils by number."""
    rows, next_after = queries.councils(after=_number("nach", 0))
    return page("exchange/councils.html", rows=rows, next_after=next_after)


@bp.get("/ortsbeiraete/<id:council_id>")
@requires(USE)
def council(council_id: int) -> Response:
    """What was shared from a council."""
    found = queries.council_page(council_id, reader=current_user.me.id)
    if found is None:
        abort(404)
    return page(
        "exchange/council.html",
        council=found[0],
        follow_id=found[1],
        entries=queries.entries_of_council(council_id, before=_before()),
        outcomes=OUTCOMES,
    )


@bp.get("/berichte/<id:report_id>")
@requires(USE)
def report(report_id: int) -> Response:
    """The shared lines of a report together."""
    entries = queries.entries_of_report(report_id)
    if not entries:
        abort(404)
    may_open = {link.id for link in spaces_open_to(current_user)}
    district: District | None = entries[0].district  # none where a group shared it
    is_mine = district is not None and district.id in may_open
    return page("exchange/report.html", entries=entries, first=entries[0], is_mine=is_mine, outcomes=OUTCOMES)


@bp.get("/eintraege/<id:entry_id>")
@requires(USE)
def entry(entry_id: int) -> Response:
    """One line, and what was asked about it."""
    found = queries.entry_of(entry_id)
    if found is None:
        abort(404)
    return page(
        "exchange/entry.html", entry=found, questions=asking.questions_about(entry_id), outcomes=OUTCOMES
    )


# --- search


@bp.route("/suche", methods=["GET", "POST"])
@requires(USE)
def search() -> AnyResponse:
    """Ask what to look for."""
    form = SearchForm()
    if form.validate_on_submit():
        with form.rules():
            read(form.words.data or "")
            current_user.login.searched = form.words.data or ""
            return redirect(url_for(".search_results"))
    return page("exchange/search.html", form=form, found=None)


@bp.get("/suche/treffer")
@requires(USE)
def search_results() -> AnyResponse:
    """What was found of what this login looked for last."""
    searched = current_user.login.searched
    if not searched:
        return redirect(url_for(".search"))
    wanted = read(searched)
    form = SearchForm(words=searched)
    form.words.description = ""  # who has searched knows how; the hits come first
    before = _before()
    found = searching.find(wanted, before=before)
    rows = [
        (one, pieces(one.title, wanted), snippet(one.text, wanted) if one.text else []) for one in found.rows
    ]
    return page(
        "exchange/search.html",
        form=form,
        found=found,
        rows=rows,
        named=searching.named(searched) if before == MAX_ID else None,
        is_first=before == MAX_ID,
        searched=searched,
        outcomes=OUTCOMES,
    )


# --- questions


@bp.get("/fragen/")
@requires(USE)
def questions() -> Response:
    """The open questions, or the closed ones."""
    closed = request.args.get("stand") == "abgeschlossen"
    return page(
        "exchange/questions.html", found=asking.questions(closed=closed, before=_before()), closed=closed
    )


def _asked_about() -> tuple[Topic | None, ExchangeEntry | None]:
    """Return what the address says a question is about; 404 where that does not exist."""
    wanted_topic, wanted_entry = _number("thema", 0), _number("eintrag", 0)
    found_topic = db.session.get(Topic, wanted_topic) if wanted_topic else None
    found_entry = queries.entry_of(wanted_entry) if wanted_entry else None
    is_lost = any(
        request.args.get(name) and not found
        for name, found in (("thema", found_topic), ("eintrag", found_entry))
    )
    if is_lost or (found_topic and found_entry):
        abort(404)
    return found_topic, found_entry


@bp.route("/fragen/neu", methods=["GET", "POST"])
@requires(USE)
def ask() -> AnyResponse:
    """Ask: on a topic, about a line, or freely."""
    about_topic, about_entry = _asked_about()
    form = QuestionForm()
    if form.validate_on_submit():
        with form.rules():
            row = services.ask(form.text.data or "", by=current_user.me, topic=about_topic, entry=about_entry)
            flash(_("Deine Frage steht jetzt im Austausch. Antworten findest du dort."), "success")
            return redirect(url_for(".question", question_id=row.id))
    return page(
        "exchange/ask.html",
        form=form,
        topic=about_topic,
        entry=about_entry,
        outcomes=OUTCOMES,
        most=services.LONGEST_QUESTION,
    )


def _question_or_404(question_id: int) -> ExchangeQuestion:
    found = asking.question_of(question_id)
    if found is None:
        abort(404)
    return found


def _show(found: ExchangeQuestion, form: AnswerForm) -> Response:
    return page(
        "exchange/question.html",
        form=form,
        question=found,
        me=current_user.me.id,
        keeps=services.keeps_order(current_user.held),
        most=services.LONGEST_ANSWER,
    )


@bp.get("/fragen/<id:question_id>")
@requires(USE)
def question(question_id: int) -> Response:
    """One question and its answers."""
    return _show(_question_or_404(question_id), AnswerForm())


@bp.post("/fragen/<id:question_id>/antworten")
@requires(USE)
def answer(question_id: int) -> AnyResponse:
    """Answer, for all councillors."""
    found = _question_or_404(question_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.rules():
            row = services.answer(found, form.text.data or "", by=current_user.me)
            return redirect(url_for(".question", question_id=found.id, _anchor=f"antwort-{row.id}"))
    return _show(found, form)


@bp.post("/fragen/<id:question_id>/abschliessen")
@requires(USE)
def close(question_id: int) -> AnyResponse:
    """Note that I have what I needed."""
    found = _question_or_404(question_id)
    services.close(found, by=current_user.me)
    flash(_("Die Frage ist abgeschlossen."), "success")
    return redirect(url_for(".question", question_id=found.id))


@bp.post("/fragen/<id:question_id>/zuruecknehmen")
@requires(USE)
def take_back(question_id: int) -> AnyResponse:
    """Take a question back: one's own, or as who keeps order."""
    found = asking.question_of(question_id)
    if found is not None:  # else somebody else was quicker
        services.take_back(found, keeps=services.keeps_order(current_user.held), by=current_user.me)
    flash(_("Die Frage ist zurückgenommen."), "success")
    return redirect(url_for(".questions"))


@bp.post("/fragen/<id:question_id>/antworten/<id:answer_id>/zuruecknehmen")
@requires(USE)
def take_answer_back(question_id: int, answer_id: int) -> AnyResponse:
    """Take an answer back: one's own, or as who keeps order."""
    row = db.session.get(ExchangeAnswer, answer_id)
    if row is not None and row.question_id == question_id:  # else somebody else was quicker
        services.take_answer_back(row, keeps=services.keeps_order(current_user.held), by=current_user.me)
    return redirect(url_for(".question", question_id=question_id))


# --- following


@bp.get("/verfolgt/")
@requires(USE)
def followed() -> Response:
    """What I follow."""
    return page("exchange/followed.html", found=following.followed_by(current_user.me), most=following.MOST)


@bp.post("/themen/<id:topic_id>/verfolgen")
@requires(USE)
def follow_topic(topic_id: int) -> AnyResponse:
    """Follow a topic."""
    following.follow_topic(db.get_or_404(Topic, topic_id), by=current_user.me)
    flash(_("Neues zu diesem Thema steht ab jetzt in deinen Mails mit Neuigkeiten."), "success")
    return redirect(url_for(".topic", topic_id=topic_id))


@bp.post("/ortsbeiraete/<id:council_id>/verfolgen")
@requires(USE)
def follow_council(council_id: int) -> AnyResponse:
    """Follow a council."""
    following.follow_council(db.get_or_404(Council, council_id), by=current_user.me)
    flash(_("Neues aus diesem Ortsbeirat steht ab jetzt in deinen Mails mit Neuigkeiten."), "success")
    return redirect(url_for(".council", council_id=council_id))


@bp.post("/suche/verfolgen")
@requires(USE)
def follow_words() -> AnyResponse:
    """Follow whatever contains the words that were looked for."""
    form = SearchForm()
    if form.validate_on_submit():
        with form.rules():
            following.follow_words(form.words.data or "", by=current_user.me)
            flash(_("Was mit diesen Wörtern neu dazukommt, steht ab jetzt in deinen Mails."), "success")
            return redirect(url_for(".followed"))
    return page("exchange/search.html", form=form, found=None)


@bp.post("/verfolgt/<id:follow_id>/beenden")
@requires(USE)
def unfollow(follow_id: int) -> AnyResponse:
    """Follow it no longer."""
    row = db.session.get(Follow, follow_id)
    if row is None or row.person_id != current_user.me.id:
        abort(404)
    following.unfollow(row)
    flash(_("Das verfolgst du nicht mehr."), "success")
    return redirect(url_for(".followed"))
