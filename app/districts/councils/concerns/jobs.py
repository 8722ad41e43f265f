"""What the worker does for concerns."""

from __future__ import annotations

import logging

from flask import current_app

from app.districts.councils.concerns import forgetting
from app.extensions import db
from app.queue import every
from app.tenancy import Scope, current_session

log = logging.getLogger(__name__)


@every(minute="51", hour="3")
def forget_raisers() -> None:
    """Delete who raised concerns that nobody moved for a year. Each night."""
    for space_id in forgetting.spaces_with_old():
        with current_app.app_context():  # a transaction for each space
            current_session().open_scope(Scope.of(space_id, write=True))
            log.info("of %d concerns the raiser is forgotten", forgetting.forget_old())
            db.session.commit()
