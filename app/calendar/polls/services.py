"""What may happen to a date poll: asked, answered, decided, closed, opened again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock, outbox
from app.access import SpaceKind
from app.accounts.models import Language, Person
from app.calendar import services as calendar
from app.calendar.invitations.people import Candidate
from app.calendar.invitations.people import Choice as Wanted
from app.calendar.models import KINDS, Appointment
from app.calendar.parts import Happening, follows
from app.calendar.polls.models import Choice, Poll, PollOption, PollParticipant, PollState, PollVote
from app.calendar.services import Details
from app.extensions import db
from app.outbox import Guest
from app.rules import Changed, RuleBroken
from app.spaces.models import Space

FEWEST_TIMES, MOST_TIMES = 2, 12


class PollOver(RuleBroken):
    """The poll is decided or closed: an answer comes too late."""


@dataclass(frozen=True)
class Question:
    """What is asked, apart from the times."""

    kind: str
    title: str
    place: str = ""
    words: str = ""
    minutes: int = 120

    def details(self, day: date, at: time) -> Details:
        """Return the appointment that one of the times would become: it lasts by the clock on the wall."""
        ends = datetime.combine(day, at) + timedelta(minutes=self.minutes)
        return Details(
            title=self.title,
            day=day,
            starts=at,
            ends=ends.time(),
            ends_on=ends.date() if ends.date() != day else None,
            place=self.place,
            description=self.words,
        )


def question_of(poll: Poll) -> Question:
    """Return what a poll asks."""
    return Question(poll.kind, poll.title, poll.place, poll.words, poll.minutes)


def ends_at(poll: Poll, option: PollOption) -> datetime:
    """Return when the appointment would end."""
    starts = clock.local(option.starts_at)
    return question_of(poll).details(starts.date(), starts.time()).times()[1]


# --- asking


def start_of(question: Question, day: date, at: time) -> datetime:
    """Return the begin of a proposed time, in UTC.

    Raises RuleBroken, with `day` or `starts` as its field, for one that does not exist or is over.
    """
    try:
        starts_at, _ends_at = question.details(day, at).times()
    except RuleBroken as broken:
        field = "day" if broken.field in ("day", "ends_on") else "starts"
        raise RuleBroken(broken.message, field=field) from broken
    if starts_at <= clock.now():
        raise RuleBroken(_("Diese Zeit ist schon vorbei."), field="day")
    return starts_at


def meant(wanted: Wanted, among: Iterable[Candidate]) -> list[Person | Guest]:
    """Return those who are to be asked, each once. A guest's address may be that of somebody of the space."""
    pool = list(among)
    by_address = {one.person.email: one.person for one in pool if one.person.email}
    people = {one.person.id: one.person for one in pool if wanted.means(one)}
    guests: dict[str, Guest] = {}
    for guest in wanted.guests:
        known = by_address.get(guest.email)
        if known is not None:
            people.setdefault(known.id, known)
        else:
            guests.setdefault(guest.email, guest)
    return [*people.values(), *guests.values()]


def ask(
    space: Space, question: Question, *, times: Sequence[datetime], of: Sequence[Person | Guest], by: Person
) -> Poll:
    """Ask people which of some times suits them, each by a personal link.

    Raises RuleBroken for a kind that this space does not hold, too few or too many times, a time that is
    over or there twice, and when nobody is asked.
    """
    if question.kind not in KINDS or SpaceKind(space.kind) not in KINDS[question.kind].held_by:
        raise RuleBroken(_("Diese Art von Termin gibt es hier nicht."), field="kind")
    if not FEWEST_TIMES <= len(times) <= MOST_TIMES:
        raise RuleBroken(
            _("Bitte schlag mindestens %(few)d und höchstens %(most)d Zeiten vor.", few=FEWEST_TIMES,
              most=MOST_TIMES), field="day_1",
        )  # fmt: skip
    if len(set(times)) < len(times):
        raise RuleBroken(_("Eine Zeit steht zweimal da."), field="day_1")
    if min(times) <= clock.now():
        raise RuleBroken(_("Eine der Zeiten ist inzwischen vorbei."), field="day_1")
    if not of:
        raise RuleBroken(_("Wähle zuerst aus, wen du fragen möchtest."))
    poll = Poll(
        kind=question.kind,
        title=question.title,
        place=question.place,
        words=question.words,
        minutes=question.minutes,
        by=by,
    )
    db.session.add(poll)
    db.session.flush()
    db.session.add_all(PollOption(poll_id=poll.id, starts_at=starts_at) for starts_at in sorted(times))
    _take_in(poll, space, sorted(times), of)
    audit.record("poll.asked", poll, by, people=len(of), times=len(times))
    return poll


def _take_in(poll: Poll, space: Space, times: Sequence[datetime], of: Sequence[Person | Guest]) -> None:
    for one in of:
        participant = PollParticipant(poll=poll)
        if isinstance(one, Person):
            participant.person = one
        else:
            participant.guest_name, participant.guest_email = one.name, one.email
        db.session.add(participant)
        db.session.flush()  # the personal link
        to = recipient_of(participant)
        if to is not None:
            participant.mail = outbox.queue(
                "poll_invitation", to, sender=poll.by, to=space.name, poll=poll, times=times,
                greeted=_greeted(participant), path=path_of(participant),
            )  # fmt: skip


def path_of(participant: PollParticipant) -> str:
    """Return the path of somebody's personal link."""
    return f"/terminfrage/{participant.token}"


def recipient_of(participant: PollParticipant) -> Person | Guest | None:
    """Return who gets the mails; None: nobody, there is no address."""
    person = participant.person
    if person is not None:
        return person if person.is_active and person.email else None
    if not participant.guest_email:
        return None
    return Guest(participant.guest_name, participant.guest_email, Language.GERMAN)


def _greeted(participant: PollParticipant) -> str:
    # A guest without a name is called by the address; nobody wants to be greeted by it.
    return participant.name if participant.name != participant.guest_email else ""


# --- answering


def _hold(poll: Poll) -> Poll:
    """Let nobody else answer or decide until the end of this transaction; SQLite has one writer anyway."""
    statement = sa.select(Poll).where(Poll.id == poll.id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def options_of(poll: Poll) -> list[PollOption]:
    """Return the times of a poll, in order."""
    statement = sa.select(PollOption).where(
        PollOption.space_id == poll.space_id, PollOption.poll_id == poll.id
    )
    return list(db.session.scalars(statement.order_by(PollOption.starts_at)))


def votes_of(participant: PollParticipant) -> dict[int, PollVote]:
    """Return what somebody said, by time."""
    statement = sa.select(PollVote).where(
        PollVote.space_id == participant.space_id, PollVote.participant_id == participant.id
    )
    return {vote.option_id: vote for vote in db.session.scalars(statement)}


def participant_of(poll: Poll, person: Person) -> PollParticipant | None:
    """Return somebody among those who are asked."""
    statement = sa.select(PollParticipant).where(
        PollParticipant.space_id == poll.space_id,
        PollParticipant.poll_id == poll.id,
        PollParticipant.person_id == person.id,
    )
    return db.session.scalars(statement).first()


def check_open(poll: Poll) -> None:
    """Make sure that an answer still means something. Raises PollOver."""
    if poll.state is PollState.DECIDED:
        raise PollOver(_("Der Termin steht inzwischen fest. Deine Antwort kam leider zu spät."))
    if poll.state is PollState.CLOSED:
        raise PollOver(_("Diese Terminfrage ist beendet, ohne dass ein Termin gefunden wurde."))


def answer(
    participant: PollParticipant, choices: Mapping[int, Choice], *, noted_by: Person | None = None
) -> None:
    """Note which times suit somebody; what was said before is replaced, but of times that are over.

    `noted_by` says who heard it, if not they themselves wrote it. Raises PollOver after the decision,
    RuleBroken when nothing was said.
    """
    poll = _hold(participant.poll)
    check_open(poll)
    ahead = [option for option in options_of(poll) if option.starts_at > clock.now()]
    if not ahead:
        raise RuleBroken(_("Alle diese Zeiten sind inzwischen vorbei."))
    if not any(option.id in choices for option in ahead):
        raise RuleBroken(_("Bitte sag wenigstens bei einer Zeit, ob sie passt."))
    before = votes_of(participant)
    for option in ahead:
        said, vote = choices.get(option.id), before.get(option.id)
        if said is None:
            if vote is not None:
                db.session.delete(vote)
        elif vote is None:
            db.session.add(PollVote(option_id=option.id, participant_id=participant.id, choice=said))
        else:
            vote.choice = said
    participant.answered_at = clock.now()
    if noted_by is not None:
        audit.record("poll.answer_noted", participant, noted_by)


# --- how it ends


def would_be_late(poll: Poll, option: PollOption) -> bool:
    """Say whether the notice period of one of the times can no longer be kept."""
    days = KINDS[poll.kind].notice_days
    return bool(days) and clock.today() > clock.local(option.starts_at).date() - timedelta(days=days)


def decide(
    poll: Poll,
    option: PollOption,
    *,
    announce: bool,
    knowing_it_is_late: bool = False,
    seen_version: int,
    by: Person,
) -> Appointment:
    """Let one of the times become the appointment, and tell everybody who was asked.

    Raises Changed if the poll ended since it was opened, RuleBroken for a time that is over and for what
    cannot be announced.
    """
    poll = _hold(poll)
    _check_as_seen(poll, seen_version)
    if option.starts_at <= clock.now():
        raise RuleBroken(_("Diese Zeit ist inzwischen vorbei."))
    space = db.session.get_one(Space, poll.space_id)
    starts = clock.local(option.starts_at)
    details = question_of(poll).details(starts.date(), starts.time())
    appointment = calendar.plan(space, kind=poll.kind, details=details, by=by)
    if announce:
        calendar.announce(appointment, knowing_it_is_late=knowing_it_is_late, by=by)
    poll.state, poll.decided_at, poll.appointment_id = PollState.DECIDED, clock.now(), appointment.id
    audit.record("poll.decided", poll, by)
    _tell_everybody(poll, space, appointment, by=by)
    return appointment


def _check_as_seen(poll: Poll, seen_version: int) -> None:
    if poll.state is PollState.DECIDED:
        raise Changed(_("Inzwischen hat jemand anderes den Termin gewählt. So steht es jetzt da:"))
    if poll.state is PollState.CLOSED:
        raise Changed(_("Inzwischen hat jemand anderes die Terminfrage beendet."))
    if poll.version != seen_version:
        raise Changed(_("Inzwischen ist hier etwas geschehen. Sieh bitte noch einmal nach:"))


def _tell_everybody(poll: Poll, space: Space, appointment: Appointment, *, by: Person) -> None:
    statement = sa.select(PollParticipant).where(
        PollParticipant.space_id == poll.space_id, PollParticipant.poll_id == poll.id
    )
    for participant in db.session.scalars(statement.order_by(PollParticipant.id)).all():
        to = recipient_of(participant)
        if to is not None:
            outbox.queue(
                "poll_decided", to, sender=by, to=space.name, poll=poll, starts_at=appointment.starts_at,
                ends_at=appointment.ends_at, greeted=_greeted(participant), path=path_of(participant),
            )  # fmt: skip


def close(poll: Poll, *, seen_version: int, by: Person) -> None:
    """End a poll without a result. Raises Changed if it ended since it was opened."""
    poll = _hold(poll)
    _check_as_seen(poll, seen_version)
    poll.state = PollState.CLOSED
    audit.record("poll.closed", poll, by)


@follows(Happening.DELETED)
def open_again(appointment: Appointment, by: Person, _fields: frozenset[str]) -> None:
    """Open the poll again whose draft is deleted: its key must not stay behind, and the question is open once more."""
    statement = sa.select(Poll).where(
        Poll.space_id == appointment.space_id, Poll.appointment_id == appointment.id
    )
    for poll in db.session.scalars(statement).all():
        poll.state, poll.decided_at, poll.appointment_id = PollState.OPEN, None, None
        audit.record("poll.opened_again", poll, by)
    db.session.flush()
