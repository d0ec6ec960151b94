"""A seller that never billed here before is severe, as is a known one under another name."""

from typing import Any

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of, past_of
from workflow.findings.facts import Noticed
from workflow.findings.rules.seller_changed import SellerChanged
from workflow.invoices.document import InvoiceDocument

INC = {"name": "Callaro, Inc.", "tax_id": "EU372041881"}
JAPAN = {"name": "Callaro Japan K.K.", "tax_id": "T9999999999982"}


def sold_by(seller: dict[str, Any], number: str = "NEW", **changes: Any) -> InvoiceDocument:
    return a_document(number, seller=seller, **changes)


LAST = sold_by(INC, "LAST")


def noticed(seller: dict[str, Any], last: InvoiceDocument | None = LAST, **more: Any) -> Noticed | None:
    past = more.pop("past", (past_of(last),) if last else ())
    return SellerChanged().evaluate(facts_of(sold_by(seller), last=last, past=past, **more))


def test_the_same_seller_is_as_it_should_be() -> None:
    assert noticed(INC) is None


@pytest.mark.parametrize("tax_id", ["EU 372041881", "EU-372.041.881", "eu372041881"])
def test_so_is_its_tax_id_written_otherwise(tax_id: str) -> None:
    assert noticed({**INC, "tax_id": tax_id}) is None


def test_another_seller_is_severe() -> None:
    found = noticed(JAPAN)
    assert found
    assert found.severity == "severe"
    assert found.why == (
        'The invoice is from "Callaro Japan K.K." (tax id T9999999999982), not "Callaro, Inc." (tax id EU372041881) as '
        "on LAST; no earlier invoice here was. Confirm it by a phone number or address that you already know, not by "
        "the contacts on this invoice. A second person of finance is asked as well."
    )
    assert found.inputs == {
        "before_number": "LAST",
        "before_name": "Callaro, Inc.",
        "before_tax_id": "EU372041881",
        "name": "Callaro Japan K.K.",
        "tax_id": "T9999999999982",
    }


def test_the_same_name_under_another_tax_id_is_severe() -> None:
    assert noticed({**INC, "tax_id": "EU999999999"})


def test_another_name_under_the_same_tax_id_is_severe() -> None:
    found = noticed({**INC, "name": "Callaro Holdings"})
    assert found
    assert 'from "Callaro Holdings" (tax id EU372041881), not "Callaro, Inc."' in found.why


@pytest.mark.parametrize("name", ["CALLARO INC", "Callaro,Inc", None])
def test_case_spaces_punctuation_and_no_name_are_no_change(name: str | None) -> None:
    assert noticed({**INC, "name": name}) is None


@pytest.mark.parametrize(("before", "now"), [(INC, {**INC, "tax_id": None}), ({**INC, "tax_id": None}, INC)])
def test_a_tax_id_left_out_once_is_no_change(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert noticed(now, sold_by(before, "LAST")) is None


def test_a_seller_of_an_earlier_invoice_is_known() -> None:
    assert noticed(INC, sold_by(JAPAN, "LAST"), past=(past_of(sold_by(JAPAN)), past_of(LAST))) is None


def test_a_known_seller_may_not_come_back_under_another_name() -> None:
    other = sold_by(JAPAN, "LAST")
    found = noticed({**INC, "name": "Callaro Holdings"}, other, past=(past_of(other), past_of(LAST)), prior=LAST)
    assert found
    assert found.inputs["before_name"] == "Callaro, Inc."


def test_a_credit_note_is_looked_at_as_well() -> None:
    note = sold_by(JAPAN, kind="credit_note")
    assert SellerChanged().evaluate(facts_of(note, last=LAST, past=(past_of(LAST),)))


def test_the_first_invoice_and_one_that_names_no_seller_are_not_noticed() -> None:
    assert noticed(INC, None) is None
    assert noticed({}) is None
