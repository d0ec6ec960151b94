"""Noting that somebody is away, and taking it back."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.calendars import ONE_DAY, Calendar, spelled
from workflow.events.event import SYSTEM, Happened, record
from workflow.people.absence import Absence
from workflow.people.person import Person, RoleHolder
from workflow.people.pools import Directory, directory
from workflow.people.standing_in import deputy_named
from workflow.people.workspace import Workspace

NOWHERE = "UTC"
"""The zone of somebody who states none and answers for nothing."""
LONGEST_WHY = 200
LONGEST_DAYS = 732


class AbsenceRefused(ValueError):
    """An absence that was not noted or not taken back; the message says what to do next."""


@dataclass(frozen=True)
class AbsenceToNote:
    """An absence as somebody wants it noted: both days included, in the person's zone; `by` null: the command line."""

    person: Person
    first_on: datetime.date
    last_on: datetime.date
    deputy: Person | None = None
    why: str = ""
    by: Person | None = None


def note_absence(session: Session, wanted: AbsenceToNote, now: DateTime) -> Absence:
    """Note that somebody is away, with history where they answer for a role; the seats follow when it begins.

    Raises AbsenceRefused for days that are over, reversed, too many or noted already, for somebody who is no longer
    here, and for a deputy who could not take the place. The caller commits.
    """
    person = held(session, wanted.person)
    roles = _roles(session, [person.id, *([wanted.deputy.id] if wanted.deputy else [])])
    answers = _answers(session, person, roles.get(person.id, set()))
    zones = zones_of(person, answers)
    _check_days(wanted, min(_today(zone, now) for zone in zones))
    _check_overlap(session, wanted)
    _check_deputy(wanted, roles)
    absence = Absence(
        id=new_id(),
        person_id=person.id,
        first_on=wanted.first_on,
        last_on=wanted.last_on,
        deputy_id=wanted.deputy.id if wanted.deputy else None,
        why=" ".join(wanted.why.split())[:LONGEST_WHY],
        noted_by=wanted.by.id if wanted.by else None,
        noted_at=now,
    )
    session.add(absence)
    begins = max(now, min(_midnight(zone, absence.first_on) for zone in zones))
    person.reseat_at = min(person.reseat_at or begins, begins)
    session.flush()
    record(session, list(_noted(absence, wanted, answers, directory(session))))
    return absence


def end_absence(session: Session, absence: Absence, by: Person | None, now: DateTime) -> None:
    """Take an absence back from now on; the person's seats are looked at anew.

    What was handed to somebody meanwhile stays with them. Raises AbsenceRefused for an absence that is over, and for
    somebody else's where `by` does not lead: it counts there too. The caller commits.
    """
    person = held(session, session.get_one(Person, absence.person_id))
    session.refresh(absence)
    answers = answers_for(session, person)
    if absence.ended_at is not None:
        raise AbsenceRefused("This absence was taken back already; there is nothing left to end.")
    if absence.last_on < min(_today(zone, now) for zone in zones_of(person, answers)):
        raise AbsenceRefused(f"This absence ended on {spelled(absence.last_on)}; there is nothing left to end.")
    _check_ends(absence, answers, by, directory(session))
    absence.ended_at, person.reseat_at = now, now
    session.flush()
    why = f"{person.name} is there again: the absence from {absence.first_on} to {absence.last_on} was taken back"
    about, actor, data = f"absence:{absence.id}", _actor(by), _data(absence)
    record(session, [Happened(one.id, now, "absence.ended", about, why, actor, data) for one in answers])


def current_absences(session: Session, now: DateTime) -> list[tuple[Absence, Person]]:
    """List the absences that run or are to come, with whose they are, in order of time."""
    not_over = (Absence.ended_at.is_(None), Absence.last_on >= now.subtract(days=1).date())
    its = select(Absence, Person).join(Person, Person.id == Absence.person_id).where(*not_over)
    rows = session.execute(its.order_by(Absence.first_on, Person.email, Absence.id))
    return [(absence, person) for absence, person in rows]


def next_change(absences: Sequence[Absence], zones: Iterable[str], now: DateTime) -> DateTime | None:
    """Give when next one of these absences begins or is over, in any of the zones; None when none does any more."""
    days = [day for one in absences for day in (one.first_on, one.last_on + ONE_DAY)]
    moments = [_midnight(zone, day) for zone in zones for day in days]
    return min((moment for moment in moments if moment > now), default=None)


def zones_of(person: Person, workspaces: Sequence[Workspace]) -> set[str]:
    """Give the zones in which a person's dates are read: their own, else those of the workspaces they answer for."""
    return {person.timezone} if person.timezone else {one.timezone for one in workspaces} or {NOWHERE}


def answers_for(session: Session, person: Person) -> list[Workspace]:
    """List the active workspaces where somebody answers for one of their roles."""
    return _answers(session, person, _roles(session, [person.id]).get(person.id, set()))


def held(session: Session, person: Person) -> Person:
    """Hold the person's row, so that two who note at once are judged one after the other."""
    one = select(Person).where(Person.id == person.id).execution_options(populate_existing=True)
    return session.scalars(one.with_for_update(key_share=True)).one()


def _roles(session: Session, people: Sequence[UUID]) -> dict[UUID, set[str]]:
    held: dict[UUID, set[str]] = {}
    rows = select(RoleHolder.person_id, RoleHolder.role).where(RoleHolder.person_id.in_(people))
    for person_id, role in session.execute(rows):
        held.setdefault(person_id, set()).add(role)
    return held


def _answers(session: Session, person: Person, roles: set[str]) -> list[Workspace]:
    workspaces = session.scalars(select(Workspace).where(Workspace.active).order_by(Workspace.key)).all()
    return [one for one in workspaces if any(person.email in one.people.get(role, (person.email,)) for role in roles)]


def _check_days(wanted: AbsenceToNote, today: datetime.date) -> None:
    if not wanted.person.active:
        raise AbsenceRefused(f"{wanted.person.email} no longer stands in the setup file, so nobody asks them.")
    if wanted.last_on < wanted.first_on:
        raise AbsenceRefused(f"The absence ends on {spelled(wanted.last_on)}, before it begins; turn the dates around.")
    if wanted.last_on < today:
        over = f"These days are over; the last one was {spelled(wanted.last_on)}."
        raise AbsenceRefused(f"{over} Note days from {spelled(today)} on.")
    if (wanted.last_on - today).days > 2 * LONGEST_DAYS:
        raise AbsenceRefused(
            f"{spelled(wanted.last_on)} is too far ahead to plan for; note an absence that ends sooner."
        )
    if (wanted.last_on - wanted.first_on).days > LONGEST_DAYS:
        raise AbsenceRefused("More than two years are no absence; take the person out of the setup file instead.")


def _check_overlap(session: Session, wanted: AbsenceToNote) -> None:
    its = (Absence.person_id == wanted.person.id, Absence.ended_at.is_(None))
    overlaps = (Absence.first_on <= wanted.last_on, Absence.last_on >= wanted.first_on)
    noted = session.scalars(select(Absence).where(*its, *overlaps).order_by(Absence.first_on).limit(1)).first()
    if noted:
        days = f"from {spelled(noted.first_on)} to {spelled(noted.last_on)}"
        raise AbsenceRefused(f"An absence {days} is noted already; end that one first, or choose other days.")


def _check_deputy(wanted: AbsenceToNote, roles: dict[UUID, set[str]]) -> None:
    person, deputy = wanted.person, wanted.deputy
    if deputy is None:
        return
    if deputy.id == person.id:
        raise AbsenceRefused("Nobody is their own deputy; name somebody else, or nobody.")
    if not deputy.active:
        raise AbsenceRefused(f"{deputy.email} no longer stands in the setup file; name another deputy, or nobody.")
    if not roles.get(person.id, set()) & roles.get(deputy.id, set()):
        raise AbsenceRefused(f"{deputy.email} holds none of {person.email}'s roles; name another deputy, or nobody.")


def _check_ends(absence: Absence, answers: Sequence[Workspace], by: Person | None, people: Directory) -> None:
    if by is None or by.id in {absence.person_id, absence.noted_by}:
        return
    if any(by.id not in people.admins(one) for one in answers):
        raise AbsenceRefused(
            "Somebody else noted this absence, and it counts where you are no admin, too. Ask them to take it back."
        )


def _noted(
    absence: Absence, wanted: AbsenceToNote, answers: Iterable[Workspace], people: Directory
) -> Iterator[Happened]:
    """Say for history what was noted, with the deputy where that one counts; the reason stays out, for good."""
    person, actor = wanted.person, _actor(wanted.by)
    for one in answers:
        deputy = wanted.deputy if deputy_named(absence, people.admins(one)) else None
        place = f"; {deputy.name} takes their place" if deputy else ""
        why = f"{person.name} is away from {wanted.first_on} to {wanted.last_on}{place}"
        data = {**_data(absence), "deputy": str(deputy.id) if deputy else None}
        yield Happened(one.id, absence.noted_at, "absence.noted", f"absence:{absence.id}", why, actor, data)


def _data(absence: Absence) -> dict[str, str | None]:
    return {
        "person": str(absence.person_id),
        "first_on": absence.first_on.isoformat(),
        "last_on": absence.last_on.isoformat(),
        "deputy": str(absence.deputy_id) if absence.deputy_id else None,
    }


def _actor(by: Person | None) -> str:
    return by.email if by else SYSTEM


def _today(zone: str, now: DateTime) -> datetime.date:
    return now.in_timezone(zone).date()


def _midnight(zone: str, day: datetime.date) -> DateTime:
    return Calendar(zone, "").at(day, datetime.time(0))
