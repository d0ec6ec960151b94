"""When finance is told of a payment run, and of which."""

import datetime

import pytest
from pendulum import DateTime

from tests.factories import NOW, a_policy
from workflow.calendars import Calendar, Closed
from workflow.ladders.runs import WEEKDAYS
from workflow.payment_runs.schedule import is_run, next_look, run_to_tell, told_at
from workflow.policy.parts import DeadlinePolicy

BERLIN = Calendar("Europe/Berlin", "DE")
WEDNESDAY = NOW.set(day=9, hour=8)  # 09:00 in Berlin
CUT_OFF = NOW.set(day=10, hour=13)


def runs(*names: str) -> DeadlinePolicy:
    return a_policy().deadline.model_copy(update={"runs": names})


def december(day: int) -> datetime.date:
    return datetime.date(2026, 12, day)


def test_finance_is_told_on_the_business_day_before_at_nine() -> None:
    assert told_at(december(10), BERLIN) == WEDNESDAY
    assert told_at(december(14), BERLIN) == NOW.set(day=11, hour=8)
    assert told_at(december(28), BERLIN) == NOW.set(day=24, hour=8)  # before Christmas


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (WEDNESDAY.subtract(seconds=1), None),
        (WEDNESDAY, december(10)),
        (CUT_OFF.subtract(seconds=1), december(10)),
        (CUT_OFF, None),
        (WEDNESDAY.add(weeks=3), december(31)),
    ],
    ids=str,
)
def test_a_run_is_told_from_then_until_its_cut_off(now: DateTime, told: datetime.date | None) -> None:
    assert run_to_tell(now, BERLIN, runs("thu")) == told


def test_where_money_is_sent_every_day_the_next_day_is_told() -> None:
    assert run_to_tell(WEDNESDAY, BERLIN, runs(*WEEKDAYS)) == december(10)
    assert run_to_tell(WEDNESDAY.subtract(seconds=1), BERLIN, runs(*WEEKDAYS)) == december(9)


def test_a_run_on_a_day_off_is_told_before_the_day_on_which_it_is_held() -> None:
    closed = Calendar("Europe/Berlin", "DE", (Closed(december(10), december(10), "Party"),))
    assert run_to_tell(WEDNESDAY.subtract(days=1), closed, runs("thu")) == december(9)


def test_without_run_days_there_is_nothing_to_tell() -> None:
    assert run_to_tell(WEDNESDAY, BERLIN, runs()) is None


def test_a_date_is_that_of_a_run_while_its_cut_off_is_to_come() -> None:
    assert is_run(december(10), WEDNESDAY, BERLIN, runs("thu"))
    assert is_run(december(17), WEDNESDAY, BERLIN, runs("thu"))
    assert not is_run(december(11), WEDNESDAY, BERLIN, runs("thu"))
    assert not is_run(december(10), CUT_OFF, BERLIN, runs("thu"))


@pytest.mark.parametrize(
    ("now", "look"),
    [
        (WEDNESDAY.subtract(seconds=1), WEDNESDAY),
        (WEDNESDAY, WEDNESDAY.add(days=1)),
        (WEDNESDAY.add(days=2), NOW.set(day=14, hour=8)),
    ],
    ids=str,
)
def test_each_business_day_at_nine_it_is_looked_whether_a_run_is_near(now: DateTime, look: DateTime) -> None:
    assert next_look(now, BERLIN) == look
