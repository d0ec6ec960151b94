"""Real e-invoices, whatever they state and leave out: every check can be made on every one of them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sources.reading import read_invoice
from tests.factories import NOW, a_policy, a_workspace
from tests.workflow.findings.facts import facts_of, past_of
from tests.workflow.walking import take_in
from workflow.findings.examine import check, examine
from workflow.findings.facts import Facts, SameNumber
from workflow.findings.finding import Finding
from workflow.findings.line_keys import line_key
from workflow.invoices.document import InvoiceDocument, read_document, to_json
from workflow.invoices.identity import seller_key
from workflow.invoices.invoice import EXAMINED, Revision
from workflow.invoices.source import Span

FOLDER = Path(__file__).parents[2] / "samples" / "einvoice"
SAMPLES = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".xml", ".pdf"})
EARLIER = "2016-01"
"""Before any of the samples."""


@cache
def sample(path: Path) -> InvoiceDocument:
    return read_invoice(path.name, path.read_bytes())


def failed(facts: Facts) -> list[str]:
    return [f"{name}: {noticed.why}" for name, noticed in check(facts) if "failed" in noticed.inputs]


def an_invoice_like(document: InvoiceDocument, **changes: Any) -> InvoiceDocument:
    """Make one that the same seller may have written before."""
    earlier: Mapping[str, Any] = {
        "number": f"{document.number}-0",
        "kind": "invoice",
        "issued_on": f"{EARLIER}-31",
        "period": {"starts_on": f"{EARLIER}-01", "ends_on": f"{EARLIER}-31"},
    }
    return read_document({**to_json(document), **earlier, **changes})


def beside(document: InvoiceDocument, earlier: InvoiceDocument) -> Facts:
    """Hold an invoice against an earlier one in every way that there is."""
    return facts_of(
        document,
        earlier,
        last=earlier,
        past=(past_of(earlier),),
        around=(earlier,),
        billed=Span(NOW.date(), NOW.date()),
        same_number=(SameNumber("acme", seller_key(earlier), document.number, earlier.issued_on),),
        known_lines=frozenset(line_key(line.description) for line in earlier.lines),
        replaced=earlier,
        revision=2,
    )


def test_there_are_samples_of_every_format() -> None:
    formats = {sample(path).source.format.value for path in SAMPLES}
    assert formats == {"ubl", "cii", "factur-x"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_check_can_be_made_on_a_first_invoice(path: Path) -> None:
    assert failed(facts_of(sample(path))) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_check_can_be_made_on_a_second_invoice(path: Path) -> None:
    document = sample(path)
    assert failed(beside(document, an_invoice_like(document))) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_and_on_the_same_invoice_once_more(path: Path) -> None:
    assert failed(beside(sample(path), sample(path))) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_and_beside_the_invoice_of_anybody_else(path: Path) -> None:
    document, others = sample(path), [sample(other) for other in SAMPLES]
    assert [why for other in others for why in failed(beside(document, other))] == []


def test_all_of_them_after_one_another_for_one_customer(session: Session) -> None:
    acme = a_workspace(session)
    for position, path in enumerate(SAMPLES):
        document = sample(path)
        # The same invoice lies here in several formats; a customer gets it once.
        take_in(session, acme, read_document({**to_json(document), "number": f"{document.number}/{position}"}))
    while (batch := examine(session, NOW, a_policy())).done:
        assert batch.troubles == ()
    session.commit()
    assert {one.state for one in session.scalars(select(Revision))} == {EXAMINED}
    assert [one.why for one in session.scalars(select(Finding)) if "failed" in one.inputs] == []
