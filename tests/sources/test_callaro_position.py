"""A list of invoices that broke off is read on by the next fetch, as long as it is the same question."""

import json
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from sources.callaro import CallaroSettings, CallaroSource
from tests.sources.teller import Answer, Teller, cursored, paged, refused, said
from workflow.invoices.source import Account, Completeness, Fetched, Position, Span

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
ACCOUNT = Account("acme", "44", "EUR", "Europe/Berlin")
STYLES = ["page", "cursor"]
DOWN = refused(503)


@pytest.fixture
def settings(teller: Teller) -> CallaroSettings:
    return CallaroSettings(base_url=teller.url, auth="tenant", api_key="sk_secret", allow_private_addresses=True)


def ask(settings: CallaroSettings, position: Position | None = None, span: Span = OCTOBER) -> Fetched:
    stored = json.loads(json.dumps(position)) if position else None  # as a database keeps it
    return CallaroSource("callaro", settings, seconds=10).invoices(ACCOUNT, span, stored)


def pages(style: str) -> list[Answer]:
    """Three pages with an invoice each."""
    items = [[{"number": f"R{number}", "currency": "EUR", "lines": []}] for number in (1, 2, 3)]
    if style == "page":
        return [said(paged(page, pages=3, page=number)) for number, page in enumerate(items, start=1)]
    return [said(cursored(page, following)) for page, following in zip(items, ["b", "c", None], strict=True)]


def numbers(fetched: Fetched) -> list[str]:
    return [one.document.number for one in fetched.received]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("good", [1, 2])
def test_the_next_fetch_reads_on(
    teller: Teller, settings: CallaroSettings, style: Literal["page", "cursor"], good: int
) -> None:
    settings, answers = replace(settings, paging=style), pages(style)
    teller.answers = [*answers[:good], DOWN, *answers[good:]]
    broken_off = ask(settings)
    assert (broken_off.state, broken_off.request_id) == (Completeness.INCOMPLETE, "r-1")
    assert numbers(broken_off) == ["R1", "R2"][:good]
    whole = ask(settings, broken_off.position)
    assert (whole.state, whole.position, numbers(whole)) == (Completeness.COMPLETE, None, ["R1", "R2", "R3"][good:])
    assert teller.asked == 4


def test_a_fetch_whose_first_page_fails_has_nothing_to_read_on_from(teller: Teller, settings: CallaroSettings) -> None:
    teller.answers = [DOWN]
    assert ask(settings).position is None


def test_what_a_person_must_put_right_is_read_anew_after_it(teller: Teller, settings: CallaroSettings) -> None:
    teller.answers = [pages("page")[0], refused(403, "FORBIDDEN")]
    fetched = ask(settings)
    assert (fetched.state, fetched.position, numbers(fetched)) == (Completeness.BROKEN, None, ["R1"])


def test_a_list_that_moved_is_read_anew(teller: Teller, settings: CallaroSettings) -> None:
    teller.answers = [pages("page")[0], DOWN, said(paged([], pages=2, page=2))]
    moved = ask(settings, ask(settings).position)
    assert (moved.state, moved.position) == (Completeness.INCOMPLETE, None)
    assert "the number of pages changed" in str(moved.problem)


def test_an_expired_cursor_is_left_for_the_beginning_within_the_same_fetch(
    teller: Teller, settings: CallaroSettings
) -> None:
    settings, answers = replace(settings, paging="cursor"), pages("cursor")
    teller.answers = [answers[0], DOWN, refused(422, "INVALID_CURSOR"), *answers]
    whole = ask(settings, ask(settings).position)
    assert (whole.state, numbers(whole)) == (Completeness.COMPLETE, ["R1", "R2", "R3"])
    assert [one.query.get("cursor") for one in teller.heard] == [None, "b", "b", None, "b", "c"]


@pytest.mark.parametrize(
    "changed",
    [
        {"paging": "cursor"},
        {"invoices_path": "/other"},
        {"amounts": "minor"},
        {"fields": {"number": "id"}},
    ],
)
def test_a_position_of_another_question_is_not_used(
    teller: Teller, settings: CallaroSettings, changed: dict[str, Any]
) -> None:
    teller.answers = [pages("page")[0], DOWN]
    position = ask(settings).position
    teller.heard.clear()
    ask(replace(settings, **changed), position)
    assert (teller.heard[0].query.get("page", "1"), teller.heard[0].query.get("cursor")) == ("1", None)


def test_a_position_of_other_days_is_not_used(teller: Teller, settings: CallaroSettings) -> None:
    teller.answers = [pages("page")[0], DOWN]
    position = ask(settings).position
    ask(settings, position, Span(date(2026, 11, 1), date(2026, 11, 30)))
    assert teller.heard[-1].query["page"] == "1"


def test_a_page_that_never_comes_is_given_up_for_the_beginning(teller: Teller, settings: CallaroSettings) -> None:
    teller.answers = [pages("page")[0], DOWN]
    position, tries = ask(settings).position, 0
    while position is not None:
        position, tries = ask(settings, position).position, tries + 1
    assert tries == 3


def test_time_that_runs_out_is_read_on_from_too(teller: Teller, settings: CallaroSettings) -> None:
    first, *_ = pages("page")
    teller.answers = [first, said(paged([{"number": "R2"}] * 200, pages=3, page=2))]
    small = CallaroSource("callaro", settings, largest=len(first[2]) + 100)
    fetched = small.invoices(ACCOUNT, OCTOBER)
    assert "more than" in str(fetched.problem)
    assert fetched.position


def test_a_number_that_stands_twice_is_one_invoice_at_every_fetch(teller: Teller, settings: CallaroSettings) -> None:
    items: list[object] = [{"number": "R1", "currency": "EUR", "lines": [], "total": total} for total in ("10", "12")]
    teller.say(paged([*items]))
    for _ in range(2):
        fetched = ask(settings)
        assert fetched.state is Completeness.COMPLETE
        assert [str(one.document.total) for one in fetched.received] == ["12"]
        assert [one.name for one in fetched.set_aside] == ["R1.json"]


def test_the_request_id_of_the_headers_is_kept_where_the_body_has_none(
    teller: Teller, settings: CallaroSettings
) -> None:
    teller.answers = [(502, {"X-Request-Id": "head-1"}, b"<html>bad gateway</html>")]
    assert ask(settings).request_id == "head-1"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": [], "meta": {}, "request_id": null}'])
def test_so_it_is_for_an_answer_that_cannot_be_used(teller: Teller, settings: CallaroSettings, body: bytes) -> None:
    teller.answers = [(200, {"X-Request-Id": "head-2"}, body)]
    fetched = ask(settings)
    assert (fetched.state, fetched.request_id) == (Completeness.INCOMPLETE, "head-2")


def test_so_it_is_for_a_body_that_is_cut_off(teller: Teller, settings: CallaroSettings) -> None:
    teller.answers = [(200, {"X-Request-Id": "head-3", "Content-Length": "999", "Connection": "close"}, b"{")]
    assert ask(settings).request_id == "head-3"
