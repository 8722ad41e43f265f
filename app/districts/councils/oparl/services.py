"""Where a council's sittings are fetched from, and what a run of fetching does to them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app import audit, clock
from app.accounts.models import Person
from app.districts.councils.concerns.models import Concern
from app.districts.councils.intake import taking_in
from app.districts.councils.oparl.addresses import Address, OddAddress
from app.districts.councils.oparl.fetching import Client, Trouble
from app.districts.councils.oparl.models import OparlSource
from app.districts.councils.oparl.reading import Gone, Meeting
from app.districts.councils.oparl.walking import Walk
from app.districts.councils.sittings.models import Sitting, SittingSource, SittingState, SittingVisit
from app.districts.councils.sittings.services import has_report
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Council, Space
from app.tenancy import Scope, current_session

log = logging.getLogger(__name__)


def source_of(council: Council) -> OparlSource | None:
    """Return where the sittings of a council are fetched from, if that was ever set."""
    return db.session.scalars(sa.select(OparlSource).where(OparlSource.council_id == council.id)).first()


def sources() -> dict[int, OparlSource]:
    """Return all sources, by council."""
    return {one.council_id: one for one in db.session.scalars(sa.select(OparlSource))}


def turned_on() -> list[int]:
    """Return the keys of the sources that are on."""
    return list(
        db.session.scalars(sa.select(OparlSource.id).where(OparlSource.is_on).order_by(OparlSource.id))
    )


def set_source(
    council: Council,
    *,
    body_url: str,
    organization_url: str,
    is_on: bool,
    seen_version: int,
    allows_http: bool,
    by: Person,
) -> OparlSource:
    """Say where the sittings of a council are fetched from, and whether they are.

    Raises RuleBroken for addresses that could not be asked, or that belong to two hosts; Changed if somebody else
    changed it since it was opened.
    """
    body = _address(body_url, field="body_url", allows_http=allows_http)
    organization = _address(organization_url, field="organization_url", allows_http=allows_http)
    if body.site != organization.site:
        raise RuleBroken(
            _("Beide Adressen müssen auf demselben Server liegen: %(site)s.", site=body.site),
            field="organization_url",
        )
    source = source_of(council)
    if source is None:
        source = OparlSource(council_id=council.id, body_url="", organization_url="", unread=[])
        db.session.add(source)
    elif source.version != seen_version:
        raise Changed(
            _("Inzwischen hat jemand anderes diese Angaben geändert. Bitte sieh sie noch einmal an.")
        )
    if (source.body_url, source.organization_url) != (body.url, organization.url):
        source.body_url, source.organization_url = body.url, organization.url
        source.last_complete_at, source.trouble, source.unread = None, "", []
    was_on, source.is_on = source.is_on, is_on
    audit.record(
        "oparl_source.changed", council, by, turned=("on" if is_on else "off") if was_on != is_on else ""
    )
    db.session.flush()
    return source


def _address(text: str, *, field: str, allows_http: bool) -> Address:
    try:
        address = Address.of(text)
    except OddAddress as error:
        raise RuleBroken(
            _("Bitte die ganze Adresse eintragen; sie beginnt mit https://"), field=field
        ) from error
    if address.scheme != "https" and not allows_http:
        raise RuleBroken(_("Bitte eine sichere Adresse eintragen; sie beginnt mit https://"), field=field)
    if len(address.url) > 500:
        raise RuleBroken(_("Die Adresse ist zu lang."), field=field)
    return address


# --- one run


@dataclass(frozen=True)
class _Run:
    """What is known when a run begins. Plain: no transaction stays open while the other side is asked."""

    source_id: int
    council_id: int
    body: Address
    organization: Address
    begun_at: datetime
    last_complete_at: datetime | None
    space_id: int | None


def fetch(source_id: int, *, allows_private: bool) -> None:
    """Fetch a source: what changed since the last complete run. Commits page by page, each sitting a savepoint.

    Killed in the middle it begins where it began: what is there already is found by its id.
    """
    run = _begin(source_id)
    if run is None:
        return
    walk = Walk(Client(run.body, allows_private), run.body, run.organization, run.last_complete_at)
    trouble = ""
    try:
        if run.space_id is None:
            raise Trouble(_("Der Ortsbeirat gehört zu keinem Stadtteilverband, der offen ist."))
        current_session().open_scope(Scope.of(run.space_id, write=True))
        for page in walk.pages():
            for one in page:
                _take_in(one, run, walk)
            db.session.commit()
    except Trouble as what:
        trouble = what.message
    except Exception:
        log.exception("Source %d could not be fetched.", source_id)
        trouble = _("Etwas Unerwartetes ist geschehen. Wer den Server betreut, findet es im Protokoll.")
    db.session.rollback()
    _end(run, trouble, walk.unread)


def _begin(source_id: int) -> _Run | None:
    source = db.session.get(OparlSource, source_id)
    if source is None or not source.is_on:
        return None
    district = source.council.district
    run = _Run(
        source.id, source.council_id, Address.of(source.body_url), Address.of(source.organization_url),
        clock.now(), source.last_complete_at, _open(district),
    )  # fmt: skip
    db.session.commit()
    return run


def _open(district: Space | None) -> int | None:
    return district.id if district is not None and district.closed_on is None else None


def _end(run: _Run, trouble: str, unread: list[str]) -> None:
    """Note how it went. Not through the object: its version is for what people change."""
    values: dict[str, object] = {"last_run_at": run.begun_at, "trouble": trouble[:500], "unread": unread}
    if not trouble:
        values["last_complete_at"] = run.begun_at
    same = sa.update(OparlSource).where(
        OparlSource.id == run.source_id,
        OparlSource.body_url
        == run.body.url,  # another address was set meanwhile: this run says nothing of it
        OparlSource.organization_url == run.organization.url,
    )
    db.session.execute(same.values(**values).execution_options(synchronize_session=False))
    db.session.commit()


def _take_in(one: Meeting | Gone, run: _Run, walk: Walk) -> None:
    name = one.key if isinstance(one, Gone) else one.coming.details.title or one.coming.uid
    for last in (False, True):
        try:
            with db.session.begin_nested():
                council = db.session.get_one(Council, run.council_id)
                if isinstance(one, Gone):
                    _let_go(council, one, walk)
                else:
                    taking_in.take_in(council, one.coming, source=SittingSource.OPARL, by=None)
            return
        except (IntegrityError, StaleDataError):  # somebody wrote the same sitting at this moment: look again
            if last:
                walk.note(_("%(name)s: Hier arbeitet gerade jemand daran; nächstes Mal wieder.", name=name))
        except Exception:
            log.exception("A sitting of source %d could not be kept.", run.source_id)
            walk.note(_("%(name)s: Das ließ sich nicht speichern.", name=name))
            return


def _let_go(council: Council, gone: Gone, walk: Walk) -> None:
    """Take away a sitting that its source deleted; where something hangs on it, it is cancelled."""
    statement = sa.select(Sitting).where(Sitting.council_id == council.id, Sitting.source_uid == gone.key)
    sitting = db.session.scalars(statement).first()
    if sitting is None:
        return
    sitting.fetched_at = clock.now()
    if "state" in sitting.by_hand:
        return
    if has_report(sitting):
        walk.note(
            _("%(key)s ist dort gelöscht. Hier gibt es einen Bericht dazu; die Sitzung bleibt.", key=gone.key)
        )
    elif sitting.by_hand or sitting.nobody_went or _something_hangs_on(sitting):
        if not sitting.is_cancelled:
            sitting.state = SittingState.CANCELLED
            audit.record(
                "sitting.taken_in", sitting, None, source=SittingSource.OPARL.value, fields=["state"]
            )
    else:
        audit.record("sitting.deleted", sitting, None, source=SittingSource.OPARL.value)
        db.session.delete(sitting)
    db.session.flush()


def _something_hangs_on(sitting: Sitting) -> bool:
    return any(
        db.session.scalars(sa.select(model.id).where(model.sitting_id == sitting.id).limit(1)).first()
        for model in (Concern, SittingVisit)
    )
