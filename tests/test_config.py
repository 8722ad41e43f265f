"""Settings come from the environment, are explained, and production does not start without what makes it safe."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import ROOT, SETTINGS, MissingSetting, load_settings

SECRET = "f" * 32
PRODUCTION = {
    "STADTTEILWERK_ENV": "production",
    "SECRET_KEY": SECRET,
    "PUBLIC_URL": "https://stadtteilwerk.kreis.example",
}

Load = Callable[..., dict[str, Any]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Settings as they are read from these environment variables; None takes one away."""

    def load(**environment: str | None) -> dict[str, Any]:
        for name, value in ({"STADTTEILWERK_INSTANCE": str(tmp_path / "instance")} | environment).items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        app = Flask("settings")
        load_settings(app)
        return dict(app.config)

    return load


# --- what production refuses


def test_production_starts_with_a_secret_and_an_address(load: Load) -> None:
    config = load(**PRODUCTION)
    assert config["SECRET_KEY"] == SECRET
    assert config["TRUSTED_HOSTS"] == ["stadtteilwerk.kreis.example"]


def test_without_a_word_about_it_it_is_production(load: Load) -> None:
    with pytest.raises(MissingSetting):
        load()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", None, "SECRET_KEY"),
        ("SECRET_KEY", "", "SECRET_KEY"),
        ("SECRET_KEY", "f" * 31, "SECRET_KEY"),
        ("PUBLIC_URL", None, "PUBLIC_URL"),
        ("PUBLIC_URL", "", "PUBLIC_URL"),
        ("PUBLIC_URL", "http://stadtteilwerk.kreis.example", "PUBLIC_URL"),
        ("PUBLIC_URL", "https://", "PUBLIC_URL"),
        ("PUBLIC_URL", "https:///pfad", "PUBLIC_URL"),
        ("PUBLIC_URL", "stadtteilwerk.kreis.example", "PUBLIC_URL"),
        ("FLASK_DEBUG", "1", "FLASK_DEBUG"),
        ("FLASK_DEBUG", "true", "FLASK_DEBUG"),
        ("STADTTEILWERK_NOW", "2025-03-05T19:00", "STADTTEILWERK_NOW"),
    ],
)
def test_production_refuses_to_start(load: Load, name: str, value: str | None, says: str) -> None:
    with pytest.raises(MissingSetting, match=f"startet nicht: .*{says}"):
        load(**PRODUCTION | {name: value})


def test_a_debugger_that_is_switched_off_is_no_reason(load: Load) -> None:
    assert load(**PRODUCTION, FLASK_DEBUG="0")


def test_a_refusal_is_one_sentence_at_the_console(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "STADTTEILWERK_INSTANCE": str(tmp_path)}
    started = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", "space", "list"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode != 0
    assert started.stderr.startswith("Stadtteilwerk startet nicht: SECRET_KEY fehlt")
    assert "Traceback" not in started.stderr


def test_production_makes_no_secret_of_its_own(load: Load, tmp_path: Path) -> None:
    load(**PRODUCTION)
    assert not (tmp_path / "instance" / "secret").exists()


def test_an_instance_that_cannot_be_made_is_named(load: Load, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(MissingSetting, match="STADTTEILWERK_INSTANCE"):
        load(STADTTEILWERK_ENV="development", STADTTEILWERK_INSTANCE=str(tmp_path / "file" / "instance"))


# --- what it makes of the settings


def test_cookies_are_for_https_where_the_address_is(load: Load) -> None:
    config = load(**PRODUCTION)
    assert (config["SESSION_COOKIE_SECURE"], config["PREFERRED_URL_SCHEME"]) == (True, "https")
    assert (config["SESSION_COOKIE_HTTPONLY"], config["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")
    config = load(STADTTEILWERK_ENV="development", PUBLIC_URL="http://127.0.0.1:5071/")
    assert (config["SESSION_COOKIE_SECURE"], config["PUBLIC_URL"]) == (False, "http://127.0.0.1:5071")


def test_production_trusts_no_host_but_its_own(load: Load) -> None:
    assert "localhost" in load(STADTTEILWERK_ENV="development")["TRUSTED_HOSTS"]
    assert "localhost" not in load(**PRODUCTION)["TRUSTED_HOSTS"]


@pytest.mark.parametrize(
    ("url", "becomes"),
    [
        ("postgresql://user@host/name", "postgresql+psycopg://user@host/name"),
        ("postgres://user@host/name", "postgresql+psycopg://user@host/name"),
        ("postgresql+psycopg://user@host/name", "postgresql+psycopg://user@host/name"),
        ("sqlite:////srv/db.sqlite", "sqlite:////srv/db.sqlite"),
    ],
)
def test_an_address_of_a_database_is_taken_as_people_write_it(load: Load, url: str, becomes: str) -> None:
    assert load(STADTTEILWERK_ENV="development", DATABASE_URL=url)["SQLALCHEMY_DATABASE_URI"] == becomes


def test_without_a_database_it_is_a_file_in_the_instance(load: Load, tmp_path: Path) -> None:
    uri = load(STADTTEILWERK_ENV="development")["SQLALCHEMY_DATABASE_URI"]
    assert uri == f"sqlite:///{tmp_path}/instance/stadtteilwerk.sqlite"


@pytest.mark.parametrize("text", ["0", "no", "nein", "false", "off", "", " 0 ", "FALSE"])
def test_a_switch_can_be_off_in_many_words(load: Load, text: str) -> None:
    config = load(STADTTEILWERK_ENV="development", MAIL_USE_TLS=text, REQUIRE_SECOND_FACTOR=text)
    assert (config["MAIL_USE_TLS"], config["REQUIRE_SECOND_FACTOR"]) == (False, False)


def test_what_protects_is_on_by_default(load: Load) -> None:
    config = load(**PRODUCTION)
    assert (config["MAIL_USE_TLS"], config["REQUIRE_SECOND_FACTOR"], config["PROXIES"]) == (True, True, 0)
    assert config["MAX_CONTENT_LENGTH"] == config["MAX_FORM_MEMORY_SIZE"] == 1024 * 1024


# --- the secret of an instance


def test_a_secret_is_made_once_and_for_the_owner_only(load: Load, tmp_path: Path) -> None:
    first = load(STADTTEILWERK_ENV="development")["SECRET_KEY"]
    file = tmp_path / "instance" / "secret"
    assert len(first) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert load(STADTTEILWERK_ENV="development")["SECRET_KEY"] == first


START = """
import sys, time
from pathlib import Path
from flask import Flask
from app.config import load_settings
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.readline()
for number in range(200):
    app = Flask("settings")
    load_settings(app, {"INSTANCE": f"{sys.argv[1]}/{number}", "STADTTEILWERK_ENV": "development"})
    print(app.config["SECRET_KEY"])
"""


def test_processes_that_start_at_once_have_the_same_secret(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", START, str(tmp_path)],
            cwd=ROOT, env={"PATH": os.environ["PATH"]}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    secrets = [process.communicate()[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert secrets[0] == secrets[1] == secrets[2]
    assert {len(secret) for secret in secrets[0]} == {64}


def test_who_reads_a_secret_that_is_being_written_does_not_get_half_of_it(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    really_open = os.open

    def open_and_be_overtaken(path: Any, *arguments: Any, **options: Any) -> int:
        descriptor = really_open(path, *arguments, **options)
        if not seen:
            seen.append("")  # the other process, in this very moment
            seen[0] = load(STADTTEILWERK_ENV="development")["SECRET_KEY"]
        return descriptor

    monkeypatch.setattr(os, "open", open_and_be_overtaken)
    numbers = itertools.count(1)
    monkeypatch.setattr(os, "getpid", lambda: next(numbers))  # it is another one, although it runs in here
    ours = load(STADTTEILWERK_ENV="development")["SECRET_KEY"]
    assert seen == [ours]
    assert len(ours) == 64


# --- the settings themselves


def test_every_setting_has_a_meaning_and_a_name_of_its_own() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names)
    assert all(setting.meaning for setting in SETTINGS)
    assert all(re.fullmatch(r"[A-Z][A-Z_]+", name) for name in names)


def test_the_tests_of_a_machine_do_not_see_the_settings_of_its_owner() -> None:
    assert not [setting.name for setting in SETTINGS if setting.name in os.environ]


@pytest.mark.parametrize("word", ["prod", "Production", ""])
def test_a_misspelt_environment_does_not_switch_the_checks_off(load: Load, word: str) -> None:
    with pytest.raises(MissingSetting, match="STADTTEILWERK_ENV"):
        load(STADTTEILWERK_ENV=word)


def test_a_word_where_a_number_belongs_is_said_in_a_sentence(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROXIES", "one")
    with pytest.raises(MissingSetting, match="PROXIES muss eine Zahl sein"):
        load(STADTTEILWERK_ENV="development")
