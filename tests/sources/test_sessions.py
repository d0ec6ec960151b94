"""Voice sessions: the calls that began within the days, on the workspace's clock; or that it cannot be known."""

import pytest

from sources.usage import sessions as counting
from tests.sources.asking import SESSIONS, facts, session, sessions, usage
from tests.sources.teller import Teller, refused, said
from workflow.invoices.source import Completeness, Evidence, UsageFact


def counted(evidence: Evidence) -> UsageFact:
    """Give the one fact."""
    (fact,) = facts(evidence, "voice_sessions")
    return fact


def at(day: int, hour: int = 12, month: int = 10) -> str:
    """Write a moment of 2026."""
    return f"2026-{month:02}-{day:02}T{hour:02}:00:00Z"


@pytest.mark.parametrize(
    ("zone", "within"),
    [("Europe/Berlin", 2), ("UTC", 2), ("Pacific/Auckland", 1), ("America/Los_Angeles", 3)],
)
def test_days_are_the_workspaces(teller: Teller, zone: str, within: int) -> None:
    sessions(
        teller,
        [session("d", at(1, 6, 11)), session("c", at(31)), session("b", at(30, 12)), session("a", at(30, 9, 9))],
    )
    assert counted(usage(teller, zone=zone)).quantity == within


def test_a_call_that_still_runs_leaves_the_count_open(teller: Teller) -> None:
    sessions(teller, [session("b", at(31), None), session("a", at(30))])
    fact = counted(usage(teller))
    assert fact.quantity == 2
    assert (fact.unit, fact.is_final) == ("call", False)


def test_calls_that_have_all_ended_are_final(teller: Teller) -> None:
    sessions(teller, [session("a", at(30))])
    assert counted(usage(teller)).is_final


def test_a_call_that_has_not_begun_is_none(teller: Teller) -> None:
    sessions(teller, [session("b", None, None), session("a", at(30))])
    assert counted(usage(teller)).quantity == 1


@pytest.mark.parametrize("moment", ["2026-10-05", "2026-10-05T10:00:00", "yesterday", 1793692800, True, {}])
def test_a_beginning_that_cannot_be_read_makes_the_number_unknown(teller: Teller, moment: object) -> None:
    sessions(teller, [session("b", moment), session("a", at(30))])
    evidence = usage(teller)
    assert evidence.state is Completeness.COMPLETE
    assert (counted(evidence).quantity, counted(evidence).seen["undated"]) == (None, 1)


def test_a_session_that_moved_to_the_next_page_counts_once(teller: Teller) -> None:
    sessions(teller, [session("c", at(30)), session("b", at(29))], [session("b", at(29)), session("a", at(28))])
    assert counted(usage(teller)).quantity == 3


def newest_first(*days: tuple[int, int]) -> list[dict[str, object]]:
    return [session(f"{month}-{day}", at(day, month=month)) for month, day in days]


def test_a_list_from_the_newest_is_read_until_the_days_are_passed(teller: Teller) -> None:
    sessions(
        teller,
        newest_first((11, 2), (10, 20)),
        newest_first((10, 3), (9, 29)),
        newest_first((9, 20), (9, 10)),
        newest_first((8, 20), (8, 10)),
    )
    assert counted(usage(teller)).quantity == 2
    assert len([path for path in teller.paths() if SESSIONS in path]) == 3


def test_a_list_from_the_oldest_is_read_to_its_end(teller: Teller) -> None:
    sessions(teller, newest_first((8, 10), (8, 20)), newest_first((9, 10), (9, 20)), newest_first((10, 3), (10, 4)))
    assert counted(usage(teller)).quantity == 2


def test_a_list_in_no_order_is_read_to_its_end(teller: Teller) -> None:
    sessions(teller, newest_first((8, 1), (8, 30), (8, 2)), newest_first((9, 1), (8, 3), (9, 2)), newest_first((10, 3)))
    assert counted(usage(teller)).quantity == 1


def test_more_calls_than_the_cap_are_not_counted(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_PAGES", 2)
    sessions(teller, *([session(f"s{number}", at(30 - number))] for number in range(4)))
    evidence = usage(teller)
    assert evidence.state is Completeness.COMPLETE
    assert (counted(evidence).quantity, counted(evidence).is_final) == (None, False)
    assert counted(evidence).seen["whole"] is False


def test_a_list_that_ends_at_the_cap_is_counted(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_PAGES", 2)
    sessions(teller, [session("b", at(30))], [session("a", at(29))])
    assert counted(usage(teller)).quantity == 2


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_broken_off_at_any_page_the_count_goes_on(teller: Teller, fails_at: int) -> None:
    sessions(teller, *([session(f"s{number}", at(30 - number))] for number in range(4)))
    teller.at[SESSIONS].insert(fails_at, refused(503))
    first = usage(teller)
    second = usage(teller, first.position)
    assert (first.state, facts(first, "voice_sessions")) == (Completeness.INCOMPLETE, [])
    assert second.state is Completeness.COMPLETE
    assert counted(second).quantity == 4
    assert len([path for path in teller.paths() if path.endswith("campaigns")]) == 1


def test_a_cursor_that_expired_starts_the_count_anew(teller: Teller) -> None:
    sessions(teller, *([session(f"s{number}", at(30 - number))] for number in range(2)))
    pages = teller.at[SESSIONS]
    teller.at[SESSIONS] = [pages[0], refused(503), refused(422, "INVALID_CURSOR"), *pages]
    assert counted(usage(teller, usage(teller).position)).quantity == 2


def test_sessions_that_are_refused_leave_the_campaigns(teller: Teller) -> None:
    teller.at[SESSIONS] = [refused(403, "FORBIDDEN")]
    evidence = usage(teller)
    assert (evidence.state, evidence.position) == (Completeness.BROKEN, None)
    assert "voice sessions: " in str(evidence.problem)
    assert "voice_sessions:read" in str(evidence.problem)


def test_sessions_that_fail_for_ever_do_not_keep_the_campaigns_from_being_read(teller: Teller) -> None:
    teller.at[SESSIONS] = [refused(500)]
    position, tries = usage(teller).position, 0
    while position is not None:
        position, tries = usage(teller, position).position, tries + 1
    assert tries == 3


def test_a_workspace_in_no_zone_is_broken_and_does_not_raise(teller: Teller) -> None:
    evidence = usage(teller, zone="Mars/Olympus")
    assert "Mars/Olympus is no time zone" in str(evidence.problem)


@pytest.mark.parametrize("items", [{"data": 5}, {"data": [session("a", at(3))]}, {"data": {"items": "x"}}])
def test_what_is_no_list_is_incomplete(teller: Teller, items: object) -> None:
    teller.at[SESSIONS] = [said(items)]
    assert usage(teller).state is Completeness.INCOMPLETE


def test_items_that_are_no_sessions_make_the_number_unknown(teller: Teller) -> None:
    sessions(teller, ["text", 5, []])
    assert counted(usage(teller)).quantity is None
