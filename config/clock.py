"""The only reads of time: `now()` is business time and may be moved, `wall()` is real time and may not.

Business time decides what is due; real time measures leases, codes, cookies and time-outs.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pendulum
from pendulum import DateTime
from pendulum.parsing.exceptions import ParserError


class ClockError(ValueError):
    """Raised for a `CLOCK` value that is not `T` or `T@WALL*SPEED`; the message says which part."""


@dataclass(frozen=True)
class Shift:
    """Business time as a line: `start + (wall - since) * speed`; frozen when `speed` is 0."""

    start: DateTime
    since: DateTime
    speed: Decimal

    def at(self, wall: DateTime) -> DateTime:
        """Give the business moment that belongs to a real one."""
        passed = Decimal(str((wall - self.since).total_seconds()))
        return self.start.add(microseconds=int(passed * self.speed * 1_000_000))


def parse_moment(text: str) -> DateTime:
    """Read an ISO 8601 moment with offset into UTC; raises ClockError for anything else."""
    try:
        moment = pendulum.parse(text, exact=True)
    except (ParserError, ValueError) as error:
        raise ClockError(f"{text!r} is no ISO 8601 moment") from error
    has_offset = text.endswith(("Z", "z")) or "+" in text[10:] or "-" in text[10:]
    if not isinstance(moment, DateTime) or not has_offset:
        raise ClockError(f"{text!r} is not a full date and time with an offset such as 2026-11-02T09:00:00+01:00")
    return moment.in_timezone("UTC")


def parse_shift(text: str) -> Shift:
    """Read `T` (frozen) or `T@WALL*SPEED`; raises ClockError."""
    if "@" not in text:
        start = parse_moment(text)
        return Shift(start, start, Decimal(0))
    first, _, rest = text.partition("@")
    since, star, speed = rest.partition("*")
    if not star:
        raise ClockError(f"{text!r} lacks *SPEED")
    return Shift(parse_moment(first), parse_moment(since), _speed(speed))


def _speed(text: str) -> Decimal:
    try:
        speed = Decimal(text)
    except InvalidOperation as error:
        raise ClockError(f"the speed {text!r} is no decimal number") from error
    if not speed.is_finite() or speed < 0:
        raise ClockError(f"the speed {text!r} is not a number of 0 or more")
    return speed


_shift: Shift | None = None


def move_business_time(shift: Shift | None) -> None:
    """Set how this process derives business time from real time; None means they are the same."""
    global _shift  # noqa: PLW0603  # the clock is the one thing of a process that is global by nature
    _shift = shift


def wall() -> DateTime:
    """Tell real time, UTC."""
    return pendulum.now("UTC")


def now() -> DateTime:
    """Tell business time, UTC; read once at the edge and handed down as an argument."""
    real = wall()
    return _shift.at(real) if _shift else real
