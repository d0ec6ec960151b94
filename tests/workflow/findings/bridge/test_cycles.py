"""Subscriptions: the price of a whole cycle, and which days of it are charged."""

from datetime import date
from decimal import Decimal

from tests.workflow.findings.bridge.invoices import OCTOBER, bridge, evidence, led, line, new, old, plan
from workflow.findings.facts import Customer, PlanPrice
from workflow.invoices.source import Span

NOTHING_LEFT = ("unexplained", "0.00")
GROWTH = PlanPrice(date(2026, 1, 1), "Growth", Decimal("499.00"))
SCALE = PlanPrice(date(2026, 11, 16), "Scale", Decimal("699.00"))
CUSTOMER = Customer(currency="EUR", plans=(GROWTH, SCALE))
UNKNOWN = Customer(currency="EUR")
FIRST_HALF = {"starts_on": "2026-11-01", "ends_on": "2026-11-15"}
SECOND_HALF = {"starts_on": "2026-11-16", "ends_on": "2026-11-30"}
CHANGING = (
    line("subscription", "Growth plan", "15", "16.633333", unit="day", period=FIRST_HALF),
    line("subscription", "Scale plan", "15", "23.30", unit="day", period=SECOND_HALF),
)
AUGUST = {"starts_on": "2026-08-01", "ends_on": "2026-08-31"}


def test_another_plan_is_a_change_of_plan() -> None:
    assert led(old(plan()), new(plan("699.00", "Scale")), customer=CUSTOMER) == [
        ("plan_change", "200.00"),
        NOTHING_LEFT,
    ]


def test_the_setup_file_is_its_evidence() -> None:
    bridged = bridge(old(plan()), new(plan("699.00", "Scale")), customer=CUSTOMER)
    (why,) = evidence(bridged, "plan_change")
    assert why == (
        "From Growth at 499.00 EUR to Scale at 699.00 EUR for a whole cycle; "
        "the setup file has Scale at 699.00 EUR from 2026-11-16 on."
    )


def test_without_plans_in_the_setup_file_the_invoice_is() -> None:
    bridged = bridge(old(plan()), new(plan("699.00", "Scale")), customer=UNKNOWN)
    assert [(one.step, one.amount) for one in bridged.steps[:1]] == [("plan_change", Decimal(200))]
    assert evidence(bridged, "plan_change")[0].endswith("for a whole cycle, from the invoice itself.")


def test_a_plan_that_changes_within_the_month_is_charged_by_the_day() -> None:
    for customer in (CUSTOMER, UNKNOWN):
        steps = led(old(plan()), new(*CHANGING), customer=customer)
        assert steps == [("plan_change", "200.00"), ("proration", "-100.00"), NOTHING_LEFT]


def test_unused_time_given_back_by_an_adjustment_is_explained_to_the_coin() -> None:
    unused = line("adjustment", "Growth plan unused time", "1", "-249.50", period=SECOND_HALF)
    scale = line("subscription", "Scale plan", "1", "349.50", period=SECOND_HALF)
    assert led(old(plan()), new(plan(), unused, scale), customer=CUSTOMER) == [
        ("plan_change", "200.00"),
        ("proration", "149.50"),
        ("one_offs", "-249.50"),
        NOTHING_LEFT,
    ]


def test_and_the_whole_month_after_it_takes_that_back() -> None:
    before = old(*CHANGING, period={"starts_on": "2026-11-01", "ends_on": "2026-11-30"})
    after = new(plan("699.00", "Scale"), period={"starts_on": "2026-12-01", "ends_on": "2026-12-31"})
    assert led(before, after, customer=CUSTOMER) == [("proration", "100.00"), NOTHING_LEFT]
    (why,) = evidence(bridge(before, after, customer=CUSTOMER), "proration")
    assert why == (
        "NEW charges a whole cycle at 699.00 EUR; "
        "OLD charged Growth for 15 of 30 days 249.50 EUR and Scale for 15 of 30 days 349.50 EUR."
    )


def test_days_that_are_given_back_are_proration_too() -> None:
    unused = line("subscription", "Growth plan", "1", "-249.50", period=SECOND_HALF)
    rest = line("subscription", "Scale plan", "1", "349.50", period=SECOND_HALF)
    steps = led(old(plan()), new(plan(), unused, rest), customer=CUSTOMER)
    assert steps == [("plan_change", "200.00"), ("proration", "-100.00"), NOTHING_LEFT]


def test_a_plan_at_a_price_that_the_setup_file_does_not_know_is_a_price() -> None:
    bridged = bridge(old(plan()), new(plan("549.00")), customer=Customer(currency="EUR", plans=(GROWTH,)))
    (why,) = evidence(bridged, "price")
    assert why == (
        '"Growth plan": from 499.00 EUR to 549.00 EUR for a whole cycle, from the invoice itself; '
        "the setup file says 499.00 EUR; line 1, against line 1 of OLD."
    )


def test_a_plan_whose_price_the_setup_file_changes_is_a_change_of_plan() -> None:
    dearer = PlanPrice(date(2026, 11, 1), "Growth", Decimal("529.00"))
    customer = Customer(currency="EUR", plans=(GROWTH, dearer))
    assert led(old(plan()), new(plan("529.00")), customer=customer) == [("plan_change", "30.00"), NOTHING_LEFT]


def test_a_new_plan_at_a_wrong_price_is_both() -> None:
    steps = led(old(plan()), new(plan("719.00", "Scale")), customer=CUSTOMER)
    assert steps == [("price", "20.00"), ("plan_change", "200.00"), NOTHING_LEFT]


def test_more_seats_of_a_plan_are_quantity() -> None:
    before, after = (line("subscription", "Growth plan", seats, "20.00", unit="seat") for seats in ("5", "7"))
    assert led(old(before), new(after), customer=UNKNOWN) == [("quantity", "40.00"), NOTHING_LEFT]


def test_a_subscription_comes_and_goes() -> None:
    premium = line("subscription", "Premium voices", "1", "29.00", unit="month")
    assert led(old(plan()), new(plan(), premium)) == [("plan_change", "29.00"), NOTHING_LEFT]
    assert led(old(plan(), premium), new(plan())) == [("plan_change", "-29.00"), NOTHING_LEFT]


def test_one_that_begins_within_the_month_is_a_whole_one_less_the_days_before() -> None:
    begun = line("subscription", "Premium voices", "1", "14.50", period=SECOND_HALF)
    steps = led(old(plan()), new(plan(), begun))
    assert steps == [("plan_change", "29.00"), ("proration", "-14.50"), NOTHING_LEFT]


def test_a_quarter_after_a_month_is_a_longer_period() -> None:
    before = old(plan(), period=AUGUST)
    after = new(plan("1497.00", unit="quarter"), period={"starts_on": "2026-09-01", "ends_on": "2026-11-30"})
    assert led(before, after, customer=UNKNOWN) == [("proration", "998.00"), NOTHING_LEFT]
    assert evidence(bridge(before, after), "proration")[0].startswith("NEW covers 91 days, OLD 31:")


def test_a_plan_in_advance_is_a_whole_cycle_though_the_invoice_covers_two() -> None:
    def billed(number: str, months: tuple[dict[str, str], dict[str, str]], price: str) -> object:
        usage = line("usage", "Voice minutes", "100", "0.09", period=months[0])
        make = old if number == "OLD" else new
        return make(usage, plan(price, period=months[1]), period={**months[0], "ends_on": months[1]["ends_on"]})

    november, december = FIRST_HALF | {"ends_on": "2026-11-30"}, {"starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    before, after = billed("OLD", (OCTOBER, november), "499.00"), billed("NEW", (november, december), "519.00")
    october = Span(date(2026, 11, 1), date(2026, 11, 30))
    assert led(before, after, billed=october) == [("price", "20.00"), NOTHING_LEFT]  # type: ignore[arg-type]
