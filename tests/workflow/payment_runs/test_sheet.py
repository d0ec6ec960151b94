"""What a payment run means for a review: released, outside of it, needed, missed, or with time."""

from decimal import Decimal
from typing import Any

import pytest

from tests.factories import NOW
from tests.notifications.ahead import NEXT, RUN, a_review, an_invoice
from workflow.payment_runs.sheet import Reviewed, RunSheet, counts_in, sheet_of, totals
from workflow.reviews.review import APPROVED, DISPUTED, OPEN, REJECTED, WITHDRAWN

GROUPS = ("released", "outside", "needed", "missed", "later")
EUR = Decimal("1000.00")


def group(one: Reviewed) -> list[str]:
    """Name the groups in which a review stands."""
    sheet = sheet_of("Acme", RUN, NOW, [one])
    return [name for name in GROUPS if getattr(sheet, name)]


@pytest.mark.parametrize(
    ("state", "changes", "expected"),
    [
        (APPROVED, {}, ["released"]),
        (APPROVED, {"off_cycle": True}, ["outside"]),
        (OPEN, {}, ["needed"]),
        (DISPUTED, {}, ["needed"]),
        (OPEN, {"decide_by": NOW}, ["missed"]),
        (OPEN, {"decide_by": NEXT}, ["later"]),
        (OPEN, {"decide_by": NOW, "off_cycle": True}, ["missed"]),
        (OPEN, {"off_cycle": True}, ["later"]),
    ],
    ids=str,
)
def test_a_review_stands_where_it_belongs(state: str, changes: dict[str, Any], expected: list[str]) -> None:
    assert group(a_review("A-1", state, **changes)) == expected


def test_what_is_paid_already_stands_nowhere() -> None:
    assert group(a_review("A-1", APPROVED, invoices=(an_invoice("A-1", payment_status="paid"),))) == []


def test_a_sheet_of_nothing_is_empty() -> None:
    assert RunSheet("Acme", RUN).is_empty
    assert not sheet_of("Acme", RUN, NOW, [a_review("A-1")]).is_empty


def test_the_most_urgent_comes_first() -> None:
    sheet = sheet_of(
        "Acme", RUN, NOW, [a_review("A-2", decide_by=NEXT), a_review("A-1"), a_review("A-0", decide_by=NOW)]
    )
    assert [one.numbers for one in sheet.held] == [("A-0",), ("A-1",), ("A-2",)]


@pytest.mark.parametrize(
    ("changes", "payable"),
    [
        ({}, EUR),
        ({"due": Decimal("250.00")}, Decimal("250.00")),
        ({"due": None}, EUR),
        ({"due": None, "total": None}, None),
        ({"kind": "credit_note"}, -EUR),
        ({"kind": "credit_note", "due": -EUR}, -EUR),
    ],
    ids=str,
)
def test_what_is_left_to_pay_is_what_is_due_and_a_credit_gives_back(
    changes: dict[str, Any], payable: Decimal | None
) -> None:
    assert an_invoice("A-1", **changes).payable == payable


def test_of_a_review_of_several_invoices_only_the_unpaid_ones_count() -> None:
    paid, dollars = an_invoice("A-2", payment_status="paid"), an_invoice("U-1", "5.00", currency="USD")
    one = a_review("A-1", APPROVED, invoices=(an_invoice("A-1"), paid, dollars))
    assert (one.numbers, one.amounts) == (("A-1", "U-1"), (("EUR", EUR), ("USD", Decimal("5.00"))))


def test_of_what_was_approved_in_part_the_part_counts() -> None:
    one = a_review("A-1", APPROVED, part=Decimal("800.00"))
    assert totals([one, a_review("A-2", APPROVED)]) == (("EUR", Decimal("1800.00")),)


@pytest.mark.parametrize(
    ("state", "minutes", "expected"),
    [(APPROVED, 1, True), (APPROVED, 0, False), (APPROVED, 60, True), (APPROVED, 61, False)],
)
def test_what_was_approved_stands_on_one_sheet_and_no_other(state: str, minutes: int, expected: bool) -> None:
    one = a_review("A-1", state, settled_at=NOW.add(minutes=minutes))
    assert counts_in(one, NOW, NOW.add(hours=1)) == expected


def test_what_waits_stands_on_every_sheet_and_what_is_not_paid_on_none() -> None:
    assert all(counts_in(a_review("A-1", state), NOW, NOW) for state in (OPEN, DISPUTED))
    assert not any(counts_in(a_review("A-1", state, settled_at=NOW), NOW, NOW) for state in (REJECTED, WITHDRAWN))
