"""Reviews for measuring, made by hand: opened on Monday 5 October 2026, due in a week, paid three days later."""

from typing import Any

import pendulum
from pendulum import DateTime

from workflow.base import new_id
from workflow.calendars import Calendar
from workflow.health.facts import Examined, Handled

BERLIN = Calendar("Europe/Berlin", "DE")


def at(day: int, hour: int = 14, month: int = 10) -> DateTime:
    """Make a moment of autumn 2026 in Berlin."""
    return pendulum.datetime(2026, month, day, hour, tz="Europe/Berlin").in_timezone("UTC")


OPENED, DECIDE_BY, PAY_BY = at(5, 9), at(12), at(15)


def an_invoice(*rules: str, **changes: Any) -> Examined:
    """Make a reviewed invoice about which these checks spoke."""
    return Examined(**{"number": "A-9", "currency": "EUR", "rules": frozenset(rules), **changes})


def a_review(decided: DateTime = OPENED, *rules: str, **changes: Any) -> Handled:
    """Make a review that was approved at a moment."""
    values: dict[str, Any] = {
        "review_id": new_id(),
        "workspace": "acme",
        "month": "2026-10",
        "state": "approved",
        "opened_at": OPENED,
        "decide_by": DECIDE_BY,
        "payment_deadline": PAY_BY,
        "seen_at": decided,
        "calendar": BERLIN,
        "invoices": (an_invoice(*rules),),
    }
    return Handled(**{**values, **changes})
