"""A change between two versions is told in words, with figures as the reader writes them."""

from typing import Any

import pytest

from notifications.figures import Figures
from notifications.naming import NamedChange, Value, compared_with, named
from notifications.places import DOCUMENT, LINE, TAX
from tests.factories import a_document
from tests.notifications.samples import a_revised_document
from workflow.invoices.difference import NOT_COMPARED, FieldChange, difference
from workflow.invoices.document import CoveredPeriod, InvoiceDocument, Line, TaxGroup

PARTS = {"seller", "buyer", "payee", "lines", "taxes"}


def changes(before: InvoiceDocument, now: InvoiceDocument, most: int = 40, **figures: str) -> list[NamedChange]:
    """Name what is different between two documents."""
    return list(named(difference(before, now), before, now, Figures(**figures), most))


def change(name: str, **changed: Any) -> tuple[str, str]:
    """Give the two values of the one change of this name that some fields make."""
    (found,) = (one for one in changes(a_document(), a_document(**changed)) if one.name == name)
    return found.before.text, found.now.text


def test_every_field_has_a_name() -> None:
    of_parties = {f"{part}.{name}" for part in ("seller", "buyer") for name in ("name", "tax_id", "address", "country")}
    own = set(InvoiceDocument.model_fields) - NOT_COMPARED - PARTS
    covered = {f"period.{name}" for name in CoveredPeriod.model_fields}
    assert DOCUMENT.keys() == own | of_parties | covered | {"payee.name", "payee.iban", "payee.bic"}
    assert LINE.keys() == set(Line.model_fields) | covered
    assert TAX.keys() == set(TaxGroup.model_fields)


@pytest.mark.parametrize(
    ("name", "changed", "values"),
    [
        ("Due date", {"due_on": "2026-12-31"}, ("Dec 18, 2026", "Dec 31, 2026")),
        ("Due date", {"due_on": None}, ("Dec 18, 2026", "not stated")),
        ("Total", {"total": "4877.8"}, ("€4,877.81", "€4,877.80")),
        ("Period", {"period": None}, ("Nov 1 – 30, 2026", "not stated")),
        ("Payment", {"payment_status": "partial"}, ("unpaid", "partly paid")),
        ("Kind of document", {"kind": "credit_note"}, ("invoice", "credit note")),
        ("IBAN", {"payee": {"iban": "DE02"}}, ("IE29AIBK93115212345678", "DE02")),
        ("Tax group 1: tax", {"taxes": [{"category": "S", "rate": "19", "taxable": "4099.00", "amount": "9"}]},
         ("€778.81", "€9.00")),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_reader_writes(name: str, changed: dict[str, Any], values: tuple[str, str]) -> None:
    thin = str.maketrans({"\N{THIN SPACE}": " ", "\N{NO-BREAK SPACE}": " "})
    before, now = change(name, **changed)
    assert (before.translate(thin), now.translate(thin)) == values


def test_what_is_to_be_paid_and_where_to_comes_first() -> None:
    names = [one.name for one in changes(a_document(), a_revised_document())]
    assert names[:4] == ["Total", "Still due", "Due date", "IBAN"]
    assert names[-3:] == ["Line 3, new", "Tax group 1: taxed amount", "Tax group 1: tax"]


def test_a_line_is_named_by_its_place_and_by_what_it_is_about() -> None:
    found = {one.name: one for one in changes(a_document(), a_revised_document(), locale="de_DE")}
    amount, new = found["Line 2: amount"], found["Line 3, new"]
    assert amount == NamedChange(
        "Line 2: amount", "Voice minutes, outbound", Value("3.600,00\xa0€"), Value("3.500,00\xa0€")
    )
    assert (new.about, new.before.text, new.now.text) == (
        "Onboarding support", "not there", "120,00\xa0€ (2 × 60,00\xa0€)",
    )  # fmt: skip


def test_a_line_that_is_gone_is_named_by_its_place_before() -> None:
    (gone,) = (one for one in changes(a_revised_document(), a_document()) if one.name.endswith("gone"))
    assert (gone.name, gone.about, gone.now.text) == ("Line 3, gone", "Onboarding support", "not there")


def test_a_tax_group_that_says_nothing_can_still_be_told() -> None:
    (new, *_) = (one for one in changes(a_document(taxes=[]), a_document(taxes=[{}])) if one.name.endswith("new"))
    assert (new.name, new.about, new.now.text) == ("Tax group 1, new", "", "not stated on not stated")


def test_each_amount_is_in_its_own_currency() -> None:
    found = {one.name: one for one in changes(a_document(), a_document(currency="USD", total="9"))}
    assert (found["Total"].before.text, found["Total"].now.text) == ("€4,877.81", "$9.00")


def test_long_texts_are_shown_where_they_part() -> None:
    long = "x" * 9_000
    (found,) = changes(a_document(seller={"name": f"{long}A{long}"}), a_document(seller={"name": f"{long}B{long}"}))
    assert found.before.text == f"…{'x' * 40}A{'x' * 159}…"
    assert found.now.text[41] == "B"


def test_a_difference_that_cannot_be_seen_is_said_to_be_one() -> None:
    (found,) = changes(a_document(seller={"name": "Callaro"}), a_document(seller={"name": "Call\u200baro"}))
    assert found.name == "Seller (differs only in what cannot be seen)"


def test_a_field_that_is_new_to_the_document_is_told_by_its_own_name() -> None:
    (found,) = named([FieldChange("buyer.cost_center", None, "7")], a_document(), a_document(), Figures(), 9)
    assert (found.name, found.now) == ("Buyer: cost center", Value("7", by_vendor=True))


def test_no_more_are_named_than_asked_for() -> None:
    assert len(changes(a_document(), a_revised_document(), most=2)) == 2


@pytest.mark.parametrize(("before", "since"), [("CAL-2026-11", "revision 1"), ("CAL-9", "invoice CAL-9")])
def test_it_is_compared_with_the_revision_before_or_with_another_invoice(before: str, since: str) -> None:
    assert compared_with(a_document(before), a_document(), 2) == since
