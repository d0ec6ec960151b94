"""Every source is tried for each of its workspaces, about the last period that has ended, and nothing is made."""

from pathlib import Path
from typing import Any

import pendulum
import pytest
from pendulum import DateTime

from tasks import trying
from tasks.trying import Tried, try_sources
from tests.workflow.setup.files import GOOD, SECOND_WORKSPACE, changed, read
from workflow.invoices.source import Account, Completeness, Evidence, Fetched, Position, Source, Span
from workflow.setup.applied import SourceSetting

NOW = pendulum.datetime(2026, 11, 3, 12)


class Recorder:
    """A source that notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Account, Span]] = []

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:  # noqa: ARG002  # as the protocol says
        """Note the question."""
        self.asked.append((account, span))
        return Fetched(Completeness.COMPLETE)

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:  # noqa: ARG002  # as the protocol says
        """Know of no usage."""
        return Evidence(Completeness.COMPLETE)


def tried(text: str = GOOD, now: DateTime = NOW) -> list[Tried]:
    return list(try_sources(read(text), Path("/setup"), now))


def span_of(text: str, now: DateTime = NOW) -> tuple[str, str]:
    (one, *_) = tried(text, now)
    return str(one.span.starts_on), str(one.span.ends_on)


def test_the_last_full_period_is_asked_about() -> None:
    assert span_of(GOOD) == ("2026-10-01", "2026-10-31")


def test_it_is_counted_on_the_workspaces_clock() -> None:
    last_hour = pendulum.datetime(2026, 10, 31, 23, 30)  # half past midnight in Berlin
    assert span_of(GOOD, last_hour) == ("2026-10-01", "2026-10-31")
    assert span_of(GOOD, last_hour.subtract(hours=1)) == ("2026-09-01", "2026-09-30")


def test_it_is_of_the_workspaces_cycle() -> None:
    text = changed('cycle = { every = "month", anchor = 1 }', 'cycle = { every = "quarter", anchor = 1 }')
    assert span_of(text) == ("2026-07-01", "2026-09-30")


@pytest.mark.parametrize("first", ["2026-11-01", "2027-01-01"])
def test_a_workspace_without_a_full_period_is_asked_about_the_last_month(first: str) -> None:
    text = changed("first_period_starts = 2026-01-01", f"first_period_starts = {first}")
    assert span_of(text) == ("2026-10-01", "2026-10-31")


def test_answers_come_in_the_order_of_the_file() -> None:
    assert [one.key for one in tried(GOOD + SECOND_WORKSPACE)] == ["acme-emea", "acme-apac"]


def test_a_missing_key_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALLARO_API_KEY", raising=False)
    (one,) = tried()
    assert (one.fetched.state, one.evidence.state) == (Completeness.BROKEN, Completeness.BROKEN)
    assert "CALLARO_API_KEY is not set" in str(one.fetched.problem)


def test_nothing_is_ordered_at_the_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    settings: list[dict[str, Any]] = []
    recorder = Recorder()

    def connect(_name: str, setting: SourceSetting | None) -> Source:
        assert setting
        settings.append(setting.settings)
        return recorder

    monkeypatch.setattr(trying, "connect", connect)
    tried(changed("allow_private_addresses = false", "allow_private_addresses = false\ncall_log_exports = true"))
    assert [one.get("call_log_exports") for one in settings] == [False, None]
    ((account, _),) = recorder.asked
    assert (account.key, account.account, account.timezone) == ("acme-emea", "44", "Europe/Berlin")
