"""The spaces: districts, groups and the county; who is in them, and the councils of the city.

`bp` is the door: everything of a space is registered on it and lives under `/<space>/…`.
"""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("space", __name__, url_prefix="/<slug:space>")
people = Blueprint("people", __name__, url_prefix="/menschen")
settings = Blueprint("settings", __name__, url_prefix="/angaben")
