"""The page of a meeting while it is held, and every tap on it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, jsonify, request
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, SpaceKind, can, requires
from app.calendar.models import Appointment
from app.calendar.parts import Part, appointment_part
from app.districts.meetings.conduct import attendance, bp, queries, recording, services  # noqa: F401
from app.districts.meetings.conduct.at_hand import back_to, item_or_404, meeting_or_404, people_for_tasks
from app.districts.meetings.conduct.forms import AddPersonForm, CourseForm, GuestForm
from app.districts.meetings.conduct.holding import meeting_of
from app.districts.meetings.conduct.models import Presence
from app.districts.meetings.conduct.people import who_may_lead
from app.districts.meetings.decisions.forms import DecisionForm
from app.districts.meetings.decisions.models import RESULT_NAMES
from app.districts.meetings.decisions.queries import votes_in_words
from app.districts.meetings.decisions.services import doubts
from app.districts.meetings.forms import ItemForm
from app.districts.meetings.minutes.entries import LONGEST
from app.districts.meetings.minutes.queries import place_of
from app.districts.meetings.models import ITEM_KIND_NAMES, OUTCOME_NAMES, AgendaItem, ItemOutcome
from app.districts.meetings.tasks.forms import TaskForm
from app.districts.meetings.tasks.queries import usual_due_day
from app.extensions import db
from app.forms import page, version_in
from app.rules import RuleBroken
from app.spaces import bp as door
from app.spaces.door import current_space

KEEP = Permission.KEEP_MINUTES


@appointment_part(order=10)
def meeting_part(appointment: Appointment) -> Part | None:
    """Lead those who keep the minutes to the meeting, from an hour before it on."""
    if not can(KEEP):
        return None
    link = queries.link_of(appointment)
    return Part("districts/meetings/conduct/part.html", {"link": link}) if link else None


def _answer(appointment: Appointment, act: Callable[[], object], *, anchor: str = "") -> AnyResponse:
    """Do what was tapped and answer: the new state for the script, else the page again; a rule as one sentence."""
    wants_state = request.accept_mimetypes.best == "application/json"
    try:
        act()
    except RuleBroken as broken:
        db.session.rollback()
        if wants_state:
            answer = jsonify(message=broken.message)
            answer.status_code = 422
            return answer
        flash(broken.message, "warning")
        return back_to(appointment)
    if wants_state:
        db.session.flush()
        return jsonify(queries.state_of(appointment))
    return back_to(appointment, anchor=anchor)


# --- the page


@bp.get("/")
@requires(KEEP)
def show(appointment_id: int) -> Response:
    """The meeting, with the item that is on."""
    return _page(meeting_or_404(appointment_id), None)


@bp.get("/punkt/<id:item_id>")
@requires(KEEP)
def item(appointment_id: int, item_id: int) -> Response:
    """The meeting, with another item opened: one writes on, while the others go on."""
    appointment = meeting_or_404(appointment_id)
    return _page(appointment, item_or_404(appointment, item_id))


def _page(appointment: Appointment, opened: AgendaItem | None) -> Response:
    meeting = queries.page_of(appointment, item_id=opened.id if opened is not None else None)
    task_form = TaskForm(formdata=None, due_on=usual_due_day(max(appointment.ends_at, clock.now())))
    task_form.offer(people_for_tasks(meeting.attendees))
    members_there = meeting.attendees.count(Presence.PRESENT) or None
    decisions = meeting.opened.decisions if meeting.opened else ()
    return page(
        "districts/meetings/conduct/show.html",
        appointment=appointment,
        meeting=meeting,
        line=queries.times_in_words(meeting),
        there=queries.there_in_words(meeting.attendees),
        counts=queries.count_in_words(meeting.attendees, meeting.guests),
        quorum=queries.quorum_in_words(meeting.attendees.quorum),
        is_county=current_space().kind is SpaceKind.COUNTY,
        outcome_names=OUTCOME_NAMES,
        kind_names=ITEM_KIND_NAMES,
        result_names=RESULT_NAMES,
        votes_in_words=votes_in_words,
        doubts={one.id: doubts(one, members_present=members_there) for one in decisions},
        longest=LONGEST,
        decision_form=DecisionForm(formdata=None),
        task_form=task_form,
        guest_form=GuestForm(formdata=None),
        person_form=AddPersonForm(formdata=None),
        item_form=ItemForm(formdata=None),
        now=clock.now(),
    )


@bp.get("/stand")
@requires(KEEP)
def state(appointment_id: int) -> Response:
    """How it stands, for the page that is open on a second device."""
    return jsonify(queries.state_of(meeting_or_404(appointment_id)))


# --- begin and end


@bp.post("/eroeffnen")
@requires(KEEP)
def begin(appointment_id: int) -> AnyResponse:
    """Open the meeting."""
    appointment = meeting_or_404(appointment_id)
    return _answer(appointment, lambda: services.begin(appointment, by=current_user.me))


@bp.post("/schliessen")
@requires(KEEP)
def end(appointment_id: int) -> AnyResponse:
    """Close the meeting."""
    appointment = meeting_or_404(appointment_id)
    return _answer(appointment, lambda: services.end(appointment, by=current_user.me))


@bp.route("/zeiten", methods=["GET", "POST"])
@requires(KEEP)
def describe(appointment_id: int) -> AnyResponse:
    """Put times, chair and keeper right."""
    appointment = meeting_or_404(appointment_id)
    meeting = meeting_of(appointment)
    form = CourseForm.filled(services.course_of(meeting))
    people = who_may_lead(appointment)
    for role in (meeting.chair, meeting.keeper) if meeting is not None else ():
        if role is not None:
            people.setdefault(role.id, role.name)
    form.offer(people.items())
    if form.validate_on_submit():
        with form.rules():
            services.describe(appointment, course=form.course(), seen=form.seen_course(), by=current_user.me)
            return back_to(appointment)
    return page("districts/meetings/conduct/describe.html", form=form, appointment=appointment)


# --- who is there


@bp.post("/anwesenheit")
@requires(KEEP)
def mark(appointment_id: int) -> AnyResponse:
    """Somebody is there, or excused; nothing takes it back."""
    appointment = meeting_or_404(appointment_id)
    person_id = version_in(request.form.get("person"))
    wanted = request.form.get("presence", "")
    presence = Presence(wanted) if wanted in set(Presence) else None

    def act() -> None:
        try:
            attendance.mark(appointment, person_id=person_id, presence=presence, by=current_user.me)
        except LookupError:
            abort(404)

    return _answer(appointment, act, anchor=f"person-{person_id}")


@bp.post("/absagen")
@requires(KEEP)
def excuse_refusals(appointment_id: int) -> AnyResponse:
    """Who said that they cannot come is excused."""
    appointment = meeting_or_404(appointment_id)
    return _answer(
        appointment, lambda: attendance.excuse_refusals(appointment, by=current_user.me), anchor="anwesend"
    )


@bp.post("/dazu")
@requires(KEEP)
def add_person(appointment_id: int) -> AnyResponse:
    """A member of the county is there who is not on the list."""
    appointment = meeting_or_404(appointment_id)
    form = AddPersonForm()
    if form.validate_on_submit():
        with form.rules():
            person = attendance.add_person(appointment, known_as=form.known_as.data or "", by=current_user.me)
            return back_to(appointment, anchor=f"person-{person.id}")
    return page("districts/meetings/conduct/add_person.html", form=form, appointment=appointment)


@bp.post("/gaeste/mehr", defaults={"came": True}, endpoint="guest_came")
@bp.post("/gaeste/weniger", defaults={"came": False}, endpoint="guest_left")
@requires(KEEP)
def guest(appointment_id: int, came: bool) -> AnyResponse:
    """One guest more, or one less."""
    appointment = meeting_or_404(appointment_id)
    return _answer(
        appointment,
        lambda: attendance.count_guest(appointment, came=came, by=current_user.me),
        anchor="gaeste",
    )


@bp.post("/gaeste/namen")
@requires(KEEP)
def name_guest(appointment_id: int) -> AnyResponse:
    """The name of a guest who wishes it."""
    appointment = meeting_or_404(appointment_id)
    form = GuestForm()
    if form.validate_on_submit():
        with form.rules():
            attendance.name_guest(appointment, name=form.guest.data or "", by=current_user.me)
            return back_to(appointment, anchor="gaeste")
    return page("districts/meetings/conduct/guest.html", form=form, appointment=appointment)


@bp.post("/gaeste/namen/streichen")
@requires(KEEP)
def unname_guest(appointment_id: int) -> AnyResponse:
    """Take a guest's name off."""
    appointment = meeting_or_404(appointment_id)
    name = request.form.get("guest", "")
    return _answer(
        appointment,
        lambda: attendance.unname_guest(appointment, name=name, by=current_user.me),
        anchor="gaeste",
    )


# --- the agenda


@bp.post("/punkt/<id:item_id>/aufrufen")
@requires(KEEP)
def call(appointment_id: int, item_id: int) -> AnyResponse:
    """Call an item; with `nach` it is the next one after another."""
    appointment = meeting_or_404(appointment_id)
    called = item_or_404(appointment, item_id)

    def act() -> None:
        if "nach" in request.form:
            after = version_in(request.form["nach"])
            services.next_item(appointment, called, after=after if after > 0 else None, by=current_user.me)
        else:
            services.call_item(appointment, called, by=current_user.me)

    return _answer(appointment, act)


@bp.post("/punkt/<id:item_id>/ergebnis")
@requires(KEEP)
def outcome(appointment_id: int, item_id: int) -> AnyResponse:
    """What became of an item; nothing takes it back."""
    appointment = meeting_or_404(appointment_id)
    concerned = item_or_404(appointment, item_id)
    wanted = request.form.get("outcome", "")
    chosen = ItemOutcome(wanted) if wanted in set(ItemOutcome) else None
    try:
        services.set_outcome(appointment, concerned, outcome=chosen, by=current_user.me)
    except RuleBroken as broken:
        db.session.rollback()
        flash(broken.message, "warning")
    return back_to(appointment, item_id=concerned.id, anchor=place_of(concerned))


@bp.post("/vertagen")
@requires(KEEP)
def postpone_the_rest(appointment_id: int) -> AnyResponse:
    """What nobody got to comes back at the next meeting."""
    appointment = meeting_or_404(appointment_id)

    def act() -> None:
        count = services.postpone_the_rest(appointment, by=current_user.me)
        flash(ngettext("%(num)d Punkt vertagt. Er wird fürs nächste Mal vorgeschlagen.",
                       "%(num)d Punkte vertagt. Sie werden fürs nächste Mal vorgeschlagen.", count),
              "success")  # fmt: skip

    return _answer(appointment, act)


door.register_blueprint(bp)
