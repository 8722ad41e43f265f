"""The pages."""

from __future__ import annotations

from app.lists import models  # noqa: F401
