"""The bridge over the sandbox's year: every step has its cause, and only the vendor's errors are left unexplained."""

from decimal import Decimal

import pytest

from sandbox.year import alder, cedar
from sandbox.year.cause import Kind
from tests.sandbox.ledger import the_year
from tests.workflow.findings.bridge.year import every_facts
from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.bridging import Bridged, bridge_of
from workflow.findings.facts import Facts

ERRORS = {
    Kind.SUMS: cedar.TOO_MUCH,
    Kind.TAX_ARITHMETIC: cedar.TOO_MUCH_TAX,
    Kind.USAGE_MISMATCH: alder.MINUTES_TOO_MANY * alder.SCALE.minute_price,
}
LED = [(facts, bridge_of(facts)) for facts in every_facts() if facts.prior and facts.prior.kind == facts.document.kind]


def kinds(number: str) -> set[Kind]:
    return {cause.kind for cause in the_year().causes if cause.number == number}


def amounts(bridged: Bridged, step: Step) -> list[Decimal]:
    return [one.amount for one in bridged.steps if one.step == step]


def first(kind: Kind, account: str) -> Bridged:
    return next(
        bridged
        for facts, bridged in LED
        if kind in kinds(facts.document.number) and facts.document.number.startswith(f"CAL-{account}-")
    )


def test_there_are_many_pairs() -> None:
    assert len(LED) > 100
    assert len({facts.document.number for facts, _ in LED}) > 70


@pytest.mark.parametrize(("facts", "bridged"), LED, ids=[facts.document.number for facts, _ in LED])
def test_each_pair_sums_exactly_and_leaves_only_the_errors_of_the_vendor(facts: Facts, bridged: Bridged) -> None:
    assert bridged.before is not None
    assert bridged.after == facts.document.total
    assert bridged.before + sum(one.amount for one in bridged.steps) == bridged.after
    errors = [amount for kind, amount in ERRORS.items() if kind in kinds(facts.document.number)]
    assert amounts(bridged, Step.UNEXPLAINED) == [sum(errors, Decimal(0))]


def test_every_error_is_left_unexplained_once_at_least() -> None:
    assert {kind for facts, _ in LED for kind in kinds(facts.document.number)} > set(ERRORS)


def test_campaigns_explain_a_rise() -> None:
    rise = first(Kind.USAGE_RISE, "2101")
    step = max(rise.steps, key=lambda one: one.amount)
    assert step.step == Step.QUANTITY
    assert "analytics of campaign cmp_2101_1 count 9256, final, seen 2026-11-20" in step.evidence


def test_a_plan_changes_in_the_middle_of_a_month_and_the_next_is_a_whole_one() -> None:
    changing, after = (
        bridged
        for facts, bridged in LED
        if facts.document.number in {"CAL-2101-2026-06", "CAL-2101-2026-07"}
        and facts.document.payment_status == "unpaid"
    )
    assert (amounts(changing, Step.PLAN), amounts(changing, Step.PRORATION)) == ([Decimal(200)], [Decimal(-100)])
    assert (amounts(after, Step.PLAN), amounts(after, Step.PRORATION)) == ([], [Decimal(100)])


def test_a_price_of_the_plan_that_the_setup_file_does_not_know_is_a_price() -> None:
    wrong = first(Kind.PLAN_MISMATCH, "2102")
    assert amounts(wrong, Step.PRICE) == [Decimal(50)]
    assert wrong.explained == wrong.amount - Decimal(1049)


def test_a_move_explains_the_tax() -> None:
    (tax, rate) = [one for one in first(Kind.ADDRESS_CHANGE, "2102").steps if one.step == Step.TAX]
    assert tax.evidence.startswith("At the rate of before, 8.81 % of 2089.15 USD would be 184.05 USD")
    assert rate.evidence.startswith(
        'From 8.81 % to 10.35 % of 2089.15 USD; the setup file has "Birch LLC, 411 Harbor Row'
    )


def test_a_top_up_leaves_out_what_the_month_charges() -> None:
    top_up = first(Kind.TOP_UP, "2105")
    assert amounts(top_up, Step.PRORATION) == [Decimal(-99), Decimal(-9), Decimal(-29)]


def test_another_currency_is_one_step() -> None:
    dollars = first(Kind.CURRENCY, "2104")
    assert dollars.steps[0].step == Step.CURRENCY
    assert "1 JPY is 0.00666667 USD by the median of 2 lines" in dollars.steps[0].evidence
