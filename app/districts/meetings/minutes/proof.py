"""That the invitation was in due form, in a sentence or two, as the minutes state it."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.calendar.invitations.proof import Line, Proof, proof_of
from app.calendar.models import Appointment
from app.speech import day


def how_invited(appointment: Appointment) -> str:
    """Return when was invited and whether in due form; empty where nothing is known of an invitation."""
    proof = proof_of(appointment)
    reached = [line for line in proof.lines if line.counts and line.at is not None]
    return " ".join([*_reached(proof, reached), *_in_due_form(proof, reached)]) if reached else ""


def _reached(proof: Proof, reached: list[Line]) -> Iterator[str]:
    days = sorted(clock.local(line.at).date() for line in reached if line.at is not None)
    first = {"day": day(days[0])}
    when = _("am %(day)s", **first) if days[0] == days[-1] else _("ab %(day)s", **first)
    if len(reached) < len(proof.lines):
        yield _("%(number)d von %(told)d Menschen wurden %(when)s eingeladen, die übrigen nicht erreicht.",
                number=len(reached), told=len(proof.lines), when=when)  # fmt: skip
    else:
        yield ngettext("%(num)d Person wurde %(when)s eingeladen.", "%(num)d Menschen wurden %(when)s eingeladen.",
                       len(reached), when=when)  # fmt: skip


def _in_due_form(proof: Proof, reached: list[Line]) -> Iterator[str]:
    if proof.last_day is None:
        return
    words = {"days": proof.notice_days, "day": day(proof.last_day)}
    in_time = sum(line.in_time for line in reached)
    if in_time == len(proof.lines):
        yield _("Die Ladungsfrist von %(days)d Tagen (bis %(day)s) ist eingehalten.", **words)
    elif in_time == 0:
        yield _("Die Ladungsfrist von %(days)d Tagen (bis %(day)s) ist nicht eingehalten.", **words)
    else:
        yield _("Die Ladungsfrist von %(days)d Tagen (bis %(day)s) ist bei %(number)d von %(told)d eingehalten.",
                number=in_time, told=len(proof.lines), **words)  # fmt: skip
