"""What councillors of all districts share: lines of filed reports by topic, questions, answers, what somebody follows.

It has its own tables, filled when a report is filed: nothing here looks into a district, and what stays in the
party was never put in.
"""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("exchange", __name__, url_prefix="/austausch")
