"""Billing periods against a second opinion that was written another way; `make properties` asks for a million cases."""

import datetime
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from tests.factories import a_policy
from tests.properties import cases, in_rounds
from tests.workflow.periods.oracle import beginnings
from workflow.people.workspace import Workspace
from workflow.periods.closing import Window, windows_until
from workflow.periods.cycles import Cycle, boundaries

KINDS = ("week", "month", "quarter", "year", "re-anchored")
DAYS = {"week": 60, "month": 200, "quarter": 500, "year": 900, "re-anchored": 400}
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Antarctica/Troll",
    "America/Havana", "Asia/Beirut", "Africa/Cairo", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tehran", "UTC",
)  # fmt: skip
"""Changes by half an hour, by two hours, at midnight; a day that was left out; offsets of odd minutes."""
POLICY = a_policy().missing

History = tuple[date, list[Cycle]]
"""The first day of a workspace and its cycles."""

firsts = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def cycles(every: str) -> st.SearchStrategy[Cycle]:
    return st.integers(1, 7 if every == "week" else 31).map(lambda anchor: Cycle(every, anchor))


any_cycle = st.sampled_from(KINDS[:4]).flatmap(cycles)


@st.composite
def histories(draw: st.DrawFn, kind: str) -> History:
    """Draw the first day of a workspace and its cycles; of a re-anchored one up to three that took over later."""
    first = draw(firsts)
    if kind != "re-anchored":
        return first, [draw(cycles(kind))]
    later = sorted(draw(st.sets(st.integers(1, 350), min_size=1, max_size=3)))
    moved = [(draw(any_cycle), first + datetime.timedelta(days=days)) for days in later]
    return first, [draw(any_cycle), *(Cycle(one.every, one.anchor, since) for one, since in moved)]


@in_rounds
@pytest.mark.parametrize("kind", KINDS)
def test_periods_begin_where_a_second_opinion_says(kind: str, round_: int) -> None:
    @cases(0.18)
    @given(histories(kind))
    def holds(case: History) -> None:
        first, its = case
        end = first + datetime.timedelta(days=DAYS[kind])
        assert list(takewhile(end.__gt__, boundaries(its, first))) == beginnings(its, first, DAYS[kind])

    holds()


@in_rounds
def test_an_anchor_does_not_drift_in_forty_years(round_: int) -> None:
    @cases(0.02)
    @given(any_cycle, firsts)
    def holds(cycle: Cycle, first: date) -> None:
        days = 40 * 366
        end = first + datetime.timedelta(days=days)
        starts = list(takewhile(end.__gt__, boundaries([cycle], first)))
        assert starts == beginnings([cycle], first, days)
        assert cycle.every == "week" or {day.day for day in starts[1:]} <= {cycle.anchor, 28, 29, 30}

    holds()


@in_rounds
def test_written_periods_tile_time_and_begin_at_local_midnight(round_: int) -> None:
    @cases(0.04)
    @given(st.sampled_from(ZONES), histories("re-anchored"))
    def holds(zone: str, case: History) -> None:
        first, its = case
        windows = written(a_workspace(zone, first, its), noon(first).add(days=400))
        assert windows[0].starts_on == first
        assert all(window.starts_at == the_first_instant_of(window.starts_on, zone) for window in windows)
        assert_tiled(windows)

    holds()


@in_rounds
def test_it_does_not_matter_when_they_are_written(round_: int) -> None:
    @cases(0.04)
    @given(st.sampled_from(ZONES), histories("re-anchored"), st.integers(0, 200))
    def holds(zone: str, case: History, days_between: int) -> None:
        workspace = a_workspace(zone, *case)
        now, end = noon(case[0]), noon(case[0]).add(days=400)
        bit_by_bit = written(workspace, now)
        while workspace.periods_until and workspace.periods_until <= end:
            now = min(workspace.periods_until.add(days=days_between), end)
            bit_by_bit += written(workspace, now)
        assert instants(bit_by_bit) == instants(written(a_workspace(zone, *case), end))

    holds()


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("America/Havana", date(2026, 3, 8), "2026-03-08T05:00:00Z"),  # the clocks go from 00:00 to 01:00
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00:00Z"),  # midnight comes twice
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00:00Z"),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00Z"),
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00Z"),
        ("Antarctica/Troll", date(2026, 3, 29), "2026-03-29T00:00:00Z"),  # by two hours, after midnight
        ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30:00Z"),  # by half an hour, after midnight
        ("Pacific/Chatham", date(2026, 9, 27), "2026-09-26T11:15:00Z"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00Z"),  # a day that never was
    ],
)
def test_a_period_begins_with_the_first_instant_of_its_day(zone: str, day: date, begins: str) -> None:
    anchored = [Cycle("month", 1), Cycle("month", day.day, day)]
    windows = written(a_workspace(zone, day.replace(day=1), anchored), noon(day).add(days=60))
    assert begins in [window.starts_at.to_iso8601_string() for window in windows]
    assert_tiled(windows)


@pytest.fixture(params=["Pacific/Kiritimati", "America/St_Johns"])
def another_home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process live elsewhere."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_of_the_process_does_not_matter(another_home: None, zone: str) -> None:
    first = date(2026, 1, 31)
    windows = written(a_workspace(zone, first, [Cycle("month", 31)]), noon(first).add(days=400))
    assert [window.starts_at for window in windows] == [the_first_instant_of(w.starts_on, zone) for w in windows]
    assert [window.starts_on for window in windows] == beginnings([Cycle("month", 31)], first, 400)


def a_workspace(zone: str, first: date, its: list[Cycle]) -> Workspace:
    moved = [{"on": str(one.since), "every": one.every, "anchor": one.anchor} for one in its[1:]]
    return Workspace(
        timezone=zone,
        country="DE",
        cycle_every=its[0].every,
        cycle_anchor=its[0].anchor,
        re_anchored=moved,
        first_period_starts=first,
        periods_until=None,
    )


def written(workspace: Workspace, now: DateTime) -> list[Window]:
    """Let the engine write the periods of a workspace that are due, and note how far they reach."""
    windows = list(windows_until(workspace, now, POLICY))
    workspace.periods_until = windows[-1].ends_at
    return windows


def instants(windows: list[Window]) -> list[tuple[DateTime, DateTime]]:
    return [(window.starts_at, window.ends_at) for window in windows]


def assert_tiled(windows: list[Window]) -> None:
    """Check that each period begins where the one before it ends, as an instant and as a date."""
    assert all(window.starts_at < window.ends_at for window in windows)
    for before, after in pairwise(windows):
        assert before.ends_at == after.starts_at
        assert before.ends_on.toordinal() + 1 == after.starts_on.toordinal()


def noon(day: date) -> DateTime:
    return pendulum.datetime(day.year, day.month, day.day, 12)


def the_first_instant_of(day: date, zone: str) -> datetime.datetime:
    """Find by bisection when clocks first show this day or a later one, without asking how offsets change."""
    low = datetime.datetime.combine(day, datetime.time(), datetime.UTC) - datetime.timedelta(hours=30)
    high = low + datetime.timedelta(hours=60)
    while high - low > datetime.timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if middle.astimezone(ZoneInfo(zone)).date() >= day else (middle, high)
    return high.replace(microsecond=0)
