"""What the page says, worked out without a database."""

import datetime
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from notifications.figures import Figures
from tests.factories import a_document
from tests.notifications.samples import an_invoice
from web.views.changes import ChangesView
from web.views.comparison import largest, pairs
from web.views.difference import differences
from web.views.invoice import InvoiceView, invoice_view
from workflow.invoices.document import InvoiceDocument, Line

TODAY = datetime.date(2026, 12, 7)


def view(document: InvoiceDocument, prior: InvoiceDocument | None = None, **figures: str) -> InvoiceView:
    """Work out the view of a document beside the one before."""
    facts = an_invoice(document, prior=prior, findings=(), earlier=())
    return invoice_view(facts, 0, TODAY, Figures(**figures))


def line(description: str, amount: str | None, kind: str = "usage") -> Line:
    """Make a line."""
    return Line.model_validate({"kind": kind, "description": description, "amount": amount})


def test_lines_are_paired_by_kind_and_words_in_their_order() -> None:
    now = [line("Minutes", "10"), line("minutes ", "20"), line("Seats", "5")]
    before = [line("MINUTES", "1"), line("Minutes", "2"), line("Support", "7")]
    compared = pairs(now, before)
    assert [(pair.line.description, pair.change) for pair in compared] == [
        ("Minutes", Decimal(9)),
        ("minutes", Decimal(18)),
        ("Seats", Decimal(5)),
        ("Support", Decimal(-7)),
    ]


def test_a_line_of_another_kind_is_another_line() -> None:
    assert len(pairs([line("Plan", "10", "subscription")], [line("Plan", "10", "usage")])) == 2


def test_the_largest_change_may_be_a_fall() -> None:
    (most,) = largest(pairs([line("a", "10"), line("b", "1")], [line("a", "8"), line("b", "90")]))
    assert most.line.description == "b"


def test_an_amount_that_is_not_stated_makes_no_change() -> None:
    assert largest(pairs([line("a", None)], [line("a", "8")])) == []


@pytest.mark.parametrize("changes", [{"currency": "USD"}, {"kind": "credit_note"}])
def test_only_like_is_compared_with_like(changes: dict[str, str]) -> None:
    assert an_invoice(a_document(**changes)).comparable is None


@pytest.mark.parametrize(
    ("changes", "said", "good"),
    [
        ({"payment_status": "paid", "due_on": "2026-12-01"}, "Paid.", True),
        ({"payment_status": "unpaid"}, "Not paid yet, due Dec 18, 2026.", True),
        ({"payment_status": "unpaid", "due_on": "2026-12-07"}, "Not paid yet, due Dec 7, 2026.", True),
        ({"payment_status": "unpaid", "due_on": "2026-12-06"}, "Not paid yet, and overdue since Dec 6, 2026.", False),
        ({"payment_status": "failed"}, "The last payment failed.", False),
        ({"payment_status": "unpaid", "due_on": None}, "Not paid yet, and no due date is stated.", True),
        (
            {"payment_status": "unknown"},
            "The document does not say whether it is paid, due Dec 18, 2026.",
            None,
        ),
    ],
)
def test_good_standing_follows_from_payment_and_due_date(changes: dict[str, Any], said: str, good: bool | None) -> None:
    shown = view(a_document(**changes))
    assert (shown.standing.said, shown.standing.is_good) == (said, good)


def test_figures_are_the_readers() -> None:
    shown = view(a_document(), locale="de_DE")
    assert shown.total == "4.877,81\xa0€"
    assert shown.lines.rows[1].now.quantity == "45.000 minutes × 0,08\xa0€"  # as shown


def bare_page(decide_by: str, pay_by: str) -> Any:
    """Make a page on which nothing but the two moments stands."""
    return SimpleNamespace(deadline=SimpleNamespace(decide_by=decide_by, pay_by=pay_by), invoices=())


@pytest.mark.parametrize("before", ["", "null", "[]", "{", "[" * 9000, '{"Decide by": {"a": [1]}}', '{"x": null}'])
def test_facts_that_come_back_broken_do_no_harm(before: str) -> None:
    page = bare_page("now", "later")
    assert all(isinstance(one.was, str) for one in differences(before, page))


def test_a_fact_that_moved_is_named_with_both_values() -> None:
    page = bare_page("Tuesday", "Friday")
    (moved,) = differences(json.dumps({"Decide by": "Monday", "Payment deadline": "Friday"}), page)
    assert (moved.name, moved.was, moved.now) == ("Decide by", "Monday", "Tuesday")


def changed(document: InvoiceDocument, replaced: InvoiceDocument | None = None) -> ChangesView | None:
    """Work out what the page says of an invoice that takes the place of another version."""
    facts = an_invoice(document, revision=2, replaced=replaced or a_document())
    return invoice_view(facts, 0, TODAY, Figures()).changes


def test_an_invoice_that_changed_shows_what_is_different() -> None:
    shown = changed(a_document(due_on="2026-12-31"))
    assert shown
    assert (shown.since, shown.folded, shown.left_out) == ("revision 1", (), 0)
    (due,) = shown.first
    assert (due.name, due.before.text, due.now.text) == ("Due date", "Dec 18, 2026", "Dec 31, 2026")


def test_a_reissue_is_compared_with_the_invoice_that_it_replaces() -> None:
    shown = changed(a_document("CAL-2026-11-R"))
    assert shown
    assert shown.since == "invoice CAL-2026-11"


@pytest.mark.parametrize("replaced", [None, a_document()])
def test_without_a_difference_there_is_nothing_to_show(replaced: InvoiceDocument | None) -> None:
    assert invoice_view(an_invoice(a_document(), replaced=replaced), 0, TODAY, Figures()).changes is None


def test_a_long_difference_is_folded_and_says_what_it_leaves_out() -> None:
    shown = changed(a_document(lines=[{"description": f"line {n}", "amount": "1"} for n in range(300)]))
    assert shown
    assert (len(shown.first), len(shown.folded), shown.left_out) == (8, 192, 102)
