"""Business days: weekends, public holidays of a country and closures, and moments at a local time of such a day.

Holidays come from the `holidays` package by ISO 3166 country and subdivision (`DE`, `DE-BY`).
"""

import datetime
from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays
import pendulum
from pendulum import DateTime

WEEKDAYS = frozenset({1, 2, 3, 4, 5})
"""Monday to Friday, as ISO 8601 numbers them."""
SATURDAY = 5
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, order=True)
class BusinessDays:
    """A number of days on which money moves and people work; never so many hours."""

    count: int

    def __neg__(self) -> "BusinessDays":
        """Count back instead of forward."""
        return BusinessDays(-self.count)


@dataclass(frozen=True, order=True)
class BusinessHours:
    """A number of hours during which people are at work; never a part of so many days."""

    count: int


@dataclass(frozen=True)
class Closed:
    """Days on which the company works nowhere, both included, and what for."""

    first_on: datetime.date
    last_on: datetime.date
    name: str


@dataclass(frozen=True)
class Calendar:
    """The business calendar of one place or person: `zone` is an IANA name, `country` as in the setup file.

    `weekdays` are those that are worked on, Monday is 1.
    """

    zone: str
    country: str
    closures: tuple[Closed, ...] = ()
    weekdays: frozenset[int] = WEEKDAYS

    def is_business_day(self, day: datetime.date) -> bool:
        """Tell whether money moves and people work on this date."""
        return (
            day.isoweekday() in self.weekdays
            and day not in _public_holidays(self.country)
            and not any(closed.first_on <= day <= closed.last_on for closed in self.closures)
        )

    def shift(self, day: datetime.date, days: BusinessDays) -> datetime.date:
        """Go a number of business days forward (or back, when negative); from any date, 0 stays put."""
        step = ONE_DAY if days.count > 0 else -ONE_DAY
        for _ in range(abs(days.count)):
            day = self._next(day + step, step)
        return day

    def on_or_before(self, day: datetime.date) -> datetime.date:
        """Give the date itself when it is a business day, else the last one before it."""
        return self._next(day, -ONE_DAY)

    def days_between(self, first: datetime.date, last: datetime.date) -> int:
        """Count the business days after `first` up to `last`, which is included; negative when `last` is earlier."""
        if last < first:
            return -self.days_between(last, first)
        days = (first + ONE_DAY * number for number in range(1, (last - first).days + 1))
        return sum(self.is_business_day(day) for day in days)

    def at(self, day: datetime.date, time: datetime.time) -> DateTime:
        """Give the moment of a local time on a date, in UTC.

        Rule at the changes of daylight saving: a time that does not exist moves forward by the gap,
        a time that exists twice is the first of the two.
        """
        # zoneinfo keeps the offset from before a gap, which is the rule; pendulum's own zones step back instead.
        local = datetime.datetime.combine(day, time.replace(tzinfo=None), ZoneInfo(self.zone))
        return pendulum.instance(local.astimezone(datetime.UTC))

    def local_date(self, moment: DateTime) -> datetime.date:
        """Give the date that a moment has here."""
        return self.local(moment).date()

    def local(self, moment: DateTime) -> DateTime:
        """Give the moment as this place's clocks show it."""
        return moment.in_timezone(_zone(self.zone))

    def _next(self, day: datetime.date, step: datetime.timedelta) -> datetime.date:
        while not self.is_business_day(day):
            day += step
        return day


@cache
def _zone(name: str) -> pendulum.Timezone:
    # pendulum reads the zone's file anew at each call, which costs more than all of a deadline's arithmetic
    return pendulum.timezone(name)


@lru_cache(maxsize=256)
def _public_holidays(country: str) -> holidays.HolidayBase:
    code, _, subdivision = country.partition("-")
    return holidays.country_holidays(code, subdiv=subdivision or None)
