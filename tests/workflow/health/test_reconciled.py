"""The fourth question: totals reconcile with usage and plan, or somebody saw to it."""

from typing import Any

import pytest

from tests.workflow.health.handled import a_review, an_invoice, at
from workflow.health.answer import Verdict
from workflow.health.facts import Handled
from workflow.health.questions.reconciled import measure


def a_difference(rule: str = "usage", *, corrected: bool = False, **changes: Any) -> Handled:
    """Make a decided review of an invoice that does not reconcile."""
    return a_review(at(7), invoices=(an_invoice(rule, was_corrected=corrected),), **changes)


CLEAN = a_review(at(7))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("sums", "the lines"),
        ("tax_arithmetic", "the tax"),
        ("usage", "the usage seen at the vendor"),
        ("plan", "the plan"),
        ("proration", "the days of a plan change"),
    ],
)
def test_one_that_was_approved_without_a_word_is_one_too_many(rule: str, said: str) -> None:
    answer = measure([CLEAN] * 9 + [a_difference(rule)])
    assert (answer.verdict, str(answer.share)) == (Verdict.WATCH, "90.0")
    assert answer.proof[0].why == f"approved although {said} did not agree"


def test_below_nine_tenths_it_is_unhealthy() -> None:
    assert measure([CLEAN] * 8 + [a_difference()]).verdict == Verdict.UNHEALTHY


@pytest.mark.parametrize("answered", [{"state": "rejected"}, {"was_disputed": True}, {"corrected": True}])
def test_what_was_rejected_disputed_or_corrected_was_answered(answered: dict[str, Any]) -> None:
    answer = measure([CLEAN, a_difference(**answered)])
    assert (answer.verdict, answer.counts["answered"], answer.against) == (Verdict.HEALTHY, 1, 0)
    assert answer.sentence == (
        "2 of 2 invoices (100 %) reconcile with lines, tax, usage and plan, 1 because the difference was rejected, "
        "disputed or corrected by the vendor."
    )


def test_what_the_vendor_corrected_before_anybody_decided_counts_as_reconciled() -> None:
    answer = measure([a_difference(state="withdrawn", corrected=True)])
    assert (answer.verdict, answer.counts["invoices"]) == (Verdict.HEALTHY, 1)


def test_what_was_withdrawn_without_a_difference_says_nothing() -> None:
    assert measure([a_review(at(7), state="withdrawn")]).verdict == Verdict.NO_DATA


def test_a_check_about_something_else_does_not_count() -> None:
    answer = measure([a_difference("payee_changed")])
    assert answer.verdict == Verdict.HEALTHY
    assert answer.sentence == "1 of 1 invoice (100 %) reconciles with lines, tax, usage and plan."


def test_several_checks_on_one_invoice_are_named_together() -> None:
    both = a_review(at(7), invoices=(an_invoice("usage", "sums", "total_changed"),))
    assert measure([both]).proof[0].why == (
        "approved although the lines and the usage seen at the vendor did not agree"
    )
