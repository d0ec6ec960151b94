"""`absence`: who is away, as a person types it."""

import json
from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli.conftest import Typed
from tests.cli.test_commands import SETUP

ANA, OMAR = "ana@example.com", "omar@example.com"
DAYS = ("--from", "2026-12-08", "--until", "2026-12-11")


@pytest.fixture
def at(typed: Typed, tmp_path: Path) -> Typed:
    """Run a command in December 2026, on a database that knows Ana and Omar."""
    (tmp_path / "setup.toml").write_text(SETUP)
    settings = {"ENV": "development", "CLOCK": "2026-12-07T09:00:00+00:00"}

    def run(*arguments: str) -> Result:
        return typed(*arguments, DATABASE_URL=f"sqlite:///{tmp_path}/countersign.db", **settings)

    run("migrate")
    run("apply", "setup.toml")
    return run


def test_an_absence_is_noted_listed_and_taken_back(at: Typed) -> None:
    assert "Nobody is away" in at("absence", "list").stdout
    noted = at("absence", "add", ANA.upper(), *DAYS, "--deputy", OMAR, "--why", "on leave")
    assert noted.exit_code == 0
    absence_id, _, rest = noted.stdout.strip().partition(" ")
    assert rest == f"{ANA} is away from 2026-12-08 to 2026-12-11; {OMAR} takes their place (on leave)"
    days = {"from": "2026-12-08", "until": "2026-12-11"}
    one = {"id": absence_id, "person": ANA, **days, "deputy": OMAR, "why": "on leave"}
    assert json.loads(at("absence", "list", "--json").stdout) == [one]
    assert at("absence", "list").stdout == noted.stdout
    assert at("absence", "end", absence_id).exit_code == 0
    assert json.loads(at("absence", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "bob@example.com", *DAYS), "EMAIL bob@example.com: there is nobody with this address"),
        (("add", ANA, *DAYS, "--deputy", "bob@example.com"), "--deputy bob@example.com: there is nobody"),
        (("add", ANA, *DAYS, "--deputy", ANA), "Nobody is their own deputy"),
        (("add", ANA, "--from", "2026-12-09", "--until", "2026-12-08"), "turn the dates around"),
        (("end", "01a20675-357b-76b7-a91f-3fbdc3f75324"), "there is no such absence"),
    ],
)
def test_what_is_refused_is_one_line_and_nothing_is_noted(at: Typed, arguments: tuple[str, ...], told: str) -> None:
    result = at("absence", *arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Nobody is away" in at("absence", "list").stdout


def test_a_date_that_is_none_is_a_wrong_argument(at: Typed) -> None:
    assert at("absence", "add", ANA, "--from", "tomorrow", "--until", "2026-12-08").exit_code == 2
