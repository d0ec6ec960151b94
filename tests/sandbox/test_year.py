"""The year's books are as they should be wherever nothing was planted."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice, pairwise

import pytest

from config.settings import DEFAULT_POLICY, read_toml
from sandbox.books import as_of
from sandbox.year.books import year_books
from tests.sandbox.ledger import LAST, document, documents, every_version, prior, the_year
from workflow.findings.facts import Facts
from workflow.findings.rules.total_changed import TotalChanged
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument, LineKind
from workflow.invoices.source import Span
from workflow.periods.cycles import Cycle, boundaries
from workflow.policy.policy import Policy

CHANGED = Policy.model_validate(read_toml(DEFAULT_POLICY)).changed
CYCLES = {
    "2101": Cycle("month", 1),
    "2102": Cycle("month", 15),
    "2103": Cycle("month", 31),
    "2104": Cycle("quarter", 1),
    "2105": Cycle("month", 1),
}
# A leap year's end, a February at the end, a year's end: months of every length come to lie everywhere.
LASTS = [LAST, date(2025, 2, 28), date(2024, 4, 1), date(2028, 12, 31)]


def planted(last: date = LAST) -> set[tuple[str, str | None]]:
    return {(cause.account, cause.number) for cause in the_year(last).causes}


def clean(last: date = LAST) -> list[tuple[str, InvoiceDocument]]:
    return [(account, one) for account, one in every_version(last) if (account, one.number) not in planted(last)]


def rounded(amount: Decimal, one: InvoiceDocument) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-minor_digits(one.currency)), ROUND_HALF_UP)


def test_every_item_is_a_readable_invoice() -> None:
    assert {one.currency for _, one in every_version()} == {"EUR", "USD", "GBP", "JPY", "CAD"}


def test_there_are_at_least_fourteen_months_up_to_the_last() -> None:
    for account, periods in the_year().periods.items():
        first, newest = periods[min(periods)], periods[max(periods)]
        assert (newest.ends_on - first.starts_on).days >= 425, account
        assert newest.ends_on >= date(2026, 10, 31)


@pytest.mark.parametrize("last", LASTS)
def test_the_periods_are_those_of_the_customers_cycle(last: date) -> None:
    for account, periods in the_year(last).periods.items():
        spans = list(periods.values())
        starts = list(islice(boundaries([CYCLES[account]], spans[0].starts_on), len(spans) + 1))
        days = timedelta(days=1)
        assert spans == [Span(one, other - days) for one, other in pairwise(starts)]


@pytest.mark.parametrize("last", LASTS)
def test_an_invoice_with_no_cause_adds_up(last: date) -> None:
    for _, one in clean(last):
        (tax,) = one.taxes
        for line in one.lines:
            assert line.quantity is not None
            assert line.unit_price is not None
            assert line.amount == rounded(line.quantity * line.unit_price, one)
        assert sum(line.amount or 0 for line in one.lines) == one.net_total == tax.taxable
        assert one.net_total is not None
        assert tax.amount == one.tax_total == rounded(one.net_total * (tax.rate or 0) / 100, one)
        assert one.net_total + (one.tax_total or 0) == one.total == one.amount_due


@pytest.mark.parametrize("last", LASTS)
def test_an_invoice_with_no_cause_changes_immaterially(last: date) -> None:
    for account, one in clean(last):
        before = prior(one, documents(account, last=last).values())
        assert TotalChanged().evaluate(Facts(one, before, CHANGED)) is None, one.number


@pytest.mark.parametrize("last", LASTS)
def test_an_invoice_charges_the_minutes_that_its_campaigns_called(last: date) -> None:
    year = the_year(last)
    miscounted = {cause.number for cause in year.causes if cause.kind in {"usage_mismatch", "period_mismatch"}}
    compared = 0
    for account, one in every_version(last):
        campaigns = {campaign.name: campaign for campaign in year.traffic[account].campaigns}
        for line in one.lines:
            covers = line.period or one.period
            if line.kind == LineKind.USAGE and one.number not in miscounted:
                assert covers
                assert covers.starts_on
                assert covers.ends_on
                campaign = campaigns[str(line.description).removeprefix("Voice minutes, campaign ")]
                assert line.quantity == campaign.minutes(Span(covers.starts_on, covers.ends_on))
                compared += 1
    assert compared > 150


def test_the_same_month_gives_the_same_books() -> None:
    again = year_books(date(2026, 11, 1))
    assert again.books == the_year().books
    assert again.causes == the_year().causes


def test_two_versions_of_an_invoice_are_in_order_of_time() -> None:
    for items in the_year().books.values():
        days = [(str(item["id"]), str(item.get("updated_on") or item["issued_on"])) for item in items]
        for name in {name for name, _ in days}:
            shown = [day for one, day in days if one == name]
            assert shown == sorted(set(shown))


def test_nothing_is_shown_before_its_day_of_issue() -> None:
    for account, items in the_year().books.items():
        for today in (date(2026, 1, 20), date(2026, 7, 3), LAST):
            shown = [document(item) for item in as_of(items, today)]
            assert all(one.issued_on and one.issued_on <= today for one in shown)
            assert {one.number for one in shown} < set(documents(account)) or account == "2104"


def test_an_unpaid_invoice_is_paid_the_day_before_it_is_due() -> None:
    number = "CAL-2101-2026-04"
    due_on = documents("2101")[number].due_on
    assert due_on == date(2026, 5, 16)
    states = [
        documents("2101", due_on - timedelta(days=before))[number].payment_status.value for before in (14, 2, 1, 0)
    ]
    assert states == ["unpaid", "unpaid", "paid", "paid"]


def test_an_invoice_by_card_has_no_due_date_and_is_paid_at_once() -> None:
    invoices = [one for account, one in every_version() if account == "2105"]
    assert {one.due_on for one in invoices} == {None}
    assert {one.payment_status.value for one in invoices} == {"paid", "failed"}


def test_yen_have_no_minor_digits() -> None:
    invoices = [one for account, one in every_version() if account == "2104" and one.currency == "JPY"]
    assert all(one.total == rounded(one.total or Decimal(0), one) for one in invoices)
