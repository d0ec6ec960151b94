"""A source that cannot be made is a broken connection with a sentence, never an error."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.connecting import connect
from workflow.invoices.source import Account, Completeness, Fetched, Span
from workflow.setup.applied import SourceSetting

ACCOUNT = Account("acme", "44", "EUR", "Europe/Berlin")
SPAN = Span(datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))
CALLARO: dict[str, Any] = {"base_url": "http://127.0.0.1:9/api/v1", "auth": "tenant", "api_key_env": "ACME_API_KEY"}


def asked(setting: SourceSetting | None) -> Fetched:
    """Return what the source of a setting answers."""
    return connect("vendor", setting).invoices(ACCOUNT, SPAN)


def setting(kind: str, *, active: bool = True, **settings: Any) -> SourceSetting:
    """Make a stored source."""
    return SourceSetting(name="vendor", kind=kind, settings=settings, active=active)


def test_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    assert asked(setting("folder", path=str(tmp_path))).state == Completeness.COMPLETE


def test_a_missing_key_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACME_API_KEY", raising=False)
    fetched = asked(setting("callaro", **CALLARO))
    assert fetched.state == Completeness.BROKEN
    assert "ACME_API_KEY is not set" in str(fetched.problem)


def test_a_key_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "k")
    fetched = asked(setting("callaro", **CALLARO, evidence={"quantity": "billed_minutes"}))
    assert "ACME_API_KEY is not set" not in str(fetched.problem)


def test_a_source_that_cannot_be_asked_knows_of_no_usage_either() -> None:
    evidence = connect("vendor", None).evidence(ACCOUNT, SPAN)
    assert evidence.state == Completeness.BROKEN
    assert "no [sources.vendor]" in str(evidence.problem)


def test_a_folder_knows_of_no_usage_and_says_so_completely(tmp_path: Path) -> None:
    evidence = connect("vendor", setting("folder", path=str(tmp_path))).evidence(ACCOUNT, SPAN)
    assert (evidence.state, evidence.facts) == (Completeness.COMPLETE, ())


def test_what_the_setup_file_wants_to_know_of_usage_reaches_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_API_KEY", "k")
    wrong = {**CALLARO, "evidence": {"quantity": "a ||"}, "call_log_exports": True, "call_log_column": "m"}
    assert "evidence.quantity" in str(connect("vendor", setting("callaro", **wrong)).evidence(ACCOUNT, SPAN).problem)


@pytest.mark.parametrize("gone", [None, setting("folder", active=False, path="/nowhere")])
def test_a_source_that_left_the_setup_file_says_so(gone: SourceSetting | None) -> None:
    fetched = asked(gone)
    assert fetched.state == Completeness.BROKEN
    assert "no [sources.vendor]" in str(fetched.problem)


def test_a_kind_that_nobody_knows_says_so() -> None:
    assert "Sources of kind 'ftp' are unknown here" in str(asked(setting("ftp")).problem)
