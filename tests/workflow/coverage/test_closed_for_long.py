"""A company that closes for months is not looked at again and again for them."""

from datetime import date

import pendulum
import pytest

from workflow.calendars import Calendar, Closed
from workflow.coverage.schedule import following, newest_told, told_at

CLOSED = Calendar("Europe/Berlin", "DE", (Closed(date(2026, 6, 1), date(2027, 6, 1), "rebuilding"),))


@pytest.mark.parametrize("month", range(1, 13))
def test_the_next_time_is_always_still_to_come(month: int) -> None:
    now = pendulum.datetime(2026, month, 20, 12)
    assert told_at(following(newest_told(now, CLOSED)), CLOSED) > now
