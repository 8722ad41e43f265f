"""The house stays as it was drawn: whose rows are whose, what passes by the scope, where time comes from."""

from __future__ import annotations

import ast
import re
from contextlib import nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import Base, WallsAreOff, open_engine_hooks
from app.tenancy import SpaceOwned, owned_tables

APP = Path(__file__).parent.parent / "app"
MODULES = sorted(APP.rglob("*.py"))

GLOBAL_TABLES = {
    "space": "the table of the tenants themselves",
    "person": "one person may be in several spaces",
    "recovery_code": "belongs to a person",
    "login_session": "belongs to a person",
    "account_token": "belongs to a person",
    "throttle_count": "counts attempts before anybody is known",
    "council": "the city's, not a space's",
    "neighbourhood": "geography",
    "council_term": "as council",
    "oparl_source": "as council",
    "topic": "a word that councillors of all districts share",
    "exchange_entry": "shared on purpose with the councillors of all districts; nothing internal is ever put in",
    "exchange_entry_topic": "as exchange_entry",
    "topic_in_council": "as exchange_entry",
    "exchange_question": "asked among councillors of all districts",
    "exchange_answer": "as exchange_question",
    "follow": "a person's reaches across districts",
    "calendar_feed": "a person's reaches across their spaces",
    "school_holiday": "the land sets them for all",
    "mail_batch": "as outgoing_mail",
    "outgoing_mail": "the worker sends for all spaces, the office looks after it",
    "audit_entry": "the office reads all of them in one list",
    "worker_beat": "one worker for all",
}
"""Every table that is not a space's own, with the reason. A new one is a decision: write it here."""

PASSES_BY_THE_SCOPE = {
    "spaces/door.py": 1,  # the person's own roles, before a scope is known
    "calendar/delegations/grants.py": 1,  # what was handed to the person who is calling
    "spaces/links.py": 1,  # the one row of a personal link, before its space is known
}
"""Where a statement runs outside the scope, and how often."""

OPENS_A_WIDE_SCOPE = {
    "tenancy.py",  # all_spaces() itself
    "spaces/door.py",  # the office's pages, the start page
    "cli.py",  # whoever has the server has everything
    "demo/__init__.py",  # fills an empty database in one transaction
}
"""Where a scope other than that of one space is made."""

READS_EVERY_SPACE = {
    "spaces/belonging.py": "ids of the members of districts and groups, who belong to the county",
    "calendar/clashes/elsewhere.py": "whose, of what kind and when: what neighbours and the county have announced",
    "calendar/imports/forgetting.py": "the worker: in which spaces calendar files were left",
    "calendar/invitations/outcomes.py": "the worker: in which spaces mails have come to an end",
    "calendar/invitations/reminders.py": "the worker: for which appointments it is time",
    "calendar/invitations/forgetting.py": "the worker: in which spaces there are guests of long ago",
    "calendar/feeds/jobs.py": "the worker: in which spaces there are appointments without lines for feeds",
    "calendar/year/published.py": "what is public and announced, as plain rows without people: for everybody",
    "calendar/polls/forgetting.py": "the worker: in which spaces there are guests of long ago",
    "districts/councils/concerns/forgetting.py": "the worker: in which spaces there are raisers of long ago",
    "districts/councils/reports/jobs.py": "the worker: of which sittings a report is missing",
    "districts/meetings/minutes/jobs.py": "the worker: for which minutes it is time",
    "notices/forgetting.py": "the worker: in which spaces there is something of long ago",
    "notices/mailing.py": "the worker: which notices are still to be mailed",
    "spaces/standings.py": "who holds which role where today: keys alone, for what goes to many",
    "lists/forgetting.py": "the worker: in which spaces there are addresses that nobody needs any more",
    "lists/jobs.py": "the worker: which mails to lists are due",
    "lists/queries.py": "names of the lists that everybody may sign up for, for everybody",
}
"""Where a session that reads every space is opened; what it hands out are keys."""

TEXT_OR_ENGINE = {
    "audit.py": "an index",
    "calendar/models.py": "constraints",
    "calendar/invitations/models.py": "partial indexes",
    "exchange/models.py": "partial indexes",
    "districts/meetings/minutes/models.py": "a partial index",
    "db.py": "opens connections",
    "lists/models.py": "a partial index",
    "outbox.py": "a partial index",
    "spaces/models.py": "a partial index",
    "tenancy.py": "the walls themselves",
}
"""Modules that may use text() or a connection, for what is not a question about a space's rows."""


def source(module: Path) -> str:
    return module.read_text("utf-8")


def name(module: Path) -> str:
    return module.relative_to(APP).as_posix()


def test_every_table_belongs_to_a_space_or_says_why_not(app):
    owned = {table.name for table in owned_tables()}
    assert owned.isdisjoint(GLOBAL_TABLES)
    assert owned | set(GLOBAL_TABLES) == set(Base.metadata.tables)


def test_every_owned_row_must_have_a_space(app):
    for table in owned_tables():
        assert not table.c.space_id.nullable, table.name


def test_children_of_an_owned_row_carry_its_space(app):
    owned = owned_tables()
    for table in owned:
        for key in table.foreign_key_constraints:
            if key.referred_table in owned:
                assert "space_id" in key.column_keys, f"{table.name} may point into another space"


def test_every_owned_model_is_watched_by_the_hooks(app):
    for mapper in Base.registry.mappers:
        if "space_id" in mapper.local_table.c and mapper.local_table.name not in GLOBAL_TABLES:
            assert issubclass(mapper.class_, SpaceOwned), mapper.class_.__name__


def test_statements_outside_the_scope_are_the_reviewed_ones():
    found = {name(m): len(re.findall(r"\*\*\{OUTSIDE_SCOPE", source(m))) for m in MODULES}
    assert {module: count for module, count in found.items() if count} == PASSES_BY_THE_SCOPE


def test_wide_scopes_are_opened_in_the_reviewed_places_only():
    found = {
        name(m) for m in MODULES if re.search(r"\bScope\(", source(m)) or "all_spaces(reason" in source(m)
    }
    assert found <= OPENS_A_WIDE_SCOPE


def test_every_space_is_read_in_the_reviewed_places_only():
    found = {name(m) for m in MODULES if re.search(r"\bwith all_spaces\(", source(m))}
    assert found == set(READS_EVERY_SPACE)


def test_nobody_reaches_around_the_session():
    forbidden = re.compile(r"\btext\(|\.exec_driver_sql\(|\.engine\b|\.connection\(|create_engine")
    found = {name(m) for m in MODULES if forbidden.search(source(m))}
    outside_requests = {"__init__.py", "serve.py"}  # hands the engine to its hooks; prepares the database
    assert found - outside_requests <= set(TEXT_OR_ENGINE)


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_says_in_its_first_line_what_it_is_for(module):
    assert ast.get_docstring(ast.parse(source(module))), f"{name(module)} has no docstring"


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_can_be_read_in_one_sitting(module):
    assert len(source(module).splitlines()) <= 400


def test_nothing_but_the_edge_commits():
    allowed = {
        "web.py",  # the edge
        "tenancy.py",  # a session of its own
        "accounts/throttle.py",  # what was counted must stay
        "calendar/feeds/fetching.py",  # once a day, that a feed was used: the address is asked for by GET
        "accounts/services.py",  # lets go of SQLite's lock before hashing; the worker's reset mail
        "outbox.py",  # the worker
        "batches.py",  # the worker
        "rounds.py",  # the worker
        "jobs.py",  # the worker
        "calendar/delegations/jobs.py",  # the worker
        "health.py",  # the worker
        "cli.py",  # the commands
        "districts/councils/oparl/services.py",  # the worker: page by page
        "districts/councils/reports/jobs.py",  # the worker
        "districts/meetings/minutes/jobs.py",  # the worker
        "districts/councils/concerns/jobs.py",  # the worker
        "districts/meetings/minutes/routes.py",  # a text that cannot stand is kept, although it is answered 409
        "calendar/invitations/jobs.py",  # the worker
        "news/jobs.py",  # the worker
        "notices/jobs.py",  # the worker
        "exchange/jobs.py",  # the worker
        "lists/jobs.py",  # the worker
        "demo/__init__.py",
    }
    assert {name(m) for m in MODULES if ".commit()" in source(m)} <= allowed


@pytest.mark.postgresql
class TestOnPostgreSQL:
    """What only PostgreSQL can hold; on SQLite the hooks stand alone."""

    @pytest.fixture
    def connection(self, app):
        with app.app_context():
            from app.extensions import db

            engine = db.engine
        with engine.connect() as connection:
            yield connection

    def test_row_level_security_is_forced_on_every_owned_table(self, connection):
        rows = connection.execute(
            sa.text("SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r'")
        )
        states = {row.relname: (row.relrowsecurity, row.relforcerowsecurity) for row in rows}
        for table in owned_tables():
            assert states[table.name] == (True, True), table.name

    def test_the_app_is_neither_superuser_nor_exempt(self, connection):
        row = connection.execute(
            sa.text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        assert tuple(row) == (False, False)

    @pytest.mark.parametrize(("role", "refused"), [("postgres", True), (None, False)])
    def test_production_refuses_a_role_that_no_wall_would_stop(self, app, role, refused):
        url = sa.make_url(app.config["SQLALCHEMY_DATABASE_URI"])
        engine = sa.create_engine(url.set(username=role) if role else url)
        open_engine_hooks(engine, strict=True)
        with pytest.raises(WallsAreOff) if refused else nullcontext(), engine.connect():
            pass
        engine.dispose()
