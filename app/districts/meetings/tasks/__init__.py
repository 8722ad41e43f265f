"""What somebody took on, until it is done."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("tasks", __name__, url_prefix="/aufgaben")
