"""Who is invited to an appointment, how they were told, and what they answered."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("invitations", __name__, url_prefix="/termine/<id:appointment_id>/einladung")
answers = Blueprint("answers", __name__, url_prefix="/antwort")
"""The personal links of mails: without a login, without a space in the address."""
