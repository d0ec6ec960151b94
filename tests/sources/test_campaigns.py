"""Campaigns and their analytics, as vendors may answer that do not keep to anything."""

from decimal import Decimal

import pytest

from sources.usage.answers import OWN_NAMES
from tests.sources.asking import CAMPAIGNS, KEY, OCTOBER, analytics, facts, minutes, usage
from tests.sources.teller import Answer, Teller, paged, refused, said
from workflow.invoices.source import Completeness
from workflow.setup import usage_fields


def listed(teller: Teller, *campaigns: object) -> None:
    """Tell one page of campaigns."""
    teller.at[CAMPAIGNS] = [said(paged([*campaigns]))]


@pytest.mark.parametrize(
    ("said_quantity", "quantity"),
    [
        (120, Decimal(120)),
        (12.5, Decimal("12.5")),
        ("12.50", Decimal("12.5")),
        (0, Decimal(0)),
        (None, None),
        ("12,5", None),
        ("many", None),
        (True, None),
        ([1], None),
        (10**40, None),
    ],
)
def test_a_quantity_is_exact_or_not_known(teller: Teller, said_quantity: object, quantity: Decimal | None) -> None:
    listed(teller, {"id": 7, "name": "Calls"})
    analytics(teller, "7", minutes(said_quantity))
    evidence = usage(teller)
    (fact,) = facts(evidence, "campaign")
    assert evidence.state is Completeness.COMPLETE
    assert (fact.reference, fact.name, fact.quantity, fact.is_final) == ("7", "Calls", quantity, False)
    assert fact.unit == (None if quantity is None else "minute")


def test_expressions_say_where_to_look(teller: Teller) -> None:
    listed(teller, {"id": "c", "name": "listed"})
    analytics(teller, "c", minutes(1, totals={"seconds": 90}, state="closed", title="own"))
    expressions = {"quantity": "totals.seconds", "unit": "'second'", "is_final": "state == 'closed'", "name": "title"}
    (fact,) = facts(usage(teller, evidence=expressions), "campaign")
    assert fact.quantity == 90
    assert (fact.unit, fact.is_final, fact.name) == ("second", True, "own")


def test_the_days_are_asked_for(teller: Teller) -> None:
    listed(teller, {"id": "c"})
    analytics(teller, "c", minutes(1))
    usage(teller)
    (asked,) = [one for one in teller.heard if one.path.endswith("/analytics")]
    assert asked.query == {"from": "2026-10-01", "to": "2026-10-31"}
    assert asked.headers["x-api-key"] == KEY


def test_a_campaign_that_is_not_there_is_left_out_and_the_rest_goes_on(teller: Teller) -> None:
    listed(teller, {"id": "gone"}, {"id": "here"})
    analytics(teller, "gone", refused(404, "CAMPAIGN_NOT_FOUND"))
    analytics(teller, "here", minutes(3))
    evidence = usage(teller)
    assert evidence.state is Completeness.COMPLETE
    assert [fact.reference for fact in facts(evidence, "campaign")] == ["here"]


def test_a_list_that_is_not_there_is_broken(teller: Teller) -> None:
    teller.at[CAMPAIGNS] = [refused(404)]
    evidence = usage(teller)
    assert evidence.state is Completeness.BROKEN
    assert f"campaigns: nothing at {teller.url}{CAMPAIGNS}" in str(evidence.problem)
    assert [fact.kind for fact in evidence.facts] == ["voice_sessions"]


def test_a_list_that_is_not_there_is_looked_for_once_a_day_and_told_the_same_every_time(teller: Teller) -> None:
    teller.at[CAMPAIGNS] = [refused(404)]
    first, second = usage(teller), usage(teller)
    assert (first.retry_after, first.request_id) == (86400, "r-1")
    assert first.problem == second.problem
    assert "request" not in str(first.problem)


@pytest.mark.parametrize("later", [refused(429), refused(500), (200, {}, b"{"), refused(503, Retry_After="60")])
def test_analytics_that_break_off_are_read_on_with_the_same_campaign(teller: Teller, later: Answer) -> None:
    listed(teller, {"id": "a"}, {"id": "b", "name": "Second"}, {"id": "c"})
    analytics(teller, "a", minutes(1))
    analytics(teller, "b", later, minutes(2))
    analytics(teller, "c", minutes(3))
    first = usage(teller)
    second = usage(teller, first.position)
    assert (first.state, second.state) == (Completeness.INCOMPLETE, Completeness.COMPLETE)
    assert [fact.reference for fact in facts(first, "campaign")] == ["a"]
    assert [(fact.reference, fact.name) for fact in facts(second, "campaign")] == [("b", "Second"), ("c", None)]
    assert [path.rpartition("campaigns")[2] for path in teller.paths() if "campaigns" in path] == [
        *("", "/a/analytics", "/b/analytics"),
        *("/b/analytics", "/c/analytics"),
    ]


def test_pages_that_break_off_are_read_on(teller: Teller) -> None:
    pages = [said(paged([{"id": name}], pages=2)) for name in "ab"]
    teller.at[CAMPAIGNS] = [pages[0], refused(502), pages[1]]
    for name in "ab":
        analytics(teller, name, minutes(1))
    first = usage(teller)
    second = usage(teller, first.position)
    assert [fact.reference for fact in facts(first, "campaign")] == ["a"]
    assert [fact.reference for fact in facts(second, "campaign")] == ["b"]
    assert second.state is Completeness.COMPLETE


@pytest.mark.parametrize(
    "campaign", [{}, {"id": None}, {"id": ""}, {"id": ".."}, {"id": "a\nb"}, {"id": [1]}, "x", None]
)
def test_a_list_of_something_else_is_broken(teller: Teller, campaign: object) -> None:
    listed(teller, campaign)
    evidence = usage(teller)
    assert evidence.state is Completeness.BROKEN
    assert "has no id" in str(evidence.problem)


def test_an_id_never_leaves_its_place_in_the_path(teller: Teller) -> None:
    listed(teller, {"id": "../billing?x=1#y/ö"})
    teller.answers = [minutes(5)]
    usage(teller)
    assert f"GET {CAMPAIGNS}/..%2Fbilling%3Fx%3D1%23y%2F%C3%B6/analytics" in teller.paths()


def test_a_list_may_stand_under_its_own_name(teller: Teller) -> None:
    teller.at[CAMPAIGNS] = [said({"data": {"campaigns": [{"id": "c"}]}, "meta": {"pages": 1}})]
    analytics(teller, "c", minutes(1))
    assert len(facts(usage(teller), "campaign")) == 1


def test_what_is_kept_of_an_answer_can_be_stored_anywhere(teller: Teller) -> None:
    listed(teller, {"id": "c"})
    analytics(teller, "c", minutes(1.25, big=2**70, text="a\0b", deep={"n\0": [0.5, None, True]}))
    (fact,) = facts(usage(teller), "campaign")
    assert fact.seen == {
        "billed_minutes": "1.25",
        "big": str(2**70),
        "text": "a\ufffdb",
        "deep": {"n\ufffd": ["0.5", None, True]},
    }


@pytest.mark.parametrize("data", [[], "text", 5, {"much": "x" * 70_000}])
def test_what_is_too_large_or_no_object_is_not_kept(teller: Teller, data: object) -> None:
    listed(teller, {"id": "c"})
    analytics(teller, "c", said({"data": data, "meta": {}}))
    (fact,) = facts(usage(teller), "campaign")
    assert (fact.seen, fact.quantity) == ({}, None)


def test_a_vendor_that_repeats_the_key_does_not_spread_it(teller: Teller) -> None:
    teller.at[CAMPAIGNS] = [said({"error": f"bad key {KEY}", "error_code": KEY, "request_id": KEY}, 401)]
    assert KEY not in repr(usage(teller))


def test_facts_are_about_the_days_that_were_asked_for(teller: Teller) -> None:
    listed(teller, {"id": "c"})
    analytics(teller, "c", minutes(1))
    (fact,) = facts(usage(teller), "campaign")
    assert (fact.starts_on, fact.ends_on) == (OCTOBER.starts_on, OCTOBER.ends_on)


def test_the_setup_file_may_name_all_that_is_read_of_analytics_and_nothing_else() -> None:
    assert set(usage_fields.NAMES) == set(OWN_NAMES)
