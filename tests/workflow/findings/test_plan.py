"""The subscription must be the plan of the setup file, at its price, once."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.workflow.findings.plans import GROWTH, SCALE, Line, charging, plan_line, under
from workflow.findings.facts import Noticed
from workflow.findings.rules.plan import Plan
from workflow.invoices.document import InvoiceDocument

CHANGED = (GROWTH, replace(SCALE, since=datetime.date(2026, 11, 1)))
"""Scale is in force for the whole of November."""
GROWTH_LINE = plan_line("Growth plan", "499.00")


def noticed(*lines: Line, plans: Any = (GROWTH,), **changes: Any) -> Noticed | None:
    return Plan().evaluate(under(plans, charging(*lines, **changes)))


def why(*lines: Line, plans: Any = (GROWTH,), **changes: Any) -> str:
    found = noticed(*lines, plans=plans, **changes)
    assert found
    assert found.severity == "check"
    return found.why


def after(*earlier: InvoiceDocument, **changes: Any) -> Noticed | None:
    return Plan().evaluate(under((GROWTH,), charging(GROWTH_LINE, **changes), around=earlier))


def test_the_plan_at_its_price_is_as_it_should_be() -> None:
    assert noticed(GROWTH_LINE, plan_line("Phone number rental", "20.00")) is None
    assert noticed(plan_line("GROWTH", "499.00", kind="other")) is None


def test_another_price_than_the_setup_file_says_is_named() -> None:
    found = noticed(plan_line("Growth plan", "549.00"))
    assert found
    assert (
        found.why == "The plan Growth is charged at 549.00 EUR, the setup file says 499.00 EUR a cycle: 50.00 EUR more."
    )
    assert found.inputs == {
        "plan": "Growth",
        "price": "499.00 EUR",
        "since": "2026-01-01",
        "days": "2026-11-01 to 2026-11-30",
        "charged_plan": "Growth",
        "charged": "549.00 EUR",
        "difference": "50.00 EUR",
    }


def test_a_price_in_two_lines_is_added_up() -> None:
    assert noticed(plan_line("Growth plan, base", "399.00"), plan_line("Growth plan, support", "100.00")) is None


def test_a_price_that_rose_on_a_day_holds_from_then_on() -> None:
    dearer = (GROWTH, replace(GROWTH, since=datetime.date(2026, 11, 1), amount=Decimal("549.00")))
    assert noticed(plan_line("Growth plan", "549.00"), plans=dearer) is None
    assert "499.00 EUR, the setup file says 549.00 EUR a cycle: 50.00 EUR less" in why(GROWTH_LINE, plans=dearer)


def test_a_change_of_plan_that_is_not_billed_is_named() -> None:
    assert why(GROWTH_LINE, plans=CHANGED) == (
        "The plan Growth is charged for 2026-11-01 to 2026-11-30 at 499.00 EUR and the change of plan is not billed: "
        "Scale is in force since 2026-11-01 (the setup file says 699.00 EUR a cycle)."
    )


def test_the_old_plan_beside_the_new_one_is_named() -> None:
    both = why(GROWTH_LINE, plan_line("Scale plan", "699.00"), plans=CHANGED)
    assert both.startswith(
        "The plan Growth is charged for 2026-11-01 to 2026-11-30 at 499.00 EUR as well, though Scale"
    )


def test_a_plan_that_nobody_charges_is_named() -> None:
    assert why(plan_line("Phone number rental", "20.00")) == (
        "The plan Growth is not charged for 2026-11-01 to 2026-11-30, the setup file says 499.00 EUR a cycle."
    )


def test_the_longest_name_of_a_plan_counts() -> None:
    plus = replace(GROWTH, name="Growth Plus", since=datetime.date(2026, 2, 1), amount=Decimal("899.00"))
    assert noticed(plan_line("Growth Plus plan", "899.00"), plans=(GROWTH, plus)) is None


@pytest.mark.parametrize(
    "lines",
    [
        [GROWTH_LINE, GROWTH_LINE],
        [GROWTH_LINE, plan_line("Growth plan, November", "499.00")],
        [plan_line("Growth plan", "998.00", quantity="2")],
        [plan_line("Growth plan", "480.00"), plan_line("Growth plan", "480.00")],
    ],
    ids=["the same line", "two lines", "two cycles", "at another price"],
)
def test_a_plan_that_stands_there_twice_is_named(lines: list[Line]) -> None:
    assert why(*lines).startswith("The plan Growth is charged more than once for 2026-11-01 to 2026-11-30: 9")


def test_a_plan_that_an_earlier_invoice_charged_for_the_same_days_is_named() -> None:
    found = after(charging(GROWTH_LINE, number="EARLIER"))
    assert found
    assert found.inputs["earlier_number"] == "EARLIER"
    assert found.why == (
        "The plan Growth is charged for 2026-11-01 to 2026-11-30, and was already on EARLIER; "
        "the setup file says 499.00 EUR a cycle."
    )


def test_what_this_invoice_takes_the_place_of_is_not_charged_before() -> None:
    assert after(charging(GROWTH_LINE, number="EARLIER"), corrects="EARLIER") is None


def test_days_that_only_touch_are_not_the_same() -> None:
    october = {"starts_on": "2026-10-05", "ends_on": "2026-11-04"}
    assert after(charging(GROWTH_LINE, number="EARLIER", period=october)) is None


def test_an_invoice_beside_the_one_that_charged_the_plan_need_not() -> None:
    usage = charging(plan_line("Phone number rental", "20.00"))
    assert Plan().evaluate(under((GROWTH,), usage, around=(charging(GROWTH_LINE, number="EARLIER"),))) is None


def test_the_next_cycle_charged_in_advance_is_no_other_price() -> None:
    december = {"starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    assert noticed(plan_line("Growth plan", "499.00", period=december)) is None
    assert "549.00 EUR" in why(plan_line("Growth plan", "549.00", period=december))


TOP_UP = {"starts_on": "2026-11-01", "ends_on": "2026-11-12"}
USAGE: Line = {"kind": "usage", "description": "Voice minutes", "amount": "80.00"}


@pytest.mark.parametrize(
    ("lines", "changes"),
    [
        ([USAGE], {"period": TOP_UP}),
        ([{"kind": "one_off", "description": "Workshop", "amount": "800.00"}], {}),
        ([plan_line("Growth plan", "199.60")], {"period": TOP_UP}),  # 12 of 30 days
        ([plan_line("Growth plan", None)], {}),
        ([plan_line("Growth plan", "549.00")], {"kind": "credit_note"}),
        ([plan_line("Growth plan", "549.00")], {"currency": "USD"}),
        ([USAGE], {"period": None}),
        ([plan_line("Growth plan", "16.63", unit="day", quantity="30")], {}),
        ([plan_line("Growth plan", "250.00", (1, 15))], {}),
    ],
    ids=["top-up", "one-off", "part", "no amount", "credit note", "currency", "no days", "by day", "part periods"],
)
def test_nothing_is_said_of(lines: list[Line], changes: dict[str, Any]) -> None:
    assert noticed(*lines, **changes) is None


def test_without_plans_there_is_nothing_to_say() -> None:
    assert noticed(plan_line("Growth plan", "1.00"), plans=()) is None


def test_a_change_within_the_days_is_left_to_proration() -> None:
    assert noticed(GROWTH_LINE, plans=(GROWTH, SCALE)) is None
