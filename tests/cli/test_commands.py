"""From an empty database to an export that can be checked, command by command."""

import json
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.cli.conftest import ROOT, Typed

SAMPLE = ROOT / "tests/samples/einvoice/ubl/EN16931_Einfach.ubl.xml"
STAGES = ["periods", "invoices", "findings", "reviews", "ladder", "notices", "seal"]
SETUP = """
[[people]]
email = "ana@example.com"
name = "Ana"
roles = ["finance", "operations", "admin"]
timezone = "Europe/Berlin"

[[people]]
email = "omar@example.com"
name = "Omar"
roles = ["operations", "admin"]

[[workspaces]]
key = "acme"
name = "Acme"
source = "inbox"
account = "44"
timezone = "Europe/Berlin"
country = "DE"
currency = "EUR"
cycle = { every = "month", anchor = 1 }
first_period_starts = 2026-10-01
collection = "invoice"
payment_terms_days = 14

[sources.inbox]
kind = "folder"
path = "inbox"
"""
Run = Callable[..., Result]


@pytest.fixture
def at(typed: Typed, migrated_url: str, tmp_path: Path) -> Run:
    """Run a command in development, on a migrated database, with a setup file and an empty inbox beside it."""
    (tmp_path / "setup.toml").write_text(SETUP)
    (tmp_path / "inbox" / "acme").mkdir(parents=True)

    def run(*arguments: str, **settings: str) -> Result:
        common = {"ENV": "development", "DATABASE_URL": migrated_url, "SMTP_URL": "smtp://127.0.0.1:9"}
        return typed(*arguments, **{**common, **settings})

    return run


def data(result: Result) -> Any:
    """Return what a command printed as JSON; it must have ended well."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def ticked(at: Run, now: str) -> Any:
    """Return the report of a tick as of a moment."""
    return data(at("tick", "--now", now, "--json"))


def test_apply_says_what_changed_and_then_that_nothing_did(at: Run) -> None:
    assert at("check", "setup.toml").stdout == "setup.toml is right: 2 people, 1 workspaces.\n"
    assert "person ana@example.com added" in at("apply", "setup.toml").stdout
    assert at("apply", "setup.toml").stdout == "Nothing changed.\n"


def test_a_tick_reports_every_stage(at: Run) -> None:
    report = ticked(at, "2026-11-02T09:00:00+01:00")
    assert list(report) == ["now", "stages", "errors"]
    assert report["now"] == "2026-11-02T08:00:00Z"
    assert list(report["stages"]) == STAGES
    assert all(set(stage) == {"done", "failed"} for stage in report["stages"].values())


def test_an_earlier_tick_is_refused(at: Run) -> None:
    ticked(at, "2026-11-02T09:00:00Z")
    result = at("tick", "--now", "2026-11-02T08:59:59Z")
    assert result.exit_code == 2
    assert "earlier than the last tick" in result.stderr
    assert ticked(at, "2026-11-02T09:00:00Z")


def test_a_vendor_that_fails_is_in_the_output(at: Run, tmp_path: Path) -> None:
    at("apply", "setup.toml", CLOCK="2026-10-05T09:00:00Z")
    (tmp_path / "inbox" / "acme").rmdir()
    report = ticked(at, "2026-11-01T09:00:00Z")
    (error,) = [error for error in report["errors"] if error["stage"] == "invoices"]
    assert "is missing" in error["error"]
    assert report["stages"]["invoices"]["failed"] == 1
    assert data(at("status", "--json"))["workspaces"][0]["connection"] == "broken"


def test_a_mail_server_that_does_not_answer_is_in_the_output(at: Run) -> None:
    imported(at)
    report = ticked(at, "2026-11-02T09:00:00Z")
    assert report["stages"]["notices"]["failed"] > 0
    assert {error["stage"] for error in report["errors"]} == {"notices"}


def test_status_says_for_which_coming_reviews_nobody_would_be_there(at: Run, tmp_path: Path) -> None:
    setup = (tmp_path / "setup.toml").read_text()
    (tmp_path / "setup.toml").write_text(setup.replace('roles = ["operations", "admin"]', 'roles = ["admin"]'))
    at("apply", "setup.toml", CLOCK="2026-10-05T09:00:00Z")
    (hole,) = data(at("status", "--json", CLOCK="2026-10-26T09:00:00Z"))["coverage"]
    assert (hole["workspace"], hole["role"], hole["seat"], hole["from"]) == ("acme", "operations", 1, "2026-11-02")
    assert hole["why"] == "Ana is needed for finance."
    assert "nobody for operations" in at("status", CLOCK="2026-10-26T09:00:00Z").stdout


def imported(at: Run) -> Result:
    """Apply the setup file and import a real invoice."""
    at("apply", "setup.toml", CLOCK="2026-10-05T09:00:00Z")
    return at("import", str(SAMPLE), "--workspace", "acme", CLOCK="2026-11-02T08:00:00Z")


def test_an_imported_invoice_is_reviewed(at: Run) -> None:
    assert "new" in imported(at).stdout
    ticked(at, "2026-11-02T09:00:00Z")
    (review,) = data(at("status", "--json"))["reviews"]
    assert (review["workspace"], review["state"]) == ("acme", "open")
    by_name = data(at("explain", f"acme:{review['numbers'][0]}", "--json"))
    assert by_name == data(at("explain", review["id"], "--json"))
    assert {"review", "payment_deadline", "decide_by", "rungs", "findings", "bridge"} <= set(by_name)


@pytest.mark.parametrize("command", [["status"], ["explain", "acme:471102"], ["tick"]])
def test_people_get_words(at: Run, command: list[str]) -> None:
    imported(at)
    ticked(at, "2026-11-02T09:00:00Z")
    result = at(*command)
    assert result.exit_code == 0, result.stderr
    assert result.stdout


def test_an_import_stores_the_good_and_sets_the_bad_aside(at: Run, tmp_path: Path) -> None:
    at("apply", "setup.toml", CLOCK="2026-10-05T09:00:00Z")
    (tmp_path / "bad.json").write_text("{}")
    result = at("import", "bad.json", str(SAMPLE), "--workspace", "acme")
    assert result.exit_code == 1
    assert result.stderr.startswith("countersign: set aside: bad.json: ")
    assert "new" in result.stdout
    assert "unchanged" in at("import", str(SAMPLE), "--workspace", "acme").stdout


def test_an_unknown_workspace_stores_nothing(at: Run) -> None:
    at("apply", "setup.toml", CLOCK="2026-10-05T09:00:00Z")
    result = at("import", str(SAMPLE), "--workspace", "other")
    assert result.exit_code == 1
    assert "--workspace other" in result.stderr


def test_an_unknown_review_is_1(at: Run) -> None:
    result = at("explain", "acme:4711")
    assert result.exit_code == 1
    assert result.stderr == "countersign: acme:4711: there is no such review; `countersign status` lists them\n"


def test_an_export_seals_and_is_whole(at: Run, tmp_path: Path) -> None:
    imported(at)
    lines = at("audit", "export").stdout.splitlines()
    (tmp_path / "export").write_text("\n".join(lines) + "\n")
    last = json.loads(lines[-1])
    assert last["seq"] == len(lines)
    assert at("audit", "verify", "export", "--head", f"acme:{last['seq']}:{last['hash']}").exit_code == 0
    (tmp_path / "export").write_text("\n".join(lines[1:]) + "\n")
    assert at("audit", "verify", "export").exit_code == 1


def test_a_frozen_clock_is_the_moment_of_a_tick(at: Run) -> None:
    assert data(at("tick", "--json", CLOCK="2026-11-02T09:00:00+01:00"))["now"] == "2026-11-02T08:00:00Z"


def test_the_module_runs_the_command_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["countersign", "--help"])
    monkeypatch.delitem(sys.modules, "cli.main", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("cli.main", run_name="__main__")
    assert ended.value.code == 0
    assert "tick" in capsys.readouterr().out
