"""Tax, currency, figures that do not add up, and invoices that print no more than a total."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.workflow.findings.bridge.invoices import bridge, evidence, invoice, line, minutes, new, old, plan
from tests.workflow.findings.facts import facts_of
from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.bridging import Bridged, bridge_of
from workflow.findings.facts import Customer, Entity

BERLIN = Entity(date(2026, 1, 1), "Acme GmbH", "DE1", "Torstr. 1, Berlin", "DE")
VIENNA = Entity(date(2026, 11, 1), "Acme GmbH", "ATU1", "Ring 1, Wien", "AT")
ONLY_A_TOTAL: dict[str, Any] = {"lines": [], "taxes": [], "net_total": None, "tax_total": None}


def steps(bridged: Bridged) -> list[tuple[str, str]]:
    return [(one.step.value, f"{one.amount:f}") for one in bridged.steps]


def test_tax_follows_what_is_taxed() -> None:
    bridged = bridge(old(minutes("1000")), new(minutes("2000")))
    assert steps(bridged) == [("quantity", "90.00"), ("tax", "17.10"), ("unexplained", "0.00")]
    assert evidence(bridged, "tax") == [
        "19 % of 180.00 EUR is 34.20 EUR on NEW; 19 % of 90.00 EUR is 17.10 EUR on OLD."
    ]


def test_another_rate_is_a_step_of_its_own() -> None:
    bridged = bridge(old(minutes("1000")), new(minutes("2000"), rate="20"))
    assert steps(bridged)[1:] == [("tax", "17.10"), ("tax", "1.80"), ("unexplained", "0.00")]
    assert evidence(bridged, "tax")[1] == "From 19 % to 20 % of 180.00 EUR, from the invoice itself."


def test_who_is_billed_explains_the_rate() -> None:
    bridged = bridge(old(plan()), new(plan(), rate="20"), customer=Customer(entities=(BERLIN, VIENNA)))
    assert evidence(bridged, "tax") == [
        'From 19 % to 20 % of 499.00 EUR; the setup file has "Acme GmbH, Ring 1, Wien, AT" from 2026-11-01 on.'
    ]


def test_tax_beyond_its_rate_is_left() -> None:
    wrong = new(plan(), tax_total="97.21", total="596.21")
    assert steps(bridge(old(plan()), wrong)) == [("unexplained", "2.40")]
    assert steps(bridge(invoice("OLD", plan(), tax_total="97.21", total="596.21"), new(plan()))) == [
        ("tax", "-2.40"),
        ("unexplained", "0.00"),
    ]


def test_tax_that_is_rounded_line_by_line_is_no_error() -> None:
    cents = [line("usage", name, "1", "0.13", tax_rate="19") for name in ("Calls", "Texts", "Mails")]
    by_line = new(*cents, tax_total="0.06", total="0.45")  # 19 % of 0.39 is 0.07
    assert bridge(old(plan()), by_line).steps[-1].amount == 0


def test_tax_without_a_rate_is_held_against_the_share_of_before() -> None:
    no_rate: dict[str, Any] = {"taxes": []}
    bridged = bridge(old(minutes("1000"), **no_rate), new(minutes("2000"), **no_rate))
    assert steps(bridged)[1:] == [("tax", "17.10"), ("unexplained", "0.00")]


def test_a_total_beyond_net_and_tax_is_left_and_known_once_it_is_gone() -> None:
    wrong = {"total": "603.81"}
    assert steps(bridge(old(plan()), new(plan(), **wrong))) == [("unexplained", "10.00")]
    assert steps(bridge(old(plan(), **wrong), new(plan()))) == [("one_offs", "-10.00"), ("unexplained", "0.00")]


def test_lines_that_do_not_make_the_net_total_are_left() -> None:
    torn = new(plan("489.00"), net_total="499.00", tax_total="94.81", total="593.81")
    bridged = bridge(old(plan("489.00")), torn)
    assert bridged.steps[-1].amount == 10
    assert "The lines of NEW add up to 489.00 EUR, but its net total is 499.00 EUR" in bridged.steps[-1].evidence


def test_what_is_left_names_each_reason_with_its_amount() -> None:
    wrong = new(plan(), tax_total="97.21", total="606.21")
    (rest,) = bridge(old(plan()), wrong).steps
    assert rest.amount == Decimal("12.40")
    assert rest.evidence.startswith("2.40 EUR: The tax of 97.21 EUR")
    assert "10.00 EUR: Net total and tax of NEW" in rest.evidence


def test_with_only_a_total_everything_is_left() -> None:
    bridged = bridge(old(**ONLY_A_TOTAL, total="100.00"), new(**ONLY_A_TOTAL, total="130.00"))
    assert steps(bridged) == [("unexplained", "30.00")]


def test_a_total_that_is_not_printed_is_lines_and_tax() -> None:
    bridged = bridge(old(minutes("1000"), total=None), new(minutes("2000"), total=None))
    assert (bridged.before, bridged.after) == (Decimal("107.10"), Decimal("214.20"))


def test_with_nothing_to_compare_there_are_no_steps() -> None:
    empty = old(**ONLY_A_TOTAL, total=None)
    for prior in (None, empty):
        bridged = bridge_of(facts_of(new(plan()), prior))
        assert (bridged.steps, bridged.before, bridged.prior_number, bridged.after) == (
            (),
            None,
            None,
            Decimal("593.81"),
        )
    assert bridge_of(facts_of(empty, new(plan()))).steps == ()


def test_no_way_leads_from_an_invoice_to_a_credit_note() -> None:
    credit = line("adjustment", "Two days without service", "1", "120.00")
    bridged = bridge_of(facts_of(new(credit, kind="credit_note", corrects="OLD"), old(plan())))
    assert (bridged.prior_number, bridged.before, bridged.steps) == (None, None, ())


def test_another_currency_comes_first_at_the_rate_of_the_lines() -> None:
    numbers = line("subscription", "Phone number rental", "8", "2.50", unit="number")
    dollars = line("subscription", "Phone number rental", "8", "3.00", unit="number")
    after = new(plan("600.00"), dollars, minutes("110", "0.12"), currency="USD")
    bridged = bridge(old(plan("500.00"), numbers, minutes("100", "0.10")), after)
    assert [one[0] for one in steps(bridged)] == ["currency", "quantity", "tax", "unexplained"]
    assert (bridged.steps[1].amount, bridged.steps[-1].amount) == (Decimal("1.20"), Decimal(0))
    assert (
        "1 EUR is 1.2 USD by the median of 2 lines with an unchanged quantity, from the invoice itself"
        in (evidence(bridged, Step.CURRENCY)[0])
    )


def test_without_a_rate_all_of_it_is_left() -> None:
    bridged = bridge(old(minutes("100")), new(minutes("110"), currency="USD"))
    assert [one.step for one in bridged.steps] == ["unexplained"]
    assert bridged.steps[0].evidence == "OLD is in EUR, NEW in USD, and no line shows a rate."


def test_yen_have_no_cents_and_dinars_have_three() -> None:
    yen = bridge(old(minutes("3", "11.75"), currency="JPY"), new(minutes("4", "11.75"), currency="JPY"))
    assert steps(yen) == [("quantity", "12"), ("tax", "2"), ("unexplained", "0")]
    dinars = bridge(old(minutes("3", "0.0125"), currency="KWD"), new(minutes("4", "0.0125"), currency="KWD"))
    assert steps(dinars) == [("quantity", "0.012"), ("tax", "0.003"), ("unexplained", "0.000")]
