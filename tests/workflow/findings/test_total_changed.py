"""A material change is strictly more than 10 % and 250.00; for usage 25 % and 500.00."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_document
from tests.workflow.findings.facts import NOVEMBER, facts_of, past_of
from workflow.findings.facts import Noticed, Past
from workflow.findings.rules.total_changed import TotalChanged
from workflow.invoices.document import InvoiceDocument


def of_total(total: str | None, number: str = "NEW", **changes: Any) -> InvoiceDocument:
    return a_document(number, total=total, **{"lines": [], **changes})


def of_usage(amount: str | None, number: str = "NEW") -> InvoiceDocument:
    return of_total("9000.00", number, lines=[{"kind": "usage", "amount": amount}, {"kind": "other", "amount": "1"}])


def noticed(document: InvoiceDocument, prior: InvoiceDocument | None) -> Noticed | None:
    return TotalChanged().evaluate(facts_of(document, prior))


@pytest.mark.parametrize(
    ("before", "after", "material"),
    [
        ("1000.00", "1250.00", False),  # exactly 250.00
        ("1000.00", "1250.01", True),
        ("1000.00", "750.00", False),
        ("1000.00", "749.99", True),  # falling counts too
        ("3000.00", "3300.00", False),  # exactly 10 %
        ("3000.00", "3300.01", True),
        ("3000.00", "2699.99", True),
        ("2500.00", "2750.00", False),  # exactly both
        ("100.00", "300.00", False),  # 200 %, but small
        ("100000.00", "105000.00", False),  # 5000.00, but 5 %
        ("0.00", "250.01", True),  # from nothing
        ("0.00", "250.00", False),
        ("-1000.00", "-1300.00", True),
        ("1000.00", "1000.00", False),
    ],
)
def test_a_total_must_move_by_strictly_more_than_both(before: str, after: str, material: bool) -> None:
    assert (noticed(of_total(after), of_total(before, "OLD")) is not None) is material


@pytest.mark.parametrize(
    ("before", "after", "material"),
    [
        ("2000.00", "2500.00", False),  # exactly 25 % and 500.00
        ("2000.00", "2500.01", True),
        ("1000.00", "1500.00", False),
        ("1000.00", "1500.01", True),
        ("4000.00", "5000.00", False),
        ("4000.00", "5000.01", True),
        (None, "500.01", True),
    ],
)
def test_usage_has_wider_thresholds(before: str | None, after: str, material: bool) -> None:
    assert (noticed(of_usage(after), of_usage(before, "OLD")) is not None) is material


def test_the_sentence_has_the_arithmetic() -> None:
    found = noticed(of_total("1500.00"), of_total("1000.00", "OLD"))
    assert found
    assert found.severity == "check"
    assert found.why == (
        "The total rose from 1000.00 EUR to 1500.00 EUR, by 500.00 EUR (+50.0 %); "
        "more than 10 % and 250.00 EUR is material. Compared with OLD."
    )
    assert found.inputs == {
        "prior_number": "OLD",
        "before": "1000.00 EUR",
        "after": "1500.00 EUR",
        "difference": "500.00 EUR",
        "threshold_percent": "10",
        "threshold_amount": "250.00 EUR",
    }


def test_a_rise_from_nothing_has_no_percentage() -> None:
    found = noticed(of_total("1000.00"), of_total("0.00", "OLD"))
    assert found
    assert "from 0.00 EUR to 1000.00 EUR, by 1000.00 EUR;" in found.why


def test_total_and_usage_are_told_together() -> None:
    found = noticed(a_document(voice="4000.00"), a_document("OLD", voice="2000.00"))
    assert found
    assert "The total rose" in found.why
    assert "Usage rose" in found.why


def test_with_no_earlier_invoice_the_rule_is_silent() -> None:
    assert noticed(of_total("9999.00"), None) is None


def test_against_another_currency_the_rule_is_silent() -> None:
    assert noticed(of_total("9999.00"), of_total("1.00", "OLD", currency="USD")) is None


def test_of_a_credit_note_the_rule_is_silent() -> None:
    assert noticed(of_total("9999.00", kind="credit_note"), of_total("1.00", "OLD")) is None


@pytest.mark.parametrize(("before", "after"), [(None, "9999.00"), ("1.00", None)])
def test_without_a_stated_total_the_rule_is_silent(before: str | None, after: str | None) -> None:
    assert noticed(of_total(after), of_total(before, "OLD")) is None


cents = st.decimals(0, 100_000, places=2).map(str)


@given(cents, cents)
def test_what_is_noticed_one_way_or_not_follows_from_the_figures_alone(before: str, after: str) -> None:
    found = noticed(of_total(after), of_total(before, "OLD"))
    old, new = (round(float(one) * 100) for one in (before, after))
    assert (found is not None) is (abs(new - old) > 25_000 and abs(new - old) * 10 > old)


def months_before(*totals: str, currency: str = "EUR") -> tuple[Past, ...]:
    """Give the rows of the months before November, the newest first."""
    firsts = [datetime.date(2026, 11 - before, 1) for before in range(1, len(totals) + 1)]
    return tuple(a_past(f"M{first.month}", first, total, currency) for first, total in zip(firsts, totals, strict=True))


def a_past(number: str, first: datetime.date, total: str, currency: str = "EUR") -> Past:
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    period = {"starts_on": f"{first}", "ends_on": f"{last}"}
    return past_of(of_total(total, number, period=period, currency=currency))


LAST_NOVEMBER = a_past("2025-11", datetime.date(2025, 11, 1), "1450.00")


def against(*past: Past, total: str = "1500.00") -> Noticed:
    found = TotalChanged().evaluate(facts_of(of_total(total), an_october("1000.00"), past=past))
    assert found
    return found


def an_october(total: str) -> InvoiceDocument:
    return of_total(total, "M10", period={"starts_on": "2026-10-01", "ends_on": "2026-10-31"})


def test_a_rise_that_last_year_and_the_last_three_explain_is_only_told() -> None:
    found = against(*months_before("1000.00", "1480.00", "1500.00"), LAST_NOVEMBER)
    assert found.severity == "info"
    assert found.why.endswith(
        "Compared with M10. Against 1450.00 EUR a year ago (2025-11) and 1480.00 EUR, the median of the last three, "
        "it is no material change."
    )


def test_a_fall_is_explained_likewise() -> None:
    last_year = a_past("2025-11", datetime.date(2025, 11, 1), "510.00")
    assert against(*months_before("1000.00", "480.00", "500.00"), last_year, total="500.00").severity == "info"


def test_what_is_usual_stands_in_the_inputs_even_when_it_explains_nothing() -> None:
    found = against(*months_before("1000.00", "1010.00", "990.00"), LAST_NOVEMBER)
    assert found.severity == "check"
    assert found.inputs["last_year"] == "1450.00 EUR"
    assert found.inputs["last_year_number"] == "2025-11"
    assert found.inputs["median_of_three"] == "1000.00 EUR"
    assert found.why.endswith("Compared with M10.")


@pytest.mark.parametrize(
    "past",
    [
        (*months_before("1480.00"), LAST_NOVEMBER),
        months_before("1000.00", "1480.00", "1500.00"),
        (*months_before("1000.00", "1480.00", "1500.00"), replace(LAST_NOVEMBER, currency="USD")),
        (*months_before("1000.00", "1480.00", "1500.00"), replace(LAST_NOVEMBER, seller="other")),
        (*months_before("1000.00", "1480.00", "1500.00"), replace(LAST_NOVEMBER, total=None)),
        (*months_before("1000.00", "1480.00", "1500.00"), a_past("2025-10", datetime.date(2025, 10, 1), "1450.00")),
        (*months_before("1000.00", "1480.00", "1500.00", currency="USD"), LAST_NOVEMBER),
    ],
    ids=["two invoices", "no year", "dollars", "another seller", "no total", "another month", "months in dollars"],
)
def test_half_an_explanation_is_none(past: tuple[Past, ...]) -> None:
    assert against(*past).severity == "check"


def test_a_workshop_is_not_among_the_last_three() -> None:
    workshop = past_of(of_total("20.00", "W", period={"starts_on": "2026-10-12", "ends_on": "2026-10-13"}))
    assert against(workshop, *months_before("1000.00", "1480.00", "1500.00")).inputs["median_of_three"] == "1480.00 EUR"


def test_usage_that_alone_changed_is_not_explained_by_totals() -> None:
    document, prior = of_usage("3000.00"), of_usage("2000.00", "OLD")
    past = (*months_before("9000.00", "9000.00", "9000.00"), replace(LAST_NOVEMBER, total=document.total))
    found = TotalChanged().evaluate(facts_of(document, prior, past=past))
    assert found
    assert found.severity == "check"
    assert found.inputs["median_of_three"] == "9000.00 EUR"


@pytest.mark.parametrize(("ago", "found"), [(349, None), (350, "Y"), (365, "Y"), (380, "Y"), (381, None)])
def test_a_year_ago_is_350_to_380_days(ago: int, found: str | None) -> None:
    assert against(a_week("Y", ago)).inputs.get("last_year_number") == found


def test_of_several_weeks_the_one_nearest_to_a_year_counts() -> None:
    past = (a_week("50", 357), a_week("52", 364), a_week("53", 371))
    assert against(*past).inputs["last_year_number"] == "52"


def a_week(number: str, ago: int) -> Past:
    """Give an invoice that ended so many days before November's, and says nothing of its first day."""
    last = datetime.date(2026, 11, 30) - datetime.timedelta(days=ago)
    return past_of(of_total("1.00", number), covers_from=None, covers_until=last)


def of_the_rest(number: str, first: str, total: str) -> InvoiceDocument:
    """Make a month's invoice whose usage begins where the top-ups ended."""
    month = first[:8]
    usage = {"kind": "usage", "amount": "1.00", "period": {"starts_on": first, "ends_on": f"{month}30"}}
    return of_total(total, number, lines=[usage], period={"starts_on": f"{month}01", "ends_on": f"{month}30"})


def a_top_up(number: str, first: str, last: str, total: str) -> Past:
    return past_of(of_total(total, number, period={"starts_on": first, "ends_on": last}))


TOP_UPS = (
    a_top_up("T2", "2026-11-11", "2026-11-20", "300.00"),
    a_top_up("T1", "2026-11-01", "2026-11-10", "300.00"),
)


def test_a_period_that_was_charged_in_pieces_is_compared_as_a_whole() -> None:
    document = of_the_rest("NEW", "2026-11-21", "320.00")
    found = TotalChanged().evaluate(facts_of(document, an_october("310.00"), past=TOP_UPS))
    assert found
    assert found.why.startswith("The total with T1 and T2 rose from 310.00 EUR to 920.00 EUR, by 610.00 EUR (+196.8 %)")
    assert found.inputs["together_with"] == "T1 and T2"


def test_and_so_is_the_period_before() -> None:
    document = of_the_rest("NEW", "2026-11-21", "320.00")
    prior = of_the_rest("OLD", "2026-09-11", "610.00")
    before = a_top_up("T0", "2026-09-01", "2026-09-10", "300.00")
    assert TotalChanged().evaluate(facts_of(document, prior, past=(*TOP_UPS, before))) is None
    fallen = TotalChanged().evaluate(facts_of(of_total("300.00"), prior, past=(before,)))
    assert fallen
    assert fallen.why.endswith("Compared with OLD with T0.")


def test_a_workshop_in_the_middle_of_the_month_is_no_piece_of_it() -> None:
    workshop = a_top_up("W", "2026-11-12", "2026-11-13", "800.00")
    month = of_the_rest("NEW", "2026-11-01", "1000.00")
    assert TotalChanged().evaluate(facts_of(month, an_october("1000.00"), past=(workshop,))) is None


def over(first: str, last: str, total: str) -> InvoiceDocument:
    return of_total(total, period={"starts_on": first, "ends_on": last})


def test_a_first_top_up_is_less_than_a_whole_month() -> None:
    top_up = over("2026-11-01", "2026-11-10", "200.00")
    assert TotalChanged().evaluate(facts_of(top_up, an_october("1000.00"), billed=NOVEMBER)) is None


def test_one_that_is_more_than_a_whole_month_is_told() -> None:
    top_up = over("2026-11-01", "2026-11-10", "1800.00")
    assert TotalChanged().evaluate(facts_of(top_up, an_october("1000.00"), billed=NOVEMBER))


def test_but_the_next_one_is_with_the_first() -> None:
    first, second = over("2026-11-01", "2026-11-10", "200.00"), over("2026-11-11", "2026-11-20", "900.00")
    assert TotalChanged().evaluate(facts_of(second, first, billed=NOVEMBER))


@pytest.mark.parametrize(
    "document",
    [
        over("2026-11-01", "2026-11-15", "200.00"),  # half of it
        over("2026-10-25", "2026-11-03", "200.00"),  # not inside it
        over("2026-11-01", "2027-01-31", "200.00"),  # a quarter
        of_total("200.00", period=None),
    ],
    ids=["half", "across", "quarter", "no days"],
)
def test_what_is_no_small_part_of_its_billing_period_still_is(document: InvoiceDocument) -> None:
    assert TotalChanged().evaluate(facts_of(document, an_october("1000.00"), billed=NOVEMBER))


def test_and_so_is_any_invoice_where_days_are_not_known() -> None:
    top_up = over("2026-11-01", "2026-11-10", "200.00")
    assert TotalChanged().evaluate(facts_of(top_up, an_october("1000.00")))
    assert TotalChanged().evaluate(facts_of(top_up, of_total("1000.00", "OLD", period=None), billed=NOVEMBER))
