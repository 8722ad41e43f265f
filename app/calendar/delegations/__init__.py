"""One meeting, or only its minutes, handed to one person who has no role for it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("delegations", __name__, url_prefix="/termine/<id:appointment_id>/uebergeben")
