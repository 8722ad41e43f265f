"""Whether database and worker are there: for whoever watches over the server, and for the office."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.access import public
from app.db import Base
from app.extensions import db

LATE_AFTER = timedelta(minutes=3)

bp = Blueprint("health", __name__)


class WorkerBeat(Base):
    """When the worker was last seen, one row. Global: it works for all."""

    __tablename__ = "worker_beat"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    at: Mapped[datetime]


def beat() -> None:
    """Note that the worker is alive. Commits: the worker's job."""
    db.session.merge(WorkerBeat(id=1, at=clock.now()))
    db.session.commit()


def worker_is_late() -> bool:
    """Say whether the worker was not seen for some minutes."""
    at = db.session.scalars(sa.select(WorkerBeat.at)).first()
    return at is None or clock.now() - at > LATE_AFTER


@bp.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """Answer 200 when the database answers, 503 otherwise; the worker is named but costs no 200."""
    try:
        late = worker_is_late()
    except sa.exc.SQLAlchemyError:
        return jsonify(database="down", worker="unknown"), 503
    return jsonify(database="up", worker="late" if late else "up"), 200
