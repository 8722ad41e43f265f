"""The flask commands: first account, spaces, councils, demo, worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import demo, jobs, outbox, queue
from app.access import Role, SpaceKind
from app.accounts import services as accounts
from app.extensions import db, huey
from app.rules import RuleBroken
from app.spaces import councils, outlines, services
from app.spaces.import_files import ImportRefused, ImportReport
from app.spaces.models import Council, County, District, Space
from app.tenancy import Scope, current_session

users = AppGroup("user", help="Konten.")
spaces = AppGroup("space", help="Bereiche: Stadtteilverbände, Gruppen, Kreisverband.")
council_commands = AppGroup("councils", help="Ortsbeiräte.")
districts = AppGroup("districts", help="Stadtteilverbände.")


def _refuse(message: str) -> click.ClickException:
    return click.ClickException(message)


@users.command("create-office")
@click.argument("email")
@click.option("--name", default="Kreisgeschäftsstelle", help="Name, den die anderen sehen.")
def create_office(email: str, name: str) -> None:
    """Lege das erste Konto an: die Kreisgeschäftsstelle. Gibt den Link aus, der es öffnet."""
    current_session().open_scope(Scope(read=None, write=None))
    try:
        county = db.session.query(County).first() or services.create_space(
            SpaceKind.COUNTY, name="Kreisverband", short_name="Kreis", slug="kreis", by=None
        )
        person = accounts.by_email(email) or accounts.add_person(name=name, email=email, by=None)
        db.session.flush()
        services.add_member(county, person, Role.OFFICE, by=None)
        secret = accounts.invite(person, by=None, to=county.name)
    except RuleBroken as broken:
        raise _refuse(broken.message) from broken
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
@click.argument("slug")
@click.argument("name")
@click.option("--short-name", default="", help="Kurzname; sonst der Name.")
def create_space(kind: str, slug: str, name: str, short_name: str) -> None:
    """Lege einen Bereich an."""
    try:
        services.create_space(
            SpaceKind(kind), name=name, short_name=(short_name or name)[:40], slug=slug, by=None
        )
    except RuleBroken as broken:
        raise _refuse(broken.message) from broken
    db.session.commit()
    click.echo(f"Angelegt: {name} ({slug}).")


@spaces.command("rename")
@click.argument("slug")
@click.argument("name")
@click.option("--new-slug", default="", help="Neue Adresse.")
@click.option("--short-name", default="", help="Neuer Kurzname.")
def rename_space(slug: str, name: str, new_slug: str, short_name: str) -> None:
    """Benenne einen Bereich um."""
    space = _space(slug)
    try:
        services.rename_space(
            space, name=name, short_name=short_name or space.short_name, slug=new_slug or slug, by=None
        )
    except RuleBroken as broken:
        raise _refuse(broken.message) from broken
    db.session.commit()
    click.echo("Umbenannt.")


@spaces.command("close")
@click.argument("slug")
def close_space(slug: str) -> None:
    """Schließe einen Bereich; was war, bleibt."""
    try:
        services.close_space(_space(slug), by=None)
    except RuleBroken as broken:
        raise _refuse(broken.message) from broken
    db.session.commit()
    click.echo("Geschlossen.")


@spaces.command("assign")
@click.argument("slug")
@click.argument("numbers", nargs=-1, type=int, required=True)
def assign(slug: str, numbers: tuple[int, ...]) -> None:
    """Ordne Ortsbeiräte (nach Nummer) einem Stadtteilverband zu."""
    district = _space(slug)
    if not isinstance(district, District):
        raise _refuse("Ortsbeiräte gehören zu einem Stadtteilverband.")
    for number in numbers:
        council = db.session.query(Council).filter_by(number=number, valid_until=None).first()
        if council is None:
            raise _refuse(f"Einen Ortsbeirat {number} gibt es heute nicht. Es wurde nichts geändert.")
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
def worker(once: bool) -> None:
    """Verschicke Mails und erledige, was Zeit hat."""
    if once:
        queue.run_waiting()
        outbox.deliver_due()
        return
    jobs.each_minute()
    # One thread: mails leave one by one, and SQLite has one writer anyway.
    huey.create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=2.0).run()


def init_cli(app: Flask) -> None:
    """Add the commands."""
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
