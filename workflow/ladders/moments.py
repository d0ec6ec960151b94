"""Moments in business time: counted in days at the same local time, and written so that they can be checked."""

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar


def business_days_from(moment: DateTime, days: BusinessDays, calendar: Calendar) -> DateTime:
    """Go business days forward or back and keep the local time."""
    local = calendar.local(moment)
    return calendar.at(calendar.shift(local.date(), days), local.time())


def written(moment: DateTime, calendar: Calendar) -> str:
    """Write a moment as the place's clocks show it, with its zone."""
    return f"{calendar.local(moment).format('YYYY-MM-DD HH:mm')} {calendar.zone}"


def spelled(days: BusinessDays) -> str:
    """Write `1 business day`, `2 business days`."""
    return f"{days.count} business day" + ("" if days.count == 1 else "s")
