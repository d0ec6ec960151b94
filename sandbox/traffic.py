"""What the campaigns of the sandbox vendor's customers did: minutes by day, and single voice sessions.

All of it follows from names and dates, so nothing is stored, and a day's sessions always add up to its billed minutes.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow.calendars import SATURDAY
from workflow.invoices.source import Span

DAY = timedelta(days=1)
FIRST_CALL = time(9)
CALLING_SECONDS = 9 * 3600
SHORTEST, LONGEST = 2, 12
"""Billed minutes of one call."""


@dataclass(frozen=True)
class Campaign:
    """One campaign; `levels` says from which day on how many minutes an ordinary weekday brings, in order of time."""

    id: str
    name: str
    timezone: str
    levels: tuple[tuple[date, int], ...]

    @property
    def launched_on(self) -> date:
        """The first day with calls."""
        return self.levels[0][0]

    def level(self, day: date) -> int:
        """Give the minutes that an ordinary weekday brings by then; 0 before the launch and while it stands still."""
        return next((minutes for since, minutes in reversed(self.levels) if since <= day), 0)

    def minutes_on(self, day: date) -> int:
        """Give the billed minutes of a day: some more or less than ordinary, half of it on weekends."""
        minutes = self.level(day) * (92 + draw(17, self.id, day)) // 100
        return minutes // 2 if day.weekday() >= SATURDAY else minutes

    def minutes(self, covers: Span) -> int:
        """Add up the billed minutes of some days."""
        return sum(map(self.minutes_on, days(covers)))


@dataclass(frozen=True)
class Traffic:
    """The campaigns of one account, and the phone numbers that it rents."""

    campaigns: tuple[Campaign, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def since(self) -> date:
        """The first day with any calls."""
        return min((campaign.launched_on for campaign in self.campaigns), default=date.max)


@dataclass(frozen=True)
class Calls:
    """A campaign's calls on one day: `calls` are all that were tried, `connected` those that became a session."""

    day: date
    billed_minutes: int
    calls: int
    connected: int
    retries: int


@dataclass(frozen=True)
class Session:
    """One call that was answered."""

    id: str
    campaign: Campaign
    started_at: datetime
    seconds: int
    billed_minutes: int

    @property
    def ended_at(self) -> datetime:
        """When the last of its seconds was over."""
        return self.started_at + timedelta(seconds=self.seconds)


def calls_on(campaign: Campaign, day: date) -> Calls:
    """Count a campaign's calls on a day: one in three or four is not answered, and half of those are tried again."""
    connected = len(list(_lengths(campaign, day)))
    unanswered = connected * (30 + draw(15, "unanswered", campaign.id, day)) // 100
    retries = unanswered // 2
    return Calls(day, campaign.minutes_on(day), connected + unanswered + retries, connected, retries)


def sessions_on(campaign: Campaign, day: date) -> list[Session]:
    """Give the sessions of a campaign on a day of its own zone, in order of time."""
    lengths = list(_lengths(campaign, day))
    apart = CALLING_SECONDS // max(1, len(lengths))
    opening = datetime.combine(day, FIRST_CALL, ZoneInfo(campaign.timezone))
    return [
        Session(
            id=f"{_stem(campaign, day)}_{position}",
            campaign=campaign,
            started_at=opening + timedelta(seconds=position * apart + draw(apart, campaign.id, day, position)),
            seconds=minutes * 60 - draw(60, day, campaign.id, position),
            billed_minutes=minutes,
        )
        for position, minutes in enumerate(lengths)
    ]


def session_of(traffic: Traffic, name: str, until: date) -> Session | None:
    """Find a session by its id among those up to a day; None when there is none."""
    stem = name.rpartition("_")[0]
    for campaign in traffic.campaigns:
        its_days = {_stem(campaign, day): day for day in days(Span(campaign.launched_on, until))}
        if stem in its_days:
            return next((one for one in sessions_on(campaign, its_days[stem]) if one.id == name), None)
    return None


def newest_first(traffic: Traffic, day: date) -> list[Session]:
    """Give the sessions of all campaigns on a day, the newest first."""
    found = [session for campaign in traffic.campaigns for session in sessions_on(campaign, day)]
    return sorted(found, key=lambda session: (session.started_at, session.id), reverse=True)


def days(covers: Span) -> Iterator[date]:
    """Give the days of a span, both ends included."""
    day = covers.starts_on
    while day <= covers.ends_on:
        yield day
        day += DAY


def draw(below: int, *seeds: object) -> int:
    """Draw a number from 0 up to one below `below`; the same seeds draw the same."""
    digest = hashlib.sha256(repr([str(seed) for seed in seeds]).encode()).digest()
    return int.from_bytes(digest[:8]) % below


def _lengths(campaign: Campaign, day: date) -> Iterator[int]:
    """Cut a day's minutes into calls."""
    left, position = campaign.minutes_on(day), 0
    while left > 0:
        length = min(left, SHORTEST + draw(LONGEST - SHORTEST + 1, position, campaign.id, day))
        yield length
        left, position = left - length, position + 1


def _stem(campaign: Campaign, day: date) -> str:
    """Begin the ids of a campaign's sessions on a day."""
    return f"{campaign.id.replace('cmp', 'vs')}_{day:%Y%m%d}"
