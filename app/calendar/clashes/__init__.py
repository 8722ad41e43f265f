"""What else is on when somebody plans: named before anything is saved, with free evenings; a hint, never a bar."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("clashes", __name__, url_prefix="/termine/ueberschneidungen")
