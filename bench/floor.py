"""The floor: the least that a Flask page with a database can cost.

A session looked up in the database, twenty rows through the ORM, a small template; no permissions, no
tenants, no translations, no layout. Everything ours does on top is in the ratios.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask, abort, render_template, request
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROWS = 20
PASSWORD = "only-in-the-bench"
SESSION = "floor-session"  # the cookie and its value: the look-up is measured, not the login
# The same cost as app.accounts.passwords.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

PAGE = """<!doctype html><html lang="de"><head><title>Termine</title></head><body>
<h1>Termine</h1><p>{{ person.name }}</p>
<table>{% for row in rows %}<tr><td>{{ row.starts_at.strftime("%d.%m.%Y %H:%M") }}</td>
<td><a href="/termine/{{ row.id }}">{{ row.title }}</a></td><td>{{ row.place }}</td></tr>{% endfor %}</table>
</body></html>"""
LOGIN = """<!doctype html><html lang="de"><head><title>Anmelden</title></head><body>
<form method="post"><input name="password" type="password"><button>Anmelden</button></form></body></html>"""


class Base(DeclarativeBase):
    """The floor's own tables."""


class Person(Base):
    """Somebody with a password."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    password: Mapped[str]


class Session(Base):
    """Who is logged in."""

    __tablename__ = "session"
    token: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))


class Date(Base):
    """A row of the list."""

    __tablename__ = "date"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)


db = SQLAlchemy(metadata=Base.metadata)


def create_app() -> Flask:
    """Build the floor on the SQLite file that FLOOR_DATABASE names."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secrets.token_hex(), SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.environ['FLOOR_DATABASE']}"
    )
    app.jinja_loader = DictLoader({"page.html": PAGE, "login.html": LOGIN})  # compiled once, as files are
    db.init_app(app)

    @app.get("/")
    def listing() -> str:
        session = db.session.get(Session, request.cookies.get("session", "")) or abort(403)
        return page(session.person_id)

    @app.get("/login")
    def login_form() -> str:
        return render_template("login.html")

    @app.post("/login")
    def login() -> str:
        session = db.session.get(Session, SESSION) or abort(403)
        HASHER.verify(db.session.get_one(Person, session.person_id).password, request.form["password"])
        return page(session.person_id)

    return app


def page(person_id: int) -> str:
    rows = db.session.scalars(sa.select(Date).order_by(Date.starts_at).limit(ROWS)).all()
    return render_template("page.html", person=db.session.get_one(Person, person_id), rows=rows)


def fill() -> None:
    """Make the tables and two hundred rows."""
    with create_app().app_context():
        db.create_all()
        db.session.add(Person(id=1, name="Kim Muster", password=HASHER.hash(PASSWORD)))
        db.session.flush()
        db.session.add(Session(token=SESSION, person_id=1))
        first = datetime(2025, 3, 5, 19)  # noqa: DTZ001  as bare as it can be: SQLite knows no zones
        for number in range(200):
            starts_at = first + timedelta(days=number)
            db.session.add(Date(title=f"Treffen {number}", place="Doberaner Straße", starts_at=starts_at))
        db.session.commit()
        db.engine.dispose()


if __name__ == "__main__":
    fill()
