"""The flask commands: first account, spaces, councils, demo, worker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import Migrate

from app import demo, queue, rounds
from app.access import Role, SpaceKind
from app.accounts import services as accounts
from app.config import ROOT
from app.extensions import db
from app.rules import RuleBroken
from app.spaces import councils, outlines, services
from app.spaces.import_files import ImportRefused, ImportReport
from app.spaces.models import Council, County, District, Membership, Space
from app.tenancy import Scope, current_session
from app.web import SlugConverter

users = AppGroup("user", help="Konten.")
spaces = AppGroup("space", help="Bereiche: Stadtteilverbände, Gruppen, Kreisverband.")
council_commands = AppGroup("councils", help="Ortsbeiräte.")
districts = AppGroup("districts", help="Stadtteilverbände.")


LONGEST_NAME, LONGEST_SHORT_NAME, LONGEST_SLUG = 120, 40, 60
SECONDS_TO_FINISH_A_MAIL = 8
"""Less than what `make run` and service managers wait before they kill."""


def _refuse(message: str) -> click.ClickException:
    return click.ClickException(message)


@contextmanager
def _rules() -> Iterator[None]:
    """Say a broken rule as one sentence; nothing of what was begun stays."""
    try:
        yield
    except RuleBroken as broken:
        db.session.rollback()
        raise _refuse(broken.message) from broken


def _email(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise click.BadParameter(f"„{text!r}“ ist keine E-Mail-Adresse.".replace("'", "")) from error


def _one_line(most: int) -> Callable[[click.Context, click.Parameter, str], str]:
    def check(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
        line = text.strip()
        if not line.isprintable() or len(line) > most:
            raise click.BadParameter(f"Bitte in einer Zeile mit höchstens {most} Zeichen.")
        return line

    return check


def _named(context: click.Context, parameter: click.Parameter, text: str) -> str:
    if not text.strip():
        raise click.BadParameter("Bitte einen Namen nennen.")
    return _one_line(LONGEST_NAME)(context, parameter, text)


def _new_slug(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    if text and (len(text) > LONGEST_SLUG or not re.fullmatch(SlugConverter.regex, text)):
        raise click.BadParameter(
            "Nur kleine Buchstaben ohne Umlaute, Ziffern und einzelne Bindestriche, "
            f"höchstens {LONGEST_SLUG} Zeichen."
        )
    return text


@users.command("create-office")
@click.argument("email", callback=_email)
@click.option("--name", default="Kreisgeschäftsstelle", callback=_named, help="Name, den die anderen sehen.")
def create_office(email: str, name: str) -> None:
    """Lege das erste Konto an: die Kreisgeschäftsstelle. Gibt den Link aus, der es öffnet.

    Noch einmal aufgerufen, solange niemand den Link benutzt hat, gibt es einen neuen.
    """
    current_session().open_scope(Scope(read=None, write=None))
    with _rules():
        county = db.session.query(County).first() or services.create_space(
            SpaceKind.COUNTY, name="Kreisverband", short_name="Kreis", slug="kreis", by=None
        )
        person = accounts.by_email(email) or accounts.add_person(name=name, email=email, by=None)
        db.session.flush()
        is_office = db.session.query(Membership).filter_by(
            space_id=county.id, person_id=person.id, role=Role.OFFICE
        )
        if is_office.filter(Membership.held_today()).first() is None:
            services.add_member(county, person, Role.OFFICE, by=None)
        if person.password_hash:
            db.session.commit()
            click.echo("Dieses Konto hat schon ein Passwort und gehört zur Kreisgeschäftsstelle.")
            click.echo(f"Passwort vergessen? {current_app.config['PUBLIC_URL']}/passwort")
            return
        secret = accounts.invite(person, by=None, to=county.name)
    db.session.commit()
    click.echo("Das Konto ist angelegt. Dieser Link öffnet es, sieben Tage lang, einmal:")
    click.echo(f"{current_app.config['PUBLIC_URL']}/einladung/{secret}")


def _space(slug: str) -> Space:
    space = db.session.query(Space).filter_by(slug=slug).first()
    if space is None:
        raise _refuse(f"Einen Bereich mit der Adresse „{slug}“ gibt es nicht. Alle zeigt: flask space list")
    return space


@spaces.command("list")
def list_spaces() -> None:
    """Zeige alle Bereiche."""
    for space in db.session.query(Space).order_by(Space.kind, Space.slug):
        click.echo(
            f"{space.kind.value:9} {space.slug:32} {space.name}{'  (geschlossen)' if space.closed_on else ''}"
        )


@spaces.command("create")
@click.argument("kind", type=click.Choice([kind.value for kind in SpaceKind]))
@click.argument("slug", callback=_new_slug)
@click.argument("name", callback=_named)
@click.option(
    "--short-name", default="", callback=_one_line(LONGEST_SHORT_NAME), help="Kurzname; sonst der Name."
)
def create_space(kind: str, slug: str, name: str, short_name: str) -> None:
    """Lege einen Bereich an."""
    if not slug:
        raise _refuse("Bitte eine Adresse nennen.")
    with _rules():
        services.create_space(
            SpaceKind(kind),
            name=name,
            short_name=short_name or name[:LONGEST_SHORT_NAME],
            slug=slug,
            by=None,
        )
    db.session.commit()
    click.echo(f"Angelegt: {name} ({slug}).")


@spaces.command("rename")
@click.argument("slug")
@click.argument("name", callback=_named)
@click.option("--new-slug", default="", callback=_new_slug, help="Neue Adresse.")
@click.option("--short-name", default="", callback=_one_line(LONGEST_SHORT_NAME), help="Neuer Kurzname.")
def rename_space(slug: str, name: str, new_slug: str, short_name: str) -> None:
    """Benenne einen Bereich um."""
    space = _space(slug)
    with _rules():
        services.rename_space(
            space, name=name, short_name=short_name or space.short_name, slug=new_slug or slug, by=None
        )
    db.session.commit()
    click.echo("Umbenannt.")


@spaces.command("close")
@click.argument("slug")
def close_space(slug: str) -> None:
    """Schließe einen Bereich; was war, bleibt."""
    with _rules():
        services.close_space(_space(slug), by=None)
    db.session.commit()
    click.echo("Geschlossen.")


@spaces.command("assign")
@click.argument("slug")
@click.argument("numbers", nargs=-1, type=click.IntRange(1, councils.HIGHEST_NUMBER), required=True)
def assign(slug: str, numbers: tuple[int, ...]) -> None:
    """Ordne Ortsbeiräte (nach Nummer) einem Stadtteilverband zu."""
    district = _space(slug)
    if not isinstance(district, District):
        raise _refuse("Ortsbeiräte gehören zu einem Stadtteilverband.")
    current_session().open_scope(Scope(read=None, write=None))
    for number in numbers:
        council = db.session.query(Council).filter_by(number=number, valid_until=None).first()
        if council is None:
            raise _refuse(f"Einen Ortsbeirat {number} gibt es heute nicht. Es wurde nichts geändert.")
        with _rules():
            services.assign_council(council, district, by=None)
    db.session.commit()
    click.echo("Zugeordnet.")


@council_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_councils(file: Path) -> None:
    """Lies Ortsbeiräte aus einer JSON-Datei ein; eine falsche ändert nichts."""
    _import(councils.import_councils, file)


@districts.command("import-outlines")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_outlines(file: Path) -> None:
    """Lies die Umrisse der Ortsbeiratsbereiche aus einer GeoJSON-Datei ein."""
    _import(outlines.import_outlines, file)


@click.command("demo")
@with_appcontext
def fill_demo() -> None:
    """Fülle eine leere Datenbank mit dem Rostocker Beispiel."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy has it
    try:
        demo.fill(app)
    except demo.DemoRefused as refused:
        raise _refuse(str(refused)) from refused
    click.echo(f"Das Beispiel ist da. Alle Logins haben das Passwort {demo.PASSWORD}:")
    for email, role in demo.LOGINS:
        click.echo(f"  {email:34} {role}")


@click.command("worker")
@click.option("--once", is_flag=True, help="Nur das Wartende erledigen, dann aufhören.")
@with_appcontext
def worker(once: bool) -> None:
    """Verschicke Mails und erledige, was Zeit hat."""
    if once:
        queue.run_waiting(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy has it
        rounds.deliver_due()
        return
    # One thread: mails leave one by one, and SQLite has one writer anyway. Its first act is what each minute
    # brings. Asked to end, it finishes the mail at hand: killed in the middle, that mail would be unclear.
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy has it
    consumer = queue.the_queue(app).create_consumer(
        workers=1,
        periodic=True,
        initial_delay=0.1,
        max_delay=2.0,
        graceful_signal="TERM",
        shutdown_timeout=SECONDS_TO_FINISH_A_MAIL,
    )
    rounds.stopping = consumer.stop_flag
    consumer.run()


def init_cli(app: Flask) -> None:
    """Add the commands, and Flask-Migrate's."""
    Migrate(app, db, directory=str(ROOT / "migrations"))
    for command in (users, spaces, council_commands, districts, fill_demo, worker):
        app.cli.add_command(command)


def _import(read: Callable[[Path], ImportReport], file: Path) -> None:
    try:
        report = read(file)
    except ImportRefused as refused:
        raise _refuse("Nichts wurde geändert.\n" + "\n".join(refused.messages)) from refused
    db.session.commit()
    for text in report.lines():
        click.echo(text)
