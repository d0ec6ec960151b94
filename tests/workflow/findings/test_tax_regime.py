"""Tax depends on who is billed and where: the one changes with the other, or something is wrong."""

import datetime
from typing import Any

import pytest

from tests.factories import a_document
from tests.workflow.findings.facts import facts_of
from workflow.findings.facts import Customer, Entity, Noticed
from workflow.findings.rules.tax_regime import TaxRegime
from workflow.invoices.document import InvoiceDocument

BERLIN = {"name": "Acme GmbH", "tax_id": "DE123456789", "address": "Torstr. 1, Berlin, 10119", "country": "DE"}
MUNICH = {**BERLIN, "address": "Am Platzl 1, München, 80331"}
VIENNA = {"name": "Acme GesmbH", "tax_id": "ATU12345678", "address": "Ring 1, Wien, 1010", "country": "AT"}
GERMAN, AUSTRIAN, REVERSED = ("S", "19"), ("S", "20"), ("AE", "0")
MOVED_ON = datetime.date(2026, 11, 10)


def taxed(
    *regime: tuple[str | None, str], buyer: Any = BERLIN, number: str = "NOVEMBER", **more: Any
) -> InvoiceDocument:
    groups = [{"category": category, "rate": rate} for category, rate in regime]
    return a_document(number, **{"taxes": groups, "buyer": buyer, **more})


def october(*regime: tuple[str | None, str], **more: Any) -> InvoiceDocument:
    return taxed(*regime, number="OCTOBER", period={"starts_on": "2026-10-01", "ends_on": "2026-10-31"}, **more)


def entity(since: datetime.date, party: dict[str, str]) -> Entity:
    return Entity(since, party["name"], party["tax_id"], party["address"], party["country"])


def moved(to: dict[str, str], since: datetime.date = MOVED_ON) -> Customer:
    return Customer(entities=(entity(datetime.date(2026, 1, 1), BERLIN), entity(since, to)))


def noticed(prior: InvoiceDocument | None, now: InvoiceDocument, customer: Customer | None = None) -> Noticed | None:
    return TaxRegime().evaluate(facts_of(now, prior, customer=customer or Customer()))


def said(prior: InvoiceDocument, now: InvoiceDocument, customer: Customer | None = None) -> tuple[str, str]:
    found = noticed(prior, now, customer)
    assert found
    return found.severity, found.why


def test_the_same_tax_for_the_same_customer_is_as_it_should_be() -> None:
    assert noticed(october(GERMAN), taxed(GERMAN)) is None
    assert noticed(None, taxed(GERMAN)) is None


def test_tax_that_changed_by_itself_is_to_be_checked() -> None:
    found = noticed(october(GERMAN), taxed(AUSTRIAN))
    assert found
    assert (found.severity, found.why) == (
        "check",
        (
            "Tax has changed from 19 % on OCTOBER to 20 %, though neither the billing entity nor its address "
            "has changed since."
        ),
    )
    assert (found.inputs["before"], found.inputs["now"], found.inputs["prior_number"]) == ("19 %", "20 %", "OCTOBER")


def test_another_category_at_the_same_rate_is_another_tax() -> None:
    assert noticed(october(("Z", "0")), taxed(REVERSED))


def test_a_rate_more_is_another_tax() -> None:
    assert "from 19 % on OCTOBER to 19 % and 7 %" in said(october(GERMAN), taxed(GERMAN, ("S", "7")))[1]


def test_without_groups_the_rates_of_the_lines_count() -> None:
    reduced: Any = {"taxes": [], "lines": [{"amount": "1.00", "tax_rate": "7"}]}
    assert said(october(GERMAN), taxed(**reduced))[0] == "check"
    assert noticed(october((None, "7")), taxed(**reduced)) is None


def test_what_one_of_them_does_not_state_is_not_compared() -> None:
    assert noticed(october(GERMAN), taxed((None, "19"))) is None
    assert noticed(october(GERMAN), a_document(taxes=[], lines=[])) is None


def test_tax_that_changed_with_a_move_is_news() -> None:
    severity, why = said(october(GERMAN), taxed(AUSTRIAN, buyer=VIENNA), moved(VIENNA))
    assert severity == "info"
    assert why.startswith(
        "Tax has changed from 19 % on OCTOBER to 20 %, and so has the billing entity since 2026-11-10: "
        'name from "Acme GmbH" to "Acme GesmbH", tax id from "DE123456789" to "ATU12345678"'
    )


def test_a_move_that_only_the_invoice_knows_of_counts_too() -> None:
    severity, why = said(october(GERMAN), taxed(AUSTRIAN, buyer=VIENNA))
    assert (severity, "the buyer on the invoice: name from" in why) == ("info", True)


def test_another_country_at_the_same_tax_is_to_be_checked() -> None:
    severity, why = said(october(GERMAN), taxed(GERMAN, buyer=VIENNA), moved(VIENNA))
    assert severity == "check"
    assert why.endswith("the tax is as on OCTOBER (19 %), though that is another country.")


def test_a_move_within_the_country_is_news() -> None:
    severity, why = said(october(GERMAN), taxed(GERMAN, buyer=MUNICH), moved(MUNICH))
    assert (severity, why) == (
        "info",
        (
            'Changed has the billing entity since 2026-11-10: address from "Torstr. 1, Berlin, 10119" to '
            '"Am Platzl 1, München, 80331"; the tax is as on OCTOBER (19 %), within the same country.'
        ),
    )


def test_a_vendor_that_bills_the_old_address_is_to_be_told() -> None:
    severity, why = said(october(GERMAN), taxed(GERMAN), moved(MUNICH))
    assert (severity, why) == (
        "check",
        (
            'Billed as on OCTOBER, with the address "Torstr. 1, Berlin, 10119" instead of "Am Platzl 1, München, 80331"'
            "; the setup file says otherwise since 2026-11-10."
        ),
    )


def test_a_vendor_that_knew_of_the_move_before_is_not() -> None:
    found = noticed(october(GERMAN, buyer=MUNICH), taxed(GERMAN, buyer=MUNICH), moved(MUNICH))
    assert found
    assert found.severity == "info"


@pytest.mark.parametrize("since", [datetime.date(2026, 10, 31), datetime.date(2026, 12, 1)])
def test_a_move_before_or_after_is_no_reason(since: datetime.date) -> None:
    assert said(october(GERMAN), taxed(AUSTRIAN), moved(MUNICH, since))[0] == "check"
    assert noticed(october(GERMAN), taxed(GERMAN), moved(MUNICH, since)) is None


def test_case_spaces_and_punctuation_are_no_change() -> None:
    spelt = {**BERLIN, "name": "ACME  GmbH", "address": "Torstr 1, 10119 Berlin", "tax_id": "DE 123 456 789"}
    assert noticed(october(GERMAN), taxed(GERMAN, buyer=spelt)) is None


def test_a_credit_note_is_taxed_like_what_it_credits() -> None:
    assert noticed(october(GERMAN), taxed(AUSTRIAN, kind="credit_note")) is None


def test_a_group_about_nothing_is_no_other_tax() -> None:
    about = {"category": "S", "rate": "19", "taxable": "100.00", "amount": "19.00"}
    nothing = {"category": "Z", "rate": "0", "taxable": "0.00", "amount": "0.00"}
    exempt = {**nothing, "taxable": "5.00"}
    assert noticed(october(taxes=[about]), taxed(taxes=[about, nothing])) is None
    assert noticed(october(taxes=[about, nothing]), taxed(taxes=[about])) is None
    assert noticed(october(taxes=[about]), taxed(taxes=[about, exempt]))
