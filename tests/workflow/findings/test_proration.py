"""A plan charged for a part of its cycle is charged for its days: price of the cycle by its days, for each of them."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.workflow.findings.facts import NOVEMBER
from tests.workflow.findings.plans import GROWTH, SCALE, SIXTEENTH, Line, charging, plan_line, under
from workflow.findings.facts import Noticed
from workflow.findings.plan_days import plan_days
from workflow.findings.rules.proration import Proration
from workflow.invoices.source import Span

BOTH = (GROWTH, SCALE)
RIGHT = [plan_line("Growth plan", "249.50", (1, 15)), plan_line("Scale plan", "349.50", (16, 30))]


def noticed(lines: Sequence[Line], plans: Any = BOTH, **changes: Any) -> Noticed | None:
    return Proration().evaluate(under(plans, charging(*lines, **changes)))


def why(lines: Sequence[Line], plans: Any = BOTH, **changes: Any) -> str:
    found = noticed(lines, plans, **changes)
    assert found
    assert found.severity == "check"
    return found.why


def test_each_plan_for_its_own_days_is_right() -> None:
    assert noticed(RIGHT) is None


def test_too_many_days_of_the_old_plan_are_named_with_the_arithmetic() -> None:
    found = noticed([plan_line("Growth plan", "332.67", (1, 20)), RIGHT[1]])
    assert found
    assert found.why == (
        "The plan Growth: 15 of 30 days (2026-11-01 to 2026-11-15) at 499.00 EUR a cycle, so 249.50 EUR; "
        "charged are 332.67 EUR, 83.17 EUR more."
    )
    assert found.inputs == {
        "plan": "Growth",
        "days": "2026-11-01 to 2026-11-15",
        "price": "499.00 EUR",
        "expected": "249.50 EUR",
        "charged": "332.67 EUR",
        "difference": "83.17 EUR",
    }


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([plan_line("Growth plan", "499.00")], "charged are 499.00 EUR, 249.50 EUR more"),
        ([plan_line("Scale plan", "699.00")], "charged are 0.00 EUR, 249.50 EUR less"),
        ([plan_line("Phone number rental", "20.00")], "charged are 0.00 EUR, 349.50 EUR less"),
    ],
    ids=["only the old plan", "only the new one", "neither"],
)
def test_a_change_that_is_not_charged_by_the_day_is_named(lines: list[Line], words: str) -> None:
    assert words in why(lines)


def test_days_that_are_charged_by_the_day_are_counted() -> None:
    by_day: dict[str, Any] = {"unit": "day", "unit_price": "16.633333"}
    assert noticed([plan_line("Growth plan", "499.00", quantity="30", **by_day)], (GROWTH,)) is None
    short = [plan_line("Growth plan", "482.37", quantity="29", **by_day)]
    assert "30 of 30 days (2026-11-01 to 2026-11-30)" in why(short, (GROWTH,))


@pytest.mark.parametrize(("amount", "speaks"), [("249.51", False), ("249.49", False), ("249.52", True)])
def test_each_line_may_be_rounded_by_itself(amount: str, *, speaks: bool) -> None:
    assert bool(noticed([plan_line("Growth plan", amount, (1, 15)), RIGHT[1]])) is speaks


def test_a_whole_cycle_and_the_rest_of_it_back_come_to_its_days() -> None:
    back = plan_line("Growth plan, unused", "-249.50", (16, 30))
    assert noticed([plan_line("Growth plan", "499.00"), back, RIGHT[1]]) is None


def test_unused_time_may_be_given_back_by_an_adjustment() -> None:
    def lines(back: str) -> list[Line]:
        unused = plan_line("Growth plan unused time", back, (16, 30), kind="adjustment")
        return [plan_line("Growth plan", "499.00"), unused, RIGHT[1]]

    assert noticed(lines("-249.50")) is None
    assert "charged are 299.00 EUR, 49.50 EUR more" in why(lines("-200.00"))


def test_the_rest_of_a_new_plan_may_be_charged_by_an_adjustment() -> None:
    assert noticed([RIGHT[0], plan_line("Scale plan", "349.50", (16, 30), kind="adjustment")]) is None


@pytest.mark.parametrize("plans", [(GROWTH,), BOTH], ids=["one plan", "a change"])
def test_an_outage_that_is_made_good_is_no_part_of_a_plan(plans: Any) -> None:
    outage = plan_line("Growth plan, outage", "-33.27", (3, 4), kind="adjustment")
    assert noticed([plan_line("Growth plan", "499.00"), outage] if len(plans) == 1 else [*RIGHT, outage], plans) is None


def test_an_adjustment_without_days_of_its_own_is_no_part_of_a_plan() -> None:
    for days in (None, (1, 30)):
        goodwill = plan_line("Growth plan, goodwill", "-50.00", days, kind="adjustment")
        assert noticed([*RIGHT, goodwill]) is None


def test_unused_days_given_back_by_themselves_are_counted() -> None:
    upgrade = {"period": {"starts_on": "2026-11-16", "ends_on": "2026-11-30"}}
    assert noticed([plan_line("Growth plan, unused", "-249.50", (16, 30)), RIGHT[1]], **upgrade) is None
    too_little = [plan_line("Growth plan, unused", "-200.00", (16, 30)), RIGHT[1]]
    assert "49.50 EUR less" in why(too_little, **upgrade)


def test_a_cycle_that_the_invoice_covers_a_part_of_is_the_billing_period() -> None:
    part = {"period": {"starts_on": "2026-11-16", "ends_on": "2026-11-30"}}
    assert noticed([plan_line("Scale plan", "349.50", (16, 30))], **part) is None
    alone = under(BOTH, charging(plan_line("Scale plan", "699.00", (16, 30)), **part), billed=None)
    assert Proration().evaluate(alone) is None


def test_a_yen_is_the_smallest_coin() -> None:
    yen = {"currency": "JPY"}
    plans = (replace(GROWTH, amount=GROWTH.amount * 100), replace(SCALE, amount=SCALE.amount * 100))
    lines = [plan_line("Growth plan", "24951", (1, 15)), plan_line("Scale plan", "34950", (16, 30))]
    facts = under(plans, charging(*lines, **yen))
    assert Proration().evaluate(replace(facts, customer=replace(facts.customer, currency="JPY"))) is None


TOP_UP = {"period": {"starts_on": "2026-11-10", "ends_on": "2026-11-20"}}


@pytest.mark.parametrize(
    ("lines", "plans", "changes"),
    [
        ([plan_line("Growth plan", "1.00")], (GROWTH,), {}),  # a whole cycle: the check `plan` has its say
        ([{"kind": "usage", "description": "Voice", "amount": "80.00"}], BOTH, TOP_UP),
        ([{"kind": "one_off", "description": "Workshop", "amount": "80.00"}], BOTH, {}),
        ([plan_line("Growth plan", None, (1, 15))], (GROWTH,), {}),
        ([plan_line("Growth plan", "1.00", (1, 15))], (GROWTH,), {"kind": "credit_note"}),
        ([plan_line("Growth plan", "1.00", (1, 15))], (), {}),
    ],
    ids=["whole cycle", "top-up", "one-off", "no amount", "credit note", "no plans"],
)
def test_nothing_is_said_of(lines: list[Line], plans: Any, changes: dict[str, Any]) -> None:
    assert noticed(lines, plans, **changes) is None


def test_the_next_cycle_in_advance_is_no_part_of_this_one() -> None:
    december = {"starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    assert noticed([plan_line("Scale plan", "699.00", period=december)]) is None


def test_every_day_has_one_plan() -> None:
    growth, scale = plan_days(reversed(BOTH), NOVEMBER)
    assert (growth.plan, growth.days) == (GROWTH, Span(NOVEMBER.starts_on, SIXTEENTH - datetime.timedelta(days=1)))
    assert (scale.plan, scale.days) == (SCALE, Span(SIXTEENTH, NOVEMBER.ends_on))
    assert growth.cost(NOVEMBER) + scale.cost(NOVEMBER) == (GROWTH.amount + SCALE.amount) / 2
    assert plan_days(BOTH, Span(datetime.date(2025, 1, 1), datetime.date(2025, 1, 31))) == ()
