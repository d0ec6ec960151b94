"""The Callaro source against the sandbox vendor, over HTTP."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

import pytest

from sandbox.books import demo_books
from sandbox.misbehaviour import Misbehaviour
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from sources.callaro import CallaroSettings, CallaroSource
from sources.exact_json import Json, read_json
from workflow.invoices.source import Account, Completeness, Fetched, Span

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
ACME = Account("acme-emea", "44", "EUR", "Europe/Berlin")
COBALT = Account("cobalt", "67", "GBP", "Europe/London")


@pytest.fixture(scope="module")
def running() -> Iterator[SandboxVendor]:
    vendor = SandboxVendor(demo_books(), lambda: date(2026, 11, 3), page_limit=4)
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
        fields={"number": "invoice_number", "external_id": "id"},
    )


def ask(settings: CallaroSettings, account: Account = ACME, span: Span = OCTOBER, seconds: float = 10) -> Fetched:
    return CallaroSource("callaro", settings, seconds=seconds).invoices(account, span)


def test_an_invoice_is_read_with_exact_money(settings: CallaroSettings) -> None:
    fetched = ask(settings)
    (received,) = fetched.received
    document = received.document
    assert fetched.state is Completeness.COMPLETE
    assert (document.number, document.external_id, document.currency) == ("CAL-44-2026-10", "inv_44_202610", "EUR")
    assert (document.net_total, document.total) == (Decimal("931.20"), Decimal("1108.13"))
    assert (document.issued_on, document.due_on) == (date(2026, 11, 2), date(2026, 11, 16))
    assert document.lines[1].unit_price == Decimal("0.09")


def test_a_document_says_which_request_brought_it(settings: CallaroSettings) -> None:
    fetched = ask(settings)
    source = fetched.received[0].document.source
    assert (source.name, source.format) == ("callaro", "callaro")
    assert source.request_id
    assert fetched.request_id == source.request_id


def test_the_bytes_that_are_kept_are_the_vendors_item_under_its_hash(settings: CallaroSettings) -> None:
    (received,) = ask(settings).received
    item = read_json(received.content)
    assert isinstance(item, dict)
    assert item["invoice_number"] == "CAL-44-2026-10"
    assert received.document.sha256 == hashlib.sha256(received.content).hexdigest()
    assert received.media_type == "application/json"


def test_asking_again_gives_the_same_bytes(settings: CallaroSettings) -> None:
    assert ask(settings).received[0].content == ask(settings).received[0].content


def test_the_days_asked_for_are_both_included(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    ask(settings)
    assert vendor.requests == [
        "/api/v1/billing/invoices?period_start=2026-10-01&period_end=2026-10-31&page=1&per_page=100"
    ]


@pytest.mark.parametrize("paging", ["page", "cursor"])
def test_a_list_is_read_to_its_end(
    vendor: SandboxVendor, settings: CallaroSettings, paging: Literal["page", "cursor"]
) -> None:
    fetched = ask(replace(settings, paging=paging), span=YEAR)
    assert fetched.state is Completeness.COMPLETE
    assert len(fetched.received) == 10
    assert len(vendor.requests) == 3


def test_a_month_without_an_invoice_is_complete_and_empty(settings: CallaroSettings) -> None:
    fetched = ask(settings, COBALT)
    assert (fetched.state, fetched.received, fetched.problem) == (Completeness.COMPLETE, (), None)


def test_a_tenants_own_key_needs_no_tenant_id(settings: CallaroSettings) -> None:
    tenant = replace(settings, auth="tenant", api_key="sk_sandbox_67")
    assert len(ask(tenant, COBALT, YEAR).received) == 9


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("429", "429 RATE_LIMITED"),
        ("500", "500 INTERNAL_ERROR"),
        ("503", "503 INTERNAL_ERROR"),
        ("half", "counts 1 items and sent 0"),
        ("truncated", "not readable JSON"),
        ("nonsense", "not readable JSON"),
        ("lying", "200 with an error: INTERNAL_ERROR, upstream failed"),
        ("encoded", "encoded"),
    ],
)
def test_what_may_be_well_next_time_is_incomplete(
    vendor: SandboxVendor, settings: CallaroSettings, how: Misbehaviour, says: str
) -> None:
    vendor.misbehave("44", how)
    fetched = ask(settings)
    assert fetched.state is Completeness.INCOMPLETE
    assert says in (fetched.problem or "")


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("401", "refused the key in CALLARO_API_KEY: 401 UNAUTHORIZED"),
        ("403", "give it one with billing:partner:read"),
        ("404", "account '44': 404 NOT_FOUND"),
        ("422", "422 VALIDATION_ERROR"),
        ("redirect", "redirects are not followed"),
    ],
)
def test_what_a_person_must_put_right_is_broken(
    vendor: SandboxVendor, settings: CallaroSettings, how: Misbehaviour, says: str
) -> None:
    vendor.misbehave("44", how)
    fetched = ask(settings)
    assert fetched.state is Completeness.BROKEN
    assert says in (fetched.problem or "")


def test_a_refusal_carries_the_request_id_and_the_wait(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    vendor.misbehave("44", "429")
    fetched = ask(settings)
    assert fetched.retry_after == 120
    assert fetched.request_id
    assert fetched.request_id in (fetched.problem or "")


def test_one_accounts_trouble_is_not_anothers(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    vendor.misbehave("44", "500")
    assert ask(settings, COBALT).state is Completeness.COMPLETE


def test_a_dripping_vendor_is_given_up_at_the_deadline(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    vendor.misbehave("44", "drip")
    fetched = ask(settings, seconds=0.3)
    assert fetched.state is Completeness.INCOMPLETE
    assert re.search("longer than 0.3 seconds|did not answer in time", fetched.problem or "")


def test_a_vendor_that_is_down_is_incomplete(settings: CallaroSettings) -> None:
    gone = SandboxVendor({}, lambda: date(2026, 11, 3))
    gone.stop()
    fetched = ask(replace(settings, base_url=gone.url))
    assert fetched.state is Completeness.INCOMPLETE


def test_a_private_address_is_refused_unless_allowed(vendor: SandboxVendor, settings: CallaroSettings) -> None:
    fetched = ask(replace(settings, allow_private_addresses=False))
    assert fetched.state is Completeness.BROKEN
    assert "127.0.0.1" in (fetched.problem or "")
    assert vendor.requests == []


def test_too_many_bytes_end_the_fetch(settings: CallaroSettings) -> None:
    fetched = CallaroSource("callaro", settings, largest=500).invoices(ACME, OCTOBER)
    assert fetched.state is Completeness.INCOMPLETE
    assert "more than 500 bytes" in (fetched.problem or "")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"api_key": ""}, "CALLARO_API_KEY is empty"),
        ({"api_key": "pk\r\nX-Evil: 1"}, "CALLARO_API_KEY"),
        ({"base_url": "file:///etc/passwd"}, "base_url"),
        ({"base_url": "https://me:secret@vendor.example"}, "base_url"),
        ({"base_url": "https://vendor.example:eight"}, "cannot be used"),
        ({"invoices_path": "/billing invoices"}, "cannot be asked for"),
        ({"base_url": "https://bücher.example"}, "must be ASCII"),
        ({"fields": {"number": "a ||"}}, "fields.number"),
        ({"fields": {"numbr": "a"}}, "fields.numbr"),
    ],
)
def test_settings_that_cannot_work_are_broken_and_named(
    settings: CallaroSettings, changed: dict[str, str], says: str
) -> None:
    fetched = ask(replace(settings, **changed))  # type: ignore[arg-type]
    assert fetched.state is Completeness.BROKEN
    assert says in (fetched.problem or "")
    assert "secret" not in (fetched.problem or "")


def test_the_key_is_in_no_repr(settings: CallaroSettings) -> None:
    assert PARTNER_KEY not in repr(settings)


def test_a_number_that_is_not_there_sets_the_item_aside(settings: CallaroSettings) -> None:
    fetched = ask(replace(settings, fields={"number": "no_such_name"}))
    (aside,) = fetched.set_aside
    assert fetched.state is Completeness.COMPLETE
    assert "number" in aside.reason
    item: Json = read_json(aside.content)
    assert isinstance(item, dict)
    assert item["invoice_number"] == "CAL-44-2026-10"
