"""The way of a concern: taken up, brought to council and Bürgerschaft, answered, told; or carried on no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.calendar.services import LATEST
from app.districts.councils.concerns import sharing, telling
from app.districts.councils.concerns.models import ENDED, Concern, ConcernState, ConcernStep
from app.districts.councils.concerns.raising import changed_meanwhile
from app.districts.councils.papers import LONGEST_NUMBER, number_in
from app.districts.councils.sittings.models import Sitting
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Space

WAY = tuple(state for state in ConcernState if state not in ENDED)
"""The states in the order in which a concern goes through them; it may skip some, and go back."""


@dataclass(frozen=True)
class NextStep:
    """What comes next, and until when."""

    what: str = ""
    on: date | None = None


NOTHING_PLANNED = NextStep()


# --- onward


def take_up(
    concern: Concern, *, responsible: Person, plan: NextStep, note: str = "", seen_version: int, by: Person
) -> None:
    """Take a concern up: somebody is responsible for the next step. Raises Changed, RuleBroken."""
    _begin(concern, seen_version)
    concern.responsible = responsible
    _move(concern, ConcernState.TAKEN_UP, plan=plan, note=note, by=by)


def plan_next(
    concern: Concern, *, responsible: Person, plan: NextStep, note: str = "", seen_version: int, by: Person
) -> None:
    """Say what comes next, and who does it; how far it is stays. Raises Changed, RuleBroken."""
    _begin(concern, seen_version)
    concern.responsible = responsible
    _move(concern, concern.state, plan=plan, note=note or plan.what, by=by, says_state=False)


def adopt(concern: Concern, *, seen_version: int, by: Person) -> None:
    """Look after a concern oneself; one that was only raised is taken up by it. Raises Changed, RuleBroken."""
    _begin(concern, seen_version)
    concern.responsible = by
    state = ConcernState.TAKEN_UP if concern.state is ConcernState.RAISED else concern.state
    plan = NextStep(concern.next_step, concern.next_on)
    _move(concern, state, plan=plan, by=by, is_new_plan=False, says_state=False)


def bring_to_council(
    concern: Concern,
    *,
    sitting: Sitting | None,
    item: str = "",
    plan: NextStep = NOTHING_PLANNED,
    note: str = "",
    seen_version: int,
    by: Person,
) -> None:
    """Bring it to the Ortsbeirat, to a sitting if it is known. Raises Changed, RuleBroken."""
    _begin(concern, seen_version)
    if sitting is not None and sitting.space_id != concern.space_id:
        raise RuleBroken(_("Diese Sitzung gibt es hier nicht. Bitte wähle noch einmal."), field="sitting")
    concern.sitting_id = sitting.id if sitting is not None else None
    concern.sitting_item = item
    _move(concern, ConcernState.IN_COUNCIL, plan=plan, note=note, by=by)


def bring_to_parliament(
    concern: Concern,
    *,
    paper: str,
    plan: NextStep = NOTHING_PLANNED,
    note: str = "",
    seen_version: int,
    by: Person,
) -> None:
    """Make it a motion or a question in the Bürgerschaft, with its number. Raises Changed, RuleBroken."""
    _begin(concern, seen_version)
    concern.paper = (number_in(paper) or paper)[:LONGEST_NUMBER]
    _move(concern, ConcernState.IN_PARLIAMENT, plan=plan, note=note, by=by)


def answer(concern: Concern, *, text: str, on: date, seen_version: int, by: Person) -> None:
    """Note what came of it. Raises Changed, RuleBroken without words or for a day that cannot be."""
    _begin(concern, seen_version)
    if not text:
        raise RuleBroken(_("Bitte eintragen, was daraus wurde."), field="answer")
    if not concern.raised_on <= on <= clock.today():
        raise RuleBroken(
            _("Bitte einen Tag wählen, der zwischen dem Anliegen und heute liegt."), field="answered_on"
        )
    concern.answer, concern.answered_on = text, on
    _move(concern, ConcernState.ANSWERED, by=by)


# --- the end


def tell(concern: Concern, space: Space, *, seen_version: int, by: Person) -> None:
    """Note that those who raised it know what became of it, and forget who they are.

    A member who wanted to hear of it gets a mail. Raises Changed, RuleBroken before there is an answer.
    """
    _begin(concern, seen_version)
    if concern.state is not ConcernState.ANSWERED:
        raise RuleBroken(_("Bitte erst eintragen, was daraus wurde. Danach sagst du Bescheid."))
    telling.mail_raiser(concern, space, by=by)
    telling.forget_raiser(concern)
    concern.told_on = clock.today()
    _move(concern, ConcernState.TOLD, by=by)


def drop(concern: Concern, space: Space, *, reason: str, seen_version: int, by: Person) -> None:
    """Carry it on no more, for a reason; who raised it is told that and forgotten. Raises Changed, RuleBroken."""
    _begin(concern, seen_version)
    if not reason:
        raise RuleBroken(_("Bitte kurz eintragen, warum."), field="note")
    telling.mail_raiser(concern, space, reason=reason, by=by)
    telling.forget_raiser(concern)
    _move(concern, ConcernState.DROPPED, note=reason, by=by)


# --- back


def step_back(concern: Concern, *, to: ConcernState, note: str = "", seen_version: int, by: Person) -> None:
    """Put right that it is not so far yet. Raises Changed, RuleBroken for what does not lie behind it."""
    _begin(concern, seen_version)
    if to not in WAY[: WAY.index(concern.state)]:
        raise RuleBroken(_("Bitte wählen, wie weit es wirklich ist."), field="to")
    plan = NextStep(concern.next_step, concern.next_on)
    _move(concern, to, plan=plan, note=note, by=by, is_new_plan=False)


def reopen(concern: Concern, *, seen_version: int, by: Person) -> None:
    """Take up again what had ended; nobody knows any more who raised it. Raises Changed; an open one stays."""
    _check_seen(concern, seen_version)
    if concern.is_open:
        return
    concern.responsible, concern.told_on = by, None
    _move(concern, ConcernState.TAKEN_UP, by=by)


# --- what all of them share


def _check_seen(concern: Concern, seen_version: int) -> None:
    if seen_version != concern.version:
        raise Changed(changed_meanwhile())


def _begin(concern: Concern, seen_version: int) -> None:
    _check_seen(concern, seen_version)
    if not concern.is_open:
        raise RuleBroken(_("Dieses Anliegen ist abgeschlossen. Du kannst es wieder aufnehmen."))


def _move(
    concern: Concern,
    state: ConcernState,
    *,
    plan: NextStep = NOTHING_PLANNED,
    note: str = "",
    by: Person,
    is_new_plan: bool = True,
    says_state: bool = True,
) -> None:
    """Note where a concern stands now; the step that was planned before is done by that.

    `says_state`: whether the history names the state although it was the same before.
    """
    if is_new_plan and plan.on is not None and not clock.today() <= plan.on <= LATEST:
        raise RuleBroken(_("Bitte einen Tag wählen, der noch kommt."), field="next_on")
    says_state = says_state or state is not concern.state
    concern.state, concern.moved_at = state, clock.now()
    concern.next_step, concern.next_on = plan.what, plan.on
    if concern.is_open and concern.responsible_id is None and concern.responsible is None:
        concern.responsible = by  # whoever carries it on looks after it, until they hand it on
    said = state if says_state else None
    db.session.add(ConcernStep(concern_id=concern.id, at=clock.now(), by=by, state=said, note=note[:500]))
    audit.record("concern.moved", concern, by, state=state.value)
    sharing.follow(concern)
