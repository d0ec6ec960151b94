"""What people wish for themselves: a mail each instead of digests, or digests again."""

from collections.abc import Collection
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.events.event import Happened, record
from workflow.people.absences import answers_for, held
from workflow.people.person import Person


def choose_mails(
    session: Session, person: Person, now: DateTime, *, single: bool, sits_in: Collection[UUID] = ()
) -> bool:
    """Note how somebody wants to hear of new reviews; False: as before.

    The history has it where they answer for a role, and in the workspaces that they sit in (`sits_in`), if only as a
    deputy. What waits for their next digest still comes in it. The caller commits.
    """
    chooser = held(session, person)
    if chooser.wants_single_mails == single:
        return False
    chooser.wants_single_mails = single
    why = f"{chooser.name} chose {'a mail each instead of digests' if single else 'digests'}"
    about, data = f"person:{chooser.id}", {"single": single}
    theirs = sorted({one.id for one in answers_for(session, chooser)}.union(sits_in))
    happened = [Happened(one, now, "person.mails", about, why, chooser.email, data) for one in theirs]
    record(session, happened)
    return True
