"""The three questions at the top of the page, and the lines beside last period's, worked out without a database."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from notifications.figures import Figures
from tests.factories import a_document, an_earlier_document
from tests.notifications.samples import an_explained_invoice, an_invoice
from web.views.comparison import pairs
from web.views.invoice import InvoiceView, invoice_view
from web.views.lines import AT_ONCE, FOLDED
from workflow.invoices.document import InvoiceDocument, Line
from workflow.reviews.casefile import Earlier, InvoiceFacts
from workflow.reviews.explained import FindingFacts

TODAY = datetime.date(2026, 12, 7)
PAYEE = FindingFacts("payee_changed", "severe", {}, "The account to pay to changed since CAL-2026-10.")


def view(document: InvoiceDocument, prior: InvoiceDocument | None = None, **changes: Any) -> InvoiceView:
    """Work out the view of a document beside the one before."""
    return shown(an_invoice(document, prior=prior, **{"findings": (), "earlier": (), **changes}))


def shown(facts: InvoiceFacts, *, disputed: bool = False) -> InvoiceView:
    """Work out the view of an invoice."""
    return invoice_view(facts, 0, TODAY, Figures(), disputed=disputed)


def causes(invoice: InvoiceView) -> list[str]:
    """List the causes as they read."""
    return [" ".join(filter(None, (one.name, one.amount, one.why))) for one in invoice.driver.causes]


def line(description: str, amount: str | None = "1.00", **changes: Any) -> Line:
    """Make a line."""
    return Line.model_validate({"kind": "usage", "description": description, "amount": amount, **changes})


def numbered(many: int, **changes: Any) -> list[dict[str, Any]]:
    """Make many lines of which the last weighs most."""
    return [{"description": f"Line {chr(97 + n % 26)}x{n:03}", "amount": f"{n}.00", **changes} for n in range(many)]


def an_unpaid(number: str = "CAL-2026-09", due_on: str = "2026-10-18", **changes: Any) -> Earlier:
    """Make an earlier invoice that nobody has paid."""
    day, total = datetime.date.fromisoformat(due_on), Decimal("3310.58")
    return replace(Earlier(number, TODAY, total, "EUR", "approved", "unpaid", day), **changes)


def test_the_period_says_how_long_it_is_and_what_it_charges_for() -> None:
    assert view(a_document()).covers == "30 days: usage €3,600.00, subscription €499.00"
    assert view(a_document(period=None)).covers == "usage €3,600.00, subscription €499.00"
    assert view(a_document(period=None, lines=[])).covers == ""


def test_the_change_is_one_sentence() -> None:
    moved = view(a_document(), an_earlier_document()).driver.moved
    assert moved == "Up €1,428.00 (+41.4 %) against CAL-2026-10, which was €3,449.81."
    fallen = view(a_document(voice="1200.00"), an_earlier_document()).driver.moved
    assert fallen.startswith("Down €1,428.00 (-41.4 %)")


def test_the_three_biggest_causes_come_from_the_bridge_and_the_rest_is_named() -> None:
    driver = shown(an_explained_invoice()).driver
    assert [(one.name, one.amount) for one in driver.causes] == [
        ("Usage", "+€1,094.00"),
        ("Tax", "+€228.00"),
        ("Price", "+€120.00"),
    ]
    assert driver.causes[0].why.startswith('"Voice minutes, outbound": from 30,000 to 45,000 minutes at €0.08')
    assert (driver.verdict, driver.is_explained) == ("Nothing explains €36.00; ask about this.", False)


def test_without_a_bridge_they_are_the_lines_that_changed_most() -> None:
    lines = [line("Voice minutes", "1200.00"), line("Seats", "20.00")]
    prior = an_earlier_document().model_copy(update={"lines": (line("Voice minutes", "900.00"), line("Gone", "50.00"))})
    now = a_document().model_copy(update={"lines": tuple(lines)})
    assert causes(view(now, prior)) == [
        "Voice minutes +€300.00 net",
        "Gone -€50.00 net No longer charged.",
        "Seats +€20.00 net New.",
    ]


def test_the_first_invoice_says_what_it_is_made_of() -> None:
    first = view(a_document())
    assert first.driver.moved == "There is no earlier invoice to compare it with."
    assert causes(first) == ["Voice minutes, outbound €3,600.00 net", "Growth plan €499.00 net"]
    assert {(row.mark, row.change) for row in first.lines.rows} == {("same", "")}


@pytest.mark.parametrize(
    ("changes", "disputed", "tone", "concern"),
    [
        ({}, False, "good", None),
        ({"findings": (PAYEE,)}, False, "check", PAYEE.why),
        ({"findings": (replace(PAYEE, muted="Muted by Ada"),)}, False, "check", PAYEE.why),
        ({}, True, "check", "Something about this review is disputed, and not settled yet."),
        (
            {"earlier": (an_unpaid(),)},
            False,
            "bad",
            "CAL-2026-09 (€3,310.58) was due Oct 18, 2026: not paid, as far as the vendor has told us.",
        ),
        ({"earlier": (an_unpaid(due_on="2026-12-07"), an_unpaid(payment_status="paid"))}, False, "good", None),
        ({"earlier": (an_unpaid(due_on="2026-12-20", state="disputed"),)}, False, "check", "Disputed, and not settled"),
    ],
)
def test_standing_looks_beyond_this_invoice(
    changes: dict[str, Any], disputed: bool, tone: str, concern: str | None
) -> None:
    facts = an_invoice(a_document(), **{"findings": (), "earlier": (), **changes})
    standing = shown(facts, disputed=disputed).standing
    assert standing.tone == tone
    assert [one[: len(concern or "")] for one in standing.concerns] == ([concern] if concern else [])


def test_what_is_not_known_is_not_called_good() -> None:
    assert view(a_document(payment_status="unknown")).standing.verdict == "Not stated"
    assert view(a_document(payment_status="failed")).standing.verdict == "No"


def test_lines_are_found_again_by_what_they_are_about() -> None:
    before = [line("Voice minutes October 2026", "8"), line("Support", "5")]
    now = [line("Support", "5"), line("Voice minutes November 2026", "9")]
    assert [(pair.line.description, pair.change) for pair in pairs(now, before)] == [
        ("Support", Decimal(0)),
        ("Voice minutes November 2026", Decimal(1)),
    ]


def test_the_same_words_come_before_like_words() -> None:
    before = [line("Minutes 1", "1"), line("Minutes 2", "2")]
    assert [pair.change for pair in pairs([line("Minutes 2", "2"), line("Minutes 1", "1")], before)] == [0, 0]


def test_each_line_says_what_it_was_and_is_with_its_quantities() -> None:
    rows = view(a_document(), an_earlier_document()).lines.rows
    minutes = rows[1]
    assert (minutes.before.amount, minutes.before.quantity) == ("€2,400.00", "30,000 minutes × €0.08")
    assert (minutes.now.amount, minutes.now.quantity) == ("€3,600.00", "45,000 minutes × €0.08")
    assert (minutes.change, minutes.mark, rows[0].mark) == ("+€1,200.00", "changed", "same")


def test_new_and_gone_lines_are_marked() -> None:
    now = a_document(lines=[{"description": "Seats", "amount": "20.00"}])
    rows = view(now, an_earlier_document()).lines.rows
    assert [(row.name, row.mark, row.before.amount, row.now.amount) for row in rows] == [
        ("Seats", "new", "–", "€20.00"),
        ("Growth plan", "gone", "€499.00", "–"),
        ("Voice minutes, outbound", "gone", "€2,400.00", "–"),
    ]


def test_of_very_many_lines_the_heaviest_are_shown_and_the_rest_is_added_up() -> None:
    lines = view(a_document(lines=numbered(500))).lines
    assert lines.count == 500
    assert [row.name[-3:] for row in lines.rows] == [f"{n}" for n in range(500 - AT_ONCE, 500)]
    assert [row.name[-3:] for row in lines.folded] == [f"{n}" for n in range(490 - FOLDED, 490)]
    assert lines.rest == f"490 more lines, together €{sum(range(490)):,}.00 net."


def test_the_rest_says_what_it_was_on_the_last_invoice() -> None:
    earlier = a_document("CAL-2026-10", lines=numbered(60))
    lines = view(a_document(lines=[*numbered(60), {"description": "Support", "amount": "5.00"}]), earlier).lines
    assert lines.rest == "51 more lines, together €1,275.00 net; €1,275.00 on the last invoice."


def test_a_name_without_end_is_cut() -> None:
    (row,) = view(a_document(lines=[{"description": "x" * 9000, "amount": "1.00"}])).lines.rows
    assert row.name == "x" * 200 + "…"
