"""Who is away, and who takes their place: the deputy who was named, and that one's, hop by hop.

Pure: people, absences and calendars in; a person, and how it came to them in sentences, out.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from pendulum import DateTime

from workflow.calendars import ONE_DAY
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.workspace import Workspace

MIDNIGHT = time(0)
FARTHEST = 366
"""How many days ahead a working day is looked for."""


@dataclass(frozen=True)
class Away:
    """That somebody is not there: why, as the beginning of a sentence, and who was named to take their place."""

    why: str
    deputy_id: UUID | None = None


@dataclass(frozen=True)
class Days:
    """A person's days in one workspace, seen from one moment.

    `absent` is the absence of today; `works_from` when the first day begins, today or later, on which they work and
    are not absent (null: none within a year); `coming` the first absence before it; `admins` lead the workspace.
    """

    absent: Absence | None
    works_from: DateTime | None
    coming: Absence | None
    admins: frozenset[UUID]


def days_of(
    person: Person,
    workspace: Workspace,
    absences: Sequence[Absence],
    now: DateTime,
    admins: frozenset[UUID],
) -> Days:
    """Look at a person's own calendar, in their own zone, from `now` on."""
    calendar = workspace.calendar_of(person)
    today = calendar.local_date(now)
    works_from = coming = None
    for day in (today + ONE_DAY * number for number in range(FARTHEST)):
        absence = absence_on(day, absences)
        coming = coming or absence
        if absence is None and calendar.is_business_day(day):
            works_from = calendar.at(day, MIDNIGHT)
            break
    return Days(absence_on(today, absences), works_from, coming, admins)


def absence_on(day: date, absences: Sequence[Absence]) -> Absence | None:
    """Find the absence that covers a date."""
    return next((one for one in absences if one.first_on <= day <= one.last_on), None)


def away_of(person: Person, days: Days, until: DateTime | None) -> Away | None:
    """Say why a person cannot be asked; None for one who can.

    They are away during an absence, and when no working day of theirs is left before the decision is due (`until`;
    null: that does not matter).
    """
    if days.absent:
        return Away(f"{person.name} is away until {days.absent.last_on}", deputy_named(days.absent, days.admins))
    if until is None or (days.works_from is not None and days.works_from <= until):
        return None
    deputy_id = deputy_named(days.coming, days.admins) if days.coming else None
    return Away(f"{person.name} has no working day left before the decision is due", deputy_id)


def deputy_named(absence: Absence, admins: Collection[UUID]) -> UUID | None:
    """Give the deputy whom an absence names in a workspace that these people lead; None for nobody.

    One's own deputy counts everywhere, as does one that the command line names; one that somebody else names counts
    only where that somebody leads: else an admin of one workspace could fill the seats of another.
    """
    own = absence.noted_by is None or absence.noted_by == absence.person_id
    return absence.deputy_id if own or absence.noted_by in admins else None


@dataclass(frozen=True)
class Way:
    """To whom the deputies lead, with a sentence for each hop."""

    person: Person
    hops: tuple[str, ...]


def stand_in(
    person: Person, away: Callable[[Person], Away | None], holders: Mapping[UUID, Person], excluded: Collection[UUID]
) -> Way | None:
    """Find who takes the place of somebody who is away; None when they are there, and when the way ends with nobody.

    `holders` are all active people who hold the role, also those whom the workspace does not name. A deputy must be
    one of them, there, and not excluded; a way that comes back to somebody it has passed ends with nobody.
    """
    hops: list[str] = []
    passed = {person.id}
    while gone := away(person):
        deputy = holders.get(gone.deputy_id) if gone.deputy_id else None
        if deputy is None or deputy.id in passed or deputy.id in excluded:
            return None
        hops.append(f"{gone.why}, and named {deputy.name} as deputy.")
        passed.add(deputy.id)
        person = deputy
    return Way(person, tuple(hops)) if hops else None
