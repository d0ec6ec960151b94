"""The days of an invoice are those of its billing period, none of them twice, none left out."""

import datetime
from typing import Any

import pytest

from tests.factories import a_document, an_earlier_document
from tests.workflow.findings.facts import NOVEMBER, facts_of, past_of
from workflow.findings.facts import Facts, Noticed
from workflow.findings.rules.period import Period
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.source import Span

OCTOBER = an_earlier_document()


def days(first: str | None, last: str | None) -> dict[str, str | None]:
    """Give days of November, or others written out, as a document states them."""
    named = [one and (one if len(one) > len("00") else f"2026-11-{one}") for one in (first, last)]
    return dict(zip(("starts_on", "ends_on"), named, strict=True))


def facts(document: InvoiceDocument, *earlier: InvoiceDocument, **more: Any) -> Facts:
    """Make facts with earlier invoices, the newest first; those that end in November or later are around it."""
    around = tuple(one for one in earlier if one.period and one.period.ends_on and one.period.ends_on.month == 11)
    past = tuple(past_of(one) for one in earlier)
    return facts_of(document, OCTOBER, **{"billed": NOVEMBER, "past": past, "around": around, **more})


def noticed(document: InvoiceDocument, *earlier: InvoiceDocument, **more: Any) -> Noticed | None:
    return Period().evaluate(facts(document, *earlier, **more))


def why(document: InvoiceDocument, *earlier: InvoiceDocument, **more: Any) -> str:
    found = noticed(document, *earlier, **more)
    assert found
    assert found.severity == "check"
    return found.why


def over(first: str | None, last: str | None, number: str = "NEW", **changes: Any) -> InvoiceDocument:
    return a_document(number, period=days(first, last), **changes)


def usage(first: str | None = None, last: str | None = None, **changes: Any) -> dict[str, Any]:
    its_days = {"period": days(first, last)} if first else {}
    return {"kind": "usage", "description": "Voice minutes", "amount": "9.00", **its_days, **changes}


PLAN: dict[str, Any] = {"kind": "subscription", "description": "Growth plan", "amount": "499.00"}
WORKSHOP: dict[str, Any] = {"kind": "one_off", "description": "Workshop", "amount": "800.00"}


def test_the_days_of_the_billing_period_are_not_noticed() -> None:
    assert noticed(a_document(), OCTOBER) is None
    assert noticed(a_document()) is None


def test_an_invoice_of_no_billing_period_is_noticed() -> None:
    assert why(a_document(), billed=None) == (
        "It belongs to no billing period of the workspace, so nothing says which days it should cover."
    )


def test_a_credit_note_must_belong_to_a_period_too_but_may_cover_any_days() -> None:
    assert noticed(a_document(kind="credit_note"), billed=None)
    assert noticed(over("2026-09-01", "30", kind="credit_note"), OCTOBER, a_document("SAME")) is None


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-10-22", "30", "it begins 10 days earlier"),
        ("2026-10-31", "30", "it begins 1 day earlier"),
        ("02", "2026-12-01", "it begins 1 day later and it ends 1 day later"),
        ("2026-10-15", "14", "it begins 17 days earlier and it ends 16 days earlier"),
    ],
)
def test_days_outside_of_the_billing_period_are_named(first: str, last: str, says: str) -> None:
    assert why(over(first, last)).endswith(f"but the billing period is 2026-11-01 to 2026-11-30: {says}.")


def test_the_figures_are_there_to_be_read_again() -> None:
    found = noticed(over("2026-10-22", "30"))
    assert found
    assert found.why.startswith("It covers 2026-10-22 to 2026-11-30, but")
    assert found.inputs == {
        "covers": "2026-10-22 to 2026-11-30",
        "billing_period": "2026-11-01 to 2026-11-30",
        "charged_before": None,
        "last_number": None,
        "gap": None,
    }


def test_half_a_period_is_held_against_its_half() -> None:
    assert "It covers from 2026-10-22, but" in why(over("2026-10-22", None))
    assert "It covers until 2026-12-02, but" in why(over(None, "2026-12-02"))
    assert noticed(over(None, "30")) is None


def test_what_states_no_days_is_not_checked() -> None:
    assert noticed(a_document(period=None), OCTOBER) is None


def test_a_piece_of_the_period_is_no_error() -> None:
    assert noticed(over("05", "09", issued_on="2026-11-10"), OCTOBER) is None
    assert noticed(over("12", "13", lines=[WORKSHOP], issued_on="2026-12-02"), OCTOBER) is None
    assert noticed(over("01", "20", issued_on="2026-11-21"), OCTOBER) is None


def test_the_invoice_that_the_period_ends_with_has_to_reach_its_end() -> None:
    assert why(over("01", "28"), OCTOBER) == (
        "It covers 2026-11-01 to 2026-11-28, but the billing period is 2026-11-01 to 2026-11-30: "
        "it ends 2 days earlier."
    )


def test_last_months_usage_beside_this_months_plan_is_no_error() -> None:
    lines = [{**PLAN, "period": days("01", "30")}, usage("2026-10-01", "2026-10-31")]
    assert noticed(a_document(period=days("2026-10-01", "30"), lines=[*lines, WORKSHOP])) is None
    assert noticed(a_document(period=days("2026-10-01", "30"), lines=[PLAN, lines[1]]))


def test_a_charge_for_days_that_were_billed_before_is_named() -> None:
    first = over("01", "10", "T1", lines=[usage()])
    found = noticed(over("01", "30", lines=[PLAN, usage()]), first, OCTOBER)
    assert found
    assert found.why == 'T1 charged "Voice minutes" before for 2026-11-01 to 2026-11-10.'
    assert found.inputs["charged_before"] == "T1"


def test_a_single_day_is_written_once() -> None:
    first = over("10", "10", "T1", lines=[usage()])
    assert why(over("10", "20", lines=[usage()], issued_on="2026-11-21"), first).endswith("before for 2026-11-10.")


def test_the_rest_of_a_month_after_top_ups_charges_nothing_twice() -> None:
    first = over("01", "10", "T1", lines=[usage()])
    assert noticed(over("01", "30", lines=[PLAN, usage("11", "30")]), first, OCTOBER) is None


def test_a_workshop_in_the_month_charges_nothing_twice() -> None:
    workshop = over("12", "13", "W1", lines=[WORKSHOP])
    assert noticed(a_document(), workshop, OCTOBER) is None


@pytest.mark.parametrize(
    ("earlier", "again"),
    [
        (usage(), usage(description="VOICE MINUTES November")),
        (usage(), usage(kind="other")),
        (usage(amount=None), usage()),
    ],
)
def test_the_same_charge_is_known_again(earlier: dict[str, Any], again: dict[str, Any]) -> None:
    assert noticed(a_document(lines=[again]), over("01", "10", "T1", lines=[earlier]), OCTOBER)


@pytest.mark.parametrize(
    "other",
    [
        usage(kind="subscription"),
        usage(kind="adjustment", amount="-9.00"),
        usage(amount="0.00"),
        usage(description="Messages"),
        usage("2026-10-01", "2026-10-31"),
    ],
    ids=str,
)
def test_another_charge_is_none_of_them(other: dict[str, Any]) -> None:
    assert noticed(a_document(lines=[usage()]), over("01", "10", "T1", lines=[other]), OCTOBER) is None


def test_lines_without_a_description_are_not_taken_for_one() -> None:
    unsaid = usage(description=None)
    assert noticed(a_document(lines=[unsaid]), over("01", "10", "T1", lines=[unsaid]), OCTOBER) is None


def test_many_charges_are_not_all_told() -> None:
    pieces = [usage(f"{day:02}", f"{day:02}") for day in range(1, 11)]
    assert why(a_document(lines=[usage()]), over("01", "10", "T1", lines=pieces)).count("before for") == 1
    assert why(a_document(lines=pieces), over("01", "10", "T1", lines=pieces)).endswith(
        'T1 charged "Voice minutes" before for 2026-11-06. And 4 more like these.'
    )


def test_a_reissue_charges_the_days_of_what_it_corrects() -> None:
    assert noticed(a_document("CAL-R1", corrects="CAL-11"), a_document("CAL-11"), OCTOBER) is None
    assert noticed(a_document("CAL-R1", corrects="CAL-10"), a_document("CAL-11"), OCTOBER)


def test_a_gap_to_the_last_invoice_is_named() -> None:
    september = a_document("CAL-9", period=days("2026-09-01", "2026-09-30"))
    found = noticed(a_document(), september)
    assert found
    assert found.why == "No invoice of the seller covers 2026-10-01 to 2026-10-31 (31 days): CAL-9 ended on 2026-09-30."
    assert found.inputs["gap"] == "2026-10-01 to 2026-10-31"
    assert found.inputs["last_number"] == "CAL-9"


def test_a_late_start_leaves_a_gap() -> None:
    assert why(over("03", "30"), OCTOBER) == (
        "No invoice of the seller covers 2026-11-01 to 2026-11-02 (2 days): CAL-2026-10 ended on 2026-10-31."
    )
    assert noticed(over("03", "30", lines=[usage()]), over("01", "02", "T1"), OCTOBER) is None


def test_days_that_an_invoice_covers_beyond_are_no_gap() -> None:
    assert noticed(over("06", "30", lines=[usage()]), over("01", "10", "T1"), OCTOBER) is None


def test_the_first_invoice_of_a_seller_leaves_none() -> None:
    assert noticed(over("03", "30"), past=(past_of(OCTOBER, seller="other"),)) is None


def test_a_piece_in_the_middle_leaves_none() -> None:
    assert noticed(over("12", "13", lines=[WORKSHOP], issued_on="2026-11-15"), OCTOBER) is None
    assert noticed(over("29", "30", lines=[WORKSHOP]), OCTOBER) is None


def test_where_the_last_invoice_stated_no_days_no_gap_is_claimed() -> None:
    unstated = past_of(a_document("CAL-10", period=None, issued_on="2026-10-31"))
    september = past_of(a_document("CAL-9", period=days("2026-09-01", "2026-09-30")))
    assert noticed(a_document(), past=(unstated, september)) is None


def test_a_typing_error_in_the_year_is_found_however_long_it_makes_the_period() -> None:
    assert "it begins 3652 days earlier" in why(over("2016-11-01", "30"))


def test_every_cycle_is_held_against_its_own_days() -> None:
    quarter = Span(datetime.date(2026, 9, 1), datetime.date(2026, 11, 30))
    august = a_document("CAL-8", period=days("2026-06-01", "2026-08-31"))
    assert noticed(over("2026-09-01", "30"), august, billed=quarter) is None
