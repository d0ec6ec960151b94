"""What is said of a period: why it is in its state, what follows and when."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from pendulum import DateTime

from tests.factories import NOW
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.line import LedgerInvoice, LedgerLine, LedgerNote, LedgerReview, LedgerSeat
from workflow.reviews.outlook import Outlook, outlook

END = NOW.set(day=1, hour=0)
FETCH, EXPECTED, RUNG = NOW.add(hours=6), NOW.add(days=1), NOW.add(days=3)
PROBLEM = "The vendor answered 401; correct the key."
ANA, OMAR = LedgerSeat("finance", "Ana", "open"), LedgerSeat("operations", "Omar", "open")
REVIEW = LedgerReview(Workspace().id, "open", RUNG, (ANA, OMAR))
INVOICE = LedgerInvoice("A-1", 1, "under_review", "invoice", "final", Decimal(10), "EUR", None, REVIEW)


def a_line(state: str, of_period: dict[str, Any] | None = None, **changes: Any) -> LedgerLine:
    """Make the line of a period that was asked about and answered completely."""
    values = {"state": state, "ends_at": END, "expected_by": EXPECTED, "fetch_at": FETCH, "answered": "complete"}
    return LedgerLine(workspace=Workspace(), period=BillingPeriod(**{**values, **(of_period or {})}), **changes)


def settled(state: str, number: str = "A-1") -> LedgerInvoice:
    """Make an invoice whose review was settled."""
    return replace(INVOICE, number=number, review=replace(REVIEW, state=state, seats=()))


def said(line: LedgerLine) -> tuple[str, str | None, DateTime | None]:
    """Give what is said of a line."""
    seen = outlook(line)
    return seen.reason, seen.next, seen.next_at


def test_history_is_kept_to_compare_with() -> None:
    line = a_line("history", {"fetch_at": None}, invoices=(INVOICE, replace(INVOICE, number="A-2")))
    assert said(line) == ("Before the first review; kept to compare with: A-1 and A-2.", None, None)


def test_history_that_was_not_fetched_yet_is_asked_for_once() -> None:
    assert said(a_line("history")) == ("Before the first review.", "The source is asked once", FETCH)


def test_a_running_period_ends() -> None:
    assert said(a_line("open")) == ("The period is running.", "It ends, and its invoice is awaited", END)


def test_before_the_first_answer_the_source_is_asked() -> None:
    line = a_line("awaiting_invoice", {"answered": None})
    assert said(line) == ("It has ended, and the source was not asked yet.", "The source is asked", FETCH)


def test_what_is_awaited_may_become_late() -> None:
    line = a_line("awaiting_invoice", {"chase_at": EXPECTED})
    reason = "Nothing has come yet; the source answers completely."
    assert said(line) == (reason, "It is late, unless it comes before", EXPECTED)
    assert not outlook(line).needs


def test_a_draft_is_not_the_invoice() -> None:
    draft = replace(INVOICE, status="draft", state="draft", review=None)
    assert outlook(a_line("awaiting_invoice", invoices=(draft,))).reason.startswith("Only a draft has come yet")


def test_silence_that_is_not_proven_does_not_make_it_late() -> None:
    line = a_line("awaiting_invoice", {"chase_at": EXPECTED.add(hours=6)})
    assert outlook(line).reason.startswith("Its day has passed, but late it is only after two complete answers")
    assert outlook(line).next_at == FETCH


@pytest.mark.parametrize(
    ("answered", "why"),
    [("broken", "the source cannot be heard"), ("incomplete", "the source did not answer completely")],
)
def test_who_cannot_be_heard_is_not_called_silent(answered: str, why: str) -> None:
    line = a_line("awaiting_invoice", {"answered": answered}, problem=PROBLEM)
    assert said(line) == (f"Nobody is chased, for {why}: {PROBLEM}", "The source is asked again", FETCH)
    assert outlook(line).needs


def test_the_problem_may_be_withheld() -> None:
    line = a_line("awaiting_invoice", {"answered": "broken"})
    assert outlook(line).reason == "Nobody is chased, for the source cannot be heard."


def test_a_file_that_may_be_the_invoice_is_looked_at_first() -> None:
    line = a_line("awaiting_invoice", files=("nov.pdf", "dec.pdf"))
    assert outlook(line) == Outlook(
        "What was set aside may be its invoice: nov.pdf and dec.pdf.",
        "Somebody looks at it and keys it in, or says that it is none",
        needs=True,
    )


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        ("chase", "A letter to the vendor is due"),
        ("chase_again", "Another letter to the vendor is due"),
        ("admin", "The admins are told"),
    ],
)
def test_a_late_invoice_is_chased_rung_by_rung(rung: str, words: str) -> None:
    line = a_line("late", {"chase_rung": rung, "chase_at": RUNG})
    assert said(line) == ("Its day has passed, and two complete answers came without it.", words, RUNG)
    assert outlook(line).needs


def test_after_the_last_rung_it_is_for_people() -> None:
    assert said(a_line("late"))[1:] == ("Somebody gets it from the vendor, or waives it", None)


def test_the_chase_rests_while_the_source_cannot_be_heard() -> None:
    line = a_line("late", {"answered": "broken", "chase_rung": "chase", "chase_at": RUNG}, problem=PROBLEM)
    reason = f"Late, but the chase rests, for the source cannot be heard: {PROBLEM}"
    assert said(line) == (reason, "The source is asked again", FETCH)


def test_a_drafted_letter_waits_for_somebody() -> None:
    line = a_line("late", {"chase_rung": "admin", "chase_at": RUNG}, draft="chase")
    assert said(line)[1:] == ("Somebody sends the letter to the vendor, which is drafted", None)


def test_what_the_vendor_answered_last_is_said() -> None:
    notes = tuple(LedgerNote("vendor_answer", text, "Ana", NOW) for text in ("Soon.", "On Friday."))
    assert outlook(a_line("late", notes=notes)).reason.endswith("The vendor answered: “On Friday.”")


def test_a_file_is_named_on_a_late_period_too() -> None:
    assert "What was set aside may be it: nov.pdf." in outlook(a_line("late", files=("nov.pdf",))).reason


def test_under_review_it_waits_for_people_until_the_decision_is_due() -> None:
    line = a_line("invoiced", invoices=(INVOICE, settled("approved", "A-2")))
    reason = "A-1 waits for Ana (finance) and Omar (operations); A-2 was approved."
    assert said(line) == (reason, "The decision is due", RUNG)
    assert outlook(line).needs


def test_of_two_reviews_the_earlier_deadline_counts() -> None:
    other = replace(INVOICE, number="A-2", review=replace(REVIEW, decide_by=RUNG.subtract(days=2)))
    assert outlook(a_line("invoiced", invoices=(INVOICE, other))).next_at == RUNG.subtract(days=2)


def test_a_flagged_invoice_waits_for_the_admin() -> None:
    seats = (replace(ANA, state="flagged"), LedgerSeat("admin", "Ada", "open"))
    line = a_line("invoiced", invoices=(replace(INVOICE, review=replace(REVIEW, state="disputed", seats=seats)),))
    assert outlook(line).reason == "A-1 was flagged and waits for Ada (admin)."


def test_a_seat_without_a_person_is_named_so() -> None:
    seats = (replace(ANA, person=None),)
    line = a_line("invoiced", invoices=(replace(INVOICE, review=replace(REVIEW, seats=seats)),))
    assert outlook(line).reason == "A-1 waits for nobody (finance)."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "received"}, "is being examined"),
        ({"state": "examined", "problem": "no rule"}, "could not be examined yet (no rule)"),
        ({"state": "kept"}, "is kept without a review"),
        ({"state": "kept", "status": "void"}, "was voided by the vendor"),
        ({"state": "kept", "status": "draft"}, "is a draft"),
    ],
)
def test_an_invoice_without_a_review_says_why(changes: dict[str, Any], words: str) -> None:
    line = a_line("invoiced", invoices=(replace(INVOICE, review=None, **changes),))
    assert outlook(line).reason == f"A-1 {words}."
    assert outlook(line).next == ("Its review opens" if changes["state"] != "kept" else None)


@pytest.mark.parametrize("state", ["approved", "rejected", "withdrawn"])
def test_a_reviewed_period_tells_the_outcome_and_nothing_follows(state: str) -> None:
    assert said(a_line("reviewed", invoices=(settled(state),))) == (f"A-1 was {state}.", None, None)


def test_a_waived_period_tells_why_and_by_whom() -> None:
    notes = (LedgerNote("vendor_answer", "Soon.", "Omar", NOW), LedgerNote("waiver", "It was free.", "Ana", NOW))
    assert said(a_line("waived", notes=notes)) == ("Ana waived it: It was free.", None, None)
