"""The year's setup file fits its books."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from config.settings import DEFAULT_POLICY, read_toml
from sandbox.year import birch, cedar, elm
from sandbox.year.setup import year_setup
from tests.sandbox.ledger import LAST, document, the_year
from workflow.invoices.document import LineKind
from workflow.setup.reading import read_setup

URL = "http://127.0.0.1:8000/api/v1"
POLICY = read_toml(DEFAULT_POLICY)


@cache
def workspaces(last: date = LAST) -> dict[str, dict[str, Any]]:
    return {one["account"]: one for one in tomllib.loads(year_setup(last, URL))["workspaces"]}


def in_force(dated: list[dict[str, Any]], day: date) -> dict[str, Any]:
    return [one for one in dated if one["from"] <= day][-1]


@pytest.mark.parametrize("last", [LAST, date(2024, 2, 29), date(2027, 5, 31)])
def test_it_is_a_right_setup_file(last: date) -> None:
    setup = read_setup(year_setup(last, URL), "year.toml", POLICY)
    assert [one.account for one in setup.workspaces] == list(the_year(last).books)


def test_the_vendors_address_stands_in_it() -> None:
    assert tomllib.loads(year_setup(LAST, URL))["sources"]["callaro"]["base_url"] == URL


def test_the_first_period_is_the_first_of_the_books() -> None:
    for account, one in workspaces().items():
        assert one["first_period_starts"] == min(span.starts_on for span in the_year().periods[account].values())


def test_what_ended_before_the_last_month_but_one_is_history() -> None:
    assert {one["review_from"] for one in workspaces().values()} == {date(2026, 10, 1)}
    chosen = tomllib.loads(year_setup(LAST, URL, date(2026, 3, 1)))["workspaces"]
    assert {one["review_from"] for one in chosen} == {date(2026, 3, 1)}


def test_whoever_is_billed_is_whom_the_setup_file_names() -> None:
    for account, items in the_year().books.items():
        for one in map(document, items):
            assert one.period
            assert one.period.ends_on
            entity = in_force(workspaces()[account]["billing_entities"], one.period.ends_on)
            billed = {"name": one.buyer.name, "tax_id": one.buyer.tax_id, "address": one.buyer.address}
            assert {name: entity[name] for name in billed} == billed, one.number


def test_whole_plans_are_charged_as_the_setup_file_says_but_where_that_was_planted() -> None:
    strange = {cause.number for cause in the_year().causes if cause.kind in {"plan_mismatch", "currency"}}
    for account, items in the_year().books.items():
        for one in map(document, items):
            plan = next((line for line in one.lines if str(line.description).endswith(" plan")), None)
            if plan is None or plan.kind != LineKind.SUBSCRIPTION or plan.period or one.number in strange:
                continue
            assert one.period
            assert one.period.ends_on
            said = in_force(workspaces()[account]["plans"], one.period.ends_on)
            assert (f"{said['name']} plan", Decimal(said["amount"])) == (plan.description, plan.amount), one.number


def test_cycles_of_all_sorts() -> None:
    cycles = {account: (one["cycle"]["every"], one["cycle"]["anchor"]) for account, one in workspaces().items()}
    assert cycles[birch.ACCOUNT] == ("month", birch.ANCHOR)
    assert cycles[cedar.ACCOUNT] == ("month", cedar.ANCHOR)
    assert ("quarter", 1) in cycles.values()
    assert [account for account, one in workspaces().items() if one["collection"] == "automatic"] == [elm.ACCOUNT]
