"""`check --online` tries each source and says what it found; it needs no database and stores nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import Result

from sandbox.books import demo_books
from sandbox.setup import API_KEY_ENV, demo_setup
from sandbox.traffic import Campaign, Traffic
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from tests.cli.conftest import Typed
from workflow.invoices.source import Span

CAMPAIGN = Campaign("cmp_1", "Reminders", "Europe/Berlin", ((date(2026, 10, 26), 30),))
TRAFFIC = {"44": Traffic((CAMPAIGN,), ("+4930",))}
CLOCK = "2026-11-03T10:00:00Z"
Check = Callable[..., Result]


@pytest.fixture(scope="module")
def running() -> Iterator[SandboxVendor]:
    vendor = SandboxVendor(demo_books(), lambda: date(2026, 11, 3), traffic=TRAFFIC)
    vendor.start()
    yield vendor
    vendor.stop()


@pytest.fixture
def vendor(running: SandboxVendor, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxVendor]:
    monkeypatch.setenv(API_KEY_ENV, PARTNER_KEY)
    yield running
    running.misbehave("51", None)


@pytest.fixture
def check(typed: Typed, vendor: SandboxVendor, tmp_path: Path) -> Check:
    """Try the sources of the demo's setup file, in which `old` is written as `new`."""

    def run(old: str = "", new: str = "") -> Result:
        text = demo_setup(vendor.url)
        assert old in text
        (tmp_path / "setup.toml").write_text(text.replace(old, new) if old else text)
        return typed("check", "setup.toml", "--online", ENV="development", CLOCK=CLOCK)

    return run


def test_it_says_what_each_workspace_has(check: Check, tmp_path: Path) -> None:
    result = check()
    assert (result.exit_code, result.stderr) == (0, "")
    minutes = CAMPAIGN.minutes(Span(date(2026, 10, 1), date(2026, 10, 31)))
    told = result.stdout.splitlines()
    assert told[:3] == [
        "setup.toml is right: 5 people, 3 workspaces.",
        "acme-emea, source callaro, 2026-10-01 to 2026-10-31",
        "  invoices complete: 1 seen, 1 of these days; the last is CAL-44-2026-10 of 2026-11-02 over 1108.13 EUR",
    ]
    assert told[3].startswith(f"  usage complete: 1 campaigns, 1 of them with {minutes} minute, voice_sessions ")
    assert "cobalt, source callaro, 2026-10-01 to 2026-10-31\n  invoices complete: none seen\n" in result.stdout
    assert not list(tmp_path.glob("*.db"))


def test_the_first_place_that_is_not_complete_is_named(check: Check, vendor: SandboxVendor) -> None:
    vendor.misbehave("51", "403")
    result = check()
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(
        'countersign: setup.toml:52: workspaces[2] (key "borealis"): source callaro: invoices are broken: '
        "the vendor refused the key in CALLARO_API_KEY: 403 FORBIDDEN"
    )
    assert "give it one with billing:partner:read" in result.stderr
    assert "  to do: " in result.stdout
    assert "cobalt, source callaro" in result.stdout  # the others are told all the same


def test_a_vendor_that_is_down_for_now_is_told_as_incomplete(check: Check, vendor: SandboxVendor) -> None:
    vendor.misbehave("51", "503")
    result = check()
    assert result.exit_code == 1
    assert "invoices are incomplete: the vendor cannot answer now: 503" in result.stderr


def test_a_wrong_mapping_is_found_before_it_matters(check: Check) -> None:
    result = check('number = "invoice_number"', 'number = "no_such_name"')
    assert result.exit_code == 1
    assert "item-1.json is set aside: number: is required" in result.stderr
    assert "  set aside item-1.json: number: is required" in result.stdout


def test_a_missing_key_names_its_variable(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(API_KEY_ENV)
    result = check()
    assert result.exit_code == 1
    assert "CALLARO_API_KEY is not set" in result.stderr


def test_the_key_is_nowhere_in_what_is_printed(check: Check, vendor: SandboxVendor) -> None:
    vendor.misbehave("51", "401")
    result = check()
    assert PARTNER_KEY not in result.stdout + result.stderr


def test_a_file_that_is_wrong_asks_nobody(check: Check, vendor: SandboxVendor) -> None:
    vendor.requests.clear()
    assert check('auth = "partner"', 'auth = "jwt"').exit_code == 1
    assert vendor.requests == []


def test_without_the_option_nobody_is_asked(typed: Typed, vendor: SandboxVendor, tmp_path: Path) -> None:
    vendor.requests.clear()
    (tmp_path / "setup.toml").write_text(demo_setup(vendor.url))
    assert typed("check", "setup.toml").exit_code == 0
    assert vendor.requests == []


def test_a_folder_is_tried_too(typed: Typed, tmp_path: Path, vendor: SandboxVendor) -> None:
    text, _, _ = demo_setup(vendor.url).partition("[sources.callaro]")
    text = text.replace('source = "callaro"', 'source = "inbox"')
    (tmp_path / "setup.toml").write_text(text + '[sources.inbox]\nkind = "folder"\npath = "inbox"\n')
    for key in ("acme-emea", "borealis"):
        (tmp_path / "inbox" / key).mkdir(parents=True)
    (tmp_path / "inbox" / "acme-emea" / "\x1b[2J.txt").write_text("no invoice")
    result = typed("check", "setup.toml", "--online", ENV="development", CLOCK=CLOCK)
    assert "acme-emea, source inbox" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr
    assert "is set aside" in result.stderr
    assert result.stderr.endswith("(and 1 more)\n")  # cobalt has no folder
