"""Who is asked is the policy's to say: the first rule that fits, else what it asks of every review."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.policy.parts import RoutingPolicy
from workflow.reviews.routing import RouteFacts, places, wanted

FINANCE, OPERATIONS = ("finance",), ("operations",)
BOTH, TWO, THREE = (*FINANCE, *OPERATIONS), ("finance", "finance"), ("finance", "finance", "operations")


def facts(*totals: str | None, currency: str = "EUR", **changes: Any) -> RouteFacts:
    stated = tuple((Decimal(one) if one else None, currency) for one in totals or ("100.00",))
    return RouteFacts(**{"workspace": "acme", "totals": stated, **changes})


def asked(about: RouteFacts, *rules: dict[str, Any], **routing: Any) -> tuple[str, ...]:
    return wanted(RoutingPolicy.model_validate({"rules": rules, **routing}), about)


MIXED = facts(totals=((Decimal(1), "EUR"), (Decimal(1), "USD")))
SMALL = {"ask": FINANCE, "workspaces": ("small",)}
DEAR = {"ask": TWO, "above": "5000.00"}
CHECKED = {"ask": FINANCE, "severity": "check"}
USED = {"ask": OPERATIONS, "line_kinds": ("usage", "one_off")}


@pytest.mark.parametrize(
    ("about", "rules", "expected"),
    [
        (facts(), [], BOTH),
        (facts(), [SMALL], BOTH),
        (facts(workspace="small"), [SMALL], FINANCE),
        (facts("5000.00"), [DEAR], BOTH),
        (facts("5000.01"), [DEAR], TWO),
        (facts("-5000.01"), [DEAR], TWO),
        (facts("4000.00", "-1000.01"), [DEAR], TWO),
        (facts("1.00", None), [DEAR], TWO),
        (MIXED, [DEAR], TWO),
        (MIXED, [DEAR | {"currency": "GBP"}], BOTH),
        (facts("6000.00"), [DEAR | {"currency": "USD"}], BOTH),
        (facts("6000.00", currency="USD"), [DEAR | {"currency": "USD"}], TWO),
        (facts(loudest=None), [CHECKED], BOTH),
        (facts(loudest="info"), [CHECKED], BOTH),
        (facts(loudest="check"), [CHECKED], FINANCE),
        (facts(loudest="severe"), [CHECKED], FINANCE),
        (facts(line_kinds=frozenset({"subscription"})), [USED], BOTH),
        (facts(line_kinds=frozenset({"subscription", "usage"})), [USED], OPERATIONS),
        (facts("6000.00"), [DEAR | {"severity": "check"}], BOTH),
        (facts("6000.00", loudest="check"), [DEAR | {"severity": "check"}], TWO),
        (facts("6000.00", loudest="check"), [CHECKED, DEAR], FINANCE),
        (facts(), [{"ask": ("operations", "finance", "operations")}], ("finance", "operations", "operations")),
    ],
)
def test_the_first_rule_that_fits_says_who_is_asked(
    about: RouteFacts, rules: list[dict[str, Any]], expected: tuple[str, ...]
) -> None:
    assert asked(about, *rules) == expected


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (facts("10000.00"), BOTH),
        (facts("10000.01"), THREE),
        (facts("-10000.01"), THREE),
        (facts(None), THREE),
        (MIXED, THREE),
    ],
)
def test_above_an_amount_there_are_two_of_finance(about: RouteFacts, expected: tuple[str, ...]) -> None:
    assert asked(about, second_finance_above="10000.00") == expected


@pytest.mark.parametrize("rule", [{"ask": OPERATIONS}, {"ask": BOTH}, {"ask": THREE}])
def test_a_changed_payee_is_for_two_of_finance_whatever_a_rule_says(rule: dict[str, Any]) -> None:
    assert asked(facts(needs_two=True), rule) == THREE


def test_unless_a_rule_asks_even_more() -> None:
    assert asked(facts(needs_two=True), {"ask": ("finance",) * 3}) == ("finance",) * 3


def test_the_seats_of_a_role_are_numbered() -> None:
    assert places(THREE) == [("finance", 1), ("finance", 2), ("operations", 1)]


@given(
    st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=2), min_size=1).map(tuple),
    st.lists(st.sampled_from(BOTH), min_size=1, max_size=4).map(tuple),
    st.booleans(),
)
def test_nobody_who_is_asked_goes_missing_above_an_amount(
    totals: tuple[Decimal, ...], ask: tuple[str, ...], needs_two: bool
) -> None:
    about = facts(totals=tuple((one, "EUR") for one in totals), needs_two=needs_two)
    plain, above = (asked(about, ask=ask, second_finance_above=limit) for limit in ("", "0"))
    for role in BOTH:
        assert above.count(role) >= plain.count(role) >= ask.count(role)
    assert (above.count("finance") >= 2) or not any(totals)
