"""What our councillors bring back from a sitting, item by item: draft, filed, corrected."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reports", __name__, url_prefix="/berichte")
