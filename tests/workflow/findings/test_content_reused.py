"""The same charges for the same days under another number are severe."""

from typing import Any

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.content_reused import ContentReused
from workflow.invoices.document import InvoiceDocument, to_json

OLD = a_document("OLD")


def noticed(document: InvoiceDocument, *around: InvoiceDocument, **facts: Any) -> Noticed | None:
    return ContentReused().evaluate(facts_of(document, around=around, **facts))


def with_lines(**changes: Any) -> InvoiceDocument:
    """Give an invoice like OLD but for its second line."""
    first, second = to_json(OLD)["lines"]
    return a_document(lines=[first, {**second, **changes}])


def test_the_same_under_another_number_is_severe() -> None:
    found = noticed(a_document("NEW"), a_document("OTHER", voice="1.00"), OLD)
    assert found
    assert found.severity == "severe"
    assert found.why == (
        "OLD, issued on 2026-12-01, charges the same: 4877.81 EUR for 2026-11-01 to 2026-11-30, "
        "with the same 2 lines. Paying both would pay it twice."
    )
    assert found.inputs == {"same_as": "OLD", "total": "4877.81 EUR", "lines": "2"}


def test_under_the_same_number_it_is_the_same_invoice() -> None:
    assert noticed(OLD, OLD) is None


def test_nothing_around_it_is_nothing_to_notice() -> None:
    assert noticed(a_document()) is None


def test_neither_the_order_of_lines_nor_another_date_of_issue_makes_it_another() -> None:
    lines = list(reversed(to_json(OLD)["lines"]))
    assert noticed(a_document(lines=lines, issued_on="2026-12-05", due_on="2027-01-05", payment_status="paid"), OLD)


@pytest.mark.parametrize(
    "same",
    [{"kind": "other"}, {"description": "VOICE MINUTES,  outbound"}, {"tax_rate": None}, {"unit": None}],
    ids=str,
)
def test_the_same_read_from_another_file_is_still_the_same(same: dict[str, Any]) -> None:
    assert noticed(with_lines(**same), OLD)


@pytest.mark.parametrize(
    "other", [{"description": "Messages"}, {"quantity": "45001"}, {"unit_price": "0.081"}, {"amount": "1.00"}], ids=str
)
def test_another_line_makes_it_another(other: dict[str, Any]) -> None:
    assert noticed(with_lines(**other), OLD) is None


@pytest.mark.parametrize(
    "other",
    [
        {"total": "4877.82"},
        {"total": None},
        {"currency": "USD"},
        {"period": {"starts_on": "2026-11-02", "ends_on": "2026-11-30"}},
        {"period": None},
        {"lines": []},
        {"kind": "credit_note"},
    ],
    ids=str,
)
def test_another_total_currency_or_days_make_it_another(other: dict[str, Any]) -> None:
    assert noticed(a_document(**other), OLD) is None


def test_without_days_it_must_have_been_issued_on_the_same_day() -> None:
    old = a_document("OLD", period=None)
    found = noticed(a_document(period=None), old)
    assert found
    assert "4877.81 EUR for no stated days, issued on 2026-12-01, with" in found.why
    assert noticed(a_document(period=None, issued_on="2026-12-02"), old) is None


def test_half_a_period_is_compared_as_stated() -> None:
    half = {"starts_on": None, "ends_on": "2026-11-30"}
    found = noticed(a_document(period=half), a_document("OLD", period=half))
    assert found
    assert "for the days until 2026-11-30" in found.why


def test_without_lines_the_total_tells() -> None:
    assert noticed(a_document(lines=[]), a_document("OLD", lines=[]))
    assert noticed(a_document(lines=[], total=None), a_document("OLD", lines=[], total=None)) is None


@pytest.mark.parametrize("corrects", ["OLD", " old "])
def test_what_it_corrects_is_not_meant(corrects: str) -> None:
    assert noticed(a_document(corrects=corrects), OLD) is None


def test_nor_what_was_corrected_before_that() -> None:
    replaced = a_document("OLD-R1", corrects="OLD")
    assert noticed(a_document("OLD-R2", corrects="OLD-R1"), OLD, replaced=replaced) is None
