"""The vendor puts an invoice right: whoever was asked, or has approved, hears why, and the difference is shown."""

import pytest

from sandbox.year import alder, birch, cedar, dogwood
from tests.stories.words import said
from tests.stories.year import ISSUED, Customers

ASKED = ["ana: opened", "omar: opened"]
ASKED_ANEW = ["ana: opened", "ana: withdrawn", "omar: opened", "omar: withdrawn"]
WARNED_AND_ASKED = ["ana: changed", "ana: opened", "ap: changed", "omar: changed", "omar: opened"]
REISSUES = [
    (alder.KEY, alder.REISSUED, 9, "lines[2].unit_price"),
    (birch.KEY, birch.OLD_TAX, 8, "lines[1].tax_rate"),
    (dogwood.KEY, dogwood.IN_DOLLARS, 6, "currency"),
]


@pytest.mark.parametrize(("key", "period", "later", "place"), REISSUES)
def test_a_reissue_takes_the_place_of_what_is_open(
    customers: Customers, key: str, period: int, later: int, place: str
) -> None:
    customer = customers.begin(key, period)
    assert customer.goes_to(ISSUED) == ASKED
    assert customer.goes_to(ISSUED + later) == ASKED_ANEW
    first, again = customer.number(), customer.number("-R1")
    assert customer.reviews() == [(first, "withdrawn"), (again, "open")]
    assert again in customer.newest("withdrawn").text
    assert place in [change.place for change in customer.facts(again).changes]
    assert "WHAT CHANGED" in customer.newest("opened").text


@pytest.mark.parametrize(("key", "period", "later", "place"), REISSUES[:2])
def test_whoever_approved_hears_of_the_reissue(
    customers: Customers, key: str, period: int, later: int, place: str
) -> None:
    customer = customers.begin(key, period)
    customer.goes_to(ISSUED)
    first, again = customer.number(), customer.number("-R1")
    customer.is_approved(first, "ana", "omar")
    assert customer.goes_to(ISSUED + later) == WARNED_AND_ASKED
    assert customer.reviews() == [(first, "approved"), (again, "open")]
    assert f"The vendor re-issued invoice {first} as {again}" in said(customer.newest("changed"))
    assert place in [change.place for change in customer.facts(again).changes]
    assert customer.state() == "invoiced"


def test_that_the_first_one_is_void_as_well_is_told_by_itself_when_it_comes_later(customers: Customers) -> None:
    customer = customers.begin(birch.KEY, birch.OLD_TAX)
    customer.goes_to(ISSUED)
    first, again = customer.number(), customer.number("-R1")
    customer.is_approved(first, "ana", "omar")
    customer.goes_to(ISSUED + 8)
    item = next(item for item in customer.vendor.books[customer.account] if item["invoice_number"] == first)
    customer.bills({**item, "status": "void"}, ISSUED + 9)
    assert {"ana: changed", "ap: changed", "omar: changed"} <= set(customer.goes_to(ISSUED + 9))
    assert f"The vendor voided invoice {first}; {again} stands in its place." in said(customer.newest("changed", "ap"))
    assert customer.reviews() == [(first, "approved"), (again, "open")]


def test_the_same_number_with_other_content_is_asked_about_anew(customers: Customers) -> None:
    customer = customers.begin(birch.KEY, birch.OVERCHARGED)
    customer.goes_to(ISSUED)
    assert customer.goes_to(ISSUED + 7) == ASKED_ANEW
    number = customer.number()
    assert customer.reviews() == [(number, "withdrawn"), (number, "open")]
    assert customer.facts(number).revision == 2
    changed = {change.place: (change.before, change.now) for change in customer.facts(number).changes}
    assert changed["lines[1].amount"] == ("1049.00", "999.00")
    assert "revision 2 is a new review" in said(customer.newest("withdrawn"))


def test_whoever_approved_hears_of_the_same_number_with_other_content(customers: Customers) -> None:
    customer = customers.begin(birch.KEY, birch.OVERCHARGED)
    customer.goes_to(ISSUED)
    number = customer.number()
    customer.is_approved(number, "ana", "omar")
    assert customer.goes_to(ISSUED + 7) == WARNED_AND_ASKED
    assert customer.reviews() == [(number, "approved"), (number, "open")]
    customer.is_approved(number, "ana", "omar")
    assert customer.state() == "reviewed"


def test_of_a_void_invoice_nobody_is_asked_any_more(customers: Customers) -> None:
    customer = customers.begin(cedar.KEY, cedar.DOUBLED)
    assert customer.goes_to(ISSUED) == sorted([*ASKED, *ASKED])
    first, twin = customer.number(), customer.number("-2")
    customer.is_approved(first, "ana", "omar")
    assert customer.state() == "invoiced"
    assert customer.goes_to(ISSUED + 5) == ["ana: withdrawn", "omar: withdrawn"]
    assert customer.reviews() == [(first, "approved"), (twin, "withdrawn")]
    assert f"The vendor voided invoice {twin}." in said(customer.newest("withdrawn"))
    assert customer.state() == "reviewed"


def test_of_a_void_after_the_approval_those_are_told_who_act_on_it(customers: Customers) -> None:
    customer = customers.begin(cedar.KEY, cedar.DOUBLED)
    customer.goes_to(ISSUED)
    first, twin = customer.number(), customer.number("-2")
    customer.is_approved(first, "ana", "omar")
    customer.is_approved(twin, "ana", "omar")
    assert customer.goes_to(ISSUED + 5) == ["ana: changed", "ap: changed", "omar: changed"]
    assert f"Do not pay invoice {twin}" in said(customer.newest("changed", "ap"))
    assert customer.reviews() == [(first, "approved"), (twin, "approved")]
    assert customer.state() == "reviewed"
