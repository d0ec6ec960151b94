"""Rungs on the nights in which clocks go forward or back, in twelve zones."""

import datetime
from datetime import date, time

import pendulum
import pytest

from tests.factories import a_policy
from workflow.calendars import Calendar, Closed
from workflow.ladders.planning import plan
from workflow.ladders.rungs import RungName

EVERY_DAY: tuple[str, tuple[Closed, ...], frozenset[int]] = ("MX", (), frozenset(range(1, 8)))
"""Days on which everybody works; no public holiday of Mexico's lies near these nights."""
A_NIGHT = [
    # when clocks go forward the time does not exist, and the gap is added; when they go back the first of two counts
    ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30:00Z", "so it is 03:30"),
    ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00Z", "comes twice"),
    ("Europe/London", date(2026, 3, 29), time(1, 30), "2026-03-29T01:30:00Z", "so it is 02:30"),
    ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30:00Z", "comes twice"),
    ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:30:00Z", "so it is 03:30"),
    ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30:00Z", "comes twice"),
    ("America/St_Johns", date(2026, 3, 8), time(2, 30), "2026-03-08T06:00:00Z", "so it is 03:30"),
    ("America/St_Johns", date(2026, 11, 1), time(1, 30), "2026-11-01T04:00:00Z", "comes twice"),
    ("America/Havana", date(2026, 3, 8), time(0, 30), "2026-03-08T05:30:00Z", "so it is 01:30"),  # at midnight
    ("America/Havana", date(2026, 11, 1), time(0, 30), "2026-11-01T04:30:00Z", "comes twice"),
    ("America/Santiago", date(2026, 9, 6), time(0, 0), "2026-09-06T04:00:00Z", "so it is 01:00"),
    ("America/Santiago", date(2026, 4, 4), time(23, 30), "2026-04-05T02:30:00Z", "comes twice"),  # the day before
    ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45:00Z", "so it is 02:45"),  # half an hour
    ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45:00Z", "comes twice"),
    ("Pacific/Auckland", date(2026, 9, 27), time(2, 30), "2026-09-26T14:30:00Z", "so it is 03:30"),
    ("Pacific/Auckland", date(2026, 4, 5), time(2, 30), "2026-04-04T13:30:00Z", "comes twice"),
    ("Pacific/Chatham", date(2026, 9, 27), time(3, 0), "2026-09-26T14:15:00Z", "so it is 04:00"),
    ("Pacific/Chatham", date(2026, 4, 5), time(3, 0), "2026-04-04T13:15:00Z", "comes twice"),
    ("Africa/Cairo", date(2026, 4, 24), time(0, 30), "2026-04-23T22:30:00Z", "so it is 01:30"),  # a Friday
    ("Africa/Cairo", date(2026, 10, 29), time(23, 30), "2026-10-29T20:30:00Z", "comes twice"),
    ("Asia/Beirut", date(2026, 3, 29), time(0, 30), "2026-03-28T22:30:00Z", "so it is 01:30"),
    ("Asia/Beirut", date(2026, 10, 24), time(23, 30), "2026-10-24T20:30:00Z", "comes twice"),
    ("Antarctica/Troll", date(2026, 3, 29), time(1, 30), "2026-03-29T01:30:00Z", "so it is 03:30"),  # two hours
    ("Antarctica/Troll", date(2026, 10, 25), time(1, 30), "2026-10-24T23:30:00Z", "comes twice"),
]


@pytest.mark.parametrize(("zone", "night", "local", "utc", "said"), A_NIGHT)
@pytest.mark.parametrize("before", [1, 2, 3, 4])
def test_each_rung_has_one_moment_on_such_a_night(
    zone: str, night: date, local: time, utc: str, said: str, before: int
) -> None:
    place = Calendar(zone, *EVERY_DAY)
    name = list(RungName)[4 - before]
    decide_by = place.at(night + datetime.timedelta(days=before), local)
    rungs = {rung.name: rung for rung in plan(decide_by, decide_by.subtract(days=20), place, a_policy())}
    assert rungs[name].at == pendulum.parse(utc)
    assert said in rungs[name].because
    assert [rung.at for rung in rungs.values()] == sorted(rung.at for rung in rungs.values())
    others = [rung for rung in rungs.values() if rung.name is not name]
    assert all(place.local(rung.at).time() == local and ";" not in rung.because for rung in others)


@pytest.mark.parametrize(("zone", "night", "local", "utc", "said"), A_NIGHT)
def test_being_overdue_has_one_moment_on_such_a_night(zone: str, night: date, local: time, utc: str, said: str) -> None:
    place = Calendar(zone, *EVERY_DAY)
    decide_by = place.at(night - datetime.timedelta(days=1), local)
    overdue = plan(decide_by, decide_by.subtract(days=20), place, a_policy())[-1]
    assert overdue.at == pendulum.parse(utc)
    assert said in overdue.because
