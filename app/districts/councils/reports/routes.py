"""The pages of reports."""

from __future__ import annotations

from app.districts.councils.reports import bp, news, parts, reading_pages, suggesting  # noqa: F401  # announce themselves
from app.districts.councils.reports import models as models
from app.districts.councils.reports import writing_pages as writing_pages
from app.spaces import bp as door
from app.spaces.door import only_in_districts

bp.before_request(only_in_districts)
door.register_blueprint(bp)
