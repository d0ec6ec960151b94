"""The second question: what share of the decided amounts had evidence."""

from decimal import Decimal

from tests.workflow.health.handled import a_review, an_invoice, at
from workflow.health.answer import Verdict
from workflow.health.facts import Handled
from workflow.health.questions.explained import measure


def a_charge(explained: str | None, amount: str = "1000.00", **changes: str) -> Handled:
    """Make a decided review of an invoice of which so much had evidence; None: that is not known."""
    known = {} if explained is None else {"amount": Decimal(amount), "explained": Decimal(explained)}
    return a_review(at(7), invoices=(an_invoice(**known, **changes),))


def test_nine_tenths_of_the_amount_with_evidence_are_healthy() -> None:
    answer = measure([a_charge("1000.00"), a_charge("800.00")])
    assert (answer.verdict, str(answer.share)) == (Verdict.HEALTHY, "90.0")
    assert answer.sentence == "1800.00 EUR of 2000.00 EUR (90 %) had evidence when it was decided."


def test_it_is_the_amount_that_counts_and_not_how_many_invoices_there_are() -> None:
    assert measure([a_charge("9000.00", "9000.00"), a_charge("0", "100.00")]).verdict == Verdict.HEALTHY


def test_below_nine_tenths_it_is_watched_and_below_three_quarters_unhealthy() -> None:
    assert measure([a_charge("899.99")]).verdict == Verdict.WATCH
    assert measure([a_charge("750.00")]).verdict == Verdict.WATCH
    assert measure([a_charge("749.99")]).verdict == Verdict.UNHEALTHY


def test_what_is_not_known_is_not_nothing() -> None:
    answer = measure([a_charge("950.00"), a_charge(None)])
    assert (answer.verdict, answer.counts) == (Verdict.HEALTHY, {"invoices": 2, "unknown": 1})
    assert answer.sentence.endswith("Of 1 of 2 invoices it is not known.")


def test_when_nothing_is_known_there_is_no_verdict() -> None:
    answer = measure([a_charge(None)])
    assert (answer.verdict, answer.share) == (Verdict.NO_DATA, None)
    assert answer.sentence == "Of 1 of 1 invoice it is not known."


def test_an_invoice_that_charges_nothing_has_nothing_to_explain() -> None:
    assert measure([a_charge("0", "0")]).verdict == Verdict.NO_DATA


def test_currencies_are_not_added_and_the_lowest_share_counts() -> None:
    answer = measure([a_charge("1000.00"), a_charge("60000", "100000", currency="JPY")])
    assert (answer.verdict, str(answer.share)) == (Verdict.UNHEALTHY, "60.0")
    assert answer.sentence == (
        "1000.00 EUR of 1000.00 EUR (100 %), 60000 JPY of 100000 JPY (60 %) had evidence when it was decided. "
        "The lowest share counts."
    )


def test_the_proof_names_the_least_explained_first() -> None:
    answer = measure([a_charge("500.00", number="A-1"), a_charge("0", number="A-2"), a_charge("990.00", number="A-3")])
    assert [(one.review.numbers, one.why) for one in answer.proof] == [
        (("A-2",), "0 % of 1000.00 EUR had evidence"),
        (("A-1",), "50 % of 1000.00 EUR had evidence"),
    ]
