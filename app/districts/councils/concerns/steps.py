"""The steps of a concern as data: at which address, with which form, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app import clock
from app.accounts.models import Person
from app.districts.councils.concerns import forms, services
from app.districts.councils.concerns.models import Concern, ConcernState
from app.spaces.models import Space


@dataclass(frozen=True)
class Step:
    """One of the things that can be done with an open concern."""

    word: str
    """In its address."""
    title: LazyString
    button: LazyString
    form: type[forms.StepForm]
    filled: Callable[[Concern, Person], dict[str, Any]]
    """What stands in the form at first."""
    act: Callable[[Any, Concern, Space, Person], None]
    """Given the form, the concern, its space and who does it."""


def _who(concern: Concern, me: Person) -> dict[str, Any]:
    return {"responsible": str(concern.responsible_id or me.id)}


def _take_up(form: forms.TakeUpForm, concern: Concern, _space: Space, by: Person) -> None:
    services.take_up(concern, responsible=form.person(), plan=form.plan(), note=form.note.data or "",
                     seen_version=form.seen_version, by=by)  # fmt: skip


def _plan(form: forms.TakeUpForm, concern: Concern, _space: Space, by: Person) -> None:
    services.plan_next(concern, responsible=form.person(), plan=form.plan(), note=form.note.data or "",
                       seen_version=form.seen_version, by=by)  # fmt: skip


def _council(form: forms.CouncilForm, concern: Concern, _space: Space, by: Person) -> None:
    services.bring_to_council(concern, sitting=form.chosen(), item=form.item.data or "", plan=form.plan(),
                              note=form.note.data or "", seen_version=form.seen_version, by=by)  # fmt: skip


def _parliament(form: forms.ParliamentForm, concern: Concern, _space: Space, by: Person) -> None:
    services.bring_to_parliament(concern, paper=form.paper.data or "", plan=form.plan(),
                                 note=form.note.data or "", seen_version=form.seen_version, by=by)  # fmt: skip


def _answer(form: forms.AnswerForm, concern: Concern, _space: Space, by: Person) -> None:
    services.answer(concern, text=form.answer.data or "", on=form.answered_on.data or clock.today(),
                    seen_version=form.seen_version, by=by)  # fmt: skip


def _tell(form: forms.TellForm, concern: Concern, space: Space, by: Person) -> None:
    services.tell(concern, space, seen_version=form.seen_version, by=by)


def _drop(form: forms.DropForm, concern: Concern, space: Space, by: Person) -> None:
    services.drop(concern, space, reason=form.note.data or "", seen_version=form.seen_version, by=by)


def _back(form: forms.BackForm, concern: Concern, _space: Space, by: Person) -> None:
    services.step_back(
        concern, to=form.state(), note=form.note.data or "", seen_version=form.seen_version, by=by
    )


STEPS = {
    step.word: step
    for step in (
        Step("aufgreifen", _l("Anliegen aufgreifen"), _l("Anliegen aufgreifen"), forms.TakeUpForm, _who, _take_up),
        Step("ortsbeirat", _l("In den Ortsbeirat bringen"), _l("In den Ortsbeirat bringen"), forms.CouncilForm,
             lambda one, _me: {"sitting": str(one.sitting_id or ""), "item": one.sitting_item}, _council),
        Step("buergerschaft", _l("In die Bürgerschaft bringen"), _l("In die Bürgerschaft bringen"),
             forms.ParliamentForm, lambda one, _me: {"paper": one.paper}, _parliament),
        Step("antwort", _l("Antwort eintragen"), _l("Antwort eintragen"), forms.AnswerForm,
             lambda one, _me: {"answer": one.answer, "answered_on": clock.today()}, _answer),
        Step("bescheid", _l("Bescheid sagen"), _l("Bescheid ist gesagt"), forms.TellForm, lambda _one, _me: {}, _tell),
        Step("naechster-schritt", _l("Nächsten Schritt planen"), _l("Nächsten Schritt eintragen"), forms.TakeUpForm,
             lambda one, me: {**_who(one, me), "next_step": one.next_step, "next_on": one.next_on}, _plan),
        Step("zurueck", _l("Stand berichtigen"), _l("Stand berichtigen"), forms.BackForm, lambda _one, _me: {}, _back),
        Step("beenden", _l("Nicht weiter verfolgen"), _l("Nicht weiter verfolgen"), forms.DropForm,
             lambda _one, _me: {}, _drop),
    )
}  # fmt: skip

_FIRST = {
    ConcernState.RAISED: "aufgreifen",
    ConcernState.TAKEN_UP: "ortsbeirat",
    ConcernState.IN_COUNCIL: "buergerschaft",
    ConcernState.IN_PARLIAMENT: "antwort",
    ConcernState.ANSWERED: "bescheid",
}
_ONWARD = ("ortsbeirat", "buergerschaft", "antwort")


def sensible(concern: Concern) -> Step | None:
    """Return the step that mostly comes next; None for one that has ended."""
    word = _FIRST.get(concern.state)
    return STEPS[word] if word else None


def others(concern: Concern) -> list[Step]:
    """Return what else can be done with an open concern, in the order in which it is offered."""
    first = sensible(concern)
    if first is None:
        return []
    words = [*_ONWARD, *(() if first.word == "aufgreifen" else ("naechster-schritt", "zurueck")), "beenden"]
    return [STEPS[word] for word in words if word != first.word]


def form_for(step: Step, concern: Concern, me: Person) -> forms.StepForm:
    """Return the form of a step, filled in as far as is known."""
    return step.form(version=str(concern.version), **step.filled(concern, me))
