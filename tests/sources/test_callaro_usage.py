"""Usage as the sandbox vendor counts it, by the routes that Callaro publishes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sandbox.traffic import Campaign, Traffic
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from sources.callaro import CallaroSettings, CallaroSource
from workflow.invoices.source import Account, Completeness, Evidence, Position, Source, Span, UsageFact

DAYS = Span(date(2026, 10, 26), date(2026, 10, 31))
ACME = Account("acme", "44", "EUR", "Europe/Berlin")
CAMPAIGNS = (
    Campaign("cmp_1", "Renewal reminders", "Europe/Berlin", ((date(2026, 10, 1), 60),)),
    Campaign("cmp_2", "Win-back", "Europe/Berlin", ((date(2026, 10, 20), 30),)),
)
TRAFFIC = {"44": Traffic(CAMPAIGNS, ("+4930123456",))}


@pytest.fixture(scope="module")
def running() -> Iterator[SandboxVendor]:
    vendor = SandboxVendor({"44": [], "51": []}, lambda: date(2026, 11, 3), traffic=TRAFFIC, page_limit=25)
    vendor.start()
    yield vendor
    vendor.stop()


@pytest.fixture
def vendor(running: SandboxVendor) -> Iterator[SandboxVendor]:
    running.requests.clear()
    yield running
    running.misbehave("44", None)


@pytest.fixture
def settings(vendor: SandboxVendor) -> CallaroSettings:
    return CallaroSettings(
        base_url=vendor.url,
        auth="partner",
        api_key=PARTNER_KEY,
        allow_private_addresses=True,
        evidence={"is_final": "status == 'finalized'"},
    )


def gathered(settings: CallaroSettings, account: Account = ACME, position: Position | None = None) -> Evidence:
    source: Source = CallaroSource("callaro", settings, seconds=20)
    return source.evidence(account, DAYS, position)


def of_kind(evidence: Evidence, kind: str) -> list[UsageFact]:
    return [fact for fact in evidence.facts if fact.kind == kind]


def test_each_campaign_says_what_it_was_billed_for(settings: CallaroSettings) -> None:
    evidence = gathered(settings)
    first, second = of_kind(evidence, "campaign")
    assert (evidence.state, evidence.position, evidence.problem) == (Completeness.COMPLETE, None, None)
    assert (first.reference, first.name, first.unit, first.is_final) == ("cmp_1", "Renewal reminders", "minute", True)
    assert [first.quantity, second.quantity] == [Decimal(one.minutes(DAYS)) for one in CAMPAIGNS]
    assert (first.starts_on, first.ends_on) == (DAYS.starts_on, DAYS.ends_on)
    assert first.seen["campaign_id"] == "cmp_1"


def test_the_calls_of_the_days_are_counted_as_the_export_counts_them(settings: CallaroSettings) -> None:
    settings = replace(settings, call_log_exports=True)
    begun = gathered(settings)
    whole = gathered(settings, position=begun.position)
    (calls,), (rows,) = of_kind(begun, "voice_sessions"), of_kind(whole, "call_log")
    assert calls.quantity == rows.quantity
    assert (calls.unit, rows.unit, calls.is_final) == ("call", "call", True)
    assert rows.quantity
    assert rows.quantity > 20


def test_an_export_is_ordered_once_and_looked_at_by_the_next_fetch(
    vendor: SandboxVendor, settings: CallaroSettings
) -> None:
    settings = replace(settings, call_log_exports=True, call_log_column="billed_minutes")
    begun = gathered(settings)
    assert begun.state is Completeness.INCOMPLETE
    assert "still making the export" in str(begun.problem)
    asked = len(vendor.requests)
    whole = gathered(settings, position=begun.position)
    assert (whole.state, whole.position) == (Completeness.COMPLETE, None)
    assert of_kind(whole, "call_log")[0].quantity == sum(one.minutes(DAYS) for one in CAMPAIGNS)
    looked, downloaded = vendor.requests[asked:]
    assert downloaded == looked.removesuffix("?") + "/download?"


def test_without_leave_nothing_is_made_at_the_vendor(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    gathered(settings)
    assert not [path for path in vendor.requests if "export" in path]


def test_the_newest_pages_are_read_until_the_days_are_passed(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    gathered(settings)
    pages = [path for path in vendor.requests if "/voice_sessions?" in path]
    assert 3 <= len(pages) <= 6  # of the ten that there are
    assert all("page_size=100" in path for path in pages)


def test_analytics_are_asked_for_by_date(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    gathered(settings)
    assert "/api/v1/bulk_call_campaigns/cmp_1/analytics?from=2026-10-26&to=2026-10-31" in vendor.requests


def test_an_account_without_campaigns_is_complete(settings: CallaroSettings) -> None:
    evidence = gathered(settings, Account("borealis", "51", "USD", "America/Denver"))
    assert evidence.state is Completeness.COMPLETE
    assert [(fact.kind, fact.quantity) for fact in evidence.facts] == [("voice_sessions", Decimal(0))]


def test_a_key_without_the_scopes_names_both(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    vendor.misbehave("44", "403")
    evidence = gathered(settings)
    assert (evidence.state, evidence.facts, evidence.position) == (Completeness.BROKEN, (), None)
    assert "give it one with bulk_call_campaigns:read; voice sessions:" in str(evidence.problem)
    assert evidence.request_id


def test_a_vendor_that_is_busy_is_left_alone(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    vendor.misbehave("44", "429")
    evidence = gathered(settings)
    assert (evidence.state, evidence.retry_after) == (Completeness.INCOMPLETE, 120)
    assert len(vendor.requests) == 1


def test_a_drip_ends_at_the_deadline(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    vendor.misbehave("44", "drip")
    evidence = CallaroSource("callaro", settings, seconds=0.3).evidence(ACME, DAYS)
    assert evidence.state is Completeness.INCOMPLETE


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"api_key": ""}, "CALLARO_API_KEY is empty"),
        ({"evidence": {"quantity": "a ||"}}, "evidence.quantity: 'a ||' is no JMESPath expression"),
        ({"evidence": {"quantity": "sum(campaign_id)"}}, "evidence.quantity: the expression fails"),
    ],
)
def test_settings_that_cannot_work_are_broken(settings: CallaroSettings, changed: dict[str, object], says: str) -> None:
    evidence = gathered(replace(settings, **changed))  # type: ignore[arg-type]
    assert evidence.state is Completeness.BROKEN
    assert says in str(evidence.problem)
