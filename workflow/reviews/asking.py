"""How people hear that they are asked: in a mail of its own, or in their next digest where that is soon enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime

from workflow.calendars import BusinessDays
from workflow.findings.finding import Severity
from workflow.ladders.rungs import Rung, RungName
from workflow.notices.digests import DigestKind, ToDigest, next_digest
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.parts import MailPolicy
from workflow.reviews.routing import Seating
from workflow.reviews.seats import spoken, unstaffed

PRESSING = BusinessDays(2)
"""With no more than this until the decision is due, a mail goes out at once."""


@dataclass(frozen=True)
class Asking:
    """A review that opens, as far as it matters for who hears of it and how.

    `part` tells the notice of this opening from others; `instead` says of what it takes the place and why, empty where
    it takes nobody's. `admins` hear of seats for which nobody was found.
    """

    review_id: UUID
    workspace: Workspace
    seatings: Sequence[Seating]
    admins: Sequence[Person]
    part: str
    decide_by: DateTime
    rungs: Sequence[Rung]
    loudest: str | None
    instead: str

    @property
    def asked(self) -> list[Person]:
        """List who is asked, each once."""
        people = {seating.person.id: seating.person for seating in self.seatings if seating.person}
        return [people[person_id] for person_id in sorted(people)]


def is_for_digest(one: Asking, person: Person, mail: MailPolicy, now: DateTime) -> bool:
    """Tell whether a person may hear of it at nine: clean, with time, before they would be reminded, if they like."""
    if mail.clean == "single" or person.wants_single_mails or one.loudest == Severity.SEVERE:
        return False
    told_at = next_digest(now, one.workspace.calendar_of(person))
    reminded_at = min((rung.at for rung in one.rungs if rung.name is RungName.REMINDER), default=one.decide_by)
    calendar = one.workspace.calendar
    local = calendar.local(told_at)
    return told_at < reminded_at and calendar.at(calendar.shift(local.date(), PRESSING), local.time()) < one.decide_by


def mails(askings: Iterable[Asking], mail: MailPolicy, now: DateTime) -> list[ToTell]:
    """Give the notices: to whoever is asked in a mail of its own, and to admins about seats that nobody has."""
    return [notice for one in askings for notice in (*_opened(one, mail, now), *_unstaffed(one, now))]


def digest_items(askings: Iterable[Asking], mail: MailPolicy, now: DateTime) -> list[ToDigest]:
    """Give what waits for somebody's next digest."""
    return [
        ToDigest(
            workspace_id=one.workspace.id,
            person_id=person.id,
            kind=DigestKind.ASKED,
            about=one.review_id,
            part=one.part,
            due_at=next_digest(now, one.workspace.calendar_of(person)),
            data=_data(one, now),
        )
        for one in askings
        for person in one.asked
        if is_for_digest(one, person, mail, now)
    ]


def _opened(one: Asking, mail: MailPolicy, now: DateTime) -> list[ToTell]:
    singly = [person for person in one.asked if not is_for_digest(one, person, mail, now)]
    data = _data(one, now)
    return [ToTell(one.workspace.id, Kind.OPENED, one.review_id, one.part, now, her.id, data=data) for her in singly]


def _data(one: Asking, now: DateTime) -> dict[str, Any]:
    """Say what is out of the ordinary: that no day is left to decide, and what was asked before."""
    late = {"late": True} if now >= one.decide_by else {}
    return late | ({"instead": one.instead} if one.instead else {})


def _unstaffed(one: Asking, now: DateTime) -> list[ToTell]:
    """Tell every admin of a role for which somebody could not be found, once for each role."""
    empty = {seating.role: seating for seating in reversed(one.seatings) if seating.person is None}
    return [
        ToTell(one.workspace.id, Kind.UNSTAFFED, one.review_id, spoken(seat), now, admin.id, data=unstaffed(seat))
        for seat in empty.values()
        for admin in one.admins
    ]
