"""Campaigns drive usage: the invoice is asked about, a large step is named, and the vendor's own counts stand by it."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from sandbox.traffic import DAY
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from sandbox.year import alder, birch, cedar, dogwood, elm
from sources.callaro import CallaroSettings, CallaroSource
from tests.sandbox.ledger import documents, the_year
from tests.stories.year import ISSUED, Customers
from workflow.invoices.document import LineKind
from workflow.invoices.source import Account, Completeness, Span, UsageFact

STEPS = [
    (alder.KEY, alder.RISE, "rose"),
    (birch.KEY, birch.FALL, "fell"),
    (dogwood.KEY, dogwood.RISE, "rose"),
]


@pytest.mark.parametrize(("key", "period", "how"), STEPS)
def test_a_large_step_is_named(customers: Customers, key: str, period: int, how: str) -> None:
    customer = customers.begin(key, period)
    assert customer.goes_to(ISSUED) == ["ana: opened", "omar: opened"]
    (finding,) = customer.facts(customer.number()).findings
    assert finding.rule == "total_changed"
    assert f"Usage {how} from" in finding.why
    assert customer.state() == "invoiced"


def test_a_period_like_the_one_before_is_asked_about_and_nothing_is_named(customers: Customers) -> None:
    customer = customers.begin(alder.KEY, alder.RISE - 1)
    assert customer.goes_to(ISSUED) == ["ana: opened", "omar: opened"]
    assert customer.noticed(customer.number()) == []


@pytest.mark.parametrize(
    ("account", "period", "minutes_too_many"),
    [(cedar.ACCOUNT, cedar.DEARER, 0), (elm.ACCOUNT, elm.PREMIUM, 0), (alder.ACCOUNT, alder.MISCOUNTED, 400)],
)
def test_the_vendors_own_counts_add_up_to_what_is_billed(account: str, period: int, minutes_too_many: int) -> None:
    covers = the_year().periods[account][period]
    counted = sum((fact.quantity or 0 for fact in evidence(account, covers) if fact.kind == "campaign"), Decimal(0))
    lines = documents(account)[f"CAL-{account}-{covers.ends_on:%Y-%m}"].lines
    billed = sum((line.quantity or 0 for line in lines if line.kind == LineKind.USAGE), Decimal(0))
    assert counted > 0
    assert billed - counted == minutes_too_many


def evidence(account: str, covers: Span) -> Sequence[UsageFact]:
    """Ask the vendor what it counted, three days after the end, as the engine asks it."""
    vendor = SandboxVendor({account: []}, lambda: covers.ends_on + 3 * DAY, traffic=the_year().traffic)
    counted = {"quantity": "billed_minutes", "is_final": "status == 'finalized'"}
    settings = CallaroSettings(vendor.url, "partner", PARTNER_KEY, allow_private_addresses=True, evidence=counted)
    vendor.start()
    try:
        answer = CallaroSource("callaro", settings).evidence(Account("any", account, "EUR", "UTC"), covers)
    finally:
        vendor.stop()
    assert answer.state == Completeness.COMPLETE, answer.problem
    return answer.facts
