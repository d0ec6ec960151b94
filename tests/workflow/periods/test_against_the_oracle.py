"""Billing periods against a second opinion that was written another way.

5,000 cases in the suite; `make properties` asks for a million.
"""

import datetime
import os
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import a_policy
from tests.workflow.periods.oracle import beginnings
from workflow.people.workspace import Workspace
from workflow.periods.closing import Window, windows_until
from workflow.periods.cycles import Cycle, boundaries

CASES = int(os.environ.get("CASES", "5000"))
KINDS = ("week", "month", "quarter", "year", "re-anchored")
DAYS = {"week": 60, "month": 200, "quarter": 500, "year": 900, "re-anchored": 400}
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Antarctica/Troll",
    "America/Havana", "Asia/Beirut", "Africa/Cairo", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tehran", "UTC",
)  # fmt: skip
"""Changes by half an hour, by two hours, at midnight; a day that was left out; offsets of odd minutes."""
POLICY = a_policy().missing


def cases(count: int) -> settings:
    """Ask for so many cases; a machine that is shared has slow moments, and nothing need be remembered."""
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)


firsts = st.dates(datetime.date(2000, 1, 1), datetime.date(2060, 12, 31))


def cycles(every: str) -> st.SearchStrategy[Cycle]:
    return st.integers(1, 7 if every == "week" else 31).map(lambda anchor: Cycle(every, anchor))


any_cycle = st.sampled_from(KINDS[:4]).flatmap(cycles)


@st.composite
def histories(draw: st.DrawFn, kind: str) -> tuple[datetime.date, list[Cycle]]:
    """Draw the first day of a workspace and its cycles; of a re-anchored one up to three that took over later."""
    first = draw(firsts)
    if kind != "re-anchored":
        return first, [draw(cycles(kind))]
    later = sorted(draw(st.sets(st.integers(1, 350), min_size=1, max_size=3)))
    moved = [(draw(any_cycle), first + datetime.timedelta(days=days)) for days in later]
    return first, [draw(any_cycle), *(Cycle(one.every, one.anchor, since) for one, since in moved)]


@pytest.mark.parametrize("kind", KINDS)
def test_periods_begin_where_a_second_opinion_says(kind: str) -> None:
    @cases(CASES // len(KINDS))
    @given(histories(kind))
    def holds(case: tuple[datetime.date, list[Cycle]]) -> None:
        first, its = case
        end = first + datetime.timedelta(days=DAYS[kind])
        assert list(takewhile(end.__gt__, boundaries(its, first))) == beginnings(its, first, DAYS[kind])

    holds()


@cases(max(40, CASES // 125))
@given(st.integers(1, 31), firsts)
def test_an_anchor_does_not_drift_in_forty_years(anchor: int, first: datetime.date) -> None:
    end = first.replace(day=1) + datetime.timedelta(days=40 * 366)
    starts = list(takewhile(end.__gt__, boundaries([Cycle("month", anchor)], first)))
    assert starts == beginnings([Cycle("month", anchor)], first, (end - first).days)
    assert {day.day for day in starts[1:]} <= {anchor, 28, 29, 30}


def written(zone: str, first: datetime.date, its: list[Cycle], days: int) -> list[Window]:
    """Let the engine write the periods of a workspace up to so many days after its first one."""
    moved = [{"on": str(one.since), "every": one.every, "anchor": one.anchor} for one in its[1:]]
    workspace = Workspace(
        timezone=zone,
        country="DE",
        cycle_every=its[0].every,
        cycle_anchor=its[0].anchor,
        re_anchored=moved,
        first_period_starts=first,
        periods_until=None,
    )
    now = pendulum.instance(datetime.datetime.combine(first, datetime.time(12), datetime.UTC)).add(days=days)
    return list(windows_until(workspace, now, POLICY))


@cases(max(150, CASES // 20))
@given(st.sampled_from(ZONES), histories("re-anchored"))
def test_written_periods_tile_time_and_begin_at_local_midnight(
    zone: str, case: tuple[datetime.date, list[Cycle]]
) -> None:
    first, its = case
    windows = written(zone, first, its, 400)
    assert windows[0].starts_on == first
    for window in windows:
        assert window.starts_at < window.ends_at
        assert window.starts_at == the_first_instant_of(window.starts_on, zone)
    for before, after in pairwise(windows):
        assert before.ends_at == after.starts_at
        assert before.ends_on.toordinal() + 1 == after.starts_on.toordinal()


def the_first_instant_of(day: datetime.date, zone: str) -> datetime.datetime:
    """Find by bisection when clocks first show this day or a later one, without asking how offsets change."""
    low = datetime.datetime.combine(day, datetime.time(), datetime.UTC) - datetime.timedelta(hours=30)
    high = low + datetime.timedelta(hours=60)
    while high - low > datetime.timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if middle.astimezone(ZoneInfo(zone)).date() >= day else (middle, high)
    return high.replace(microsecond=0)
