"""What the Kreisvorstand sees of all districts; every figure comes from their work and leads to it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("board", __name__, url_prefix="/uebersicht")
