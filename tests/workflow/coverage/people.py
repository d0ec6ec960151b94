"""People who are there or away, and a workspace that asks them: by hand, without a database."""

import datetime
from collections.abc import Mapping
from typing import Any

from pendulum import DateTime

from tests.factories import NOW
from workflow.base import new_id
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.pools import Directory, Staff
from workflow.people.workspace import Workspace

WEEKDAYS = [1, 2, 3, 4, 5]


def december(day: int) -> datetime.date:
    return datetime.date(2026, 12, day)


def a_person(name: str, working_days: list[int] = WEEKDAYS) -> Person:
    """Make somebody who works from Monday to Friday in Berlin."""
    email = f"{name.lower()}@example.com"
    return Person(id=new_id(), email=email, name=name, timezone=None, locale="en_US", working_days=working_days)


def a_workspace(**changes: Any) -> Workspace:
    """Make a workspace in Berlin that is billed by the month and pays within a fortnight."""
    values: dict[str, Any] = {
        "key": "acme",
        "name": "Acme EMEA",
        "timezone": "Europe/Berlin",
        "country": "DE",
        "currency": "EUR",
        "people": {},
        "closures": [],
        "cycle_every": "month",
        "cycle_anchor": 1,
        "re_anchored": [],
        "first_period_starts": datetime.date(2026, 1, 1),
        "review_from": datetime.date(2026, 11, 1),
        "periods_until": None,
        "collection": "invoice",
        "payment_terms_days": 14,
    }
    return Workspace(id=new_id(), **{**values, **changes})


def away(person: Person, first: int, last: int, deputy: Person | None = None) -> Absence:
    """Make an absence in December, both days included."""
    deputy_id = deputy.id if deputy else None
    return Absence(
        person_id=person.id, first_on=december(first), last_on=december(last), deputy_id=deputy_id, noted_at=NOW
    )


def people(roles: Mapping[str, list[Person]], *absences: Absence, now: DateTime = NOW) -> Staff:
    """Put people into roles, with who is away when."""
    found: dict[Any, list[Absence]] = {}
    for one in absences:
        found.setdefault(one.person_id, []).append(one)
    return Staff(Directory(roles), now, absences=found)
