"""What the worker does for sources registers itself here; their pages are the office's (app.office.sources)."""

from __future__ import annotations

from app.districts.councils.oparl import jobs as jobs
from app.districts.councils.oparl import models as models
