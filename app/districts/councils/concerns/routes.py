"""The pages of concerns."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.districts.councils.concerns import (
    bp,
    forgetting,  # noqa: F401  # forgets by itself
    news,  # noqa: F401  # the same
    queries,
    raising,
    services,
    telling,
    waiting,
)
from app.districts.councils.concerns.forms import RaiseForm, StepForm, WordsForm, seen
from app.districts.councils.concerns.models import ORIGIN_NAMES, STATE_NAMES, Concern, ConcernState, Origin
from app.districts.councils.concerns.steps import STEPS, Step, form_for, others, sensible
from app.districts.councils.sittings.models import Sitting
from app.districts.councils.sittings.parts import Part, sitting_part
from app.extensions import db
from app.forms import clean, page, page_number, version_in
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space, only_in_districts
from app.spaces.models import Council, District
from app.spaces.queries import councils_of

READ = Permission.READ_SPACE
RAISE = Permission.TAKE_PART
CARRY_ON = Permission.MANAGE_CONCERNS
STATE_WORDS = {
    "vorgebracht": ConcernState.RAISED,
    "aufgegriffen": ConcernState.TAKEN_UP,
    "ortsbeirat": ConcernState.IN_COUNCIL,
    "buergerschaft": ConcernState.IN_PARLIAMENT,
    "beantwortet": ConcernState.ANSWERED,
    "bescheid": ConcernState.TOLD,
    "beendet": ConcernState.DROPPED,
}
LONG_AGO = "frueher"
ORIGIN_WORDS = {
    "": Origin.MEMBER,
    "gast": Origin.GUEST,
    "verein": Origin.CLUB,
    "haustuer": Origin.DOORSTEP,
}
STEP_WORDS = f"<any({', '.join(repr(word) for word in STEPS)}):word>"

bp.before_request(only_in_districts)


@sitting_part(order=60)
def concerns_part(sitting: Sitting) -> Part | None:
    """Show what is brought to a sitting, and the way to raise something."""
    concerns = queries.of_sitting(sitting)
    if not concerns and not can(RAISE):
        return None
    return Part("districts/councils/concerns/part.html", {"concerns": concerns, "state_names": STATE_NAMES})


def _concern_or_404(concern_id: int) -> Concern:
    concern = db.session.get(Concern, concern_id)
    if concern is None:
        abort(404)
    return concern


def _councils() -> list[Council]:
    space = current_space()
    return councils_of(space) if isinstance(space, District) else []


def _back(concern: Concern) -> AnyResponse:
    return redirect(url_for(".show", concern_id=concern.id))


# --- reading


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """What became of what."""
    word, topic = request.args.get("stand", ""), clean(request.args.get("thema", ""))[:60]
    if word not in {"", LONG_AGO, *STATE_WORDS}:
        abort(404)
    wanted = queries.Wanted(STATE_WORDS.get(word), topic, long_ago=word == LONG_AGO)
    found = queries.listed(wanted, page_number())

    def address(number: int) -> str:
        return url_for(".listing", stand=word or None, thema=topic or None, seite=number)

    return page(
        "districts/councils/concerns/listing.html",
        concerns=found.rows,
        page={
            "number": found.number,
            "has_previous": found.number > 1,
            "has_next": found.has_next,
            "previous_url": address(found.number - 1),
            "next_url": address(found.number + 1),
        },
        counts=queries.counts(topic),
        topics=queries.topics_used()[: queries.MOST_TOPICS],
        word=word,
        topic=topic,
        state_words={state: one for one, state in STATE_WORDS.items()},
        state_names=STATE_NAMES,
    )


def _show(concern: Concern, step: Step | None, form: StepForm | None) -> Response:
    me = current_user.me
    may = can(CARRY_ON)
    ready = telling.words_for_raiser(concern, by=me) if may and concern.has_raiser else ""
    return page(
        "districts/councils/concerns/show.html",
        concern=concern,
        may=may,
        step=step,
        form=form,
        others=others(concern),
        is_mine=concern.raised_by_id == me.id,
        ready=ready,
        mail_link=telling.mail_link(concern, ready) if ready else "",
        sitting=db.session.get(Sitting, concern.sitting_id) if concern.sitting_id else None,
        steps=queries.steps_of(concern),
        share=telling.words_to_share(concern),
        overdue=concern.next_on is not None and concern.next_on < clock.today(),
        quiet_weeks=waiting.quiet_weeks(concern) if may else 0,
        state_names=STATE_NAMES,
        origin_names=ORIGIN_NAMES,
    )


@bp.get("/<id:concern_id>")
@requires(READ)
def show(concern_id: int) -> Response:
    """One concern and its way; who carries it on finds the next step on it."""
    concern = _concern_or_404(concern_id)
    step = sensible(concern) if can(CARRY_ON) else None
    form = _offered(step, concern) if step is not None else None
    return _show(concern, step, form)


# --- raising


@bp.route("/neu", methods=["GET", "POST"])
@requires(RAISE)
def create() -> AnyResponse:
    """Raise one: one's own, or what somebody else said."""
    word = request.args.get("woher", "")
    if word not in ORIGIN_WORDS:
        abort(404)
    origin = ORIGIN_WORDS[word]
    form = RaiseForm(council=request.args.get("ortsbeirat", ""))
    form.keep_to(origin)
    form.offer(_councils(), queries.topics_used()[: queries.MOST_TOPICS])
    if form.validate_on_submit():
        with form.rules():
            concern = raising.raise_concern(
                details=form.details(),
                origin=origin,
                by=current_user.me,
                wants_to_hear="wants_to_hear" in form and bool(form.wants_to_hear.data),
                raiser=form.raiser(),
            )
            flash(_("Danke. Das Anliegen ist aufgeschrieben."), "success")
            return _back(concern)
    return page(
        "districts/councils/concerns/create.html", form=form, word=word, origin=origin, words=ORIGIN_WORDS
    )


@bp.route("/<id:concern_id>/bearbeiten", methods=["GET", "POST"])
@requires(CARRY_ON)
def edit(concern_id: int) -> AnyResponse:
    """Put its words right: a name that slipped in, say."""
    concern = _concern_or_404(concern_id)
    form = WordsForm(
        version=str(concern.version),
        title=concern.title,
        text=concern.text,
        street=concern.street,
        street_seen=concern.street,
        topics=", ".join(concern.topics),
        council=str(concern.council_id or ""),
    )
    if concern.origin is Origin.DOORSTEP:
        del form.text
    form.offer(_councils(), queries.topics_used()[: queries.MOST_TOPICS])
    if form.validate_on_submit():
        with form.rules():
            try:
                raising.change(
                    concern, details=form.details(), seen_version=form.seen_version, by=current_user.me
                )
            except Changed:
                seen(form, concern)
                raise
            return _back(concern)
    return page("districts/councils/concerns/edit.html", form=form, concern=concern)


# --- the way


def _offered(step: Step, concern: Concern) -> StepForm:
    form = form_for(step, concern, current_user.me)
    form.offer(concern, queries.who_carries_on(), queries.sittings_to_choose(concern.council_id))
    return form


@bp.route(f"/<id:concern_id>/{STEP_WORDS}", methods=["GET", "POST"])
@requires(CARRY_ON)
def move(concern_id: int, word: str) -> AnyResponse:
    """Carry it on by one of the steps."""
    concern, step = _concern_or_404(concern_id), STEPS[word]
    if request.method == "GET" and step not in (sensible(concern), *others(concern)):
        return _back(concern)  # somebody was faster, or an old address
    form = _offered(step, concern)
    if form.validate_on_submit():
        with form.rules():
            try:
                step.act(form, concern, current_space(), current_user.me)
            except Changed:
                seen(form, concern)
                raise
            db.session.flush()
            flash(_("Gespeichert. Jetzt: %(state)s.", state=STATE_NAMES[concern.state]), "success")
            return _back(concern)
    return _show(concern, step, form)


@bp.post("/<id:concern_id>/uebernehmen")
@requires(CARRY_ON)
def adopt(concern_id: int) -> AnyResponse:
    """Look after it oneself, with one tap."""
    concern = _concern_or_404(concern_id)
    services.adopt(concern, seen_version=version_in(request.form.get("version")), by=current_user.me)
    flash(_("Danke. Du kümmerst dich jetzt darum."), "success")
    return _back(concern)


@bp.post("/<id:concern_id>/wieder-aufnehmen")
@requires(CARRY_ON)
def reopen(concern_id: int) -> AnyResponse:
    """It is not done after all."""
    concern = _concern_or_404(concern_id)
    services.reopen(concern, seen_version=version_in(request.form.get("version")), by=current_user.me)
    return _back(concern)


@bp.post("/<id:concern_id>/wer-es-war-loeschen")
@requires(CARRY_ON)
def forget(concern_id: int) -> AnyResponse:
    """Take away who raised it: they do not want it kept any longer."""
    concern = _concern_or_404(concern_id)
    telling.forget_on_request(concern, by=current_user.me)
    flash(_("Gelöscht. Das Anliegen selbst bleibt."), "success")
    return _back(concern)


@bp.post("/<id:concern_id>/nicht-mehr-bescheid-sagen")
@requires(RAISE)
def withdraw(concern_id: int) -> AnyResponse:
    """Do not say any more who raised it: by themselves. Of others' nothing changes."""
    concern = _concern_or_404(concern_id)
    if concern.raised_by_id == current_user.me.id:
        telling.forget_on_request(concern, by=current_user.me)
        flash(_("Gelöscht. Das Anliegen selbst bleibt."), "success")
    return _back(concern)


door.register_blueprint(bp)
