"""At the meeting: who is there, what is on, how long."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("conduct", __name__, url_prefix="/termine/<id:appointment_id>/sitzung")
