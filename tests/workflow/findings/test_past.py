"""Earlier invoices of the same seller are what a new one is compared with."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_document, a_workspace
from tests.workflow.walking import take_in
from workflow.findings.past import earlier_of, past_invoices
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.invoice import Invoice, Revision


def of_month(month: int, **changes: Any) -> InvoiceDocument:
    period = {"starts_on": f"2026-{month:02}-01", "ends_on": f"2026-{month:02}-28"}
    return a_document(**{"number": f"CAL-{month:02}", "period": period, **changes})


def earlier(session: Session, *documents: InvoiceDocument) -> list[tuple[str, int]]:
    """Give the numbers and revisions before November's, newest first."""
    take_in(session, a_workspace(session), *documents, of_month(11))
    newest = (
        select(Revision, Invoice).join(Invoice, Invoice.id == Revision.invoice_id).where(Invoice.number == "CAL-11")
    )
    revision, invoice = session.execute(newest).one()
    past = past_invoices(session, [(revision, invoice)])[revision.id]
    versions = dict(session.execute(select(Revision.id, Revision.number)).all())
    return [(one.number, versions[one.revision_id]) for one in earlier_of(revision, invoice.seller, past)]


def test_the_newest_comes_first(session: Session) -> None:
    numbers = [f"CAL-{month:02}" for month in range(10, 0, -1)]
    assert earlier(session, *[of_month(month) for month in range(1, 11)]) == [(number, 1) for number in numbers]


def test_of_each_invoice_the_newest_revision_counts(session: Session) -> None:
    assert earlier(session, of_month(10), of_month(10, voice="1.00")) == [("CAL-10", 2)]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "draft"},
        {"status": "void"},
        {"kind": "credit_note"},
        {"seller": {"name": "Someone Else"}},
        {"period": {"starts_on": "2026-11-01", "ends_on": "2026-11-28"}},
        {"period": {"starts_on": "2026-12-01", "ends_on": "2026-12-28"}},
    ],
    ids=["draft", "void", "credit note", "another seller", "the same days", "later days"],
)
def test_what_is_no_earlier_invoice_does_not_count(session: Session, changes: dict[str, Any]) -> None:
    assert earlier(session, of_month(10, **changes)) == []


def test_an_invoice_that_was_voided_later_does_not_count(session: Session) -> None:
    assert earlier(session, of_month(10), of_month(10, status="void"), of_month(9)) == [("CAL-09", 1)]


def test_another_workspace_is_not_looked_at(session: Session) -> None:
    take_in(session, a_workspace(session, "beta"), of_month(10))
    assert earlier(session) == []


def test_what_was_issued_anew_does_not_count(session: Session) -> None:
    again = of_month(9, number="CAL-09-R1", corrects="CAL-09")
    assert earlier(session, of_month(9), again) == [("CAL-09-R1", 1)]


def test_nor_does_what_was_issued_anew_twice(session: Session) -> None:
    first, second = (
        of_month(9, number=f"CAL-09-R{n}", corrects=corrects) for n, corrects in [(1, "CAL-09"), (2, "CAL-09-R1")]
    )
    assert earlier(session, of_month(9), first, second) == [("CAL-09-R2", 1)]
