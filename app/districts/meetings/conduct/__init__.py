"""At the meeting: who is there, what is on, how long; and over the year, how many came."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("conduct", __name__, url_prefix="/termine/<id:appointment_id>/sitzung")
turnout = Blueprint("turnout", __name__, url_prefix="/beteiligung")
