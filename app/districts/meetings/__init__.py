"""Meetings: what is on the agenda of an appointment, in which order, and how long it takes."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("meetings", __name__, url_prefix="/termine/<id:appointment_id>/tagesordnung")
