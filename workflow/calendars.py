"""Business days: weekends, public holidays of a country and closures, and moments at a local time of such a day.

Holidays come from the `holidays` package by ISO 3166 country and subdivision (`DE`, `DE-BY`).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays
import pendulum
from pendulum import DateTime

WEEKDAYS = frozenset({1, 2, 3, 4, 5})
"""Monday to Friday, as ISO 8601 numbers them."""
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
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

    hours: int


@dataclass(frozen=True)
class Closed:
    """Days on which the company works nowhere, both included, and what for."""

    first_on: datetime.date
    last_on: datetime.date
    name: str


class OffBecause(StrEnum):
    """Why a date is no business day."""

    CLOSED = "closed"
    WEEKDAY = "weekday"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class Off:
    """Why a date is no business day; `name` is that of the closure, the weekday or the public holiday, in English."""

    because: OffBecause
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
            and day not in _public_holidays(self.country, day.year)
            and not any(closed.first_on <= day <= closed.last_on for closed in self.closures)
        )

    def off(self, day: datetime.date) -> Off | None:
        """Say why a date is no business day; null: it is one. A closure goes first, then the day of the week."""
        for closed in self.closures:
            if closed.first_on <= day <= closed.last_on:
                return Off(OffBecause.CLOSED, closed.name)
        if day.isoweekday() not in self.weekdays:
            return Off(OffBecause.WEEKDAY, WEEKDAY_NAMES[day.weekday()])
        holiday = _public_holidays(self.country, day.year).get(day)
        return Off(OffBecause.HOLIDAY, holiday) if holiday is not None else None

    def shift(self, day: datetime.date, days: BusinessDays) -> datetime.date:
        """Go a number of business days forward (or back, when negative); from any date, 0 stays put.

        TypeError: the number is one of hours.
        """
        if not isinstance(days, BusinessDays):
            raise TypeError(f"{days!r} are no business days")
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
        clock = datetime.time(time.hour, time.minute, time.second, time.microsecond)
        utc = datetime.datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(datetime.UTC)
        return DateTime(utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, utc.microsecond, pendulum.UTC)

    def local_date(self, moment: DateTime) -> datetime.date:
        """Give the date that a moment has here."""
        local = self.local(moment)
        return datetime.date(local.year, local.month, local.day)  # plain: counting in pendulum's dates is slow

    def local(self, moment: DateTime) -> DateTime:
        """Give the moment as this place's clocks show it."""
        return moment.in_timezone(_zone(self.zone))

    def _next(self, day: datetime.date, step: datetime.timedelta) -> datetime.date:
        while not self.is_business_day(day):
            day += step
        return day


@cache
def spelled(day: datetime.date) -> str:
    """Write a day for people of whatever locale: `9 November 2026`."""
    return f"{day.day} {day:%B %Y}"


@cache
def _zone(name: str) -> pendulum.Timezone:
    # pendulum reads the zone's file anew at each call, which costs more than all of a deadline's arithmetic
    return pendulum.timezone(name)


@lru_cache(maxsize=4096)
def _public_holidays(country: str, year: int) -> Mapping[datetime.date, str]:
    # a plain dict of one year answers ten times as fast as what the package gives, which parses each key anew
    code, _, subdivision = country.partition("-")
    found = holidays.country_holidays(code, subdiv=subdivision or None, language="en_US")
    found.get(datetime.date(year, 1, 1))  # which fills in the year; asked for it outright, the package may warn
    return {day: name for day, name in found.items() if day.year == year}
