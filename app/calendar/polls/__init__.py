"""Date polls: proposed times, answers by link, the winner becomes the appointment."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("polls", __name__, url_prefix="/terminfragen")
answers = Blueprint("poll_answers", __name__, url_prefix="/terminfrage")
"""The personal links of mails: without a login, without a space in the address."""
