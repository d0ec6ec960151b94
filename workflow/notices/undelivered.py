"""Stage 5: what the mail server refused for good is told to others: whose address it is, or what did not arrive.

It ends by itself: nobody whose own address refuses mail is told, each is told once of one person's refusals, and of
what the contact of last resort refuses nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import change_all
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy

RETRY_MINUTES = 15
DUE = (
    select(Notice)
    .where(Notice.tell_others_at <= bindparam("now"))
    .order_by(Notice.tell_others_at, Notice.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Undelivered:
    """A notice that was refused for good; `person` is whom it was for (null: a reader who is no person here)."""

    notice: Notice
    workspace: Workspace
    person: Person | None


def tell_others(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Tell the admins of one batch of refused notices, or who else there is."""
    found = _gather(session, now)
    if not found:
        return Batch()
    people, last_resort = directory(session), policy.admin.fallback_contact
    decided, apart = decide_each(found, lambda one: told_of(one, people, last_resort, now))
    post(session, [notice for notices in decided for notice in notices])
    later = {one.notice.id for one, _ in apart}
    again = now.add(minutes=RETRY_MINUTES)
    change_all(session, [(one.notice, {"tell_others_at": again if one.notice.id in later else None}) for one in found])
    troubles = tuple(Trouble(f"notice:{one.notice.key}", str(error)) for one, error in apart)
    return Batch(len(found) - len(apart), troubles)


def told_of(one: Undelivered, people: Directory, last_resort: str | None, now: DateTime) -> list[ToTell]:
    """Decide who hears of it: of a person the other admins, else the contact of last resort; of an address finance too.

    Nobody, where mail has reached the person since.
    """
    if one.person is None:
        return [_of_address(one, reader, now) for reader in _beside(one, people)]
    if one.person.mail_refused_at is None:
        return []
    admins = _reached(people.holders(one.workspace, Role.ADMIN), people)
    if admins:
        return [_of_person(one, one.person, now, admin.id) for admin in admins]
    is_other = last_resort and last_resort.lower() != one.person.email
    return [_of_person(one, one.person, now, address=last_resort)] if is_other else []


def _reached(readers: Sequence[Person], people: Directory) -> list[Person]:
    return [reader for reader in readers if reader.id not in people.unreached]


def _beside(one: Undelivered, people: Directory) -> list[Person]:
    """Say who hears of an address: whoever looks after the vendor's invoices; of the last resort's the admins."""
    if one.notice.kind == Kind.UNDELIVERED:
        return []
    roles = [Role.ADMIN] if one.notice.kind == Kind.RUNG else [Role.ADMIN, Role.FINANCE]
    readers = {reader.id: reader for role in roles for reader in people.holders(one.workspace, role)}
    return _reached(list(readers.values()), people)


def _of_person(
    one: Undelivered, person: Person, now: DateTime, reader_id: UUID | None = None, address: str | None = None
) -> ToTell:
    """Tell of a person, over all their workspaces: `part` is since when, so that it is told once for all refusals."""
    part = f"{person.mail_refused_at:%Y%m%dT%H%M%S}"
    return ToTell(one.workspace.id, Kind.UNDELIVERED, person.id, part, now, reader_id, address)


def _of_address(one: Undelivered, reader: Person, now: DateTime) -> ToTell:
    """Tell of one notice: what it said is lost unless somebody passes it on."""
    data = {"address": one.notice.address, "kind": one.notice.kind, "problem": one.notice.problem}
    return ToTell(one.workspace.id, Kind.UNDELIVERED, one.workspace.id, one.notice.id.hex, now, reader.id, data=data)


def _gather(session: Session, now: DateTime) -> list[Undelivered]:
    notices = session.scalars(DUE, {"now": now}).all()
    if not notices:
        return []
    people = select(Person).where(Person.id.in_({one.person_id for one in notices if one.person_id}))
    workspaces = select(Workspace).where(Workspace.id.in_({one.workspace_id for one in notices}))
    by_id = {one.id: one for one in session.scalars(people)}
    theirs = {one.id: one for one in session.scalars(workspaces)}
    return [
        Undelivered(one, theirs[one.workspace_id], by_id.get(one.person_id) if one.person_id else None)
        for one in notices
    ]
