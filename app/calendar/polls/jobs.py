"""What the worker does for date polls."""

from __future__ import annotations

import logging

from app.calendar.polls import forgetting
from app.queue import every

log = logging.getLogger(__name__)


@every(minute="27", hour="3")
def forget_guests_of_polls() -> None:
    """Delete what is kept of guests too long. Each night."""
    log.info("%d guests of date polls forgotten", forgetting.forget_guests())
