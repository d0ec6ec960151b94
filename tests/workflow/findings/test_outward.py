"""What of a finding may leave the house."""

from decimal import Decimal

import pendulum
import pytest

from tests.factories import a_document, an_earlier_document
from tests.workflow.findings.facts import NOVEMBER, facts_of
from tests.workflow.findings.plans import GROWTH, charging, plan_line, under
from workflow.findings.facts import Facts
from workflow.findings.outward import TOLD, told_to_vendor
from workflow.findings.rules.plan import Plan
from workflow.findings.rules.registry import RULES
from workflow.findings.rules.total_changed import TotalChanged
from workflow.findings.rules.usage import Usage
from workflow.invoices.source import UsageFact
from workflow.invoices.usage_seen import Counted


def counted_less() -> Facts:
    """Make an invoice of 1700 minutes, of which the vendor counted 1300."""
    line = {"kind": "usage", "description": "Follow-up", "quantity": "1700", "unit": "minute", "amount": "153.00"}
    days = NOVEMBER.starts_on, NOVEMBER.ends_on
    fact = UsageFact("campaign", "cmp_1", "Follow-up", *days, Decimal(1300), "minute", is_final=True)
    seen = Counted(NOVEMBER, (fact,), "complete", seen_at=pendulum.datetime(2026, 12, 2))
    return facts_of(a_document(lines=[line]), usage={NOVEMBER: seen})


def test_a_change_is_told_without_our_limits() -> None:
    found = TotalChanged().evaluate(facts_of(a_document(), an_earlier_document()))
    assert found
    assert "more than 10 %" in found.why
    assert told_to_vendor("total_changed", found.why) == (
        "The total rose from 3449.81 EUR to 4877.81 EUR, by 1428.00 EUR (+41.4 %). "
        "Usage rose from 2400.00 EUR to 3600.00 EUR, by 1200.00 EUR (+50.0 %). Compared with CAL-2026-10."
    )


def test_what_was_counted_was_counted_by_the_reader() -> None:
    found = Usage().evaluate(counted_less())
    assert found
    assert told_to_vendor("usage", found.why) == (
        '"Follow-up": 1700 minutes billed, 1300 minutes counted by you. That is 400 more (+30.8 %).'
    )


def test_our_files_are_our_records() -> None:
    found = Plan().evaluate(under((GROWTH,), charging(plan_line("Growth plan", "549.00"))))
    assert found
    told = told_to_vendor("plan", found.why)
    assert told
    assert "our records say 499.00 EUR a cycle" in told


@pytest.mark.parametrize("rule", ["number_reused", "payee_changed", "seller_changed", "late_arrival", "payment_status"])
def test_what_concerns_others_or_our_safety_stays_here(rule: str) -> None:
    assert told_to_vendor(rule, "Another workspace holds it too.") is None


def test_every_rule_that_is_told_is_one_of_ours() -> None:
    assert {rule.name for rule in RULES} >= TOLD
