"""What is printed of an invitation: the letters, the list to tick for them, the proof, as tagged PDF."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, requires
from app.calendar.invitations import bp, papers
from app.calendar.models import Appointment
from app.calendar.routes import appointment_or_404
from app.documents import pdf as typeset
from app.speech import SOURCE, speaking

MANAGE = Permission.MANAGE_APPOINTMENTS


@bp.get("/briefe.pdf")
@requires(MANAGE)
def letters_pdf(appointment_id: int) -> AnyResponse:
    """The letters that are still to be posted; what `sendung` names, as each sending says something else."""
    appointment = appointment_or_404(appointment_id)
    with speaking(SOURCE):
        content = papers.letter_paper(appointment, request.args.get("sendung", type=int))
        if content is None:  # ticked meanwhile: the page says that nothing is open
            return redirect(url_for(".letter_list", appointment_id=appointment.id))
        return _paper("einladungsbriefe", appointment, typeset("letter", content))


@bp.get("/briefliste.pdf")
@requires(MANAGE)
def letter_list_pdf(appointment_id: int) -> AnyResponse:
    """The list to tick for them."""
    appointment = appointment_or_404(appointment_id)
    with speaking(SOURCE):
        content = papers.list_paper(appointment)
        if content is None:
            return redirect(url_for(".letter_list", appointment_id=appointment.id))
        return _paper("briefliste", appointment, typeset("letter_list", content))


@bp.get("/nachweis.pdf")
@requires(MANAGE)
def proof_pdf(appointment_id: int) -> AnyResponse:
    """The proof, to put with the minutes."""
    appointment = appointment_or_404(appointment_id)
    with speaking(SOURCE):
        content = papers.proof_paper(appointment)
        if content is None:  # the page says that no invitation went out
            return redirect(url_for(".show_proof", appointment_id=appointment.id))
        return _paper("einladungsnachweis", appointment, typeset("proof", content))


def _paper(name: str, appointment: Appointment, paper: bytes) -> Response:
    filename = f"{name}-{clock.local(appointment.starts_at):%Y-%m-%d}.pdf"
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'inline; filename="{filename}"'}
    return Response(paper, headers=headers)
