"""The vendor moves the billing day in the middle of a month: no day is left out, none is billed twice unseen."""

from datetime import date

from sandbox.billing import invoice, usage_lines
from sandbox.year import alder
from tests.stories.year import Customer, Customers
from workflow.invoices.source import Span
from workflow.periods.anchoring import re_anchor
from workflow.setup.effective import effective_policy

STUB = Span(date(2026, 10, 1), date(2026, 10, 9))
MOVED = 're_anchored = [{ on = 2026-10-10, every = "month", anchor = 10 }]\n'


def moved(customers: Customers) -> Customer:
    """Let October begin as ever; on the 5th the setup file says that from the 10th on the 10th is the billing day."""
    customer = customers.begin(alder.KEY, alder.MISCOUNTED)
    shown = customer.vendor.books[customer.account]
    shown[:] = [item for item in shown if date.fromisoformat(str(item["issued_on"])) < STUB.ends_on]
    customer.goes_to(customer.day(STUB.starts_on))
    customer.goes_to(customer.day(date(2026, 10, 5)))
    customer.applies(also=MOVED)
    house = customer.month.house
    with house.sessions.begin() as session:
        policy = effective_policy(session, house.base_policy)
        assert re_anchor(session, customer.month.now, policy.missing) == [
            "workspace alder-emea: the running period from 2026-10-01 now ends on 2026-10-09"
        ]
    return customer


def test_the_periods_go_on_without_a_gap(customers: Customers) -> None:
    customer = moved(customers)
    customer.goes_to(customer.day(date(2026, 12, 10)))
    days = [(date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"])) for one in customer.periods()]
    assert days[1:] == [
        (STUB.starts_on, STUB.ends_on),
        (date(2026, 10, 10), date(2026, 11, 9)),
        (date(2026, 11, 10), date(2026, 12, 9)),
        (date(2026, 12, 10), date(2027, 1, 9)),
    ]


def test_the_invoice_of_the_short_period_is_its_own(customers: Customers) -> None:
    customer = moved(customers)
    lines = usage_lines(alder.SCALE, customer.chapter().usage(STUB))
    customer.vendor.books[customer.account].append(invoice(alder.SCALE, "2026-10-S1", STUB, lines))
    assert customer.goes_to(customer.day(date(2026, 10, 12))) == ["ana: opened", "omar: opened"]
    assert customer.reviews() == [("CAL-2101-2026-10-S1", "open")]
    assert [one["state"] for one in customer.periods()] == ["history", "invoiced", "open"]


def test_the_invoice_of_the_short_period_is_missed(customers: Customers) -> None:
    customer = moved(customers)
    customer.goes_to(customer.day(date(2026, 10, 10)), 2)
    customer.goes_to(customer.day(date(2026, 10, 10)), 8)
    assert customer.goes_to(customer.day(date(2026, 10, 16)), 8) == []
    assert customer.goes_to(customer.day(date(2026, 10, 16)), 9) == ["ana: missing late"]
