"""One invoice stays one, however its seller and its number are written."""

from typing import Any

import pytest

from tests.factories import a_document
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.identity import Key, Keys

CALLARO = {"name": "Callaro, Inc.", "tax_id": "EU372041881"}


def a(number: str = "CAL-1", **seller: Any) -> InvoiceDocument:
    return a_document(number=number, seller={**CALLARO, **seller})


def key_after(held: InvoiceDocument, document: InvoiceDocument) -> tuple[Key, Key]:
    keys = Keys()
    first = keys.of(held)
    keys.add(first, held.seller.model_dump())
    return first, keys.of(document)


@pytest.mark.parametrize(
    "document",
    [
        a(),
        a("cal-1"),
        a(" CAL-1"),
        a(name="Callaro"),
        a(tax_id="EU 372041881"),
        a(tax_id=None),
        a(tax_id=None, name="CALLARO, INC."),
    ],
)
def test_these_are_the_same_invoice(document: InvoiceDocument) -> None:
    first, second = key_after(a(), document)
    assert first == second


@pytest.mark.parametrize(
    "document", [a("CAL-2"), a(tax_id="EU1"), a(name="Callaro K.K.", tax_id=None), a(name=None, tax_id=None)]
)
def test_these_are_others(document: InvoiceDocument) -> None:
    first, second = key_after(a(), document)
    assert first != second


def test_a_seller_who_first_left_out_the_tax_id_is_known_by_name() -> None:
    first, second = key_after(a(tax_id=None), a())
    assert first == second


def test_a_tax_id_that_was_said_later_is_known_from_then_on() -> None:
    keys = Keys()
    first = keys.of(a(tax_id=None))
    keys.add(first, a().seller.model_dump())
    assert keys.of(a()) == keys.of(a(tax_id=None)) == first
