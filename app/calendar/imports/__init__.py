"""Appointments of another calendar, taken into a space's own: looked at first, taken in once."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("imports", __name__, url_prefix="/termine/uebernehmen")
