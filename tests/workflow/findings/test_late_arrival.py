"""Later than this vendor's invoices usually come, counted in business days from the last day covered."""

import datetime
from typing import Any

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import CHECKS, NOVEMBER, facts_of, past_of
from workflow.calendars import Calendar
from workflow.findings.facts import Customer, Noticed, Past
from workflow.findings.rules.late_arrival import LateArrival

BERLIN = Customer(calendar=Calendar("Europe/Berlin", "DE"))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def came(month: int, received: str, **more: Any) -> Past:
    """Make an invoice of a month of 2026 that came on a day."""
    starts = datetime.date(2026, month, 1)
    ends = datetime.date(2026, month + 1, 1) - datetime.timedelta(days=1)
    return past_of(a_document(), covers_from=starts, covers_until=ends, **{"received_on": day(received), **more})


USUAL = (came(10, "2026-11-03"), came(9, "2026-10-02"), came(8, "2026-09-02"))
"""Each came on the second business day after its last."""


def noticed(
    received: str, past: tuple[Past, ...] = USUAL, more: dict[str, Any] | None = None, **changes: Any
) -> Noticed | None:
    document = a_document(**{"due_on": "2026-12-23", **changes})
    facts = {"customer": BERLIN, "received_on": day(received), "past": past, "billed": NOVEMBER, **(more or {})}
    return LateArrival().evaluate(facts_of(document, **facts))


def test_as_usual_is_as_it_should_be() -> None:
    assert noticed("2026-12-02") is None


def test_three_business_days_more_than_usual_are_not_late_and_four_are() -> None:
    assert noticed("2026-12-07") is None  # the fifth business day
    found = noticed("2026-12-08")
    assert found
    assert (found.severity, found.why) == (
        "info",
        (
            "It came on 2026-12-08, 6 business days after its last day; usually it takes 2 (median of the last ones), "
            "and more than 3 later is late. It is due on 2026-12-23, which leaves 11 business days."
        ),
    )
    assert found.inputs == {
        "received_on": "2026-12-08",
        "business_days": "6",
        "usual": "2",
        "threshold": "3",
        "due_on": "2026-12-23",
        "business_days_left": "11",
    }


@pytest.mark.parametrize(("due_on", "severity"), [("2026-12-14", "info"), ("2026-12-11", "check"), (None, "info")])
def test_little_time_to_pay_makes_it_a_matter_to_check(due_on: str | None, severity: str) -> None:
    found = noticed("2026-12-08", due_on=due_on)
    assert found
    assert found.severity == severity


def test_what_was_due_already_is_said_so() -> None:
    found = noticed("2026-12-08", due_on="2026-12-04")
    assert found
    assert found.why.endswith("It was due on 2026-12-04 already.")


def test_weekends_and_holidays_do_not_count() -> None:
    christmas: dict[str, Any] = {"period": {"starts_on": "2026-11-25", "ends_on": "2026-12-24"}}
    assert noticed("2027-01-04", more={"billed": None}, **christmas) is None  # the fifth: 28 to 31 December, 4 January
    assert noticed("2027-01-05", more={"billed": None}, **christmas)


def test_the_threshold_is_policy() -> None:
    patient = CHECKS.model_copy(update={"late_business_days": 10})
    assert noticed("2026-12-08", more={"checks": patient}) is None


def test_the_median_of_the_last_three_is_usual() -> None:
    once_late = (came(10, "2026-11-20"), *USUAL[1:], came(7, "2026-08-31"))
    assert noticed("2026-12-08", once_late)


def test_an_invoice_of_the_first_fetch_came_when_it_was_issued() -> None:
    fetched_later = tuple(
        came(month, "2026-11-25", is_history=True, issued_on=day(issued))
        for month, issued in ((10, "2026-11-03"), (9, "2026-10-02"))
    )
    assert noticed("2026-12-08", fetched_later)
    undated = came(10, "2026-11-03", is_history=True, issued_on=None)
    assert noticed("2026-12-08", (undated, USUAL[1])) is None


@pytest.mark.parametrize(
    ("more", "changes"),
    [
        ({"past": USUAL[:1]}, {}),
        ({}, {"kind": "credit_note"}),
        ({}, {"period": None}),
        ({}, {"corrects": "CAL-OLD"}),
        ({}, {"period": {"starts_on": "2026-11-01", "ends_on": "2026-11-12"}}),
        ({"revision": 2}, {}),
        ({"received_on": datetime.date.min}, {}),
    ],
    ids=["one to compare with", "credit note", "no days", "re-issue", "top-up", "later version", "no arrival"],
)
def test_nothing_is_said_of(more: dict[str, Any], changes: dict[str, Any]) -> None:
    assert noticed("2026-12-20", more=more, **changes) is None


def test_a_top_up_says_nothing_of_how_long_a_month_takes() -> None:
    top_ups = tuple(
        past_of(
            a_document(), covers_from=day("2026-10-01"), covers_until=day("2026-10-09"), received_on=day("2026-11-02")
        )
        for _ in range(3)
    )
    assert noticed("2026-12-08", (*top_ups, *USUAL))
    assert noticed("2026-12-08", top_ups) is None


def test_a_slip_of_the_pen_is_not_counted_through_the_ages() -> None:
    assert noticed("2026-12-08", more={"billed": None}, period={"starts_on": "1026-11-01", "ends_on": "1026-11-30"})
