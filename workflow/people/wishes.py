"""What people wish for themselves: a mail each instead of digests, or digests again."""

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.events.event import Happened, record
from workflow.people.absences import answers_for, held
from workflow.people.person import Person


def choose_mails(session: Session, person: Person, now: DateTime, *, single: bool) -> bool:
    """Note how somebody wants to hear of new reviews, with history where they answer for a role; False: as before.

    What waits for their next digest still comes in it. The caller commits.
    """
    chooser = held(session, person)
    if chooser.wants_single_mails == single:
        return False
    chooser.wants_single_mails = single
    why = f"{chooser.name} chose {'a mail each instead of digests' if single else 'digests'}"
    about, data = f"person:{chooser.id}", {"single": single}
    happened = [
        Happened(one.id, now, "person.mails", about, why, chooser.email, data) for one in answers_for(session, chooser)
    ]
    record(session, happened)
    return True
