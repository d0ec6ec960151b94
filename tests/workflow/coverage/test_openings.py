"""When a review that is to come may be open, and how far it is looked ahead."""

import datetime
from typing import Any

import pytest
from pendulum import DateTime

from tests.factories import NOW, a_policy
from tests.workflow.coverage.people import a_workspace, december
from workflow.coverage.openings import coming, days_of
from workflow.coverage.schedule import newest_told, told_at

NOVEMBER = NOW.set(month=11, day=24, hour=8)  # 09:00 in Berlin


def days(now: DateTime = NOVEMBER, **workspace: Any) -> dict[datetime.date, DateTime]:
    """Give the days on which somebody is needed; nothing is written of the workspace's periods yet."""
    one = a_workspace(**workspace)
    return days_of(coming(one, (), now, a_policy()), one, one.calendar.local_date(now))


def test_from_the_day_after_the_period_until_the_likely_decision() -> None:
    """November's invoice is expected by Mon 7 December, due on the 21st, to be decided by Wed the 16th."""
    found = days()
    assert (min(found), max(found)) == (december(1), december(16))
    assert set(found.values()) == {NOW.set(day=16, hour=13)}


def test_only_business_days_count() -> None:
    assert december(5) not in days()
    assert december(8) not in days(closures=[{"from": "2026-12-08", "until": "2026-12-08", "name": "Party"}])


def test_what_lies_behind_is_not_looked_at() -> None:
    assert min(days(NOW)) == december(7)


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        ({"cycle_anchor": 15}, True),
        ({"cycle_every": "week"}, True),
        ({"cycle_every": "quarter"}, False),
        ({"cycle_every": "quarter", "first_period_starts": datetime.date(2026, 3, 1)}, True),
    ],
    ids=str,
)
def test_only_periods_that_end_before_the_next_letter_are_looked_at(cycle: dict[str, Any], expected: bool) -> None:
    assert bool(days(**cycle)) == expected


def test_a_workspace_that_pays_at_once_is_looked_at_until_its_invoice_is_expected() -> None:
    assert max(days(payment_terms_days=0)) == december(7)


def test_history_is_never_asked() -> None:
    assert days(review_from=december(1)) == {}


def test_the_admins_are_told_on_the_fifth_last_business_day() -> None:
    calendar = a_workspace().calendar
    assert told_at("2026-11", calendar) == NOVEMBER
    assert told_at("2026-12", calendar) == NOW.set(day=24, hour=8)  # after Christmas there are the 28th to the 31st


def test_the_newest_month_is_the_one_whose_moment_has_come() -> None:
    calendar = a_workspace().calendar
    assert newest_told(NOVEMBER.subtract(seconds=1), calendar) == "2026-10"
    assert newest_told(NOVEMBER, calendar) == "2026-11"
    assert newest_told(NOW, calendar) == "2026-11"
