"""What was planted in the year's books is there, with the documents that show it."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from sandbox.year import alder, birch, cedar, dogwood, elm
from sandbox.year.cause import Cause, Kind
from tests.sandbox.ledger import AT_THE_END, LAST, documents, issued_on, last_day, prior, the_year
from workflow.invoices.document import InvoiceDocument, LineKind
from workflow.invoices.source import Span

DAY = timedelta(days=1)


def cause(kind: Kind, account: str) -> Cause:
    (found,) = [one for one in the_year().causes if (one.kind, one.account) == (kind, account)]
    return found


def the(kind: Kind, account: str, today: date = AT_THE_END) -> InvoiceDocument:
    return documents(account, today)[str(cause(kind, account).number)]


def before(one: InvoiceDocument, account: str) -> InvoiceDocument:
    found = prior(one, documents(account).values())
    assert found
    return found


def lines(one: InvoiceDocument) -> set[str]:
    return {str(line.description) for line in one.lines}


def usage(one: InvoiceDocument) -> Decimal:
    return sum((line.amount or Decimal(0) for line in one.lines if line.kind == LineKind.USAGE), Decimal(0))


def unit_price(one: InvoiceDocument, kind: LineKind = LineKind.USAGE) -> Decimal | None:
    return next(line.unit_price for line in one.lines if line.kind == kind)


def test_every_kind_is_planted() -> None:
    assert {one.kind for one in the_year().causes} == set(Kind)


def test_a_cause_names_an_invoice_of_its_account_or_none() -> None:
    for one in the_year().causes:
        assert one.number in documents(one.account) or one.kind == Kind.NEVER_CAME, one
        assert one.covers in the_year().periods[one.account].values()
        assert one.sentence.endswith(".")


@pytest.mark.parametrize("account", [alder.ACCOUNT, dogwood.ACCOUNT])
def test_campaigns_drive_usage_up(account: str) -> None:
    risen = the(Kind.USAGE_RISE, account)
    was, traffic = before(risen, account), the_year().traffic[account]
    assert usage(risen) > usage(was) * Decimal("1.25")
    covers = cause(Kind.USAGE_RISE, account).covers
    levels = [(one.level(covers.starts_on - DAY), one.level(covers.starts_on)) for one in traffic.campaigns]
    assert any(after > earlier for earlier, after in levels)


def test_and_down() -> None:
    fallen = the(Kind.USAGE_FALL, birch.ACCOUNT)
    assert usage(fallen) < usage(before(fallen, birch.ACCOUNT)) - 500


def test_the_plan_changes_within_a_month_and_each_is_charged_by_the_day() -> None:
    (first, second) = [one for one in the_year().causes if one.kind == Kind.PLAN_CHANGE]
    changing, after = (documents(alder.ACCOUNT)[str(one.number)] for one in (first, second))
    growth, scale = changing.lines[:2]
    assert (growth.description, scale.description) == ("Growth plan", "Scale plan")
    assert growth.period
    assert scale.period
    assert growth.period.ends_on
    assert scale.period.starts_on == growth.period.ends_on + DAY == alder.scale_from(LAST)
    assert Decimal(499) < (growth.amount or 0) + (scale.amount or 0) < Decimal(699)
    assert after.lines[0].amount == Decimal("699.00")
    assert "Growth plan" not in lines(after)


def test_the_billing_address_changes_and_with_it_the_tax() -> None:
    moved = the(Kind.ADDRESS_CHANGE, birch.ACCOUNT)
    was = before(moved, birch.ACCOUNT)
    assert ("Denver" in str(was.buyer.address), "Seattle" in str(moved.buyer.address)) == (True, True)
    assert (was.taxes[0].rate, moved.taxes[0].rate) == (Decimal("8.81"), Decimal("10.35"))
    assert cause(Kind.ADDRESS_CHANGE, birch.ACCOUNT).covers.starts_on == birch.moved_on(LAST)


def test_an_invoice_is_issued_anew_under_another_number_and_the_first_is_void() -> None:
    wrong, right = the(Kind.PRICE_CHANGE, alder.ACCOUNT), the(Kind.REISSUED, alder.ACCOUNT)
    assert (right.corrects, right.period) == (wrong.number, wrong.period)
    assert (unit_price(wrong), unit_price(right)) == (Decimal("0.11"), Decimal("0.09"))
    earlier = documents(alder.ACCOUNT, issued_on(right) - DAY)
    assert (earlier[wrong.number].status, right.number in earlier) == ("final", False)
    assert documents(alder.ACCOUNT, issued_on(right))[wrong.number].status == "void"


def test_another_is_issued_anew_and_the_first_stays() -> None:
    wrong, right = the(Kind.TAX_REGIME, birch.ACCOUNT), the(Kind.REISSUED, birch.ACCOUNT)
    assert right.corrects == wrong.number
    assert (wrong.status, wrong.buyer, wrong.payment_status) == ("final", right.buyer, "unpaid")
    assert (wrong.taxes[0].rate, right.taxes[0].rate) == (Decimal("8.81"), Decimal("10.35"))


def test_a_third_was_in_the_wrong_currency() -> None:
    wrong, right = the(Kind.CURRENCY, dogwood.ACCOUNT), the(Kind.REISSUED, dogwood.ACCOUNT)
    assert (wrong.currency, wrong.status, right.currency, right.corrects) == ("USD", "void", "JPY", wrong.number)


def test_an_invoice_is_corrected_under_its_own_number() -> None:
    number = cause(Kind.CORRECTED, birch.ACCOUNT).number
    right = the(Kind.CORRECTED, birch.ACCOUNT)
    assert number == cause(Kind.PLAN_MISMATCH, birch.ACCOUNT).number
    wrong, corrected = (the(Kind.CORRECTED, birch.ACCOUNT, issued_on(right) + timedelta(days=days)) for days in (6, 7))
    assert [unit_price(one, LineKind.SUBSCRIPTION) for one in (wrong, corrected)] == [Decimal(1049), Decimal(999)]


def test_an_invoice_is_billed_twice_and_the_twin_is_voided() -> None:
    twin = the(Kind.VOIDED, cedar.ACCOUNT)
    first = documents(cedar.ACCOUNT)[twin.number.removesuffix("-2")]
    assert (twin.lines, twin.total, twin.period) == (first.lines, first.total, first.period)
    states = [the(Kind.VOIDED, cedar.ACCOUNT, issued_on(twin) + timedelta(days=days)).status.value for days in (4, 5)]
    assert states == ["final", "void"]


def test_a_credit_note_names_what_it_credits() -> None:
    note = the(Kind.CREDITED, birch.ACCOUNT)
    credited = documents(birch.ACCOUNT)[str(note.corrects)]
    assert (note.kind, note.net_total, note.period) == ("credit_note", Decimal("120.00"), credited.period)


def test_a_period_has_two_invoices() -> None:
    covers = cause(Kind.TWO_INVOICES, alder.ACCOUNT).covers
    ends = [last_day(one) for one in documents(alder.ACCOUNT).values()]
    assert sum(covers.starts_on <= day <= covers.ends_on for day in ends) == 2
    assert the(Kind.TWO_INVOICES, alder.ACCOUNT).lines[0].kind == "one_off"


def test_a_card_is_charged_several_times_a_month() -> None:
    top_ups = [one for one in the_year().causes if one.kind == Kind.TOP_UP]
    months = Counter(one.covers.starts_on for one in top_ups)
    assert len(months) == 4
    assert min(months.values()) >= 2
    for one in top_ups:
        invoice = documents(elm.ACCOUNT)[str(one.number)]
        assert invoice.net_total is not None
        assert invoice.net_total >= elm.CREDIT_LIMIT
        assert issued_on(invoice) == last_day(invoice) + DAY
        assert one.covers.starts_on < issued_on(invoice) <= one.covers.ends_on


def test_the_charges_of_a_month_tile_its_usage() -> None:
    for covers in {one.covers for one in the_year().causes if one.kind == Kind.TOP_UP}:
        month = [one for one in documents(elm.ACCOUNT).values() if covers.starts_on <= last_day(one) <= covers.ends_on]
        charged = sum(line.quantity or 0 for one in month for line in one.lines if line.kind == LineKind.USAGE)
        assert len(month) > 2
        assert charged == sum(one.minutes(covers) for one in the_year().traffic[elm.ACCOUNT].campaigns)


def test_an_invoice_asks_for_nothing() -> None:
    assert the(Kind.ZERO, cedar.ACCOUNT).total == 0


def test_an_invoice_never_comes() -> None:
    missing = cause(Kind.NEVER_CAME, birch.ACCOUNT)
    assert missing.number is None
    assert missing.covers.ends_on not in [last_day(one) for one in documents(birch.ACCOUNT).values()]
    assert missing.covers == the_year().periods[birch.ACCOUNT][-1] == Span(date(2026, 9, 15), date(2026, 10, 14))


def test_an_invoice_comes_after_its_due_date() -> None:
    late = the(Kind.CAME_LATE, cedar.ACCOUNT)
    assert late.due_on
    came_on = late.due_on + timedelta(days=5)
    assert late.number not in documents(cedar.ACCOUNT, came_on - DAY)
    assert documents(cedar.ACCOUNT, came_on)[late.number].payment_status == "unpaid"


def test_a_card_is_declined_at_first() -> None:
    paid = the(Kind.PAYMENT_FAILED, elm.ACCOUNT)
    failed = the(Kind.PAYMENT_FAILED, elm.ACCOUNT, issued_on(paid))
    assert (failed.payment_status, paid.payment_status) == ("failed", "paid")


def test_figures_that_do_not_add_up() -> None:
    misadded, mistaxed = the(Kind.SUMS, cedar.ACCOUNT), the(Kind.TAX_ARITHMETIC, cedar.ACCOUNT)
    assert misadded.total == (misadded.net_total or 0) + (misadded.tax_total or 0) + 10
    assert mistaxed.total == (mistaxed.net_total or 0) + (mistaxed.tax_total or 0)
    assert mistaxed.tax_total == round((mistaxed.net_total or Decimal(0)) / 5, 2) + Decimal("2.40")


def test_lines_come_and_go() -> None:
    recording, premium = {"Call recording storage"}, {"Premium voices"}
    for kind, account, wanted in [(Kind.NEW_LINE, alder.ACCOUNT, recording), (Kind.NEW_LINE, elm.ACCOUNT, premium)]:
        assert lines(the(kind, account)) - lines(before(the(kind, account), account)) == wanted
    gone = the(Kind.LINE_GONE, alder.ACCOUNT)
    assert lines(before(gone, alder.ACCOUNT)) - lines(gone) == recording


def test_seller_bank_account_price_and_period_change() -> None:
    new_bank, dearer = the(Kind.PAYEE_CHANGED, cedar.ACCOUNT), the(Kind.PRICE_CHANGE, cedar.ACCOUNT)
    assert new_bank.payee.iban != before(new_bank, cedar.ACCOUNT).payee.iban
    assert (unit_price(before(dearer, cedar.ACCOUNT)), unit_price(dearer)) == (Decimal("0.08"), Decimal("0.085"))
    assert prior(the(Kind.SELLER_CHANGED, dogwood.ACCOUNT), documents(dogwood.ACCOUNT).values()) is None
    overlapping = the(Kind.PERIOD_MISMATCH, cedar.ACCOUNT)
    assert overlapping.period
    assert overlapping.period.starts_on == cause(Kind.PERIOD_MISMATCH, cedar.ACCOUNT).covers.starts_on - 10 * DAY


def test_minutes_are_charged_that_nobody_called() -> None:
    found = cause(Kind.USAGE_MISMATCH, alder.ACCOUNT)
    charged = sum(line.quantity or 0 for line in the(Kind.USAGE_MISMATCH, alder.ACCOUNT).lines if line.kind == "usage")
    called = sum(one.minutes(found.covers) for one in the_year().traffic[alder.ACCOUNT].campaigns)
    assert charged - called == alder.MINUTES_TOO_MANY
