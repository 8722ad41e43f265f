"""Where people arrive: the start page across all their spaces, and the home of each space.

Stands above the activities, because it shows what is next and what waits from all of them.
"""

from __future__ import annotations

from flask import Blueprint

today = Blueprint("home", __name__)
space_home = Blueprint("home", __name__)
