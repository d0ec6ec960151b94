"""A recurring line of the invoice before that is missing is told; a large one is to be checked."""

from typing import Any

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.line_gone import LineGone
from workflow.invoices.document import InvoiceDocument

OCTOBER = {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}


def of_lines(*lines: tuple[str, str, str], **changes: Any) -> InvoiceDocument:
    named = [{"kind": kind, "description": what, "amount": amount} for kind, what, amount in lines]
    return a_document(**{"lines": named, **changes})


PLAN = ("subscription", "Growth plan", "499.00")
RECORDING = ("subscription", "Call recording", "35.00")


def noticed(document: InvoiceDocument, *before: tuple[str, str, str], **changes: Any) -> Noticed | None:
    prior = of_lines(*before, **{"number": "CAL-2026-10", "period": OCTOBER, **changes})
    return LineGone().evaluate(facts_of(document, prior))


def test_the_same_lines_are_not_noticed() -> None:
    assert noticed(of_lines(PLAN, RECORDING), RECORDING, PLAN) is None


def test_a_line_that_is_gone_is_told() -> None:
    found = noticed(of_lines(PLAN), PLAN, RECORDING)
    assert found
    assert found.severity == "info"
    assert found.why == 'CAL-2026-10 had "Call recording" (35.00 EUR), and this invoice has not.'
    assert found.inputs == {
        "prior_number": "CAL-2026-10",
        "lines": "1",
        "amount": "35.00 EUR",
        "threshold_amount": "250.00 EUR",
    }


def test_a_large_line_that_is_gone_is_to_be_checked() -> None:
    found = noticed(of_lines(RECORDING), PLAN, RECORDING)
    assert found
    assert found.severity == "check"
    assert found.why == (
        'CAL-2026-10 had "Growth plan" (499.00 EUR), and this invoice has not; more than 250.00 EUR is to be checked.'
    )


@pytest.mark.parametrize("kind", ["subscription", "usage", "other"])
def test_what_recurs_is_missed(kind: str) -> None:
    assert noticed(of_lines(PLAN), PLAN, (kind, "Messages", "5.00"))


@pytest.mark.parametrize("kind", ["one_off", "adjustment"])
def test_what_happened_once_is_not_missed(kind: str) -> None:
    assert noticed(of_lines(PLAN), PLAN, (kind, "Workshop", "800.00")) is None


def test_a_line_in_other_words_for_the_month_is_still_there() -> None:
    there = ("subscription", "Growth plan November 2026", "499.00")
    assert noticed(of_lines(there), ("subscription", "Growth plan October 2026", "499.00")) is None


def test_a_line_of_another_kind_is_still_there() -> None:
    assert noticed(of_lines(("other", "Growth plan", "499.00")), PLAN) is None


def test_a_top_up_misses_nothing_of_a_month() -> None:
    days = {"starts_on": "2026-11-01", "ends_on": "2026-11-10"}
    assert noticed(of_lines(("usage", "Minutes", "9.00"), period=days), PLAN) is None


def test_a_short_february_is_about_as_long_as_a_month() -> None:
    days = {"starts_on": "2027-02-01", "ends_on": "2027-02-28"}
    assert noticed(of_lines(RECORDING, period=days), PLAN, RECORDING)


def test_a_credit_note_and_a_first_invoice_miss_nothing() -> None:
    assert noticed(of_lines(kind="credit_note"), PLAN) is None
    assert LineGone().evaluate(facts_of(of_lines(PLAN))) is None
