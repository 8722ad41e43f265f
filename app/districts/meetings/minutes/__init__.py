"""The minutes: written item by item, approved at a later meeting, then locked."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("minutes", __name__, url_prefix="/termine/<id:appointment_id>/protokoll")
