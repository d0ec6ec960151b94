"""Moments on pages that say once whose clock they mean."""

from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures, zone_name


@dataclass(frozen=True)
class At:
    """A moment as the reader's clock shows it, and as ISO 8601 for programs."""

    words: str
    iso: str


def brief(writes: Figures, moment: DateTime) -> At:
    """Write a moment without its zone: `Tue, Dec 15, 2026, 2:00 PM`."""
    return At(writes.moment(moment).removesuffix(f" {zone_name(writes.timezone)}"), moment.to_iso8601_string())


def full(writes: Figures, moment: DateTime) -> At:
    """Write a moment with its zone."""
    return At(writes.moment(moment), moment.to_iso8601_string())


def near(writes: Figures, moment: DateTime, now: DateTime) -> At:
    """Write a moment as `brief` does, without its year where that is the present one."""
    years = {one.in_timezone(writes.timezone).year for one in (moment, now)}
    return At(writes.brief(moment), moment.to_iso8601_string()) if len(years) == 1 else brief(writes, moment)


def left(writes: Figures, moment: DateTime, now: DateTime) -> str:
    """Say how many days there are until a deadline, or how late it is, on the reader's clock: `in 3 days`."""
    day, today = (one.in_timezone(writes.timezone).date() for one in (moment, now))
    days = abs((day - today).days)
    counted = "1 day" if days == 1 else f"{days} days"
    if moment <= now:
        return f"{counted} late" if days else "late since today"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {counted}")
