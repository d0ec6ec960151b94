"""Two versions of an invoice, field by field."""

from typing import Any

import pytest

from tests.factories import a_document
from workflow.invoices.difference import FieldChange, difference

LINE = {"kind": "usage", "description": "Voice minutes", "quantity": "100", "amount": "9.00"}


def changes(before: dict[str, Any], now: dict[str, Any]) -> list[FieldChange]:
    return list(difference(a_document(**before), a_document(**now)))


def test_the_same_document_has_no_difference() -> None:
    assert changes({}, {}) == []


def test_how_it_came_is_no_difference() -> None:
    other = {"source": {"name": "mail.pdf", "format": "factur-x"}, "sha256": "0" * 64, "external_id": "inv_9"}
    assert changes({}, other) == []


@pytest.mark.parametrize(
    ("field", "before", "now"),
    [("due_on", "2026-12-18", "2026-12-31"), ("total", "4877.81", "4900.00"), ("corrects", None, "CAL-1")],
)
def test_a_field_is_named_with_what_it_was_and_is(field: str, before: str | None, now: str) -> None:
    assert changes({field: before}, {field: now}) == [FieldChange(field, before, now)]


def test_a_field_of_a_party_is_named_alone() -> None:
    seller = {"name": "Callaro Inc.", "tax_id": "IE1", "address": None, "country": "IE"}
    assert changes({"seller": seller}, {"seller": {**seller, "country": "US"}}) == [
        FieldChange("seller.country", "IE", "US")
    ]


def test_a_line_is_the_same_line_when_it_is_about_the_same() -> None:
    more = {**LINE, "quantity": "120", "amount": "10.80"}
    assert changes({"lines": [LINE]}, {"lines": [more]}) == [
        FieldChange("lines[1].quantity", "100", "120"),
        FieldChange("lines[1].amount", "9.00", "10.80"),
    ]


def test_lines_in_another_order_are_the_same_lines() -> None:
    other = {**LINE, "description": "Phone numbers"}
    assert changes({"lines": [LINE, other]}, {"lines": [other, LINE]}) == []


def test_a_line_that_came_and_one_that_went_are_told_whole() -> None:
    credit = {"kind": "adjustment", "description": "Credit", "amount": "-5.00"}
    assert changes({"lines": [LINE]}, {"lines": [credit]}) == [
        FieldChange("lines[1]", None, "kind adjustment, description Credit, amount -5.00"),
        FieldChange("lines[1]", "kind usage, description Voice minutes, quantity 100, amount 9.00", None),
    ]


def test_of_two_like_lines_each_has_its_own_partner() -> None:
    assert changes({"lines": [LINE, LINE]}, {"lines": [LINE, {**LINE, "amount": "8.00"}]}) == [
        FieldChange("lines[2].amount", "9.00", "8.00")
    ]


def test_a_period_that_was_not_stated_before() -> None:
    period = {"starts_on": "2026-11-01", "ends_on": "2026-11-30"}
    (change,) = changes({"period": None}, {"period": period})
    assert change == FieldChange("period", None, "starts_on 2026-11-01, ends_on 2026-11-30")
