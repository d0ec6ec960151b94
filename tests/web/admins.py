"""What the tests of the admins' pages and of the lists start from besides the office."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Engine, delete, event, select
from sqlalchemy.orm import Session

from tests.factories import NOW, Opened, a_document, a_link, an_open_review
from tests.web.office import ADMIN, FINANCE, OPERATIONS, Office
from workflow.base import new_id
from workflow.findings.finding import Finding
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.review import OPEN, Assignment

THE_SAME = {"finance": [FINANCE], "operations": [OPERATIONS], "admin": [ADMIN]}


def a_clean_review(office: Office, number: str, voice: str = "2400.00", **changes: object) -> Opened:
    """Open one more review of the office's people, in a workspace of its own, in which no check noticed anything."""
    with Session(office.site.engine) as session:
        document = a_document(number, voice, **changes)
        opened = an_open_review(session, document, key=number.lower(), people=office.site.opened.people, earlier=())
        session.get_one(Workspace, opened.workspace_id).people = THE_SAME
        session.execute(delete(Finding).where(Finding.revision_id == opened.revision_id))
        session.commit()
    return opened


def escalate(office: Office, opened: Opened) -> UUID:
    """Open the admin's seat of a review."""
    with Session(office.site.engine) as session:
        admin = session.scalars(select(Person.id).where(Person.email == ADMIN)).one()
        values = {"workspace_id": opened.workspace_id, "review_id": opened.review_id, "person_id": admin}
        seat = Assignment(id=new_id(), role="admin", state=OPEN, opened_at=NOW, **values)
        session.add(seat)
        session.flush()
        link = a_link(session, seat, admin)
        session.commit()
    return link.id


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Yield the list into which every statement goes that the database is asked."""
    statements: list[str] = []

    def note(*call: object) -> None:
        statements.append(str(call[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
