"""What a change of the lines is called, and what shows it."""

from typing import Any

import pytest

from tests.workflow.findings.bridge.invoices import NOVEMBER as WHOLE
from tests.workflow.findings.bridge.invoices import Line, bridge, evidence, led, line, minutes, new, old, plan, seen
from workflow.calendars import Calendar
from workflow.findings.facts import Customer

NOTHING_LEFT = ("unexplained", "0.00")
WORKSHOP = line("one_off", "Onboarding workshop", "2", "400.00", unit="day")
DAYS = {"starts_on": "2026-11-10", "ends_on": "2026-11-11"}


def test_more_minutes_are_quantity() -> None:
    assert led(old(minutes("2605")), new(minutes("8241"))) == [("quantity", "507.24"), NOTHING_LEFT]


def test_a_dearer_minute_is_price() -> None:
    assert led(old(minutes("100", "0.08")), new(minutes("100", "0.085"))) == [("price", "0.50"), NOTHING_LEFT]


def test_both_at_once_are_split_at_the_price_of_before() -> None:
    steps = led(old(minutes("100", "0.10")), new(minutes("200", "0.11")))
    assert steps == [("price", "2.00"), ("quantity", "10.00"), NOTHING_LEFT]


def test_rounding_goes_to_what_has_changed() -> None:
    assert led(old(minutes("3", "0.125")), new(minutes("4", "0.125"))) == [("quantity", "0.12"), NOTHING_LEFT]


def test_the_evidence_names_the_campaign_its_count_and_its_moment_there() -> None:
    customer = Customer(calendar=Calendar("Europe/Berlin", "DE"))
    bridged = bridge(old(minutes("2605")), new(minutes("8241")), usage=seen("8241"), customer=customer)
    (why,) = evidence(bridged, "quantity")
    assert why == (
        '"Voice minutes, campaign Renewal reminders": from 2605 to 8241 minutes at 0.09 EUR (from the invoice itself); '
        "analytics of campaign cmp_1 count 8241, final, seen 2026-12-04; line 1, against line 1 of OLD."
    )


def test_a_count_in_progress_is_called_so_and_contradicts_nothing() -> None:
    bridged = bridge(old(minutes("2605")), new(minutes("8241")), usage=seen("5000", final=False))
    assert (
        "analytics of campaign cmp_1 count 5000, still in progress, seen 2026-12-03" in evidence(bridged, "quantity")[0]
    )
    assert bridged.steps[-1].amount == 0


def test_without_a_count_it_says_so() -> None:
    assert "no count of the vendor was seen" in evidence(bridge(old(minutes("1")), new(minutes("9"))), "quantity")[0]


@pytest.mark.parametrize(
    ("billed", "quantity", "unexplained"),
    [
        ("8641", "507.24", "36.00"),
        ("8241", "507.24", "0.00"),
        ("8323", "514.62", "0.00"),  # within 1 %
        ("8324", "507.24", "7.47"),
        ("8000", "485.55", "0.00"),  # what is charged was called
    ],
)
def test_what_a_final_count_does_not_show_is_left(billed: str, quantity: str, unexplained: str) -> None:
    steps = led(old(minutes("2605")), new(minutes(billed)), usage=seen("8241"))
    assert steps == [("quantity", quantity), ("unexplained", unexplained)]


def test_a_new_campaign_is_quantity_and_what_nobody_counted_of_it_is_left() -> None:
    steps = led(old(plan()), new(plan(), minutes("500")), usage=seen("400"))
    assert steps == [("quantity", "36.00"), ("unexplained", "9.00")]


def test_a_campaign_that_is_over_is_quantity() -> None:
    assert led(old(plan(), minutes("500")), new(plan())) == [("quantity", "-45.00"), NOTHING_LEFT]


def test_lines_of_one_name_are_paired_by_their_price() -> None:
    before, after = (
        old(minutes("100", "0.10"), minutes("50", "0.05")),
        new(minutes("60", "0.05"), minutes("90", "0.10")),
    )
    assert led(before, after) == [("quantity", "0.50"), ("quantity", "-1.00"), NOTHING_LEFT]


def test_a_price_that_is_not_printed_is_divided_out_of_the_line() -> None:
    steps = led(old(minutes("300", "0.0333")), new(minutes("600", "0.0333") | {"unit_price": None, "amount": "19.98"}))
    assert steps == [("quantity", "9.99"), NOTHING_LEFT]


def test_an_amount_that_is_not_quantity_times_price_is_left() -> None:
    wrong = new(minutes("200") | {"amount": "180.00"})
    assert led(old(minutes("100")), wrong) == [("quantity", "9.00"), ("unexplained", "162.00")]


def test_and_once_it_is_put_right_it_is_known() -> None:
    assert led(old(minutes("200") | {"amount": "180.00"}), new(minutes("200"))) == [
        ("one_offs", "-162.00"),
        NOTHING_LEFT,
    ]


def test_what_happens_once_comes_and_goes() -> None:
    assert led(old(plan()), new(plan(), WORKSHOP)) == [("one_offs", "800.00"), NOTHING_LEFT]
    assert led(old(plan(), WORKSHOP), new(plan())) == [("one_offs", "-800.00"), NOTHING_LEFT]


def test_a_credit_that_grows_is_the_difference() -> None:
    before, after = (line("adjustment", "Loyalty credit", "1", price) for price in ("-20.00", "-25.00"))
    assert led(old(plan(), before), new(plan(), after)) == [("one_offs", "-5.00"), NOTHING_LEFT]


def test_the_second_invoice_of_a_month_charges_nothing_of_the_month() -> None:
    steps = led(old(plan(), minutes("100")), new(WORKSHOP, period=DAYS))
    assert steps == [("proration", "-499.00"), ("proration", "-9.00"), ("one_offs", "800.00"), NOTHING_LEFT]
    bridged = bridge(old(plan()), new(WORKSHOP, period=DAYS))
    assert evidence(bridged, "proration")[0].startswith('NEW covers 2 days, OLD 31; "Growth plan", 499.00 EUR, is not')


def test_and_a_whole_month_after_a_part_is_proration_too() -> None:
    before = old(minutes("100"), period={"starts_on": "2026-10-20", "ends_on": "2026-10-24"})
    assert led(before, new(plan(), minutes("100"))) == [("proration", "499.00"), NOTHING_LEFT]


@pytest.mark.parametrize(
    ("figures", "step"),
    [({"quantity": "2", "unit_price": "50.00"}, "quantity"), ({}, "unexplained")],
    ids=["with figures", "without"],
)
def test_lines_of_files_are_shown_by_their_figures(figures: Line, step: str) -> None:
    bare: dict[str, Any] = {"kind": "other", "description": "Consulting", "amount": "100.00", **figures}
    assert led(old(), new(bare))[0] == (step, "100.00")
    assert led(old(bare), new())[0] == (step, "-100.00")


def test_an_amount_alone_that_changes_is_left() -> None:
    before, after = (
        {"kind": "other", "description": "Consulting", "amount": amount} for amount in ("100.00", "130.00")
    )
    bridged = bridge(old(before), new(after))
    assert led(old(before), new(after)) == [("unexplained", "30.00")]
    assert '"Consulting" is 130.00 EUR, and was 100.00 EUR' in bridged.steps[-1].evidence


def test_a_line_for_other_days_than_its_invoice_says_so() -> None:
    part = minutes("40", period={"starts_on": "2026-11-27", "ends_on": "2026-11-30"})
    assert "for 2026-11-27 to 2026-11-30" in evidence(bridge(old(minutes("50")), new(part)), "quantity")[0]
    whole = minutes("40", period=WHOLE)
    assert "for 2026" not in evidence(bridge(old(minutes("50")), new(whole)), "quantity")[0]


def test_thousands_of_lines_are_gathered_into_what_a_person_reads() -> None:
    before, after = (
        [line("other", f"Item {chr(97 + n % 26) * (1 + n // 26)}", str(n + more), "1.00") for n in range(300)]
        for more in (1, 2)
    )
    bridged = bridge(old(*before), new(*after))
    assert len(bridged.steps) == 62
    assert evidence(bridged, "quantity")[-1] == "241 smaller changes of this kind, together."
