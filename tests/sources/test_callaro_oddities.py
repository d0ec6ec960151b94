"""Answers that no honest vendor gives, from a server that says whatever it is told to."""

import json
from datetime import date

import pytest

from sources import paging
from sources.callaro import CallaroSettings, CallaroSource
from tests.sources.teller import Teller, cursored, paged
from workflow.invoices.source import Account, Completeness, Fetched, Span

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
ACCOUNT = Account("acme", "44", "EUR", "Europe/Berlin")
KEY = "sk_very_secret"


def ask(teller: Teller, **settings: object) -> Fetched:
    base = {"base_url": teller.url, "auth": "tenant", "api_key": KEY, "allow_private_addresses": True}
    return CallaroSource("callaro", CallaroSettings(**{**base, **settings}), seconds=10).invoices(ACCOUNT, OCTOBER)  # type: ignore[arg-type]


def item(number: str = "R1", **more: object) -> dict[str, object]:
    return {"number": number, "currency": "EUR", "lines": [{"amount": 10.5}], "total": 12.6, **more}


@pytest.mark.parametrize(
    "body",
    [
        [],
        "ok",
        {},
        {"data": None, "meta": {"pages": 1}},
        {"data": [item()]},
        {"data": [item()], "meta": {"pages": "1"}},
        {"data": {"items": []}, "meta": {"pages": 1}},
        {"data": [], "meta": {"pages": 1}, "error": "no"},
        paged([item()], count=2),
        paged([], count=1),
        paged([item()], pages=0),
        paged([item()], page=2),
        paged([item()], pages=2),
        paged([], pages=2),
        paged([item()], pages=-1),
    ],
)
def test_a_page_that_contradicts_itself_is_incomplete(teller: Teller, body: object) -> None:
    teller.say(body)
    fetched = ask(teller)
    assert fetched.state is Completeness.INCOMPLETE
    assert fetched.problem


@pytest.mark.parametrize(
    "bodies",
    [
        [{"data": [item()], "meta": {}}],
        [cursored(None)],
        [cursored([item()], "")],
        [cursored([item()], {"next": 1})],
        [cursored([item("R1")], "a"), cursored([item("R2")], "a")],
        [cursored([item("R1")], "a"), cursored([item("R1")], "b")],
        [cursored([], "a"), cursored([], "b"), cursored([], "a")],
    ],
)
def test_a_cursor_that_goes_nowhere_is_incomplete(teller: Teller, bodies: list[object]) -> None:
    teller.say(*bodies)
    assert ask(teller, paging="cursor").state is Completeness.INCOMPLETE


def test_a_list_without_end_is_given_up(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paging.MOST_PAGES == 200
    monkeypatch.setattr(paging, "MOST_PAGES", 20)
    teller.say(*(cursored([], f"c{number}") for number in range(30)))
    fetched = ask(teller, paging="cursor")
    assert "does not end within 20 pages" in (fetched.problem or "")
    assert teller.asked == 21


def test_what_came_before_the_failure_is_kept(teller: Teller) -> None:
    good = json.dumps(paged([item()], pages=2, count=2)).encode()
    teller.answers = [(200, {}, good), (503, {}, b"down")]
    fetched = ask(teller)
    assert fetched.state is Completeness.INCOMPLETE
    assert [received.document.number for received in fetched.received] == ["R1"]


def test_a_count_of_each_page_is_as_good_as_one_of_the_list(teller: Teller) -> None:
    teller.say(paged([item("R1")], pages=2, count=1, page=1), paged([item("R2")], pages=2, count=1, page=2))
    assert ask(teller).state is Completeness.COMPLETE


def test_an_unreadable_item_steps_aside_for_the_others(teller: Teller) -> None:
    teller.say(paged([item("R1"), "nonsense", item("R2", total="12,60"), item("R3")], count=4))
    fetched = ask(teller)
    assert fetched.state is Completeness.COMPLETE
    assert [received.name for received in fetched.received] == ["R1.json", "R3.json"]
    assert [aside.name for aside in fetched.set_aside] == ["item-2.json", "item-3.json"]
    assert "total" in fetched.set_aside[1].reason


def test_minor_units_are_counted_by_the_currency(teller: Teller) -> None:
    yen = item("R2", currency="JPY", total=8000, lines=[{"amount": 8000, "quantity": 4, "unit_price": 2000}])
    euro = item("R1", total=1260, lines=[{"amount": 1050, "quantity": 7, "unit_price": 0.9, "tax_rate": 20}])
    teller.say(paged([euro, yen]))
    first, second = (received.document for received in ask(teller, amounts="minor").received)
    assert (str(first.total), str(second.total)) == ("12.6", "8000")
    assert [str(value) for value in (first.lines[0].quantity, first.lines[0].unit_price)] == ["7", "0.009"]
    assert str(first.lines[0].tax_rate) == "20"


def test_major_amounts_read_as_minor_are_noticed(teller: Teller) -> None:
    teller.say(paged([item()]))
    (aside,) = ask(teller, amounts="minor").set_aside
    assert "not a whole number of minor units" in aside.reason


def test_a_vendor_that_repeats_the_key_does_not_spread_it(teller: Teller) -> None:
    body = {"error": f"key {KEY} is bad", "error_code": KEY, "request_id": KEY}
    teller.answers = [(401, {}, json.dumps(body).encode())]
    fetched = ask(teller)
    assert KEY not in repr(fetched)


def test_a_huge_nesting_is_refused(teller: Teller) -> None:
    teller.answers = [(200, {}, b'{"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}")]
    assert "nested too deeply" in (ask(teller).problem or "")


def test_a_body_that_ends_early_is_incomplete(teller: Teller) -> None:
    teller.answers = [(200, {"Content-Length": "9999", "Connection": "close"}, b'{"data": []}')]
    assert ask(teller).state is Completeness.INCOMPLETE


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "9999999999"}, 86_400),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "1.5"}, None),
        ({}, None),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, 86_400),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
    ],
)
def test_a_wait_is_read_in_both_forms_and_never_exceeds_a_day(
    teller: Teller, headers: dict[str, str], seconds: int | None
) -> None:
    teller.answers = [(429, headers, b"")]
    assert ask(teller).retry_after == seconds
