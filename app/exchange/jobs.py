"""What the worker does for the exchange."""

from __future__ import annotations

import logging

from app.exchange import forgetting
from app.extensions import db
from app.queue import every

log = logging.getLogger(__name__)


@every(minute="53", hour="3")
def forget_questions() -> None:
    """Delete questions of long ago. Each night."""
    deleted = forgetting.forget_old()
    db.session.commit()
    log.info("%d questions of the exchange deleted", deleted)
