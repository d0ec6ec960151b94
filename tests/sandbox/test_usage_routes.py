"""The sandbox vendor tells of usage by the published routes, and of each tenant's to that tenant only."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx
import pytest

from sandbox.traffic import Campaign, Traffic
from sandbox.vendor import PARTNER_KEY, TENANT_KEY, SandboxVendor
from tests.sandbox.ledger import documents, the_year
from workflow.invoices.document import LineKind

ALDER, BIRCH, SMALL = "2101", "2102", "7"
BERLIN = "Europe/Berlin"
OCTOBER = {"from": "2026-10-01", "to": "2026-10-31"}
BEGUN, STOPS = date(2026, 11, 12), date(2026, 11, 18)
FEW = Traffic((Campaign("cmp_7_1", "Trial", BERLIN, ((BEGUN, 40), (STOPS, 0))),), ("+4930231250000",))


@dataclass
class Calendar:
    """The vendor's day, to be turned by a test."""

    day: date = date(2026, 11, 15)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[SandboxVendor, Calendar]]:
    calendar = Calendar()
    year = the_year()
    vendor = SandboxVendor(
        {**year.books, SMALL: []}, lambda: calendar.day, traffic={**year.traffic, SMALL: FEW}, page_limit=50
    )
    vendor.start()
    yield vendor, calendar
    vendor.stop()


@pytest.fixture
def calendar(running: tuple[SandboxVendor, Calendar]) -> Iterator[Calendar]:
    calendar = running[1]
    yield calendar
    calendar.day = Calendar.day


@pytest.fixture
def vendor(running: tuple[SandboxVendor, Calendar], calendar: Calendar) -> SandboxVendor:
    return running[0]


def get(vendor: SandboxVendor, path: str, account: str = ALDER, **query: str) -> httpx.Response:
    headers = {"X-Partner-Api-Key": PARTNER_KEY, "X-Tenant-Id": account}
    return httpx.get(vendor.url + path, params=query, headers=headers, trust_env=False)


def data(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["data", "message", "meta", "request_id"]
    return answer.json()["data"]


def refused(answer: httpx.Response) -> tuple[int, str]:
    assert set(answer.json()) == {"error", "error_code", "details", "errors", "request_id"}
    return answer.status_code, answer.json()["error_code"]


def ordered(vendor: SandboxVendor, account: str = ALDER, **body: Any) -> httpx.Response:
    headers = {"X-Api-Key": TENANT_KEY.format(account=account)}
    return httpx.post(f"{vendor.url}/call-log-exports", json=body, headers=headers, trust_env=False)


def test_campaigns_are_listed_by_page(vendor: SandboxVendor) -> None:
    answer = get(vendor, "/bulk_call_campaigns", page="2", per_page="1")
    assert [campaign["name"] for campaign in data(answer)] == ["Payment follow-up"]
    assert answer.json()["meta"] == {"count": 2, "page": 2, "pages": 2, "per_page": 1}


def test_message_and_request_id_may_be_null(vendor: SandboxVendor) -> None:
    campaign = get(vendor, "/bulk_call_campaigns/cmp_2101_1")
    assert data(campaign)["timezone"] == BERLIN
    assert (campaign.json()["message"], campaign.json()["request_id"]) == (None, None)


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2026, 11, 11), "draft"), (BEGUN, "running"), (date(2026, 11, 17), "running"), (STOPS, "paused")],
)
def test_a_campaign_is_drafted_runs_and_stands_still(
    vendor: SandboxVendor, calendar: Calendar, day: date, status: str
) -> None:
    calendar.day = day
    assert [one["status"] for one in data(get(vendor, "/bulk_call_campaigns", SMALL))] == [status]


def test_the_analytics_of_a_period_are_what_its_invoice_charges(vendor: SandboxVendor) -> None:
    invoice = documents(ALDER)["CAL-2101-2026-10"]
    first = next(line for line in invoice.lines if line.kind == LineKind.USAGE)
    counted = data(get(vendor, "/bulk_call_campaigns/cmp_2101_1/analytics", **OCTOBER))
    assert counted["billed_minutes"] == first.quantity
    assert len(counted["by_day"]) == 31
    assert counted["billed_minutes"] == sum(day["billed_minutes"] for day in counted["by_day"])
    assert counted["calls"] > counted["connected_calls"] > counted["retries"] > 0
    assert (counted["campaign_id"], counted["from"], counted["to"]) == ("cmp_2101_1", *OCTOBER.values())


def test_analytics_are_in_progress_until_their_last_day_is_over(vendor: SandboxVendor, calendar: Calendar) -> None:
    seen = []
    for day in (20, 31):
        calendar.day = date(2026, 10, day)
        seen.append(data(get(vendor, "/bulk_call_campaigns/cmp_2101_1/analytics", **OCTOBER)))
    calendar.day = date(2026, 11, 1)
    seen.append(data(get(vendor, "/bulk_call_campaigns/cmp_2101_1/analytics", **OCTOBER)))
    assert [one["status"] for one in seen] == ["in_progress", "in_progress", "finalized"]
    assert [len(one["by_day"]) for one in seen] == [20, 31, 31]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({}, "VALIDATION_ERROR"),
        ({"from": "2026-10-01"}, "VALIDATION_ERROR"),
        ({"from": "2026-10-01", "to": "2026-10-32"}, "VALIDATION_ERROR"),
        ({"from": "2026-10-02", "to": "2026-10-01"}, "INVALID_DATE_RANGE"),
    ],
)
def test_analytics_want_two_days(vendor: SandboxVendor, days: dict[str, str], code: str) -> None:
    assert refused(get(vendor, "/bulk_call_campaigns/cmp_2101_1/analytics", **days)) == (422, code)


def test_voice_sessions_come_newest_first_by_cursor(vendor: SandboxVendor) -> None:
    seen, cursor = [], dict[str, str]()
    for _ in range(4):
        page = data(get(vendor, "/voice_sessions", BIRCH, page_size="40", **cursor))
        seen += page["items"]
        cursor = {"cursor": page["next_cursor"]}
    begun = [datetime.fromisoformat(one["started_at"]) for one in seen]
    assert begun == sorted(begun, reverse=True)
    assert len({one["id"] for one in seen}) == len(seen) == 160


def test_the_cursor_ends_with_the_first_session(vendor: SandboxVendor) -> None:
    seen, cursor = [], dict[str, str]()
    while cursor != {"cursor": None}:
        page = data(get(vendor, "/voice_sessions", SMALL, page_size="3", **cursor))
        seen += page["items"]
        cursor = {"cursor": page["next_cursor"]}
    minutes = sum(one["billed_minutes"] or 0 for one in seen[1:])
    assert minutes <= sum(FEW.campaigns[0].minutes_on(date(2026, 11, day)) for day in range(12, 16))
    assert seen[-1]["started_at"].startswith("2026-11-12T09:")


def test_the_newest_session_of_today_is_in_flight(vendor: SandboxVendor) -> None:
    first, second = data(get(vendor, "/voice_sessions", page_size="2"))["items"]
    assert (first["call_status"], first["ended_at"], first["billed_minutes"]) == ("in_progress", None, None)
    assert second["call_status"] == "completed"


def test_a_session_is_shown_by_its_id(vendor: SandboxVendor) -> None:
    (_, one) = data(get(vendor, "/voice_sessions", page_size="2"))["items"]
    assert data(get(vendor, f"/voice_sessions/{one['id']}")) == one


def test_a_cursor_that_was_never_given_out_is_refused(vendor: SandboxVendor) -> None:
    assert refused(get(vendor, "/voice_sessions", cursor="next")) == (422, "INVALID_CURSOR")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/bulk_call_campaigns/cmp_9", "CAMPAIGN_NOT_FOUND"),
        ("/bulk_call_campaigns/cmp_2102_1", "CAMPAIGN_NOT_FOUND"),
        ("/bulk_call_campaigns/cmp_2102_1/analytics", "CAMPAIGN_NOT_FOUND"),
        ("/voice_sessions/vs_9", "SESSION_NOT_FOUND"),
        ("/voice_sessions/vs_2102_1_20261001_0", "SESSION_NOT_FOUND"),
        ("/voice_sessions/vs_2101_1_20261001_9999", "SESSION_NOT_FOUND"),
        ("/voice_sessions/vs_2101_1_20261201_0", "SESSION_NOT_FOUND"),  # not called yet
        ("/call-log-exports/exp_0", "EXPORT_NOT_FOUND"),
    ],
)
def test_what_is_not_there_or_anothers_is_not_found(vendor: SandboxVendor, path: str, code: str) -> None:
    assert refused(get(vendor, path)) == (404, code)


def test_an_export_is_ordered_made_and_downloaded(vendor: SandboxVendor) -> None:
    order = ordered(vendor, date_from="2026-10-01", date_to="2026-10-31", filters={"campaign_id": "cmp_2101_2"})
    path = f"/call-log-exports/{data(order)['id']}"
    assert order.json()["message"]
    assert refused(get(vendor, f"{path}/download")) == (422, "EXPORT_NOT_READY")
    assert [data(get(vendor, path))["status"] for _ in range(2)] == ["processing", "completed"]
    file = get(vendor, f"{path}/download")
    rows = list(csv.DictReader(io.StringIO(file.text)))
    counted = data(get(vendor, "/bulk_call_campaigns/cmp_2101_2/analytics", **OCTOBER))
    assert file.headers["content-type"].startswith("text/csv")
    assert {row["campaign_id"] for row in rows} == {"cmp_2101_2"}
    assert len(rows) == counted["connected_calls"]
    assert sum(int(row["billed_minutes"]) for row in rows) == counted["billed_minutes"]


def test_an_export_holds_what_has_ended_by_now(vendor: SandboxVendor, calendar: Calendar) -> None:
    calendar.day = BEGUN
    order = ordered(vendor, SMALL, date_from="2026-01-01", date_to="2026-12-31")
    path = f"/call-log-exports/{data(order)['id']}"
    for _ in range(2):
        get(vendor, path, SMALL)
    rows = get(vendor, f"{path}/download", SMALL).text.splitlines()
    sessions = data(get(vendor, "/voice_sessions", SMALL))["items"]
    assert len(rows) - 1 == len(sessions) - 1 > 0


def test_an_export_is_its_tenants(vendor: SandboxVendor) -> None:
    export = data(ordered(vendor, date_from="2026-10-01", date_to="2026-10-01"))["id"]
    assert refused(get(vendor, f"/call-log-exports/{export}", BIRCH)) == (404, "EXPORT_NOT_FOUND")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"date_from": "2026-10-01"},
        {"date_from": "2026-10-01", "date_to": 20261031},
        {"date_from": "2026-10-01", "date_to": "2026-10-31", "filters": ["cmp_2101_1"]},
        {"date_from": "2026-10-01", "date_to": "2026-10-31", "filters": {"campaign_id": "cmp_2102_1"}},
    ],
)
def test_an_order_that_cannot_be_understood_is_refused(vendor: SandboxVendor, body: dict[str, Any]) -> None:
    assert refused(ordered(vendor, **body)) == (422, "VALIDATION_ERROR")


def test_as_many_phone_numbers_as_are_rented(vendor: SandboxVendor) -> None:
    rental = next(line for line in documents(ALDER)["CAL-2101-2026-10"].lines if line.unit == "number")
    assert len(data(get(vendor, "/phone_numbers"))) == rental.quantity


def test_no_key_opens_nothing(vendor: SandboxVendor) -> None:
    for path in ("/bulk_call_campaigns", "/voice_sessions", "/phone_numbers", "/call-log-exports/exp_1"):
        assert refused(httpx.get(vendor.url + path, trust_env=False)) == (401, "UNAUTHORIZED")


def test_an_account_that_is_answered_wrongly_is_so_about_usage_too(vendor: SandboxVendor) -> None:
    vendor.misbehave(ALDER, "500")
    wrong, right = get(vendor, "/bulk_call_campaigns"), get(vendor, "/bulk_call_campaigns", BIRCH)
    vendor.misbehave(ALDER, None)
    assert refused(wrong) == (500, "INTERNAL_ERROR")
    assert len(data(right)) == 2
