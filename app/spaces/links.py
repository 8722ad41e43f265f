"""The personal links of mails: opened without a login, and without a space in their address."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import Response, request

from app.accounts import throttle
from app.db import set_reading
from app.extensions import db
from app.forms import page
from app.tenancy import OUTSIDE_SCOPE, Scope, SpaceOwned, current_session, tell_token
from app.web import READS

Linked = TypeVar("Linked", bound=SpaceOwned)

GUESSES = throttle.Limit("answer_link", per_account=40, per_network=40)
"""Links that nobody has: a wrong one may be mistyped, forty are tried out."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


@cache
def _asking_for(model: Any, column: str) -> sa.Select[tuple[int, int]]:
    return (
        sa.select(model.id, model.space_id)
        .where(getattr(model, column) == sa.bindparam("token"))
        .execution_options(
            **{OUTSIDE_SCOPE: "a personal link is opened before anybody knows of which space it is"}
        )
    )


def opened_by(secret: str, model: type[Linked], *, column: str = "token") -> Linked | None:
    """Return whose link it is, and open the scope of its space; None for a link that nobody has.

    `column` holds what is to be found; where that is a hash, `secret` is one as well. PostgreSQL lets a table's
    rows be found by the columns that its policy names. Raises TooOften for a network that has guessed too many.
    """
    throttle.refuse_if_over(GUESSES)
    if not TOKEN.fullmatch(secret):
        return None
    tell_token(current_session(), secret)
    found = db.session.execute(_asking_for(cast("Any", model), column), {"token": secret}).first()
    if found is None:
        return None
    current_session().open_scope(Scope.of(found.space_id, write=request.method not in READS))
    row = db.session.get_one(model, found.id)
    person = getattr(row, "person", None)
    return row if person is None or person.is_active else None


def nobodys(template: str) -> Response:
    """Answer a link that nobody has, and count the attempt: the one thing that looking writes down."""
    db.session.rollback()
    set_reading(False)
    throttle.count(GUESSES, throttle.network())
    return page(template, status=404)
