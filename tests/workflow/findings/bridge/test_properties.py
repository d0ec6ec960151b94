"""Whatever two documents say, the bridge between them sums exactly."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.workflow.findings.bridge.invoices import invoice, line
from tests.workflow.findings.facts import facts_of
from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.bridging import bridge_of
from workflow.findings.facts import Customer, Facts, PlanPrice
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument, LineKind, read_document
from workflow.invoices.source import Completeness, Span, UsageFact
from workflow.invoices.usage_seen import Counted

DAYS = [date(2026, month, day) for month in (9, 10, 11) for day in (1, 15, 30)]
SPANS = [Span(first, last) for first in DAYS for last in DAYS if first <= last]
NAMES = [None, "Growth plan", "Scale plan", "Premium", "Voice minutes, campaign Reminders", "Credit 10/2026", "…"]
PLANS = (PlanPrice(DAYS[0], "Growth", Decimal(499)), PlanPrice(DAYS[4], "Scale", Decimal("699.50")))
MONEY = st.sampled_from(["0", "1", "0.09", "0.1", "10.005", "-12.50", "499.00", "601.22", "9" * 30, "0." + "3" * 30])
NUMBERS = st.sampled_from(["0", "1", "15", "2605", "-3", "0.333", "1" + "0" * 29])
KINDS = [kind.value for kind in LineKind]


exact = Fraction
"""Decimals are rounded where they are added up; these are not."""


def maybe(values: Any) -> Any:
    return st.none() | values


def periods() -> Any:
    return maybe(st.sampled_from([{"starts_on": f"{one.starts_on}", "ends_on": f"{one.ends_on}"} for one in SPANS]))


LINES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "description": st.sampled_from(NAMES),
        "quantity": maybe(NUMBERS),
        "unit": st.sampled_from([None, "month", "day", "minute"]),
        "unit_price": maybe(MONEY),
        "amount": maybe(MONEY),
        "tax_rate": st.sampled_from([None, "0", "19", "8.81"]),
        "period": periods(),
    }
)
GROUPS = st.fixed_dictionaries(
    {"rate": st.sampled_from([None, "0", "19", "8.81"]), "taxable": maybe(MONEY), "amount": maybe(MONEY)}
)
TORN = st.fixed_dictionaries(
    {
        "number": st.sampled_from(["A-1", "A-2"]),
        "kind": st.sampled_from(["invoice", "credit_note"]),
        "currency": st.sampled_from(["EUR", "JPY", "KWD"]),
        "period": periods(),
        "lines": st.lists(LINES, max_size=5),
        "taxes": st.lists(GROUPS, max_size=2),
        "net_total": maybe(MONEY),
        "tax_total": maybe(MONEY),
        "total": maybe(MONEY),
        "source": st.just({"name": "test", "format": "json"}),
        "sha256": st.just("0" * 64),
    }
).map(read_document)
CUSTOMERS = st.sampled_from([Customer(), Customer(currency="EUR", plans=PLANS)])
COUNTS = st.sampled_from([None, Decimal(0), Decimal(1200), Decimal("2600.5")])


def counted(quantity: Decimal | None, is_final: bool) -> dict[Span, Counted]:
    return {
        span: Counted(
            span,
            (UsageFact("campaign", "cmp_1", "Reminders", span.starts_on, span.ends_on, quantity, "minute", is_final),),
            Completeness.COMPLETE,
        )
        for span in SPANS
    }


FACTS = st.builds(
    facts_of,
    TORN,
    TORN,
    customer=CUSTOMERS,
    billed=maybe(st.sampled_from(SPANS)),
    usage=st.builds(counted, COUNTS, st.booleans()),
)


@given(FACTS)
def test_the_steps_sum_to_the_difference_of_the_totals(facts: Facts) -> None:
    bridged = bridge_of(facts)
    if bridged.before is None or bridged.after is None:
        assert bridged.steps == ()
        return
    assert sum(exact(one.amount) for one in bridged.steps) == exact(bridged.after) - exact(bridged.before)
    assert facts.document.total in (None, bridged.after)
    assert facts.prior is None or facts.prior.total in (None, bridged.before)


@given(FACTS)
def test_what_is_unexplained_stands_last_and_alone(facts: Facts) -> None:
    steps = bridge_of(facts).steps
    assert [one.step for one in steps if one.step == Step.UNEXPLAINED] == [one.step for one in steps[-1:]]
    assert all(one.amount for one in steps[:-1])
    assert all(one.evidence.endswith(".") for one in steps)


@given(FACTS)
def test_all_other_steps_are_in_whole_coins(facts: Facts) -> None:
    coin = Decimal(1).scaleb(-minor_digits(facts.document.currency))
    steps = [one for one in bridge_of(facts).steps[:-1] if one.step != Step.CURRENCY]
    assert all((exact(one.amount) / exact(coin)).denominator == 1 for one in steps)


@given(FACTS)
def test_no_more_has_evidence_than_is_charged(facts: Facts) -> None:
    bridged = bridge_of(facts)
    assert 0 <= bridged.explained <= bridged.amount


@given(TORN, CUSTOMERS)
def test_against_itself_an_invoice_has_no_steps(document: InvoiceDocument, customer: Customer) -> None:
    steps = bridge_of(facts_of(document, document, customer=customer)).steps
    if document.kind == "invoice":
        assert [one.amount for one in steps if one.amount] == []


def whole(number: str) -> Any:
    """Make invoices that are in order: every line says how much of what at which price, and all adds up."""
    lines = st.builds(
        line,
        st.sampled_from(KINDS),
        st.sampled_from(NAMES[1:]),
        st.integers(1, 9000).map(str),
        st.sampled_from(["0.0925", "1.50", "499.00", "-20.00"]),
        unit=st.sampled_from(["month", "minute"]),
    )
    rates = st.sampled_from(["0", "7", "19"])
    return st.builds(lambda charged, rate: invoice(number, *charged, rate=rate), st.lists(lines, max_size=6), rates)


@given(whole("OLD"), whole("NEW"), CUSTOMERS)
def test_between_invoices_in_order_nothing_is_left(
    prior: InvoiceDocument, document: InvoiceDocument, customer: Customer
) -> None:
    assert bridge_of(facts_of(document, prior, customer=customer)).steps[-1].amount == 0
