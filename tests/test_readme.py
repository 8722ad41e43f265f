"""The README is true: what it names exists, and what exists and matters is named."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from app.config import ROOT, SETTINGS
from app.demo import LOGINS, PASSWORD

PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "bench/RESULTS.md")
README = (ROOT / "README.md").read_text("utf-8")
EMPTY = "–"
NOT_IN_A_FRESH_CLONE = {"instance/"}


def section(heading: str) -> str:
    """The text below a heading, up to the next one of the same or a higher level."""
    found = re.search(
        rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", README, re.DOTALL | re.MULTILINE
    )
    assert found, f"The README has no section “{heading}”."
    return found[2]


def code_blocks(text: str, language: str = "") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


# --- the table of settings


def rows_of_the_configuration() -> dict[str, str]:
    """The default of each variable in the table, as it is written there."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| .+ \|$", section("Configuration"), re.MULTILINE)
    assert len(dict(rows)) == len(rows), "A variable stands in the table twice."
    return dict(rows)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_stands_in_the_table_with_its_default(setting) -> None:
    assert rows_of_the_configuration().get(setting.name) == (
        f"`{setting.default}`" if setting.default else EMPTY
    )


def test_the_table_names_no_setting_that_nothing_reads() -> None:
    assert set(rows_of_the_configuration()) == {setting.name for setting in SETTINGS} | {"PORT"}


def test_the_port_in_the_table_is_where_it_starts() -> None:
    serve = (ROOT / "app" / "serve.py").read_text("utf-8")
    assert f'"PORT", "") or "{rows_of_the_configuration()["PORT"].strip("`")}"' in serve


# --- commands


def test_every_target_of_the_makefile_is_named_and_every_named_one_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    code = "\n".join([*re.findall(r"`([^`\n]+)`", README), *code_blocks(README)])
    assert set(re.findall(r"\bmake ([a-z]+)", code)) == targets


def own_commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from own_commands(command, *before, name)
        else:
            yield (*before, name)


def named_command(app: Flask, words: list[str]) -> tuple[str, ...]:
    """The command that the words begin with. Fails where there is none."""
    command: click.Command = app.cli
    path: list[str] = []
    for word in words:
        if not isinstance(command, click.Group):
            break
        assert word in command.commands, f"There is no `flask {' '.join([*path, word])}`."
        command = command.commands[word]
        path.append(word)
    assert not isinstance(command, click.Group), f"`flask {' '.join(path)}` alone does nothing."
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options, f"{words} has unknown options."
    return tuple(path)


def test_every_flask_command_that_is_named_exists_and_ours_are_all_named(app: Flask) -> None:
    texts = [(ROOT / page).read_text("utf-8") for page in PAGES]
    lines = re.findall(r"flask --app app ([^`#;\"\n]+)", "\n".join(texts))
    named = {named_command(app, line.split()) for line in lines}
    missing = {path for path in own_commands(app.cli) if path[0] != "db"} - named
    assert not missing, f"The README does not name {missing}."


def test_the_demo_logins_are_those_of_the_demo() -> None:
    assert set(re.findall(r"[a-z.]+@demo\.example", README)) == {email for email, _who in LOGINS}
    assert f"`{PASSWORD}`" in README


# --- the picture of the house


def picture() -> Iterator[str]:
    """Every path that the picture names; folders end with a stroke."""
    (tree,) = code_blocks(section("The picture of the house"))[:1]
    folders: list[str] = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        # Names stand together; from two blanks on it says what they are.
        names = re.split(r" {2,}", line.strip())[0].split()
        folders = folders[:depth]
        yield from ("".join(folders) + name for name in names)
        folders.append(names[0])


def test_every_path_in_the_picture_of_the_house_exists() -> None:
    named = list(picture())
    for path in set(named) - NOT_IN_A_FRESH_CLONE:
        place = ROOT / path
        assert place.is_dir() if path.endswith("/") else place.is_file(), f"There is no {path}."
    assert len(set(named)) == len(named) > 30


def test_every_room_of_the_house_is_in_its_picture() -> None:
    app = ROOT / "app"
    rooms = {f"app/{module.name}" for module in app.glob("*.py")}
    rooms |= {
        f"{package.parent.relative_to(ROOT).as_posix()}/"
        for pattern in ("*/__init__.py", "districts/*/__init__.py")
        for package in app.glob(pattern)
    }
    assert not rooms - set(picture()), "These are missing in the picture of the house."


# --- what else is pointed to


@pytest.mark.parametrize("document", PAGES)
def test_every_relative_link_leads_somewhere(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert "://" not in target, f"{document} links to {target}."
        assert "#" not in target, f"{document}: nobody checks whether {target} still is a heading."
        assert (ROOT / document).parent.joinpath(target).exists(), f"{document} links to {target}."


@pytest.mark.parametrize("document", PAGES)
def test_every_file_that_is_named_exists(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = re.findall(r"`((?:app|tests|templates|tools|migrations|bench)/[\w/.]+)`", text)
    missing = [name for name in named if "bringing" not in name and not (ROOT / name).exists()]
    assert not missing, f"{document} names {missing}."


def test_every_test_that_is_named_exists() -> None:
    tests = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    for name in re.findall(r"`(test_\w+)`", README):
        assert f"def {name}(" in tests, name


# --- "Add an activity"


def recipe() -> str:
    return section("Add an activity")


def test_the_code_of_the_recipe_can_be_read_by_python() -> None:
    blocks = code_blocks(recipe(), "python")
    assert blocks
    for block in blocks:
        ast.parse(block)


OF_THE_EXAMPLE = {"Promise", "PromiseForm", "promises_part", "add", "services", "bp"}
HOME_OF = {
    "SpaceOwned": "app.tenancy",
    "Identified": "app.db",
    "Dated": "app.db",
    "Base": "app.db",
    "Mapped": "sqlalchemy.orm",
    "mapped_column": "sqlalchemy.orm",
    "Appointment": "app.calendar.models",
    "Part": "app.calendar.parts",
    "appointment_part": "app.calendar.parts",
    "appointment_or_404": "app.calendar.routes",
    "can": "app.access",
    "requires": "app.access",
    "Permission": "app.access",
    "page": "app.forms",
}
"""Where the names that the recipe uses come from."""


@pytest.mark.parametrize("name", sorted(HOME_OF))
def test_what_the_recipe_uses_is_still_there(app: Flask, name: str) -> None:
    assert re.search(rf"\b{name}\b", "\n".join(code_blocks(recipe(), "python"))), (
        "The recipe does without it."
    )
    assert hasattr(importlib.import_module(HOME_OF[name]), name)


def test_the_pages_that_a_project_owes_are_there() -> None:
    for page in (*PAGES, "LICENSE"):
        assert Path(ROOT / page).stat().st_size > 100, page
