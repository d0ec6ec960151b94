"""The sandbox vendor keeps Callaro's published manner, and its books add up."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import httpx
import pytest

from sandbox.books import demo_books
from sandbox.setup import demo_setup
from sandbox.vendor import PARTNER_KEY, SandboxVendor

YEAR = {"period_start": "2026-01-01", "period_end": "2026-12-31"}


@dataclass
class Calendar:
    """The vendor's day, to be turned by a test."""

    day: date = field(default=date(2026, 11, 2))


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture(scope="module")
def vendor(calendar: Calendar) -> Iterator[SandboxVendor]:
    vendor = SandboxVendor(demo_books(), lambda: calendar.day)
    vendor.start()
    yield vendor
    vendor.stop()


def get(vendor: SandboxVendor, query: dict[str, str], account: str = "44", **headers: str) -> httpx.Response:
    keys = headers or {"X-Partner-Api-Key": PARTNER_KEY, "X-Tenant-Id": account}
    return httpx.get(f"{vendor.url}/billing/invoices", params=query, headers=keys, trust_env=False)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_a_success_comes_in_the_published_envelope(vendor: SandboxVendor) -> None:
    body = get(vendor, {**YEAR, "page": "1", "per_page": "4"}).json()
    assert list(body) == ["data", "message", "meta", "request_id"]
    assert body["meta"] == {"count": 10, "page": 1, "pages": 3, "per_page": 4}
    assert body["message"] is None
    assert len(body["data"]) == 4


def test_a_cursor_leads_to_the_end(vendor: SandboxVendor) -> None:
    numbers, position = [], dict[str, str]()
    for _ in range(3):
        data = get(vendor, {**YEAR, "page_size": "4", **position}).json()["data"]
        numbers += [item["invoice_number"] for item in data["items"]]
        position = {"cursor": data["next_cursor"]}
    assert len(set(numbers)) == 10
    assert position == {"cursor": None}


def test_an_invoice_is_there_from_its_day_of_issue(vendor: SandboxVendor, calendar: Calendar) -> None:
    october = {"period_start": "2026-10-01", "period_end": "2026-10-31"}
    calendar.day = date(2026, 11, 1)
    before = get(vendor, october).json()["data"]
    calendar.day = date(2026, 11, 2)
    assert (len(before), len(get(vendor, october).json()["data"])) == (0, 1)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"X-Api-Key": "sk_wrong"}, 401, "UNAUTHORIZED"),
        ({"X-Partner-Api-Key": "pk_wrong", "X-Tenant-Id": "44"}, 401, "UNAUTHORIZED"),
        ({"X-Partner-Api-Key": PARTNER_KEY, "X-Tenant-Id": "99"}, 403, "FORBIDDEN"),
        ({"X-Partner-Api-Key": PARTNER_KEY}, 403, "FORBIDDEN"),
    ],
)
def test_a_wrong_key_is_refused_in_the_error_envelope(
    vendor: SandboxVendor, headers: dict[str, str], status: int, code: str
) -> None:
    answer = get(vendor, YEAR, **headers)
    assert answer.status_code == status
    assert answer.json()["error_code"] == code
    assert answer.json()["request_id"]


def test_a_question_without_days_is_refused(vendor: SandboxVendor) -> None:
    answer = get(vendor, {"period_start": "October"})
    assert (answer.status_code, answer.json()["error_code"]) == (422, "VALIDATION_ERROR")


def test_another_path_is_not_found_in_the_error_envelope(vendor: SandboxVendor) -> None:
    answer = httpx.get(f"{vendor.url}/billing/bills", trust_env=False)
    assert (answer.status_code, answer.json()["error_code"]) == (404, "NOT_FOUND")


def test_it_can_be_told_to_misbehave_for_one_account(vendor: SandboxVendor) -> None:
    vendor.misbehave("44", "429")
    refused, others = get(vendor, YEAR), get(vendor, YEAR, "51")
    vendor.misbehave("44", None)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "120")
    assert (others.status_code, get(vendor, YEAR).status_code) == (200, 200)


def test_every_invoice_of_the_books_adds_up(vendor: SandboxVendor) -> None:
    for account in ("44", "51", "67"):
        answer = json.loads(get(vendor, YEAR, account).content, parse_float=Decimal)
        for item in answer["data"]:
            (tax,) = item["taxes"]
            assert sum(line["amount"] for line in item["lines"]) == item["net_total"] == tax["taxable"]
            assert cents(tax["taxable"] * tax["rate"] / Decimal(100)) == tax["amount"] == item["tax_total"]
            assert item["net_total"] + item["tax_total"] == item["total"]


def test_the_demo_month_is_clean_once_risen_once_and_missing_once() -> None:
    newest = {account: items[-2:] for account, items in demo_books().items()}
    acme, borealis = ([Decimal(str(item["total"])) for item in newest[account]] for account in ("44", "51"))
    assert abs(acme[1] / acme[0] - 1) < Decimal("0.05")
    assert Decimal("1.45") < borealis[1] / borealis[0] < Decimal("1.55")
    assert newest["67"][-1]["invoice_number"] == "CAL-67-2026-09"


def test_the_demos_setup_file_names_the_accounts_of_the_books(vendor: SandboxVendor) -> None:
    setup = tomllib.loads(demo_setup(vendor.url))
    assert {workspace["account"] for workspace in setup["workspaces"]} == set(demo_books())
    assert setup["sources"]["callaro"]["base_url"] == vendor.url
